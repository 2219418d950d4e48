import type { AscError } from '../../client/errors.ts';
import { notSent } from '../refused.ts';
import type { Step } from '../write/prepare.ts';
import { nameOf, type Product } from './product.ts';
import type { Market, Target, Targets } from './targets.ts';

/** What the kind of product makes of the new prices. */
export interface Part {
  readonly targets: readonly Target[];
  /** Empty when all is so already. */
  readonly steps: readonly Step[];
  /** The steps in a few lines: old and new price by territory, who pays it. */
  readonly summary: readonly string[];
  /** What was left alone, and why; for the assistant. */
  readonly notes: readonly string[];
}

/** The first line of a summary. */
export function titleOf(product: Product, count: number, start: string | undefined, plan?: string): string {
  const which = plan === undefined ? '' : `, ${plan} plan`;
  const when = start === undefined ? 'at once' : `from ${start} (US Pacific)`;
  return `${nameOf(product)}${which}: ${count} ${count === 1 ? 'new price' : 'new prices'} ${when}.`;
}

/** Territories that a note names one by one. */
const manyCodes = 40;

/** What was left alone, and why. */
export function notesOf(chosen: Targets, unchanged: readonly Target[], { lines }: Market): readonly string[] {
  const codes = (targets: readonly Target[]): string =>
    targets.length > manyCodes
      ? `${targets.length} territories`
      : targets.map(({ territory }) => territory).join(' ');
  const today = new Map(lines.map(({ territory, now }) => [territory, now?.pointId]));
  const small = unchanged.filter(({ territory, to }) => today.get(territory) === to.id);
  const planned = unchanged.filter((target) => !small.includes(target));
  return [
    ...(small.length > 0 ? [`unchanged, no other price point is nearer: ${codes(small)}`] : []),
    ...(planned.length > 0
      ? [`planned already: ${codes(planned)} (whether subscribers keep their price was not changed)`]
      : []),
    ...(chosen.raised.length > 0
      ? [
          `changed by the same percentage within a day, so not once more: ${chosen.raised.join(' ')}; to change them again give amounts`,
        ]
      : []),
    ...(chosen.skipped.length > 0 ? [`left out, no price to go by: ${chosen.skipped.join(' ')}`] : []),
  ];
}

/** What the call leaves open and only a person can say. */
export function undecided(message: string, next: string): AscError {
  return notSent('undecided', message, next);
}
