import { type Config, ConfigError } from '../config.ts';
import { type Account, readAccounts } from './accounts.ts';

/** A configuration with the key of one account in it. */
export interface NamedConfig {
  /** As in `accounts.json`; `undefined` for the key of the environment, the sandbox, or none. */
  readonly name: string | undefined;
  readonly config: Config;
}

/**
 * Whose keys are served, the default one first. An account that is named wins over a key of the environment or the
 * configuration file; such a key wins over the default account, and is then the only one: whoever starts the server with a key of its own
 * means this key. Throws `ConfigError` for an account that there is not.
 */
export function accountConfigs(config: Config): readonly [NamedConfig, ...NamedConfig[]] {
  const alone: NamedConfig = { name: undefined, config };
  if (config.sandbox) return [alone];
  const named = config.account;
  if (named === undefined && (config.keyId !== undefined || config.key !== undefined)) return [alone];
  const kept = readAccounts(config.stateDir);
  const accounts = new Map(Object.entries(kept?.accounts ?? {}));
  const name = named ?? kept?.default;
  if (name === undefined) return [alone];
  const account = accounts.get(name);
  if (account === undefined)
    throw new ConfigError(
      `There is no account "${name.slice(0, 40)}". ${accounts.size === 0 ? 'There are none yet' : `There are: ${[...accounts.keys()].join(', ')}`}. Add it with: asc-mcp setup --account ${name.slice(0, 40)}`,
    );
  accounts.delete(name);
  return [
    { name, config: configOf(config, account) },
    ...[...accounts].map(([other, its]) => ({ name: other, config: configOf(config, its) })),
  ];
}

/** The configuration with everything of one account, and nothing of another key. */
function configOf(config: Config, account: Account): Config {
  return {
    ...config,
    keyId: account.keyId,
    issuerId: account.issuerId,
    key: account.key,
    vendorNumber: account.vendorNumber,
    baseUrl: account.baseUrl ?? config.baseUrl,
  };
}
