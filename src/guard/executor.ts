import { objectAt, stringAt } from '../catalog/json.ts';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import type { WriteBudget } from './budget.ts';
import { digestOf } from './digest.ts';
import type { Grants } from './grants.ts';
import type { Plan, PlannedStep, PlanStore } from './plan.ts';
import type { Taint } from './taint.ts';
import { assess, higher } from './tier.ts';
import type { Assessment, Change, ChannelName, StepResult, Verdict, Write } from './types.ts';

/** What is there now, as far as a write touches it. */
export interface PresentView {
  /** The step in words, from our template and cleaned names. */
  readonly title: string;
  readonly app?: { readonly id: string; readonly name: string };
  readonly changes: readonly Change[];
  /** Attributes of the object in the path. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** Digest of the state that matters; another digest later means that somebody else changed it. */
  readonly digest: string;
}

/** One line of the audit log as the executor writes it. Never values, names or secrets. */
export interface AuditEvent {
  readonly event: 'plan' | 'approved' | 'refused' | 'stale' | 'intent' | 'outcome' | 'denied' | 'grant';
  readonly operation?: string;
  readonly target?: string;
  readonly app?: string;
  readonly tier?: Tier;
  readonly rule?: string;
  readonly plan?: string;
  readonly digest?: string;
  readonly channel?: ChannelName;
  readonly bodySha256?: string;
  readonly fields?: readonly string[];
  readonly status?: number;
  readonly outcome?: string;
  readonly requestId?: string;
  readonly durationMs?: number;
}

/** The parts that the executor is put together from; each has its own file. */
export interface ExecutorParts {
  readonly client: AscClient;
  readonly plans: PlanStore;
  readonly taint: Taint;
  readonly grants: Grants;
  readonly budget: WriteBudget;
  /** Policy, with the app of the target found by relation. */
  readonly decide: (write: Write, assessment: Assessment, signal: AbortSignal) => Promise<Verdict>;
  readonly present: (write: Write, signal: AbortSignal, verification: boolean) => Promise<PresentView>;
  /** Finds out by reading what became of a write whose answer was lost. */
  readonly settle: (
    write: Write,
    before: PresentView | undefined,
    signal: AbortSignal,
  ) => Promise<StepResult>;
  /** Writes and flushes one line; throws when it cannot. */
  readonly audit: (event: AuditEvent) => Promise<void>;
}

/** What became of a call: done, or a plan that waits for a person (or for the assistant's second look). */
export type Submission =
  | { readonly kind: 'done'; readonly results: readonly StepResult[] }
  | { readonly kind: 'plan'; readonly plan: Plan; readonly approved: boolean };

/** Writes of one call that run without becoming a plan, when nothing asks for a person. */
export const bulkLimit = 10;

/**
 * The one place that can send a write. Every tool's change comes through here: assessed, held against the policy,
 * planned and approved where it has to be, logged before and after, and its outcome found out.
 */
export class Executor {
  readonly #parts: ExecutorParts;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** Steps as a person would see them; nothing is kept, nothing is sent. */
  async preview(writes: readonly Write[], signal: AbortSignal): Promise<readonly PlannedStep[]> {
    const steps: PlannedStep[] = [];
    for (const write of writes) steps.push((await this.#step(write, signal)).step);
    return steps;
  }

  /** Runs what may run, plans the rest. Throws `denied` when the policy forbids any of it: then nothing is sent. */
  async submit(writes: readonly Write[], signal: AbortSignal): Promise<Submission> {
    const { taint, plans, audit } = this.#parts;
    const first = await Promise.all(
      writes.map(async (write) => {
        const assessment = assess(write, { tainted: taint.set });
        return { write, assessment, verdict: await this.#decide(write, assessment, signal) };
      }),
    );
    const quiet = first.every(({ verdict }) => verdict.effect === 'allow');
    if (quiet && writes.length <= bulkLimit)
      return { kind: 'done', results: await this.#direct(first, signal) };

    const steps: PlannedStep[] = [];
    let tier: Tier = 'R1';
    let rule = '';
    let asks = false;
    for (const write of writes) {
      const { step, verdict, granted } = await this.#step(write, signal);
      steps.push(step);
      tier = higher(tier, step.assessment.tier);
      if (verdict.effect === 'ask' && !granted) {
        asks = true;
        rule ||= verdict.rule;
      }
    }
    // With the present state known it may be milder than it looked (deleting what was empty anyway), or be granted.
    if (!asks && writes.length <= bulkLimit) {
      const ready = steps.map(({ write, assessment }) => ({ write, assessment }));
      return { kind: 'done', results: await this.#direct(ready, signal) };
    }
    const plan = plans.create(steps, tier, asks ? rule : `more than ${bulkLimit} writes`, taint.sentence());
    await audit({ event: 'plan', plan: plan.view.id, digest: plan.digest, tier, rule: plan.view.rule });
    if (!asks) plans.approve(plan.view.id, 'policy');
    return { kind: 'plan', plan, approved: !asks };
  }

  /** Records a person's yes. */
  async approved(plan: Plan, channel: ChannelName, grant: boolean): Promise<void> {
    const { plans, grants, audit } = this.#parts;
    plans.approve(plan.view.id, channel);
    await audit({
      event: 'approved',
      plan: plan.view.id,
      digest: plan.digest,
      tier: plan.view.tier,
      channel,
    });
    if (!grant || plan.view.tier !== 'R2') return;
    for (const { write, view } of plan.steps) {
      if (view.app === undefined) continue;
      grants.give(write, view.app);
      await audit({ event: 'grant', plan: plan.view.id, operation: write.operation.id, app: view.app });
    }
  }

  /** Records a no; the plan is void. */
  async refused(plan: Plan, channel: ChannelName): Promise<void> {
    this.#parts.plans.void(plan.view.id);
    await this.#parts.audit({ event: 'refused', plan: plan.view.id, digest: plan.digest, channel });
  }

  /**
   * Sends an approved plan, once. Before the first step every step's state is read again; another one means `STALE`
   * and nothing is sent. Stops at the first step that did not certainly succeed.
   */
  async apply(
    planId: string,
    signal: AbortSignal,
  ): Promise<{ readonly plan: Plan; readonly results: readonly StepResult[] }> {
    const { plans, present, audit, budget } = this.#parts;
    // Before any wait, so that a second caller finds nothing.
    const plan = plans.take(planId);
    const now = await Promise.all(plan.steps.map(({ write }) => present(write, signal, true)));
    const moved = plan.steps.findIndex(({ stateDigest }, index) => stateDigest !== now[index]?.digest);
    if (moved >= 0) {
      await audit({ event: 'stale', plan: planId, digest: plan.digest });
      throw new AscError({
        code: 'STALE',
        message: `Step ${moved + 1} (${plan.steps[moved]?.view.title ?? ''}) was planned on another state: somebody changed it since.`,
        meaning: 'Nothing was changed.',
        next: 'Make the call again; the new plan shows what is there now.',
        outcome: 'not_sent',
      });
    }
    budget.take(plan.steps.length, plan.steps.filter(({ write }) => write.method === 'DELETE').length);
    const results: StepResult[] = [];
    for (const [index, { write, assessment }] of plan.steps.entries()) {
      if (signal.aborted) break;
      const result = await this.#send(write, assessment.tier, now[index], signal, plan);
      results.push(result);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return { plan, results };
  }

  async #decide(write: Write, assessment: Assessment, signal: AbortSignal): Promise<Verdict> {
    const verdict = await this.#parts.decide(write, assessment, signal);
    if (verdict.effect !== 'deny') return verdict;
    await this.#parts.audit({
      event: 'denied',
      operation: write.operation.id,
      tier: assessment.tier,
      rule: verdict.rule,
    });
    throw new AscError({
      code: 'denied',
      message: `The policy forbids ${write.operation.id}: ${verdict.rule}.`,
      meaning: 'Nothing was changed. Only a person can change the policy.',
      next: `asc-mcp policy explain ${write.operation.id} says why.`,
      outcome: 'not_sent',
    });
  }

  /** One step with the present state read, assessed on it and held against policy and grants. */
  async #step(
    write: Write,
    signal: AbortSignal,
  ): Promise<{ step: PlannedStep; verdict: Verdict; granted: boolean }> {
    const { present, taint, grants } = this.#parts;
    const now = await present(write, signal, false);
    const assessment = assess(write, {
      tainted: taint.set,
      ...(now.before === undefined ? {} : { before: now.before }),
    });
    const verdict = await this.#decide(write, assessment, signal);
    const granted =
      assessment.tier === 'R2' && !taint.set && verdict.effect === 'ask' && grants.use(write, now.app?.name);
    const step: PlannedStep = {
      write,
      assessment,
      stateDigest: now.digest,
      view: {
        title: now.title,
        operationId: write.operation.id,
        tier: assessment.tier,
        changes: now.changes,
        reasons: assessment.reasons,
        sendsEmail: assessment.sendsEmail,
        irreversible: assessment.irreversible,
        ...(now.app === undefined ? {} : { app: now.app.name }),
      },
    };
    return { step, verdict, granted };
  }

  async #direct(
    writes: readonly { readonly write: Write; readonly assessment: Assessment }[],
    signal: AbortSignal,
  ): Promise<readonly StepResult[]> {
    this.#parts.budget.take(writes.length, writes.filter(({ write }) => write.method === 'DELETE').length);
    const results: StepResult[] = [];
    for (const { write, assessment } of writes) {
      if (signal.aborted) break;
      const result = await this.#send(write, assessment.tier, undefined, signal);
      results.push(result);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return results;
  }

  /** Logs, sends, finds out, logs. */
  async #send(
    write: Write,
    tier: Tier,
    before: PresentView | undefined,
    signal: AbortSignal,
    plan?: Plan,
  ): Promise<StepResult> {
    const { audit } = this.#parts;
    const about = {
      operation: write.operation.id,
      tier,
      ...(write.id === undefined ? {} : { target: write.id }),
      ...(plan === undefined ? {} : { plan: plan.view.id, digest: plan.digest }),
    };
    const fields = Object.keys(objectAt(objectAt(write.body, 'data'), 'attributes'));
    await audit({ event: 'intent', ...about, bodySha256: digestOf(write.body), fields });
    const began = performance.now();
    const result = await this.#outcome(write, before, signal);
    await audit({
      event: 'outcome',
      ...about,
      outcome: result.outcome,
      durationMs: Math.round(performance.now() - began),
      ...(result.status === undefined ? {} : { status: result.status }),
      ...(result.requestId === undefined ? {} : { requestId: result.requestId }),
    });
    return result;
  }

  async #outcome(write: Write, before: PresentView | undefined, signal: AbortSignal): Promise<StepResult> {
    const { client, settle } = this.#parts;
    try {
      const answer = await client.request({
        method: write.method,
        path: write.path,
        body: write.body,
        signal,
      });
      const id = stringAt(objectAt(answer.body, 'data'), 'id') ?? write.id;
      return {
        outcome: 'applied',
        status: answer.status,
        ...(answer.body === undefined ? {} : { body: answer.body }),
        ...(id === undefined ? {} : { id }),
        ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
      };
    } catch (error) {
      if (!(error instanceof AscError)) throw error;
      if (error.outcome === 'unknown' || error.outcome === 'applied_unverified') {
        const settled = await settle(write, before, new AbortController().signal);
        const kept =
          error.outcome === 'applied_unverified' && settled.outcome === 'unknown'
            ? 'applied_unverified'
            : settled.outcome;
        return { ...settled, outcome: kept, error };
      }
      return {
        outcome: error.outcome === 'not_sent' ? 'not_sent' : 'rejected',
        error,
        ...(error.status === undefined ? {} : { status: error.status }),
        ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
      };
    }
  }
}
