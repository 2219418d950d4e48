import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { assertLegal, type FriendlyQuery, resolveFilters, toQuery } from '../params.ts';
import { notAsked } from '../refused.ts';
import { readDocument } from './document.ts';
import { readList } from './list.ts';
import { readMedia } from './media.ts';
import { findTarget } from './target.ts';

/** A call of `asc_read`, parsed. */
export interface ReadCall extends FriendlyQuery {
  readonly operation?: string | undefined;
  readonly path?: string | undefined;
  readonly id?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly all?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly save_to?: string | undefined;
}

/** Any GET: a list as a table, one object or document as JSON, a report as what it is. */
export async function read(context: ToolContext, args: ReadCall): Promise<Answer> {
  const { operation, path } = await findTarget(context, args);
  const returned =
    operation?.returns.kind === 'list' || operation?.returns.kind === 'object'
      ? context.catalog.resource(operation.returns.resource)
      : undefined;
  const query = toQuery(args);
  if (operation !== undefined) {
    await resolveFilters(context.catalog, context.names, returned, query, context.signal);
    assertLegal(context.catalog, operation, query);
  }
  const saveTo = args.save_to;
  const kind = operation?.returns.kind;
  if (operation !== undefined && !operation.json && kind !== 'document')
    return readMedia(context, { operation, path, query, columns: args.columns, saveTo });
  const lists = kind === 'list' || kind === 'linkages' || (operation === undefined && wantsList(args));
  if (lists) {
    const answer = await readList(context, {
      operation,
      path,
      query,
      limit: args.limit ?? 50,
      all: args.all ?? false,
      cursor: args.cursor,
      columns: args.columns,
      saveTo,
    });
    return operation === undefined ? unchecked(context, path, answer) : answer;
  }
  if (args.all === true || args.cursor !== undefined)
    throw notAsked(
      'illegal_request',
      `${operation?.id ?? path} is no list: all and cursor mean nothing there.`,
      'Leave them out.',
    );
  const limited = args.limit === undefined ? query : { ...query, limit: String(args.limit) };
  const accept = operation?.json === false ? operation.media[0] : undefined;
  const answer = await readDocument(context, {
    operation,
    path,
    query: limited,
    saveTo,
    ...(accept === undefined ? {} : { accept }),
  });
  return operation === undefined ? unchecked(context, path, answer) : answer;
}

/** A path that nobody knows is a list when it is asked for like one. */
function wantsList(args: {
  all?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): boolean {
  return args.all === true || args.cursor !== undefined || args.limit !== undefined;
}

/** Nobody could check the call; the answer says so first. */
function unchecked(context: ToolContext, path: string, answer: Answer): Answer {
  const note = `${path} is not in the catalogue of API ${context.catalog.api}; it was read as it is.`;
  return { ...answer, head: [note, ...answer.head] };
}
