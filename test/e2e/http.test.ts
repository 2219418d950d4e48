import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestLog, Sandbox } from '../../src/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Authority, startAuthority } from '../support/authority.ts';
import { connectHttp, endAll, type HttpServer, startHttp, token } from '../support/http.ts';
import { agreeing, faults } from '../support/server.ts';

let sandbox: Sandbox;
let folder: string;
let server: HttpServer;
const requests: RequestLog[] = [];
const writes = (): string[] =>
  requests
    .splice(0)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);

/** A change that others see: R2. */
const rename = {
  operation: 'betaGroups_updateInstance',
  id: teamIds.groups.weatherPublic,
  attributes: { publicLinkEnabled: true, publicLinkLimitEnabled: true, publicLinkLimit: 500 },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asc-http-'));
  sandbox = await startSandbox({ onRequest: (request) => requests.push(request) });
  server = await startHttp({ sandbox, folder });
});
afterAll(async () => {
  endAll();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('over HTTP', () => {
  it.each(['old', 'new'] as const)(
    'the %s client lists the same tools, reads and completes',
    async (generation) => {
      const { client, call, close } = await connectHttp(server.url, { generation });
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toContain('asc_read');
      expect((await call('asc_status')).text).toContain('mode: read and guarded write');
      const builds = await call('asc_read', {
        operation: 'apps_builds_getToManyRelated',
        id: 'Weather Now',
        limit: 3,
      });
      expect(builds).toMatchObject({ isError: false });
      expect(faults(requests.splice(0))).toEqual([]);
      await close();
    },
  );

  it('asks the person in the client’s own form, and sends once', async () => {
    const asked: string[] = [];
    const { call, close } = await connectHttp(server.url, {
      person: (question) => {
        asked.push(question.message);
        return agreeing(question);
      },
    });
    expect(await call('asc_update', rename)).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    expect(writes()).toEqual([`PATCH /v1/betaGroups/${teamIds.groups.weatherPublic}`]);
    await close();
  });

  it('refuses to change anything where nobody can be asked', async () => {
    const { call, close } = await connectHttp(server.url);
    const { text, isError } = await call('asc_update', rename);
    expect(isError).toBe(true);
    expect(text).toContain('Nothing was changed.');
    expect(writes()).toEqual([]);
    await close();
  });

  it.each([
    ['no token', {}, 401],
    ['a wrong token', { authorization: 'Bearer a-token-of-somebody-else!!' }, 401],
    ['another host', { host: 'rebound.example', authorization: `Bearer ${token}` }, 403],
    ['a page of another site', { origin: 'https://evil.example', authorization: `Bearer ${token}` }, 403],
  ])('lets nobody in with %s', async (_what, headers, status) => {
    const answer = await raw(server.origin, '/mcp', headers);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.challenge).toMatch(/^Bearer /);
    expect(answer.text).not.toContain(token);
  });

  it.each([
    ['malformed JSON', '{"jsonrpc":"2.0",', null, -32700],
    ['a non-object', '17', null, -32600],
    ['no jsonrpc', '{"id":1,"method":"ping"}', 1, -32600],
    ['id 1.5', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 1.5, -32600],
    ['a key that stands twice', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}', null, -32600],
  ])('refuses %s as JSON-RPC says', async (_what, body, id, code) => {
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
  });

  it('tells whether it lives, and counts for those who may know', async () => {
    expect((await raw(server.origin, '/healthz', {}, 'GET')).text).toBe('{"status":"ok","version":"0.1.0"}');
    expect((await raw(server.origin, '/readyz', {}, 'GET')).status).toBe(200);
    expect((await raw(server.origin, '/metrics', {}, 'GET')).status).toBe(401);
    const { text } = await raw(server.origin, '/metrics', { authorization: `Bearer ${token}` }, 'GET');
    expect(text).toMatch(/asc_tool_calls_total\{tool="asc_read",outcome="ok"\} 2/);
    expect(text).toMatch(/asc_apple_requests [1-9]/);
    expect((await raw(server.origin, '/elsewhere', {}, 'GET')).status).toBe(404);
  });

  it('logs requests as JSON lines without what they carry', () => {
    const lines = server.log().trim().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines.filter((text) => text.startsWith('{')))
      expect(JSON.parse(line)).toBeTypeOf('object');
    expect(server.log()).not.toContain(token);
    expect(server.log()).not.toContain('publicLink');
  });

  it('ends on SIGTERM', async () => {
    const other = await startHttp({ sandbox, folder });
    other.kill();
    expect(await other.ended).toBe(0);
  });
});

describe('with an authorization server', () => {
  let authority: Authority;
  let guarded: HttpServer;

  beforeAll(async () => {
    authority = await startAuthority();
    guarded = await startHttp({ sandbox, folder, environment: authority.environment });
  });
  afterAll(() => authority.close());

  it('says where tokens come from', async () => {
    const refused = await raw(guarded.origin, '/mcp', {});
    expect(refused.challenge).toContain(
      'resource_metadata="https://asc.example.com/.well-known/oauth-protected-resource/mcp"',
    );
    const { text } = await raw(guarded.origin, '/.well-known/oauth-protected-resource/mcp', {}, 'GET');
    expect(JSON.parse(text)).toEqual({
      resource: authority.resource,
      authorization_servers: [authority.issuer],
      scopes_supported: ['asc:read', 'asc:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'App Store Connect',
    });
  });

  it('lists to each what their scopes allow', async () => {
    const both = await connectHttp(guarded.url, { bearer: await authority.tokenOf() });
    const reading = await connectHttp(guarded.url, {
      bearer: await authority.tokenOf({ scope: 'asc:read' }),
    });
    const names = async (of: typeof both) => (await of.client.listTools()).tools.map(({ name }) => name);
    expect(await names(both)).toContain('asc_create');
    expect(await names(reading)).not.toContain('asc_create');
    expect(await names(reading)).toContain('asc_read');
    await Promise.all([both.close(), reading.close()]);
  });

  it('keeps the plans, files and questions of one client from the others', async () => {
    const names: string[] = [];
    for (const subject of ['ida', 'per']) {
      const { call, close } = await connectHttp(guarded.url, {
        bearer: await authority.tokenOf({ subject }),
      });
      const { text } = await call('asc_status');
      names.push(/downloads: (.*)/.exec(text)?.[1] ?? '');
      await close();
    }
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => /\/clients\/http-[0-9a-f]{16}$/.test(name))).toBe(true);
  });

  it.each([
    ['meant for another server', { audience: 'https://other.example.com/mcp' }],
    ['of another issuer', { issuer: 'https://elsewhere.example' }],
    ['that has expired', { expires: '-2m' }],
  ])('refuses a token %s', async (_what, changes) => {
    const answer = await raw(guarded.origin, '/mcp', {
      authorization: `Bearer ${await authority.tokenOf(changes)}`,
    });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('invalid_token');
  });

  it('refuses a token signed with another key, with none, or with a shared secret', async () => {
    const stranger = await generateKeyPair('ES256');
    const payload = Buffer.from(
      JSON.stringify({
        sub: 'ida',
        iss: authority.issuer,
        aud: authority.resource,
        exp: 4_000_000_000,
        scope: 'asc:read',
      }),
    ).toString('base64url');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const shared = await new SignJWT({ scope: 'asc:read' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setSubject('ida')
      .setIssuer(authority.issuer)
      .setAudience(authority.resource)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('x'.repeat(32)));
    for (const bad of [await authority.tokenOf({}, stranger.privateKey), unsigned, shared])
      expect((await raw(guarded.origin, '/mcp', { authorization: `Bearer ${bad}` })).status).toBe(401);
  });

  it('refuses a token without the right to read', async () => {
    const answer = await raw(guarded.origin, '/mcp', {
      authorization: `Bearer ${await authority.tokenOf({ scope: 'other' })}`,
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('insufficient_scope');
  });
});

describe('what cannot be safe', () => {
  it.each([
    [['--host', '0.0.0.0'], {}, 'ASC_HTTP_HOSTS'],
    [['--host', '0.0.0.0'], { ASC_HTTP_HOSTS: 'asc.example.com' }, 'ASC_OAUTH_ISSUER'],
    [[], { ASC_OAUTH_ISSUER: 'https://id.example.com' }, 'set all three'],
    [[], { ASC_HTTP_TOKEN: 'short' }, '24 characters'],
    [[], { ASC_REDIS_URL: 'redis://:hunter2@127.0.0.1:9' }, 'Redis does not answer'],
  ])('does not start: %j %j', async (flags, environment, why) => {
    const error = await startHttp({ sandbox, folder, flags, environment }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('hunter2');
  });
});

/** A request as no MCP client makes it. */
async function raw(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<{ status: number; text: string; challenge: string }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const body = method === 'POST' ? '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' : '';
    const sent = request(
      `${origin}${path}`,
      {
        method,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text,
            challenge: String(response.headers['www-authenticate'] ?? ''),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
