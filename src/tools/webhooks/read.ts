import { isObject, strings } from '../../catalog/json.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { flag, type Reader, readList, text } from '../document.ts';
import { refused } from '../refused.ts';

/** A webhook of an app. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly enabled: boolean;
  /** Sorted. */
  readonly events: readonly string[];
}

/** One try to hand an event over. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  /** Id of the event: a redelivery has the same. */
  readonly eventId: string;
  readonly state: string;
  readonly created: string;
  readonly status: string;
  readonly error: string;
  readonly redelivery: boolean;
}

const most = 200;

export async function readWebhooks(context: Reader, appId: string): Promise<readonly Webhook[]> {
  const answer = await readList(context, `/v1/apps/${appId}/webhooks`, {
    'fields[webhooks]': 'name,url,enabled,eventTypes',
    limit: String(most),
  });
  return answer.data.map((one) => ({
    id: one.id,
    name: text(one, 'name') ?? one.id,
    url: text(one, 'url') ?? '',
    enabled: flag(one, 'enabled') === true,
    events: strings(one.attributes['eventTypes']).sort(),
  }));
}

/** The webhook that is meant; the only one where none is named. */
export function chooseWebhook(webhooks: readonly Webhook[], given: string | undefined): Webhook {
  const same = given?.trim().toLowerCase();
  const byId = webhooks.filter(({ id }) => id === given?.trim());
  const found =
    given === undefined
      ? webhooks
      : byId.length > 0
        ? byId
        : webhooks.filter((one) => one.name.trim().toLowerCase() === same);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const all = webhooks.map((one) => `"${cleanText(one.name, 60)}" (${one.id})`).join(', ');
  throw refused(
    given === undefined
      ? webhooks.length === 0
        ? 'The app has no webhook.'
        : 'The app has several webhooks.'
      : `${found.length === 0 ? 'No webhook' : `${found.length} webhooks`} of the app ${found.length === 1 ? 'is' : 'are'} called ${JSON.stringify(cleanText(given, 60))}.`,
    webhooks.length === 0 ? 'The action "create" makes one.' : `Give webhook, one of: ${all}.`,
  );
}

/** The newest deliveries first. */
export async function readDeliveries(
  context: Pick<ToolContext, 'client' | 'signal'>,
  id: string,
): Promise<readonly Delivery[]> {
  const answer = await readList(context, `/v1/webhooks/${id}/deliveries`, {
    include: 'event',
    'fields[webhookDeliveries]': 'createdDate,deliveryState,errorMessage,redelivery,response,event',
    'fields[webhookEvents]': 'eventType,ping',
    limit: String(most),
  });
  return answer.data
    .map((one) => {
      const event = answer.one(one, 'event');
      const { response } = one.attributes;
      const status = isObject(response) ? response['httpStatusCode'] : undefined;
      return {
        id: one.id,
        event: flag(event, 'ping') === true ? 'PING' : (text(event, 'eventType') ?? ''),
        eventId: answer.ids(one, 'event')[0] ?? '',
        state: text(one, 'deliveryState') ?? '',
        created: text(one, 'createdDate') ?? '',
        status: typeof status === 'number' ? String(status) : '',
        error: cleanText(text(one, 'errorMessage') ?? '', 120),
        redelivery: flag(one, 'redelivery') === true,
      };
    })
    .sort((a, b) => (a.created < b.created ? 1 : -1));
}

/** Deliveries that failed and whose event never arrived; of each event the newest. */
export function lost(deliveries: readonly Delivery[]): readonly Delivery[] {
  const arrived = new Set(deliveries.filter(({ state }) => state !== 'FAILED').map(({ eventId }) => eventId));
  const open = new Map<string, Delivery>();
  for (const one of deliveries)
    if (one.state === 'FAILED' && !arrived.has(one.eventId) && !open.has(one.eventId))
      open.set(one.eventId, one);
  return [...open.values()];
}
