import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog, type Operation, type Parameter } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { Places } from '../../src/sandbox/places.ts';
import { hasDocument, loadOracle } from '../support/document.ts';
import { tokenOf } from './client.ts';
import { Schemas } from './schemas.ts';

/** Every read of the API on the demo team, judged by the API document itself. */
describe.skipIf(!hasDocument)('all reads', () => {
  const catalog = loadCatalog();
  const reads = catalog.operationIds().flatMap((id) => {
    const operation = catalog.operation(id);
    return operation?.method === 'GET' ? [operation] : [];
  });
  let sandbox: Sandbox;
  let token: string;
  let schemas: Schemas;

  beforeAll(async () => {
    sandbox = await startSandbox({ rate: { hourLimit: 100_000 } });
    token = await tokenOf(sandbox);
    schemas = new Schemas();
  }, 30_000);
  afterAll(() => sandbox.close());

  it('are 826', () => {
    expect(reads).toHaveLength(826);
  });

  it('answer 200, validly, from an object that is there; every request is legal', {
    timeout: 120_000,
  }, async () => {
    const places = new Places(catalog);
    const oracle = loadOracle();
    const faults: string[] = [];
    for (const operation of reads) {
      const { path, query } = requestOf(sandbox, places, operation);
      for (const { message } of oracle.check({ method: 'get', url: { path, query }, headers: {} }))
        faults.push(`${operation.id}: request ${message}`);
      const response = await fetch(`${sandbox.url}${path}?${new URLSearchParams(query)}`, {
        headers: {
          authorization: `Bearer ${token}`,
          accept: operation.json ? 'application/json' : operation.media.join(', '),
        },
      });
      const type = response.headers.get('content-type')?.split(';')[0] ?? '';
      const bytes = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200) {
        faults.push(`${operation.id}: ${response.status} ${path} ${bytes.toString('utf8').slice(0, 300)}`);
        continue;
      }
      if (bytes.length === 0) faults.push(`${operation.id}: empty`);
      if (!type.endsWith('json')) continue;
      const json: unknown = JSON.parse(bytes.toString('utf8'));
      const wrong = schemas.faults(operation, 200, type, json);
      if (wrong !== undefined) faults.push(`${operation.id}: ${path} ${wrong}`);
      if (isObject(json) && Array.isArray(json['data']) && json['data'].length === 0)
        faults.push(`${operation.id}: nothing at ${path}`);
    }
    expect(faults).toEqual([]);
  });

  it('answer validly with everything included', { timeout: 120_000 }, async () => {
    const places = new Places(catalog);
    const faults: string[] = [];
    for (const operation of reads) {
      const include = catalog.parameters(operation).find(({ name }) => name === 'include');
      if (include?.enum === undefined) continue;
      const { path, query } = requestOf(sandbox, places, operation);
      const all = {
        ...query,
        include: include.enum.join(','),
        ...(operation.returns.kind === 'list' ? { limit: '5' } : {}),
      };
      const response = await fetch(`${sandbox.url}${path}?${new URLSearchParams(all)}`, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      });
      const json: unknown = await response.json();
      const wrong =
        response.status === 200
          ? schemas.faults(operation, 200, 'application/json', json)
          : JSON.stringify(json);
      if (wrong !== undefined) faults.push(`${operation.id}: ${path} ${wrong}`);
    }
    expect(faults).toEqual([]);
  });
});

/** A legal request for an operation, on an object that has what is asked for. */
function requestOf(
  sandbox: Sandbox,
  places: Places,
  operation: Operation,
): { path: string; query: Record<string, string> } {
  const { store } = sandbox;
  const place = places.place(operation);
  let id = '';
  if (operation.hasId && place !== undefined)
    for (const object of store.all(place.owner.name)) {
      if (id === '') id = object.id;
      const name = place.relationship?.name;
      if (name === undefined) break;
      if (store.linked(object, name).length === 0) continue;
      id = object.id;
      break;
    }
  const query: Record<string, string> = {};
  for (const parameter of store.catalog.parameters(operation))
    if (parameter.required) query[parameter.name] = exampleValue(sandbox, operation, parameter);
  return { path: operation.path.replace('{id}', encodeURIComponent(id)), query };
}

function exampleValue(sandbox: Sandbox, operation: Operation, parameter: Parameter): string {
  const report = reports[operation.id]?.[parameter.name];
  if (report !== undefined) return report;
  if (parameter.enum !== undefined) return parameter.enum[0] ?? '';
  const resource = operation.returns.kind === 'list' ? operation.returns.resource : '';
  const name = parameter.name.slice(7, -1);
  for (const object of sandbox.store.all(resource)) {
    if (name === 'id') return object.id;
    const [target] = sandbox.store.linked(object, name);
    if (target !== undefined) return target;
  }
  return 'none';
}

const reports: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  salesReports_getCollection: {
    'filter[vendorNumber]': '87654321',
    'filter[reportType]': 'SALES',
    'filter[reportSubType]': 'SUMMARY',
    'filter[frequency]': 'DAILY',
  },
  financeReports_getCollection: {
    'filter[vendorNumber]': '87654321',
    'filter[reportType]': 'FINANCIAL',
    'filter[regionCode]': 'ZZ',
    'filter[reportDate]': '2026-08',
  },
  subscriptionPricePoints_adjustedEqualizations_getToManyRelated: { 'filter[planType]': 'UPFRONT' },
};
