import { exampleRequest } from '../../src/catalog/example.ts';
import type { Catalog, Operation } from '../../src/catalog/index.ts';
import { Places } from '../../src/sandbox/places.ts';
import type { Store } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { friendlyName } from '../../src/tools/params.ts';

/** Every read of the catalogue. */
export function reads(catalog: Catalog): Operation[] {
  return catalog
    .operationIds()
    .flatMap((id) => catalog.operation(id) ?? [])
    .filter(({ method }) => method === 'GET');
}

const dayMs = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();

/** Values that only the seeded team and the calendar know. */
const realValues: Readonly<Record<string, () => string>> = {
  'betaAppReviewSubmissions filter[build]': () => teamIds.builds.weatherNext,
  'salesReports filter[reportDate]': () => ago(10).slice(0, 10),
  // A fiscal month begins about three months before the one of the calendar; a month later its payments are known.
  'financeReports filter[reportDate]': () => ago(30).slice(0, 7),
};

/** Objects tried at most: a to-one that is empty on the first may be there on another. */
const tried = 4;

/**
 * Calls of `asc_read` for an operation, one for each object that it may start from: the required parameters with
 * legal values, and the id of a seeded object.
 */
export function callsOf(store: Store, operation: Operation): Record<string, unknown>[] {
  const { catalog } = store;
  const groups: Record<string, Record<string, string>> = {};
  for (const [name, value] of Object.entries(exampleRequest(catalog, operation).query)) {
    const [family = '', key] = friendlyName(name).split(/\.(.*)/);
    const group = key === undefined || key === '' ? 'params' : family;
    const known = realValues[`${operation.group} ${name}`]?.() ?? value;
    groups[group] = { ...groups[group], [key === undefined || key === '' ? family : key]: known };
  }
  const call = { operation: operation.id, ...groups };
  if (!operation.hasId) return [call];
  const owner = new Places(catalog).place(operation)?.owner.name ?? '';
  return [...store.all(owner)].slice(0, tried).map(({ id }) => ({ ...call, id }));
}

/** Runs `work` on every item, some at a time. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
