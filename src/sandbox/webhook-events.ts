import { randomUUID } from 'node:crypto';
import { one, ownerOf } from './change.ts';
import type { Store, Stored } from './store.ts';
import { type Moment, payloadOf, send } from './webhooks.ts';

/** What moves and whom it is told; the type of the payload is the event's in camel case. */
interface Watched {
  readonly resource: string;
  readonly event: string;
  readonly state: (object: Stored) => unknown;
  readonly app: (store: Store, object: Stored) => Stored | undefined;
}

const watched: readonly Watched[] = [
  {
    resource: 'AppStoreVersion',
    event: 'APP_STORE_VERSION_APP_VERSION_STATE_UPDATED',
    state: ({ attributes }) => attributes['appVersionState'],
    app: (store, version) => one(store, version, 'app'),
  },
  {
    resource: 'BuildBetaDetail',
    event: 'BUILD_BETA_DETAIL_EXTERNAL_BUILD_STATE_UPDATED',
    state: ({ attributes }) => attributes['externalBuildState'],
    app: (store, detail) => one(store, one(store, detail, 'build'), 'app'),
  },
  {
    resource: 'BuildUpload',
    event: 'BUILD_UPLOAD_STATE_UPDATED',
    state: ({ attributes: { state } }) =>
      typeof state === 'object' && state !== null && 'state' in state ? state.state : undefined,
    app: (store, upload) => ownerOf(store, 'App', 'buildUploads', upload),
  },
];

/** States when they were last looked at. */
const lastSeen = new WeakMap<Store, Map<string, unknown>>();

/** Tells webhooks what has moved since the last look. To be called after whatever may move something. */
export function tellWebhooks(store: Store, now: number): void {
  const first = !lastSeen.has(store);
  const seen = lastSeen.get(store) ?? new Map<string, unknown>();
  lastSeen.set(store, seen);
  for (const { resource, event, state, app } of watched)
    for (const object of store.all(resource)) {
      const key = `${resource}/${object.id}`;
      const [before, after] = [seen.get(key), state(object)];
      if (before === after) continue;
      seen.set(key, after);
      if (!first && before !== undefined)
        tell({ store, now }, event, object, app(store, object), before, after);
    }
}

function tell(
  moment: Moment,
  eventType: string,
  object: Stored,
  app: Stored | undefined,
  oldValue: unknown,
  newValue: unknown,
): void {
  if (app === undefined) return;
  for (const webhook of moment.store.all('Webhook')) {
    const { enabled, eventTypes } = webhook.attributes;
    if (enabled !== true || !Array.isArray(eventTypes) || !eventTypes.includes(eventType)) continue;
    if (one(moment.store, webhook, 'app')?.id !== app.id) continue;
    const id = randomUUID();
    const type = eventType.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const instance = { type: moment.store.catalog.resource(object.resource)?.type ?? '', id: object.id };
    const payload = payloadOf(type, id, moment.now, { oldValue, newValue }, instance);
    send(moment, webhook, { id, eventType, payload, ping: false });
  }
}
