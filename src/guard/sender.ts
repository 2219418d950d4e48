/** The only place that hands a write to the network: logged before, its outcome found out, logged after. */
import { objectAt, stringAt } from '../catalog/json.ts';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import type { AuditEvent } from './audit-record.ts';
import { digestOf } from './digest.ts';
import type { ExecutorParts } from './executor-parts.ts';
import type { Judge } from './judge.ts';
import { isOpen, withAskedIds } from './later.ts';
import { logged } from './log-first.ts';
import { givenAttributes } from './objects.ts';
import { orderOf } from './orders.ts';
import type { Plan } from './plan.ts';
import { type Present, presentState } from './present.ts';
import { settle } from './read-back.ts';
import { withMadeIds } from './step-references.ts';
import type { Assessment, StepResult, Write } from './types.ts';

export class Sender {
  readonly #parts: Pick<ExecutorParts, 'client' | 'catalog' | 'audit' | 'pauses' | 'writeDeadlineMs'>;
  readonly #judge: Judge;
  #underWay = 0;

  constructor(parts: ExecutorParts, judge: Judge) {
    this.#parts = parts;
    this.#judge = judge;
  }

  /** Writes that have been handed to the network and not settled yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * The state before a write that nobody looked at, where a lost answer could not be settled without: an order such as
   * `uploaded` shows in a state that may have been so already.
   */
  async before(write: Write, signal: AbortSignal): Promise<Present | undefined> {
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
  async next(
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
      await this.#judge.decide(ready, assessment, signal);
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
    if (write.words !== undefined) return this.before(write, signal);
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
    await logged(this.#parts.audit, { kind: 'intent', ...about, bodySha256: digestOf(write.body), fields });
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
    await logged(this.#parts.audit, outcome).catch(() => undefined);
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
