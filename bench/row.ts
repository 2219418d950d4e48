/** One line of the printed table. Texts have their units in them. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it is held against, measured in the same run. */
  readonly beside?: string;
  /** The figure that the bar is about, where it is not ours as it stands. */
  readonly result?: string;
  readonly bar?: string;
  readonly met?: boolean;
}

/** The rows as a table with aligned columns. */
export function renderRows(rows: readonly Row[]): string {
  const heads = ['', 'ours', 'beside it', 'result', 'bar', ''];
  const body = rows.map((row) => [
    row.what,
    row.ours,
    row.beside ?? '',
    row.result ?? '',
    row.bar ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}
