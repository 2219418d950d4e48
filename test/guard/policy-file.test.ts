import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { createClient } from '../../src/client/client.ts';
import { JsonLineError, readLinedJson } from '../../src/guard/json-lines.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { loadPolicy, PolicyError, parsePolicy, withAppIds } from '../../src/guard/policy-file.ts';
import { startSandbox } from '../../src/sandbox/index.ts';

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
  });

  it('keeps apps, and then the team is out of reach', () => {
    expect(parsePolicy('{"version": 1, "apps": ["1500000101"]}', catalog).teamScope).toBe('deny');
    expect(parsePolicy('{"version": 1}', catalog).teamScope).toBe('allow');
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

describe('names of apps', () => {
  it('become ids, or an error that names them', async () => {
    const sandbox = await startSandbox();
    const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
    const read = (apps: string[]): Promise<unknown> =>
      withAppIds(parsePolicy(JSON.stringify({ version: 1, apps }), catalog), client);
    expect(await read(['weather now', 'com.example.ledger', '1500000303'])).toMatchObject({
      apps: ['1500000101', '1500000202', '1500000303'],
    });
    await expect(read(['Wether Now'])).rejects.toThrow('The policy names the app "Wether Now", but no app');
    const asked = sandbox.requests.length;
    await read(['1500000303']);
    expect(sandbox.requests.length).toBe(asked);
    await client.close();
    await sandbox.close();
  });
});

describe('names of apps of several accounts', () => {
  it('mean nothing where they are another account’s; a name of none is an error in all', async () => {
    const [here, there] = [await startSandbox({ team: 'empty' }), await startSandbox()];
    const [client, other] = [here, there].map(({ credentials, url }) =>
      createClient({ credentials, baseUrl: url }),
    );
    if (client === undefined || other === undefined) throw new Error('two clients');
    const read = (policy: unknown) =>
      withAppIds(parsePolicy(JSON.stringify(policy), catalog), client, () => Promise.resolve([other]));
    const rule = { effect: 'deny', ops: ['betaGroups_*'], apps: ['Weather Now'] };
    expect(await read({ version: 1, apps: ['Weather Now', '1500000303'], rules: [rule] })).toMatchObject({
      apps: ['1500000303'],
      rules: [{ effect: 'deny', apps: [] }],
    });
    await expect(read({ version: 1, apps: ['Wether Now'] })).rejects.toThrow(
      'no app of this key has this name',
    );
    for (const each of [client, other, here, there]) await each.close();
  });
});

describe('readLinedJson', () => {
  it('reads what JSON.parse reads, at any indentation', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
        fc.constantFrom(0, 1, '\t'),
        (value, indentation) => {
          const text = JSON.stringify(value, null, indentation);
          try {
            expect(readLinedJson(text).value).toEqual(JSON.parse(text));
          } catch (error) {
            // Keys that differ only by case are refused, and so is __proto__.
            if (!(error instanceof JsonLineError)) throw error;
            expect(error.message).toMatch(/stands twice|__proto__/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('refuses whatever JSON.parse refuses', () => {
    const texts = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', 'a', ':', ',', '1', ' ', '\\', '\n'),
    });
    fc.assert(
      fc.property(texts, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(() => readLinedJson(text)).toThrow(JsonLineError);
      }),
      { numRuns: 5_000 },
    );
  });
});
