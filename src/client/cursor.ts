import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { AscError } from './errors.ts';

/** Where a list goes on: the query of the page, and how many of its items were delivered already. */
export interface Position {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly skip: number;
}

const MAX_CURSOR = 8_000;
/** What a cursor says, in this order: fingerprint of the request, page size, items delivered, Apple's own cursor. */
const FORM = /^(?<request>[A-Za-z0-9_-]{6})\.(?<limit>\d{0,5})\.(?<skip>\d{1,6})\.(?<page>.*)$/su;

/**
 * Short, because assistants pay for every character: it does not repeat the request, only proves that it belongs to
 * it. Opaque to callers.
 */
export function writeCursor({ path, query, skip }: Position): string {
  const { cursor = '', limit = '', ...rest } = query;
  return Buffer.from(`${fingerprint(path, rest)}.${limit}.${skip}.${cursor}`).toString('base64url');
}

/**
 * Reads a cursor back. It comes from outside, so everything is checked: it must have been made for this path and
 * these parameters. Throws `AscError` `bad_cursor`.
 */
export function readCursor(
  text: string,
  path: string,
  query: Readonly<Record<string, string>> | undefined,
): Position {
  const groups = FORM.exec(decode(text))?.groups;
  if (groups === undefined) throw badCursor('It is not one of ours, or was cut off.');
  const { cursor: _own, limit: _asked, ...rest } = query ?? {};
  if (groups['request'] !== fingerprint(path, rest)) throw badCursor('It belongs to another request.');
  const { limit = '', page = '' } = groups;
  return {
    path,
    query: { ...rest, ...(limit === '' ? {} : { limit }), ...(page === '' ? {} : { cursor: page }) },
    skip: Number(groups['skip']),
  };
}

/** Six characters that tell two requests apart; it protects against mistakes, not against malice. */
function fingerprint(path: string, query: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([path, sorted]))
    .digest('base64url')
    .slice(0, 6);
}

function decode(cursor: string): string {
  if (cursor.length > MAX_CURSOR || !/^[A-Za-z0-9_-]+$/u.test(cursor)) return '';
  return Buffer.from(cursor, 'base64url').toString('utf8');
}

function badCursor(meaning: string): AscError {
  return new AscError({
    code: 'bad_cursor',
    message: 'The cursor does not fit this request.',
    meaning,
    next: 'Use the cursor of the last answer unchanged, with the same arguments, or start again without one.',
    outcome: 'not_sent',
  });
}
