import { CsvError, parse } from 'csv-parse/sync';
import { arrayAt, isObject } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';

/** One row of a file that people wrote: cells without blanks at their ends, and the line that it ends on, from 1. */
export interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Rows of a table from a spreadsheet: separated by commas, semicolons or tabs, quoted or not, blank rows left out.
 * Throws what `refuse` makes of the reason when it is no table.
 */
export function linesOfCsv(source: string, refuse: (why: string) => AscError): readonly CsvLine[] {
  let rows: unknown;
  try {
    rows = parse(source, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      delimiter: separatorOf(source),
    });
  } catch (cause) {
    throw refuse(cause instanceof CsvError ? cause.message.slice(0, 120) : 'it is no CSV');
  }
  return (Array.isArray(rows) ? rows : []).map((row: unknown) => {
    const info = isObject(row) && isObject(row['info']) ? row['info']['lines'] : undefined;
    return {
      cells: arrayAt(row, 'record').map((cell) => String(cell).trim()),
      line: typeof info === 'number' ? info : 0,
    };
  });
}

/** Spreadsheets of half of Europe separate with semicolons, and Apple's own file of devices with tabs. */
function separatorOf(source: string): string {
  const [line = ''] = source.split('\n', 1);
  if (line.includes('\t')) return '\t';
  return line.includes(';') && !line.includes(',') ? ';' : ',';
}

/** What a heading means, read without blanks, marks and capitals; `undefined` for a column that is not known. */
export function columnOf<Column>(
  heading: string,
  known: { readonly [heading: string]: Column },
): Column | undefined {
  const word = heading.toLowerCase().replaceAll(/[^a-z]/g, '');
  return Object.hasOwn(known, word) ? known[word] : undefined;
}

/** Lines that an error names. */
const linesNamed = 10;

/** Every line of a file that is wrong: then nothing of it is used. `changed`: what has not happened, in a sentence. */
export function badCsv(
  wrong: readonly string[],
  columns: string,
  changed = 'Nothing was changed.',
): AscError {
  const rest = wrong.length - linesNamed;
  return new AscError({
    code: 'bad_file',
    message: `The file cannot be used: ${wrong.slice(0, linesNamed).join('; ')}${rest > 0 ? ` and ${rest} more lines` : ''}.`,
    meaning: changed,
    next: `Correct the file (columns: ${columns}) and call again.`,
    outcome: 'not_sent',
  });
}
