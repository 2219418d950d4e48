import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascRunCiBuild = defineTool({
  name: 'asc_run_ci_build',
  title: 'Run Xcode Cloud',
  kind: 'create',
  openWorld: true,
  job: {
    operations: 'ciBuildRuns_createInstance',
    toolset: 'xcode-cloud',
  },
  description:
    'Starts an Xcode Cloud workflow on a branch, tag or pull request, or repeats a run, and follows it to its end on request. Called again for the same, it goes on with the run that it started.',
  input: z.strictObject({
    app: z.string().optional().describe('App or Xcode Cloud product: name, bundle id or id'),
    workflow: z.string().optional().describe('Name or id; not for rebuild'),
    branch: z.string().optional().describe('One of branch, tag, pull_request, rebuild'),
    tag: z.string().optional().describe('Its name'),
    pull_request: z.number().int().positive().optional().describe('Its number'),
    rebuild: z.string().optional().describe('Number or id of the run to repeat'),
    clean: z.boolean().optional().describe('Build from nothing'),
    follow: z.number().int().min(0).max(60).optional().describe('Minutes to wait for the end; default 0'),
    again: z.boolean().optional().describe('Start another although one was just started'),
    dry_run: z.boolean().optional().describe('Show the request; send nothing'),
  }),
  run: async (args, context) => (await import('./cloud/start.ts')).runCiBuild(context, args),
});
