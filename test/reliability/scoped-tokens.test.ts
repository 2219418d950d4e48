import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { startApi } from '../client/support.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';

it('R-SEC-5: in read-only mode each token opens one read, and nothing else', async (test) => {
  const sandbox = await startSandbox();
  test.onTestFinished(() => sandbox.close());
  // Somebody on the way who sees all tokens.
  const way = await startApi(async ({ method, url, headers }, response) => {
    const { authorization = '' } = headers;
    const answer = await fetch(sandbox.url + url, { method, headers: { authorization } });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  test.onTestFinished(() => way.close());
  const { keyId, issuerId, privateKey } = sandbox.credentials;
  const folder = mkdtempSync(join(tmpdir(), 'asc-scoped-'));
  const server = new ServerProcess({
    args: ['--read-only'],
    environment: {
      ASC_KEY_ID: keyId,
      ASC_ISSUER_ID: issuerId,
      ASC_PRIVATE_KEY: privateKey,
      ASC_BASE_URL: way.url,
      ASC_STATE_DIR: folder,
      ASC_DOWNLOAD_DIR: folder,
      ASC_SCOPED_TOKENS: 'true',
    },
  });
  test.onTestFinished(() => void server.child.kill('SIGKILL'));
  await server.initialize();
  let id = 0;
  for (const [name, args] of [
    ['asc_status', {}],
    ['asc_read', { operation: 'apps_getCollection', all: true, limit: 1 }],
    ['asc_read', { operation: 'apps_builds_getToManyRelated', id: 'Weather Now', limit: 2 }],
    ['asc_read', { operation: 'betaGroups_getCollection', filter: { app: [teamIds.weather.app] } }],
    ['asc_release_status', { app: 'Weather Now' }],
  ] as const) {
    id += 1;
    const { text, isError } = resultText(await server.request(id, 'tools/call', { name, arguments: args }));
    expect(isError, `${name}: ${text}`).toBe(false);
  }
  expect(server.stderr).not.toContain('does not take tokens');
  const seen = way.seen.map(({ url, headers }) => ({ url, authorization: headers.authorization ?? '' }));
  expect(seen.length).toBeGreaterThan(5);
  const replayed = async (method: string, url: string, authorization: string): Promise<number> =>
    (await fetch(sandbox.url + url, { method, headers: { authorization } })).status;
  for (const { url, authorization } of seen) {
    const [path = ''] = url.split('?');
    expect(await replayed('GET', url, authorization), url).toBe(200);
    expect(await replayed('GET', '/v1/users', authorization), url).toBe(401);
    for (const method of ['PATCH', 'POST', 'DELETE'])
      expect(await replayed(method, path, authorization), `${method} ${path}`).toBe(401);
  }
});
