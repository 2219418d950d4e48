import * as z from 'zod';
import { defineTool } from './define.ts';

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
  run: async (args, context) => (await import('./read/run.ts')).read(context, args),
});
