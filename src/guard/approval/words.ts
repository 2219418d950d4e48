/** What every channel says about a plan, in the same words. Texts of others are made visible and cut. */
import type { Tier } from '../../catalog/risk.ts';
import { cleanForeign } from '../../client/foreign.ts';
import { mailCondition } from '../mail.ts';
import type { Change, PlanView } from '../types.ts';

export const nameLimit = 80;
/** A step's title holds up to three names and our own words. */
export const titleLimit = 240;
/** One line of a summary: all 175 territories fit. */
export const summaryLimit = 1_200;
/** One line: no control or invisible characters, no line ends. */
export function line(text: string, limit: number): string {
  return cleanForeign(text.replaceAll(/\s+/gu, ' '), limit).replaceAll(/\s+/gu, ' ');
}

/** As long as the guard makes a value in a table. */
const valueLimit = 600;
/** As long as the guard lets a text be that the public reads. */
const longLimit = 6_000;

/** How much of a value is shown. */
export function limitOf({ long }: Change): number {
  return long === true ? longLimit : valueLimit;
}

/** Several lines allowed. */
export function block(text: string, limit: number): string {
  return cleanForeign(text, limit);
}

export const tierWords: Readonly<Record<Tier, string>> = {
  R0: 'reads only',
  R1: 'private draft',
  R2: 'others can see it, or it is hard to undo',
  R3: 'cannot be undone, or concerns money or power',
};

export interface Summary {
  readonly headline: string;
  /** "48 × apps_updateInstance", in order of first appearance. */
  readonly operations: readonly { readonly operation: string; readonly count: number; readonly tier: Tier }[];
  readonly irreversible: number;
  readonly emails: number;
  /** The target begins with "Sandbox". */
  readonly sandbox: boolean;
}

/** The tiers' names are in order. */
function higher(one: Tier, other: Tier): Tier {
  return one > other ? one : other;
}

export function summarise(plan: PlanView): Summary {
  const operations = new Map<string, { operation: string; count: number; tier: Tier }>();
  for (const { operationId, tier } of plan.steps) {
    const known = operations.get(operationId) ?? { operation: operationId, count: 0, tier };
    operations.set(operationId, {
      ...known,
      count: known.count + 1,
      tier: higher(known.tier, tier),
    });
  }
  const count = plan.steps.length;
  return {
    headline: count === 1 ? 'Approve this change?' : `Approve these ${count} changes?`,
    operations: [...operations.values()],
    irreversible: plan.steps.filter(({ irreversible }) => irreversible).length,
    emails: plan.steps.filter(({ sendsEmail }) => sendsEmail).length,
    sandbox: /^sandbox\b/iu.test(plan.target),
  };
}

/** "All 12 steps", "3 of 12 steps", or for a plan of one step `one`. */
function howMany(count: number, all: number, one: string): string {
  if (all === 1) return one;
  return count === all ? `All ${all} steps` : `${count} of ${all} steps`;
}

/** Answers to the questions a person asks first. */
export function facts(plan: PlanView): { readonly undo: string; readonly email: string } {
  const { irreversible, emails } = summarise(plan);
  const all = plan.steps.length;
  const when = mailCondition(plan.steps);
  return {
    undo:
      irreversible === 0
        ? 'Yes, by another change'
        : `No. ${howMany(irreversible, all, 'This')} cannot be undone through the API`,
    email:
      emails === 0
        ? 'Nobody'
        : all === 1
          ? `Apple sends mail about this${when}`
          : `Apple sends mail about ${emails === all ? `all ${all}` : `${emails} of ${all}`} steps${when}`,
  };
}
