import Big from 'big.js';

/** An amount of money, exact. Apple writes prices as decimal text (`9.99`, `1200.0`). */
export type Amount = Big;

/** The amount that a text says, or `undefined`. No signs, no thousands separators: `4,99` means nothing here. */
export function amountOf(text: string): Amount | undefined {
  return /^\d{1,12}(?:\.\d{1,6})?$/.test(text.trim()) ? new Big(text.trim()) : undefined;
}

/** An amount as Apple means it, without what says nothing: `1200.0` → `1200`, `9.90` → `9.9`, `29.99`. */
export function said(amount: Amount): string {
  return amount.toString();
}

/** `amount` raised by so many per cent, exact; lowered by a negative number. */
export function changedBy(amount: Amount, percent: number): Amount {
  return amount.times(new Big(100).plus(percent)).div(100);
}

/** `+10.0 %` from one amount to another; nothing from free. */
export function percentBetween(from: Amount, to: Amount): string | undefined {
  if (from.eq(0)) return undefined;
  const change = to.minus(from).times(100).div(from).round(1);
  return `${change.gte(0) ? '+' : '−'}${change.abs().toFixed(1)} %`;
}
