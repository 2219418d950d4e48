import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { hasTerminal, inTerminal, type Typed } from '../support/typist.ts';
import type { World } from './world.ts';

const freshHome = (world: World): string => mkdtempSync(join(world.home, 'home-'));

/** A command that asks a person, answered in a real terminal. Without one, it has to say that it needs one. */
async function answered(command: string, world: World, home: string, typed: Typed): Promise<string> {
  if (!hasTerminal) {
    const { code, text } = await world.shell(command, { HOME: home });
    expect([code, text]).toEqual([2, expect.stringContaining('in a terminal')]);
    return '';
  }
  return (await inTerminal(typed, command.split(' '), { ...world.variables, HOME: home })).text;
}

/** `asc-mcp setup`: a key from Downloads, no vendor number, and everything that is offered is taken. */
export async function setUpByHand(command: string, world: World): Promise<void> {
  const { issuerId } = world.sandbox.credentials;
  const { home, file } = newReader(world);
  const text = await answered(command, world, home, [
    ...(command.includes(' --account ') ? [] : ([['Name of this account', '']] as const)),
    ['Path of the .p8 file', file],
    ['Issuer ID', issuerId ?? ''],
    ['Vendor number', ''],
    ['chmod 600', ''],
    ['private copy', ''],
    ['into Cursor', ''],
    ...(command.includes('codex') ? ([['into Codex', '']] as const) : []),
  ]);
  if (hasTerminal) assertSetUp(text, home);
}

/** `asc-mcp setup --key-file … --yes`, with the sandbox's key in place of the example's. */
export async function setUpByFlags(command: string, world: World): Promise<void> {
  const { keyId, issuerId = '' } = world.sandbox.credentials;
  const { home } = newReader(world);
  const { code, text } = await world.shell(
    command.replace('ABC123DEFG', keyId).replace('00000000-0000-0000-0000-000000000000', issuerId),
    { HOME: home },
  );
  expect(code, text).toBe(0);
  assertSetUp(text, home);
}

/** Somebody who uses Cursor and has just downloaded a key. */
function newReader(world: World): { readonly home: string; readonly file: string } {
  const { keyId, privateKey } = world.sandbox.credentials;
  const home = freshHome(world);
  for (const folder of ['Downloads', '.cursor']) mkdirSync(join(home, folder));
  const file = join(home, 'Downloads', `AuthKey_${keyId}.p8`);
  writeFileSync(file, privateKey, { mode: 0o644 });
  return { home, file };
}

function assertSetUp(text: string, home: string): void {
  expect(text).toMatch(/Account [\w-]+ is set up/);
  expect(text).toContain('asc-mcp doctor finds out whether everything works.');
  expect(readFileSync(join(home, '.cursor/mcp.json'), 'utf8')).toContain('"--account"');
}

export async function approveByHand(command: string, world: World): Promise<void> {
  const text = await answered(command, world, freshHome(world), []);
  if (hasTerminal) expect(text).toContain('Nothing waits for your approval.');
}

export async function choosePinByHand(command: string, world: World): Promise<void> {
  const text = await answered(command, world, freshHome(world), [
    ['New PIN', '482915'],
    ['again', '482915'],
  ]);
  if (hasTerminal) expect(text).toContain('The PIN is set.');
}
