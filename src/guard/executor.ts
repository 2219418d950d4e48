import type { Catalog } from '../catalog/index.ts';
import { type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import type { AuditLog } from './audit.ts';
import type { AuditEvent } from './audit-record.ts';
import type { WriteAllowance } from './budget.ts';
import { digestOf } from './digest.ts';
import type { Grants } from './grants.ts';
import { assertFillable, withAskedIds } from './later.ts';
import { givenAttributes } from './objects.ts';
import { orderOf } from './orders.ts';
import type { OpenPlan, Plan, PlannedStep, Plans } from './plan.ts';
import { decide, needsApp, type Policy } from './policy.ts';
import { hasMoved, type Present, presentState } from './present.ts';
import { type Pauses, settle } from './read-back.ts';
import { mayRepeat } from './repeatable.ts';
import { isTeamOperation, type Scopes } from './scope.ts';
import { sharedReads } from './shared-reads.ts';
import { refersToSteps, withMadeIds } from './step-references.ts';
import type { ForeignText } from './taint.ts';
import { assess, higher } from './tier.ts';
import { phrase } from './titles.ts';
import type { Assessment, Briefing, ChannelName, StepResult, StepWords, Verdict, Write } from './types.ts';

/** The parts that the executor is put together from; each has its own file. */
export interface ExecutorParts {
  readonly client: AscClient;
  readonly catalog: Catalog;
  /** With every app as an id. */
  readonly policy: Policy;
  readonly scopes: Scopes;
  readonly plans: Plans;
  readonly taint: ForeignText;
  readonly grants: Grants;
  readonly budget: WriteAllowance;
  readonly audit: Pick<AuditLog, 'append'>;
  /** How reading back waits; real time when absent. */
  readonly pauses?: Pauses;
  /** Milliseconds after which a write is given up; the client's own limit when absent. */
  readonly writeDeadlineMs?: number;
}

/** What became of a call: done, or a plan that waits for a person (or for the assistant's second look). */
export type Submission =
  | { readonly kind: 'done'; readonly results: readonly StepResult[] }
  | { readonly kind: 'plan'; readonly plan: Plan; readonly approved: boolean };

/** What one look at all steps of a call reads with. */
interface Look {
  readonly client: AscClient;
  /** `type/id` → object as Apple sent it. */
  readonly known: ReadonlyMap<string, JsonObject>;
}

/** Whether ids are missing that only earlier steps, or the job at the step's turn, can give. */
function isOpen(write: Write): boolean {
  return write.later !== undefined || refersToSteps(write);
}

/** Writes of one call that run without becoming a plan, when nothing asks for a person. */
const bulkLimit = 10;

/**
 * The one place that can send a write. Every tool's change comes through here: assessed, held against the policy,
 * planned and approved where it has to be, logged before and after, and its outcome found out.
 */
export class Executor {
  readonly #parts: ExecutorParts;
  #underWay = 0;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** Steps as a person would see them; nothing is kept, nothing is sent. */
  async preview(writes: readonly Write[], signal: AbortSignal): Promise<readonly PlannedStep[]> {
    const look = this.#look();
    const steps: PlannedStep[] = [];
    for (const write of writes) steps.push((await this.#step(write, signal, look)).step);
    return steps;
  }

  /** Runs what may run, plans the rest. Throws `denied` when the policy forbids any of it: then nothing is sent. */
  async submit(writes: readonly Write[], signal: AbortSignal, briefing: Briefing = {}): Promise<Submission> {
    const { taint, plans, grants } = this.#parts;
    await taint.refresh();
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
    const granted: PlannedStep[] = [];
    const look = this.#look(briefing);
    for (const write of writes) {
      const { step, verdict } = await this.#step(write, signal, look);
      steps.push(step);
      tier = higher(tier, step.assessment.tier);
      if (verdict.effect !== 'ask') continue;
      if (this.#isGranted(step)) granted.push(step);
      else {
        asks = true;
        rule ||= verdict.rule;
      }
    }
    // With the present state known it may be milder than it looked (deleting what was empty anyway), or be granted.
    if (!asks && writes.length <= bulkLimit) {
      for (const { write, app } of granted) grants.use(write, app?.id);
      const ready = steps.map(({ write, assessment }) => ({ write, assessment }));
      return { kind: 'done', results: await this.#direct(ready, signal) };
    }
    const why = asks ? rule : `more than ${bulkLimit} writes`;
    const plan = await plans.create(steps, tier, why, taint.sentence(), briefing);
    await this.#audit({ kind: 'plan', plan: plan.view.id, digest: plan.digest, tier, rule: plan.view.rule });
    const approved = !asks || this.#unattended(tier);
    if (approved) {
      await plans.approve(plan.view.id, 'policy');
      await this.#audit({
        kind: 'approved',
        plan: plan.view.id,
        digest: plan.digest,
        tier,
        channel: 'policy',
      });
    }
    return { kind: 'plan', plan, approved };
  }

  /** A person allowed the same on this app a moment ago, and nothing foreign was read since. */
  #isGranted({ assessment, write, app }: PlannedStep): boolean {
    const { taint, grants } = this.#parts;
    return assessment.tier === 'R2' && !taint.set && grants.covers(write, app?.id);
  }

  /** A person wrote into the policy that plans up to this tier need only a second step. Never R3. */
  #unattended(tier: Tier): boolean {
    const upTo = this.#parts.policy.approval.twoStepWithoutHuman;
    return upTo !== 'never' && tier !== 'R3' && higher(tier, upTo) === upTo;
  }

  /** Writes that have been handed to the network and not settled yet. */
  get underWay(): number {
    return this.#underWay;
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
    const open = await plans.list();
    return {
      plans: open.map(
        ({ plan, state }) =>
          `${plan.view.id} (${state}, ${plan.view.tier}): ${plan.view.steps[0]?.title ?? ''}`,
      ),
      grants: grants.list(),
    };
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
    await this.#audit({
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
      await this.#audit({ kind: 'grant', plan: plan.view.id, operation: write.operation.id, app: app.id });
    }
  }

  /** Records a no; the plan is void. */
  async refused(plan: Plan, channel: ChannelName): Promise<void> {
    await this.#parts.plans.void(plan.view.id);
    await this.#audit({ kind: 'refused', plan: plan.view.id, digest: plan.digest, channel });
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
    const { plans } = this.#parts;
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
    const look = this.#look(plan.briefing);
    const now = await Promise.all(
      plan.steps.map(({ write }) =>
        // Who made the step in words of its own has looked.
        write.words === undefined ? this.#present(write, signal, true, look) : undefined,
      ),
    );
    const moved = plan.steps.findIndex(({ stateDigest, write }, index) => {
      const state = now[index];
      return write.words === undefined && (state === undefined || hasMoved(stateDigest, state));
    });
    if (moved >= 0) {
      await this.#audit({ kind: 'stale', plan: planId, digest: plan.digest });
      throw new AscError({
        code: 'STALE',
        message: `Step ${moved + 1} (${plan.steps[moved]?.view.title ?? ''}) was planned on another state: somebody changed it since.`,
        meaning: 'Nothing was changed.',
        next: 'Make the call again; the new plan shows what is there now.',
        outcome: 'not_sent',
      });
    }
    await budget.take(plan.steps.length, plan.steps.filter(({ write }) => write.method === 'DELETE').length);
    const results: StepResult[] = [];
    for (const [index, { write, assessment }] of plan.steps.entries()) {
      if (signal.aborted) break;
      onStep(index, plan.steps.length);
      await plans.note(planId, index, 'unknown');
      const send = async () =>
        this.#next(
          write,
          assessment,
          results,
          now[index] ?? (await this.#before(write, signal)),
          signal,
          plan,
        );
      let result = await send();
      for (let again = 0; !signal.aborted && mayRepeat(write, result, again); again += 1)
        result = await send();
      results.push(result);
      await plans.note(planId, index, result.outcome);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return results;
  }

  /** One flushed line, or nothing is sent. */
  async #audit(event: AuditEvent): Promise<void> {
    try {
      await this.#parts.audit.append(event);
    } catch (cause) {
      throw new AscError({
        code: 'audit_unavailable',
        message: 'The audit log cannot be written, so nothing is changed.',
        meaning: 'Every change is logged before it is sent. Reading goes on.',
        next: 'Free the disk or make the state folder writable (asc-mcp audit verify says what is wrong), then call again.',
        outcome: 'not_sent',
        cause,
      });
    }
  }

  /** One look at all steps: the same read is sent once, and what the job has read of price points is not read again. */
  #look({ known = [] }: Briefing = {}): Look {
    return {
      client: sharedReads(this.#parts.client),
      known: new Map(
        known.map((one) => [`${stringAt(one, 'type') ?? ''}/${stringAt(one, 'id') ?? ''}`, one] as const),
      ),
    };
  }

  #present(write: Write, signal: AbortSignal, verification: boolean, look: Look): Promise<Present> {
    const { client, known } = look;
    return presentState(client, this.#parts.catalog, write, signal, { verification, known });
  }

  /** Whose the target is; asked of Apple only where the policy cares. */
  async #scope(write: Write, signal: AbortSignal): Promise<{ appId?: string; isTeamObject: boolean }> {
    const { catalog, policy, scopes } = this.#parts;
    // What does not exist yet cannot be asked; once it does, the policy is asked again.
    if (write.words !== undefined && isOpen(write)) return { isTeamObject: false, appId: write.words.app.id };
    if (isTeamOperation(catalog, write.operation.id)) return { isTeamObject: true };
    if (!needsApp(policy, write.operation.id)) return { isTeamObject: false };
    const among = policy.apps;
    const scope = await scopes.of(write, { signal, ...(among === undefined ? {} : { among }) });
    if (scope.kind === 'team') return { isTeamObject: true };
    return { isTeamObject: false, ...(scope.kind === 'app' ? { appId: scope.id } : {}) };
  }

  async #decide(write: Write, assessment: Assessment, signal: AbortSignal): Promise<Verdict> {
    const verdict = decide(this.#parts.policy, {
      operation: write.operation,
      tier: assessment.tier,
      ...(await this.#scope(write, signal)),
    });
    if (verdict.effect !== 'deny') return verdict;
    await this.#audit({
      kind: 'denied',
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
    look: Look,
  ): Promise<{ step: PlannedStep; verdict: Verdict }> {
    const { taint } = this.#parts;
    if (write.words !== undefined) return this.#wordedStep(write, write.words, signal);
    const now = await this.#present(write, signal, false, look);
    const before = now.target?.attributes;
    const assessment = assess(write, { tainted: taint.set, ...(before === undefined ? {} : { before }) });
    const verdict = await this.#decide(write, assessment, signal);
    const step: PlannedStep = {
      write,
      assessment,
      stateDigest: now.digest,
      ...(now.app === undefined ? {} : { app: now.app }),
      view: {
        title: phrase(write, now),
        operationId: write.operation.id,
        tier: assessment.tier,
        changes: now.changes,
        reasons: assessment.reasons,
        sendsEmail: assessment.sendsEmail,
        irreversible: assessment.irreversible,
        ...(now.app === undefined ? {} : { app: now.app.name }),
      },
    };
    return { step, verdict };
  }

  /** A step in the words of its job, instead of what is there now. */
  async #wordedStep(
    write: Write,
    words: StepWords,
    signal: AbortSignal,
  ): Promise<{ step: PlannedStep; verdict: Verdict }> {
    const { app, title, changes } = words;
    const assessment = assess(write, { tainted: this.#parts.taint.set });
    const verdict = await this.#decide(write, assessment, signal);
    const { tier, reasons, sendsEmail, irreversible } = assessment;
    const step: PlannedStep = {
      write,
      assessment,
      stateDigest: digestOf({ title, changes, app }),
      app,
      view: {
        title,
        operationId: write.operation.id,
        tier,
        changes,
        reasons,
        sendsEmail,
        irreversible,
        app: app.name,
      },
    };
    return { step, verdict };
  }

  async #direct(
    writes: readonly { readonly write: Write; readonly assessment: Assessment }[],
    signal: AbortSignal,
  ): Promise<readonly StepResult[]> {
    await this.#parts.budget.take(
      writes.length,
      writes.filter(({ write }) => write.method === 'DELETE').length,
    );
    const results: StepResult[] = [];
    for (const { write, assessment } of writes) {
      if (signal.aborted) break;
      const result = await this.#next(write, assessment, results, await this.#before(write, signal), signal);
      results.push(result);
      if (result.outcome !== 'applied' && result.outcome !== 'applied_unverified') break;
    }
    return results;
  }

  /**
   * The state before a write that nobody looked at, where a lost answer could not be settled without: an order such as
   * `uploaded` shows in a state that may have been so already.
   */
  async #before(write: Write, signal: AbortSignal): Promise<Present | undefined> {
    const { client, catalog } = this.#parts;
    const orders = Object.entries(givenAttributes(write.body)).some(
      ([name, value]) => orderOf(write.operation.id, name, value) !== undefined,
    );
    if (!orders) return undefined;
    // Without it the write goes on all the same; its outcome is only harder to tell.
    return presentState(client, catalog, write, signal, { brief: true }).catch(() => undefined);
  }

  /**
   * Sends a step with all its ids: those that the steps before it made, and those that its job has to ask for. Once the
   * target is known the policy is asked about it.
   */
  async #next(
    write: Write,
    assessment: Assessment,
    results: readonly StepResult[],
    before: Present | undefined,
    signal: AbortSignal,
    plan?: Plan,
  ): Promise<StepResult> {
    const { tier } = assessment;
    if (!isOpen(write)) return this.#send(write, tier, before, signal, plan);
    let ready: Write;
    try {
      ready = withMadeIds(await withAskedIds(write, results, signal), results);
      await this.#decide(ready, assessment, signal);
    } catch (error) {
      // Earlier steps have been sent; what became of them must not be lost.
      if (error instanceof AscError) return { outcome: 'not_sent', error };
      throw error;
    }
    return this.#send(ready, tier, await this.#beside(ready, before, signal), signal, plan);
  }

  /**
   * What stands beside an object that is about to be made under one that an earlier step made: it can be read only now,
   * and a lost answer could not be settled without. A job with words of its own makes what has a name of its own.
   */
  #beside(write: Write, before: Present | undefined, signal: AbortSignal): Promise<Present | undefined> {
    const { client, catalog } = this.#parts;
    if (write.words !== undefined) return this.#before(write, signal);
    return presentState(client, catalog, write, signal, { brief: true }).catch(() => before);
  }

  /** Logs, sends, finds out, logs. */
  async #send(
    write: Write,
    tier: Tier,
    before: Present | undefined,
    signal: AbortSignal,
    plan?: Plan,
  ): Promise<StepResult> {
    const about = {
      operation: write.operation.id,
      tier,
      ...(write.id === undefined ? {} : { targets: [write.id] }),
      ...(plan === undefined ? {} : { plan: plan.view.id, digest: plan.digest }),
    };
    const fields = Object.keys(objectAt(objectAt(write.body, 'data'), 'attributes'));
    await this.#audit({ kind: 'intent', ...about, bodySha256: digestOf(write.body), fields });
    const began = performance.now();
    this.#underWay += 1;
    const result = await this.#outcome(write, before, signal).finally(() => {
      this.#underWay -= 1;
    });
    const outcome: AuditEvent = {
      kind: 'outcome',
      ...about,
      outcome: result.outcome,
      durationMs: Math.round(performance.now() - began),
      ...(result.status === undefined ? {} : { status: result.status }),
      ...(result.requestId === undefined ? {} : { requestId: result.requestId }),
    };
    // What happened is told even when it cannot be logged any more; the intent stands in the log.
    await this.#audit(outcome).catch(() => undefined);
    return result;
  }

  async #outcome(write: Write, before: Present | undefined, signal: AbortSignal): Promise<StepResult> {
    const { client, catalog, pauses, writeDeadlineMs } = this.#parts;
    try {
      const answer = await client.request({
        method: write.method,
        path: write.path,
        body: write.body,
        signal,
        ...(writeDeadlineMs === undefined ? {} : { deadlineMs: writeDeadlineMs }),
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
        const settled = await settle(client, catalog, write, before, new AbortController().signal, pauses);
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
