import * as z from 'zod';
import { defineTool } from './define.ts';
import * as input from './write/input.ts';

export const ascUpdate = defineTool({
  name: 'asc_update',
  title: 'Change in App Store Connect',
  kind: 'update',
  openWorld: true,
  description:
    "Calls one of the 162 PATCH operations of Apple's App Store Connect API: changes attributes and links of an object, or replaces a relationship. Only what is given changes. What others can see, costs money or grants power waits for a person's approval.",
  input: z.strictObject({
    operation: input.operation,
    id: input.id,
    attributes: input.attributes,
    relationships: input.relationships,
    included: input.included,
    to: input.to,
    dry_run: input.dryRun,
    batch: input.batch,
  }),
  run: async (args, context) => (await import('./write/run.ts')).runWrite(context, 'update', args),
});
