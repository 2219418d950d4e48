import { defaultColumns } from '../../catalog/columns.ts';
import type { Resource } from '../../catalog/index.ts';
import type { Collected, Page } from '../../client/types.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import type { SavedFile } from '../files.ts';
import { foreignIn } from '../foreign.ts';
import { indexIncluded, type Shaped, shapeResource } from '../shape.ts';
import { csvRow, table } from '../table.ts';
import { idColumn, type ListRequest, paged } from './list-request.ts';

/** Rows that an answer shows of a list that went to a file. */
const preview = 3;
/** Most objects that one file takes. */
const fileCap = 500_000;

/** Writes rows page by page; with `rows` given, those that were read already. */
export async function toFile(
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

/** A name for a list that was not given one: what it is, and when. */
export function autoName(request: ListRequest): string {
  const stem = request.path
    .split('/')
    .filter((part) => /^[A-Za-z]/.test(part) && !/^v\d+$/.test(part))
    .join('-');
  return `${stem.slice(0, 60)}-${new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}.csv`;
}
