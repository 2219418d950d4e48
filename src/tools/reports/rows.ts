import { parse } from 'csv-parse/sync';
import { BodyError } from '../../client/body.ts';
import { unzip } from './kept.ts';

/** Who takes the lines of a report. */
export interface RowTaker {
  /** Names of the columns; what it answers takes each row. */
  header(names: readonly string[]): (cells: readonly string[]) => void;
  /** Awaited after each piece of the file: a taker that writes does it here. */
  flush?(): Promise<void>;
}

/** Longest line that is still one: a report without line ends is no report. */
const longestLine = 1 << 20;

/**
 * Reads a kept report a line at a time and answers the number of rows. Sales and finance are tab-separated and quote
 * nothing, so a quotation mark in them is a quotation mark; analytics may be comma-separated with quotes. What stands
 * before the header and the totals at the end of finance reports are no rows.
 */
export async function readRows(path: string, taker: RowTaker): Promise<number> {
  const decoder = new TextDecoder();
  let rest = '';
  let rows = 0;
  let take: ((cells: readonly string[]) => void) | undefined;
  let split = byTab;
  let width = 0;
  const line = (text: string): void => {
    if (take !== undefined) {
      const cells = split(text);
      // A row of totals, or an empty line.
      if (cells.length < 3 && cells.length < width) return;
      rows += 1;
      take(cells);
      return;
    }
    const tabs = text.includes('\t');
    if (!tabs && !text.includes(',')) return;
    split = tabs ? byTab : byComma;
    const names = split(text.replace(/^\uFEFF/, '')).map((name) => name.trim());
    width = names.length;
    if (width >= 3) take = taker.header(names);
  };
  await unzip(path, async (chunk) => {
    const text = rest + decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line(text.charCodeAt(end - 1) === 13 ? text.slice(from, end - 1) : text.slice(from, end));
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > longestLine) throw new BodyError('garbage');
    if (taker.flush !== undefined) await taker.flush();
  });
  rest += decoder.decode();
  if (rest !== '') line(rest.replace(/\r$/, ''));
  await taker.flush?.();
  return rows;
}

function byTab(line: string): readonly string[] {
  return line.split('\t');
}

function byComma(line: string): readonly string[] {
  return line.includes('"') ? (parse(line, { relax_quotes: true })[0] ?? []) : line.split(',');
}
