import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { isTeamOperation, scopeRoute } from '../../src/guard/scope.ts';
import { commonResources, sharedResources, teamResources, untold } from '../../src/guard/scope-table.ts';

const catalog = loadCatalog();
const writes = catalog
  .operationIds()
  .flatMap((id) => catalog.operation(id) ?? [])
  .filter(({ method }) => method !== 'GET');

describe('how each write tells its app', () => {
  const routesOf = () => new Map(writes.map((operation) => [operation.id, scopeRoute(catalog, operation)]));

  it('is what was reviewed', () => {
    expect([...routesOf()].map(([id, route]) => `${id} · ${route}`)).toMatchSnapshot();
  });

  it('is known for all 477 but those in the table, each with its reason', () => {
    const routes = routesOf();
    expect(routes.size).toBe(477);
    const unknown = [...routes].filter(([, route]) => route === 'unresolvable').map(([id]) => id);
    expect(unknown.sort()).toEqual(Object.keys(untold).sort());
    expect(Object.values(untold).every((reason) => reason.length > 20)).toBe(true);
  });

  it('knows the team by its resources, which all exist', () => {
    const names = new Set(catalog.resourceNames());
    const tables = [...teamResources, ...Object.keys(sharedResources), ...commonResources];
    expect(tables.filter((name) => !names.has(name))).toEqual([]);
    expect(isTeamOperation(catalog, 'users_updateInstance')).toBe(true);
    expect(isTeamOperation(catalog, 'betaGroups_updateInstance')).toBe(false);
    expect(isTeamOperation(catalog, 'nothing')).toBe(false);
  });
});
