import { notSent } from '../refused.ts';

/** A price as a person writes it. */
export interface GivenPrice {
  /** `4.99`, or `50%`. */
  readonly amount: string;
  /** `undefined` where none was named. */
  readonly territory: string | undefined;
}

/** `4.99`, `4.50 DEU`, `50%`, `50% DEU`. Throws `bad_amount`. */
export function givenPrice(given: string): GivenPrice {
  const [, amount, territory] = /^(\d{1,9}(?:\.\d{1,4})?%?)(?: ([A-Z]{3}))?$/.exec(given.trim()) ?? [];
  if (amount !== undefined) return { amount, territory };
  throw notSent(
    'bad_amount',
    `"${given.slice(0, 40)}" is no price.`,
    'Write the amount with a point, and the territory behind it unless it is the United States: "4.99", "4.50 DEU".',
  );
}
