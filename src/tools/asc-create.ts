import * as z from 'zod';
import { defineTool } from './define.ts';
import * as input from './write/input.ts';

export const ascCreate = defineTool({
  name: 'asc_create',
  title: 'Create in App Store Connect',
  kind: 'create',
  openWorld: true,
  description:
    "Calls one of the 180 POST operations of Apple's App Store Connect API (developer.apple.com/documentation/appstoreconnectapi). Drafts are made at once; what others can see, costs money or grants power waits for a person's approval of exactly this request.",
  input: z.strictObject({
    operation: input.operation,
    id: input.id,
    attributes: input.attributes,
    relationships: input.relationships,
    included: input.included,
    to: input.to,
    if_exists: z
      .enum(['fail', 'return', 'update'])
      .optional()
      .describe('When there is one already; default fail'),
    dry_run: input.dryRun,
    batch: input.batch,
  }),
  run: async (args, context) => (await import('./write/create.ts')).runCreate(context, args),
});
