import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascManageSandboxTesters = defineTool({
  name: 'asc_manage_sandbox_testers',
  title: 'Sandbox testers',
  kind: 'update',
  openWorld: true,
  job: {
    operations: 'sandboxTesters*',
    toolset: 'sandbox-testers',
  },
  description:
    'Sandbox testers of in-app purchases: list, change territory, interrupted purchases and renewal rate, or clear their purchase history. Making and deleting them is possible on the website only.',
  input: z.strictObject({
    action: z.enum(['list', 'change', 'clear_purchases']),
    testers: z.array(z.string()).max(50).optional().describe('Addresses, names or ids, or ["all"]'),
    territory: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe('"DEU"'),
    interrupt: z.boolean().optional().describe('Purchases are interrupted'),
    renewal_minutes: z.enum(['3', '5', '15', '30', '60']).optional().describe('What a month lasts'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  reads: ({ action }) => action === 'list',
  run: async (args, context) =>
    (await import('./people/sandbox-testers.ts')).manageSandboxTesters(context, args),
});
