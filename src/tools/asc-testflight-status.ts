import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascTestflightStatus = defineTool({
  name: 'asc_testflight_status',
  title: 'Where a beta stands',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'apps_betaGroups_getToManyRelated apps_builds_getToManyRelated builds_getCollection builds_buildBetaDetail betaFeedbackCrashSubmissions_getInstance betaFeedbackScreenshotSubmissions_getInstance apps_betaFeedback*',
  },
  description:
    'Where does an app stand in TestFlight? Builds with their states and what each waits for, groups, testers by state, what beta review lacks, crashes and comments of the last days.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Default: all'),
    feedback: z.boolean().optional().describe('Save crash logs, comments and screenshots of 7 days to files'),
  }),
  run: async (args, context) => (await import('./testflight/status.ts')).testflightStatus(context, args),
});
