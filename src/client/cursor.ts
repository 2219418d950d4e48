import { Buffer } from 'node:buffer';
import { isObject } from '../catalog/json.ts';
import { AscError } from './errors.ts';

/** Where a list goes on: the query of the next page, and how many of its items were delivered already. */
export interface Position {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly skip: number;
}

const MAX_CURSOR = 16_000;
/** Every query parameter of the API looks like this: `limit`, `filter[app]`, `fields[appStoreVersions]`. */
const PARAMETER = /^[A-Za-z][A-Za-z0-9]{0,60}(?:\[[A-Za-z0-9._]{1,80}\])?$/u;

/** Opaque to callers, and plain base64url JSON inside: it holds nothing that the caller did not ask for. */
export function writeCursor({ path, query, skip }: Position): string {
  return Buffer.from(JSON.stringify([1, path, query, skip])).toString('base64url');
}

/**
 * Reads a cursor back. It comes from outside, so everything is checked: the path must be that of the request, the
 * parameters must look like the API's, and where the caller repeats one it must have the same value. Throws `AscError`
 * `bad_cursor`.
 */
export function readCursor(
  cursor: string,
  path: string,
  query: Readonly<Record<string, string>> | undefined,
): Position {
  const parts = decode(cursor);
  if (!Array.isArray(parts) || parts.length !== 4) throw badCursor('It is not one of ours, or was cut off.');
  const [version, itsPath, itsQuery, skip] = parts;
  if (version !== 1 || typeof itsPath !== 'string' || !isObject(itsQuery)) {
    throw badCursor('It is not one of ours.');
  }
  if (itsPath !== path) throw badCursor('It belongs to another path.');
  if (typeof skip !== 'number' || !Number.isInteger(skip) || skip < 0 || skip > 100_000) {
    throw badCursor('It is not one of ours.');
  }
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(itsQuery)) {
    if (typeof value !== 'string' || !PARAMETER.test(name)) throw badCursor('It holds an unknown parameter.');
    known[name] = value;
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (name !== 'limit' && known[name] !== value) {
      throw badCursor('It belongs to a request with other parameters.');
    }
  }
  return { path, query: known, skip };
}

function decode(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR || !/^[A-Za-z0-9_-]+$/u.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function badCursor(meaning: string): AscError {
  return new AscError({
    code: 'bad_cursor',
    message: 'The cursor does not fit this request.',
    meaning,
    next: 'Use nextCursor of the last answer unchanged, with the same arguments, or start again without a cursor.',
    outcome: 'not_sent',
  });
}
