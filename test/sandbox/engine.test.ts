import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Ask, clientOf, smallTeam, tokenOf } from './client.ts';

let sandbox: Sandbox;
let ask: Ask;

beforeAll(async () => {
  sandbox = await startSandbox({ team: smallTeam, rate: { hourLimit: 100_000 } });
  ask = await clientOf(sandbox);
});
afterAll(() => sandbox.close());

async function signIn(authorization: string | undefined): Promise<number> {
  const response = await fetch(`${sandbox.url}/v1/apps`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  return response.status;
}

describe('tokens', () => {
  const minute = 60;
  const now = (): number => Math.floor(Date.now() / 1000);

  it('accepts a good team token, one without iat, and an individual one', async () => {
    expect(await signIn(`Bearer ${await tokenOf(sandbox)}`)).toBe(200);
    expect(await signIn(`Bearer ${await tokenOf(sandbox, { iat: undefined })}`)).toBe(200);
    const { keyId, privateKey } = sandbox.individualCredentials;
    const own = await tokenOf(sandbox, { iss: undefined, sub: 'user' }, { kid: keyId, key: privateKey });
    expect(await signIn(`Bearer ${own}`)).toBe(200);
    const devices = await fetch(`${sandbox.url}/v1/devices`, { headers: { authorization: `Bearer ${own}` } });
    expect(devices.status).toBe(403);
  });

  it.each([
    ['no token', () => undefined],
    ['nonsense', () => 'Bearer a.b.c'],
    ['another issuer', async () => `Bearer ${await tokenOf(sandbox, { iss: 'x' })}`],
    ['another audience', async () => `Bearer ${await tokenOf(sandbox, { aud: 'x' })}`],
    ['an unknown key id', async () => `Bearer ${await tokenOf(sandbox, {}, { kid: 'ABCDEFGHIJ' })}`],
    [
      'the wrong key',
      async () => `Bearer ${await tokenOf(sandbox, {}, { key: sandbox.individualCredentials.privateKey })}`,
    ],
    ['an expired one', async () => `Bearer ${await tokenOf(sandbox, { iat: now() - 1000, exp: now() - 1 })}`],
    [
      'one from the future',
      async () => `Bearer ${await tokenOf(sandbox, { iat: now() + minute, exp: now() + 5 * minute })}`,
    ],
    ['one that lives too long', async () => `Bearer ${await tokenOf(sandbox, { exp: now() + 21 * minute })}`],
    ['a team key as a user', async () => `Bearer ${await tokenOf(sandbox, { iss: undefined, sub: 'user' })}`],
  ])('refuses %s', async (_name, make) => {
    expect(await signIn(await make())).toBe(401);
  });

  it.each<[unknown, string, string, number]>([
    [['GET /v1/apps'], 'GET', '/v1/apps', 200],
    [['GET /apps'], 'GET', '/v1/apps', 200],
    [['GET /v1/users', 'GET /v1/apps'], 'GET', '/v1/apps?limit=1&sort=name', 200],
    [['GET /v1/apps?sort=x&filter[bundleId]=a'], 'GET', '/v1/apps?filter%5BbundleId%5D=a&limit=3', 200],
    [['GET /v1/apps'], 'GET', '/v1/apps?filter%5BbundleId%5D=a', 401],
    [['GET /v1/apps?filter[bundleId]=a'], 'GET', '/v1/apps', 401],
    [['GET /v1/apps?filter[bundleId]=a'], 'GET', '/v1/apps?filter%5BbundleId%5D=b', 401],
    [['GET /v1/apps'], 'GET', '/v1/users', 401],
    [['GET /v1/apps'], 'POST', '/v1/apps', 401],
    [['POST /v1/bundleIds'], 'POST', '/v1/bundleIds', 401],
    [['DELETE /v1/devices/1', 'GET /v1/devices/1'], 'DELETE', '/v1/devices/1', 401],
    [[], 'GET', '/v1/apps', 401],
    ['GET /v1/apps', 'GET', '/v1/apps', 401],
    [[5], 'GET', '/v1/apps', 401],
  ])('with the scope %j let %s %s through, or answer %d', async (scope, method, path, status) => {
    const answer = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${await tokenOf(sandbox, { scope })}` },
    });
    expect(answer.status).toBe(status);
  });

  it('answers 401 in the shape of the API', async () => {
    const response = await fetch(`${sandbox.url}/v1/apps`);
    expect(await response.json()).toEqual({
      errors: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          status: '401',
          code: 'NOT_AUTHORIZED',
          title: 'Authentication credentials are missing or invalid.',
          detail: expect.any(String),
        },
      ],
    });
  });
});

describe('reading', () => {
  it('answers an object with the links that have a path, without linkage', async () => {
    const { status, json } = await ask(
      'GET',
      '/v1/appStoreVersions/v2?fields[appStoreVersions]=versionString,build,app',
    );
    expect(status).toBe(200);
    const self = `${sandbox.url}/v1/appStoreVersions/v2`;
    expect(json).toEqual({
      data: {
        type: 'appStoreVersions',
        id: 'v2',
        attributes: { versionString: '1.1' },
        relationships: {
          build: { links: { related: `${self}/build`, self: `${self}/relationships/build` } },
        },
        links: { self },
      },
      links: { self: `${self}?fields[appStoreVersions]=versionString,build,app` },
    });
  });

  it('includes related objects with their linkage, ten of a list by default', async () => {
    const { json, data } = await ask(
      'GET',
      '/v1/betaGroups/g1?include=app,builds&limit[builds]=1&fields[apps]=name',
    );
    expect(data['relationships']).toMatchObject({
      app: { data: { type: 'apps', id: '1001' } },
      builds: { data: [{ type: 'builds', id: 'b1' }], meta: { paging: { total: 2, limit: 1 } } },
    });
    expect(json['included']).toMatchObject([
      { type: 'apps', id: '1001', attributes: { name: 'Tide Table' } },
      { type: 'builds', id: 'b1' },
    ]);
    const app = await ask('GET', '/v1/apps/1001?include=builds');
    expect(app.json['included']).toHaveLength(10);
    const sparse = await ask('GET', '/v1/apps/1001?include=builds&fields[apps]=name');
    expect(sparse.data).not.toHaveProperty('relationships');
    expect(sparse.json['included']).toHaveLength(10);
  });

  it('pages with cursors and stays in place when something new arrives', async () => {
    const seen: unknown[] = [];
    let next: unknown = '/v1/builds?limit=50&sort=version';
    let requests = 0;
    while (typeof next === 'string') {
      const page: Awaited<ReturnType<Ask>> = await ask('GET', next);
      seen.push(...page.list.map(({ id }) => id));
      expect(page.json['meta']).toMatchObject({ paging: { limit: 50 } });
      const links = page.json['links'];
      next = typeof links === 'object' && links !== null && 'next' in links ? links.next : undefined;
      if (requests++ === 0) sandbox.store.put('Build', 'b0', { version: '0' }, { app: '1002' });
    }
    sandbox.store.delete('Build', 'b0');
    expect(requests).toBe(3);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `b${index + 1}`));
    expect((await ask('GET', '/v1/builds')).json['meta']).toEqual({
      paging: { total: 120, limit: 50, nextCursor: expect.any(String) },
    });
  });

  it.each([
    ['/v1/apps?filter[bundleId]=com.example.sky', ['1002']],
    ['/v1/apps?filter[bundleId]=com.example', []],
    ['/v1/apps?filter[name]=tide', ['1001']],
    ['/v1/apps?filter[id]=1002,1001', ['1001', '1002']],
    ['/v1/apps?filter[appStoreVersions.appVersionState]=READY_FOR_DISTRIBUTION', ['1001']],
    ['/v1/apps?sort=name', ['1002', '1001']],
    ['/v1/apps?sort=-name', ['1001', '1002']],
    ['/v1/builds?filter[app]=1001&filter[processingState]=PROCESSING&limit=2', ['b4', 'b8']],
    ['/v1/builds?filter[preReleaseVersion.version]=1.10&limit=1', ['b61']],
    ['/v1/builds?sort=-preReleaseVersion,-uploadedDate&limit=1', ['b120']],
    ['/v1/builds?exists[usesNonExemptEncryption]=false&limit=1', ['b61']],
    ['/v1/builds?filter[betaGroups]=g1', ['b1', 'b2']],
    ['/v1/builds?filter[expired]=true&limit=1&sort=-version', ['b20']],
    ['/v1/builds?filter[app]=1002', []],
    ['/v1/betaTesters?filter[betaGroups]=g1', ['p1']],
    ['/v1/betaTesters?filter[email]=ADA@example.com', ['p1']],
    ['/v1/apps/1001/customerReviews?exists[publishedResponse]=false&sort=-rating&limit=2', ['r5', 'r4']],
    ['/v1/apps/1001/appStoreVersions', ['v2', 'v1']],
    ['/v1/betaGroups/g1/relationships/builds', ['b1', 'b2']],
  ])('%s', async (path, ids) => {
    const { status, list } = await ask('GET', path);
    expect(status).toBe(200);
    expect(list.map(({ id }) => id)).toEqual(ids);
  });

  it('tells an empty to-one from a missing one', async () => {
    expect((await ask('GET', '/v1/builds/b1/betaAppReviewSubmission')).json).toMatchObject({ data: null });
    expect((await ask('GET', '/v1/appStoreVersions/v1/appStoreVersionPhasedRelease')).faults).toEqual([
      '404 NOT_FOUND',
    ]);
    expect((await ask('GET', '/v1/appStoreVersions/v1/relationships/build')).json).toMatchObject({
      data: null,
    });
  });

  it('makes links for the host that was asked', async () => {
    const { json } = await ask('GET', `${sandbox.url.replace('127.0.0.1', 'localhost')}/v1/apps?limit=1`);
    expect(JSON.stringify(json['links'])).toContain('http://localhost:');
  });
});

describe('refusing', () => {
  it.each([
    ['GET', '/v1/nothing', ['404 PATH_ERROR']],
    ['GET', '/v1/apps/1/nothing', ['404 PATH_ERROR']],
    ['GET', '/v1/apps/%zz', ['404 PATH_ERROR']],
    ['GET', '/v1/apps/a%2Fb', ['404 NOT_FOUND']],
    ['GET', '/v1/apps/77', ['404 NOT_FOUND']],
    ['GET', '/v1/apps/77/builds', ['404 NOT_FOUND']],
    ['PUT', '/v1/apps/1001', ['405 METHOD_NOT_ALLOWED']],
    ['GET', '/v1/apps?filter[colour]=red', ['400 PARAMETER_ERROR.ILLEGAL filter[colour]']],
    ['GET', '/v1/apps?limit=201', ['400 PARAMETER_ERROR.INVALID limit']],
    ['GET', '/v1/apps?limit=0', ['400 PARAMETER_ERROR.INVALID limit']],
    ['GET', '/v1/apps?include=colour', ['400 PARAMETER_ERROR.INVALID include']],
    ['GET', '/v1/apps?cursor=x', ['400 PARAMETER_ERROR.INVALID cursor']],
    ['GET', '/v1/apps?limit=1&limit=2', ['400 PARAMETER_ERROR.INVALID limit']],
    ['GET', '/v1/apps/1001?cursor=x', ['400 PARAMETER_ERROR.ILLEGAL cursor']],
    ['GET', '/v1/apps/1001/appStoreVersions?sort=versionString', ['400 PARAMETER_ERROR.ILLEGAL sort']],
    ['GET', '/v1/reviewSubmissions', ['400 PARAMETER_ERROR.REQUIRED filter[app]']],
  ])('%s %s', async (method, path, faults) => {
    expect((await ask(method, path)).faults).toEqual(faults);
  });

  it('says what a type allows, when it does not allow this', async () => {
    const { status, errors } = await ask('POST', '/v1/apps', { data: {} });
    expect(status).toBe(403);
    expect(errors[0]).toMatchObject({
      code: 'FORBIDDEN_ERROR',
      detail:
        "The resource 'apps' does not allow 'CREATE'. Allowed operations are: GET_COLLECTION, GET_INSTANCE, UPDATE",
    });
    expect((await ask('GET', '/v1/customerReviews')).faults).toEqual(['403 FORBIDDEN_ERROR']);
  });

  it('lists the values that are legal', async () => {
    const { errors } = await ask('GET', '/v1/builds?filter[processingState]=DONE');
    expect(errors[0]?.['detail']).toBe(
      "'DONE' is not a valid value for the parameter 'filter[processingState]'. Valid values: PROCESSING, FAILED, INVALID, VALID",
    );
  });

  it('looks at media types', async () => {
    expect((await ask('GET', '/v1/apps', undefined, { accept: 'text/html' })).status).toBe(406);
    const patch = (body: string, type: string) =>
      ask('PATCH', '/v1/apps/1001', body, { 'content-type': type });
    expect((await patch('{}', 'text/plain')).faults).toEqual(['415 UNSUPPORTED_MEDIA_TYPE']);
    expect((await patch('{', 'application/json')).faults).toEqual(['400 ENTITY_INVALID']);
    expect((await patch('{}', 'application/json')).faults).toEqual(['422 ENTITY_UNPROCESSABLE /data']);
  });

  it('keeps the budget of the hour and rolls it', async () => {
    let now = Date.UTC(2026, 10, 22);
    const small = await startSandbox({
      team: smallTeam,
      rate: { hourLimit: 2, minuteLimit: 100 },
      clock: () => now,
    });
    const token = await tokenOf(small, {}, { now });
    const get = (bearer = token) =>
      fetch(`${small.url}/v1/apps`, { headers: { authorization: `Bearer ${bearer}` } });
    const first = await get();
    expect(first.headers.get('x-rate-limit')).toBe(
      'user-hour-lim:2;user-hour-rem:1;user-minute-lim:100;user-minute-rem:99;',
    );
    expect(first.headers.get('date')).toBe('Sun, 22 Nov 2026 00:00:00 GMT');
    await get();
    const third = await get();
    expect(third.status).toBe(429);
    expect(third.headers.get('x-rate-limit')).toContain('user-hour-rem:0;');
    expect(await third.json()).toMatchObject({ errors: [{ code: 'RATE_LIMIT_EXCEEDED', status: '429' }] });
    now += 3_700_000;
    expect((await get(await tokenOf(small, {}, { now }))).status).toBe(200);
    expect(small.requests.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
    await small.close();
  });
});
