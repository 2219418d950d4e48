import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascControlRelease = defineTool({
  name: 'asc_control_release',
  title: 'Control a release',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'appStoreVersionReleaseRequests_createInstance appStoreVersionPhasedReleases_createInstance appStoreVersionPhasedReleases_updateInstance appStoreVersionPhasedReleases_deleteInstance reviewSubmissions_updateInstance',
  },
  description:
    'Releases an approved version now; pauses, resumes or completes its phased release (complete: everyone, for good); withdraws a submission and waits until it is gone; hands a rejected one in again once it is fixed. A person is asked.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    action: z
      .enum(['release_now', 'pause', 'resume', 'complete', 'cancel_submission', 'resubmit'])
      .describe('resubmit: after a rejection'),
    version: z.string().optional().describe('"3.2"; default: the one that fits'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where several fit'),
    ignore_checks: z.array(z.string()).optional().describe('For resubmit: ids of blockers to pass over'),
    dry_run: z.boolean().optional().describe('Say what would be done; send nothing'),
  }),
  run: async (args, context) => (await import('./ship/control.ts')).controlRelease(context, args),
});
