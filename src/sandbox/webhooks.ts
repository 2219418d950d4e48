import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { type Change, isoDate, one, ownerOf, type Rules } from './change.ts';
import { type ApiError, apiError, attributeError } from './errors.ts';
import type { Store, Stored } from './store.ts';

/**
 * Webhooks, which are really sent where the receiver listens on this computer. Facts §8j (2026-11-22): signature,
 * shape of the payload, redelivery.
 */
export const webhookRules: Rules = {
  webhooks_createInstance: { before: fits, after: keepSecret },
  webhooks_updateInstance: { before: fits, after: keepSecret },
  webhookPings_createInstance: { before: isEnabled, after: ping },
  webhookDeliveries_createInstance: { before: hasWebhook, after: redeliver },
};

/** Longest that a receiver may take, milliseconds. */
const patience = 5_000;
/** Characters of an answer that are kept. */
const longestAnswer = 1_000;

/** Secrets by id of the webhook: they are written and never read. */
const secrets = new WeakMap<Store, Map<string, string>>();

function fits(change: Change): readonly ApiError[] {
  const { url, eventTypes } = change.attributes;
  const errors: ApiError[] = [];
  // Apple takes https only; plain http to this computer is what the sandbox has a receiver on.
  if (typeof url === 'string' && !url.startsWith('https://') && loopback(url) === undefined)
    errors.push(attributeError('INVALID', 'url', 'A webhook needs an https address.'));
  if (Array.isArray(eventTypes) && eventTypes.length === 0)
    errors.push(attributeError('INVALID', 'eventTypes', 'A webhook needs at least one event type.'));
  return errors;
}

function keepSecret({ store, attributes }: Change, webhook: Stored): void {
  const { secret } = attributes;
  if (typeof secret !== 'string') return;
  const known = secrets.get(store) ?? new Map<string, string>();
  known.set(webhook.id, secret);
  secrets.set(store, known);
}

function isEnabled(change: Change): readonly ApiError[] {
  return webhookOf(change)?.attributes['enabled'] === false
    ? [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'The webhook is disabled.')]
    : [];
}

function webhookOf({ store, links }: Change): Stored | undefined {
  const id = links.get('webhook');
  return typeof id === 'string' ? store.get('Webhook', id) : undefined;
}

function ping(change: Change): void {
  const webhook = webhookOf(change);
  if (webhook === undefined) return;
  const id = randomUUID();
  send(change, webhook, {
    id,
    payload: payloadOf('webhookPingCreated', id, change.now, {}, undefined),
    ping: true,
  });
}

function templateOf({ store, links }: Change): { readonly webhook?: Stored; readonly event?: Stored } {
  const id = links.get('template');
  const template = typeof id === 'string' ? store.get('WebhookDelivery', id) : undefined;
  const event = one(store, template, 'event');
  const webhook = template === undefined ? undefined : ownerOf(store, 'Webhook', 'deliveries', template);
  return { ...(webhook === undefined ? {} : { webhook }), ...(event === undefined ? {} : { event }) };
}

function hasWebhook(change: Change): readonly ApiError[] {
  const { webhook, event } = templateOf(change);
  return webhook === undefined || event === undefined
    ? [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'The delivery belongs to no webhook any more.')]
    : [];
}

function redeliver(change: Change, delivery: Stored): void {
  const { webhook, event } = templateOf(change);
  if (webhook === undefined || event === undefined) return;
  dispatch(change, webhook, event, delivery, true);
}

/** What a delivery needs of a moment. */
export interface Moment {
  readonly store: Store;
  readonly now: number;
}

interface Event {
  readonly id: string;
  readonly eventType?: string;
  readonly payload: string;
  readonly ping: boolean;
}

/** Makes the event and its delivery, and sends it. */
export function send(moment: Moment, webhook: Stored, { id, ...event }: Event): void {
  const made = moment.store.put('WebhookEvent', id, { ...event, createdDate: isoDate(moment.now) });
  const delivery = moment.store.put('WebhookDelivery', randomUUID());
  dispatch(moment, webhook, made, delivery, false);
}

/** Sends an event; the delivery tells what came of it, a moment later. */
function dispatch(
  { store, now }: Moment,
  webhook: Stored,
  event: Stored,
  delivery: Stored,
  again: boolean,
): void {
  const url = String(webhook.attributes['url']);
  const body = String(event.attributes['payload']);
  const set = (values: Readonly<Record<string, unknown>>): void => {
    delivery.attributes = { ...delivery.attributes, ...values };
  };
  set({
    createdDate: isoDate(now),
    deliveryState: 'PENDING',
    redelivery: again,
    request: { url },
  });
  store.link(delivery, 'event', event.id);
  store.link(webhook, 'deliveries', [...store.linked(webhook, 'deliveries'), delivery.id]);
  const failed = (errorMessage: string, status?: number): void =>
    set({
      deliveryState: 'FAILED',
      sentDate: isoDate(now),
      errorMessage,
      ...(status === undefined ? {} : { response: { httpStatusCode: status, body: '' } }),
    });
  const target = loopback(url);
  if (target === undefined) {
    failed('The sandbox sends to http addresses of this computer only.');
    return;
  }
  const secret = secrets.get(store)?.get(webhook.id) ?? '';
  post(target, body, signatureOf(secret, body)).then(
    ({ status, text }) => {
      if (status < 200 || status > 299) return failed(`The endpoint answered ${status}.`, status);
      return set({
        deliveryState: 'SUCCEEDED',
        sentDate: isoDate(now),
        response: { httpStatusCode: status, body: text },
      });
    },
    (error: unknown) => failed(error instanceof Error ? error.message : 'The endpoint did not answer.'),
  );
}

/** As the documentation has it: HMAC-SHA256 over the bytes of the body, in hexadecimal digits. */
function signatureOf(secret: string, body: string): string {
  return `hmacsha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/** The address when it is plain http to this computer. */
function loopback(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const target = new URL(url);
  return target.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(target.hostname)
    ? target
    : undefined;
}

function post(
  target: URL,
  body: string,
  signature: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: 'POST',
        agent: false,
        timeout: patience,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-apple-signature': signature,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < longestAnswer) text += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: text.slice(0, longestAnswer) }),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('The endpoint did not answer in time.')));
    sent.on('error', reject);
    // Nobody waits for a receiver when the sandbox ends.
    sent.on('socket', (socket) => socket.unref());
    sent.end(body);
  });
}

/** The body of a delivery; facts §8j (2026-11-22). */
export function payloadOf(
  type: string,
  id: string,
  now: number,
  attributes: Readonly<Record<string, unknown>>,
  instance: { readonly type: string; readonly id: string } | undefined,
): string {
  return JSON.stringify({
    data: {
      type,
      id,
      version: 1,
      attributes: { ...attributes, timestamp: isoDate(now) },
      ...(instance === undefined ? {} : { relationships: { instance: { data: instance } } }),
    },
  });
}
