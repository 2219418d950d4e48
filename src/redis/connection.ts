import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';
import { AscError } from '../client/errors.ts';
import { faultOf, type RedisFault } from './faults.ts';

/** Scripts that run as one step, on keys of one space. */
export interface RedisScripts {
  /**
   * Runs a script with its keys and arguments; numbers and texts come back, or lists of them. Rejects with
   * `shared_state_unavailable`.
   */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/** What this project needs of Redis or Valkey. */
export interface RedisConnection extends RedisScripts {
  /** What is wrong with it at the moment, found out by writing to it; `undefined` when nothing is. */
  check(): Promise<RedisFault | undefined>;
  close(): Promise<void>;
}

/** How long a command may take, milliseconds; usual is one. A write waits for nobody who is not there. */
const patience = 2_000;
/** Pause between two looks whether Redis, once silent, is back, milliseconds. Meanwhile nobody waits for it. */
const lookAgain = 500;
/** Looks in vain after which the connection is taken for dead: its other end may be gone without a word. */
const looksPerConnection = 2;
/** A connection is given up for another one not sooner than so, milliseconds. */
const shortestLife = 1_000;

type Client = ReturnType<typeof clientFor>;

/**
 * Connects, and connects again by itself after a loss. Commands fail with `shared_state_unavailable` while there is no
 * connection: without the common state nothing may be changed. Throws at the start when nobody answers.
 *
 * @param url `redis://…` or `rediss://…`, with its password; never shown.
 * @param onLoss told, in our words, when something goes wrong with it.
 */
export async function connectRedis(url: string, onLoss: (message: string) => void): Promise<RedisConnection> {
  const link = new Link(url, onLoss);
  await link.start();
  return link;
}

/** The same Redis for keys of one space: teams, keys and clients share it and never meet. */
export function within(redis: RedisScripts, space: readonly string[]): RedisScripts {
  const prefix = createHash('sha256').update(JSON.stringify(space)).digest('hex').slice(0, 32);
  return {
    run: (script, keys, args) =>
      redis.run(
        script,
        keys.map((key) => `${prefix}:${key}`),
        args,
      ),
  };
}

class Link implements RedisConnection {
  readonly #url: string;
  readonly #onLoss: (message: string) => void;
  #client: Client | undefined;
  /** The last thing that went wrong with the connection itself. */
  #lastError: unknown;
  #told: RedisFault['word'] | undefined;
  #started = false;
  #closed = false;
  /** It was silent for too long: nobody waits for it until it has answered again. */
  #silent = false;
  #renewed = Number.NEGATIVE_INFINITY;
  #checking: Promise<RedisFault | undefined> | undefined;

  constructor(url: string, onLoss: (message: string) => void) {
    this.#url = url;
    this.#onLoss = onLoss;
  }

  async start(): Promise<void> {
    try {
      await inTime(this.#connect());
    } catch (cause) {
      this.#closed = true;
      this.#client?.destroy();
      throw unavailable(faultOf(this.#lastError ?? cause), this.#lastError ?? cause);
    }
    this.#started = true;
  }

  async run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const client = this.#client;
    if (this.#silent || client === undefined || !client.isReady) {
      const cause = this.#lastError ?? new Silence();
      throw unavailable(faultOf(cause), cause);
    }
    try {
      const answer = await inTime(
        client.eval(script, { keys: keys.map((key) => `asc:${key}`), arguments: args.map(String) }),
      );
      this.#told = undefined;
      return answer;
    } catch (cause) {
      const fault = faultOf(cause);
      this.#tell(fault);
      if (cause instanceof Silence) this.#wait();
      // After a change of roles the old primary keeps its connections; a new one may lead to the new primary.
      if (fault.word === 'read-only') this.#renew(client);
      throw unavailable(fault, cause);
    }
  }

  check(): Promise<RedisFault | undefined> {
    this.#checking ??= this.run(`return redis.call('SET', KEYS[1], '1', 'PX', 10000)`, ['check'], [])
      .then(
        () => undefined,
        (error: unknown) => faultOf(error instanceof AscError ? error.cause : error),
      )
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    if (client?.isReady === true && !this.#silent) await inTime(client.close()).catch(() => client.destroy());
    else client?.destroy();
  }

  #connect(): Promise<unknown> {
    // At the start a wrong password is told at once; later it may be put right without us.
    const client = clientFor(this.#url, (cause) => !this.#started && faultOf(cause).lasting === true);
    this.#client = client;
    client.on('error', (error: Error) => {
      if (client !== this.#client) return;
      this.#lastError = error;
      if (this.#started) this.#tell(faultOf(error));
    });
    client.on('ready', () => {
      if (client === this.#client) this.#lastError = undefined;
    });
    return client.connect();
  }

  /** A new connection in place of one that leads nowhere. */
  #renew(old: Client): void {
    const now = performance.now();
    if (this.#closed || old !== this.#client || now - this.#renewed < shortestLife) return;
    this.#renewed = now;
    const opened = this.#connect();
    old.destroy();
    opened.catch(() => undefined);
  }

  /** Asks again and again until there is an answer, so that calls need not wait to find out. */
  #wait(): void {
    if (this.#silent) return;
    this.#silent = true;
    let looks = 0;
    const look = async (): Promise<void> => {
      const client = this.#client;
      if (this.#closed || client === undefined) return;
      try {
        await inTime(client.ping());
        this.#silent = false;
      } catch (error) {
        looks += 1;
        if (error instanceof Silence && looks % looksPerConnection === 0) this.#renew(client);
        setTimeout(look, lookAgain).unref();
      }
    };
    setTimeout(look, lookAgain).unref();
  }

  /** Once for each kind of fault until it works again: a busy server would fill its log. */
  #tell(fault: RedisFault): void {
    if (this.#told === fault.word || this.#closed) return;
    this.#told = fault.word;
    this.#onLoss(`Redis ${fault.says}. Reading goes on, nothing is changed. ${fault.next}`);
  }
}

function clientFor(url: string, isFinal: (cause: Error) => boolean) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: patience,
      reconnectStrategy: (tries, cause) => (isFinal(cause) ? cause : Math.min(50 * 2 ** tries, 2_000)),
    },
  });
}

/** No answer in time. */
class Silence extends Error {}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // An answer that came while this process was busy is looked at first.
    timer = setTimeout(() => setImmediate(() => reject(new Silence('no answer in time'))), patience);
    timer.unref();
  });
  // Whatever comes after its time is nobody's.
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function unavailable(fault: RedisFault, cause: unknown): AscError {
  return new AscError({
    code: 'shared_state_unavailable',
    message: `Redis ${fault.says}, and the plans, the rate budget and the limits of all servers are kept there.`,
    meaning: 'What all servers share is kept in Redis: without it nothing is changed. Reading goes on.',
    next: fault.next,
    outcome: 'not_sent',
    cause,
  });
}
