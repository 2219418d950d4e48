import type { Catalog } from '../catalog/index.ts';
import type { SharedRate } from '../client/shared-rate.ts';
import type { SharedState } from '../guard/index.ts';
import { AuditHeads } from './audit-heads.ts';
import { connectRedis, type RedisScripts, within } from './connection.ts';
import type { RedisFault } from './faults.ts';
import { RedisForeignText } from './foreign-text.ts';
import { RedisPlans } from './plans.ts';
import { RedisRate } from './rate.ts';
import { sealsOf } from './seal.ts';
import { RedisWriteAllowance } from './write-allowance.ts';

/** The account whose servers have something in common. */
export interface CommonAccount {
  readonly keyId: string;
  /** Where the key is used: `https://api.appstoreconnect.apple.com`, or a sandbox. */
  readonly origin: string;
  /** PEM; absent where there is no key that works. */
  readonly privateKey?: string;
  /** Its name, where it has one: accounts of one key share its rate, and nothing else. */
  readonly name?: string;
}

/** Everything that the servers of one account have in common. */
export interface CommonState {
  readonly guard: SharedState;
  readonly rate: SharedRate;
  /** Signs questions to people, so that each server takes the answers to the questions of the others. */
  readonly stateKey: Uint8Array;
  /** What is wrong with Redis at the moment. */
  check(): Promise<RedisFault | undefined>;
  /** A sentence when Redis may throw away what it is given. */
  forgets(): Promise<string | undefined>;
  readonly auditHeads: AuditHeads;
  close(): Promise<void>;
}

/** Connects to Redis or Valkey; throws `shared_state_unavailable` when nobody answers. */
export async function commonState(options: {
  readonly url: string;
  readonly account: CommonAccount;
  readonly catalog: Catalog;
  readonly onLoss: (message: string) => void;
}): Promise<CommonState> {
  const { url, catalog, onLoss } = options;
  const { keyId, origin, privateKey, name = '' } = options.account;
  const redis = await connectRedis(url, onLoss);
  const seals = sealsOf(keyId, privateKey);
  const ofClient = (principal: string): RedisScripts =>
    within(redis, ['client', keyId, origin, name, principal]);
  return {
    guard: {
      plans: (owner) => new RedisPlans({ redis: ofClient(owner.principal), catalog, seals, ...owner }),
      // Whatever the account: who has read reviews in one may act on them in another.
      foreignText: (principal) => new RedisForeignText(within(redis, ['shown', principal])),
      allowance: (limits, principal) => new RedisWriteAllowance(ofClient(principal), limits),
    },
    rate: new RedisRate(within(redis, ['key', keyId, origin])),
    stateKey: seals.derived('questions'),
    check: () => redis.check(),
    forgets: () => forgets(redis),
    auditHeads: new AuditHeads(redis),
    close: () => redis.close(),
  };
}

/**
 * A sentence when Redis may throw away what it is given: then plans and limits are lost once it is full. A user who may
 * not ask is no fault.
 */
export async function forgets(redis: RedisScripts): Promise<string | undefined> {
  const info = String(await redis.run(`return redis.call('INFO', 'memory')`, [], []).catch(() => ''));
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  const limited = /^maxmemory:[1-9]/m.test(info);
  return limited && policy !== 'noeviction'
    ? `Redis may throw away plans and limits when it is full (maxmemory-policy ${policy}); set it to noeviction.`
    : undefined;
}
