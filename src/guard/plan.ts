import { randomBytes, randomInt } from 'node:crypto';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import { digestOf } from './digest.ts';
import type { Assessment, ChannelName, PlanView, StepView, Write } from './types.ts';

/** One step as it was planned: the frozen request and what it was compared with. */
export interface PlannedStep {
  readonly write: Write;
  readonly assessment: Assessment;
  readonly view: StepView;
  /** The app that it concerns. */
  readonly app?: { readonly id: string; readonly name: string };
  /** Digest of the state that the step was planned on; sending it on another state is refused. */
  readonly stateDigest: string;
}

export type PlanState = 'pending' | 'approved' | 'refused';

/** A plan: frozen when it is made, used once. */
export interface Plan {
  readonly view: PlanView;
  readonly steps: readonly PlannedStep[];
  /** Digest over everything that is sent, for whom, by which process and key. */
  readonly digest: string;
}

interface Kept {
  readonly plan: Plan;
  state: PlanState;
  channel?: ChannelName;
  wrongAnswers: number;
}

export interface PlanStoreOptions {
  /** Whoever may use the plan: the connection or the authenticated client. */
  readonly principal: string;
  readonly keyId: string;
  /** Shown to the person: `sandbox`, or the live address. */
  readonly target: string;
  readonly now?: () => number;
  /** Open plans at a time. */
  readonly most?: number;
}

const minute = 60_000;
/** Life of a plan in milliseconds; R3 must be decided sooner. */
export const planLife: { readonly [tier in Tier]: number } = {
  R0: 10 * minute,
  R1: 10 * minute,
  R2: 10 * minute,
  R3: 5 * minute,
};
/** Steps of one plan. */
export const mostSteps = 50;
/** Wrong answers that void a plan. */
export const mostWrongAnswers = 3;
/** Letters and digits that nobody confuses. */
const codeAlphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** Plans of one process, in memory: a restart loses them, and so does everything that goes wrong with them. */
export class PlanStore {
  readonly #plans = new Map<string, Kept>();
  readonly #options: PlanStoreOptions;
  readonly #now: () => number;
  /** Another process, or this one after a restart, cannot use our plans. */
  readonly #boot = randomBytes(16).toString('hex');

  constructor(options: PlanStoreOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Freezes steps into a plan. Throws when there are too many steps or open plans. */
  create(steps: readonly PlannedStep[], tier: Tier, rule: string, taint: string | undefined): Plan {
    this.#sweep();
    if (steps.length > mostSteps)
      throw new AscError({
        code: 'too_many_steps',
        message: `${steps.length} steps do not fit into one plan; ${mostSteps} do.`,
        next: `Split them into calls of at most ${mostSteps}.`,
        outcome: 'not_sent',
      });
    if (this.#plans.size >= (this.#options.most ?? 20))
      throw new AscError({
        code: 'too_many_plans',
        message: `${this.#plans.size} plans are open already.`,
        next: 'Approve or decline some of them, or wait until they expire; asc_status lists them.',
        outcome: 'not_sent',
      });
    const id = randomBytes(16).toString('base64url');
    const createdAt = this.#now();
    const view: PlanView = {
      id,
      tier,
      steps: steps.map((step) => step.view),
      createdAt,
      expiresAt: createdAt + planLife[tier],
      rule,
      target: this.#options.target,
      ...(taint === undefined ? {} : { taint }),
      ...(tier === 'R3' ? { code: newCode() } : {}),
    };
    const plan: Plan = { view, steps, digest: this.#digest(id, steps) };
    this.#plans.set(id, { plan, state: 'pending', wrongAnswers: 0 });
    return plan;
  }

  /** Digest of what a plan would send; independent of the code, which nothing may give away. */
  #digest(id: string, steps: readonly PlannedStep[]): string {
    return digestOf({
      id,
      boot: this.#boot,
      principal: this.#options.principal,
      key: this.#options.keyId,
      steps: steps.map(({ write, assessment, stateDigest }) => ({
        method: write.method,
        path: write.path,
        body: write.body,
        tier: assessment.tier,
        state: stateDigest,
      })),
    });
  }

  /** A plan that is still open, whatever its state. Throws `unknown_plan` otherwise: expired and used look the same. */
  get(id: string): { readonly plan: Plan; readonly state: PlanState; readonly channel?: ChannelName } {
    this.#sweep();
    const kept = this.#plans.get(id);
    if (kept === undefined) throw gone();
    return kept;
  }

  approve(id: string, channel: ChannelName): void {
    this.#sweep();
    const kept = this.#plans.get(id);
    if (kept === undefined || kept.state !== 'pending') throw gone();
    kept.state = 'approved';
    kept.channel = channel;
  }

  /** A no, or a third wrong answer: the plan is void. */
  void(id: string): void {
    this.#plans.delete(id);
  }

  /** Counts a wrong answer; `true` when the plan is void now. */
  wrongAnswer(id: string): boolean {
    const kept = this.#plans.get(id);
    if (kept === undefined) return true;
    kept.wrongAnswers += 1;
    if (kept.wrongAnswers < mostWrongAnswers) return false;
    this.#plans.delete(id);
    return true;
  }

  /**
   * Takes an approved plan out, once and for all: the second of two callers finds nothing, however close they are.
   */
  take(id: string): Plan {
    this.#sweep();
    const kept = this.#plans.get(id);
    if (kept === undefined) throw gone();
    if (kept.state !== 'approved')
      throw new AscError({
        code: 'not_approved',
        message: 'Nobody has approved this plan yet.',
        outcome: 'not_sent',
      });
    this.#plans.delete(id);
    // What is sent must be what was shown.
    if (this.#digest(id, kept.plan.steps) !== kept.plan.digest) throw gone();
    return kept.plan;
  }

  /** Open plans, oldest first. */
  list(): readonly { readonly plan: Plan; readonly state: PlanState }[] {
    this.#sweep();
    return [...this.#plans.values()];
  }

  #sweep(): void {
    const now = this.#now();
    for (const [id, { plan }] of this.#plans)
      if (plan.view.expiresAt <= now || plan.view.createdAt > now) this.#plans.delete(id);
  }
}

/** Six characters of their own randomness: nothing that the model sees determines them. */
function newCode(): string {
  return Array.from({ length: 6 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

function gone(): AscError {
  return new AscError({
    code: 'unknown_plan',
    message: 'There is no such plan: it was used, declined, expired, or never made here.',
    next: 'Make the call again; it makes a new plan.',
    outcome: 'not_sent',
  });
}
