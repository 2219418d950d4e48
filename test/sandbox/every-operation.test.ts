import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleRequest } from '../../src/catalog/example.ts';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { Places } from '../../src/sandbox/places.ts';
import { type Ask, clientOf } from './client.ts';

/** Breadth: each parameter of each read. Writes have every-write.test.ts. */
describe('every operation', () => {
  const catalog = loadCatalog();
  const operations = catalog.operationIds().flatMap((id) => catalog.operation(id) ?? []);
  const places = new Places(catalog);
  let sandbox: Sandbox;
  let ask: Ask;

  beforeAll(async () => {
    sandbox = await startSandbox({ rate: { hourLimit: 1_000_000 } });
    ask = await clientOf(sandbox);
  });
  afterAll(() => sandbox.close());

  it('answers 200 to any legal filter, sort, exists, fields and limit', { timeout: 120_000 }, async () => {
    const faults: string[] = [];
    for (const operation of operations) {
      if (operation.method !== 'GET' || !operation.json) continue;
      const path = pathOf(sandbox, places, operation);
      const minimal = exampleRequest(catalog, operation).query;
      for (const { name, ...parameter } of catalog.parameters(operation)) {
        const value =
          parameter.enum?.at(-1) ?? { integer: '2', boolean: 'false' }[String(parameter.type)] ?? 'a,b';
        const query = new URLSearchParams({ ...minimal, [name]: value });
        const { status, faults: found } = await ask('GET', `${path}?${query}`);
        // An empty to-one may be a 404; the first object need not have one.
        const empty = status === 404 && mayBe404.has(operation.id);
        if (status !== 200 && !empty) faults.push(`${operation.id} ${name}=${value}: ${found.join(' ')}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

const mayBe404: ReadonlySet<string> = new Set([
  'appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated',
  'apps_gameCenterDetail_getToOneRelated',
]);

function pathOf(sandbox: Sandbox, places: Places, operation: Operation): string {
  const [object] = sandbox.store.all(places.place(operation)?.owner.name ?? '');
  return operation.path.replace('{id}', encodeURIComponent(object?.id ?? 'none'));
}
