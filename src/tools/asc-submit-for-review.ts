import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascSubmitForReview = defineTool({
  name: 'asc_submit_for_review',
  title: 'Submit for review',
  kind: 'update',
  openWorld: true,
  job: {
    operations: 'reviewSubmissions_createInstance reviewSubmissionItems_createInstance',
  },
  description:
    'Hands a prepared version to App Review. Runs the checks of asc_check_release first and refuses with the blockers; uses the open draft submission; reads its items again; then asks a person once, for the release type and beta_groups as well.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().optional().describe('Default: the one in preparation'),
    platform: z
      .enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'])
      .optional()
      .describe('Where several have a version'),
    beta_groups: z
      .array(z.string())
      .optional()
      .describe('TestFlight groups that get the build too, with beta review and notification'),
    release: z
      .enum(['manual', 'after_approval', 'scheduled'])
      .optional()
      .describe('When customers get it; default: as prepared'),
    release_date: z.string().optional().describe('For scheduled; ISO'),
    uses_encryption: z.boolean().optional().describe('Non-exempt; sent once, final'),
    ignore_checks: z.array(z.string()).optional().describe('Ids of blockers to pass over'),
    include_items: z.boolean().optional().describe('Also submit what else is in the draft'),
    dry_run: z.boolean().optional().describe('Say what would be done; send nothing'),
  }),
  run: async (args, context) => (await import('./ship/submit.ts')).submitForReview(context, args),
});
