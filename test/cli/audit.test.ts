import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sinceOf } from '../../src/cli/audit.ts';
import { AuditLog } from '../../src/guard/audit.ts';

const main = fileURLToPath(new URL('approve-main.ts', import.meta.url));
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asc-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), main, 'audit', ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    encoding: 'utf8',
  });
}

describe('asc-mcp audit', () => {
  it('verifies and shows the log', async () => {
    expect(run('show').stdout).toBe('Nothing is in the log.\n');
    const folder = join(home, '.config', 'app-store-connect-mcp', 'audit');
    const log = AuditLog.open(folder);
    await log.append({
      kind: 'intent',
      tier: 'R2',
      operation: 'betaGroups_createInstance',
      fields: ['name'],
    });
    await log.append({ kind: 'outcome', outcome: 'applied', status: 201 });
    await log.close();
    expect(run('verify')).toMatchObject({
      status: 0,
      stdout: 'The log is whole: 3 records of 1 server runs.\n',
    });
    const shown = run('show', '--since', '1h').stdout.trimEnd().split('\n');
    expect(shown).toHaveLength(3);
    expect(shown[1]).toMatch(/^\d{4}-.*Z {2}intent {4}R2 {2}betaGroups_createInstance {2}fields name$/);
    const json = run('show', '--json').stdout.trimEnd().split('\n');
    expect(JSON.parse(json[2] ?? '')).toMatchObject({ kind: 'outcome', outcome: 'applied', n: 3 });

    const name = readdirSync(folder).find((file) => file.endsWith('.jsonl')) ?? '';
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replace('"status":201', '"status":409'));
    const bad = run('verify');
    expect(bad.status).toBe(1);
    expect(bad.stderr).toContain(`${name}:3 was edited.`);
    expect(run('show', '--since', 'tuesday')).toMatchObject({ status: 2 });
  });

  it.each([
    ['30m', 1_000_000_000 - 1_800_000],
    ['2h', 1_000_000_000 - 7_200_000],
    ['1970-01-02', 86_400_000],
  ])('reads %s', (text, at) => {
    expect(sinceOf(text, 1_000_000_000)).toBe(at);
  });
});
