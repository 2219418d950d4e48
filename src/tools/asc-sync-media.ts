import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascSyncMedia = defineTool({
  name: 'asc_sync_media',
  title: 'Sync screenshots and previews',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'appScreenshot* appPreview* appAssetLibrary* appStoreVersionLocalizations_appScreenshotSets appStoreVersionLocalizations_appPreviewSets appStoreVersionLocalizations_placements',
  },
  description:
    "Makes a folder's files the screenshots and previews of a version in preparation: tells displays by pixels, uploads only what differs, removes, orders, waits for Apple's verdict. Displays without local files stay. After a failure call again.",
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().optional().describe('Version string; default the one that can be edited'),
    platform: z
      .enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'])
      .optional()
      .describe('Where several are in preparation'),
    folder: z
      .string()
      .optional()
      .describe('Tree like screenshots/de-DE/1.png, ordered by name, where the policy allows'),
    files: z
      .array(
        z.strictObject({
          path: z.string(),
          locale: z.string(),
          display_type: z.string().optional().describe('APP_IPHONE_67, IPHONE_DUO… where pixels fit several'),
        }),
      )
      .max(1_000)
      .optional()
      .describe('Single files instead, in their order'),
    delete_unplaced: z.boolean().optional().describe('Also delete library assets that no page uses'),
    keep_others: z.boolean().optional().describe('Keep what is not given; default removed'),
    dry_run: z.boolean().optional().describe('Change nothing, say what would be done'),
  }),
  run: async (args, context) => (await import('./media/sync.ts')).syncMedia(args, context),
});
