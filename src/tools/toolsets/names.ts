import type { Catalog, Operation } from '../../catalog/index.ts';
import { shorterWords } from './words.ts';

/** Longest name of a tool; clients put a server's name before it. */
export const longestName = 40;

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
 * The name of each operation's tool: verb, owner, relationship (`list_app_builds`, `add_beta_group_testers`). A version
 * of the API (`V2`) is part of it only where the older one is there too. Operations whose name would be too long or
 * taken, which only a newer catalogue can have, are left out; the general tools reach them.
 */
export function toolNames(catalog: Catalog): ReadonlyMap<string, Operation> {
  const names = new Map<string, Operation>();
  const ids = new Set(catalog.operationIds().map((id) => id.replace(/_[^_]+$/, '')));
  for (const id of catalog.operationIds()) {
    const operation = catalog.operation(id);
    const name = nameOf(id, ids);
    if (operation !== undefined && name !== undefined && name.length <= longestName && !names.has(name))
      names.set(name, operation);
  }
  return names;
}

/** `apps_builds_getToManyRelated` → `list_app_builds`. `known` are the ids without their last part. */
export function nameOf(id: string, known: ReadonlySet<string>): string | undefined {
  const [group = '', ...rest] = id.split('_');
  const form = forms[rest.at(-1) ?? ''];
  if (form === undefined || rest.length > 2) return undefined;
  const unique = (part: string, path: string): string =>
    /V\d+$/.test(part) && !known.has(path.replace(/V\d+$/, '')) ? part.replace(/V\d+$/, '') : part;
  const owner = words(unique(group, group));
  const [relationship] = rest.slice(0, -1);
  if (relationship === undefined) return joined(form.verb, form.one ? singular(owner) : owner, form.end);
  const target = withoutRepeat(singular(owner), words(unique(relationship, `${group}_${relationship}`)));
  return joined(form.verb, singular(owner), form.one ? singular(target) : target, form.end);
}

/** What repeats the beginning of the owner's name says it once: `version` + `version_locales` → `locales`. */
function withoutRepeat(owner: string, target: string): string {
  const parts = target.split('_');
  for (const word of owner.split('_'))
    if (parts.length > 1 && parts[0] === word) parts.shift();
    else break;
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
