import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isObject, stringAt } from '../catalog/json.ts';
import { durationOf, momentOf, type SandboxClock } from './clock.ts';
import { settle } from './later.ts';
import { type Fault, foretell, type OutcomeKind, outcomes, outcomesOf } from './outcomes.ts';
import type { Store } from './store.ts';

/** Where the sandbox itself is spoken to, beside Apple's paths. */
export const controlPath = '/sandbox/';

/** The header that carries the key. A web page cannot send it elsewhere without being allowed to, and nobody allows it. */
const keyHeader = 'x-sandbox-key';

/** What a control request is answered with: JSON. */
interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A control request that cannot be followed, in one line. */
class Misuse extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Moves the sandbox's time and says how what is under way will end, over HTTP on loopback:
 *
 * - `GET /sandbox/clock`; `POST` with `{"advance":"P1D"}`, `{"to":"2026-12-24T09:00:00Z"}` or `{"speed":60}`
 * - `GET /sandbox/outcomes`; `POST` with `{"review":"rejected","reasons":["…"]}`, `{"betaReview":"rejected"}`,
 *   `{"build":"failed"}` or
 *   `{"asset":"failed","errors":[{"code":"…","description":"…"}]}`: the next one ends so
 */
export class Control {
  /** To be sent in `x-sandbox-key`; made anew at each start. */
  readonly key = randomBytes(18).toString('base64url');
  readonly #store: Store;
  readonly #clock: SandboxClock;

  constructor(store: Store, clock: SandboxClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Answers; never throws for what a request can be. */
  answer(method: string, path: string, headers: IncomingHttpHeaders, body: string): ControlAnswer {
    try {
      this.#admit(headers);
      const known = path === '/sandbox/clock' || path === '/sandbox/outcomes';
      if (!known) throw new Misuse(404, 'There are /sandbox/clock and /sandbox/outcomes.');
      if (method === 'POST') {
        const asked = parsed(body);
        if (path === '/sandbox/clock') this.#turn(asked);
        else foretellOne(this.#store, asked);
      } else if (method !== 'GET') throw new Misuse(405, 'GET looks, POST changes.');
      return { status: 200, body: path === '/sandbox/clock' ? this.#time() : book(this.#store) };
    } catch (error) {
      if (error instanceof Misuse) return { status: error.status, body: { error: error.message } };
      if (error instanceof RangeError) return { status: 400, body: { error: error.message } };
      throw error;
    }
  }

  /** The key, and a name that means this computer: a page whose name was made to point here is refused. */
  #admit(headers: IncomingHttpHeaders): void {
    const given = Buffer.from(String(headers[keyHeader] ?? ''));
    const key = Buffer.from(this.key);
    const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '');
    if (!local || given.length !== key.length || !timingSafeEqual(given, key))
      throw new Misuse(403, `Only with the key that was printed at the start, in ${keyHeader}.`);
  }

  #time(): unknown {
    return { now: new Date(this.#clock.now()).toISOString(), speed: this.#clock.speed };
  }

  #turn(asked: Readonly<Record<string, unknown>>): void {
    const [order, ...more] = Object.entries(asked);
    if (order === undefined || more.length > 0) throw new Misuse(400, clockHelp);
    const [name, value] = order;
    const span = typeof value === 'string' ? durationOf(value) : undefined;
    const moment = typeof value === 'string' ? momentOf(value) : undefined;
    if (name === 'advance' && span !== undefined) this.#clock.advance(span);
    else if (name === 'to' && moment !== undefined) this.#clock.to(moment);
    else if (name === 'speed' && typeof value === 'number') this.#clock.go(value);
    else throw new Misuse(400, clockHelp);
    settle(this.#store, this.#clock.now());
  }
}

const clockHelp =
  'One of {"advance":"P1D"}, {"to":"2026-12-24T09:00:00Z"}, {"speed":60} is wanted: an ISO duration up to weeks, an ISO time with zone, a number.';

const outcomeHelp = `One of ${Object.entries(outcomes)
  .map(([kind, ends]) => `{"${kind}":"${ends.join('|')}"}`)
  .join(
    ', ',
  )} is wanted, with "app" (id), "reasons" (texts) and "errors" (code and description) beside it as you like.`;

function foretellOne(store: Store, asked: Readonly<Record<string, unknown>>): void {
  const { app, errors, reasons, ...rest } = asked;
  const [named, ...more] = Object.entries(rest);
  const kind = Object.keys(outcomes)
    .filter(isKind)
    .find((one) => one === named?.[0]);
  const outcome = kind === undefined ? undefined : stringAt(rest, kind);
  if (kind === undefined || outcome === undefined || more.length > 0) throw new Misuse(400, outcomeHelp);
  if (app !== undefined && typeof app !== 'string') throw new Misuse(400, outcomeHelp);
  if (errors !== undefined && !isFaults(errors)) throw new Misuse(400, outcomeHelp);
  if (reasons !== undefined && !isTexts(reasons)) throw new Misuse(400, outcomeHelp);
  foretell(store, kind, {
    outcome,
    ...(app === undefined ? {} : { app }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(errors === undefined ? {} : { errors }),
  });
}

function isKind(name: string): name is OutcomeKind {
  return Object.hasOwn(outcomes, name);
}

function isFaults(value: unknown): value is readonly Fault[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) => isObject(one) && typeof one['code'] === 'string' && typeof one['description'] === 'string',
    )
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function book(store: Store): unknown {
  const { next, decided } = outcomesOf(store);
  return { next, decided: decided.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Misuse(400, 'The body is a JSON object.');
}
