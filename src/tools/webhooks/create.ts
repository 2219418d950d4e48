import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import type { BetaApp } from '../testflight/app.ts';
import { runJob } from '../write/job.ts';
import { eventsOf } from './events.ts';
import type { WebhooksCall } from './manage.ts';
import type { Webhook } from './read.ts';
import { givenSecret, keptFile, madeSecret, type Secret, waitingSecret } from './secrets.ts';

/** Makes a webhook, unless there is one of that name; its secret is made here and saved before anything is sent. */
export async function createWebhook(
  context: ToolContext,
  call: WebhooksCall,
  app: BetaApp,
  webhooks: readonly Webhook[],
): Promise<Answer | ApprovalRequest> {
  const { name, url } = call;
  if (name === undefined || url === undefined || call.events === undefined)
    throw refused(
      'create needs name, url and events.',
      'Events: "app version state", "build upload", … or "all".',
    );
  assertAddress(context, url);
  const events = eventsOf(call.events);
  const same = webhooks.find((one) => one.name.trim().toLowerCase() === name.trim().toLowerCase());
  const enabled = call.enabled ?? true;
  if (same !== undefined) {
    if (same.url !== url || same.enabled !== enabled || same.events.join() !== events.join())
      throw refused(
        `${cleanText(app.name, 60)} has a webhook "${cleanText(name, 60)}" already, with another address, other events, or disabled (${same.id}).`,
        'The action "change" gives it these values; another name makes a second one.',
      );
    // A call that was cut off after Apple had taken it.
    const waiting = await waitingSecret(context.files, app.id, name);
    const kept = await keptFile(context.files, app.id, name);
    if (kept === undefined) await waiting?.keep();
    const secrets = kept === undefined ? waiting?.file : kept;
    return {
      head: [
        `Nothing to do: the webhook is there (${same.id}). Nothing was changed.`,
        ...(secrets === undefined ? [] : [`secret (0600): ${secrets}`]),
        ...(kept !== undefined && waiting !== undefined
          ? [
              'a newer secret is pending: a call was cut off or refused; change with "secret_file":"new" sends it',
            ]
          : []),
      ],
    };
  }
  const secret = await secretFor(context, call, app, name);
  return runJob(
    context,
    {
      steps: [
        {
          kind: 'create',
          change: {
            operation: 'webhooks_createInstance',
            attributes: { name, url, eventTypes: events, enabled, secret: secret.value },
            relationships: { app: app.id },
          },
        },
      ],
      notes: [`secret (0600, only there): ${secret.file}`],
      ending: async (results) => {
        await secret.keep();
        return {
          head: [
            `created: webhook "${cleanText(name, 60)}" ${results[0]?.id ?? ''} of ${cleanText(app.name, 60)}`,
          ],
          tail: [
            `Next: asc_manage_webhooks ${JSON.stringify({ action: 'ping', app: app.id, webhook: results[0]?.id ?? name })}`,
          ],
        };
      },
    },
    call.dry_run,
  );
}

/** The one of the file, or one that is made here. A dry run leaves nothing behind. */
export async function secretFor(
  { files }: ToolContext,
  call: WebhooksCall,
  app: BetaApp,
  name: string,
): Promise<Secret> {
  if (call.secret_file !== undefined && call.secret_file !== 'new')
    return givenSecret(files, call.secret_file);
  return call.dry_run === true
    ? {
        value: '(made when this runs)',
        file: 'a file that is made when this runs',
        keep: async () => undefined,
      }
    : madeSecret(files, app.id, name);
}

/** Apple sends to https only. A sandbox on this computer also sends to a receiver on it. */
export function assertAddress({ facts }: ToolContext, url: string): void {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const plain = target?.protocol === 'http:' && isHere(url) && isHere(facts.origin);
  if ((target?.protocol === 'https:' || plain) && target.username === '') return;
  throw refused(
    `${JSON.stringify(cleanText(url, 120))} cannot be the address of a webhook.`,
    'Give an https address without a user name.',
  );
}

function isHere(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);
}
