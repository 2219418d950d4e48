import * as z from 'zod';
import { defineTool } from './define.ts';
import * as input from './write/input.ts';

export const ascDelete = defineTool({
  name: 'asc_delete',
  title: 'Delete in App Store Connect',
  kind: 'delete',
  openWorld: true,
  description:
    "Calls one of the 135 DELETE operations of Apple's App Store Connect API: deletes an object, or takes objects out of a relationship. Most wait for a person's approval.",
  input: z.strictObject({
    operation: input.operation,
    id: input.id,
    to: input.to,
    dry_run: input.dryRun,
    batch: input.batch,
  }),
  run: async (args, context) => (await import('./write/run.ts')).runWrite(context, 'delete', args),
});
