import { type Amount, said } from './amount.ts';
import type { Price } from './read-prices.ts';

/** Territories that are alike in what one line of an answer says of them. */
export interface Row {
  /** `EUR 29.99`. */
  readonly says: string;
  readonly territories: readonly string[];
}

/** One line for all that say the same, the largest group first; of equal ones in the order of their text. */
export function rowsBy<T extends { readonly territory: string }>(
  items: readonly T[],
  says: (item: T) => string,
): readonly Row[] {
  const rows = new Map<string, string[]>();
  for (const item of items) {
    const key = says(item);
    rows.set(key, [...(rows.get(key) ?? []), item.territory]);
  }
  return [...rows]
    .map(([text, territories]) => ({ says: text, territories: [...new Set(territories)].sort() }))
    .sort((a, b) => b.territories.length - a.territories.length || (a.says < b.says ? -1 : 1));
}

/** `EUR 29.99 · 25: AUT BEL …`; the count is left out for one or two. */
export function rowText({ says, territories }: Row): string {
  const count = territories.length > 2 ? `${territories.length}: ` : '';
  return `${says} · ${count}${territories.join(' ')}`;
}

/** `EUR 29.99`, `free`. */
export function money({ currency, amount }: { readonly currency: string; readonly amount: Amount }): string {
  return amount.eq(0) ? 'free' : `${currency} ${said(amount)}`;
}

/** What is left of the price for the developer, where Apple said it. */
export function proceedsOf({ proceeds, proceedsYear2 }: Price): string {
  if (proceeds === undefined) return '';
  const later =
    proceedsYear2 === undefined || proceedsYear2 === proceeds ? '' : `, ${proceedsYear2} after a year`;
  return ` (${proceeds}${later})`;
}
