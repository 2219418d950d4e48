import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascManageTesters = defineTool({
  name: 'asc_manage_testers',
  title: 'Add, remove or invite testers',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'betaTesters_createInstance betaTesters_deleteInstance betaTesterInvitations_createInstance betaGroups_betaTesters_createToManyRelationship betaGroups_betaTesters_deleteToManyRelationship betaTesters_betaGroups_createToManyRelationship betaTesters_betaGroups_deleteToManyRelationship',
  },
  description:
    'Adds testers to a TestFlight group, removes them from it, or sends invitations again, as one plan. Known testers are linked, duplicates merged, wrong lines of a file refused before anything is sent. Apple e-mails those who are added.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    action: z.enum(['add', 'remove', 'invite']).describe('invite: once more, who has not answered'),
    group: z.string().optional().describe('Name or id; invite alone does without'),
    testers: z
      .array(
        z.strictObject({
          email: z.string(),
          first_name: z.string().optional(),
          last_name: z.string().optional(),
        }),
      )
      .max(1_000)
      .optional()
      .describe('To invite a whole group, leave out'),
    csv: z
      .string()
      .optional()
      .describe('File with columns email, first name, last name, in a folder that may be read'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  run: async (args, context) => (await import('./testflight/testers.ts')).manageTesters(context, args),
});
