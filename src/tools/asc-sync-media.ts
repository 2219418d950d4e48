import { z } from 'zod';
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
    "Makes the screenshots and previews of a version in preparation the files of a folder: tells displays by the pixels, uploads only what differs, removes, orders, waits for Apple's verdict. Sets without local files stay. Call again after a failure: it goes on.",
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().optional().describe('Version string; default the one that can be edited'),
    platform: z
      .enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'])
      .optional()
      .describe('Where several have a version in preparation'),
    folder: z
      .string()
      .optional()
      .describe(
        'Tree like screenshots/de-DE/1.png, in the order of names, in a folder that the policy allows',
      ),
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
    delete_unplaced: z
      .boolean()
      .optional()
      .describe('Also delete assets of the App Asset Library that no page uses'),
    keep_others: z.boolean().optional().describe('Keep what is there and not given; default it is removed'),
    dry_run: z.boolean().optional().describe('Say what would be done; change nothing'),
  }),
  run: async (args, context) => (await import('./media/sync.ts')).syncMedia(args, context),
});
