import { randomBytes, randomInt } from 'node:crypto';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import { digestOf } from './digest.ts';
import { steadyNow } from './steady-clock.ts';
import type { Assessment, Briefing, ChannelName, PlanView, StepOutcome, StepView, Write } from './types.ts';

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
  /** What the job that made it knew beside the requests. */
  readonly briefing?: Briefing;
}

/** A value, or a promise of one where it has to be asked for. */
export type Soon<T> = T | Promise<T>;

/** A plan that is open, and what has become of it so far. */
export interface OpenPlan {
  readonly plan: Plan;
  readonly state: PlanState;
  readonly channel?: ChannelName;
}

/**
 * Where plans are kept: in this process, or where several processes find them. Whatever keeps them: a plan is taken
 * once, by whoever comes first, and only after somebody agreed.
 */
export interface Plans {
  /** Freezes steps into a plan. Throws when there are too many steps or open plans. */
  create(
    steps: readonly PlannedStep[],
    tier: Tier,
    rule: string,
    taint: string | undefined,
    briefing?: Briefing,
  ): Soon<Plan>;
  /** A plan that is still open, whatever its state. Throws `unknown_plan` otherwise: expired and used look the same. */
  get(id: string): Soon<OpenPlan>;
  approve(id: string, channel: ChannelName): Soon<void>;
  /** A no, or a third wrong answer: the plan is void. */
  void(id: string): Soon<void>;
  /** Counts a wrong answer; `true` when the plan is void now. */
  wrongAnswer(id: string): Soon<boolean>;
  /** Takes an approved plan out, once and for all: the second of two callers finds nothing, however close they are. */
  take(id: string): Soon<Plan>;
  /** Of a plan that was taken: what became of a step. So that others can tell when this process ends in between. */
  note(id: string, step: number, outcome: StepOutcome): Soon<void>;
  /** The plan that was taken is through, or given up. */
  end(id: string): Soon<void>;
  /** Open plans, oldest first. */
  list(): Soon<readonly OpenPlan[]>;
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
/** Steps of a plan that comes with a summary a person can read: a price for each of 175 territories, and some room. */
const mostSummedSteps = 200;
/** Wrong answers that void a plan. */
export const mostWrongAnswers = 3;
/** Letters and digits that nobody confuses. */
const codeAlphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** Plans of one process, in memory: a restart loses them, and so does everything that goes wrong with them. */
export class PlanStore implements Plans {
  readonly #plans = new Map<string, Kept>();
  readonly #options: PlanStoreOptions;
  readonly #now: () => number;
  /** Another process, or this one after a restart, cannot use our plans. */
  readonly #boot = randomBytes(16).toString('hex');

  constructor(options: PlanStoreOptions) {
    this.#options = options;
    this.#now = options.now ?? steadyNow;
  }

  create(
    steps: readonly PlannedStep[],
    tier: Tier,
    rule: string,
    taint: string | undefined,
    briefing: Briefing = {},
  ): Plan {
    this.#sweep();
    assertRoom(steps.length, this.#plans.size, this.#options.most, briefing);
    const about = { tier, rule, taint, target: this.#options.target, now: this.#now(), briefing };
    const view = viewOf(steps, about);
    const plan: Plan = { view, steps, digest: this.#digest(view.id, steps), briefing };
    this.#plans.set(view.id, { plan, state: 'pending', wrongAnswers: 0 });
    return plan;
  }

  #digest(id: string, steps: readonly PlannedStep[]): string {
    const { principal, keyId } = this.#options;
    return planDigest(id, steps, { principal, keyId, boot: this.#boot });
  }

  get(id: string): OpenPlan {
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

  void(id: string): void {
    this.#plans.delete(id);
  }

  wrongAnswer(id: string): boolean {
    const kept = this.#plans.get(id);
    if (kept === undefined) return true;
    kept.wrongAnswers += 1;
    if (kept.wrongAnswers < mostWrongAnswers) return false;
    this.#plans.delete(id);
    return true;
  }

  take(id: string): Plan {
    this.#sweep();
    const kept = this.#plans.get(id);
    if (kept === undefined) throw gone();
    if (kept.state !== 'approved') throw notApproved();
    this.#plans.delete(id);
    // What is sent must be what was shown.
    if (this.#digest(id, kept.plan.steps) !== kept.plan.digest) throw gone();
    return kept.plan;
  }

  /** With this process its plans are lost too: nobody could ask. */
  note(): void {}

  end(): void {}

  list(): readonly OpenPlan[] {
    this.#sweep();
    return [...this.#plans.values()];
  }

  #sweep(): void {
    const now = this.#now();
    for (const [id, { plan }] of this.#plans)
      if (plan.view.expiresAt <= now || plan.view.createdAt > now) this.#plans.delete(id);
  }
}

/** Throws when there are too many steps or open plans. */
export function assertRoom(steps: number, open: number, most = 20, { summary }: Briefing = {}): void {
  const fit = summary === undefined ? mostSteps : mostSummedSteps;
  if (steps > fit)
    throw new AscError({
      code: 'too_many_steps',
      message: `${steps} steps do not fit into one plan; ${fit} do.`,
      next: `Split them into calls of at most ${fit}.`,
      outcome: 'not_sent',
    });
  if (open >= most)
    throw new AscError({
      code: 'too_many_plans',
      message: `${open} plans are open already.`,
      next: 'Approve or decline some of them, or wait until they expire; asc_status lists them.',
      outcome: 'not_sent',
    });
}

/** A new plan as people see it: its id, its life and, for R3, its code. */
export function viewOf(
  steps: readonly PlannedStep[],
  about: {
    readonly tier: Tier;
    readonly rule: string;
    readonly taint: string | undefined;
    readonly target: string;
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly briefing?: Briefing;
  },
): PlanView {
  const { tier, rule, taint, target, now, briefing: { summary } = {} } = about;
  return {
    id: randomBytes(16).toString('base64url'),
    tier,
    steps: steps.map((step) => step.view),
    ...(summary === undefined ? {} : { summary }),
    createdAt: now,
    expiresAt: now + planLife[tier],
    rule,
    target,
    ...(taint === undefined ? {} : { taint }),
    ...(tier === 'R3' ? { code: newCode() } : {}),
  };
}

/** Digest of what a plan would send, for whom and with which key; independent of the code, which nothing may give away. */
export function planDigest(
  id: string,
  steps: readonly PlannedStep[],
  owner: { readonly principal: string; readonly keyId: string; readonly boot: string },
): string {
  return digestOf({
    id,
    boot: owner.boot,
    principal: owner.principal,
    key: owner.keyId,
    steps: steps.map(({ write, assessment, stateDigest }) => ({
      method: write.method,
      path: write.path,
      body: write.body,
      tier: assessment.tier,
      state: stateDigest,
    })),
  });
}

/** Six characters of their own randomness: nothing that the model sees determines them. */
function newCode(): string {
  return Array.from({ length: 6 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

export function notApproved(): AscError {
  return new AscError({
    code: 'not_approved',
    message: 'Nobody has approved this plan yet.',
    outcome: 'not_sent',
  });
}

export function gone(): AscError {
  return new AscError({
    code: 'unknown_plan',
    message: 'There is no such plan: it was used, declined, expired, or never made here.',
    next: 'Make the call again; it makes a new plan.',
    outcome: 'not_sent',
  });
}
