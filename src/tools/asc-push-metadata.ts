import * as z from 'zod';
import { defineTool } from './define.ts';
import * as input from './metadata/input.ts';

export const ascPushMetadata = defineTool({
  name: 'asc_push_metadata',
  title: 'Send store texts from files',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'appInfoLocalizations_createInstance appInfoLocalizations_updateInstance appInfoLocalizations_deleteInstance appStoreVersionLocalizations_createInstance appStoreVersionLocalizations_updateInstance appStoreVersionLocalizations_deleteInstance',
  },
  description:
    'Sends the store texts that changed in the files since asc_pull_metadata, and only those. Limits, placeholders and conflicts of all locales are checked first; if one fails, nothing is sent. New locales are created. dry_run shows the texts, which other people may have written; sending then waits for a person.',
  input: z.strictObject({
    app: input.app,
    version: input.version,
    platform: input.platform,
    path: input.path,
    locales: z.array(z.string()).optional().describe('Only these, without app-wide texts'),
    on_conflict: input.onConflict,
    delete_missing: z.boolean().optional().describe('Remove locales whose files were removed'),
    accept_words: z.boolean().optional().describe('A person says that flagged words are meant so'),
    dry_run: z.boolean().optional().describe('Show the difference on both sides; send nothing'),
  }),
  run: async (args, context) => (await import('./metadata/push.ts')).pushMetadata(context, args),
});
