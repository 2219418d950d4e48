import type { Catalog } from '../../catalog/index.ts';
import { enumValues, keyOf, parseScalar } from '../../catalog/schema.ts';
import type { SchemaNode } from '../../catalog/types.ts';

/** Values of an enum that a type shows; a longer list is counted and shown on request. */
const valuesShown = 14;

/** The values as a union, cut when there are many. */
export function union(values: readonly string[], shown = valuesShown): string {
  if (values.length <= shown) return values.join('|');
  return `${values.slice(0, shown - 4).join('|')}|… (${values.length} values)`;
}

/** A schema as a type that reads like TypeScript: `string?`, `IOS|MAC_OS`, `{name*: string}`, `[…]` for lists. */
export function typeText(catalog: Catalog, node: SchemaNode, depth = 0): string {
  if (typeof node === 'string') {
    const scalar = parseScalar(node);
    const one = scalarText(catalog, node, depth);
    const text = scalar.list ? `[${one}]` : one;
    return `${text}${scalar.nullable || scalar.listNullable ? ' or null' : ''}`;
  }
  if (isList(node)) return `[${typeText(catalog, node[0], depth)}]`;
  return `{${Object.entries(node)
    .map(([key, value]) => `${key}: ${typeText(catalog, value, depth + 1)}`)
    .join(', ')}}`;
}

function isList(node: SchemaNode): node is readonly [SchemaNode] {
  return Array.isArray(node);
}

function scalarText(catalog: Catalog, node: string, depth: number): string {
  const scalar = parseScalar(node);
  if (scalar.kind === 'enum') return union(enumValues(catalog.data, scalar.name));
  if (scalar.kind === 'schema') {
    const target = catalog.data.schemas[scalar.name];
    return target === undefined || depth > 4 ? scalar.name : typeText(catalog, target, depth);
  }
  const range =
    scalar.minimum === undefined && scalar.maximum === undefined
      ? ''
      : ` ${scalar.minimum ?? ''}..${scalar.maximum ?? ''}`;
  return `${scalar.format ?? scalar.kind}${range}`;
}

/** Members of an object node as lines; deprecated ones last and marked. */
export function memberLines(catalog: Catalog, members: { readonly [key: string]: SchemaNode }): string[] {
  const rows = Object.entries(members).map(([key, node]) => {
    const { name, required } = keyOf(key);
    const deprecated = typeof node === 'string' && parseScalar(node).deprecated;
    return {
      text: `  ${name}${required ? '*' : ''}: ${typeText(catalog, node)}${deprecated ? ' [deprecated]' : ''}`,
      deprecated,
    };
  });
  return [...rows.filter((row) => !row.deprecated), ...rows.filter((row) => row.deprecated)].map(
    (row) => row.text,
  );
}
