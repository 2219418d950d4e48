import type { Catalog } from '../catalog/index.ts';
import { isObject } from '../catalog/json.ts';
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
import type { RedisConnection } from './connection.ts';

/** Whose plans these are, and how they are checked. */
export interface RedisPlansOptions {
  readonly redis: RedisConnection;
  readonly catalog: Catalog;
  readonly principal: string;
  readonly keyId: string;
  readonly target: string;
  /** The same in all processes: what is in Redis was put there by one of us. */
  readonly boot: string;
  readonly most?: number;
  readonly now?: () => number;
}

/** While a plan is sent its server gives a sign so often, and is given up for lost after so long without, milliseconds. */
const beat = 5_000;
const lease = 20_000;
/** How long it can be learnt what became of a plan that was interrupted. */
const remembered = 3_600_000;

/** KEYS plan, index; ARGV now, expiry, id, most, document. Answers how many are open when there is no room. */
const createScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
local open = redis.call('ZCARD', KEYS[2])
if open >= tonumber(ARGV[4]) then return open end
redis.call('HSET', KEYS[1], 'document', ARGV[5], 'state', 'pending', 'wrong', 0, 'expires', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
return -1`;

const readScript = `return redis.call('HGETALL', KEYS[1])`;

/** KEYS plan; ARGV channel. */
const approveScript = `
if redis.call('HGET', KEYS[1], 'state') ~= 'pending' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'approved', 'channel', ARGV[1])
return 1`;

/** KEYS plan, index; ARGV id. */
const voidScript = `redis.call('DEL', KEYS[1]) redis.call('ZREM', KEYS[2], ARGV[1]) return 1`;

/** KEYS plan, index; ARGV id, most. */
const wrongScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end
if redis.call('HINCRBY', KEYS[1], 'wrong', 1) < tonumber(ARGV[2]) then return 0 end
redis.call('DEL', KEYS[1]) redis.call('ZREM', KEYS[2], ARGV[1])
return 1`;

/** KEYS plan, index; ARGV id, now, remembered. One caller alone sees "approved" turn into "running". */
const takeScript = `
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return 'gone' end
if state ~= 'approved' then return state end
if tonumber(redis.call('HGET', KEYS[1], 'expires')) <= tonumber(ARGV[2]) then return 'gone' end
redis.call('HSET', KEYS[1], 'state', 'running', 'beat', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1])
return 'taken'`;

/** KEYS plan; ARGV step, outcome, now. */
const noteScript = `
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then return 0 end
redis.call('HSET', KEYS[1], 'step:' .. ARGV[1], ARGV[2], 'beat', ARGV[3])
return 1`;

/** KEYS plan; ARGV now. */
const beatScript = `
if redis.call('HGET', KEYS[1], 'state') == 'running' then redis.call('HSET', KEYS[1], 'beat', ARGV[1]) end
return 1`;

/** KEYS index; ARGV now. */
const listScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

/**
 * Plans that several processes share. Each change of state is one script, so that of two servers one alone takes a plan,
 * and a plan outlives the server that made it. While a plan is sent, each step's outcome is noted: when the server dies
 * in between, the others can say how far it came.
 */
export class RedisPlans implements Plans {
  readonly #options: RedisPlansOptions;
  readonly #now: () => number;
  /** Plans that this process is sending. */
  readonly #sending = new Map<string, NodeJS.Timeout>();

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
      [this.#now(), view.expiresAt, view.id, most, written(plan)],
    );
    if (Number(open) >= 0) assertRoom(0, Number(open), most);
    return plan;
  }

  async get(id: string): Promise<OpenPlan> {
    const kept = await this.#kept(id);
    const { state, channel } = kept.fields;
    if (state === 'running') throw this.#interrupted(kept) ?? gone();
    if (state !== 'pending' && state !== 'approved') throw gone();
    return {
      plan: kept.plan,
      state,
      ...(isChannel(channel) ? { channel } : {}),
    };
  }

  async approve(id: string, channel: ChannelName): Promise<void> {
    if (Number(await this.#run(approveScript, [this.#plan(id)], [channel])) !== 1) throw gone();
  }

  async void(id: string): Promise<void> {
    await this.#run(voidScript, [this.#plan(id), this.#index], [id]);
  }

  async wrongAnswer(id: string): Promise<boolean> {
    return Number(await this.#run(wrongScript, [this.#plan(id), this.#index], [id, mostWrongAnswers])) === 1;
  }

  async take(id: string): Promise<Plan> {
    const taken = await this.#run(takeScript, [this.#plan(id), this.#index], [id, this.#now(), remembered]);
    if (taken === 'pending') throw notApproved();
    if (taken === 'gone') throw gone();
    const kept = await this.#kept(id);
    if (taken !== 'taken') throw this.#interrupted(kept) ?? gone();
    // What is sent must be what was shown.
    if (this.#digest(id, kept.plan.steps) !== kept.plan.digest) throw gone();
    const sign = setInterval(() => {
      this.#run(beatScript, [this.#plan(id)], [this.#now()]).catch(() => undefined);
    }, beat);
    this.#sending.set(id, sign.unref());
    return kept.plan;
  }

  async note(id: string, step: number, outcome: StepOutcome): Promise<void> {
    await this.#run(noteScript, [this.#plan(id)], [step, outcome, this.#now()]);
  }

  async end(id: string): Promise<void> {
    clearInterval(this.#sending.get(id));
    this.#sending.delete(id);
    await this.void(id);
  }

  async list(): Promise<readonly OpenPlan[]> {
    const ids = await this.#run(listScript, [this.#index], [this.#now()]);
    const open = await Promise.all(
      (Array.isArray(ids) ? ids : []).map((id) => this.get(String(id)).catch(() => undefined)),
    );
    return open.filter((plan) => plan !== undefined);
  }

  #run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#options.redis.run(script, keys, args.map(String));
  }

  #plan(id: string): string {
    return `${this.#options.principal}:plan:${id}`;
  }

  get #index(): string {
    return `${this.#options.principal}:plans`;
  }

  #digest(id: string, steps: readonly PlannedStep[]): string {
    const { principal, keyId, boot } = this.#options;
    return planDigest(id, steps, { principal, keyId, boot });
  }

  async #kept(
    id: string,
  ): Promise<{ readonly plan: Plan; readonly fields: Readonly<Record<string, string>> }> {
    const answer = await this.#run(readScript, [this.#plan(id)], []);
    const fields = pairs(answer);
    const { document } = fields;
    const plan = document === undefined ? undefined : this.#read(document);
    if (plan === undefined || (fields['state'] !== 'running' && plan.view.expiresAt <= this.#now()))
      throw gone();
    return { plan, fields };
  }

  /** What is known of a plan whose server ended while it was being sent; `undefined` while it may still be at work. */
  #interrupted({
    plan,
    fields,
  }: {
    plan: Plan;
    fields: Readonly<Record<string, string>>;
  }): AscError | undefined {
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

  /** A plan out of its document; the operations are those of this process's catalogue. */
  #read(document: string): Plan | undefined {
    const value: unknown = JSON.parse(document);
    if (!isStoredPlan(value)) return undefined;
    const steps: PlannedStep[] = [];
    for (const { operation: id, ...step } of value.steps) {
      const operation = this.#options.catalog.operation(id);
      if (operation === undefined) return undefined;
      steps.push({ ...step, write: { ...step.write, operation } });
    }
    const { view, digest, briefing } = value;
    return { view, digest, steps, ...(briefing === undefined ? {} : { briefing }) };
  }
}

/** A step as it is kept: its operation by id. */
type StoredStep = Omit<PlannedStep, 'write'> & {
  readonly operation: string;
  readonly write: Omit<PlannedStep['write'], 'operation'>;
};

interface StoredPlan extends Omit<Plan, 'steps'> {
  readonly steps: readonly StoredStep[];
}

function written({ steps, ...plan }: Plan): string {
  const stored: StoredPlan = {
    ...plan,
    steps: steps.map(({ write: { operation, ...write }, ...step }) => ({
      ...step,
      operation: operation.id,
      write,
    })),
  };
  return JSON.stringify(stored);
}

/** Only we write there, and the digest is checked before anything is sent: this tells our documents from others. */
function isStoredPlan(value: unknown): value is StoredPlan {
  return (
    isObject(value) &&
    typeof value['digest'] === 'string' &&
    isObject(value['view']) &&
    Array.isArray(value['steps']) &&
    value['steps'].every(
      (step: unknown) => isObject(step) && typeof step['operation'] === 'string' && isObject(step['write']),
    )
  );
}

/** Redis answers a hash as a flat list: name, value, name, value. */
function pairs(answer: unknown): Record<string, string> {
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  const out: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) out[flat[index] ?? ''] = flat[index + 1] ?? '';
  return out;
}

const channels: ReadonlySet<string> = new Set(['elicitation', 'dialog', 'terminal', 'page', 'policy']);

function isChannel(text: string | undefined): text is ChannelName {
  return text !== undefined && channels.has(text);
}
