import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { Bytes } from './bytes.ts';
import { type PlistEntries, readPlist } from './plist.ts';
import { unreadable } from './refused.ts';

/** Entries of an archive that are looked at; large games have some ten thousand. */
const mostEntries = 300_000;
/** Bytes of an Info.plist, unpacked: real ones have some ten thousand. */
const largestPlist = 1 << 20;
const chunkBytes = 64 * 1024;

/** The one property list that describes the app itself, not what is embedded in it. */
const infoPlist = /^Payload\/[^/]+\.app\/Info\.plist$/u;

/**
 * Entries of the app's Info.plist in an .ipa, which is a zip archive. Only the directory and this one entry are read, whatever
 * the rest unpacks to. Throws `archive_not_readable`: no zip, entries that climb out of it, none or several apps,
 * encrypted, a property list that is too large or broken.
 */
export async function readIpa(bytes: Bytes, wanted: readonly string[]): Promise<PlistEntries> {
  const zip = await fromRandomAccessReaderPromise(new Reader(bytes), bytes.size, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  }).catch((cause: unknown) => {
    throw unreadable('it is no zip archive, as an .ipa is, or it is cut', cause);
  });
  try {
    return await readInfo(zip, await findInfo(zip), wanted);
  } finally {
    zip.close();
  }
}

async function findInfo(zip: ZipFile): Promise<Entry> {
  if (zip.entryCount > mostEntries) throw unreadable('the archive has too many entries');
  const found: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) if (infoPlist.test(entry.fileName)) found.push(entry);
  } catch (cause) {
    throw unreadable('the directory of the archive is broken, or leads out of it', cause);
  }
  const [entry] = found;
  if (entry === undefined) throw unreadable('there is no Payload/*.app/Info.plist in it');
  if (found.length > 1) throw unreadable(`there are ${found.length} apps in it, or one twice`);
  return entry;
}

async function readInfo(zip: ZipFile, entry: Entry, wanted: readonly string[]): Promise<PlistEntries> {
  if (!entry.canDecodeFileData()) throw unreadable('its Info.plist is encrypted or packed in an unusual way');
  if (entry.uncompressedSize > largestPlist || entry.compressedSize > largestPlist)
    throw unreadable('its Info.plist is larger than any real one');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const piece = Buffer.from(chunk);
      size += piece.length;
      if (size > largestPlist) throw new RangeError('It unpacks to more than it says.');
      chunks.push(piece);
    }
    return readPlist(Buffer.concat(chunks), wanted);
  } catch (cause) {
    throw unreadable('its Info.plist is broken', cause);
  }
}

/** Hands the archive to the zip library in small pieces. */
class Reader extends RandomAccessReader {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(pieces(this.#bytes, start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#bytes.read(position, length).then(
      (piece) => {
        piece.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('It cannot be read.')),
    );
  }

  override close(callback: (error: Error | null) => void): void {
    // The file belongs to whoever opened it.
    callback(null);
  }
}

async function* pieces(bytes: Bytes, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += chunkBytes) yield bytes.read(at, Math.min(chunkBytes, end - at));
}
