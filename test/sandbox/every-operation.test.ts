import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleRequest } from '../../src/catalog/example.ts';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { Places } from '../../src/sandbox/places.ts';
import { hasDocument } from '../support/document.ts';
import { type Ask, clientOf } from './client.ts';
import { Schemas } from './schemas.ts';

/** Breadth: each parameter of each read, and each write with a legal body on objects that are there. */
describe('every operation', () => {
  const catalog = loadCatalog();
  const operations = catalog.operationIds().flatMap((id) => catalog.operation(id) ?? []);
  const places = new Places(catalog);
  let sandbox: Sandbox;
  let ask: Ask;
  let schemas: Schemas | undefined;

  beforeAll(async () => {
    sandbox = await startSandbox({ rate: { hourLimit: 1_000_000 } });
    ask = await clientOf(sandbox);
    if (hasDocument) schemas = new Schemas();
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

  it('carries out any legal write, or says why not', { timeout: 120_000 }, async () => {
    const faults: string[] = [];
    let all = 0;
    let done = 0;
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const fresh = operation.kind === 'delete' && operation.body === undefined;
      if (fresh) continue;
      const path = pathOf(sandbox, places, operation);
      const id = decodeURIComponent(path.split('/')[3] ?? '');
      const { body } = exampleRequest(catalog, operation, true);
      const {
        status,
        json,
        faults: found,
      } = await ask(operation.method, path, withRealIds(sandbox, body, id));
      const wrong = status === 204 ? undefined : schemas?.faults(operation, status, 'application/json', json);
      if (wrong !== undefined) faults.push(`${operation.id} ${status}: ${wrong}`);
      all += 1;
      if (status < 300) done += 1;
      if (status >= 500 || status === 404 || status < 200)
        faults.push(`${operation.id} ${path}: ${found.join(' ')}`);
    }
    expect(faults).toEqual([]);
    // The rest are refusals that only Apple's rules know: duplicates, states, exactly one of several.
    expect(done / all).toBeGreaterThan(0.85);
  });

  it('deletes whatever can be deleted', { timeout: 60_000 }, async () => {
    const faults: string[] = [];
    for (const operation of operations) {
      if (operation.method !== 'DELETE' || operation.body !== undefined) continue;
      const path = pathOf(sandbox, places, operation);
      const { status, faults: found } = await ask('DELETE', path);
      if (status !== 204) faults.push(`${operation.id} ${path}: ${status} ${found.join(' ')}`);
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

/** The example with ids of objects that exist in place of its made-up ones; `id` for the object of the path. */
function withRealIds(sandbox: Sandbox, body: unknown, id: string): unknown {
  const whole = replaced(sandbox, body);
  if (!isObject(whole)) return whole;
  const { data } = whole;
  return isObject(data) && 'id' in data && !isLinkage(data) ? { ...whole, data: { ...data, id } } : whole;
}

function isLinkage(data: unknown): boolean {
  return isObject(data) && Object.keys(data).sort().join() === 'id,type';
}

function replaced(sandbox: Sandbox, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(sandbox, item));
  if (!isObject(value)) return value;
  if (isLinkage(value) && !String(value['id']).startsWith('${')) {
    const { catalog } = sandbox.store;
    for (const name of catalog.resourceNames())
      if (catalog.resource(name)?.type === value['type'])
        for (const object of sandbox.store.all(name)) return { type: value['type'], id: object.id };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(sandbox, item)]));
}
