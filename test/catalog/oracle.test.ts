import { expect, test } from 'vitest';
import { type Example, exampleRequest } from '../../src/catalog/example.ts';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { checkRequest } from '../../src/catalog/validate.ts';
import { hasDocument, loadOracle } from '../support/document.ts';
import { mutants } from '../support/mutants.ts';

const catalog = loadCatalog();
const operations = catalog.operationIds().map((id) => {
  const operation = catalog.operation(id);
  if (operation === undefined) throw new Error(id);
  return operation;
});

const verbs = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

/**
 * No body at all is legal here for the oracle: its strict copy of the document closes each `anyOf` variant, and a
 * variant knows only attributes and relationships, so the required `type` becomes an unknown member.
 */
const unjudgeable = [
  'appAssetLibraryPlacementOrderingRequests_createInstance',
  'appAssetLibraryPlacements_createInstance',
];

function judge(operation: Operation, request: Example): { code: string; message: string }[] {
  return loadOracle().check({
    method: verbs[operation.method],
    url: { path: operation.path.replace('{id}', request.id ?? '1234567890'), query: { ...request.query } },
    headers: { 'content-type': 'application/json' },
    body: request.body,
  });
}

test('the catalogue has every operation of the document', () => {
  expect(operations.length).toBe(1303);
});

test.skipIf(!hasDocument)(
  'legal requests, minimal and full, are legal for the catalogue and for the oracle',
  () => {
    const wrong: string[] = [];
    for (const operation of operations)
      for (const minimal of [true, false]) {
        const request = exampleRequest(catalog, operation, minimal);
        const ours = checkRequest(catalog, operation, request);
        const theirs = judge(operation, request);
        if (ours.length > 0 || theirs.length > 0 !== unjudgeable.includes(operation.id))
          wrong.push(
            `${operation.id} ${minimal ? 'minimal' : 'full'}: ours ${JSON.stringify(ours.slice(0, 2))} theirs ${JSON.stringify(theirs.slice(0, 2))}`,
          );
      }
    expect(wrong).toEqual([]);
  },
);

test.skipIf(!hasDocument)(
  'requests with one fault are refused by the catalogue exactly when the oracle refuses them',
  () => {
    const wrong: string[] = [];
    let refused = 0;
    let total = 0;
    for (const operation of operations)
      for (const { fault, request } of mutants(catalog, operation)) {
        const ours = checkRequest(catalog, operation, request).length > 0;
        const theirs = judge(operation, request).length > 0;
        total++;
        if (theirs) refused++;
        if (ours !== theirs) wrong.push(`${operation.id} ${fault}: ours ${ours}, oracle ${theirs}`);
      }
    expect(wrong).toEqual([]);
    expect(total).toBeGreaterThan(15_000);
    // Most mutants are real faults; the rest touch members that may be left out.
    expect(refused / total).toBeGreaterThan(0.95);
  },
);
