/**
 * Where plans wait for a person. Page and terminal hand answers in here; the first answer that counts decides, and this
 * is the only place that judges PINs and codes.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Pin, type PinState, pinFault } from '../pin.ts';
import type { ChannelName, Decision, PlanView } from '../types.ts';

/** Wrong codes or PINs on one plan before it is void. */
const wrongAnswers = 3;
/** Decisions are kept this long after a plan's end, for who asks late. */
const keepMs = 60_000;
/** `setTimeout` takes no more. */
const longestTimer = 2_000_000_000;

/** What a person typed and pressed. */
export interface Answer {
  readonly approve: boolean;
  readonly pin?: string;
  /** The PIN once more, when it is chosen with this answer. */
  readonly repeat?: string;
  /** R3 only: the code that was shown. */
  readonly code?: string;
}

/** What became of an answer. `again` = nothing is decided; the text says what to mend. */
export type Reply =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'again'; readonly text: string; readonly field?: 'pin' | 'repeat' | 'code' }
  | { readonly kind: 'gone' };

interface Waiting {
  readonly plan: PlanView;
  decision?: Decision;
  wrong: number;
  readonly answered: Promise<Decision>;
  readonly decide: (decision: Decision) => void;
  readonly timer: NodeJS.Timeout;
  /** Answers are judged one after another. */
  turn: Promise<unknown>;
}

export interface DeskOptions {
  readonly pin: Pin;
  readonly now?: () => number;
  /** Told whenever a plan starts or ends waiting. */
  readonly onChange?: () => void;
  /** Told when a PIN is chosen, for the audit log. */
  readonly onPinSet?: ((channel: ChannelName) => void) | undefined;
}

export class Desk {
  readonly #pin: Pin;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #onPinSet: (channel: ChannelName) => void;
  readonly #plans = new Map<string, Waiting>();

  constructor(options: DeskOptions) {
    this.#pin = options.pin;
    this.#now = options.now ?? Date.now;
    this.#onChange = options.onChange ?? (() => undefined);
    this.#onPinSet = options.onPinSet ?? (() => undefined);
  }

  /** Lays a plan out for answers; again for the same plan changes nothing. */
  put(plan: PlanView): void {
    if (this.#plans.has(plan.id)) return;
    let decide: (decision: Decision) => void = () => undefined;
    const answered = new Promise<Decision>((resolve) => {
      decide = resolve;
    });
    const left = Math.min(Math.max(plan.expiresAt - this.#now(), 0), longestTimer);
    const timer = setTimeout(() => this.#expire(plan.id), left);
    timer.unref();
    this.#plans.set(plan.id, { plan, wrong: 0, answered, decide, timer, turn: Promise.resolve() });
    this.#onChange();
  }

  /** Plans that nobody has answered yet, oldest first. */
  waiting(): PlanView[] {
    return [...this.#plans.values()]
      .filter(({ plan, decision }) => decision === undefined && plan.expiresAt > this.#now())
      .map(({ plan }) => plan);
  }

  plan(id: string): PlanView | undefined {
    return this.waiting().find((plan) => plan.id === id);
  }

  decision(id: string): Decision | undefined {
    return this.#plans.get(id)?.decision;
  }

  pinState(): Promise<PinState> {
    return this.#pin.state();
  }

  /** Waits until the plan is answered, but no longer than `ms`. A plan that is not here is unavailable. */
  async wait(id: string, ms: number, signal?: AbortSignal): Promise<Decision | 'waiting'> {
    const waiting = this.#plans.get(id);
    if (waiting === undefined) return { kind: 'unavailable', why: 'The plan is not waiting for an answer.' };
    if (waiting.decision !== undefined) return waiting.decision;
    if (signal?.aborted === true) return 'waiting';
    let stop: () => void = () => undefined;
    const pause = new Promise<'waiting'>((resolve) => {
      const end = (): void => resolve('waiting');
      const timer = setTimeout(end, Math.min(ms, longestTimer));
      signal?.addEventListener('abort', end, { once: true });
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
      };
    });
    try {
      return await Promise.race([waiting.answered, pause]);
    } finally {
      stop();
    }
  }

  /** Judges what a person answered. Never throws for a wrong answer. */
  answer(id: string, channel: ChannelName, answer: Answer): Promise<Reply> {
    const waiting = this.#plans.get(id);
    if (waiting === undefined) return Promise.resolve({ kind: 'gone' });
    const reply = waiting.turn.then(() => this.#judge(waiting, channel, answer));
    waiting.turn = reply.catch(() => undefined);
    return reply;
  }

  /** Takes the plan away: it was applied, voided or changed. Whoever waits is told. */
  forget(id: string): void {
    const waiting = this.#plans.get(id);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#plans.delete(id);
    waiting.decide({ kind: 'unavailable', why: 'The plan was withdrawn.' });
    this.#onChange();
  }

  clear(): void {
    for (const id of [...this.#plans.keys()]) this.forget(id);
  }

  async #judge(waiting: Waiting, channel: ChannelName, answer: Answer): Promise<Reply> {
    const { plan } = waiting;
    if (waiting.decision !== undefined || !this.#plans.has(plan.id)) return { kind: 'gone' };
    if (plan.expiresAt <= this.#now()) {
      this.#expire(plan.id);
      return { kind: 'gone' };
    }
    if (!answer.approve)
      return this.#decide(waiting, { kind: 'refused', channel, why: 'The person declined.' });
    if (plan.tier === 'R3' && !sameCode(answer.code, plan.code))
      return this.#wrong(waiting, channel, 'That is not the code shown above.', 'code');
    const reply = await this.#judgePin(waiting, channel, answer);
    if (reply !== undefined) return reply;
    // The hash took its time.
    if (!this.#plans.has(plan.id) || plan.expiresAt <= this.#now()) return { kind: 'gone' };
    return this.#decide(waiting, { kind: 'approved', channel });
  }

  /** `undefined` = the PIN is right. */
  async #judgePin(waiting: Waiting, channel: ChannelName, answer: Answer): Promise<Reply | undefined> {
    const pin = answer.pin ?? '';
    const state = await this.#pin.state();
    if (state.kind === 'none') {
      const fault = pinFault(pin);
      if (fault !== undefined) return { kind: 'again', text: fault, field: 'pin' };
      if (answer.repeat !== pin)
        return { kind: 'again', text: 'The two PINs are not the same.', field: 'repeat' };
      const set = await this.#pin.setPin(pin);
      if (set.kind === 'right') {
        this.#onPinSet(channel);
        return undefined;
      }
      return { kind: 'again', text: 'A PIN was chosen elsewhere a moment ago. Type that one.', field: 'pin' };
    }
    if (pin === '') return { kind: 'again', text: 'Type your PIN to approve.', field: 'pin' };
    const check = await this.#pin.checkPin(pin);
    if (check.kind === 'right') return undefined;
    if (check.kind === 'locked') {
      const text = `Too many wrong PINs. Approving is locked until ${clockTime(check.until)}.`;
      // A try while it was locked already says nothing about the PIN, and does not count.
      return state.kind === 'locked'
        ? { kind: 'again', text, field: 'pin' }
        : this.#wrong(waiting, channel, text, 'pin');
    }
    return this.#wrong(waiting, channel, 'That is not the PIN.', 'pin');
  }

  #wrong(waiting: Waiting, channel: ChannelName, text: string, field: 'pin' | 'code'): Reply {
    waiting.wrong += 1;
    if (waiting.wrong >= wrongAnswers)
      return this.#decide(waiting, { kind: 'refused', channel, why: `${wrongAnswers} wrong answers` });
    const left = wrongAnswers - waiting.wrong;
    return { kind: 'again', text: `${text} ${left === 1 ? 'One try is' : `${left} tries are`} left.`, field };
  }

  #decide(waiting: Waiting, decision: Decision): Reply {
    waiting.decision = decision;
    clearTimeout(waiting.timer);
    setTimeout(() => this.#plans.delete(waiting.plan.id), this.#keepFor(waiting.plan)).unref();
    waiting.decide(decision);
    this.#onChange();
    return { kind: 'decided', decision };
  }

  #expire(id: string): void {
    const waiting = this.#plans.get(id);
    if (waiting === undefined || waiting.decision !== undefined) return;
    this.#decide(waiting, { kind: 'unavailable', why: 'Nobody answered before the plan expired.' });
  }

  #keepFor(plan: PlanView): number {
    return Math.min(Math.max(plan.expiresAt - this.#now(), 0) + keepMs, longestTimer);
  }
}

/** 128 random bits for a path, a token or a nonce. */
export function secret(): string {
  return randomBytes(16).toString('base64url');
}

/** Compares without telling by its time how much is right. */
export function sameSecret(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Codes are read off a screen: case and spaces do not matter. */
export function sameCode(given: string | undefined, expected: string | undefined): boolean {
  if (expected === undefined || expected === '') return false;
  return sameSecret((given ?? '').replaceAll(/[\s-]/gu, '').toUpperCase(), expected.toUpperCase());
}

/** "14:05", in the time of this machine. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
