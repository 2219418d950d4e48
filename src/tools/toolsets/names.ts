import type { Catalog, Operation } from '../../catalog/index.ts';
import { shorterWords } from './words.ts';

/** Longest name of a tool; clients put a server's name before it. */
const longestName = 40;

/** How a name begins and ends for the last part of an operation's id; `one` takes the singular of what it is about. */
const forms: Readonly<Record<string, { verb: string; one: boolean; end?: string }>> = {
  getCollection: { verb: 'list', one: false },
  getInstance: { verb: 'get', one: true },
  createInstance: { verb: 'create', one: true },
  updateInstance: { verb: 'update', one: true },
  deleteInstance: { verb: 'delete', one: true },
  getToManyRelated: { verb: 'list', one: false },
  getToOneRelated: { verb: 'get', one: true },
  getToManyRelationship: { verb: 'list', one: true, end: 'ids' },
  getToOneRelationship: { verb: 'get', one: true, end: 'id' },
  updateToOneRelationship: { verb: 'set', one: true },
  createToManyRelationship: { verb: 'add', one: false },
  deleteToManyRelationship: { verb: 'remove', one: false },
  replaceToManyRelationship: { verb: 'replace', one: false },
  getMetrics: { verb: 'get', one: true, end: 'metrics' },
};

/**
 * The tools' names: verb, owner, relationship (`list_app_builds`, `add_beta_group_beta_testers`). A version of the API
 * (`V2`) is part of it only where the older one is there too; where `get_app_price_schedule` is taken by the object
 * itself, the related one is `get_price_schedule_of_app`. Operations whose name would be too long or taken, which only
 * a newer catalogue can have, are left out; the general tools reach them.
 */
export function toolNames(catalog: Catalog): ReadonlyMap<string, Operation> {
  const ids = catalog.operationIds();
  const known = new Set(ids.map((id) => id.replace(/_[^_]+$/, '')));
  const own = new Set(ids.filter((id) => id.split('_').length === 2).map((id) => nameOf(id, known)?.plain));
  const names = new Map<string, Operation>();
  for (const id of ids) {
    const operation = catalog.operation(id);
    const { plain, turned } = nameOf(id, known) ?? {};
    const name = turned !== undefined && own.has(plain) ? turned : plain;
    if (operation !== undefined && name !== undefined && name.length <= longestName && !names.has(name))
      names.set(name, operation);
  }
  return names;
}

/** `apps_builds_getToManyRelated` → `list_app_builds`. `known` are the ids without their last part. */
function nameOf(id: string, known: ReadonlySet<string>): { plain: string; turned?: string } | undefined {
  const [group = '', ...rest] = id.split('_');
  const form = forms[rest.at(-1) ?? ''];
  if (form === undefined || rest.length > 2) return undefined;
  const unique = (part: string, path: string): string =>
    /V\d+$/.test(part) && !known.has(path.replace(/V\d+$/, '')) ? part.replace(/V\d+$/, '') : part;
  const many = words(unique(group, group));
  const owner = singular(many);
  const [relationship] = rest.slice(0, -1);
  if (relationship === undefined) return { plain: joined(form.verb, form.one ? owner : many, form.end) };
  const all = withoutRepeat(owner, words(unique(relationship, `${group}_${relationship}`)));
  const target = form.one ? singular(all) : all;
  return {
    plain: joined(form.verb, owner, target, form.end),
    turned: joined(form.verb, target, form.end, 'of', owner),
  };
}

/** Leading words that the owner has said are not said again: `version` + `version_locales` → `locales`. */
function withoutRepeat(owner: string, target: string): string {
  const said = owner.split('_');
  const parts = target.split('_');
  while (parts.length > 1 && said.includes(parts[0] ?? '')) parts.shift();
  return parts.join('_');
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('_');
}

/** `appStoreVersionLocalizations` → `version_locales`. */
function words(camel: string): string {
  let text = camel.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  for (const [pattern, short] of patterns) text = text.replace(pattern, short);
  return text;
}

/** Whole words; the last may be a plural. */
const patterns = shorterWords.map(
  ([long, short]) => [new RegExp(`(?<=^|_)${long}(?=s?(?:_|$))`, 'g'), short] as const,
);

/** The last word in the singular, before a version: `activities_v2` → `activity_v2`. */
function singular(text: string): string {
  const [, stem = text, version = ''] = /^(.*?)(_v\d+)?$/.exec(text) ?? [];
  const last = stem.split('_').at(-1) ?? '';
  const one = irregular[last] ?? last.replace(/ies$/, 'y').replace(/(?<![su])s$/, '');
  return `${stem.slice(0, stem.length - last.length)}${one}${version}`;
}

/** Words whose singular no rule gives. */
const irregular: Readonly<Record<string, string>> = {
  criteria: 'criteria',
  indices: 'index',
};
