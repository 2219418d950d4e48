import Big from 'big.js';

/**
 * Exact sums of decimals. Money of a year is added up from millions of lines, and every cent has to be right; a sum is a
 * whole number of hundred-millionths for as long as JavaScript holds it exactly, and a `Big` beyond that.
 */

/** A number as it stood in a report: ten-thousandths where that is exact and safe, else the decimal itself. */
export type Decimal = number | Big;

/** Digits behind the point that the fast form has: of one number, and of a product of two. */
const digits = 4;
const scale = 10 ** digits;
const sumScale = scale * scale;
const short = /^-?\d{1,11}(?:\.\d{1,4})?$/;
const plain = /^[+-]?\d+(?:\.\d+)?$/;

/** `1,234.5` never stands in Apple's reports; what is no plain decimal gives `undefined`, an empty cell 0. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text === '') return 0;
  if (short.test(text)) {
    const point = text.indexOf('.');
    if (point < 0) return Number(text) * scale;
    const behind = text.length - point - 1;
    return Number(text.slice(0, point) + text.slice(point + 1)) * (factors[digits - behind] ?? 1) + 0;
  }
  const trimmed = text.trim();
  if (trimmed !== text) return parseDecimal(trimmed);
  return plain.test(text) ? new Big(text) : undefined;
}

const factors = [1, 10, 100, 1000, 10_000] as const;

function bigOf(value: Decimal): Big {
  return typeof value === 'number' ? new Big(value).times('0.0001') : value;
}

/** A running sum. */
export class Sum {
  #small = 0;
  #big: Big | undefined;

  /** Adds a number, or the product of two. */
  add(value: Decimal, times?: Decimal): void {
    const factor = times ?? scale;
    if (typeof value === 'number' && typeof factor === 'number') {
      const product = value * factor;
      const next = this.#small + product;
      if (Number.isSafeInteger(product) && Number.isSafeInteger(next)) {
        this.#small = next;
        return;
      }
    }
    this.#big = this.value().plus(bigOf(value).times(times === undefined ? 1 : bigOf(times)));
    this.#small = 0;
  }

  /** Adds another sum. */
  addSum(other: Sum): void {
    const next = this.#small + other.#small;
    if (other.#big === undefined && Number.isSafeInteger(next)) this.#small = next;
    else {
      this.#big = this.value().plus(other.value());
      this.#small = 0;
    }
  }

  /** The exact sum. */
  value(): Big {
    const small = new Big(this.#small).times('0.00000001');
    return this.#big === undefined ? small : this.#big.plus(small);
  }

  /** For sorting and drawing; not exact. */
  toNumber(): number {
    return this.#big === undefined ? this.#small / sumScale : this.value().toNumber();
  }

  isZero(): boolean {
    return this.#big === undefined ? this.#small === 0 : this.value().eq(0);
  }

  /** All digits that matter, at least `least` behind the point. */
  text(least = 0): string {
    const value = this.value();
    const exact = value.toFixed();
    const behind = exact.includes('.') ? exact.length - exact.indexOf('.') - 1 : 0;
    return value.toFixed(Math.max(least, behind));
  }
}
