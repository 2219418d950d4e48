import { systemCode } from '../client/system-code.ts';
import { ConfigError } from '../config.ts';
import { type ClientKind, clientKinds, clientsHere, fileOf, type Machine } from './clients.ts';
import { type Entry, withEntry } from './entry.ts';
import type { Guide } from './guide.ts';
import { changedLines } from './lines.ts';
import { replaceWithBackup, textOf } from './write.ts';

/** The clients that were named, or those that have been used here. Throws `ConfigError` for a name that there is not. */
export function chosenClients(
  names: readonly string[] | undefined,
  machine: Machine,
): readonly (readonly [ClientKind, string])[] {
  if (names === undefined) return clientsHere(machine);
  return names.map((name) => {
    const kind = clientKinds.find((each) => each.name === name);
    const path = kind === undefined ? undefined : fileOf(kind, machine);
    if (kind === undefined || path === undefined)
      throw new ConfigError(
        `There is no client "${name.slice(0, 40)}". There are: ${clientKinds.map((each) => each.name).join(', ')}.`,
      );
    return [kind, path] as const;
  });
}

/** What became of the clients' files. */
export interface Written {
  readonly written: readonly ClientKind[];
  readonly unchanged: readonly ClientKind[];
  /** Declined. */
  readonly left: readonly ClientKind[];
  /** Why a file could not be changed; it is as it was. */
  readonly problems: readonly string[];
}

/** Shows each change, asks, and makes it, with a copy of the file beside it. One file's fault does not stop the others. */
export async function writeEntries(
  clients: readonly (readonly [ClientKind, string])[],
  entry: Entry,
  guide: Guide,
  stamp: string,
): Promise<Written> {
  const done: Record<'written' | 'unchanged' | 'left', ClientKind[]> = {
    written: [],
    unchanged: [],
    left: [],
  };
  const problems: string[] = [];
  for (const [kind, path] of clients) {
    guide.say();
    try {
      done[await writeEntry(kind, path, entry, guide, stamp)].push(kind);
    } catch (error) {
      const why =
        error instanceof ConfigError ? error.message : `${path} could not be written (${codeOf(error)}).`;
      guide.say(`${kind.title}: ${why}`);
      problems.push(why);
    }
  }
  return { ...done, problems };
}

async function writeEntry(
  kind: ClientKind,
  path: string,
  entry: Entry,
  guide: Guide,
  stamp: string,
): Promise<'written' | 'unchanged' | 'left'> {
  const before = textOf(path);
  const lines = changedLines(before ?? '', withEntry(before ?? '', kind.format, entry, path));
  if (lines.length === 0) {
    guide.say(`${kind.title}: ${path} has the entry already.`);
    return 'unchanged';
  }
  guide.say(`${kind.title}: ${path}${before === undefined ? ' (a new file)' : ''}`);
  for (const line of lines) guide.say(`    ${line}`);
  if (!(await guide.agree(`Write this into ${kind.title}'s configuration?`))) return 'left';
  // The client may have written to its file while somebody was reading.
  const backup = replaceWithBackup(path, withEntry(textOf(path) ?? '', kind.format, entry, path), stamp);
  guide.say(`Written.${backup === undefined ? '' : ` As it was: ${backup}`}`);
  return 'written';
}

/** The entry of each client as it would stand in an empty file, to be put in by hand. */
export function printedEntries(
  clients: readonly (readonly [ClientKind, string])[],
  entry: Entry,
): readonly string[] {
  return clients.flatMap(([kind, path]) => [
    `# ${kind.title}: ${path}`,
    ...withEntry('', kind.format, entry, path).trimEnd().split('\n'),
    '',
  ]);
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? 'an unexpected fault';
}
