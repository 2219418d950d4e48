import type { Catalog, Operation } from '../../catalog/index.ts';
import { enumValues, keyOf, parseLink, parseScalar } from '../../catalog/schema.ts';
import type { SchemaNode } from '../../catalog/types.ts';

/** Where an argument goes in a call of the general tool: to the top, or into one of its groups. */
export type Part = 'call' | 'filter' | 'exists' | 'params' | 'attributes' | 'relationships' | 'more';

/** What a value looks like; deeper than this a typed tool does not say. */
export interface Shape {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object';
  readonly many?: true;
  readonly enum?: readonly string[];
}

export interface Argument {
  readonly name: string;
  readonly part: Part;
  /** Its name there. */
  readonly key: string;
  readonly required: boolean;
  readonly shape: Shape;
  /** Only where neither name nor type says it. */
  readonly says?: string;
}

/** Values that a schema lists; where there are more, an error names them. */
const listed = 8;

/** What every typed tool of a kind takes in `more`: rarely needed, so said once. */
export const rare: Readonly<Record<Operation['kind'], readonly string[]>> = {
  read: ['fields', 'limits', 'columns', 'all', 'save_to'],
  create: ['clear', 'dry_run', 'if_exists'],
  update: ['clear', 'dry_run'],
  delete: ['dry_run'],
};

const text: Shape = { type: 'string' };
const texts: Shape = { type: 'string', many: true };

/**
 * The flat arguments of an operation's tool: `filter[app]` is `app`, `exists[x]` is `exists_x`, attributes and
 * relationships of a body stand side by side. A name that is taken gets its group before it: `filter_id`.
 */
export function planOf(catalog: Catalog, operation: Operation): readonly Argument[] {
  const taken = new Set(['id', 'more']);
  const named = (argument: Argument): Argument => {
    const clash = taken.has(argument.name);
    const name = clash ? `${prefixes[argument.part]}_${argument.name}` : argument.name;
    taken.add(name);
    return { ...argument, name };
  };
  const id: Argument[] = operation.hasId ? [top('id', true, text)] : [];
  const rest = [...queryArguments(catalog, operation), ...bodyArguments(catalog, operation)];
  // Names of the call itself come first to theirs, wherever they stand.
  for (const { part, name } of rest) if (part === 'call') taken.add(name);
  return [
    ...id,
    ...rest.map((argument) => (argument.part === 'call' ? argument : named(argument))),
    moreOf(operation),
  ];
}

/** Lists are where the rare arguments are needed: there they are named. */
function moreOf({ kind, returns }: Operation): Argument {
  const argument = {
    name: 'more',
    part: 'more',
    key: 'more',
    required: false,
    shape: { type: 'object' },
  } as const;
  return kind === 'read' && returns.kind === 'list' ? { ...argument, says: rare.read.join(', ') } : argument;
}

const prefixes: Readonly<Record<Part, string>> = {
  call: 'call',
  filter: 'filter',
  exists: 'exists',
  params: 'param',
  attributes: 'attribute',
  relationships: 'relationship',
  more: 'more',
};

function top(name: string, required: boolean, shape: Shape): Argument {
  return { name, part: 'call', key: name, required, shape };
}

function queryArguments(catalog: Catalog, operation: Operation): Argument[] {
  const out: Argument[] = [];
  // Read from the data, not from `catalog.parameters`: that expands every list of fields and keeps it.
  for (const [mark, node] of Object.entries(catalog.data.operations[operation.id]?.query ?? {})) {
    const { name, required } = keyOf(mark);
    const [, family = '', inner = ''] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
    const shape = shapeOf(catalog, node);
    if (family === 'filter') out.push({ name: inner, part: 'filter', key: inner, required, shape });
    else if (family === 'exists')
      out.push({ name: `exists_${inner}`, part: 'exists', key: inner, required, shape });
    else if (name === 'include' || name === 'sort') out.push(top(name, required, shape));
    else if (family === '' && name !== 'limit')
      out.push({ name, part: 'params', key: name, required, shape });
  }
  const { kind } = operation.returns;
  if (operation.kind === 'read' && (kind === 'list' || kind === 'linkages'))
    out.push(top('limit', false, { type: 'integer' }), top('cursor', false, text));
  else if (Object.keys(catalog.data.operations[operation.id]?.query ?? {}).some((key) => key === 'limit'))
    out.push(top('limit', false, { type: 'integer' }));
  return out;
}

function bodyArguments(catalog: Catalog, operation: Operation): Argument[] {
  const { body } = operation;
  if (body === undefined) return [];
  if (body.linkage === true) {
    const { many } = parseLink(body.type);
    return [top('to', body.nullable !== true, many ? texts : text)];
  }
  const out: Argument[] = [];
  for (const [mark, node] of Object.entries(body.attributes ?? {})) {
    const { name, required } = keyOf(mark);
    out.push({ name, part: 'attributes', key: name, required, shape: shapeOf(catalog, node) });
  }
  for (const [mark, link] of Object.entries(body.relationships ?? {})) {
    const { name, required } = keyOf(mark);
    const shape = parseLink(link).many ? texts : text;
    out.push({ name, part: 'relationships', key: name, required, shape });
  }
  if (body.included !== undefined) out.push(top('included', false, { type: 'object', many: true }));
  return out;
}

function shapeOf(catalog: Catalog, node: SchemaNode): Shape {
  if (typeof node !== 'string')
    return Array.isArray(node) ? { type: 'object', many: true } : { type: 'object' };
  const { kind, name, list } = parseScalar(node);
  const many = list ? { many: true as const } : {};
  if (kind === 'any') return many;
  if (kind === 'schema') return { type: 'object', ...many };
  if (kind !== 'enum') return { type: kind, ...many };
  const values = enumValues(catalog.data, name);
  return { type: 'string', ...many, ...(values.length <= listed ? { enum: values } : {}) };
}
