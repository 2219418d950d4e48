import { expect, it } from 'vitest';
import type { Operation } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { keyOf, parseScalar } from '../../src/catalog/schema.ts';
import { ownerOf } from '../../src/guard/objects.ts';
import { orderOf } from '../../src/guard/orders.ts';
import { catalog } from './writes.ts';

/** Attributes of an object that name its state, each with all the states there are. */
function statesOf(operation: Operation): ReadonlyMap<string, readonly string[]> {
  const states = new Map<string, readonly string[]>();
  for (const [key, node] of Object.entries(ownerOf(catalog, operation)?.attributes ?? {})) {
    if (typeof node !== 'string') continue;
    const scalar = parseScalar(node);
    if (scalar.kind === 'enum') states.set(keyOf(key).name, words(scalar.name));
    if (scalar.kind !== 'schema') continue;
    const schema = catalog.data.schemas[scalar.name];
    const inner = isObject(schema) ? schema['state'] : undefined;
    if (typeof inner === 'string') states.set(keyOf(key).name, words(inner.replace('@', '')));
  }
  return states;
}
function words(name: string): readonly string[] {
  return catalog.data.enums[name]?.split(' ') ?? [];
}

/** Every switch of an update that its object never shows: `nominations_updateInstance submitted`. */
const switches = catalog.operationIds().flatMap((id): { operation: Operation; name: string }[] => {
  const operation = catalog.operation(id);
  if (operation?.method !== 'PATCH') return [];
  const shown = Object.keys(ownerOf(catalog, operation)?.attributes ?? {}).map((key) => keyOf(key).name);
  return Object.entries(operation.body?.attributes ?? {}).flatMap(([key, node]) => {
    const { name } = keyOf(key);
    return typeof node === 'string' && node.startsWith('boolean') && !shown.includes(name)
      ? [{ operation, name }]
      : [];
  });
});

it('every switch that no answer shows is an order, but for those whose effect no state tells', () => {
  const without = switches.filter(({ operation, name }) => orderOf(operation.id, name, true) === undefined);
  expect(without.map(({ operation, name }) => `${operation.id} ${name}`)).toEqual([
    'appStoreVersionExperimentsV2_updateInstance started',
    'appStoreVersionExperiments_updateInstance started',
    'reviewSubmissionItems_updateInstance resolved',
    'reviewSubmissionItems_updateInstance removed',
  ]);
  expect(switches).toHaveLength(39);
});

it('is an order only when it is switched on', () => {
  expect(orderOf('nominations_updateInstance', 'submitted', false)).toBeUndefined();
  expect(orderOf('nominations_updateInstance', 'submitted', undefined)).toBeUndefined();
  expect(orderOf('nominations_updateInstance', 'name', true)).toBeUndefined();
});

it('shows in states that the object has', () => {
  const faults: string[] = [];
  const done = new Set<string>();
  for (const { operation, name } of switches) {
    const order = orderOf(operation.id, name, true);
    if (order === undefined) continue;
    const states = statesOf(operation);
    const first = order.shownIn.find((attribute) => states.has(attribute));
    const carriedOut = order.done.filter(
      (state) => first !== undefined && states.get(first)?.includes(state),
    );
    // An upload is one order for many kinds of objects: each has some of its states.
    if (carriedOut.length === 0 || (name !== 'uploaded' && carriedOut.length < order.done.length))
      faults.push(`${operation.id} ${name}: ${order.done.join()} in ${order.shownIn.join()}`);
    if (name !== 'uploaded') done.add(`${name}: ${carriedOut.join(' ')}${order.late ? ', late' : ''}`);
  }
  expect(faults).toEqual([]);
  expect([...done].sort()).toEqual([
    'archived: ARCHIVED',
    'archived: ARCHIVED, late',
    'canceled: CANCELING COMPLETE',
    'publish: PUBLISHED',
    'removed: DEACTIVATED, late',
    'submitted: SUBMITTED',
    'submitted: WAITING_FOR_REVIEW IN_REVIEW COMPLETING COMPLETE',
  ]);
});

it('of an upload is carried out once the state has left what waits for bytes, and its state follows late', () => {
  const uploads = switches.filter(({ name }) => name === 'uploaded');
  const open = new Set<string>();
  for (const { operation } of uploads) {
    const order = orderOf(operation.id, 'uploaded', true);
    expect(order?.late).toBe(true);
    for (const [attribute, states] of statesOf(operation))
      if (order?.shownIn.includes(attribute))
        for (const state of states) if (!order.done.includes(state)) open.add(`${attribute} ${state}`);
  }
  // Reviews come after the upload, so an object that is uploaded now is in none of these.
  expect([...open].sort()).toEqual([
    'assetDeliveryState AWAITING_UPLOAD',
    'state ACCEPTED',
    'state APPROVED',
    'state ARCHIVED',
    'state AWAITING_UPLOAD',
    'state IN_REVIEW',
    'state READY_FOR_REVIEW',
    'state REJECTED',
    'state WAITING_FOR_REVIEW',
    'videoDeliveryState AWAITING_UPLOAD',
  ]);
});
