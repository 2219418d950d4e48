import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascReleaseStatus = defineTool({
  name: 'asc_release_status',
  title: 'Where releases stand',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'appStoreVersions_getInstance apps_appStoreVersions reviewSubmissions_getInstance appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated apps_reviewSubmissions',
  },
  description:
    'Where does each release stand? Per app and platform: live version and phased release, version in preparation and its build, review state, TestFlight, what blocks, whose turn it is. All apps when none is given.',
  input: z.strictObject({
    app: z.string().optional().describe('Name, bundle id or id'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Default: all'),
  }),
  run: async (args, context) => (await import('./release/status.ts')).releaseStatus(context, args),
});
