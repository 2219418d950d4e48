import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascCiStatus = defineTool({
  name: 'asc_ci_status',
  title: 'How Xcode Cloud is doing',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'ciProducts_getCollection apps_ciProduct ciProducts_buildRuns_getToManyRelated ciWorkflows_buildRuns_getToManyRelated ciBuildRuns_getInstance ciBuildRuns_actions_getToManyRelated ciBuildActions_issues_getToManyRelated ciBuildActions_testResults_getToManyRelated ciBuildActions_artifacts_getToManyRelated ciArtifacts_getInstance ciIssues_getInstance ciTestResults_getInstance',
    toolset: 'xcode-cloud',
  },
  description:
    'What did Xcode Cloud build, and why did a run fail? Recent runs; of one run, or the newest that failed, the failing actions, errors and tests with file and line. Saves logs and artifacts.',
  input: z.strictObject({
    app: z.string().optional().describe('App or Xcode Cloud product: name, bundle id or id'),
    workflow: z.string().optional().describe('Only runs of this one: name or id'),
    run: z.string().optional().describe('Number, id or "latest"'),
    limit: z.number().int().min(1).max(50).optional().describe('Runs; default 10'),
    save: z.enum(['logs', 'all']).optional().describe('Files of the run: logs, or every artifact'),
  }),
  run: async (args, context) => (await import('./cloud/status.ts')).ciStatus(context, args),
});
