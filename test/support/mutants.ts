import { type Example, exampleRequest } from '../../src/catalog/example.ts';
import type { Catalog, Operation } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';

/** A request with exactly one fault, made from a legal one. */
export interface Mutant {
  readonly fault: string;
  readonly request: Example;
}

/** Every single fault that this operation allows. */
export function mutants(catalog: Catalog, operation: Operation): Mutant[] {
  const full = exampleRequest(catalog, operation, false);
  const out: Mutant[] = [];
  const withQuery = (fault: string, query: Record<string, string>) =>
    out.push({ fault, request: { ...full, query: { ...full.query, ...query } } });
  withQuery('unknown parameter', { 'filter[nonsense]': 'x' });
  for (const parameter of catalog.parameters(operation)) {
    if (parameter.enum !== undefined) {
      withQuery(`enum ${parameter.name}`, { [parameter.name]: 'NOT_A_VALUE' });
      if (parameter.list)
        withQuery(`second of ${parameter.name}`, { [parameter.name]: `${parameter.enum[0]},nope` });
    }
    if (parameter.type === 'integer') {
      withQuery(`text ${parameter.name}`, { [parameter.name]: '1e3' });
      if (parameter.maximum !== undefined)
        withQuery(`above ${parameter.name}`, { [parameter.name]: String(parameter.maximum + 1) });
    }
    if (parameter.type === 'boolean') withQuery(`boolean ${parameter.name}`, { [parameter.name]: 'yes' });
    if (parameter.required) {
      const { [parameter.name]: _gone, ...rest } = full.query;
      out.push({ fault: `missing ${parameter.name}`, request: { ...full, query: rest } });
    }
  }
  const minimal = exampleRequest(catalog, operation, true);
  if (operation.body === undefined)
    out.push({ fault: 'unexpected body', request: { ...minimal, body: { data: {} } } });
  else {
    out.push({ fault: 'missing body', request: { query: minimal.query } });
    for (const [fault, body] of bodyMutants(full.body)) out.push({ fault, request: { ...full, body } });
    for (const [fault, body] of requiredMutants(minimal.body, operation))
      out.push({ fault, request: { ...minimal, body } });
  }
  return out;
}

/** Each place of the body once: an unknown member in every object, another type at every leaf. */
function bodyMutants(body: unknown): [string, unknown][] {
  const out: [string, unknown][] = [];
  const walk = (value: unknown, at: string, rebuild: (changed: unknown) => unknown): void => {
    if (Array.isArray(value)) {
      out.push([`${at}: an object for a list`, rebuild({})]);
      for (const [index, item] of value.entries())
        walk(item, `${at}/${index}`, (changed) => rebuild(value.with(index, changed)));
    } else if (isObject(value)) {
      const open = 'key' in value;
      if (!open) out.push([`${at}: unknown member`, rebuild({ ...value, nonsense: 1 })]);
      for (const [key, item] of Object.entries(value))
        walk(item, `${at}/${key}`, (changed) => rebuild({ ...value, [key]: changed }));
    } else out.push([`${at}: another type`, rebuild(typeof value === 'string' ? 5 : 'five')]);
  };
  walk(body, '', (changed) => changed);
  return out;
}

/** Leaves out each member of the minimal body; what an update shows as an example is optional. */
function requiredMutants(body: unknown, operation: Operation): [string, unknown][] {
  const out: [string, unknown][] = [];
  const optional = operation.method === 'PATCH' && operation.body?.linkage !== true;
  const walk = (value: unknown, at: string, rebuild: (changed: unknown) => unknown): void => {
    if (!isObject(value)) return;
    for (const [key, item] of Object.entries(value)) {
      if (optional && at === '/data' && key === 'attributes') continue;
      const { [key]: _gone, ...rest } = value;
      if (!(at === '' && key === 'included') && at !== '/data/attributes/key')
        out.push([`${at}/${key} left out`, rebuild(rest)]);
      walk(item, `${at}/${key}`, (changed) => rebuild({ ...value, [key]: changed }));
    }
  };
  walk(body, '', (changed) => changed);
  return out;
}
