import { z } from 'zod';
import { defineTool } from './define.ts';

export const ascDistributeBuild = defineTool({
  name: 'asc_distribute_build',
  title: 'Give a build to testers',
  kind: 'update',
  openWorld: true,
  description:
    'Gives a build to TestFlight groups as one plan: export answer, what to test, groups, public link, beta review where a group is external, notification. Checks what Apple would refuse before anything is sent. Call again after a failure: it sends only what is missing.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    build: z.string().describe('Build number, or "latest" for the newest valid one'),
    version: z.string().optional().describe('"3.2", where several have that build'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where several have one'),
    groups: z.array(z.string()).min(1).max(50).describe('Names or ids of groups'),
    what_to_test: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .describe('Text for all locales, or {"de-DE":"…"}'),
    encryption: z
      .boolean()
      .optional()
      .describe('A person says: it uses non-exempt encryption. Only where unanswered; final'),
    notify: z.boolean().optional().describe('Tell testers, or not; default as the build is set'),
    public_link: z.boolean().optional().describe('Public link of the external groups on or off'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  run: async (args, context) => (await import('./testflight/distribute.ts')).distributeBuild(context, args),
});
