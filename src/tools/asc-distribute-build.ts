import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascDistributeBuild = defineTool({
  name: 'asc_distribute_build',
  title: 'Give a build to testers',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'builds_betaGroups_createToManyRelationship betaGroups_builds_createToManyRelationship betaAppReviewSubmissions_createInstance buildBetaNotifications_createInstance betaBuildLocalizations_createInstance betaBuildLocalizations_updateInstance',
  },
  description:
    'Gives a build to TestFlight groups in one plan: export answer, what to test, groups, public link, beta review for external groups, notification. Checks first what Apple would refuse; called again, sends only what is missing.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    build: z.string().describe('Number, or "latest" valid one'),
    version: z.string().optional().describe('"3.2", where several fit'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where several fit'),
    groups: z.array(z.string()).min(1).max(50).describe('Names or ids of groups'),
    what_to_test: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .describe('Text for all locales, or {"de-DE":"…"}'),
    encryption: z.boolean().optional().describe('Uses non-exempt encryption? A person says; final'),
    notify: z.boolean().optional().describe('Tell testers; default as set'),
    public_link: z.boolean().optional().describe('Of external groups, on or off'),
    dry_run: z.boolean().optional().describe('Only show'),
  }),
  run: async (args, context) => (await import('./testflight/distribute.ts')).distributeBuild(context, args),
});
