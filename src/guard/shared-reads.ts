import type { ApiRequest, ApiResponse, AscClient, Collected } from '../client/types.ts';

/**
 * The client for one look at many steps: the same read is sent once, and every step gets its answer. A plan of 175
 * prices looks at one list of prices, not 175 times at the same. Not for longer than one look: nothing grows old in it.
 */
export function sharedReads(client: AscClient): AscClient {
  const objects = new Map<string, Promise<ApiResponse>>();
  const lists = new Map<string, Promise<Collected>>();
  return {
    request: (request) =>
      request.method === 'GET'
        ? once(objects, keyOf(request), () => client.request(request))
        : client.request(request),
    pages: (request) =>
      request.onPage === undefined && request.cursor === undefined
        ? once(lists, `${request.maxItems} ${keyOf(request)}`, () => client.pages(request))
        : client.pages(request),
    stream: (request, sink) => client.stream(request, sink),
    rate: () => client.rate(),
    requestCount: () => client.requestCount(),
    close: () => client.close(),
  };
}

function keyOf({ path, query = {}, accept = '' }: ApiRequest): string {
  return JSON.stringify([path, query, accept]);
}

function once<T>(answers: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const made = read();
  answers.set(key, made);
  return made;
}
