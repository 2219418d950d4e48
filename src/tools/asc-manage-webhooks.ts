import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascManageWebhooks = defineTool({
  name: 'asc_manage_webhooks',
  title: 'Webhooks of an app',
  kind: 'update',
  openWorld: true,
  job: {
    operations: 'webhooks webhookPings webhookDeliveries apps_webhooks',
    toolset: 'webhooks',
  },
  description:
    'Webhooks of an app: list, create, change, delete, ping, see deliveries and send failed ones again, verify a received signature. The secret is made and kept here in a file, never shown.',
  input: z.strictObject({
    action: z.enum(['list', 'create', 'change', 'delete', 'ping', 'deliveries', 'redeliver', 'verify']),
    app: z.string().optional().describe('Name, bundle id or id'),
    webhook: z.string().optional().describe('Name or id, if several'),
    name: z.string().max(100).optional().describe('New name'),
    url: z.string().max(2_000).optional().describe('https'),
    events: z.array(z.string()).max(12).optional().describe('"app version state", "build upload", or "all"'),
    enabled: z.boolean().optional().describe('On or off'),
    secret_file: z.string().optional().describe('File with it, or "new"'),
    deliveries: z.array(z.string()).max(20).optional().describe('Ids, or ["failed"]'),
    body_file: z.string().optional().describe('Body as received'),
    signature: z.string().optional().describe('x-apple-signature'),
    dry_run: z.boolean().optional().describe('Show; send nothing'),
  }),
  reads: ({ action }) => ['list', 'deliveries', 'verify'].includes(action),
  run: async (args, context) => (await import('./webhooks/manage.ts')).manageWebhooks(context, args),
});
