/** What a write means, whether the policy lets it go, and how a person sees it. Reads only; sends no change. */
import { type JsonObject, stringAt } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { digestOf } from './digest.ts';
import type { ExecutorParts } from './executor-parts.ts';
import { isOpen } from './later.ts';
import { logged } from './log-first.ts';
import type { PlannedStep } from './plan.ts';
import { decide, needsApp } from './policy.ts';
import { type Present, presentState } from './present.ts';
import { isTeamOperation } from './scope.ts';
import { sharedReads } from './shared-reads.ts';
import { assess } from './tier.ts';
import { phrase } from './titles.ts';
import type { Assessment, Briefing, StepWords, Verdict, Write } from './types.ts';

/** What one look at all steps of a call reads with. */
export interface Look {
  readonly client: AscClient;
  /** `type/id` → object as Apple sent it. */
  readonly known: ReadonlyMap<string, JsonObject>;
}

/** What a step was planned on: the state that it meets, and what was said of it where its job put it into words. */
export function digestOfState({ words }: Write, { digest }: Pick<Present, 'digest'>): string {
  return words === undefined ? digest : digestOf({ ...words, digest });
}

/** A step, and what the policy says to it. */
interface Judged {
  readonly step: PlannedStep;
  readonly verdict: Verdict;
}

export class Judge {
  readonly #parts: Pick<ExecutorParts, 'client' | 'catalog' | 'policy' | 'scopes' | 'taint' | 'audit'>;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** One look at all steps: the same read is sent once, and what the job has read of price points is not read again. */
  look({ known = [] }: Briefing = {}): Look {
    return {
      client: sharedReads(this.#parts.client),
      known: new Map(
        known.map((one) => [`${stringAt(one, 'type') ?? ''}/${stringAt(one, 'id') ?? ''}`, one] as const),
      ),
    };
  }

  /**
   * What a write meets. Of a step in words of its own only what exists already is looked at, to notice when it moves: its
   * target, or what stands where it puts something. What the plan makes first is not there to be read.
   */
  present(write: Write, signal: AbortSignal, verification: boolean, look: Look): Promise<Present> {
    const { client, known } = look;
    return presentState(client, this.#parts.catalog, write, signal, {
      verification,
      known,
      ...(write.words === undefined ? {} : { brief: true, held: true }),
    });
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

  async decide(write: Write, assessment: Assessment, signal: AbortSignal): Promise<Verdict> {
    const verdict = decide(this.#parts.policy, {
      operation: write.operation,
      tier: assessment.tier,
      ...(await this.#scope(write, signal)),
    });
    if (verdict.effect !== 'deny') return verdict;
    await logged(this.#parts.audit, {
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
  async step(write: Write, signal: AbortSignal, look: Look): Promise<Judged> {
    const { taint } = this.#parts;
    if (write.words !== undefined) return this.#wordedStep(write, write.words, signal, look);
    const now = await this.present(write, signal, false, look);
    const before = now.target?.attributes;
    const assessment = assess(write, { tainted: taint.set, ...(before === undefined ? {} : { before }) });
    const verdict = await this.decide(write, assessment, signal);
    const step: PlannedStep = {
      write,
      assessment,
      stateDigest: digestOfState(write, now),
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

  /** A step in the words of its job; what is there now only tells whether it moves until the step is sent. */
  async #wordedStep(write: Write, words: StepWords, signal: AbortSignal, look: Look): Promise<Judged> {
    const { app, title, changes } = words;
    const assessment = assess(write, { tainted: this.#parts.taint.set });
    const verdict = await this.decide(write, assessment, signal);
    const { tier, reasons, sendsEmail, irreversible } = assessment;
    const step: PlannedStep = {
      write,
      assessment,
      stateDigest: digestOfState(write, await this.present(write, signal, false, look)),
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
}
