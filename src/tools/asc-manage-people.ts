import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascManagePeople = defineTool({
  name: 'asc_manage_people',
  title: 'Who is on the team and may do what',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'users_getCollection users_updateInstance users_deleteInstance users_visibleApps userInvitations',
    toolset: 'users',
  },
  description:
    'Shows who is on the team or invited, with roles and apps; invites, changes roles and app access, removes, or takes an invitation back, for one or many people, as one plan. Apple e-mails those who are invited or removed. The Account Holder cannot be touched.',
  input: z.strictObject({
    action: z.enum(['list', 'invite', 'change', 'remove', 'cancel']).describe('cancel: an open invitation'),
    people: z
      .array(z.string())
      .max(200)
      .optional()
      .describe('Addresses or names; to invite "Anna Berg <anna@example.com>"'),
    roles: z.array(z.string()).max(13).optional().describe('All roles from now on: "app manager"'),
    apps: z.array(z.string()).max(200).optional().describe('All apps to be seen from now on, or ["all"]'),
    provisioning: z.boolean().optional().describe('Access to certificates, identifiers and profiles'),
    csv: z.string().optional().describe('File: email, first name, last name, roles, apps, provisioning'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  reads: ({ action }) => action === 'list',
  run: async (args, context) => (await import('./people/manage.ts')).managePeople(context, args),
});
