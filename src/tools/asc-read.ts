import { z } from 'zod';
import { AscError } from '../client/errors.ts';
import type { Answer } from './answer.ts';
import type { ToolContext } from './context.ts';
import { defineTool } from './define.ts';
import { assertLegal, resolveFilters, toQuery } from './params.ts';
import { readDocument } from './read/document.ts';
import { readList } from './read/list.ts';
import { readMedia } from './read/media.ts';
import { findTarget } from './read/target.ts';

const value = z.any();
const group = (means: string) => z.record(z.string(), value).optional().describe(means);
const list = (means: string) => z.array(z.string()).optional().describe(means);

export const ascRead = defineTool({
  name: 'asc_read',
  title: 'Read from App Store Connect',
  kind: 'read',
  openWorld: true,
  description:
    "Calls any of the 826 GET operations of Apple's App Store Connect API (developer.apple.com/documentation/appstoreconnectapi), by operation id or path. Lists come back as a table with the columns that matter and say whether they are complete; single objects as JSON with related objects joined in. Names work where ids go.",
  input: z.strictObject({
    operation: z
      .string()
      .optional()
      .describe('Operation id from asc_find_operations, e.g. "builds_getCollection"'),
    path: z.string().optional().describe('Or a path: "/v1/apps/{id}/builds"'),
    id: z
      .string()
      .optional()
      .describe(
        'Id or name of the object in the path: "Weather Now", a bundle id, "Weather Now/3.2", "Weather Now/3.2/de-DE"',
      ),
    filter: group('{"app":"Weather Now","processingState":["VALID"]}'),
    exists: group('{"publishedResponse":false}'),
    fields: group('Attributes by type: {"builds":["version"]}'),
    include: list('Related objects to join in'),
    limits: group('Most related objects of each kind: {"builds":10}'),
    sort: list('Attribute, with - for descending: "-createdDate"'),
    params: group('Other parameters: period, groupBy, granularity'),
    columns: list('Columns of the table; "app.name" joins a related object'),
    limit: z.int().min(1).max(8000).optional().describe('Objects at most; default 50'),
    all: z.boolean().optional().describe('Read every page'),
    cursor: z.string().optional().describe('From an earlier answer, to go on'),
    save_to: z.string().optional().describe('File name (.csv, .json, .tsv) in the download folder'),
  }),
  run: async (args, context) => {
    const { operation, path } = await findTarget(context, args);
    const returned =
      operation?.returns.kind === 'list' || operation?.returns.kind === 'object'
        ? context.catalog.resource(operation.returns.resource)
        : undefined;
    const query = toQuery(args, returned?.type);
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
      throw new AscError({
        code: 'illegal_request',
        message: `${operation?.id ?? path} is no list: all and cursor mean nothing there.`,
        next: 'Leave them out.',
        outcome: 'not_sent',
      });
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
  },
});

/** Says of an answer that nothing of its request could be checked. */
function unchecked({ catalog }: ToolContext, path: string, answer: Answer): Answer {
  const note = `${path} is not in the catalogue of API ${catalog.api}; it was read as it is.`;
  return { ...answer, head: [note, ...answer.head] };
}

/** A path that nobody knows is a list when it is asked for like one. */
function wantsList(args: {
  all?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): boolean {
  return args.all === true || args.cursor !== undefined || args.limit !== undefined;
}
