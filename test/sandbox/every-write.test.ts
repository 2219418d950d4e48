import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { hasDocument, loadOracle } from '../support/document.ts';
import { legalWrite } from '../support/writes.ts';
import { type Ask, clientOf } from './client.ts';
import { Schemas } from './schemas.ts';

/** No body at all is legal for the oracle here; see the catalogue's oracle test. */
const unjudgeable: ReadonlySet<string> = new Set([
  'appAssetLibraryPlacementOrderingRequests_createInstance',
  'appAssetLibraryPlacements_createInstance',
]);

const verbs = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

/** Writes on one team before it is replaced by a fresh one: a team cannot lose everything. */
const batch = 100;

/** Every write can be carried out on the demo team by some legal request. */
describe('every write', () => {
  const catalog = loadCatalog();
  const rank = (operation: Operation): number =>
    operation.method !== 'DELETE' ? 0 : operation.body === undefined ? 2 : 1;
  const writes = catalog
    .operationIds()
    .flatMap((id) => catalog.operation(id) ?? [])
    .filter(({ method }) => method !== 'GET')
    .sort((left, right) => rank(left) - rank(right));
  const started: Sandbox[] = [];
  afterAll(() => Promise.all(started.map((sandbox) => sandbox.close())));

  it('has 477 of them', () => {
    expect(writes.length).toBe(477);
  });

  it('is carried out, legal for the oracle, and answered validly', { timeout: 180_000 }, async () => {
    const schemas = hasDocument ? new Schemas() : undefined;
    const faults: string[] = [];
    let sandbox: Sandbox | undefined;
    let ask: Ask | undefined;
    for (const [index, operation] of writes.entries()) {
      if (index % batch === 0 || sandbox === undefined || ask === undefined) {
        sandbox = await startSandbox({ rate: { hourLimit: 1_000_000 } });
        started.push(sandbox);
        ask = await clientOf(sandbox);
      }
      const { id = '', body } = legalWrite(operation, sandbox);
      const path = operation.path.replace('{id}', encodeURIComponent(id));
      const judged = hasDocument
        ? loadOracle().check({
            method: verbs[operation.method],
            url: { path },
            headers: { 'content-type': 'application/json' },
            body,
          })
        : [];
      if (judged.length > 0 && !unjudgeable.has(operation.id))
        faults.push(`${operation.id} is illegal: ${JSON.stringify(judged.slice(0, 2))}`);
      const { status, json, errors } = await ask(operation.method, path, body);
      if (status >= 300)
        faults.push(
          `${operation.id} ${path}: ${status} ${JSON.stringify(errors.map(({ detail }) => detail))}`,
        );
      const wrong = status === 204 ? undefined : schemas?.faults(operation, status, 'application/json', json);
      if (wrong !== undefined) faults.push(`${operation.id} ${status}: ${wrong}`);
    }
    expect(faults).toEqual([]);
  });
});
