import { defaultColumns, joinedColumns } from '../../catalog/columns.ts';
import type { Resource } from '../../catalog/index.ts';
import type { Collected } from '../../client/types.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { foreignIn } from '../foreign.ts';
import { indexIncluded, type Shaped, shapeResource } from '../shape.ts';
import { table } from '../table.ts';
import { answerBudget, estimateTokens } from '../tokens.ts';
import { autoName, toFile } from './list-file.ts';
import { idColumn, type ListRequest, listed, paged } from './list-request.ts';
import { placeCursor, placeOf } from './place-in-list.ts';

/** Most objects that one call collects; a file takes more. */
const answerCap = 20_000;

/** Reads one or more pages and answers with a table, JSON lines, or a file. */
export async function readList(context: ToolContext, request: ListRequest): Promise<Answer> {
  const resource = listed(context, request.operation);
  const columns = columnsOf(context, request, resource);
  if (request.saveTo !== undefined) return toFile(context, request, resource, request.saveTo, false);
  const skip = placeOf(request.cursor);
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
  const cursor = placeCursor({ ...skip, count: skip.count + fit.count });
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

/** `undefined` means JSON lines: related objects were asked for and columns were not. */
function columnsOf(
  context: ToolContext,
  request: ListRequest,
  resource: Resource | undefined,
): readonly string[] | undefined {
  if (request.columns !== undefined) return request.columns;
  if (request.operation?.returns.kind === 'linkages') return [idColumn];
  if (resource === undefined || request.query['include'] !== undefined) return undefined;
  const asked = request.query[`fields[${resource.type}]`];
  if (asked !== undefined) return [idColumn, ...asked.split(',')];
  const includes =
    request.operation === undefined
      ? []
      : context.catalog.parameters(request.operation).find(({ name }) => name === 'include')?.enum;
  return [idColumn, ...joinedColumns(resource, includes ?? []), ...defaultColumns(resource)];
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
