import { expect } from 'vitest';
import type { Catalog } from '../../../src/catalog/index.ts';
import type { Call } from '../../../src/tools/release/checks/check.ts';

const kinds: Readonly<Record<string, string>> = {
  asc_read: 'read',
  asc_create: 'create',
  asc_update: 'update',
  asc_delete: 'delete',
};

/** What a finding offers to call: an operation of the right kind, with attributes that it has. */
export function expectLegal(catalog: Catalog, check: string, fix: Call): void {
  const operation = catalog.operation(fix.arguments.operation ?? '');
  expect(operation?.kind, `${check}: ${fix.arguments.operation}`).toBe(kinds[fix.tool]);
  const given = fix.arguments['attributes'];
  if (typeof given !== 'object' || given === null) return;
  const known = Object.keys(operation?.body?.attributes ?? {}).map((name) => name.replace(/\*$/, ''));
  expect(known, check).toEqual(expect.arrayContaining(Object.keys(given)));
}
