import { arrayAt, isObject, stringAt } from '../catalog/json.ts';
import { AscError } from './errors.ts';
import { uploadAddress } from './upload-hosts.ts';

/** One PUT of an upload, checked. The address is a secret. */
export interface UploadPart {
  /** Position in the file's order, from 0. */
  readonly index: number;
  readonly offset: number;
  readonly length: number;
  readonly origin: string;
  /** Path and query. */
  readonly target: string;
  /** Name, value, name, value… as Apple listed them. */
  readonly headers: readonly string[];
}

/** Headers that describe bytes or belong to an object store. What could name another party or another request is not here. */
const legalHeader =
  /^(?:content-(?:type|length|md5|disposition)|cache-control|if-none-match|x-(?:amz|apple)-[a-z0-9-]{1,100})$/u;
/** Visible characters and spaces: no line break can begin another header. */
const legalValue = /^[\x20-\x7e]{0,4096}$/u;
const mostParts = 20_000;

/**
 * Apple's `uploadOperations` as parts that cover a file of `size` bytes exactly once, in order. Throws `upload_refused`
 * before anything is sent when one of them is not a PUT, goes elsewhere, carries other headers, overlaps or leaves a gap.
 */
export function uploadParts(operations: unknown, size: number, apiOrigin: string): readonly UploadPart[] {
  const list: readonly unknown[] = Array.isArray(operations) ? operations : [];
  if (list.length === 0) throw refused('there are no upload operations');
  if (list.length > mostParts) throw refused('there are too many upload operations');
  const parts = list
    .map((operation, index) => partOf(operation, index, apiOrigin))
    .sort((left, right) => left.offset - right.offset)
    .map((part, index) => ({ ...part, index }));
  let end = 0;
  for (const part of parts) {
    if (part.offset > end) throw refused(`nothing covers the bytes from ${end} to ${part.offset}`);
    if (part.offset < end) throw refused(`two parts cover the bytes from ${part.offset}`);
    end = part.offset + part.length;
  }
  if (end !== size) throw refused(`the parts cover ${end} bytes, and the file has ${size}`);
  return parts;
}

function partOf(operation: unknown, index: number, apiOrigin: string): Omit<UploadPart, 'index'> {
  const where = `upload operation ${index + 1}: `;
  if (!isObject(operation)) throw refused(`${where}it is no object`);
  if (operation['method'] !== 'PUT') throw refused(`${where}the method is not PUT`);
  const { offset, length } = operation;
  if (!isCount(offset) || !isCount(length) || length === 0) throw refused(`${where}it covers no bytes`);
  const url = uploadAddress(stringAt(operation, 'url') ?? '', apiOrigin);
  if (typeof url === 'string') throw refused(where + url);
  return {
    offset,
    length,
    origin: url.origin,
    target: url.pathname + url.search,
    headers: headersOf(operation, length, where),
  };
}

function headersOf(operation: unknown, length: number, where: string): readonly string[] {
  const names = new Set<string>();
  const headers: string[] = [];
  for (const header of arrayAt(operation, 'requestHeaders')) {
    const name = stringAt(header, 'name') ?? '';
    const value = stringAt(header, 'value') ?? '';
    const low = name.toLowerCase();
    if (!legalHeader.test(low) || !legalValue.test(value))
      throw refused(`${where}it wants a header that an upload does not need`);
    if (names.has(low)) throw refused(`${where}it names a header twice`);
    if (low === 'content-length' && value !== String(length))
      throw refused(`${where}its content-length is not its length`);
    names.add(low);
    headers.push(name, value);
  }
  if (!names.has('content-length')) headers.push('content-length', String(length));
  return headers;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function refused(why: string): AscError {
  return new AscError({
    code: 'upload_refused',
    message: `The file is not sent: ${why}.`,
    meaning: 'The answer to the reservation is not as App Store Connect makes them. No byte has left.',
    next: 'Check for a proxy between here and Apple; delete the reservation and try again.',
    outcome: 'not_sent',
  });
}
