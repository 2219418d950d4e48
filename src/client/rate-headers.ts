/** One budget as a header states it. `limit` and `remaining` are absent when the header did not say them. */
export interface StatedBudget {
  readonly name: string;
  readonly limit?: number;
  readonly remaining?: number;
}

/**
 * Reads `user-hour-lim:3600;user-hour-rem:3577;`, or any other list of `key:integer`.
 *
 * The header may come twice or be joined with commas, and Apple sends names it does not document (`user-minute-…`, seen
 * 2026). Keys without `-lim` or `-rem` are kept as what remains under their own name; what is no number, or negative, is
 * left out. Of two figures for one key the smaller counts.
 */
export function parseRateHeader(header: string | readonly string[] | undefined): readonly StatedBudget[] {
  if (header === undefined) return [];
  const text = typeof header === 'string' ? header : header.join(',');
  const found = new Map<string, { name: string; limit?: number; remaining?: number }>();
  for (const part of text.split(/[;,]/u, 40)) {
    const colon = part.lastIndexOf(':');
    if (colon < 1) continue;
    const digits = part.slice(colon + 1).trim();
    if (!/^\d{1,12}$/u.test(digits)) continue;
    const key = part.slice(0, colon).trim().toLowerCase();
    if (!/^[a-z0-9._-]{1,60}$/u.test(key)) continue;
    const value = Number(digits);
    const isLimit = key.endsWith('-lim');
    const name = isLimit || key.endsWith('-rem') ? key.slice(0, -4) : key;
    if (name === '') continue;
    let budget = found.get(name);
    if (budget === undefined) {
      budget = { name };
      found.set(name, budget);
    }
    if (isLimit) budget.limit = Math.min(budget.limit ?? value, value);
    else budget.remaining = Math.min(budget.remaining ?? value, value);
  }
  return [...found.values()];
}

/** How long a budget's window is, by its name; undefined for names whose window nobody knows. */
export function windowOf(name: string): number | undefined {
  if (name.includes('hour')) return 3_600_000;
  if (name.includes('minute')) return 60_000;
  if (name.includes('second')) return 1_000;
  return undefined;
}
