import { applyEdits, type Edit, modify, type ParseError, parse as parseJson } from 'jsonc-parser';
import { parse as parseToml, stringify as printToml } from 'smol-toml';
import { isObject, type JsonObject, strings } from '../catalog/json.ts';
import { ConfigError } from '../config.ts';
import type { EntryFormat } from './clients.ts';

/** The name under which clients know the server. */
const serverKey = 'asc';

/** How a client starts the server. No secret is in it. */
export interface Entry {
  readonly command: string;
  readonly args: readonly string[];
}

/** Of an entry that named its key itself: the account does now, and no secret stays behind in the file. */
const superseded = [
  'ASC_KEY_ID',
  'ASC_ISSUER_ID',
  'ASC_PRIVATE_KEY',
  'ASC_PRIVATE_KEY_PATH',
  'ASC_VENDOR_NUMBER',
  'ASC_SANDBOX',
];

/**
 * A client's configuration with the server in it; everything else stays as it is: other entries, comments, and what
 * somebody added to ours. Throws `ConfigError` when the file cannot be read as what it is: then nothing is written.
 */
export function withEntry(text: string, format: EntryFormat, entry: Entry, path: string): string {
  return format.kind === 'json'
    ? withJsonEntry(text, format, entry, path)
    : withTomlEntry(text, format.under, entry, path);
}

/** The entry that a configuration holds now; `undefined` when there is none, or the file is no configuration. */
export function entryIn(text: string, format: EntryFormat): Partial<Entry> | undefined {
  const value: unknown = format.kind === 'json' ? jsonOf(text) : tomlOf(text);
  const servers = isObject(value) ? value[format.under] : undefined;
  const entry = isObject(servers) ? servers[serverKey] : undefined;
  if (!isObject(entry)) return undefined;
  const { command, args } = entry;
  return {
    ...(typeof command === 'string' ? { command } : {}),
    ...(Array.isArray(args) ? { args: strings(args) } : {}),
  };
}

/** What the entry shall be: ours, with what somebody added. */
function merged(present: unknown, entry: Entry, extra: JsonObject = {}): JsonObject {
  const { env, ...kept } = isObject(present) ? present : {};
  const left = isObject(env)
    ? Object.fromEntries(Object.entries(env).filter(([name]) => !superseded.includes(name)))
    : {};
  return {
    ...extra,
    ...kept,
    command: entry.command,
    args: [...entry.args],
    ...(Object.keys(left).length === 0 ? {} : { env: left }),
  };
}

function withJsonEntry(
  text: string,
  { under, extra }: Extract<EntryFormat, { kind: 'json' }>,
  entry: Entry,
  path: string,
): string {
  // Editors on Windows put one in front.
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const bare = text.slice(mark.length);
  const whole = bare.trim() === '' ? '{}\n' : bare;
  const before = jsonOf(whole);
  const servers = isObject(before) ? (before[under] ?? {}) : undefined;
  if (!isObject(servers)) throw unreadable(path, 'JSON');
  const present = servers[serverKey];
  const wanted = merged(present, entry, extra);
  if (same(present, wanted)) return text;
  const edits = modify(whole, [under, serverKey], wanted, {});
  const made = applyEdits(
    whole,
    edits.map((edit) => laidOut(whole, edit)),
  );
  const after = jsonOf(made);
  if (!isObject(after) || others(before, under) !== others(after, under)) throw unreadable(path, 'JSON');
  return mark + made;
}

/**
 * An edit as people would have typed it. The library's own layout goes over whole lines, and would change what others
 * wrote there.
 */
function laidOut(text: string, { offset, length, content }: Edit): Edit {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ';
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const [, comma, property] = /^(,?)("[^"]*":)?/.exec(content) ?? [];
  const value: unknown = JSON.parse(content.slice((comma ?? '').length + (property ?? '').length));
  const lines = (margin: string): string =>
    JSON.stringify(value, null, unit)
      .split('\n')
      .join(newline + margin);
  if (property === undefined) return { offset, length, content: lines(indent) };
  if (comma === ',') return { offset, length, content: `,${newline}${indent}${property} ${lines(indent)}` };
  // The first in its object: what is empty between the braces gives way.
  const blank = /^\s*(?=\})/.exec(text.slice(offset))?.[0] ?? '';
  const margin = indent + unit;
  return {
    offset,
    length: blank.length,
    content: `${newline}${margin}${property} ${lines(margin)}${newline}${indent}`,
  };
}

/**
 * TOML libraries do not keep comments, so only our own tables are replaced where they stand, or added at the end. What the
 * file says otherwise is compared before and after.
 */
function withTomlEntry(text: string, under: string, entry: Entry, path: string): string {
  const before = tomlOf(text);
  if (before === undefined) throw unreadable(path, 'TOML');
  const servers = before[under];
  const present = isObject(servers) ? servers[serverKey] : undefined;
  const wanted = merged(present, entry);
  if (same(present, wanted)) return text;
  const table = printToml({ [under]: { [serverKey]: wanted } })
    .trim()
    .split('\n');
  const lines = text === '' ? [] : text.trimEnd().split('\n');
  const { at, count } = tablesOf(lines, `${under}.${serverKey}`);
  if (count === 0) lines.push(...(lines.length === 0 ? table : ['', ...table]));
  else lines.splice(at, count, ...table);
  const made = `${lines.join('\n')}\n`;
  const after = tomlOf(made);
  if (after === undefined || others(before, under) !== others(after, under)) throw unreadable(path, 'TOML');
  return made;
}

/** The lines of a table and those below it, as they follow each other; comments before the next table are that one's. */
function tablesOf(lines: readonly string[], name: string): { readonly at: number; readonly count: number } {
  const isOurs = (line: string): boolean =>
    line.trim().startsWith(`[${name}]`) || line.trim().startsWith(`[${name}.`);
  const at = lines.findIndex(isOurs);
  if (at < 0) return { at: lines.length, count: 0 };
  let end = at + 1;
  while (end < lines.length && (!/^\s*\[/.test(lines[end] ?? '') || isOurs(lines[end] ?? ''))) end += 1;
  while (/^\s*(#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
  return { at, count: end - at };
}

/** Everything but our entry, to be compared. */
function others(value: unknown, under: string): string {
  const all = isObject(value) ? value : {};
  const servers = all[under];
  const { [serverKey]: _ours, ...rest } = isObject(servers) ? servers : {};
  return plain({ ...all, [under]: rest });
}

function same(one: unknown, other: unknown): boolean {
  return plain(sorted(one)) === plain(sorted(other));
}

/** Entries are the same whatever the order of their keys. */
function sorted(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}

/** TOML knows numbers that JSON does not. */
function plain(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? ''
  );
}

function jsonOf(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

function tomlOf(text: string): JsonObject | undefined {
  try {
    return parseToml(text);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, what: string): ConfigError {
  return new ConfigError(
    `${path} is not ${what} that can be changed safely; it was left as it is. Add the entry by hand: asc-mcp setup --print shows it.`,
  );
}
