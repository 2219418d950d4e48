import { expect, it } from 'vitest';
import { isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { clientOf } from './client.ts';

it('hands out 2,000 apps completely in ten requests', async () => {
  const sandbox = await startSandbox({ apps: 2000 });
  const total = sandbox.store.count('App');
  const ask = await clientOf(sandbox);
  const ids = new Set<unknown>();
  let next: string | undefined = '/v1/apps?limit=200&fields[apps]=name,bundleId';
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof ask>> = await ask('GET', next);
    expect(page.status).toBe(200);
    for (const item of page.list) ids.add(isObject(item) ? item['id'] : undefined);
    next = stringAt(objectAt(page.json, 'links'), 'next');
  }
  expect(ids.size).toBe(total);
  expect(total).toBeGreaterThanOrEqual(2000);
  expect(sandbox.requests).toHaveLength(Math.ceil(total / 200));
  await sandbox.close();
});

it('logs what was asked, without the token', async () => {
  const seen: string[] = [];
  const sandbox = await startSandbox({ team: 'empty', onRequest: ({ path }) => seen.push(path) });
  const ask = await clientOf(sandbox);
  await ask('GET', '/v1/apps?limit=2');
  await ask('PATCH', '/v1/apps/1', { data: { type: 'apps', id: '1' } });
  expect(sandbox.requests).toMatchObject([
    { method: 'GET', path: '/v1/apps', query: { limit: '2' }, body: undefined, status: 200 },
    { method: 'PATCH', path: '/v1/apps/1', body: { data: { type: 'apps', id: '1' } }, status: 404 },
  ]);
  expect(JSON.stringify(sandbox.requests)).not.toContain('Bearer');
  expect(seen).toEqual(['/v1/apps', '/v1/apps/1']);
  await sandbox.close();
});
