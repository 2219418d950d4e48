import { buildBody, type FriendlyBody, type FriendlyInline } from '../../catalog/body.ts';
import type { Problem } from '../../catalog/check-query.ts';
import type { Catalog, Operation, Resource } from '../../catalog/index.ts';
import { isObject } from '../../catalog/json.ts';
import { lookups } from '../../catalog/lookups.ts';
import { keyOf, parseLink } from '../../catalog/schema.ts';
import { nearestNames } from '../../catalog/search-nearest.ts';
import { AscError } from '../../client/errors.ts';
import { isMark } from '../../guard/later.ts';
import type { Write } from '../../guard/types.ts';
import type { ToolContext } from '../context.ts';
import { operationNamed } from '../operation.ts';
import { notSent } from '../refused.ts';

/** One change as an assistant writes it. */
export interface Change {
  readonly operation: string;
  readonly id?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly relationships?: Readonly<Record<string, unknown>> | undefined;
  readonly included?: readonly FriendlyInline[] | undefined;
  readonly to?: string | readonly string[] | null | undefined;
}

/** The kinds of writes; each tool takes one and refuses the others. */
export type WriteKind = 'create' | 'update' | 'delete';

/** One request to be. */
export interface Step {
  readonly kind: WriteKind;
  readonly change: Change;
}

/**
 * Turns a change into the exact request. The body is judged by the catalogue before anything is asked of Apple; only
 * then are names looked up, and the result is judged again.
 */
export async function prepare(context: ToolContext, kind: WriteKind, change: Change): Promise<Write> {
  const operation = writable(context.catalog, kind, change.operation);
  const { method } = operation;
  if (method === 'GET') throw wrongKind(operation, kind);
  if (operation.hasId && change.id === undefined)
    throw illegal(operation, `id is required: the path is ${operation.path}.`);
  if (!operation.hasId && change.id !== undefined) throw illegal(operation, `${operation.id} takes no id.`);
  assertNothingIdle(operation, change);
  const draft = bodyOf(context.catalog, operation, change);
  await assertLegal(context.catalog, operation, draft);
  const resolved = await resolve(context, operation, change);
  const body = bodyOf(context.catalog, operation, resolved);
  if (body !== undefined) await assertLegal(context.catalog, operation, body);
  return {
    operation,
    method,
    path: resolved.id === undefined ? operation.path : operation.path.replace('{id}', resolved.id),
    ...(resolved.id === undefined ? {} : { id: resolved.id }),
    ...(body === undefined ? {} : { body }),
  };
}

/** The exact requests of steps, one after the other, in order. */
export async function prepareAll(context: ToolContext, steps: readonly Step[]): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const { kind, change } of steps) writes.push(await prepare(context, kind, change));
  return writes;
}

function bodyOf(catalog: Catalog, operation: Operation, change: Change): unknown {
  const friendly: FriendlyBody = {
    ...(change.id === undefined ? {} : { id: change.id }),
    ...(change.attributes === undefined ? {} : { attributes: change.attributes }),
    ...(change.relationships === undefined ? {} : { relationships: change.relationships }),
    ...(change.included === undefined ? {} : { included: change.included }),
    ...(change.to === undefined ? {} : { to: change.to }),
  };
  return buildBody(catalog, operation, friendly);
}

function writable(catalog: Catalog, kind: WriteKind, id: string): Operation {
  const operation = operationNamed(catalog, id);
  if (operation.kind !== kind) throw wrongKind(operation, kind);
  return operation;
}

function wrongKind(operation: Operation, kind: WriteKind): AscError {
  return notSent(
    'wrong_tool',
    `${operation.id} is a ${operation.kind} (${operation.method}), and asc_${kind} only does ${kind}s.`,
    `Call asc_${operation.kind} with the same arguments.`,
  );
}

/** Arguments that would silently mean nothing are mistakes. */
function assertNothingIdle(operation: Operation, change: Change): void {
  const linkage = operation.body?.linkage === true;
  const idle = [
    ...(change.attributes !== undefined && (linkage || operation.body === undefined) ? ['attributes'] : []),
    ...(change.relationships !== undefined && (linkage || operation.body === undefined)
      ? ['relationships']
      : []),
    ...(change.included !== undefined && operation.body?.included === undefined ? ['included'] : []),
    ...(change.to !== undefined && !linkage ? ['to'] : []),
  ];
  if (idle.length > 0) throw illegal(operation, `${operation.id} takes no ${idle.join(', ')}.`);
}

/** Ids for names: in the path, in the relationships, in a linkage. Inline names (`${price}`) and marks stay. */
async function resolve(context: ToolContext, operation: Operation, change: Change): Promise<Change> {
  const { names, catalog, signal } = context;
  const one = async (type: string, value: unknown): Promise<unknown> =>
    typeof value === 'string' && !/^\$\{.+\}$/.test(value) && !isMark(value)
      ? names.idOf(resourceOf(catalog, type), value, signal)
      : value;
  const some = async (link: string, value: unknown): Promise<unknown> => {
    const { to } = parseLink(link);
    return Array.isArray(value) ? Promise.all(value.map((item) => one(to, item))) : one(to, value);
  };
  const id =
    change.id === undefined || isMark(change.id)
      ? change.id
      : await names.idOf(names.owner(operation), change.id, signal);
  const links = new Map(
    Object.entries(operation.body?.relationships ?? {}).map(([key, link]) => [keyOf(key).name, link]),
  );
  const relationships =
    change.relationships === undefined
      ? undefined
      : Object.fromEntries(
          await Promise.all(
            Object.entries(change.relationships).map(async ([name, value]) => [
              name,
              await some(links.get(name) ?? '', value),
            ]),
          ),
        );
  const to =
    change.to === undefined || change.to === null
      ? change.to
      : await some(operation.body?.type ?? '', change.to);
  return {
    ...change,
    ...(id === undefined ? {} : { id }),
    ...(isObject(relationships) ? { relationships } : {}),
    ...(typeof to === 'string' || isIds(to) ? { to } : {}),
  };
}

function isIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The resource of a type that can be looked up by name, else any of the type. */
function resourceOf(catalog: Catalog, type: string): Resource | undefined {
  const named = catalog.resourceNames().filter((name) => catalog.data.resources[name]?.type === type);
  const chosen = named.find((name) => lookups[name] !== undefined) ?? named[0];
  return chosen === undefined ? undefined : catalog.resource(chosen);
}

/** The schema compiler is loaded with the first change, not with the server. */
async function assertLegal(catalog: Catalog, operation: Operation, body: unknown): Promise<void> {
  const { checkRequest } = await import('../../catalog/validate.ts');
  const problems = checkRequest(catalog, operation, { body });
  if (problems.length === 0) return;
  // A body that fits none of several variants reports each of them; the first few say enough.
  const said = [...new Set(problems.map((problem) => sentence(problem, operation)))].slice(0, 6);
  throw illegal(operation, said.join(' '));
}

function illegal(operation: Operation, message: string): AscError {
  return new AscError({
    code: 'illegal_request',
    message,
    meaning: 'Nothing was sent, nothing was changed.',
    next: `asc_describe_operation {"operation":"${operation.id}"} shows everything it takes.`,
    outcome: 'not_sent',
  });
}

/** `/data/attributes/locale` → `attributes.locale`. */
function friendlyPointer(pointer: string): string {
  const path = pointer
    .replace(/^\/data\/?/, '')
    .replace(/^(relationships\/[^/]+)\/data/, '$1')
    .replaceAll('/', '.');
  return path === '' ? 'the call' : path;
}

/** What cannot be left out of a part of the body that was left out whole. */
function requiredIn({ body }: Operation, part: 'attributes' | 'relationships'): readonly string[] {
  return Object.keys(body?.[part] ?? {})
    .map(keyOf)
    .flatMap(({ name, required }) => (required ? [`${part}.${name}`] : []));
}

function sentence(problem: Problem, operation: Operation): string {
  const at = friendlyPointer(problem.field);
  const name = problem.name;
  if (problem.kind === 'missing-body') return 'attributes, relationships or to are required.';
  if (problem.rule === 'required' && name !== undefined) {
    const full = at === 'the call' ? name : `${at}.${name}`;
    if (full === 'data') return '"to" is required.';
    const inside = full === 'attributes' || full === 'relationships' ? requiredIn(operation, full) : [];
    if (inside.length > 0) return `${inside.join(', ')} ${inside.length === 1 ? 'is' : 'are'} required.`;
    return `${full.replace(/\.(data|id|type)$/, '')} is required.`;
  }
  if (problem.rule === 'additionalProperties' && name !== undefined) {
    const near = nearestNames(problem.allowed ?? [], name).slice(0, 3);
    const known = (problem.allowed ?? []).join(', ');
    return `${at} has no "${name.slice(0, 60)}".${near.length > 0 ? ` Nearest: ${near.join(', ')}.` : ''} Known: ${known}.`;
  }
  if (problem.rule === 'format' && problem.message.endsWith('"date-time"'))
    return `${at} has to be a time with its zone, such as "2026-12-01T09:00:00Z".`;
  const allowed =
    problem.allowed === undefined ? '' : ` Allowed: ${problem.allowed.slice(0, 30).join(', ')}.`;
  return `${at} ${problem.message.replace(problem.field, '').trim()}.${allowed}`;
}
