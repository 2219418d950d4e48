import { friendlyBody } from '../../catalog/body.ts';
import { deprecationOf } from '../../catalog/deprecations.ts';
import { exampleRequest, newObjects } from '../../catalog/example.ts';
import type { Catalog, Operation, Parameter, Resource } from '../../catalog/index.ts';
import { lookups } from '../../catalog/lookups.ts';
import { type Risk, riskOf, tiers } from '../../catalog/risk.ts';
import { keyOf, parseLink } from '../../catalog/schema.ts';
import type { BodyData } from '../../catalog/types.ts';
import { mailCondition } from '../../guard/mail.ts';
import { friendlyName } from '../params.ts';
import { neighboursOf } from './neighbours.ts';
import { memberLines, typeText, union } from './types.ts';

/** Everything that one needs to call an operation, in the words that the tools take. */
export function describeOperation(
  catalog: Catalog,
  operation: Operation,
  owner: Resource | undefined,
): string {
  const { before, after } = neighboursOf(catalog, operation, owner);
  return [
    `${operation.id} · ${operation.method} ${operation.path} · answers ${answers(catalog, operation)}`,
    ...riskLines(operation),
    ...deprecationLines(operation),
    ...(operation.hasId ? [`id*: ${idText(owner)}`] : []),
    ...parameterLines(catalog, operation),
    ...bodyLines(catalog, operation),
    `Example: ${toolOf(operation)} ${JSON.stringify(exampleCall(catalog, operation))}`,
    ...(before.length > 0 ? [`Usually before: ${before.join(', ')}`] : []),
    ...(after.length > 0 ? [`Usually after: ${after.join(', ')}`] : []),
  ].join('\n');
}

/** The tool that calls operations of this kind. */
function toolOf(operation: Operation): string {
  return `asc_${operation.kind}`;
}

/** A legal call in the form that the tools take. */
function exampleCall(catalog: Catalog, operation: Operation): Record<string, unknown> {
  const { id, query, body } = exampleRequest(catalog, operation);
  const call: Record<string, unknown> = { operation: operation.id, ...(id === undefined ? {} : { id }) };
  for (const [name, value] of Object.entries(query)) {
    const [family = '', key = ''] = friendlyName(name).split(/\.(.*)/);
    const group = key === '' ? 'params' : family;
    const before = call[group];
    call[group] = { ...(typeof before === 'object' ? before : {}), [key === '' ? family : key]: value };
  }
  if (body === undefined) return call;
  const friendly = friendlyBody(operation, body);
  const made = newObjects(catalog, operation);
  return {
    ...call,
    ...friendly,
    ...(id === undefined ? {} : { id }),
    ...(made.length === 0
      ? {}
      : {
          relationships: {
            ...friendly.relationships,
            ...Object.fromEntries(made.map(({ relationship, object }) => [relationship, [object.id]])),
          },
          included: made.map(({ object }) => object),
        }),
  };
}

function answers(catalog: Catalog, operation: Operation): string {
  const { returns } = operation;
  const type = (name: string): string => catalog.resource(name)?.type ?? name;
  switch (returns.kind) {
    case 'object':
      return `one of ${type(returns.resource)}`;
    case 'list':
      return `a list of ${type(returns.resource)}`;
    case 'linkage':
      return `the id of one of ${returns.type}`;
    case 'linkages':
      return `ids of ${returns.type}`;
    case 'document':
      return `a document${operation.media.length > 0 ? ` (${operation.media.join(', ')})` : ''}`;
    default:
      return operation.media.length > 0 ? `a report (${operation.media.join(', ')})` : 'nothing';
  }
}

function riskLines(operation: Operation): string[] {
  if (operation.kind === 'read') return ['Risk: R0, reads only.'];
  const risk: Risk = riskOf(operation.id);
  const rules = (risk.when ?? []).map((rule) => {
    const state = rule.otherwise
      ? 'otherwise'
      : `${rule.attr ?? ''}${rule.equals === undefined ? ' given' : ` = ${String(rule.equals)}`}`;
    return `${state} → ${tiers[rule.level]} ${rule.level}`;
  });
  const extra = [
    ...rules,
    ...(risk.also ?? []).map((level) => `also ${level}`),
    ...(risk.sendsEmail ? [`sends e-mail${mailCondition([{ sendsEmail: risk.sendsEmail }])}`] : []),
  ];
  return [
    `Risk: ${tiers[risk.level]} ${risk.level}. ${risk.why}${extra.length > 0 ? ` (${extra.join('; ')})` : ''}`,
  ];
}

function deprecationLines(operation: Operation): string[] {
  const row = deprecationOf(operation.id);
  if (row !== undefined) return [`Deprecated since ${row.since}; instead: ${row.instead}.`];
  return operation.deprecated ? ['Deprecated by Apple.'] : [];
}

function idText(owner: Resource | undefined): string {
  if (owner === undefined) return 'id';
  const lookup = lookups[owner.name];
  if (lookup === undefined) return `id of ${owner.type}`;
  const parent = lookup.within === undefined ? '' : `${lookup.within.resource} name/`;
  return `id of ${owner.type}, or its name ("${parent}${lookup.by[0] ?? ''}")`;
}

/** Parameters in families; the long enumerations of `fields` only for what is returned. */
function parameterLines(catalog: Catalog, operation: Operation): string[] {
  const families = new Map<string, string[]>();
  const primary =
    operation.returns.kind === 'list' || operation.returns.kind === 'object'
      ? catalog.resource(operation.returns.resource)?.type
      : undefined;
  const lines: string[] = [];
  const others: string[] = [];
  for (const parameter of catalog.parameters(operation)) {
    if (parameter.deprecated && !parameter.required) continue;
    const [family = '', key = ''] = friendlyName(parameter.name).split(/\.(.*)/);
    if (key === '') lines.push(plainLine(parameter));
    else if (family === 'fields' && key !== primary) others.push(key);
    else
      families.set(family, [
        ...(families.get(family) ?? []),
        `${key}${parameter.required ? '*' : ''}: ${valueText(parameter, family)}`,
      ]);
  }
  for (const [family, rows] of families)
    lines.push(rows.length === 1 ? `${family}: {${rows[0] ?? ''}}` : `${family}:\n  ${rows.join('\n  ')}`);
  if (others.length > 0) lines.push(`fields of joined types: ${others.join(', ')}`);
  return lines;
}

function plainLine(parameter: Parameter): string {
  const own = ['limit', 'include', 'sort'].includes(parameter.name)
    ? parameter.name
    : `params.${parameter.name}`;
  return `${own}${parameter.required ? '*' : ''}: ${valueText(parameter, own)}`;
}

function valueText(parameter: Parameter, family: string): string {
  const one =
    parameter.enum !== undefined
      ? union(parameter.enum, family === 'fields' || family === 'include' ? 80 : undefined)
      : parameter.maximum === undefined
        ? parameter.type
        : `1..${parameter.maximum}`;
  return parameter.list ? `[${one}]` : one;
}

function bodyLines(catalog: Catalog, operation: Operation): string[] {
  const body = operation.body;
  if (body === undefined) return [];
  if (body.linkage === true) {
    const { to, many } = parseLink(body.type);
    return [
      `to*: ${many ? `ids of ${to}` : `id of one of ${to}`}${operation.method === 'PATCH' && many ? ' (replaces all)' : ''}`,
    ];
  }
  return [
    ...shapeLines(catalog, body),
    ...(body.alternatives ?? []).map(
      (set) => `one complete set: ${[set.attributes, set.relationships].filter(Boolean).join(' ')}`,
    ),
    ...(body.included ?? '')
      .split(' ')
      .filter((name) => name !== '')
      .flatMap((name) => {
        const inline = catalog.data.inlines[name];
        return inline === undefined
          ? []
          : [`included, new ${inline.type} (id "\${name}"): ${inlineText(catalog, inline)}`];
      }),
  ];
}

function shapeLines(catalog: Catalog, body: BodyData): string[] {
  const links = Object.entries(body.relationships ?? {}).map(([key, link]) => {
    const { name, required } = keyOf(key);
    const { to, many, deprecated } = parseLink(link);
    return `  ${name}${required ? '*' : ''}: ${many ? `ids of ${to}` : to}${deprecated ? ' [deprecated]' : ''}`;
  });
  return [
    ...(body.attributes === undefined ? [] : ['attributes:', ...memberLines(catalog, body.attributes)]),
    ...(links.length === 0 ? [] : ['relationships:', ...links]),
  ];
}

function inlineText(catalog: Catalog, body: BodyData): string {
  const attributes = body.attributes === undefined ? [] : [typeText(catalog, body.attributes)];
  const links = Object.entries(body.relationships ?? {}).map(
    ([key, link]) => `${key} → ${parseLink(link).to}`,
  );
  return [...attributes, ...(links.length === 0 ? [] : [links.join(', ')])].join('; ') || 'no attributes';
}
