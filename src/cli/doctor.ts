import type { Command } from 'commander';
import { useProxy } from '../client/proxy.ts';
import { type Config, ConfigError, readConfig, searchPath } from '../config.ts';
import { examine } from './doctor/examine.ts';
import { type Finding, fault, type Level } from './doctor/finding.ts';
import { print } from './print.ts';
import { thisMachine, thisProgram } from './setup.ts';
import { version } from './version.ts';

interface Flags {
  readonly json?: boolean;
  readonly account?: string;
  readonly config?: string;
}

/** Adds `doctor` to the command. */
export function registerDoctor(command: Command): void {
  command
    .command('doctor')
    .description(
      'find out whether everything works, and what to do where it does not; exit code 1 when something fails',
    )
    .option('--json', 'the findings as JSON')
    .option('--account <name>', 'begin with this account')
    .option('--config <file>', 'configuration file, as for serve')
    .action(async ({ json, ...flags }: Flags) => {
      const findings = await found(flags);
      const failed = findings.some(({ level }) => level === 'fault');
      if (json === true) print(JSON.stringify({ ok: !failed, version, findings }, null, 2));
      else for (const line of lines(findings)) print(line);
      if (failed) process.exitCode = 1;
    });
}

async function found(flags: Omit<Flags, 'json'>): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(flags);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ check: 'configuration', ...fault(error.message) }];
  }
  useProxy(config.proxy);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return examine(
    {
      config,
      machine: thisMachine(),
      launch: thisProgram(),
      searchPath: searchPath(),
      version,
      node: process.versions.node,
    },
    stop.signal,
  );
}

const marks: { readonly [level in Level]: string } = { ok: 'ok   ', note: 'note ', fault: 'FAILS' };

/** `ok    key: …`, with the remedy below it. */
function lines(findings: readonly Finding[]): readonly string[] {
  const faults = findings.filter(({ level }) => level === 'fault').length;
  return [
    ...findings.flatMap(({ check, level, text, remedy }) => [
      `${marks[level]}  ${check}: ${text}`,
      ...(remedy === undefined ? [] : [`         → ${remedy}`]),
    ]),
    '',
    faults === 0 ? 'Everything works.' : `${faults} ${faults === 1 ? 'thing does' : 'things do'} not work.`,
  ];
}
