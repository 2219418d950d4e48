import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { scopeOf } from '../../src/client/scoped-reads.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Answer, clientFor, FakeClock, failureOf, json, refusal, startApi } from './support.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});
const kept = <T extends { close(): Promise<void> }>(thing: T): T => {
  open.push(thing);
  return thing;
};

/** A client whose tokens allow one read each, and what it was told. */
async function scopedClient(answer: Answer, clock?: FakeClock) {
  const api = kept(await startApi(answer));
  const told = { refused: 0 };
  const asc = kept(
    clientFor(api.url, {
      ...(clock === undefined ? {} : { clock }),
      onScopeRefused: () => {
        told.refused += 1;
      },
    }),
  );
  return { api, asc, told, scopes: () => api.seen.map(({ headers }) => scopeIn(headers.authorization)) };
}

const scopeIn = (authorization = ''): unknown => decodeJwt(authorization.slice('Bearer '.length))['scope'];
const apps = { method: 'GET', path: '/v1/apps' } as const;
const patch = { method: 'PATCH', path: '/v1/apps/1', body: {} } as const;

describe('a scope', () => {
  it.each([
    ['/v1/apps', undefined, ['GET /v1/apps', 'GET /apps']],
    ['/v1/apps', { limit: '5', sort: 'name', cursor: 'x' }, ['GET /v1/apps', 'GET /apps']],
    [
      '/v2/sandboxTesters',
      { 'filter[x]': 'a,b', limit: '1', 'limit[y]': '2' },
      ['GET /v2/sandboxTesters?filter[x]=a,b&limit[y]=2', 'GET /sandboxTesters?filter[x]=a,b&limit[y]=2'],
    ],
    [
      '/v1/a/%7Eb',
      { n: 'a&b=c d+é%' },
      ['GET /v1/a/%7Eb?n=a%26b=c%20d%2Bé%25', 'GET /a/%7Eb?n=a%26b=c%20d%2Bé%25'],
    ],
  ])('of %s with %j is one read', (path, query, scope) => {
    expect(scopeOf(path, query)).toEqual(scope);
  });
});

describe('a client that may change nothing', () => {
  it('reads with a token for each read, which the sandbox takes for that read alone', async () => {
    const sandbox = kept(await startSandbox());
    const told = { refused: 0 };
    const asc = kept(
      clientFor(sandbox.url, {
        credentials: sandbox.credentials,
        onScopeRefused: () => {
          told.refused += 1;
        },
      }),
    );
    const read = {
      ...apps,
      query: { 'filter[bundleId]': 'a b&c=d,+%', 'fields[apps]': 'name,sku', limit: '2' },
    };
    expect((await asc.request(read)).status).toBe(200);
    expect((await asc.pages({ ...apps, query: { limit: '1', sort: '-name' }, maxItems: 3 })).count).toBe(3);
    const error = await failureOf(
      asc.request({
        method: 'DELETE',
        path: `/v1/betaGroups/${teamIds.groups.weatherPublic}`,
      }),
    );
    expect([error.code, error.status, error.outcome]).toEqual(['NOT_AUTHORIZED', 401, 'rejected']);
    expect([asc.scopedReads(), told.refused]).toEqual(['accepted', 0]);
  });

  it.each([401, 403])(
    'goes on with usual tokens when Apple answers %d to these, and says so once',
    async (status) => {
      const { api, asc, told, scopes } = await scopedClient(({ headers }, response) =>
        scopeIn(headers.authorization) === undefined
          ? json(response, { data: [] })
          : json(response, refusal(status, status === 401 ? 'NOT_AUTHORIZED' : 'FORBIDDEN_ERROR'), status),
      );
      await asc.request(apps);
      const scope = ['GET /v1/apps', 'GET /apps'];
      // After a 401 the clock might have been wrong: that is tried before.
      expect(scopes()).toEqual(status === 401 ? [scope, scope, undefined] : [scope, undefined]);
      const before = api.seen.length;
      await Promise.all(Array.from({ length: 20 }, () => asc.request(apps)));
      expect(api.seen.length - before).toBe(20);
      expect([asc.scopedReads(), told.refused]).toEqual(['refused', 1]);
    },
  );

  it('says it once, too, when twenty reads find it out together', async () => {
    const { asc, told } = await scopedClient(({ headers }, response) =>
      scopeIn(headers.authorization) === undefined
        ? json(response, { data: [] })
        : json(response, refusal(403, 'FORBIDDEN_ERROR'), 403),
    );
    await Promise.all(Array.from({ length: 20 }, () => asc.request(apps)));
    expect(told.refused).toBe(1);
  });

  it('never signs a change with a usual token while Apple takes the others', async () => {
    const { api, asc, scopes } = await scopedClient(({ method }, response) =>
      method === 'GET' ? json(response, { data: [] }) : json(response, refusal(401, 'NOT_AUTHORIZED'), 401),
    );
    await failureOf(asc.request(patch));
    await asc.request(apps);
    await failureOf(asc.request(patch));
    expect(api.seen.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'GET', 'PATCH', 'PATCH']);
    expect(scopes()).not.toContain(undefined);
  });

  it('takes a 403 for the role’s once such tokens are known to be taken', async () => {
    const { api, asc, told } = await scopedClient(({ url }, response) =>
      url === '/v1/apps'
        ? json(response, { data: [] })
        : json(response, refusal(403, 'FORBIDDEN_ERROR'), 403),
    );
    await asc.request(apps);
    const error = await failureOf(asc.request({ method: 'GET', path: '/v1/users' }));
    expect([error.code, api.seen.length, told.refused]).toEqual(['FORBIDDEN_ERROR', 2, 0]);
  });

  it('blames neither scope nor clock when the key is wrong, and asks three times', async () => {
    const { api, asc, told } = await scopedClient((_, response) =>
      json(response, refusal(401, 'NOT_AUTHORIZED'), 401),
    );
    await failureOf(asc.request(apps));
    expect([api.seen.length, asc.scopedReads(), told.refused]).toEqual([3, 'untried', 0]);
  });

  it('does not take a clock that is two hours off for a refusal of scopes', async () => {
    const { asc, told, scopes } = await scopedClient(
      ({ headers }, response) => {
        const { iat = 0 } = decodeJwt(headers.authorization?.slice(7) ?? '');
        if (Math.abs(Date.now() / 1000 - iat) < 60) json(response, { data: [] });
        else json(response, refusal(401, 'NOT_AUTHORIZED'), 401);
      },
      new FakeClock(Date.now() + 7_200_000),
    );
    await asc.request(apps);
    expect([scopes().length, asc.scopedReads(), told.refused]).toEqual([2, 'accepted', 0]);
  });
});
