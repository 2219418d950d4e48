import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import type { Load } from './budget.ts';
import type { ExecutorParts } from './executor-parts.ts';
import { digestOfState, Judge } from './judge.ts';
import { assertFillable } from './later.ts';
import { logged } from './log-first.ts';
import { hasMoved } from './moved.ts';
import type { OpenPlan, Plan, PlannedStep } from './plan.ts';
import { mayRepeat } from './repeatable.ts';
import { Sender } from './sender.ts';
import { assess, higher } from './tier.ts';
import type { Assessment, Briefing, ChannelName, StepResult, Write } from './types.ts';

/** What became of a call: done, or a plan that waits for a person (or for the assistant's second look). */
export type Submission =
  | { readonly kind: 'done'; readonly results: readonly StepResult[] }
  | { readonly kind: 'plan'; readonly plan: Plan; readonly approved: boolean };

function loadOf(writes: readonly Write[]): Load {
  return { writes: writes.length, deletes: writes.filter(({ method }) => method === 'DELETE').length };
}

/** Writes of one call that run without becoming a plan, when nothing asks for a person. */
const bulkLimit = 10;

/**
 * The one place that can send a write. Every tool's change comes through here: assessed, held against the policy,
 * planned and approved where it has to be, logged before and after, and its outcome found out.
 */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #judge: Judge;
  readonly #sender: Sender;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#judge = new Judge(parts);
    this.#sender = new Sender(parts, this.#judge);
  }

  /** Steps as a person would see them; nothing is kept, nothing is sent. */
  async preview(writes: readonly Write[], signal: AbortSignal): Promise<readonly PlannedStep[]> {
    const look = this.#judge.look();
    const steps: PlannedStep[] = [];
    for (const write of writes) steps.push((await this.#judge.step(write, signal, look)).step);
    return steps;
  }

  /** Runs what may run, plans the rest. Throws `denied` when the policy forbids any of it: then nothing is sent. */
  async submit(writes: readonly Write[], signal: AbortSignal, briefing: Briefing = {}): Promise<Submission> {
    const { taint, plans, grants } = this.#parts;
    await taint.refresh();
    const first = await Promise.all(
      writes.map(async (write) => {
        const assessment = assess(write, { tainted: taint.set });
        return { write, assessment, verdict: await this.#judge.decide(write, assessment, signal) };
      }),
    );
    const quiet = first.every(({ verdict }) => verdict.effect === 'allow');
    if (quiet && writes.length <= bulkLimit)
      return { kind: 'done', results: await this.#direct(first, signal) };
    await this.#assertRoom(writes);

    const steps: PlannedStep[] = [];
    let tier: Tier = 'R1';
    let rule = '';
    let asks = false;
    const granted: PlannedStep[] = [];
    const look = this.#judge.look(briefing);
    for (const write of writes) {
      const { step, verdict } = await this.#judge.step(write, signal, look);
      steps.push(step);
      tier = higher(tier, step.assessment.tier);
      if (verdict.effect !== 'ask') continue;
      if (this.#isGranted(step, granted)) granted.push(step);
      else {
        asks = true;
        rule ||= verdict.rule;
      }
    }
    // With the present state known it may be milder than it looked (deleting what was empty anyway), or be granted.
    if (!asks) for (const { write, app } of granted) grants.use(write, app?.id);
    if (!asks && writes.length <= bulkLimit) {
      const ready = steps.map(({ write, assessment }) => ({ write, assessment }));
      return { kind: 'done', results: await this.#direct(ready, signal) };
    }
    const why = asks ? rule : `more than ${bulkLimit} writes`;
    const plan = await plans.create(steps, tier, why, taint.sentence(), briefing);
    await logged(this.#parts.audit, {
      kind: 'plan',
      plan: plan.view.id,
      digest: plan.digest,
      tier,
      rule: plan.view.rule,
    });
    const approved = !asks || this.#unattended(tier);
    if (approved) {
      await plans.approve(plan.view.id, 'policy');
      await logged(this.#parts.audit, {
        kind: 'approved',
        plan: plan.view.id,
        digest: plan.digest,
        tier,
        channel: 'policy',
      });
    }
    return { kind: 'plan', plan, approved };
  }

  /** Nobody is asked about what could not be sent then: what is left of the hour has to do for every open plan. */
  async #assertRoom(writes: readonly Write[]): Promise<void> {
    const { budget, plans } = this.#parts;
    const open = await plans.list();
    const waiting = loadOf(open.flatMap(({ plan }) => plan.steps.map(({ write }) => write)));
    await budget.look(loadOf(writes), waiting);
  }

  /** A person allowed the same on this app a moment ago, and nothing foreign was read since. */
  #isGranted({ assessment, write, app }: PlannedStep, before: readonly PlannedStep[]): boolean {
    const { taint, grants } = this.#parts;
    const same = before.filter(
      (step) => step.write.operation.id === write.operation.id && step.app?.id === app?.id,
    );
    return assessment.tier === 'R2' && !taint.set && grants.covers(write, app?.id, same.length + 1);
  }

  /** A person wrote into the policy that plans up to this tier need only a second step. It cannot name R3. */
  #unattended(tier: Tier): boolean {
    const upTo = this.#parts.policy.approval.twoStepWithoutHuman;
    return upTo !== 'never' && higher(tier, upTo) === upTo;
  }

  /** Writes that have been handed to the network and not settled yet. */
  get underWay(): number {
    return this.#sender.underWay;
  }

  /** A plan that is still open, and whether somebody has agreed. Throws `unknown_plan`. */
  async open(planId: string): Promise<OpenPlan> {
    return this.#parts.plans.get(planId);
  }

  /** Counts a wrong answer to a plan; `true` when that voided it. */
  async wrongAnswer(planId: string): Promise<boolean> {
    return this.#parts.plans.wrongAnswer(planId);
  }

  /** Plans that wait, and grants that hold, in words. */
  async pending(): Promise<{ readonly plans: readonly string[]; readonly grants: readonly string[] }> {
    const { plans, grants } = this.#parts;
    try {
      const open = await plans.list();
      return {
        plans: open.map(
          ({ plan, state }) =>
            `${plan.view.id} (${state}, ${plan.view.tier}): ${plan.view.steps[0]?.title ?? ''}`,
        ),
        grants: grants.list(),
      };
    } catch (error) {
      // Which plans wait is not known, and that is said; everything else of the status is.
      if (!(error instanceof AscError)) throw error;
      return { plans: [`not known: ${error.message}`], grants: grants.list() };
    }
  }

  /** The session is about to show the model text of other people; grants end. */
  async markForeign(kind: string, count: number): Promise<void> {
    this.#parts.grants.end();
    await this.#parts.taint.add(kind, count);
  }

  /** Records a person's yes. */
  async approved(plan: Plan, channel: ChannelName, grant: boolean): Promise<void> {
    const { plans, grants } = this.#parts;
    await plans.approve(plan.view.id, channel);
    await logged(this.#parts.audit, {
      kind: 'approved',
      plan: plan.view.id,
      digest: plan.digest,
      tier: plan.view.tier,
      channel,
    });
    if (!grant || plan.view.tier !== 'R2') return;
    for (const { write, app } of plan.steps) {
      if (app === undefined) continue;
      grants.give(write, app);
      await logged(this.#parts.audit, {
        kind: 'grant',
        plan: plan.view.id,
        operation: write.operation.id,
        app: app.id,
      });
    }
  }

  /** Records a no; the plan is void. */
  async refused(plan: Plan, channel: ChannelName): Promise<void> {
    await this.#parts.plans.void(plan.view.id);
    await logged(this.#parts.audit, { kind: 'refused', plan: plan.view.id, digest: plan.digest, channel });
  }

  /**
   * Sends an approved plan, once. Before the first step every step's state is read again; another one means `STALE`
   * and nothing is sent. Stops at the first step that did not certainly succeed. `onStep` hears how far it is.
   */
  async apply(
    planId: string,
    signal: AbortSignal,
    onStep: (done: number, total: number) => void = () => undefined,
  ): Promise<{ readonly plan: Plan; readonly results: readonly StepResult[] }> {
    const { plans, budget } = this.#parts;
    // Where others have used the hour up since, the plan keeps its yes for as long as it lives.
    const { plan: waiting, state } = await plans.get(planId);
    if (state === 'approved') await budget.look(loadOf(waiting.steps.map(({ write }) => write)));
    // Before anything else, so that a second caller finds nothing.
    const plan = await plans.take(planId);
    try {
      return { plan, results: await this.#applied(plan, signal, onStep) };
    } finally {
      await plans.end(planId);
    }
  }

  async #applied(
    plan: Plan,
    signal: AbortSignal,
    onStep: (done: number, total: number) => void,
  ): Promise<readonly StepResult[]> {
    const { budget, plans } = this.#parts;
    const planId = plan.view.id;
    assertFillable(plan.steps.map(({ write }) => write));
    const look = this.#judge.look(plan.briefing);
    const now = await Promise.all(
      plan.steps.map(({ write }) => this.#judge.present(write, signal, true, look)),
    );
    const moved = plan.steps.findIndex(({ stateDigest, write }, index) => {
      const state = now[index];
      return state === undefined || hasMoved(stateDigest, { digest: digestOfState(write, state) });
    });
    if (moved >= 0) {
      await logged(this.#parts.audit, { kind: 'stale', plan: planId, digest: plan.digest });
      throw new AscError({
        code: 'STALE',
        message: `Step ${moved + 1} (${plan.steps[moved]?.view.title ?? ''}) was planned on another state: somebody changed it since.`,
        meaning: 'Nothing was changed.',
        next: 'Make the call again; the new plan shows what is there now.',
        outcome: 'not_sent',
      });
    }
    const load = loadOf(plan.steps.map(({ write }) => write));
    await budget.take(load);
    const results: StepResult[] = [];
    for (const [index, { write, assessment }] of plan.steps.entries()) {
      if (signal.aborted) break;
      onStep(index, plan.steps.length);
      try {
        await plans.note(planId, index, 'unknown');
      } catch (error) {
        // What could not be noted is not sent; what became of the steps before it must not be lost.
        if (results.length === 0 || !(error instanceof AscError)) throw error;
        results.push({ outcome: 'not_sent', error });
        break;
      }
      const send = () => this.#sender.next(write, assessment, results, now[index], signal, plan);
      let result = await send();
      for (let again = 0; !signal.aborted && mayRepeat(write, result, again); again += 1)
        result = await send();
      results.push(result);
      await this.#noted(planId, index, result);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return results;
  }

  /** Tells others what became of a step. It has been sent: when nobody can be told, the next step finds that out. */
  async #noted(planId: string, index: number, { outcome }: StepResult): Promise<void> {
    try {
      await this.#parts.plans.note(planId, index, outcome);
    } catch (error) {
      if (!(error instanceof AscError)) throw error;
    }
  }

  async #direct(
    writes: readonly { readonly write: Write; readonly assessment: Assessment }[],
    signal: AbortSignal,
  ): Promise<readonly StepResult[]> {
    const load = loadOf(writes.map(({ write }) => write));
    await this.#parts.budget.take(load);
    const results: StepResult[] = [];
    for (const { write, assessment } of writes) {
      if (signal.aborted) break;
      const result = await this.#sender.next(
        write,
        assessment,
        results,
        await this.#sender.before(write, signal),
        signal,
      );
      results.push(result);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return results;
  }
}
