import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { toolsetRows } from '../../src/cli/toolsets.ts';
import { listingOf } from '../../src/tools/define.ts';
import { generalTools, jobsOf } from '../../src/tools/registry.ts';
import { typedTools } from '../../src/tools/toolsets/index.ts';
import { ServerProcess } from '../e2e/process.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'asc-home-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  new ServerProcess({ args, environment: { HOME: home, ...environment } }).close();

describe('asc-mcp toolsets', () => {
  it('prints each area with its tools and their cost, as the document does', async () => {
    const { code, stdout, stderr } = await run(['toolsets']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').filter((line) => /~/.test(line));
    expect(lines.length).toBe(24);
    expect(lines[4]).toMatch(/^testflight +161 +~\d+k +TestFlight: groups, testers, beta review, feedback$/);
    expect(lines[23]).toMatch(/^all +13\d\d +~1\d\dk +Every operation$/);
    const document = readFileSync(new URL('../../docs/toolsets.md', import.meta.url), 'utf8');
    for (const line of lines) expect(document).toContain(line);
  });

  it('estimates what a tokenizer counts, within a tenth', async () => {
    const catalog = loadCatalog();
    for (const { name, tokens } of await toolsetRows()) {
      const listed = [...jobsOf([name]), ...typedTools(catalog, generalTools, [name])];
      const real = encode(JSON.stringify(listed.map(listingOf))).length;
      const [, number = '', thousands] = /^~([\d.]+)(k?)$/.exec(tokens) ?? [];
      const ratio = (Number(number) * (thousands === 'k' ? 1_000 : 1)) / real;
      expect(ratio, name).toBeGreaterThan(0.9);
      expect(ratio, name).toBeLessThan(1.1);
    }
  });
});

describe('a toolset that there is not', () => {
  const complaint =
    /^asc-mcp: There is no toolset "testfligth"\. Do you mean testflight\? There are: apps, .*, account, all\.\n$/;

  it('stops the start, wherever it is written', async () => {
    const byFlag = await run(['serve', '--toolsets', 'reviews,testfligth']);
    expect({ code: byFlag.code, stdout: byFlag.stdout }).toEqual({ code: 2, stdout: '' });
    expect(byFlag.stderr).toMatch(complaint);
    const byVariable = await run(['serve'], { ASC_TOOLSETS: 'testfligth' });
    expect(byVariable.code).toBe(2);
    expect(byVariable.stderr).toMatch(complaint);
    const policy = join(home, 'policy.json');
    writeFileSync(policy, JSON.stringify({ version: 1, toolsets: ['testfligth'] }), { mode: 0o600 });
    const byPolicy = await run(['serve'], { ASC_POLICY: policy });
    expect(byPolicy.code).toBe(2);
    expect(byPolicy.stderr).toMatch(complaint);
  });
});
