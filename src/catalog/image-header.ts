/** What the first bytes of a picture say. */
export interface ImageHeader {
  readonly format: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** It has a transparency channel; Apple refuses those as screenshots (live reports, collected 2026-11-22). */
  readonly alpha: boolean;
}

const pngMark = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Reads the header of a PNG or JPEG from its first bytes (64 KB do, unless a profile stands in front). */
export function imageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (pngMark.every((byte, index) => bytes[index] === byte)) return png(view);
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpeg(view) : undefined;
}

/** IHDR stands first; a tRNS chunk before the data makes a colour transparent. */
function png(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 33 || view.getUint32(12) !== 0x49484452) return undefined;
  const colour = view.getUint8(25);
  let alpha = colour === 4 || colour === 6;
  for (let at = 33; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === 0x74524e53) alpha = true;
    // IDAT: the picture begins.
    if (type === 0x49444154) break;
  }
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20), alpha };
}

/** The first frame header (SOF) has the size; DHT, JPG and DAC share its range of markers. */
function jpeg(view: DataView): ImageHeader | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return {
        format: 'jpeg',
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        alpha: false,
      };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
