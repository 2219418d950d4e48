import { randomUUID } from 'node:crypto';
import type { Catalog } from '../catalog/index.ts';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import {
  assertRoom,
  gone,
  mostWrongAnswers,
  notApproved,
  type OpenPlan,
  type Plan,
  type PlannedStep,
  type Plans,
  planDigest,
  viewOf,
} from '../guard/plan.ts';
import type { Briefing, ChannelName, StepOutcome } from '../guard/types.ts';
import type { RedisScripts } from './connection.ts';
import { readPlan, written } from './plan-document.ts';
import {
  approveScript,
  beatScript,
  createScript,
  listScript,
  noteScript,
  readScript,
  takeScript,
  voidScript,
  wrongScript,
} from './plan-scripts.ts';
import type { Seals } from './seal.ts';

/** Whose plans these are, and how they are checked. */
export interface RedisPlansOptions {
  /** The keys of this client in this account, and of no other. */
  readonly redis: RedisScripts;
  readonly seals: Seals;
  readonly catalog: Catalog;
  readonly principal: string;
  readonly keyId: string;
  readonly target: string;
  readonly most?: number;
  readonly now?: () => number;
}

/** While a plan is sent its server gives a sign so often, and is given up for lost after so long without, milliseconds. */
const beat = 5_000;
const lease = 20_000;
/** How long it can be learnt what became of a plan that was interrupted. */
const remembered = 3_600_000;

/** Pause before the end of a plan that Redis did not take is told again, milliseconds, and how often at most. */
const tellAgain = 2_000;
const mostTellings = 300;

/**
 * Plans that several processes share. Each change of state is one script, so that of two servers one alone takes a plan,
 * and a plan outlives the server that made it. While a plan is sent, each step's outcome is noted: when the server dies
 * in between, the others can say how far it came.
 *
 * What is sent and what a person reads stands in Redis sealed, and so does a person's yes: whoever runs Redis can read
 * neither, can change neither, and can agree to nothing.
 */
export class RedisPlans implements Plans {
  readonly #options: RedisPlansOptions;
  readonly #now: () => number;
  /** Plans that this process is sending. */
  readonly #sending = new Map<string, NodeJS.Timeout>();
  /** Plans that it has taken, until they would have expired: a Redis that forgot the last moment gives none twice. */
  readonly #taken = new Map<string, number>();
  readonly #process = randomUUID();

  constructor(options: RedisPlansOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async create(
    steps: readonly PlannedStep[],
    tier: Tier,
    rule: string,
    taint: string | undefined,
    briefing: Briefing = {},
  ): Promise<Plan> {
    const { most = 20, target } = this.#options;
    assertRoom(steps.length, 0, most, briefing);
    const view = viewOf(steps, { tier, rule, taint, target, now: this.#now(), briefing });
    const plan: Plan = { view, steps, digest: this.#digest(view.id, steps), briefing };
    const open = await this.#run(
      createScript,
      [this.#plan(view.id), this.#index],
      [
        this.#now(),
        view.expiresAt,
        view.id,
        most,
        this.#options.seals.seal(written(plan), this.#about(view.id)),
      ],
    );
    if (Number(open) >= 0) assertRoom(0, Number(open), most);
    return plan;
  }

  async get(id: string): Promise<OpenPlan> {
    const kept = await this.#kept(id);
    const { state } = kept.fields;
    if (state === 'running') throw this.#interrupted(kept);
    if (state === 'pending') return { plan: kept.plan, state };
    if (state !== 'approved') throw gone();
    return { plan: kept.plan, state, channel: this.#agreed(kept) };
  }

  async approve(id: string, channel: ChannelName): Promise<void> {
    const { plan } = await this.#kept(id);
    const approval = this.#options.seals.seal(channel, this.#about(id, 'approved', plan.digest));
    if (Number(await this.#run(approveScript, [this.#plan(id)], [approval])) !== 1) throw gone();
  }

  async void(id: string): Promise<void> {
    await this.#run(voidScript, [this.#plan(id), this.#index], [id]);
  }

  async wrongAnswer(id: string): Promise<boolean> {
    return Number(await this.#run(wrongScript, [this.#plan(id), this.#index], [id, mostWrongAnswers])) === 1;
  }

  async take(id: string): Promise<Plan> {
    const taken = await this.#run(
      takeScript,
      [this.#plan(id), this.#index],
      [id, this.#now(), remembered, this.#process],
    );
    if (taken === 'pending') throw notApproved();
    if (taken === 'gone') throw gone();
    try {
      const kept = await this.#kept(id);
      if (taken !== 'taken') throw this.#interrupted(kept);
      this.#assertSendable(kept);
      const sign = setInterval(() => {
        this.#run(beatScript, [this.#plan(id)], [this.#now()]).catch(() => undefined);
      }, beat);
      this.#sending.set(id, sign.unref());
      return kept.plan;
    } catch (error) {
      // Nobody shall wait for what is not going to be sent.
      if (taken === 'taken') await this.end(id);
      throw error;
    }
  }

  async note(id: string, step: number, outcome: StepOutcome): Promise<void> {
    const noted = await this.#run(noteScript, [this.#plan(id)], [step, outcome, this.#now(), this.#process]);
    if (Number(noted) !== 1) throw lost();
  }

  /** Never fails: what was sent was sent. While Redis is away the plan stands there as running, and cannot be taken. */
  async end(id: string): Promise<void> {
    clearInterval(this.#sending.get(id));
    this.#sending.delete(id);
    const tell = (left: number): Promise<void> =>
      this.void(id).catch(() => {
        if (left > 0) setTimeout(tell, tellAgain, left - 1).unref();
      });
    await tell(mostTellings);
  }

  async list(): Promise<readonly OpenPlan[]> {
    const ids = await this.#run(listScript, [this.#index], [this.#now()]);
    const open = await Promise.all(
      (Array.isArray(ids) ? ids : []).map((id) =>
        this.get(String(id)).catch((error: unknown) => {
          // Taken or expired in between; that Redis went away in between is no empty list.
          if (error instanceof AscError && error.code !== 'shared_state_unavailable') return undefined;
          throw error;
        }),
      ),
    );
    return open.filter((plan) => plan !== undefined);
  }

  /** What is sent must be what was shown, in its time, agreed to, and sent here for the first time. */
  #assertSendable(kept: KeptPlan): void {
    const { plan } = kept;
    const { id, expiresAt } = plan.view;
    for (const [other, until] of this.#taken) if (until <= this.#now()) this.#taken.delete(other);
    if (expiresAt <= this.#now() || this.#taken.has(id)) throw gone();
    this.#agreed(kept);
    if (this.#digest(id, plan.steps) !== plan.digest) throw unreadable();
    this.#taken.set(id, expiresAt);
  }

  #run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#options.redis.run(script, keys, args.map(String));
  }

  #plan(id: string): string {
    return `plan:${id}`;
  }

  get #index(): string {
    return 'plans';
  }

  #digest(id: string, steps: readonly PlannedStep[]): string {
    const { principal, keyId, seals } = this.#options;
    return planDigest(id, steps, { principal, keyId, boot: seals.derived('plans').toString('hex') });
  }

  /** What a sealed record is about: it opens as this plan's, for this key and client, and as nothing else. */
  #about(id: string, ...more: readonly string[]): readonly string[] {
    const { keyId, principal, target } = this.#options;
    return ['plan', id, keyId, target, principal, ...more];
  }

  /** The channel through which a person agreed to this very plan. */
  #agreed({ plan, fields }: KeptPlan): ChannelName {
    const about = this.#about(plan.view.id, 'approved', plan.digest);
    const channel = this.#options.seals.open(fields['approval'] ?? '', about);
    if (!isChannel(channel)) throw unreadable();
    return channel;
  }

  async #kept(id: string): Promise<KeptPlan> {
    const answer = await this.#run(readScript, [this.#plan(id)], []);
    const fields = pairs(answer);
    const { document } = fields;
    if (document === undefined) throw gone();
    const text = this.#options.seals.open(document, this.#about(id));
    if (text === undefined) throw unreadable();
    const plan = readPlan(text, this.#options.catalog);
    if (plan?.view.id !== id || (fields['state'] !== 'running' && plan.view.expiresAt <= this.#now()))
      throw gone();
    return { plan, fields };
  }

  /** What is known of a plan that is being sent, or whose server ended while it was. */
  #interrupted({ plan, fields }: KeptPlan): AscError {
    if (this.#now() - Number(fields['beat'] ?? 0) < lease)
      return new AscError({
        code: 'plan_running',
        message: 'This plan is being sent right now, by another call.',
        next: 'Wait for the answer of that call.',
        outcome: 'not_sent',
      });
    const told = plan.steps.map(
      ({ view }, index) => `${index + 1}. ${view.title}: ${fields[`step:${index}`] ?? 'not sent'}`,
    );
    return new AscError({
      code: 'plan_interrupted',
      message: `The server that sent this plan ended in between. ${told.join('; ')}.`,
      meaning: 'An outcome "unknown" means: it was handed to the network, and nobody saw the answer.',
      next: 'Look at the objects of the unknown steps, then make the call again: it plans what is left.',
      outcome: 'unknown',
    });
  }
}

/** A plan as it stands in Redis: its document opened, and what has become of it. */
interface KeptPlan {
  readonly plan: Plan;
  readonly fields: Readonly<Record<string, string>>;
}

/** Redis answers a hash as a flat list: name, value, name, value. */
function pairs(answer: unknown): Record<string, string> {
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  const out: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) out[flat[index] ?? ''] = flat[index + 1] ?? '';
  return out;
}

/** A record that was put there, changed or exchanged by somebody else. */
function unreadable(): AscError {
  return new AscError({
    code: 'plan_unreadable',
    message: 'What Redis keeps of this plan cannot be opened: it was changed, or written with another key.',
    meaning: 'Nothing was changed.',
    next: 'Make the call again; it makes a new plan. Let whoever runs Redis find out who else writes to it.',
    outcome: 'not_sent',
  });
}

/** The record of a plan that is being sent is not there any more, or not ours. */
function lost(): AscError {
  return new AscError({
    code: 'plan_lost',
    message: 'Redis has forgotten that this plan is being sent, so another server might send it, too.',
    meaning: 'What had been sent before stands above; nothing after it is sent.',
    next: 'Make the call again; it plans what is left.',
    outcome: 'not_sent',
  });
}

const channels: ReadonlySet<string> = new Set(['elicitation', 'dialog', 'terminal', 'page', 'policy']);

function isChannel(text: string | undefined): text is ChannelName {
  return text !== undefined && channels.has(text);
}
