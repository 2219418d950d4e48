import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { useProxy } from '../client/proxy.ts';
import { applicationData, ConfigError, readConfig } from '../config.ts';
import { clientKinds, type Machine } from '../setup/clients.ts';
import type { Entry } from '../setup/entry.ts';
import { personGuide, yesGuide } from '../setup/guide.ts';
import { launchOf } from '../setup/launch.ts';
import { printSetup, type SetupFlags, setUp } from '../setup/run.ts';
import { print } from './print.ts';
import { openTerminal } from './terminal.ts';
import { version } from './version.ts';

interface Flags extends Omit<SetupFlags, 'client'> {
  readonly client?: string;
  readonly yes?: boolean;
  readonly print?: boolean;
}

/** Adds `setup` to the command. */
export function registerSetup(command: Command): void {
  command
    .command('setup')
    .description('connect your clients: asks for the key once, checks it, keeps it, writes the entries')
    .option('--account <name>', 'name of the account, when you have several (default "default")')
    .option('--key-file <file>', "the key's .p8 file")
    .option('--key-id <id>', 'its id; taken from AuthKey_<id>.p8 when absent')
    .option('--issuer-id <uuid>', 'issuer of a team key; an individual key has none')
    .option('--vendor-number <number>', 'for sales and finance reports')
    .option('--client <names>', 'only these clients, separated by commas; else all that are found')
    .option('--read-only', 'entries with --read-only: no tool that changes anything')
    .option('--default', 'make this account the one that is meant when none is named')
    .option('--yes', 'ask nothing: flags say everything, every change is made')
    .option('--print', 'write nothing, ask nothing: print the entry of every client')
    .addHelpText(
      'after',
      `
Clients: ${clientKinds.map(({ name }) => name).join(', ')}.

The key goes into the system's keychain where there is one, else it stays a file that only you can read. Clients get a
command and the name of the account, never the key. Each change to a client's file is shown before it is made, and a
copy of the file is kept beside it.

Examples:
  asc-mcp setup
  asc-mcp setup --key-file ~/Downloads/AuthKey_ABC123DEFG.p8 --issuer-id 00000000-0000-0000-0000-000000000000 --yes
  asc-mcp setup --account second-team --client cursor,codex
  asc-mcp setup --print`,
    )
    .action(async ({ client, yes, print: printing, ...rest }: Flags) => {
      const flags: SetupFlags = { ...rest, ...(client === undefined ? {} : { client: namesIn(client) }) };
      const config = readConfig();
      useProxy(config.proxy);
      const world = { config, machine: thisMachine(), launch: thisProgram() };
      if (printing === true) {
        printSetup(flags, { ...world, guide: yesGuide(print) });
        return;
      }
      const guide =
        yes === true
          ? yesGuide(print)
          : personGuide(
              openTerminal(
                'Setting up asks questions. Run it in a terminal, or say everything in flags with --yes',
              ),
            );
      if (!(await setUp(flags, { ...world, guide, now: new Date() }))) process.exitCode = 1;
    });
}

/** Where the clients' files are. */
export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir(), applicationData: applicationData() };
}

/** How this program is started again. */
export function thisProgram(): Entry {
  return launchOf({
    platform: process.platform,
    execPath: process.execPath,
    script: realpathSync(process.argv[1] ?? ''),
    packageName: manifest.name,
    version,
  });
}

function namesIn(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new ConfigError('--client takes names of clients, separated by commas.');
  return names;
}
