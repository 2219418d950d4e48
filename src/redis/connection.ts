import { createHash, randomBytes } from 'node:crypto';
import { createClient } from '@redis/client';
import { AscError } from '../client/errors.ts';

/** What this project needs of Redis or Valkey: commands by name, and scripts that run as one step. */
export interface RedisConnection {
  /** Runs a script with its keys and arguments; numbers and texts come back, or lists of them. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** A value that all processes agree on: the first that asks makes it. 32 random bytes. */
  commonSecret(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** How long a command may take, milliseconds: a write waits for nobody who is not there. */
const patience = 5_000;

/**
 * Connects, and connects again by itself after a loss. Commands fail with `shared_state_unavailable` while there is no
 * connection: without the common state nothing may be changed. Throws at the start when nobody answers.
 *
 * @param url `redis://…` or `rediss://…`, with its password; never shown.
 * @param space Keys of this key of Apple's begin with it, so that teams can share one Redis.
 */
export async function connectRedis(
  url: string,
  space: string,
  onLoss: (message: string) => void,
): Promise<RedisConnection> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: patience, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) },
  });
  let ready = false;
  client.on('error', (error: Error) => {
    if (ready) onLoss(`Redis: ${error.message.slice(0, 200)}`);
  });
  try {
    await Promise.race([client.connect(), late(patience)]);
  } catch (cause) {
    client.destroy();
    throw unavailable(cause, 'at the start');
  }
  ready = true;
  const prefix = `asc:${createHash('sha256').update(space).digest('hex').slice(0, 16)}`;
  const run: RedisConnection['run'] = async (script, keys, args) => {
    try {
      return await Promise.race([
        client.eval(script, { keys: keys.map((key) => `${prefix}:${key}`), arguments: [...args] }),
        late(patience),
      ]);
    } catch (cause) {
      throw unavailable(cause, 'now');
    }
  };
  return {
    run,
    commonSecret: async (name) => {
      const script = `redis.call('SET', KEYS[1], ARGV[1], 'NX') return redis.call('GET', KEYS[1])`;
      const kept = await run(script, [`secret:${name}`], [randomBytes(32).toString('base64')]);
      return Buffer.from(String(kept), 'base64');
    },
    close: async () => {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

function late(milliseconds: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), milliseconds).unref();
  });
}

/** The address holds a password, so what the library says is not passed on. */
function unavailable(cause: unknown, when: string): AscError {
  return new AscError({
    code: 'shared_state_unavailable',
    message: `Redis does not answer ${when}, and the plans, the rate budget and the limits of all servers are kept there.`,
    meaning: 'Without them nothing is sent.',
    next: 'Start Redis or correct ASC_REDIS_URL; without the variable one server keeps its state in memory.',
    outcome: 'not_sent',
    cause,
  });
}
