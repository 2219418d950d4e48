import { afterAll, beforeEach } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Store, Stored } from '../../src/sandbox/store.ts';
import { type Ask, clientOf, type Reply } from './client.ts';

const start = Date.parse('2026-11-22T12:00:00Z');

/** A demo team for the rules: a clock that tests turn, and short ways to ask. */
export interface Bench {
  readonly sandbox: () => Sandbox;
  readonly store: () => Store;
  readonly ask: Ask;
  /** Lets time pass. */
  wait(ms: number): void;
  post(type: string, attributes: object, links?: Links, included?: readonly object[]): Promise<Reply>;
  patch(type: string, id: string, attributes: object, links?: Links): Promise<Reply>;
  remove(type: string, id: string): Promise<Reply>;
  /** The first object of a resource that fits. */
  find(resource: string, fits: (object: Stored) => boolean): Stored;
}

type Links = Readonly<
  Record<
    string,
    readonly [type: string, ...ids: string[]] | readonly { readonly type: string; readonly id: string }[]
  >
>;

/** A fresh team before each test of a file. */
export function bench(): Bench {
  let now = start;
  let sandbox: Sandbox | undefined;
  let ask: Ask | undefined;
  beforeEach(async () => {
    await sandbox?.close();
    now = start;
    sandbox = await startSandbox({ clock: () => now, rate: { hourLimit: 100_000 } });
    ask = await clientOf(sandbox, start);
  });
  afterAll(() => sandbox?.close());
  const running = (): Sandbox => {
    if (sandbox === undefined) throw new Error('No test is running.');
    return sandbox;
  };
  const send: Ask = (...parameters) => {
    if (ask === undefined) throw new Error('No test is running.');
    return ask(...parameters);
  };
  return {
    sandbox: running,
    store: () => running().store,
    ask: send,
    wait: (ms) => {
      now += ms;
    },
    post: (type, attributes, links = {}, included) =>
      send('POST', path(type), {
        data: { type: bare(type), ...entity(attributes, links) },
        ...(included === undefined ? {} : { included }),
      }),
    patch: (type, id, attributes, links = {}) =>
      send('PATCH', `${path(type)}/${encodeURIComponent(id)}`, {
        data: { type: bare(type), id, ...entity(attributes, links) },
      }),
    remove: (type, id) => send('DELETE', `${path(type)}/${encodeURIComponent(id)}`),
    find: (resource, fits) => {
      for (const object of running().store.all(resource)) if (fits(object)) return object;
      throw new Error(`The team has no such ${resource}.`);
    },
  };
}

/** `v2/inAppPurchases` is in another version of the API. */
function path(type: string): string {
  return type.includes('/') ? `/${type}` : `/v1/${type}`;
}

function bare(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

function entity(attributes: object, links: Links): object {
  const relationships = Object.entries(links).map(([name, value]) => [name, { data: linkage(value) }]);
  return {
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(relationships.length > 0 ? { relationships: Object.fromEntries(relationships) } : {}),
  };
}

/** `['apps', '1']` is one; `[{type, id}]` are several. */
function linkage(value: Links[string]): unknown {
  const [first, second] = value;
  return typeof first === 'string' ? { type: first, id: second } : value;
}
