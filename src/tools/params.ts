import { checkQuery, type Problem } from '../catalog/check-query.ts';
import type { Catalog, Operation, Parameter, Resource } from '../catalog/index.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import { AscError } from '../client/errors.ts';
import type { Names } from './names.ts';

/** A value as an assistant writes it; lists may be arrays or comma-joined text. */
export type Value = string | number | boolean | readonly (string | number | boolean)[];

/** Query parameters as nested objects: `filter[app]` is `filter.app`, `limit[builds]` is `limits.builds`. */
export interface FriendlyQuery {
  readonly filter?: Readonly<Record<string, Value>> | undefined;
  readonly exists?: Readonly<Record<string, Value>> | undefined;
  readonly fields?: Readonly<Record<string, Value>> | undefined;
  readonly limits?: Readonly<Record<string, Value>> | undefined;
  readonly include?: Value | undefined;
  readonly sort?: Value | undefined;
  /** Parameters without brackets that only few operations have: `period`, `groupBy`, `granularity`. */
  readonly params?: Readonly<Record<string, Value>> | undefined;
}

/** Apple's name of a bracketed family by ours, and back. */
const families = { filter: 'filter', exists: 'exists', fields: 'fields', limits: 'limit' } as const;

/** `filter[app]` → `filter.app`, as the tools call it. */
export function friendlyName(name: string): string {
  const match = /^(\w+)\[(.+)\]$/.exec(name);
  if (match === null) return name;
  const [, family = '', key = ''] = match;
  return `${family === 'limit' ? 'limits' : family}.${key}`;
}

function joinValue(value: Value): string {
  return typeof value === 'object' ? value.map(String).join(',') : String(value);
}

/** The query as it travels, names not yet looked up. */
export function toQuery(friendly: FriendlyQuery): Record<string, string> {
  const query: Record<string, string> = {};
  for (const family of ['filter', 'exists', 'fields', 'limits'] as const)
    for (const [key, value] of Object.entries(friendly[family] ?? {}))
      query[`${families[family]}[${key}]`] = joinValue(value);
  if (friendly.include !== undefined) query['include'] = joinValue(friendly.include);
  if (friendly.sort !== undefined) query['sort'] = joinValue(friendly.sort);
  for (const [key, value] of Object.entries(friendly.params ?? {})) query[key] = joinValue(value);
  return query;
}

/**
 * Replaces names in filters by ids: `filter[app]` is a relationship of what the list returns, so its values may be
 * names. Filters by attribute stay as they are.
 */
export async function resolveFilters(
  catalog: Catalog,
  names: Names,
  resource: Resource | undefined,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  for (const relationship of resource?.relationships ?? []) {
    const parameter = `filter[${relationship.name}]`;
    const value = query[parameter];
    if (value === undefined || relationship.to === undefined) continue;
    const target = catalog.resource(relationship.to);
    const ids = await Promise.all(value.split(',').map((part) => names.idOf(target, part.trim(), signal)));
    query[parameter] = ids.join(',');
  }
}

/** Throws one error that names every problem of the request, with what would be legal. Nothing was sent. */
export function assertLegal(catalog: Catalog, operation: Operation, query: Record<string, string>): void {
  const problems = checkQuery(catalog, operation, query);
  if (problems.length === 0) return;
  const unfiltered = problems.flatMap((problem) => unfilterable(catalog, operation, problem) ?? []);
  throw new AscError({
    code: 'illegal_request',
    message: problems.map((problem) => sentence(problem)).join(' '),
    meaning: `${operation.id} does not take that; nothing was sent.`,
    next:
      unfiltered.length > 0
        ? `Apple cannot filter by ${unfiltered.join(', ')}: call again without it, with "columns":${JSON.stringify(['id', ...unfiltered])} beside what else you need, and pick the rows.`
        : `asc_describe_operation {"operation":"${operation.id}"} shows everything it takes.`,
    outcome: 'not_sent',
  });
}

/** The attribute of what is listed that somebody took for a filter. */
function unfilterable(catalog: Catalog, operation: Operation, problem: Problem): string | undefined {
  const asked = /^filter\[(\w+)\]$/.exec(problem.field)?.[1]?.toLowerCase();
  if (problem.kind !== 'unknown-query' || operation.returns.kind !== 'list') return undefined;
  const attributes = catalog.resource(operation.returns.resource)?.attributes ?? {};
  return Object.keys(attributes)
    .map((name) => name.replace('*', ''))
    .find((name) => name.toLowerCase() === asked);
}

/** Legal values shown for one wrong value; the rest is counted. */
const valuesShown = 30;

function sentence(problem: Problem): string {
  const name = friendlyName(problem.field);
  switch (problem.kind) {
    case 'unknown-query': {
      const known = [...new Set((problem.allowed ?? []).map(friendlyName))];
      const near = nearestNames(known, name).slice(0, 3);
      return `Unknown argument ${name}.${near.length > 0 ? ` Nearest: ${near.join(', ')}.` : ''} Known: ${shorten(known)}.`;
    }
    case 'missing-query':
      return `${name} is required.`;
    default:
      return `${problem.message.replace(problem.field, name)}.${
        problem.allowed === undefined ? '' : ` Allowed: ${shorten(problem.allowed)}.`
      }`;
  }
}

function shorten(values: readonly string[]): string {
  const shown = values.slice(0, valuesShown).join(', ');
  return values.length > valuesShown ? `${shown} and ${values.length - valuesShown} more` : shown;
}

/** The largest page that a list takes, or undefined where it does not page. */
export function pageLimit(parameters: readonly Parameter[]): number | undefined {
  return parameters.find((parameter) => parameter.name === 'limit')?.maximum;
}
