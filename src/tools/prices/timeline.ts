import type { Price } from './read-prices.ts';

/** Before every day. */
const always = '';

/** The prices of one territory (and plan) in the order in which they begin. */
export interface Timeline {
  readonly territory: string;
  readonly plan: string | undefined;
  /** What costs today; `undefined` when it is not for sale yet. */
  readonly now: Price | undefined;
  /** What comes, the next first. */
  readonly later: readonly Price[];
  /** What was, the last first. */
  readonly before: readonly Price[];
}

/** Timelines of all territories by `today`, in the order of their codes; plans of one territory beside each other. */
export function timelines(prices: readonly Price[], today: string): readonly Timeline[] {
  const groups = new Map<string, Price[]>();
  for (const price of prices) {
    const key = `${price.territory} ${price.plan ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), price]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      return first === undefined ? [] : [timeline(first, own, today)];
    });
}

function timeline({ territory, plan }: Price, own: readonly Price[], today: string): Timeline {
  // Of two that begin together, the one that only old subscribers keep counts as the older.
  const sorted = [...own].sort(
    (a, b) =>
      (a.start ?? always).localeCompare(b.start ?? always) || Number(b.preserved) - Number(a.preserved),
  );
  const begun = sorted.filter(({ start }) => (start ?? always) <= today);
  const last = begun.at(-1);
  const now = last?.end !== undefined && last.end <= today ? undefined : last;
  return {
    territory,
    plan,
    now,
    later: sorted.filter(({ start }) => (start ?? always) > today),
    before: begun.filter((price) => price !== now).reverse(),
  };
}

/** What will cost on a day, as it is planned now. */
export function priceOn(line: Timeline, day: string): Price | undefined {
  const begun = line.later.filter(({ start }) => (start ?? always) <= day);
  return begun.at(-1) ?? line.now;
}
