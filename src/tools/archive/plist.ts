import { parseXml, type XmlElement } from './xml.ts';

/** Top-level entries of a property list that are words, or lists of words. */
export type PlistEntries = ReadonlyMap<string, string | readonly string[]>;

/** Longer keys, words and lists are none that an app is described with. */
const longest = 1_000;
const mostItems = 64;

/**
 * The wanted entries of a property list, binary or XML. It is followed no deeper than that, so nothing in it can blow
 * up. Throws on what is broken, or says a wanted thing twice.
 */
export function readPlist(bytes: Buffer, wanted: readonly string[]): PlistEntries {
  return bytes.subarray(0, 8).toString('latin1') === 'bplist00'
    ? readBinary(bytes, wanted)
    : readXml(bytes.toString('utf8'), wanted);
}

function readXml(source: string, wanted: readonly string[]): PlistEntries {
  const root = parseXml(source);
  const [dict] = root.children;
  if (root.name !== 'plist' || dict?.name !== 'dict') throw new Error('There is no dictionary in it.');
  const entries = new Map<string, string | readonly string[]>();
  const { children } = dict;
  for (let index = 0; index + 1 < children.length; index += 2) {
    const [key, value] = [children[index], children[index + 1]];
    if (key?.name !== 'key' || value === undefined) throw new Error('A value has no key.');
    if (!wanted.includes(key.text)) continue;
    if (entries.has(key.text)) throw new Error('A key stands there twice.');
    const read = value.name === 'array' ? wordsIn(value.children) : wordIn(value);
    if (read !== undefined) entries.set(key.text, read);
  }
  return entries;
}

function wordIn({ name, text }: XmlElement): string | undefined {
  return name === 'string' && text.length <= longest ? text : undefined;
}

function wordsIn(items: readonly XmlElement[]): readonly string[] {
  return items.slice(0, mostItems).flatMap((item) => wordIn(item) ?? []);
}

/**
 * The binary form: objects behind a table of offsets, references by number. Only the top dictionary and, one step
 * further, lists of words are followed, so objects that name each other in circles cost nothing. Layout: CoreFoundation's
 * CFBinaryPList (read 2026-11-22).
 */
function readBinary(bytes: Buffer, wanted: readonly string[]): PlistEntries {
  const trailer = bytes.length - 32;
  const [offsetSize, refSize] = [bytes.readUInt8(trailer + 6), bytes.readUInt8(trailer + 7)];
  const count = number(bytes, trailer + 8, 8);
  const table = number(bytes, trailer + 24, 8);
  const at = (object: number): number => {
    if (object >= count) throw new RangeError('There is no such object.');
    return number(bytes, table + object * offsetSize, offsetSize);
  };
  const refs = (start: number, of: number): readonly number[] =>
    Array.from({ length: of }, (_, index) => number(bytes, start + index * refSize, refSize));

  const word = (object: number): string | undefined => {
    const { kind, length, start } = header(bytes, at(object));
    if (length > longest) return undefined;
    if (kind === 0x5) return slice(bytes, start, length).toString('latin1');
    if (kind === 0x6)
      return slice(bytes, start, length * 2)
        .swap16()
        .toString('utf16le');
    return undefined;
  };
  const value = (object: number): string | readonly string[] | undefined => {
    const { kind, length, start } = header(bytes, at(object));
    return kind === 0xa
      ? refs(start, Math.min(length, mostItems)).flatMap((item) => word(item) ?? [])
      : word(object);
  };

  const top = header(bytes, at(number(bytes, trailer + 16, 8)));
  if (top.kind !== 0xd) throw new Error('There is no dictionary in it.');
  if (top.start + top.length * 2 * refSize > bytes.length) throw new RangeError('The dictionary is cut.');
  const entries = new Map<string, string | readonly string[]>();
  const keys = refs(top.start, top.length);
  const values = refs(top.start + top.length * refSize, top.length);
  for (const [index, ref] of keys.entries()) {
    const key = word(ref);
    if (key === undefined || !wanted.includes(key)) continue;
    const read = value(values[index] ?? count);
    if (read === undefined) continue;
    if (entries.has(key)) throw new Error('A key stands there twice.');
    entries.set(key, read);
  }
  return entries;
}

/** What kind of object begins there, how many items it has, and where they begin. */
function header(
  bytes: Buffer,
  at: number,
): { readonly kind: number; readonly length: number; readonly start: number } {
  const marker = bytes.readUInt8(at);
  const [kind, small] = [marker >> 4, marker & 0x0f];
  if (small !== 0x0f) return { kind, length: small, start: at + 1 };
  const size = 2 ** (bytes.readUInt8(at + 1) & 0x0f);
  return { kind, length: number(bytes, at + 2, size), start: at + 2 + size };
}

/** A copy, so that turning its bytes round leaves the original alone. Throws where the file ends. */
function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new RangeError('A text is cut.');
  return Buffer.from(bytes.subarray(start, start + length));
}

/** An unsigned integer of 1 to 8 bytes that is a place or a count. */
function number(bytes: Buffer, at: number, size: number): number {
  if (size < 1 || size > 8) throw new RangeError('No such size of numbers.');
  const value = size <= 6 ? bytes.readUIntBE(at, size) : Number(bytes.readBigUInt64BE(at + size - 8));
  if (!Number.isSafeInteger(value)) throw new RangeError('The number is too large.');
  return value;
}
