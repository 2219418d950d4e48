import { inflateSync } from 'node:zlib';
import type { Bytes } from './bytes.ts';
import { unreadable } from './refused.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** Real tables of contents have some ten thousand bytes. */
const largestTable = 8 << 20;
/** Distribution and PackageInfo list bundles and nothing large. */
const largestFile = 2 << 20;
/** Packages in a product archive that are looked into. */
const mostFiles = 50;

/**
 * The small XML files of an installer package that say what is in it: `Distribution`, and `PackageInfo` of each
 * package in it. A .pkg is a xar archive: a header, a zlib-packed table of contents in XML, then the files; the payload,
 * which is the bulk, is never touched. Layout: xar's own description of its format (read 2026-11-22). Throws
 * `archive_not_readable`.
 */
export async function readPkg(bytes: Bytes): Promise<readonly XmlElement[]> {
  const { toc, heap } = await readTable(bytes);
  const found = describing(toc, 0);
  if (found.length === 0) throw unreadable('it has neither a Distribution nor a PackageInfo');
  if (found.length > mostFiles) throw unreadable('there are too many packages in it');
  const documents: XmlElement[] = [];
  for (const file of found) documents.push(await readFile(bytes, heap, file));
  return documents;
}

async function readTable(bytes: Bytes): Promise<{ readonly toc: XmlElement; readonly heap: number }> {
  try {
    const header = await bytes.read(0, 28);
    if (header.toString('latin1', 0, 4) !== 'xar!') throw new Error('The first four bytes are others.');
    const start = header.readUInt16BE(4);
    const [packed, unpacked] = [header.readBigUInt64BE(8), header.readBigUInt64BE(16)];
    if (packed > largestTable || unpacked > largestTable) throw new RangeError('The table is too large.');
    const table = inflateSync(await bytes.read(start, Number(packed)), { maxOutputLength: largestTable });
    const [toc] = parseXml(table.toString('utf8')).children;
    if (toc?.name !== 'toc') throw new Error('There is no table of contents.');
    return { toc, heap: start + Number(packed) };
  } catch (cause) {
    throw unreadable('it is no installer package, as a .pkg is, or it is cut', cause);
  }
}

/** Files that describe, at the top and in the packages of a product archive. */
function describing(folder: XmlElement, depth: number): readonly XmlElement[] {
  return folder.children.flatMap((file) => {
    if (file.name !== 'file') return [];
    if (textOf(file, 'type') === 'directory') return depth === 0 ? describing(file, 1) : [];
    const name = textOf(file, 'name');
    return name === 'PackageInfo' || (name === 'Distribution' && depth === 0) ? [file] : [];
  });
}

async function readFile(bytes: Bytes, heap: number, file: XmlElement): Promise<XmlElement> {
  const data = file.children.find(({ name }) => name === 'data');
  const style = data?.children.find(({ name }) => name === 'encoding')?.attributes['style'];
  try {
    const [offset, length] = [countOf(data, 'offset'), countOf(data, 'length')];
    if (length > largestFile) throw new RangeError('It is too large.');
    const stored = await bytes.read(heap + offset, length);
    if (style !== 'application/x-gzip' && style !== 'application/octet-stream')
      throw new Error('It is packed in an unusual way.');
    // What xar calls gzip is the zlib format.
    const plain =
      style === 'application/x-gzip' ? inflateSync(stored, { maxOutputLength: largestFile }) : stored;
    return parseXml(plain.toString('utf8'));
  } catch (cause) {
    throw unreadable('what describes the package is broken or too large', cause);
  }
}

function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text.trim();
}

function countOf(element: XmlElement | undefined, name: string): number {
  const value = Number(textOf(element, name) ?? Number.NaN);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`There is no ${name}.`);
  return value;
}
