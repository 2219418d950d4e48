import { nearestNames } from '../../catalog/search-nearest.ts';
import type { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { notSent } from '../refused.ts';
import { currencyWords, everywhere, groups, otherNames, territories } from './territory-table.ts';

/** Languages in which a territory may be named; English is the one that answers are in. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'ja', 'zh'] as const;

let byName: Map<string, string> | undefined;

function namesOfAll(): ReadonlyMap<string, string> {
  if (byName !== undefined) return byName;
  byName = new Map(Object.entries(otherNames));
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: 'region' });
    for (const [code, short] of territories) {
      const name = (display.of(short) ?? code).toLowerCase();
      if (!byName.has(name)) byName.set(name, code);
    }
  }
  for (const [code, short] of territories) {
    byName.set(code.toLowerCase(), code);
    byName.set(short.toLowerCase(), code);
  }
  return byName;
}

/** "Germany" for DEU; the code itself where nothing names it. */
export function nameOfTerritory(code: string): string {
  const short = territories.get(code);
  return short === undefined ? code : (new Intl.DisplayNames('en', { type: 'region' }).of(short) ?? code);
}

/** The code of one territory by code or name. Throws `unknown_territory`. */
export function territoryOf(given: string): string {
  const code = namesOfAll().get(given.trim().toLowerCase());
  if (code === undefined) throw unknown(given);
  return code;
}

/**
 * Codes for what somebody calls territories: codes, names, currencies ("EUR", "euro": wherever the App Store sells in
 * it), "eurozone", "EU", "all". `sold` says the currency of every territory in question, as Apple told it. In the order
 * of `sold`, each once. Throws `unknown_territory`.
 */
export function territoriesOf(
  given: readonly string[],
  sold: ReadonlyMap<string, string>,
): readonly string[] {
  const wanted = new Set<string>();
  for (const one of given.flatMap((text) => text.split(','))) {
    const word = one.trim().toLowerCase();
    if (word === '') continue;
    const members = groups.find(({ names }) => names.includes(word))?.codes.split(' ');
    const currency = currencyWords[word] ?? word.toUpperCase();
    const payers = [...sold].flatMap(([code, own]) => (own === currency ? [code] : []));
    if (everywhere.has(word)) for (const code of sold.keys()) wanted.add(code);
    else if (members !== undefined) for (const code of members) wanted.add(code);
    else if (payers.length > 0 && !namesOfAll().has(word)) for (const code of payers) wanted.add(code);
    else wanted.add(sold.has(one.trim().toUpperCase()) ? one.trim().toUpperCase() : territoryOf(one));
  }
  const order = [...sold.keys()];
  return [...wanted].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

function unknown(given: string): AscError {
  const near = nearestNames([...namesOfAll().keys()], given.trim().toLowerCase())
    .slice(0, 3)
    .map((name) => namesOfAll().get(name) ?? name);
  return notSent(
    'unknown_territory',
    `No territory or group of the App Store is called "${cleanText(given, 60)}".${near.length === 0 ? '' : ` Nearest: ${[...new Set(near)].map((code) => `${code} (${nameOfTerritory(code)})`).join(', ')}.`}`,
    'Give codes or names ("DEU", "Germany"), a currency ("EUR"), "eurozone", "EU" or "all".',
  );
}
