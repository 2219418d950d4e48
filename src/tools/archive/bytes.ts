/** A file to look into, wherever it is: only the pieces that are asked for are read. */
export interface Bytes {
  readonly size: number;
  /** Exactly these bytes. Throws when the file ends before. */
  read(offset: number, length: number): Promise<Buffer>;
}

interface Readable {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** Small reads are answered from one window of so many bytes: directories of archives are read in thousands of them. */
const windowBytes = 256 * 1024;

/** Bytes of an open file. */
export function bytesOf(file: Readable, size: number): Bytes {
  let from = 0;
  let held: Buffer = Buffer.alloc(0);
  const fetch = async (offset: number, length: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
      if (bytesRead === 0) throw new RangeError('The file ends too early.');
      done += bytesRead;
    }
    return buffer;
  };
  return {
    size,
    read: async (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > size) throw new RangeError('Outside of the file.');
      if (length > windowBytes) return fetch(offset, length);
      if (offset < from || offset + length > from + held.length) {
        // Directories of archives are walked forwards.
        held = await fetch(offset, Math.min(windowBytes, size - offset));
        from = offset;
      }
      return Buffer.from(held.subarray(offset - from, offset - from + length));
    },
  };
}
