/** One row of a table by column. */
export type Row = Readonly<Record<string, string>>;

/**
 * The rows of a table answer of `asc_read`, with the columns that it says once ("all rows: …") put back. Lines of our
 * own and the marks around foreign text are left out.
 */
export function rowsOf(answer: string): Row[] {
  const body = dataLines(answer);
  const constant = body[0]?.startsWith('all rows: ') === true ? sameOf(body.shift() ?? '') : {};
  const [header, ...lines] = body;
  if (header === undefined) return [];
  const columns = fieldsOf(header);
  return lines.map((line) => {
    const fields = fieldsOf(line);
    return { ...constant, ...Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])) };
  });
}

/** What an answer says of a list: `builds: 20 of 29, complete: false`. */
export function countsOf(answer: string): { readonly shown: number; readonly total: number } {
  const found = /^[^\n]*?: (\d+)(?: of (\d+))?/.exec(answer);
  const shown = Number(found?.[1] ?? 0);
  return { shown, total: Number(found?.[2] ?? shown) };
}

function dataLines(answer: string): string[] {
  const lines = answer.split('\n');
  const open = lines.findIndex((line) => /^<foreign-[0-9a-f]{8}>$/.test(line));
  if (open >= 0) {
    const close = lines.indexOf(`</${lines[open]?.slice(1)}`);
    return lines.slice(open + 1, close < 0 ? undefined : close);
  }
  return lines.slice(1).filter((line) => !line.startsWith('More: '));
}

function sameOf(line: string): Row {
  const parts = line.slice('all rows: '.length).split(/, (?=[\w .]+=)/);
  return Object.fromEntries(
    parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
}

/** The fields of a CSV line. */
function fieldsOf(line: string): string[] {
  const out: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    out.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return out;
}
