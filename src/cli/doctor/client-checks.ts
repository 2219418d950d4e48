import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isObject } from '../../catalog/json.ts';
import { ConfigError } from '../../config.ts';
import { accountConfigs } from '../../setup/chosen.ts';
import { type ClientKind, clientsHere } from '../../setup/clients.ts';
import { type Entry, entryIn, withEntry } from '../../setup/entry.ts';
import { textOf } from '../../setup/write.ts';
import { type Found, fault, note, ok } from './finding.ts';
import type { Surroundings } from './machine-checks.ts';

/** Which clients have the entry, and whether what it starts is there and is this version. */
export function clientsFound(surroundings: Surroundings): readonly Found[] {
  const clients = clientsHere(surroundings.machine);
  if (clients.length === 0)
    return [note('none was found on this machine', 'asc-mcp setup --print shows the entries of all')];
  return clients.map(([kind, path]) => clientFound(kind, path, surroundings));
}

function clientFound(kind: ClientKind, path: string, surroundings: Surroundings): Found {
  const again = `asc-mcp setup --client ${kind.name}`;
  try {
    const text = textOf(path) ?? '';
    const entry = entryIn(text, kind.format);
    if (entry === undefined) {
      // Throws for a file that is none.
      withEntry(text, kind.format, surroundings.launch, path);
      return note(`${kind.title} does not have the entry`, again);
    }
    const fails = problemOf(entry, surroundings);
    if (fails !== undefined) return fault(`${kind.title}: ${fails}`, again);
    const other = versionOf(entry, surroundings);
    return other === undefined || other === surroundings.version
      ? ok(`${kind.title} has the entry`)
      : note(`${kind.title} starts version ${other}; this is ${surroundings.version}`, again);
  } catch (error) {
    if (error instanceof ConfigError) return fault(error.message);
    throw error;
  }
}

/** Why the entry cannot work; `undefined` when it can. */
function problemOf({ command, args = [] }: Partial<Entry>, surroundings: Surroundings): string | undefined {
  if (command === undefined) return 'its entry has no command';
  if (!isThere(command, surroundings)) return `its entry starts ${command}, which is not there`;
  const [script] = args;
  if (script !== undefined && isAbsolute(script) && !existsSync(script))
    return `its entry starts ${script}, which is not there`;
  const at = args.indexOf('--account');
  const account = at < 0 ? undefined : args[at + 1];
  if (account === undefined) return undefined;
  const known = accountConfigs({
    ...surroundings.config,
    account: undefined,
    keyId: undefined,
    key: undefined,
  });
  return known.some(({ name }) => name === account) ? undefined : `there is no account "${account}"`;
}

function isThere(command: string, { searchPath, machine }: Surroundings): boolean {
  if (isAbsolute(command)) return existsSync(command);
  const endings = machine.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  return searchPath.some((folder) => endings.some((ending) => existsSync(join(folder, command + ending))));
}

/** The version that the entry starts, as far as that can be told without starting it. */
function versionOf({ args = [] }: Partial<Entry>, { launch }: Surroundings): string | undefined {
  const named = args
    .map((each) => /^app-store-connect-mcp@(\d+\.\d+\.\d+.*)$/.exec(each)?.[1])
    .find((found) => found);
  if (named !== undefined) return named;
  const [script] = args;
  if (script === undefined || script === launch.args[0] || !isAbsolute(script)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(join(dirname(dirname(script)), 'package.json'), 'utf8'));
    return isObject(value) && typeof value['version'] === 'string' ? value['version'] : undefined;
  } catch {
    return undefined;
  }
}
