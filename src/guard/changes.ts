/** The rows that a person is shown of a change: before and after of every value and link. */
import { defaultColumns } from '../catalog/columns.ts';
import { secretAttributes } from '../catalog/foreign.ts';
import type { Catalog, Resource } from '../catalog/index.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { visibleText } from '../client/foreign.ts';
import { isPublished, wholeText } from './beside.ts';
import { type Links, typeOfLink } from './links-now.ts';
import { givenAttributes, isRealId, linkage, type Reference, relationshipName } from './objects.ts';
import { keyOf } from './references.ts';
import { referenceInWords } from './step-references.ts';
import { oneLine, plainText } from './titles.ts';
import type { Change, Write } from './types.ts';

/** Longest value in a table of changes. */
const longestValue = 200;
/** Inline objects that are shown; a price for every territory fits. */
const mostInlines = 200;
/** Linked objects that one cell lists before it counts. */
export const mostListed = 12;

/** What the rows are made from. */
interface Table {
  readonly write: Write;
  readonly owner: Resource | undefined;
  /** Attributes of the object, or of the one that a create takes the place of. */
  readonly before: JsonObject;
  /** Relationship → ids now. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** `type/id` → title. */
  readonly names: ReadonlyMap<string, string>;
  readonly sent: Links;
  readonly catalog: Catalog;
}

/** A row for each attribute, link and inline object that a write gives; of a deletion for what tells the object. */
export function changesOf(table: Table): readonly Change[] {
  const { write, owner, before, names, sent } = table;
  const links = sent.map(([name, references]) => linkChange(table, name, references));
  if (relationshipName(write.operation) !== undefined) return links;
  if (write.method === 'DELETE')
    return owner === undefined
      ? []
      : defaultColumns(owner).flatMap((field) => {
          const text = valueText(field, before[field]);
          return text === undefined ? [] : [{ field, before: text }];
        });
  return [
    ...Object.entries(givenAttributes(write.body)).map(([field, value]) =>
      change(field, before[field], value, isPublished(write.operation.id, field)),
    ),
    ...links,
    ...inlineChanges(write.body, names),
  ];
}

function change(field: string, before: unknown, after: unknown, long: boolean): Change {
  const textOf = (value: unknown): string | undefined =>
    long && typeof value === 'string' && value !== ''
      ? visibleText(value.slice(0, wholeText))
      : valueText(field, value);
  const was = textOf(before);
  return {
    field,
    ...(was === undefined ? {} : { before: was }),
    after: textOf(after) ?? '(cleared)',
    ...(long ? { long } : {}),
  };
}

/** A value in one cell; `undefined` where there is none. Secrets are only said to be there. */
function valueText(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (secretAttributes.has(field)) return '(hidden)';
  if (typeof value === 'string') return value === '' ? '(empty)' : cut(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.length === 0 ? '(empty)' : cut(value.map(String).join(', '));
  return cut(JSON.stringify(value, (key, inner) => (secretAttributes.has(key) ? '(hidden)' : inner)));
}

/** Texts may keep an address in a value: a new support page is what the person has to see. It is text, not a link. */
function cut(text: string): string {
  const characters = [...plainText(text, longestValue * 8)];
  return characters.length <= longestValue
    ? characters.join('')
    : `${characters.slice(0, longestValue - 1).join('')}…`;
}

function linkChange(table: Table, name: string, references: readonly Reference[]): Change {
  const { links, names, write, owner, catalog, sent } = table;
  const type = typeOfLink(catalog, owner, name, sent);
  const now = links.get(name);
  const before =
    now === undefined || now.length === 0
      ? undefined
      : listed(now.map((id) => names.get(keyOf({ type, id })) ?? oneLine(id)));
  const after = listed(
    references.map((one) => names.get(keyOf(one)) ?? referenceInWords(one.id) ?? oneLine(one.id)),
  );
  const said = { field: name, ...(before === undefined ? {} : { before }) };
  if (write.method === 'DELETE') return { ...said, after: `− ${after}` };
  if (write.method === 'POST' && relationshipName(write.operation) !== undefined)
    return { ...said, after: `+ ${after}` };
  return { ...said, after: references.length === 0 ? '(cleared)' : after };
}

function listed(titles: readonly string[]): string {
  const shown = titles.slice(0, mostListed).join(', ');
  return titles.length > mostListed ? `${shown} and ${titles.length - mostListed} more` : shown;
}

/** One row for each object that is created along. */
function inlineChanges(body: unknown, names: ReadonlyMap<string, string>): readonly Change[] {
  const inlines = arrayAt(body, 'included');
  const rows = inlines.slice(0, mostInlines).map((inline): Change => {
    const attributes = Object.entries(objectAt(inline, 'attributes')).map(
      ([name, value]) => `${name} ${valueText(name, value) ?? '(cleared)'}`,
    );
    const links = Object.entries(objectAt(inline, 'relationships')).flatMap(([name, link]) => {
      const given = linkage(isObject(link) ? link['data'] : undefined).filter(({ id }) => isRealId(id));
      return given.length === 0
        ? []
        : [`${name} ${listed(given.map((one) => names.get(keyOf(one)) ?? oneLine(one.id)))}`];
    });
    const local = oneLine((stringAt(inline, 'id') ?? '').replace(/^\$\{(.*)\}$/, '$1'), 40);
    return {
      field: `new ${stringAt(inline, 'type') ?? 'object'} ${local}`.trim(),
      after: cut([...links, ...attributes].join(' · ')) || '(no values)',
    };
  });
  const rest = inlines.length - rows.length;
  return rest > 0 ? [...rows, { field: 'new objects', after: `${rest} more` }] : rows;
}
