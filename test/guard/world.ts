import type { JsonObject } from '../../src/catalog/json.ts';
import type { ConnectedClient } from '../../src/client/client.ts';
import { clientFor, hurried, json, refusal, startApi } from '../client/support.ts';

/** An API that knows what a test tells it, by path, and nothing else; a number is the status of a refusal. */
export interface World {
  readonly client: ConnectedClient;
  /** A client that has asked nothing yet; what is remembered is remembered for each. */
  another(): ConnectedClient;
  /** From now on these are its only answers. */
  answers(answers: Readonly<Record<string, JsonObject | number>>): void;
  /** What was asked since the last look: `/v1/apps?limit=200`. */
  asked(): string[];
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  let known: Readonly<Record<string, JsonObject | number>> = {};
  const api = await startApi((request, response) => {
    const answer = known[request.url.split('?')[0] ?? ''] ?? 404;
    if (typeof answer === 'number') json(response, refusal(answer, 'NO'), answer);
    else json(response, answer);
  });
  const clients: ConnectedClient[] = [];
  const another = (): ConnectedClient => {
    const client = clientFor(api.url, { clock: hurried });
    clients.push(client);
    return client;
  };
  return {
    client: another(),
    another,
    answers: (answers) => {
      known = answers;
      api.seen.length = 0;
    },
    asked: () => api.seen.splice(0).map(({ url }) => decodeURIComponent(url)),
    close: async () => {
      for (const client of clients) await client.close();
      await api.close();
    },
  };
}

/** An object as Apple sends it; what it links to is `[type, id]`, several of them, or `null` for an empty link. */
export type Links = Readonly<Record<string, Link | readonly Link[] | null>>;
type Link = readonly [string, string];

export function object(type: string, id: string, attributes: JsonObject = {}, links: Links = {}): JsonObject {
  const reference = ([to, other]: Link): JsonObject => ({ type: to, id: other });
  const isOne = (link: Link | readonly Link[]): link is Link => typeof link[0] === 'string';
  const relationships = Object.entries(links).map(([name, link]) => [
    name,
    { data: link === null ? null : isOne(link) ? reference(link) : link.map(reference) },
  ]);
  return { type, id, attributes, relationships: Object.fromEntries(relationships) };
}

/** The answer that has one object, and what was joined in. */
export function one(data: JsonObject, ...included: readonly JsonObject[]): JsonObject {
  return { data, ...(included.length === 0 ? {} : { included }) };
}

/** The answer that has these objects, and no more. */
export function list(data: readonly JsonObject[], ...included: readonly JsonObject[]): JsonObject {
  return { data, ...(included.length === 0 ? {} : { included }), links: {} };
}
