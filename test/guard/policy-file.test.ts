import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { loadPolicy, PolicyError, parsePolicy } from '../../src/guard/policy-file.ts';
import { openFilesIn } from './open-files.ts';

const catalog = loadCatalog();
const folder = mkdtempSync(join(tmpdir(), 'asc-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string, mode = 0o600): string {
  files += 1;
  const path = join(folder, `policy-${files}.json`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PolicyError) return error.message.replaceAll(folder, '…');
    throw error;
  }
  return 'nothing';
}

/** What is said against a policy with these rules, one a line from line 3 on. */
function against(rules: readonly unknown[], more: Record<string, unknown> = {}): string {
  const head = Object.entries(more).map(([key, value]) => `"${key}": ${JSON.stringify(value)}, `);
  return complaint(() =>
    parsePolicy(
      `{"version": 1, ${head.join('')}\n "rules": [\n${rules.map((one) => JSON.stringify(one)).join(',\n')}]}`,
      catalog,
    ),
  );
}

describe('the file', () => {
  it('may be absent', () => {
    expect(loadPolicy(join(folder, 'none.json'), catalog)).toEqual(defaultPolicy);
  });

  it('is read with its defaults and its hash', () => {
    const policy = loadPolicy(file('{"version": 1, "roots": {"upload": ["~/Releases"]}}'), catalog);
    expect(policy).toEqual({
      ...defaultPolicy,
      roots: { upload: [join(homedir(), 'Releases')] },
      hash: 'fc82bb51975c8397f4afe568460afc0fee0b2499a3805664cef7f90b235ca072',
    });
  });

  it('must be nobody else’s to write', () => {
    for (const mode of [0o620, 0o602, 0o666, 0o777])
      expect(complaint(() => loadPolicy(file('{"version": 1}', mode), catalog))).toContain('chmod 600');
    expect(loadPolicy(file('{"version": 1}', 0o644), catalog).mode).toBe('read-write');
  });

  it('must be a plain file', () => {
    const link = join(folder, 'link.json');
    symlinkSync(file('{"version": 1}'), link);
    expect(complaint(() => loadPolicy(link, catalog))).toBe(
      '…/link.json is a symbolic link. Put the policy itself there.',
    );
    const dangling = join(folder, 'dangling.json');
    symlinkSync(join(folder, 'nowhere'), dangling);
    expect(complaint(() => loadPolicy(dangling, catalog))).toContain('symbolic link');
    const inner = join(folder, 'folder.json');
    mkdirSync(inner);
    expect(complaint(() => loadPolicy(inner, catalog))).toBe('…/folder.json is not a regular file.');
    // A pipe that nobody writes to does not keep the start waiting.
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    expect(complaint(() => loadPolicy(pipe, catalog))).toBe('…/pipe.json is not a regular file.');
  });

  it('is not kept open, whatever is in it', () => {
    loadPolicy(file('{"version": 1}'), catalog);
    complaint(() => loadPolicy(file('{"version": 1}', 0o666), catalog));
    expect(openFilesIn(folder)).toEqual([]);
  });

  it('keeps apps, and then the team is out of reach', () => {
    expect(parsePolicy('{"version": 1, "apps": ["1500000101"]}', catalog).teamScope).toBe('deny');
    expect(parsePolicy('{"version": 1}', catalog).teamScope).toBe('allow');
  });
});

describe('everything that a policy can say', () => {
  const full = {
    version: 1,
    mode: 'read-only',
    apps: ['1500000101', ' 1500000202 '],
    teamScope: 'ask',
    roots: { upload: ['~', '~/Releases', '/srv/~', '~other'], download: '~/Downloads' },
    limits: { writesPerHour: 0, deletesPerHour: 100_000, pendingPlans: 1_000 },
    rules: [
      { effect: 'deny', ops: ['betaGroups_*'], apps: ['1500000101'], why: 'w'.repeat(500) },
      { effect: 'ask', ops: ['betaGroups_*'] },
    ],
    approval: { channels: ['page'], twoStepWithoutHuman: 'R1' },
    toolsets: ['release'],
  };

  it('is kept as it was said, with places in the home folder made whole', () => {
    const policy = parsePolicy(JSON.stringify(full), catalog);
    expect(policy).toStrictEqual({
      mode: 'read-only',
      apps: ['1500000101', '1500000202'],
      teamScope: 'ask',
      roots: {
        upload: [homedir(), join(homedir(), 'Releases'), '/srv/~', '~other'],
        download: join(homedir(), 'Downloads'),
      },
      limits: { writesPerHour: 0, deletesPerHour: 100_000, pendingPlans: 1_000 },
      rules: full.rules,
      approval: { channels: ['page'], twoStepWithoutHuman: 'R1' },
      toolsets: ['release'],
    });
    expect(Object.isFrozen(policy)).toBe(true);
    expect(Object.isFrozen(loadPolicy(file(JSON.stringify(full)), catalog))).toBe(true);
    for (const each of [
      { mode: 'read-write' },
      { teamScope: 'allow' },
      { teamScope: 'deny', rules: undefined },
      { approval: { channels: ['elicitation', 'dialog', 'terminal', 'page'], twoStepWithoutHuman: 'R2' } },
      { approval: { channels: [], twoStepWithoutHuman: 'never' } },
      { rules: [{ effect: 'allow', ops: ['betaGroups_update*'] }] },
    ])
      expect(parsePolicy(JSON.stringify({ ...full, ...each }), catalog)).toMatchObject(
        Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)),
      );
  });

  it('is the default where it is not said, part by part', () => {
    const said = (more: Record<string, unknown>) =>
      parsePolicy(JSON.stringify({ version: 1, ...more }), catalog);
    expect(said({})).toEqual(defaultPolicy);
    expect(said({ roots: {}, limits: {}, approval: {}, rules: [] })).toEqual(defaultPolicy);
    expect(said({ limits: { deletesPerHour: 1 } }).limits).toEqual({
      ...defaultPolicy.limits,
      deletesPerHour: 1,
    });
    expect(said({ limits: { writesPerHour: 1 } }).limits).toEqual({
      ...defaultPolicy.limits,
      writesPerHour: 1,
    });
    expect(said({ approval: { twoStepWithoutHuman: 'R2' } }).approval).toEqual({
      ...defaultPolicy.approval,
      twoStepWithoutHuman: 'R2',
    });
    expect(said({ apps: ['1'], teamScope: 'allow' }).teamScope).toBe('allow');
    expect(Object.keys(said({})).sort()).toEqual(Object.keys(defaultPolicy).sort());
  });

  it.each<[string, unknown, string]>([
    ['apps', [''], 'apps.0'],
    ['apps', [' '], 'apps.0'],
    ['teamScope', 'never', 'teamScope'],
    ['roots', { upload: [''] }, 'roots.upload.0'],
    ['roots', { download: 1 }, 'roots.download'],
    ['limits', { writesPerHour: -1 }, 'limits.writesPerHour'],
    ['limits', { writesPerHour: 100_001 }, 'limits.writesPerHour'],
    ['limits', { deletesPerHour: 1.5 }, 'limits.deletesPerHour'],
    ['limits', { pendingPlans: 0 }, 'limits.pendingPlans'],
    ['limits', { pendingPlans: 1_001 }, 'limits.pendingPlans'],
    ['limits', { pendingPlans: 1.5 }, 'limits.pendingPlans'],
    ['rules', [{ effect: 'no', ops: ['users_*'] }], 'rule 1, effect'],
    ['rules', [{ effect: 'deny', ops: [] }], 'rule 1, ops'],
    ['rules', [{ effect: 'deny', ops: [''] }], 'rule 1, ops.0'],
    ['rules', [{ effect: 'deny', ops: ['users_*'], apps: [] }], 'rule 1, apps'],
    ['rules', [{ effect: 'deny', ops: ['users_*'], why: 'w'.repeat(501) }], 'rule 1, why'],
    ['rules', ['x'], 'rule 1'],
    ['rules', {}, 'rules'],
    ['approval', { channels: ['phone'] }, 'approval.channels.0'],
    ['approval', { twoStepWithoutHuman: 'R3' }, 'approval.twoStepWithoutHuman'],
    ['toolsets', [''], 'toolsets.0'],
  ])('has no %s like %j', (key, value, where) => {
    expect(complaint(() => parsePolicy(JSON.stringify({ version: 1, [key]: value }), catalog))).toMatch(
      new RegExp(`^policy\\.json, line 1: ${where}: .+\\.$`),
    );
  });

  it.each(['roots', 'limits', 'approval'])('has no unknown key in %s', (key) => {
    expect(
      complaint(() => parsePolicy(JSON.stringify({ version: 1, [key]: { zzzzzzzz: 1 } }), catalog)),
    ).toContain(`${key}: unknown key "zzzzzzzz". Known are: `);
  });

  it('may be a megabyte long, and no longer', () => {
    const text = '{"version": 1}';
    expect(loadPolicy(file(text.padEnd(1_048_576)), catalog).mode).toBe('read-write');
    expect(complaint(() => loadPolicy(file(text.padEnd(1_048_577)), catalog))).toMatch(
      /^…\/policy-\d+\.json is larger than 1 MB\.$/,
    );
  });

  it('must be readable, and ours', () => {
    expect(complaint(() => loadPolicy('/dev/null/policy.json', catalog))).toBe(
      '/dev/null/policy.json cannot be read (ENOTDIR).',
    );
    const path = file('{"version": 1}', 0o622);
    expect(complaint(() => loadPolicy(path, catalog)).replace(/policy-\d+/g, 'policy')).toBe(
      '…/policy.json can be written by others. Run: chmod 600 "…/policy.json"',
    );
    if (process.getuid?.() !== 0) return;
    chmodSync(path, 0o600);
    chownSync(path, 12_345, 0);
    expect(complaint(() => loadPolicy(path, catalog)).replace(/policy-\d+/g, 'policy')).toBe(
      '…/policy.json belongs to another user. It must be yours.',
    );
  });
});

describe('what is not understood', () => {
  it.each([
    ['{"version": 1,\n "mdoe": "read-only"}', 'line 2: unknown key "mdoe". Did you mean "mode"?'],
    [
      '{"version": 1, "limits": {\n"writesPerDay": 1}}',
      'line 2: limits: unknown key "writesPerDay". Known are: writesPerHour, deletesPerHour, pendingPlans.',
    ],
    [
      '{"version": 1, "rules": [\n{"effect": "deny",\n "op": ["users_*"], "ops": ["users_*"]}]}',
      'line 3: rule 1: unknown key "op". Did you mean "ops"?',
    ],
    ['{"version": 2}', 'line 1: version: Invalid input: expected 1.'],
    ['{}', 'line 1: version: Invalid input: expected 1.'],
    [
      '{"version": 1,\n"mode": "readonly"}',
      'line 2: mode: Invalid option: expected one of "read-write"|"read-only".',
    ],
    ['{"version": 1,\n\n}', 'line 3: not JSON, a key in double quotes is missing.'],
    ['{"version": 1\n"mode": "read-only"}', 'line 2: not JSON, "," or "}" is missing.'],
    ['{"version": 1,\n"mode": read-only}', 'line 2: not JSON, read-only is not a JSON value.'],
    ['{"version": 1,\n"Version": 1}', 'line 2: not JSON, "Version" stands twice.'],
    ['{"version": 1', 'line 1: not JSON, "," or "}" is missing.'],
    ['', 'line 1: not JSON, it ends too early.'],
    ['{"version": 1} x', 'line 1: not JSON, there is something after the end.'],
    ['[]', 'line 1: the file: Invalid input: expected object, received array.'],
  ])('%j → %s', (text, expected) => {
    expect(complaint(() => parsePolicy(text, catalog))).toBe(`policy.json, ${expected}`);
  });

  it('is an operation that does not exist', () => {
    expect(against([{ effect: 'deny', ops: ['user_deleteInstance'] }])).toBe(
      'policy.json, line 3: rule 1: no operation is called "user_deleteInstance". Did you mean users_deleteInstance?',
    );
    expect(against([{ effect: 'deny', ops: ['users_*', 'nothing_*'] }])).toContain('"nothing_*"');
  });

  it('is met with the change that comes nearest, if any does', () => {
    const said = (pattern: string): string => against([{ effect: 'deny', ops: [pattern] }]);
    expect(said('apps_getInstances')).toBe(
      'policy.json, line 3: rule 1: no operation is called "apps_getInstances". Did you mean apps_updateInstance?',
    );
    expect(said('usr_delete*')).toContain('Did you mean users_deleteInstance?');
    expect(said('q'.repeat(100))).toBe(
      `policy.json, line 3: rule 1: no operation is called "${'q'.repeat(80)}".`,
    );
    expect(complaint(() => parsePolicy('{"version": 1, "modexyz": 1}', catalog))).toContain(
      'Did you mean "mode"?',
    );
    expect(complaint(() => parsePolicy(`{"version": 1, "${'q'.repeat(70)}": 1}`, catalog))).toContain(
      `unknown key "${'q'.repeat(60)}". Known are: version, mode, `,
    );
  });

  it('is pointed at by its own line', () => {
    expect(
      complaint(() =>
        parsePolicy('{"version": 1, "rules": [{"effect": "deny",\n"ops": ["users_*",\n"nope"]}]}', catalog),
      ),
    ).toMatch(/^policy\.json, line 3: rule 1: no operation is called "nope"\./);
  });
});

describe('rules that can never decide, and why', () => {
  const dead = (rule: string, why: string): string =>
    `policy.json, line 3: ${rule} can never decide anything: ${why}`;
  it.each<[string, readonly unknown[], Record<string, unknown>, string]>([
    [
      'reads',
      [{ effect: 'deny', ops: ['apps_get*'] }],
      {},
      'policy.json, line 3: rule 1: "apps_get*" fits reads only. Rules are about changes; reads are free.',
    ],
    [
      'behind a deny',
      [
        { effect: 'allow', ops: ['betaGroups_updateInstance'] },
        { effect: 'deny', ops: ['betaGroups_*'] },
      ],
      {},
      dead(
        'rule 1 (allow betaGroups_updateInstance)',
        'rule 2 (deny betaGroups_*) always comes first (deny, then ask, then allow).',
      ),
    ],
    [
      'behind two',
      [
        { effect: 'allow', ops: ['betaGroups_createInstance', 'betaGroups_updateInstance'] },
        { effect: 'ask', ops: ['betaGroups_create*'] },
        { effect: 'ask', ops: ['betaGroups_update*'] },
      ],
      {},
      dead(
        'rule 1 (allow betaGroups_createInstance)',
        'rule 2 (ask betaGroups_create*), rule 3 (ask betaGroups_update*) always come first (deny, then ask, then allow).',
      ),
    ],
    [
      'apps of the team',
      [{ effect: 'ask', ops: ['users_*'], apps: ['1500000101'] }],
      {},
      dead('rule 1 (ask users_*)', 'it names apps, but these belong to the whole team.'),
    ],
    [
      'what is always asked for',
      [{ effect: 'allow', ops: ['certificates_deleteInstance'] }],
      {},
      dead(
        'rule 1 (allow certificates_deleteInstance)',
        'these are all R3, and no rule allows R3: a person is always asked.',
      ),
    ],
    [
      'other apps',
      [{ effect: 'deny', ops: ['betaGroups_*'], apps: ['1500000202'] }],
      { apps: ['1500000101'] },
      dead('rule 1 (deny betaGroups_*)', 'its apps are not among the "apps" of the policy.'),
    ],
    [
      'the team that is asked about',
      [{ effect: 'ask', ops: ['users_*'] }],
      { teamScope: 'ask' },
      dead('rule 1 (ask users_*)', 'teamScope asks for everything of the team.'),
    ],
    [
      'the team that is out of reach',
      [{ effect: 'allow', ops: ['users_*'] }],
      { teamScope: 'deny' },
      dead('rule 1 (allow users_*)', 'teamScope denies everything of the team.'),
    ],
  ])('%s', (_name, rules, more, expected) => {
    expect(against(rules, more)).toBe(expected);
  });

  it('are judged by apps only where like is compared with like', () => {
    const rule = (...apps: string[]): unknown => ({ effect: 'deny', ops: ['betaGroups_*'], apps });
    const of = (given: readonly string[], ...apps: string[]): string =>
      against([rule(...apps)], { apps: given });
    expect(of(['Weather Now'], 'weather now')).toBe('nothing');
    expect(of(['Weather Now'], 'Trail Mate')).toContain('not among');
    expect(of(['com.example.weather'], 'com.example.trail')).toContain('not among');
    expect(of(['com.example.weather'], 'Trail Mate')).toBe('nothing');
    expect(of(['com.example.weather'], '1500000202')).toBe('nothing');
    expect(of(['1500000101', 'Weather Now'], '1500000202')).toBe('nothing');
    expect(of(['1500000101'], '1500000202', '1500000101')).toBe('nothing');
    const behind = (first: readonly string[], then: readonly string[]): string =>
      against([rule(...first), { effect: 'ask', ops: ['betaGroups_*'], apps: then }]);
    expect(behind(['A'], ['a'])).toContain('rule 2 (ask betaGroups_*) can never decide');
    expect(behind(['A', 'B'], ['b', 'a'])).toContain('can never decide');
    expect(behind(['A'], ['a', 'b'])).toBe('nothing');
    // Of two that say the same the later is dead, and the earlier is not.
    expect(against([rule('A'), rule('A')])).toContain('rule 2 (deny betaGroups_*)');
    expect(against([{ effect: 'ask', ops: ['betaGroups_*'] }, rule('A')])).toBe('nothing');
    // A rule for some apps takes nothing from a rule for all.
    expect(against([rule('A'), { effect: 'ask', ops: ['betaGroups_*'] }])).toBe('nothing');
  });
});

describe('rules that can never decide', () => {
  it.each([
    ['reads', [{ effect: 'deny', ops: ['apps_get*'] }], 'line 3: rule 1: "apps_get*" fits reads only'],
    [
      'behind a deny',
      [
        { effect: 'allow', ops: ['betaGroups_updateInstance'] },
        { effect: 'deny', ops: ['betaGroups_*'] },
      ],
      'line 3: rule 1 (allow betaGroups_updateInstance) can never decide anything: rule 2 (deny betaGroups_*) always comes first',
    ],
    [
      'behind two together',
      [
        { effect: 'deny', ops: ['betaGroups_create*', 'betaGroups_b*'] },
        { effect: 'ask', ops: ['betaGroups_update*', 'betaGroups_delete*'] },
        { effect: 'allow', ops: ['betaGroups_*'] },
      ],
      'line 5: rule 3 (allow betaGroups_*) can never decide anything: rule 1',
    ],
    [
      'said before',
      [
        { effect: 'deny', ops: ['users_*'] },
        { effect: 'deny', ops: ['users_deleteInstance'] },
      ],
      'line 4: rule 2',
    ],
    [
      'apps of the team',
      [{ effect: 'ask', ops: ['users_*'], apps: ['1500000101'] }],
      'it names apps, but these belong to the whole team',
    ],
    ['R3', [{ effect: 'allow', ops: ['certificates_deleteInstance'] }], 'no rule allows R3'],
  ])('%s', (_name, rules, expected) => {
    expect(against(rules)).toContain(expected);
  });

  it('are judged by the apps and the team of the policy, too', () => {
    const users = { effect: 'deny', ops: ['users_*'] };
    const said = 'teamScope denies everything of the team';
    expect(against([{ ...users, effect: 'ask' }], { teamScope: 'deny' })).toContain(said);
    expect(against([{ ...users, effect: 'ask' }], { teamScope: 'ask' })).toContain('teamScope asks for');
    expect(against([users], { teamScope: 'deny' })).toBe('nothing');
    expect(against([users], { teamScope: 'ask' })).toBe('nothing');
    const elsewhere = { effect: 'deny', ops: ['betaGroups_*'], apps: ['1500000202'] };
    expect(against([elsewhere], { apps: ['1500000101'] })).toContain('not among the "apps"');
  });

  it('are not those that are about the team and apps, or about R3 and less', () => {
    const mixed = { effect: 'ask', ops: ['users_*', 'betaGroups_*'] };
    expect(against([{ ...mixed, apps: ['1500000101'] }])).toBe('nothing');
    expect(against([mixed], { teamScope: 'deny' })).toBe('nothing');
    // A webhook's new address is R3, its new name is not; a build's every change is.
    expect(against([{ effect: 'allow', ops: ['webhooks_updateInstance'] }])).toBe('nothing');
    expect(against([{ effect: 'allow', ops: ['builds_updateInstance'] }])).toContain('these are all R3');
  });

  it('name three of those that come before them', () => {
    const before = ['create', 'update', 'delete', 'b'].map((name) => ({
      effect: 'deny',
      ops: [`betaGroups_${name}*`],
    }));
    expect(against([...before, { effect: 'allow', ops: ['betaGroups_*'] }])).toMatch(
      /anything: (rule [1-4] \(deny betaGroups_\w+\*\)(, )?){3} always come first/,
    );
  });

  it('are not those that decide for some operation or some app', () => {
    const one = { effect: 'deny', ops: ['betaGroups_*'], apps: ['1500000101'] };
    expect(against([one, { effect: 'allow', ops: ['betaGroups_*'] }])).toBe('nothing');
    expect(against([one, { ...one, effect: 'ask' }])).toContain('rule 2');
    expect(against([one, { ...one, effect: 'ask', apps: ['1500000101', '1500000202'] }])).toBe('nothing');
    expect(
      against([
        { effect: 'deny', ops: ['users_*'] },
        { effect: 'allow', ops: ['*'] },
      ]),
    ).toBe('nothing');
  });
});
