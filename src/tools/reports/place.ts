import { territoryOf } from '../prices/territory-names.ts';
import { territories } from '../prices/territory-table.ts';

/** Codes in reports that are no storefront's: regions of finance reports, and what Apple cannot place. */
const otherCodes = /^[a-z]{2}$/i;

/**
 * A filter by territory as reports have it: two letters, for a name ("Japan") or a code of any kind ("JPN"). A name that
 * nothing has would pass for a territory without sales. Throws `unknown_territory`.
 */
export function placeCodes(filter: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { territory, ...others } = filter;
  if (territory === undefined || otherCodes.test(territory.trim())) return filter;
  const code = territoryOf(territory);
  return { ...others, territory: territories.get(code) ?? code };
}
