import type { Catalog } from '../catalog/index.ts';
import type { SharedRate } from '../client/shared-rate.ts';
import type { SharedState } from '../guard/index.ts';
import { connectRedis } from './connection.ts';
import { RedisForeignText } from './foreign-text.ts';
import { RedisPlans } from './plans.ts';
import { RedisRate } from './rate.ts';
import { RedisWriteAllowance } from './write-allowance.ts';

/** Everything that the servers of one key of Apple's have in common. */
export interface CommonState {
  readonly guard: SharedState;
  readonly rate: SharedRate;
  /** Signs questions to people, so that each server takes the answers to the questions of the others. */
  readonly stateKey: Uint8Array;
  /** Rejects when Redis does not answer. */
  ping(): Promise<void>;
  /** The head of an audit log, kept where whoever edits the log cannot reach. */
  keepAuditHead(chain: string, head: string): Promise<void>;
  close(): Promise<void>;
}

/** Connects to Redis or Valkey; throws `shared_state_unavailable` when nobody answers. */
export async function commonState(options: {
  readonly url: string;
  readonly keyId: string;
  readonly catalog: Catalog;
  readonly onLoss: (message: string) => void;
}): Promise<CommonState> {
  const { url, keyId, catalog, onLoss } = options;
  const redis = await connectRedis(url, keyId, onLoss);
  const [boot, stateKey] = await Promise.all([redis.commonSecret('plans'), redis.commonSecret('questions')]);
  return {
    guard: {
      plans: (owner) => new RedisPlans({ redis, catalog, boot: boot.toString('hex'), ...owner }),
      foreignText: (principal) => new RedisForeignText(redis, principal),
      allowance: (limits) => new RedisWriteAllowance(redis, limits),
    },
    rate: new RedisRate(redis),
    stateKey,
    ping: async () => void (await redis.run(`return redis.call('PING')`, [], [])),
    keepAuditHead: async (chain, head) =>
      void (await redis.run(
        `return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])`,
        ['audit'],
        [chain, head],
      )),
    close: () => redis.close(),
  };
}
