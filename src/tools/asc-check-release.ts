import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascCheckRelease = defineTool({
  name: 'asc_check_release',
  title: 'Check a release',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'reviewSubmissions_updateInstance reviewSubmissions_createInstance apps_reviewSubmissions_getToManyRelated',
  },
  description:
    'Is a version ready for App Review? Over 140 checks of build, texts, screenshots, age rating, price, review contact, submissions and products; each finding with the call that fixes it, blockers first. Changes nothing.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().optional().describe('e.g. "3.2"; default: the one in preparation'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where several fit'),
    only: z.enum(['blocker', 'warning', 'note']).optional().describe('List only these'),
  }),
  run: async (args, context) => (await import('./release/check.ts')).checkRelease(context, args),
});
