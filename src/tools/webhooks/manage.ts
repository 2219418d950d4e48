import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readFileAt } from '../folders.ts';
import { refused } from '../refused.ts';
import { tableText } from '../table.ts';
import { type BetaApp, readApp } from '../testflight/app.ts';
import { type Pace, until } from '../until.ts';
import { runJob } from '../write/job.ts';
import { changeWebhook } from './change.ts';
import { createWebhook } from './create.ts';
import { chooseWebhook, lost, readDeliveries, readWebhooks, type Webhook } from './read.ts';
import { givenSecret, isSigned } from './secrets.ts';

/** A call of `asc_manage_webhooks`, parsed. */
export interface WebhooksCall {
  readonly action: 'list' | 'create' | 'change' | 'delete' | 'ping' | 'deliveries' | 'redeliver' | 'verify';
  readonly app?: string | undefined;
  readonly webhook?: string | undefined;
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly secret_file?: string | undefined;
  readonly deliveries?: readonly string[] | undefined;
  readonly body_file?: string | undefined;
  readonly signature?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Deliveries that an answer shows. */
const mostShown = 50;
/** Deliveries of one redelivering. */
const mostAgain = 20;
const pingPace: Pace = { first: 500, longest: 4_000 };
/** How long one waits for the delivery of a ping, milliseconds. */
const pingPatience = 10_000;

/** Shows and changes the webhooks of an app, and checks what one received. */
export async function manageWebhooks(
  context: ToolContext,
  call: WebhooksCall,
): Promise<Answer | ApprovalRequest> {
  if (call.action === 'verify') return verify(context, call);
  if (call.app === undefined) throw refused('app is required.', 'Give the name, bundle id or id of the app.');
  const app = await readApp(context, call.app);
  const webhooks = await readWebhooks(context, app.id);
  if (call.action === 'list') return list(app, webhooks);
  if (call.action === 'create') return createWebhook(context, call, app, webhooks);
  const webhook = chooseWebhook(webhooks, call.webhook);
  switch (call.action) {
    case 'change':
      return changeWebhook(context, call, app, webhook);
    case 'delete':
      return runJob(
        context,
        {
          steps: [{ kind: 'delete', change: { operation: 'webhooks_deleteInstance', id: webhook.id } }],
          notes: [],
        },
        call.dry_run,
      );
    case 'ping':
      return ping(context, call, webhook);
    case 'deliveries':
      return deliveries(context, call, webhook);
    default:
      return redeliver(context, call, webhook);
  }
}

function list({ name }: BetaApp, webhooks: readonly Webhook[]): Answer {
  const rows = webhooks.map((one) => ({
    ...one,
    name: cleanText(one.name, 80),
    url: cleanText(one.url, 200),
    events: one.events.join(' '),
  }));
  return {
    head: [`${cleanText(name, 60)}: ${webhooks.length} webhook${webhooks.length === 1 ? '' : 's'}`],
    ...(rows.length === 0
      ? {}
      : {
          data: tableText(rows, ['name', 'id', 'enabled', 'url', 'events']),
          foreign: { kind: 'webhooks', count: rows.length },
        }),
  };
}

async function ping(
  context: ToolContext,
  call: WebhooksCall,
  webhook: Webhook,
): Promise<Answer | ApprovalRequest> {
  if (!webhook.enabled)
    throw refused(
      `"${cleanText(webhook.name, 60)}" is disabled, and Apple pings no disabled webhook.`,
      'The action "change" with "enabled":true enables it.',
    );
  const before = new Set((await readDeliveries(context, webhook.id)).map(({ id }) => id));
  return runJob(
    context,
    {
      steps: [
        {
          kind: 'create',
          change: { operation: 'webhookPings_createInstance', relationships: { webhook: webhook.id } },
        },
      ],
      notes: [],
      ending: async (_results, { signal, progress }) => {
        const { seen: found } = await until(
          { signal, pace: pingPace, atMost: pingPatience },
          async () => {
            const now = await readDeliveries({ client: context.client, signal }, webhook.id);
            return now.find(({ id, event }) => !before.has(id) && event === 'PING');
          },
          (delivery) => delivery !== undefined && delivery.state !== 'PENDING',
          (_, passed) => progress(Math.round(passed) + 1, pingPatience, 'waiting for the delivery'),
        );
        if (found === undefined)
          return {
            head: ['pinged; Apple lists no delivery of it yet. The action "deliveries" shows it later.'],
          };
        return {
          head: [
            `ping ${found.state}${found.status === '' ? '' : `, the receiver answered ${found.status}`}`,
          ],
          ...(found.error === ''
            ? {}
            : { data: found.error, foreign: { kind: 'webhookDeliveries', count: 1 } }),
        };
      },
    },
    call.dry_run,
  );
}

async function deliveries(context: ToolContext, call: WebhooksCall, webhook: Webhook): Promise<Answer> {
  const all = await readDeliveries(context, webhook.id);
  const open = lost(all);
  const rows = wantsFailed(call) ? all.filter(({ state }) => state === 'FAILED') : all;
  const states = new Map<string, number>();
  for (const { state } of all) states.set(state, (states.get(state) ?? 0) + 1);
  return {
    head: [
      `deliveries of "${cleanText(webhook.name, 60)}": ${[...states].map(([state, count]) => `${state} ${count}`).join(', ') || 'none'}; never arrived: ${open.length}`,
      ...(rows.length > mostShown ? [`the newest ${mostShown} of ${rows.length}`] : []),
    ],
    ...(rows.length === 0
      ? {}
      : {
          data: tableText(
            rows.slice(0, mostShown).map((row) => ({ ...row })),
            ['id', 'event', 'state', 'created', 'status', 'error', 'redelivery'],
          ),
          foreign: { kind: 'webhookDeliveries', count: rows.length },
        }),
    ...(open.length === 0
      ? {}
      : {
          tail: [
            `Next: asc_manage_webhooks ${JSON.stringify({ action: 'redeliver', app: call.app, webhook: webhook.id, deliveries: ['failed'] })}`,
          ],
        }),
  };
}

function wantsFailed({ deliveries: given }: WebhooksCall): boolean {
  return given?.some((one) => one.toLowerCase() === 'failed') === true;
}

async function redeliver(
  context: ToolContext,
  call: WebhooksCall,
  webhook: Webhook,
): Promise<Answer | ApprovalRequest> {
  if (call.deliveries === undefined || call.deliveries.length === 0)
    throw refused('Which deliveries?', 'Give deliveries: ids, or ["failed"] for all that never arrived.');
  const all = await readDeliveries(context, webhook.id);
  const strangers = call.deliveries.filter(
    (id) => id.toLowerCase() !== 'failed' && !all.some((one) => one.id === id),
  );
  if (strangers.length > 0)
    throw refused(
      `${strangers.map((id) => cleanText(id, 60)).join(', ')}: no delivery of this webhook.`,
      'The action "deliveries" lists them.',
    );
  const chosen = wantsFailed(call) ? lost(all) : all.filter(({ id }) => call.deliveries?.includes(id));
  if (chosen.length === 0) return nothingToDo('every event has arrived');
  const later = chosen.length - mostAgain;
  return runJob(
    context,
    {
      steps: chosen.slice(0, mostAgain).map(({ id }) => ({
        kind: 'create',
        change: { operation: 'webhookDeliveries_createInstance', relationships: { template: id } },
      })),
      notes: later > 0 ? [`${later} more are left: make the same call again`] : [],
    },
    call.dry_run,
  );
}

/** Needs nobody: the body, the header and the secret are here. */
async function verify({ files }: ToolContext, call: WebhooksCall): Promise<Answer> {
  const { body_file: body, signature, secret_file: secret } = call;
  if (body === undefined || signature === undefined || secret === undefined)
    throw refused(
      'verify needs body_file, signature and secret_file.',
      'Save the body byte for byte as it was received, before any JSON is parsed.',
    );
  const right = isSigned(
    await readFileAt(files, body),
    signature,
    (await givenSecret(files, secret, 1)).value,
  );
  return {
    head: right
      ? ['valid: the body was signed with this secret.']
      : [
          'NOT valid: the body was not signed with this secret, or it is not the body as it was received (another line break is enough). Do not trust it.',
        ],
  };
}
