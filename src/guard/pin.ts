/**
 * The approval PIN: what a person knows and a model with a shell does not. Kept as a scrypt hash. It slows guessing,
 * it does not stop who can read the file and try all six-digit numbers at leisure; a longer text does.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../catalog/json.ts';
import { systemCode } from '../client/system-code.ts';
import { underLock } from './lock-file.ts';
import { privateFolder, replaceFile } from './private-file.ts';

/** Fewest characters of a PIN. */
export const pinLength = 6;
const longest = 128;
/** Wrong tries in a row, over all processes and restarts, before it locks. */
const tries = 5;
const lockMs = 15 * 60_000;

/** About 0.2 s and 64 MB a try on a laptop. */
const cost = { N: 65_536, r: 8, p: 1 };

export type PinState =
  | { readonly kind: 'none' }
  | { readonly kind: 'set'; readonly setAt: number }
  | { readonly kind: 'locked'; readonly setAt: number; readonly until: number };

export type PinCheck =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'none' };

interface PinRecord {
  readonly salt: string;
  readonly hash: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
  /** Milliseconds since 1970. */
  readonly setAt: number;
  readonly failures: number;
  readonly lockedUntil: number;
}

export interface PinOptions {
  readonly now?: () => number;
  /** Cheaper hashing for tests. */
  readonly N?: number;
}

/** Why a text cannot be a PIN, in one sentence; `undefined` when it can. */
export function pinFault(pin: string): string | undefined {
  if ([...pin].length < pinLength) return `A PIN has ${pinLength} characters or more.`;
  if (pin.length > longest) return `A PIN has at most ${longest} characters.`;
  if (/^(.)\1*$/u.test(pin) || '01234567890'.includes(pin) || '09876543210'.includes(pin))
    return 'That is among the first that anybody would try. Choose another.';
  return undefined;
}

/** The PIN of one user, in `approval-pin.json` of the folder. */
export class Pin {
  readonly #folder: string;
  readonly #path: string;
  readonly #now: () => number;
  readonly #N: number;
  /** Once there is a PIN, this process never lets another be chosen without it: removing the file gains nothing. */
  #known = false;

  constructor(folder: string, options: PinOptions = {}) {
    this.#folder = folder;
    this.#path = join(folder, 'approval-pin.json');
    this.#now = options.now ?? Date.now;
    this.#N = options.N ?? cost.N;
  }

  async state(): Promise<PinState> {
    const record = await this.#read();
    if (record === undefined) {
      if (this.#known)
        throw new Error('The approval PIN was removed while the server ran. Restart the server.');
      return { kind: 'none' };
    }
    return record.lockedUntil > this.#now()
      ? { kind: 'locked', setAt: record.setAt, until: record.lockedUntil }
      : { kind: 'set', setAt: record.setAt };
  }

  async hasPin(): Promise<boolean> {
    return (await this.state()).kind !== 'none';
  }

  /** Sets the first PIN, or another one when `current` is right. */
  async setPin(pin: string, current?: string): Promise<PinCheck> {
    const fault = pinFault(pin);
    if (fault !== undefined) throw new Error(fault);
    return this.#locked(async () => {
      if ((await this.#read()) !== undefined) {
        const check: PinCheck =
          current === undefined ? { kind: 'wrong', triesLeft: tries } : await this.#check(current);
        if (check.kind !== 'right') return check;
      } else await this.state();
      const salt = randomBytes(16);
      const hash = await derive(pin, salt, { ...cost, N: this.#N });
      await this.#write({
        salt: salt.toString('base64'),
        hash: hash.toString('base64'),
        ...cost,
        N: this.#N,
        setAt: this.#now(),
        failures: 0,
        lockedUntil: 0,
      });
      return { kind: 'right' };
    });
  }

  /** Five wrong tries in a row lock for 15 minutes. The count is on the disk before the try is judged. */
  checkPin(pin: string): Promise<PinCheck> {
    return this.#locked(() => this.#check(pin));
  }

  async #check(pin: string): Promise<PinCheck> {
    const record = await this.#read();
    if (record === undefined) return { kind: 'none' };
    if (record.lockedUntil > this.#now()) return { kind: 'locked', until: record.lockedUntil };
    const failures = record.failures + 1;
    const lockedUntil = failures >= tries ? this.#now() + lockMs : 0;
    // A lock that has run out gives five new tries.
    await this.#write({ ...record, failures: failures >= tries ? 0 : failures, lockedUntil });
    // Cut, since anybody may send any length; one more than the longest is told from it.
    const hash = await derive(pin.slice(0, longest + 1), Buffer.from(record.salt, 'base64'), record);
    const expected = Buffer.from(record.hash, 'base64');
    if (timingSafeEqual(hash, expected)) {
      await this.#write({ ...record, failures: 0, lockedUntil: 0 });
      return { kind: 'right' };
    }
    return lockedUntil > 0
      ? { kind: 'locked', until: lockedUntil }
      : { kind: 'wrong', triesLeft: tries - failures };
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    await privateFolder(this.#folder);
    return underLock(join(this.#folder, '.approval-pin.lock'), work);
  }

  async #write(record: PinRecord): Promise<void> {
    await replaceFile(this.#path, `${JSON.stringify(record)}\n`);
  }

  /** A file that is there and cannot be understood is an error: it must not count as "no PIN yet". */
  async #read(): Promise<PinRecord | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
    const record = recordOf(text);
    if (record === undefined)
      throw new Error(`${this.#path} is damaged. Remove it, restart the server and set a new PIN.`);
    this.#known = true;
    return record;
  }
}

function derive(
  pin: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function recordOf(text: string): PinRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { salt, hash, N, r, p, setAt, failures, lockedUntil } = value;
  if (
    typeof salt !== 'string' ||
    typeof hash !== 'string' ||
    Buffer.from(hash, 'base64').length !== 32 ||
    typeof N !== 'number' ||
    typeof r !== 'number' ||
    typeof p !== 'number' ||
    typeof setAt !== 'number' ||
    typeof failures !== 'number' ||
    typeof lockedUntil !== 'number'
  )
    return undefined;
  return { salt, hash, N, r, p, setAt, failures, lockedUntil };
}
