import { addDays, isDay } from '../days.ts';
import { refused } from '../refused.ts';
import type { Product } from './product.ts';
import { isApproved } from './subscription.ts';

/**
 * The first day of new prices. Approved subscriptions change tomorrow at the earliest, all else at once; days are US
 * Pacific (live reports, facts §8e, 2026-11-22).
 */
export function startOf(product: Product, given: string | undefined, today: string): string | undefined {
  const later = isApproved(product);
  if (given === undefined) return later ? addDays(today, 1) : undefined;
  if (!isDay(given)) throw refused('start_date is a day such as "2026-12-01".');
  if (given < today || (later && given === today))
    throw refused(
      `start_date is ${later ? `${addDays(today, 1)} at the earliest: this subscription was approved, and today` : `${today} or later: that`} is ${given < today ? 'past' : 'too soon'} (US Pacific).`,
    );
  return given === today ? undefined : given;
}
