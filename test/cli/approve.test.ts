import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePin } from '../../src/cli/approve.ts';
import type { Console } from '../../src/guard/approval/terminal.ts';
import { Pin } from '../../src/guard/pin.ts';
import { dangerous, type Setting, setting } from '../guard/approval-support.ts';
import { hasTerminal, inTerminal } from '../support/typist.ts';

const main = fileURLToPath(new URL('approve-main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asc-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const approve = (...flags: string[]) => [process.execPath, '--import', tsx, main, 'approve', ...flags];

function piped(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--import', tsx, main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    input: 'yes\n482915\n',
    encoding: 'utf8',
  });
}

describe('asc-mcp approve', () => {
  it('takes nothing from a pipe', () => {
    const { status, stdout, stderr } = piped('approve');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Approving needs a person at a terminal.');
  });

  it.skipIf(!hasTerminal)('approves in a real terminal without showing the PIN', async () => {
    const folder = join(home, '.config', 'app-store-connect-mcp');
    const set = await inTerminal(
      [
        ['New PIN', '482915'],
        ['again', '482915'],
      ],
      approve('--set-pin'),
      { HOME: home },
    );
    expect(set.text).toContain('The PIN is set.');
    expect(set.code).toBe(0);
    const here: Setting = setting({ folder, pin: new Pin(folder) });
    const plan = dangerous();
    expect(await here.approval.offer(plan)).toEqual({ page: true, terminal: true });
    const { code, text } = await inTerminal(
      [
        ['Approve?', 'yes'],
        ['KQ7RX2 to show', 'kq7rx2'],
        ['PIN:', '482915'],
      ],
      approve(),
      { HOME: home },
    );
    expect(text).toContain('Approved. Go back to your assistant');
    expect(text).not.toContain('482915');
    expect(set.text).not.toContain('482915');
    expect(code).toBe(0);
    expect(await here.approval.waitFor(plan.id, 1_000)).toEqual({ kind: 'approved', channel: 'terminal' });
    await here.close();
  });
});

describe('choosing a PIN', () => {
  const person = (...types: string[]): Console & { readonly seen: string[] } => {
    const seen: string[] = [];
    return { seen, write: (line) => seen.push(line), ask: async () => types.shift() };
  };

  it('asks for the present one first', async () => {
    const pin = new Pin(home, { N: 1_024 });
    await choosePin(pin, person('482915', '482915'));
    await expect(choosePin(pin, person('000001', '777123', '777123'))).rejects.toThrow(
      'That is not the present PIN. Nothing was changed.',
    );
    await expect(choosePin(pin, person('482915', '777123', '777124'))).rejects.toThrow('are not the same');
    await expect(choosePin(pin, person('482915', '77'))).rejects.toThrow('6 characters or more');
    await expect(choosePin(pin, person())).rejects.toThrow('Nothing was changed.');
    const who = person('482915', '777123', '777123');
    await choosePin(pin, who);
    expect(who.seen).toEqual(['The PIN is set. Never tell it to your assistant.']);
    expect(await pin.checkPin('777123')).toEqual({ kind: 'right' });
  });
});
