import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import type { BetaApp } from '../testflight/app.ts';
import { runJob } from '../write/job.ts';
import { assertAddress, secretFor } from './create.ts';
import { eventsOf } from './events.ts';
import type { WebhooksCall } from './manage.ts';
import type { Webhook } from './read.ts';

/**
 * Gives a webhook other values; only what differs is sent. A secret cannot be read back, so one that is given is always
 * sent; a new one has a file of its own, and the newest file is the one that counts.
 */
export async function changeWebhook(
  context: ToolContext,
  call: WebhooksCall,
  app: BetaApp,
  webhook: Webhook,
): Promise<Answer | ApprovalRequest> {
  if (call.url !== undefined) assertAddress(context, call.url);
  const events = call.events === undefined ? undefined : eventsOf(call.events);
  if (events?.length === 0)
    throw refused('A webhook needs at least one event.', 'Disable it with "enabled":false.');
  const secret =
    call.secret_file === undefined
      ? undefined
      : await secretFor(context, call, app, call.name ?? webhook.name);
  const attributes = {
    ...(call.name === undefined || call.name === webhook.name ? {} : { name: call.name }),
    ...(call.url === undefined || call.url === webhook.url ? {} : { url: call.url }),
    ...(events === undefined || events.join() === webhook.events.join() ? {} : { eventTypes: events }),
    ...(call.enabled === undefined || call.enabled === webhook.enabled ? {} : { enabled: call.enabled }),
    ...(secret === undefined ? {} : { secret: secret.value }),
  };
  if (Object.keys(attributes).length === 0)
    return nothingToDo(`"${cleanText(webhook.name, 60)}" is as wanted`);
  return runJob(
    context,
    {
      steps: [
        { kind: 'update', change: { operation: 'webhooks_updateInstance', id: webhook.id, attributes } },
      ],
      notes:
        secret === undefined
          ? []
          : [
              `new secret (0600, only there), once this is applied: ${secret.file}; until then the one before`,
            ],
      ending: async () => {
        await secret?.keep();
        return {
          head: [
            `changed: ${Object.keys(attributes).join(', ')} of webhook "${cleanText(call.name ?? webhook.name, 60)}"`,
          ],
        };
      },
    },
    call.dry_run,
  );
}
