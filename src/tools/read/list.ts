import { defaultColumns } from '../../catalog/columns.ts';
import type { Operation, Resource } from '../../catalog/index.ts';
import type { Collected, Page } from '../../client/types.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import type { SavedFile } from '../files.ts';
import { foreignIn } from '../foreign.ts';
import { pageLimit } from '../params.ts';
import { indexIncluded, type Shaped, shapeResource } from '../shape.ts';
import { csvRow, table } from '../table.ts';
import { answerBudget, estimateTokens } from '../tokens.ts';

/** What a list read was asked for. */
export interface ListRequest {
  /** Undefined for a path that the catalogue does not know. */
  readonly operation: Operation | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly all: boolean;
  readonly cursor: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly saveTo: string | undefined;
}

/** Rows that an answer shows of a list that went to a file. */
const preview = 3;
/** Most objects that one call collects; a file takes more than an answer. */
const answerCap = 20_000;
const fileCap = 500_000;
/** Page size of nearly every list (API document 4.5.1). */
const largestPage = 200;
const idColumn = 'id';

/** Reads one or more pages and answers with a table, JSON lines, or a file. */
export async function readList(context: ToolContext, request: ListRequest): Promise<Answer> {
  const resource = listed(context, request.operation);
  const columns = columnsOf(request, resource);
  if (request.saveTo !== undefined) return toFile(context, request, resource, request.saveTo, false);
  const skip = skipOf(request.cursor);
  const wanted = request.all ? answerCap : request.limit;
  const collected = await context.client.pages({
    method: 'GET',
    path: request.path,
    query: paged(context, request, withFields(request, resource, columns), wanted + skip.count),
    maxItems: wanted + skip.count,
    ...(skip.cursor === undefined ? {} : { cursor: skip.cursor }),
    signal: context.signal,
    onProgress: (done, total) => context.progress(done, total, 'objects read'),
  });
  const included = indexIncluded(collected.included);
  const rows = collected.data.slice(skip.count).map((item) => shapeResource(item, included));
  const foreign = foreignIn(context.catalog, [...collected.data, ...collected.included]);
  const fit = fitting(rows, columns);
  if (fit.count === rows.length)
    return asText(request, resource, collected, rows, fit.text, foreign, skip.count);
  // Everything was asked for and does not fit: a file is better than a first page.
  if (request.all) return toFile(context, request, resource, autoName(request), true, rows, collected);
  const shown = rows.slice(0, fit.count);
  const cursor = makeCursor(skip.cursor, skip.count + fit.count);
  return asText(
    request,
    resource,
    { ...collected, complete: false, nextCursor: cursor },
    shown,
    fit.text,
    foreign,
    0,
    true,
  );
}

function listed(context: ToolContext, operation: Operation | undefined): Resource | undefined {
  return operation?.returns.kind === 'list'
    ? context.catalog.resource(operation.returns.resource)
    : undefined;
}

/** `undefined` means JSON lines: related objects were asked for and columns were not. */
function columnsOf(request: ListRequest, resource: Resource | undefined): readonly string[] | undefined {
  if (request.columns !== undefined) return request.columns;
  if (request.operation?.returns.kind === 'linkages') return [idColumn];
  if (resource === undefined || request.query['include'] !== undefined) return undefined;
  const asked = request.query[`fields[${resource.type}]`];
  return [idColumn, ...(asked === undefined ? defaultColumns(resource) : asked.split(','))];
}

/** Asks Apple only for what will be shown, unless the caller chose fields or related objects. */
function withFields(
  request: ListRequest,
  resource: Resource | undefined,
  columns: readonly string[] | undefined,
): Record<string, string> {
  const query = { ...request.query };
  const operation = request.operation;
  if (resource === undefined || columns === undefined || operation === undefined) return query;
  const key = `fields[${resource.type}]`;
  if (query[key] !== undefined || query['include'] !== undefined) return query;
  const known = new Set([
    ...Object.keys(resource.attributes ?? {}).map((name) => name.replace('*', '')),
    ...resource.relationships.map((relationship) => relationship.name),
  ]);
  const wanted = [...new Set(columns.map((column) => column.split('.')[0] ?? column))].filter((name) =>
    known.has(name),
  );
  if (wanted.length > 0) query[key] = wanted.join(',');
  const joins = resource.relationships
    .filter((relationship) => columns.some((column) => column.startsWith(`${relationship.name}.`)))
    .map((relationship) => relationship.name);
  if (joins.length > 0) query['include'] = joins.join(',');
  return query;
}

/** As many rows as the budget allows, as text. */
function fitting(
  rows: readonly Shaped[],
  columns: readonly string[] | undefined,
): { count: number; text: string } {
  if (columns === undefined) {
    const lines: string[] = [];
    let tokens = 0;
    for (const row of rows) {
      const line = JSON.stringify(row);
      tokens += estimateTokens(line) + 1;
      if (tokens > answerBudget && lines.length > 0) break;
      lines.push(line);
    }
    return { count: lines.length, text: lines.join('\n') };
  }
  const whole = table(rows, columns);
  let tokens = 0;
  let count = 0;
  for (const line of whole.lines) {
    tokens += estimateTokens(line) + 1;
    if (tokens > answerBudget && count > 1) break;
    count++;
  }
  const lines = whole.lines.slice(0, count);
  const same = Object.entries(whole.same).map(([name, value]) => `${name}=${value}`);
  return {
    count: Math.max(0, count - 1),
    text:
      rows.length === 0
        ? ''
        : [...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []), ...lines].join('\n'),
  };
}

function asText(
  request: ListRequest,
  resource: Resource | undefined,
  collected: Pick<Collected, 'total' | 'complete' | 'nextCursor' | 'stopped'>,
  rows: readonly Shaped[],
  text: string,
  foreign: Answer['foreign'],
  skipped: number,
  cut = false,
): Answer {
  const more = collected.nextCursor !== undefined;
  const complete = collected.complete && !more && skipped === 0 && request.cursor === undefined;
  const total = collected.total === undefined ? '' : ` of ${collected.total}`;
  const head = [`${resource?.type ?? 'objects'}: ${rows.length}${total}, complete: ${complete}`];
  if (collected.stopped !== undefined) head.push(`Stopped early: ${collected.stopped}`);
  if (cut) head.push('The rest does not fit into one answer.');
  if (rows.length === 0) head.push(emptyHint(request));
  return {
    head,
    ...(text === '' ? {} : { data: text }),
    foreign,
    ...(more
      ? {
          tail: [
            `More: same call with "cursor":"${collected.nextCursor ?? ''}"; everything: "all":true,"save_to":"name.csv".`,
          ],
        }
      : {}),
  };
}

/** Apple answers a filter value that it does not understand with an empty list, not with an error. */
function emptyHint(request: ListRequest): string {
  const filters = Object.keys(request.query).filter((name) => name.startsWith('filter['));
  return filters.length === 0
    ? 'There are none that this key can see.'
    : 'None match. Apple also answers so when a filter value has the wrong form (territories have three letters).';
}

/** Where to go on within what one call read: how many objects were shown, and the cursor that the call began with. */
function makeCursor(cursor: string | undefined, count: number): string {
  return `${count}~${cursor ?? ''}`;
}

function skipOf(cursor: string | undefined): { cursor?: string; count: number } {
  if (cursor === undefined) return { count: 0 };
  const groups = /^(?<count>\d{1,5})~(?<inner>.*)$/.exec(cursor)?.groups;
  if (groups === undefined) return { cursor, count: 0 };
  const count = Number(groups['count']);
  const inner = groups['inner'] ?? '';
  return inner === '' ? { count } : { cursor: inner, count };
}

function autoName(request: ListRequest): string {
  const stem = request.path
    .split('/')
    .filter((part) => /^[A-Za-z]/.test(part) && !/^v\d+$/.test(part))
    .join('-');
  return `${stem.slice(0, 60)}-${new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}.csv`;
}

/** Writes rows page by page; with `rows` given, those that were read already. */
async function toFile(
  context: ToolContext,
  request: ListRequest,
  resource: Resource | undefined,
  name: string,
  unique: boolean,
  rows?: readonly Shaped[],
  read?: Collected,
): Promise<Answer> {
  const json = /\.jsonl?$/i.test(name);
  const columns = request.columns ?? fileColumns(request, resource);
  const file = await context.files.create(name, unique);
  const first: Shaped[] = [];
  let count = 0;
  let foreign: Answer['foreign'];
  const write = async (shaped: readonly Shaped[]): Promise<void> => {
    if (count === 0 && !json) await file.write(`${columns.join(',')}\n`);
    for (const row of shaped.slice(0, Math.max(0, preview - first.length))) first.push(row);
    count += shaped.length;
    await file.write(shaped.map((row) => `${json ? JSON.stringify(row) : csvRow(row, columns)}\n`).join(''));
  };
  const collected = await closing(file, async () => {
    if (rows !== undefined && read !== undefined) {
      foreign = foreignIn(context.catalog, [...read.data, ...read.included]);
      await write(rows);
      return read;
    }
    return context.client.pages({
      method: 'GET',
      path: request.path,
      query: paged(context, request, request.query, request.all ? fileCap : request.limit),
      maxItems: request.all ? fileCap : request.limit,
      signal: context.signal,
      onPage: async (page: Page) => {
        foreign ??= foreignIn(context.catalog, [...page.data, ...page.included]);
        const included = indexIncluded(page.included);
        await write(page.data.map((item) => shapeResource(item, included)));
      },
      onProgress: (done, total) => context.progress(done, total, 'objects saved'),
      ...(request.cursor === undefined ? {} : { cursor: request.cursor }),
    });
  });
  const bytes = await file.finish();
  const shown = table(first, [
    idColumn,
    ...(resource === undefined ? columns.slice(1, 6) : defaultColumns(resource)),
  ]);
  const complete = collected.complete && collected.nextCursor === undefined;
  return {
    head: [
      `${resource?.type ?? 'objects'}: ${count}${collected.total === undefined ? '' : ` of ${collected.total}`}, complete: ${complete}`,
      `saved: ${file.path} (${bytes} bytes, ${json ? 'one JSON object a line' : `CSV: ${columns.join(', ')}`})`,
      ...(collected.stopped === undefined ? [] : [`Stopped early: ${collected.stopped}`]),
    ],
    ...(first.length === 0 ? {} : { data: `first rows:\n${shown.lines.join('\n')}`, foreign }),
    ...(complete ? {} : { tail: [`The rest: the same call with "cursor":"${collected.nextCursor ?? ''}".`] }),
  };
}

/** A file of a caller who did not choose has all attributes that fit a cell. */
function fileColumns(request: ListRequest, resource: Resource | undefined): readonly string[] {
  const asked = resource === undefined ? undefined : request.query[`fields[${resource.type}]`];
  if (asked !== undefined) return [idColumn, ...asked.split(',')];
  return [idColumn, ...Object.keys(resource?.attributes ?? {}).map((name) => name.replace('*', ''))];
}

async function closing<T>(file: SavedFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Asks for pages as large as the list allows; an empty limit means that the list takes none. */
function paged(
  context: ToolContext,
  request: ListRequest,
  query: Readonly<Record<string, string>>,
  wanted: number,
): Record<string, string> {
  const most =
    request.operation === undefined ? largestPage : pageLimit(context.catalog.parameters(request.operation));
  return { ...query, limit: most === undefined ? '' : String(Math.max(1, Math.min(most, wanted))) };
}
