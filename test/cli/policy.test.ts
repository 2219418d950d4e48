import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerPolicy } from '../../src/cli/policy.ts';
import { ConfigError } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'asc-policy-cli-'));
const path = join(folder, 'policy.json');
const before = { ...process.env };
beforeEach(() => {
  process.env['ASC_POLICY'] = path;
  process.env['ASC_CATALOG'] = '';
});
afterEach(() => {
  process.env = { ...before };
  vi.restoreAllMocks();
  rmSync(path, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command prints, without the folder. */
async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  const command = new Command('asc-mcp').exitOverride();
  registerPolicy(command);
  await command.parseAsync(['policy', ...args], { from: 'user' });
  return lines.join('').replaceAll(folder, '…');
}

function given(policy: Record<string, unknown>): void {
  writeFileSync(path, JSON.stringify({ version: 1, ...policy }, null, 2), { mode: 0o600 });
}

describe('asc-mcp policy explain', () => {
  it('prints the tier, the trace and the word that counts', async () => {
    given({
      apps: ['Weather Now'],
      rules: [
        { effect: 'deny', ops: ['users_*'] },
        { effect: 'allow', ops: ['betaBuildLocalizations_*'], why: 'What testers get.' },
      ],
    });
    expect(
      await run('explain', 'betaBuildLocalizations_updateInstance', '--app', 'weather now'),
    ).toMatchInlineSnapshot(`
      "betaBuildLocalizations_updateInstance: tier R2
        Changes what TestFlight testers see or who may join
        App: weather now
      …/policy.json

        mode read-write                          –      Changes are possible.
        apps                                     –      App Weather Now is in the list.
        rule 1 (deny users_*)                    –      It is about other operations.
        rule 2 (allow betaBuildLocalizations_*)  allow  What testers get.

      allow (rule 2 (allow betaBuildLocalizations_*))
      "
    `);
    expect(await run('explain', 'betaBuildLocalizations_updateInstance', '--app', 'Ledger')).toContain(
      'deny  App Ledger is not in the list.',
    );
  });

  it('lets an attribute change the tier', async () => {
    const manual = await run(
      'explain',
      'betaGroups_updateInstance',
      '--app',
      '1500000101',
      '--attr',
      'name=A',
    );
    const open = await run(
      'explain',
      'betaGroups_updateInstance',
      '--app',
      '1500000101',
      '--attr',
      'publicLinkEnabled=true',
    );
    expect(manual).toMatch(/^betaGroups_updateInstance: tier R\d/);
    expect(open).toContain('tier R2');
    expect(open).toContain('No file at …/policy.json: the default.');
  });

  it('says that reads are free, and that read-only is not', async () => {
    expect(await run('explain', 'apps_getCollection')).toMatch(/allow \(tier R0\)\n$/);
    const denied = await run('explain', 'betaGroups_createInstance', '--app', '1', '--read-only');
    expect(denied).toMatch(/deny \(mode read-only\)\n$/);
  });

  it.each([
    [
      ['explain', 'betaGroup_delete'],
      'There is no operation "betaGroup_delete". Did you mean betaGroups_delete',
    ],
    [
      ['explain', 'betaGroups_updateInstance', '--attr', 'nmae=A'],
      'There is no attribute "nmae". Known are: ',
    ],
    [['explain', 'betaGroups_updateInstance', '--attr', 'name'], '"name" is not name=value.'],
    [['explain', 'betaGroups_deleteInstance', '--attr', 'name=A'], 'This operation takes no attributes.'],
  ])('%j is refused', async (args, message) => {
    const failed = await run(...args).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConfigError);
    expect(String(failed)).toContain(message);
  });

  it('is refused with the line when the file is not usable', async () => {
    writeFileSync(path, '{"version": 1,\n"rule": []}', { mode: 0o600 });
    const failed = await run('test').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConfigError);
    expect(String(failed)).toContain('policy.json, line 2: unknown key "rule". Did you mean "rules"?');
  });
});

describe('asc-mcp policy test', () => {
  it('has a call for each tier', async () => {
    expect(await run('test')).toMatchInlineSnapshot(`
      "No file at …/policy.json: the default.

      example of  call                                    tier  app      says   because of
      R0          apps_getCollection                      R0    any app  allow  tier R0
      R1          appScreenshotSets_createInstance        R1    any app  allow  tier R1
      R2          customerReviewResponses_createInstance  R2    any app  ask    tier R2
      R3          subscriptions_deleteInstance            R3    any app  ask    tier R3
      the team    devices_createInstance                  R3    team     ask    tier R3
      "
    `);
  });

  it('has a call for each rule that the rule decides', async () => {
    given({
      teamScope: 'ask',
      rules: [
        { effect: 'allow', ops: ['betaGroups_*'], apps: ['com.example.weather'] },
        { effect: 'ask', ops: ['betaGroups_update*'] },
        { effect: 'deny', ops: ['users_*', 'betaGroups_delete*'] },
      ],
    });
    const rows = (await run('test')).split('\n').filter((row) => row.startsWith('rule'));
    expect(rows.map((row) => row.replaceAll(/ +/g, ' '))).toEqual([
      'rule 1 betaGroups_betaTesters_createToManyRelationship R2 com.example.weather allow rule 1 (allow betaGroups_*)',
      'rule 2 betaGroups_updateInstance R2 any app ask rule 2 (ask betaGroups_update*)',
      'rule 3 betaGroups_deleteInstance R3 any app deny rule 3 (deny betaGroups_delete*)',
    ]);
  });
});
