import { distance, splitName } from './search-words.ts';

/** Verbs as other clients write them, and the id's own. */
const actions: readonly (readonly [RegExp, string])[] = [
  [/^(list|getall|index|fetchall)$/, 'getcollection'],
  [/^(get|read|show|fetch|find)$/, 'getinstance'],
  [/^(create|add|new|post)$/, 'createinstance'],
  [/^(update|edit|patch|modify|change)$/, 'updateinstance'],
  [/^(delete|remove|destroy)$/, 'deleteinstance'],
];

/**
 * The ids nearest to a name that is none: other case, plural for singular, `list` for `getCollection`, a missing or
 * other version suffix, a few wrong letters. Best first, at most five; empty when nothing is near.
 */
export function nearestNames(ids: readonly string[], name: string): string[] {
  const wanted = simple(name.slice(0, 200));
  if (wanted === '') return [];
  const grams = gramsOf(wanted);
  const near = ids
    .map((id) => {
      const own = simple(id);
      return { id, own, alike: own === wanted ? 1 : dice(grams, gramsOf(own)) };
    })
    .sort((a, b) => b.alike - a.alike)
    .slice(0, 40)
    .map(({ id, own, alike }) => {
      const longer = Math.max(own.length, wanted.length);
      return { id, alike: alike + 2 * (1 - distance(own, wanted, longer) / longer) };
    })
    .filter(({ alike }) => alike > 1.7)
    .sort((a, b) => b.alike - a.alike || a.id.length - b.id.length)
    .slice(0, 5)
    .map(({ id }) => id);
  return near.length > 0 ? near : ofResource(ids, wanted);
}

/** The operations of a resource whose name was given in place of one, lists first: `builds`, `build`. */
function ofResource(ids: readonly string[], wanted: string): string[] {
  const order = actions.map(([, own]) => own);
  const rank = (id: string): number => order.findIndex((own) => id.toLowerCase().endsWith(`_${own}`));
  return ids
    .filter((id) => simple(id.split('_')[0] ?? '') === wanted && rank(id) >= 0)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 5);
}

/** What a name that is none asks for, as a question: `apps_createInstance` → `create apps`. */
export function wordsOf(name: string): string {
  const parts = name
    .slice(0, 80)
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean);
  const verbs = parts.map((part) => {
    const plain = part.toLowerCase();
    return actions.find(([other, own]) => own === plain || other.test(plain))?.[1];
  });
  const verb = verbs.find((found) => found !== undefined)?.replace(/(collection|instance)$/, '');
  const rest = parts.filter((_, index) => verbs[index] === undefined).map(splitName);
  return [...(verb === undefined ? [] : [verb]), ...rest].join(' ').trim();
}

/** Lower case, singular parts, versions off, the id's own verbs: `Apps.list` → `app_getcollection`. */
function simple(name: string): string {
  const verbFirst = /^(list|get|create|update|delete)_?([A-Z]\w*)$/.exec(name);
  const ordered = verbFirst === null ? name : `${verbFirst[2]}_${verbFirst[1]}`;
  return ordered
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean)
    .map((part) => {
      const plain = part.toLowerCase().replace(/v\d$/, '').replace(/ies$/, 'y').replace(/s$/, '');
      return actions.find(([other]) => other.test(plain))?.[1] ?? plain;
    })
    .join('_');
}

function gramsOf(text: string): Set<string> {
  const grams = new Set<string>();
  for (let at = 0; at + 2 < text.length + 2; at++) grams.add(`^${text}$`.slice(at, at + 3));
  return grams;
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const gram of a) if (b.has(gram)) both += 1;
  return (2 * both) / (a.size + b.size);
}
