import { AscError } from '../../client/errors.ts';
import { type Config, ConfigError } from '../../config.ts';
import { connectRedis } from '../../redis/connection.ts';
import { forgets } from '../../redis/state.ts';
import { accountConfigs } from '../../setup/chosen.ts';
import type { Machine } from '../../setup/clients.ts';
import type { Entry } from '../../setup/entry.ts';
import { checkedAudit } from '../audit-check.ts';
import { policyOf } from '../start-checks.ts';
import { clientsFound } from './client-checks.ts';
import { type Found, fault, note, ok } from './finding.ts';

/** What is looked at, beside the keys. */
export interface Surroundings {
  readonly config: Config;
  readonly machine: Machine;
  /** How this program is started. */
  readonly launch: Entry;
  /** Folders in which commands are looked for. */
  readonly searchPath: readonly string[];
  readonly version: string;
  /** Of Node, without a `v`. */
  readonly node: string;
}

export interface MachineCheck {
  readonly name: string;
  readonly run: (surroundings: Surroundings) => readonly Found[] | Promise<readonly Found[]>;
}

/** Everything that has nothing to do with one key. */
export const machineChecks: readonly MachineCheck[] = [
  {
    name: 'node',
    run: ({ node }) => {
      const major = Number(node.split('.')[0]);
      // Node 20 has had no fixes since April 2026 (nodejs.org, release schedule, read 2026-11-22).
      return major < 22
        ? [
            note(
              `Node ${node} works, but gets no fixes any more.`,
              'Install Node 24 or newer: https://nodejs.org',
            ),
          ]
        : [ok(`Node ${node}`)];
    },
  },
  {
    name: 'configuration',
    run: ({ config }) => {
      const names = accountConfigs(config).flatMap(({ name }) => name ?? []);
      const source =
        names.length > 0
          ? `accounts: ${names.join(', ')}; ${names[0]} is meant when none is named`
          : config.keyId === undefined && config.key === undefined
            ? 'no account, and no key in the environment or a configuration file'
            : 'the key of the environment or the configuration file';
      return [ok(config.sandbox ? 'the embedded sandbox; no key is used' : source)];
    },
  },
  {
    name: 'policy',
    run: async ({ config }) => {
      const { mode } = await policyOf(config);
      return [
        ok(mode === 'read-only' ? 'read-only: nothing can be changed' : `changes are guarded (${mode})`),
      ];
    },
  },
  {
    name: 'proxy',
    run: ({ config: { proxy } }) => [
      ok(
        proxy === undefined
          ? 'none; Apple is asked directly'
          : `${proxy.origin}${proxy.authorization === undefined ? '' : ' (with a user and password)'}${proxy.except.length === 0 ? '' : `, not for ${proxy.except.join(', ')}`}`,
      ),
    ],
  },
  { name: 'clients', run: clientsFound },
  {
    name: 'audit',
    run: async ({ config }) => {
      const { ok: whole, problems, records, chains } = await checkedAudit(config);
      return whole
        ? [ok(`the log is whole: ${records} records of ${chains} server runs`)]
        : [
            fault(
              `the log was changed: ${problems.length} of ${chains} server runs are not as they were written`,
              'See what: asc-mcp audit verify. Keep the folder as it is until somebody has looked at it.',
            ),
          ];
    },
  },
  {
    name: 'redis',
    run: async ({ config }) => {
      if (config.redisUrl === undefined) return [];
      const redis = await connectRedis(config.redisUrl, () => undefined);
      try {
        const wrong = await redis.check();
        if (wrong !== undefined) return [fault(`Redis ${wrong.says}`, wrong.next)];
        const forgetful = await forgets(redis);
        return [ok('answers'), ...(forgetful === undefined ? [] : [note(forgetful)])];
      } finally {
        await redis.close();
      }
    },
  },
];

/** What a check stumbled over, as a finding; anything unexpected is one, too. */
export function stumbled(error: unknown): Found {
  if (error instanceof ConfigError) return fault(error.message);
  if (error instanceof AscError)
    return fault(`${error.message}${error.meaning === undefined ? '' : ` ${error.meaning}`}`, error.next);
  return fault(`could not be checked: ${error instanceof Error ? error.message : String(error)}`);
}
