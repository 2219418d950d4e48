import { AscError } from '../../client/errors.ts';
import type { Answer, AnswerImage } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { addDays, weekEnd } from '../days.ts';
import type { SavedFile } from '../files.ts';
import { csvRow } from '../table.ts';
import type { ReportCall } from './call.ts';
import type { Fetched } from './fetch.ts';
import type { Period } from './period.ts';
import { csvLines, rowOf, tableOf, totalLines } from './present.ts';
import { choose, type Result } from './result.ts';
import type { Tally } from './tally.ts';

/** A report that was added up, on its way to who asked for it. */
export interface Delivery {
  readonly context: ToolContext;
  readonly call: ReportCall;
  readonly tally: Tally;
  readonly before: Tally | undefined;
  readonly groupBy: readonly string[];
  readonly title: string;
  /** What Apple calls the report. */
  readonly source: string;
  /** What is there and what is not. */
  readonly lines: readonly string[];
  /** Kind of the text that other people wrote, for the memory of the session. */
  readonly foreign: string;
  readonly period: Pick<Period, 'first' | 'last'>;
  /** What became of each report of the period: a day without sales is a zero in a chart, a missing one a gap. */
  readonly fetched: readonly Fetched[];
  /** Rows that were written down meanwhile. */
  readonly file: RowFile | undefined;
}

/** Where nothing is there yet, the call that gets the newest there is. */
function newest({ call, fetched }: Delivery): readonly string[] {
  if (fetched.length === 0 || fetched.some(({ state }) => state !== 'not_ready')) return [];
  return [`The newest there is: asc_get_report ${JSON.stringify({ ...call, period: 'latest' })}`];
}

/** Totals, table, file and picture of a report. */
export async function answerOf(delivery: Delivery): Promise<Answer> {
  const { call, tally, groupBy, title, lines, context } = delivery;
  const rows = await delivery.file?.finish();
  const standing = [
    ...lines,
    ...(rows === undefined ? [] : [`saved: ${rows.path} (${rows.bytes} bytes, CSV, ${tally.counted} rows)`]),
  ];
  if (tally.rows === 0 && (delivery.before?.rows ?? 0) === 0)
    return { head: [title, ...standing, 'total: nothing'], tail: newest(delivery) };
  const chosen = choose(tally.rows > 0 ? tally : (delivery.before ?? tally), call.measure);
  if (chosen === undefined) throw unknownMeasure(tally, call.measure ?? '');
  const result: Result = { tally, before: delivery.before, groupBy, chosen };
  const shown = groupBy.length === 0 ? undefined : tableOf(result, call.top);
  const name =
    groupBy.length > 0 ? (call.save_to ?? (shown?.cut === true ? autoName(call) : undefined)) : undefined;
  const saved =
    name === undefined ? undefined : await saveGroups(context, result, name, call.save_to === undefined);
  const picture = call.chart === undefined ? undefined : await drawn(delivery, result, call.chart);
  return {
    head: [
      title,
      ...totalLines(result),
      ...standing,
      `rows: ${tally.rows}${tally.counted === tally.rows ? '' : `, ${tally.counted} of them count`}`,
      ...(tally.unreadable > 0 ? [`${tally.unreadable} cells are no numbers and were left out`] : []),
      ...(saved === undefined ? [] : [`saved: ${saved} (all ${tally.groups.size} lines, CSV)`]),
      ...(picture?.lines ?? []),
      ...(groupBy.includes('week') && hasPartWeek(delivery.period)
        ? ['the first or the last week is not whole: weeks run from Monday to Sunday']
        : []),
      ...(shown === undefined || shown.left === 0
        ? []
        : [`${shown.left} of ${tally.groups.size} lines are left out below`]),
    ],
    ...(shown === undefined || shown.lines.length === 0
      ? {}
      : {
          data: shown.lines.join('\n'),
          foreign: { kind: delivery.foreign, count: Math.min(tally.groups.size, shown.lines.length) },
        }),
    tail: groupBy.length === 0 && tally.counted > 0 ? [nextStep(call)] : [],
    image: picture?.image,
  };
}

function hasPartWeek({ first, last }: Delivery['period']): boolean {
  return weekEnd(addDays(first, -1)) !== addDays(first, -1) || weekEnd(last) !== last;
}

function nextStep(call: ReportCall): string {
  const again = Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
  const more = call.report === 'analytics' ? ['day'] : ['product'];
  const { save_to: _saved, ...rest } = again;
  return `Lines by product, territory, day…: asc_get_report ${JSON.stringify({ ...rest, group_by: more })}`;
}

function autoName(call: ReportCall): string {
  const stamp = new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${call.report}-${stamp}.csv`;
}

async function saveGroups(
  context: ToolContext,
  result: Result,
  name: string,
  unique: boolean,
): Promise<string> {
  const file = await context.files.create(name, unique);
  try {
    const part: string[] = [];
    for (const line of csvLines(result)) {
      part.push(`${line}\n`);
      if (part.length >= 2_000) await file.write(part.splice(0).join(''));
    }
    await file.write(part.join(''));
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return file.path;
}

async function drawn(
  delivery: Delivery,
  result: Result,
  theme: 'light' | 'dark',
): Promise<{ readonly image: AnswerImage; readonly lines: readonly string[] } | undefined> {
  const { chartOf } = await import('./chart.ts');
  const { renderChart } = await import('./draw.ts');
  const chart = chartOf(result, delivery);
  if (chart === undefined) return undefined;
  const bytes = await renderChart(chart, theme);
  const file = await delivery.context.files.create(`${delivery.call.report}-chart.png`, true);
  try {
    await file.write(bytes);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return {
    image: { bytes, mimeType: 'image/png' },
    lines: [`chart: ${file.path} (PNG, ${theme}): ${chart.title}; ${chart.subtitle}`],
  };
}

function unknownMeasure(tally: Tally, given: string): AscError {
  const names = tally.plan.measures.map(({ name, currency }) =>
    currency === undefined ? name : `${name} USD`,
  );
  return new AscError({
    code: 'unknown_measure',
    message: `This report has no ${JSON.stringify(given.slice(0, 60))} to add up.`,
    next: `measure takes ${names.join(', ')}.`,
    outcome: 'failed',
  });
}

/** All rows of a report in one CSV file, written while they are read; the first column says which report. */
export class RowFile {
  readonly #context: ToolContext;
  readonly #name: string;
  #file: SavedFile | undefined;
  #names: readonly string[] = [];
  #last: readonly string[] | undefined;
  #places: readonly number[] = [];
  #lines: string[] = [];

  constructor(context: ToolContext, name: string) {
    this.#context = context;
    this.#name = name;
  }

  /** Columns go where the first report had them; further ones of later reports are left out. */
  readonly take = (names: readonly string[], cells: readonly string[], date: string): void => {
    if (this.#last !== names) {
      this.#last = names;
      if (this.#names.length === 0) {
        this.#names = names;
        this.#lines.push(this.#line(['Report Date', ...names]));
      }
      this.#places = this.#names.map((name) => names.indexOf(name));
    }
    this.#lines.push(this.#line([date, ...this.#places.map((place) => cells[place] ?? '')]));
  };

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    this.#file ??= await this.#context.files.create(this.#name);
    await this.#file.write(this.#lines.splice(0).join(''));
  }

  async finish(): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
    await this.flush();
    if (this.#file === undefined) return undefined;
    const bytes = await this.#file.finish();
    return { path: this.#file.path, bytes };
  }

  async discard(): Promise<void> {
    await this.#file?.discard().catch(() => undefined);
  }

  #line(cells: readonly string[]): string {
    return `${csvRow(
      rowOf(cells),
      cells.map((_, index) => `c${index}`),
    )}\n`;
  }
}
