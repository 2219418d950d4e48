import { sep } from 'node:path';
import type { Entry } from './entry.ts';

/** What started this process. */
export interface Started {
  readonly platform: NodeJS.Platform;
  /** The Node that runs it. */
  readonly execPath: string;
  /** The file that it runs, links followed. */
  readonly script: string;
  readonly packageName: string;
  readonly version: string;
}

/**
 * How clients start the same program: the published package by npx when that started us, because npx's folder goes away;
 * else this Node with this file. On Windows npx is a script of the shell's.
 */
export function launchOf({ platform, execPath, script, packageName, version }: Started): Entry {
  if (!script.split(sep).includes('_npx')) return { command: execPath, args: [script] };
  const args = ['-y', `${packageName}@${version}`];
  return platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
}

/** The entry for an account. No secret is in it: the account's name leads to its key on this machine. */
export function entryFor(launch: Entry, account: string, readOnly: boolean): Entry {
  return {
    command: launch.command,
    args: [...launch.args, '--account', account, ...(readOnly ? ['--read-only'] : [])],
  };
}
