import type { Clock } from './clock.ts';

/** Why a call has to stop before it is done. */
export type EndReason = 'cancelled' | 'timeout';

/** Thrown inside the client by whatever waited when the call ended; `client.ts` turns it into an `AscError`. */
export class ScopeEnded extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(reason);
    this.name = 'ScopeEnded';
    this.reason = reason;
  }
}

/**
 * One call's life: the caller's signal and the deadline joined into one end.
 *
 * A call does one thing at a time (queue, socket, pause), so one listener is enough: whoever waits puts itself into
 * `onEnd` and takes itself out again. That costs a read far less than an AbortController with its event target.
 */
export class CallScope {
  onEnd: ((reason: EndReason) => void) | undefined;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #endsAt: number;
  readonly #stopTimer: () => void;
  #ended: EndReason | undefined;

  constructor(clock: Clock, signal: AbortSignal | undefined, deadlineMs: number) {
    this.#clock = clock;
    this.#signal = signal;
    this.#endsAt = clock.monotonic() + deadlineMs;
    this.#stopTimer = clock.after(deadlineMs, () => this.#end('timeout'));
    if (signal !== undefined) {
      if (signal.aborted) this.#ended = 'cancelled';
      else signal.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  /** How the call ended, when it has. */
  get ended(): EndReason | undefined {
    return this.#ended;
  }

  /** Milliseconds left; never negative. */
  remaining(): number {
    return Math.max(0, this.#endsAt - this.#clock.monotonic());
  }

  /** Throws `ScopeEnded` once the call has ended. */
  check(): void {
    if (this.#ended !== undefined) throw new ScopeEnded(this.#ended);
  }

  /** Waits, or rejects with `ScopeEnded` as soon as the call ends. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(new ScopeEnded(this.#ended));
        return;
      }
      const stop = this.#clock.after(ms, () => {
        this.onEnd = undefined;
        resolve();
      });
      this.onEnd = (reason) => {
        stop();
        reject(new ScopeEnded(reason));
      };
    });
  }

  /** Waits for work that others share; the work goes on when this call ends. */
  async join<T>(shared: Promise<T>): Promise<T> {
    const ended = new Promise<never>((_, reject) => {
      if (this.#ended === undefined) this.onEnd = (reason) => reject(new ScopeEnded(reason));
      else reject(new ScopeEnded(this.#ended));
    });
    try {
      return await Promise.race([ended, shared]);
    } finally {
      this.onEnd = undefined;
    }
  }

  /** Must be called once the call is over: frees the timer and the signal. */
  dispose(): void {
    this.#stopTimer();
    this.onEnd = undefined;
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#end('cancelled');

  #end(reason: EndReason): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    const listener = this.onEnd;
    this.onEnd = undefined;
    listener?.(reason);
  }
}
