import type { Config } from '../config.ts';
import { type AccountFlags, accountFields } from './account-fields.ts';
import { readAccounts, withAccount, writeAccounts } from './accounts.ts';
import { checkKey } from './check-key.ts';
import { chosenClients, printedEntries, writeEntries } from './client-entries.ts';
import { clientKinds, fileOf, type Machine } from './clients.ts';
import type { Entry } from './entry.ts';
import type { Guide } from './guide.ts';
import { credentialsOf, keepKey } from './key.ts';
import { entryFor } from './launch.ts';

export interface SetupFlags extends AccountFlags {
  /** Names of clients; those found on the machine when absent. */
  readonly client?: readonly string[];
  readonly readOnly?: boolean;
  /** Make this account the one that is meant when none is named. */
  readonly default?: boolean;
}

/** Everything that setup works on. */
export interface SetupWorld {
  readonly config: Config;
  readonly machine: Machine;
  /** How clients start this program. */
  readonly launch: Entry;
  readonly guide: Guide;
  readonly now: Date;
}

/** Prints every entry and touches nothing: no file, no key, no network. */
export function printSetup(
  flags: SetupFlags,
  { config, machine, launch, guide }: Omit<SetupWorld, 'now'>,
): void {
  const kept = readAccounts(config.stateDir);
  const account = flags.account ?? config.account ?? kept?.default ?? 'default';
  if (kept === undefined || !Object.hasOwn(kept.accounts, account))
    guide.say(`# The account ${account} is not set up on this machine yet: asc-mcp setup`);
  const clients =
    flags.client === undefined
      ? clientKinds.flatMap((kind) => {
          const path = fileOf(kind, machine);
          return path === undefined ? [] : [[kind, path] as const];
        })
      : chosenClients(flags.client, machine);
  for (const line of printedEntries(clients, entryFor(launch, account, flags.readOnly === true)))
    guide.say(line);
}

/**
 * Takes a key, checks it with Apple, keeps it, and tells the clients. Nothing is written before Apple has accepted the
 * key. Answers whether every client's file could be dealt with. Throws `AscError` and `ConfigError`.
 */
export async function setUp(flags: SetupFlags, world: SetupWorld): Promise<boolean> {
  const { config, machine, launch, guide, now } = world;
  // Before anything is asked: a wrong name costs nobody the typing.
  const clients = chosenClients(flags.client, machine);
  const kept = readAccounts(config.stateDir);
  const { name, given, vendorNumber } = await accountFields(flags, kept, config, guide);
  const credentials = await credentialsOf(given, guide);
  const known = kept !== undefined && Object.hasOwn(kept.accounts, name) ? kept.accounts[name] : undefined;
  const baseUrl = config.baseUrl ?? known?.baseUrl;
  guide.say(await checkKey(credentials, baseUrl));
  const key = await keepKey(given, credentials, config.stateDir, guide);
  const accounts = withAccount(
    kept,
    name,
    {
      keyId: credentials.keyId,
      ...(credentials.issuerId === undefined ? {} : { issuerId: credentials.issuerId }),
      key,
      ...(vendorNumber === undefined ? {} : { vendorNumber }),
      ...(baseUrl === undefined ? {} : { baseUrl }),
    },
    flags.default,
  );
  await writeAccounts(config.stateDir, accounts);
  guide.say(
    `Account ${name} is set up${accounts.default === name ? '' : `; ${accounts.default} stays the one that is meant when none is named (--default changes that)`}.`,
  );
  if (clients.length === 0)
    guide.say('No client was found here. asc-mcp setup --print shows what to put into yours.');
  // Every client starts with the default account; the tools' argument leads to the others.
  const entry = entryFor(launch, accounts.default, flags.readOnly === true);
  const { written, problems } = await writeEntries(
    clients,
    entry,
    guide,
    now.toISOString().replaceAll(/[-:]|\.\d+/g, ''),
  );
  guide.say();
  for (const { title, afterwards } of written) guide.say(`${title}: ${afterwards}`);
  guide.say('asc-mcp doctor finds out whether everything works.');
  return problems.length === 0;
}
