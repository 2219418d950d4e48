import * as z from 'zod';
import { defineTool } from './define.ts';
import * as input from './metadata/input.ts';

export const ascPullMetadata = defineTool({
  name: 'asc_pull_metadata',
  title: 'Pull store texts into files',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'apps_appInfos appInfoLocalizations_getInstance appInfos_appInfoLocalizations_getToManyRelated appStoreVersions_appStoreVersionLocalizations_getToManyRelated',
  },
  description:
    "Writes an app's store texts of all locales (name, description, keywords, what's new, URLs, review notes…) into fastlane's metadata/<locale>/*.txt tree, or one JSON or CSV file, to edit and send back with asc_push_metadata. Unsent edits there stay.",
  input: z.strictObject({
    app: input.app,
    version: input.version,
    platform: input.platform,
    path: input.path,
    on_conflict: input.onConflict,
  }),
  run: async (args, context) => (await import('./metadata/pull.ts')).pullMetadata(context, args),
});
