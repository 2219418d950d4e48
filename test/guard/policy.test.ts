import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import type { Tier } from '../../src/catalog/risk.ts';
import {
  decide,
  defaultPolicy,
  explain,
  matches,
  needsApp,
  type Policy,
  type PolicyCall,
  type PolicyRule,
  tightened,
  unresolvable,
} from '../../src/guard/policy.ts';

const catalog = loadCatalog();
const operation = (id: string): Operation => {
  const found = catalog.operation(id);
  if (found === undefined) throw new Error(`No operation ${id}.`);
  return found;
};
const call = (id: string, tier: Tier, more: Partial<PolicyCall> = {}): PolicyCall => ({
  operation: operation(id),
  tier,
  appId: '1500000101',
  isTeamObject: false,
  ...more,
});
const policy = (more: Partial<Policy>): Policy => ({ ...defaultPolicy, ...more });
const rule = (effect: PolicyRule['effect'], ops: string[], apps?: string[]): PolicyRule => ({
  effect,
  ops,
  ...(apps === undefined ? {} : { apps }),
});

describe('decide', () => {
  it('leaves it to the tier when nothing else is said', () => {
    const says = (tier: Tier): unknown => decide(defaultPolicy, call('betaGroups_updateInstance', tier));
    expect(says('R1')).toEqual({ effect: 'allow', rule: 'tier R1' });
    expect(says('R2')).toEqual({ effect: 'ask', rule: 'tier R2' });
    expect(says('R3')).toEqual({ effect: 'ask', rule: 'tier R3' });
    expect(decide(policy({ mode: 'read-only' }), call('apps_getCollection', 'R0'))).toEqual({
      effect: 'allow',
      rule: 'tier R0',
    });
  });

  it('asks deny, then ask, then allow, wherever the rules stand', () => {
    const rules = [
      rule('allow', ['betaGroups_*']),
      rule('ask', ['*_updateInstance']),
      rule('deny', ['betaGroups_update*']),
    ];
    const update = call('betaGroups_updateInstance', 'R2');
    expect(decide(policy({ rules }), update)).toEqual({
      effect: 'deny',
      rule: 'rule 3 (deny betaGroups_update*)',
    });
    expect(decide(policy({ rules: rules.slice(0, 2) }), update)).toEqual({
      effect: 'ask',
      rule: 'rule 2 (ask *_updateInstance)',
    });
    expect(decide(policy({ rules: rules.slice(0, 1) }), update)).toEqual({
      effect: 'allow',
      rule: 'rule 1 (allow betaGroups_*)',
    });
  });

  it('never lets a rule allow R3', () => {
    const rules = [rule('allow', ['*'])];
    expect(decide(policy({ rules }), call('subscriptions_deleteInstance', 'R3'))).toEqual({
      effect: 'ask',
      rule: 'tier R3',
    });
  });

  it('lets nothing pass in read-only mode, and flags only tighten', () => {
    const rules = [rule('allow', ['*'])];
    const write = call('betaGroups_updateInstance', 'R1');
    const readOnly = { effect: 'deny', rule: 'mode read-only' };
    expect(decide(policy({ rules, mode: 'read-only' }), write)).toEqual(readOnly);
    expect(decide(tightened(policy({ rules }), { readOnly: true }), write)).toEqual(readOnly);
    expect(decide(tightened(policy({ rules, mode: 'read-only' }), { readOnly: false }), write)).toEqual(
      readOnly,
    );
  });

  it('keeps to the apps it names, and refuses what cannot be told', () => {
    const scoped = policy({ apps: ['1500000101'], rules: [rule('allow', ['*'])] });
    const write = (appId?: string): string =>
      decide(scoped, call('betaGroups_updateInstance', 'R1', { appId })).effect;
    expect(write('1500000101')).toBe('allow');
    expect(write('1500000202')).toBe('deny');
    expect(write(unresolvable)).toBe('deny');
    expect(write(undefined)).toBe('deny');
  });

  it('has a word of its own for the team, which deny rules still precede', () => {
    const remove = call('users_deleteInstance', 'R2', { appId: undefined, isTeamObject: true });
    expect(decide(policy({ teamScope: 'deny' }), remove)).toEqual({
      effect: 'deny',
      rule: 'teamScope deny',
    });
    const asks = policy({ teamScope: 'ask', rules: [rule('allow', ['users_*'])] });
    expect(decide(asks, remove)).toEqual({ effect: 'ask', rule: 'teamScope ask' });
    const denies = policy({ teamScope: 'ask', rules: [rule('deny', ['users_*'])] });
    expect(decide(denies, remove).effect).toBe('deny');
  });

  it('counts what is uncertain against the call', () => {
    const write = call('betaGroups_updateInstance', 'R2', { appId: unresolvable });
    const named = (effect: PolicyRule['effect'], app: string): Policy =>
      policy({ rules: [rule(effect, ['betaGroups_*'], [app])] });
    expect(decide(named('deny', '1500000202'), write).effect).toBe('deny');
    expect(decide(named('allow', '1500000101'), write).effect).toBe('ask');
    expect(decide(named('allow', unresolvable), write).effect).toBe('ask');
    // A name that nobody has looked up yet could be any app.
    const known = call('betaGroups_updateInstance', 'R2');
    expect(decide(named('deny', 'Weather Now'), known).effect).toBe('deny');
    expect(decide(named('allow', 'Weather Now'), known).effect).toBe('ask');
    expect(decide(named('deny', '1500000202'), known).effect).toBe('ask');
  });

  it('shows everything that it looked at', () => {
    const rules = [rule('deny', ['users_*']), rule('allow', ['betaGroups_*'], ['1500000202'])];
    const { trace, verdict } = explain(policy({ rules }), call('betaGroups_updateInstance', 'R2'));
    expect(trace.map(({ what, says }) => `${what}: ${says}`)).toEqual([
      'mode read-write: nothing',
      'apps: nothing',
      'rule 1 (deny users_*): nothing',
      'rule 2 (allow betaGroups_*): nothing',
      'tier R2: ask',
    ]);
    expect(verdict).toEqual({ effect: 'ask', rule: 'tier R2' });
  });

  it('says when the app matters', () => {
    const rules = [rule('deny', ['users_*']), rule('allow', ['betaGroups_*'], ['1500000202'])];
    expect(needsApp(policy({ rules }), 'betaGroups_updateInstance')).toBe(true);
    expect(needsApp(policy({ rules }), 'builds_updateInstance')).toBe(false);
    expect(needsApp(policy({ apps: [] }), 'builds_updateInstance')).toBe(true);
    // A tester without a group belongs to the team, one with a group to an app.
    expect(needsApp(policy({ teamScope: 'deny' }), 'betaTesters_createInstance')).toBe(true);
    expect(needsApp(policy({ teamScope: 'deny' }), 'builds_updateInstance')).toBe(false);
  });
});

describe('matches', () => {
  it.each([
    ['users_*', 'users_deleteInstance', true],
    ['users_*', 'userInvitations_createInstance', false],
    ['*_deleteInstance', 'users_deleteInstance', true],
    ['*', 'anything', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['users', 'users_deleteInstance', false],
    ['user.', 'users', false],
    ['**', '', true],
  ])('%s · %s → %s', (pattern, id, expected) => {
    expect(matches(pattern, id)).toBe(expected);
  });

  it('means what a regular expression would, without its slowness', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '_', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        expect(matches(one, other)).toBe(new RegExp(`^${one.replaceAll('*', '.*')}$`).test(other));
      }),
      { numRuns: 5_000 },
    );
  });
});

/** The order of the design as a table of weights: each thing that fits puts its word on the table, the lightest wins. */
function reference(given: Policy, made: PolicyCall): string {
  if (made.operation.method === 'GET') return 'allow';
  const words: [number, string][] = [[90, /R[23]/.test(made.tier) ? 'ask' : 'allow']];
  const app = made.isTeamObject ? undefined : (made.appId ?? 'unresolvable');
  if (given.mode === 'read-only') words.push([10, 'deny']);
  if (given.apps !== undefined && app !== undefined && !new Set(given.apps).has(app))
    words.push([20, 'deny']);
  if (made.isTeamObject && given.teamScope !== 'allow')
    words.push(given.teamScope === 'deny' ? [30, 'deny'] : [50, 'ask']);
  for (const { effect, ops, apps } of given.rules) {
    const named = ops.some((one) => new RegExp(`^${one.replaceAll('*', '\\w*')}$`).test(made.operation.id));
    const certain = apps === undefined || (app !== undefined && app !== 'unresolvable' && apps.includes(app));
    const possible =
      certain || (app !== undefined && (app === 'unresolvable' || apps.some((one) => /\D/.test(one))));
    if (!named) continue;
    if (effect === 'deny' && possible) words.push([40, 'deny']);
    if (effect === 'ask' && possible) words.push([60, 'ask']);
    if (effect === 'allow' && certain && made.tier !== 'R3') words.push([70, 'allow']);
  }
  return words.sort(([a], [b]) => a - b)[0]?.[1] ?? 'deny';
}

describe('the order', () => {
  const ids = [
    'users_deleteInstance',
    'users_updateInstance',
    'betaGroups_updateInstance',
    'betaGroups_createInstance',
    'subscriptions_deleteInstance',
    'apps_getCollection',
  ];
  const patterns = ['*', 'users_*', 'betaGroups_*', '*_deleteInstance', 'betaGroups_updateInstance', '*s_u*'];
  const apps = fc.subarray(['100001', '100002', '100003', 'Weather Now'], { minLength: 1 });
  const rules = fc.array(
    fc
      .record({
        effect: fc.constantFrom('deny' as const, 'ask' as const, 'allow' as const),
        ops: fc.subarray(patterns, { minLength: 1 }),
        apps: fc.option(apps, { nil: undefined }),
      })
      .map(({ effect, ops, apps: some }) => rule(effect, ops, some)),
    { maxLength: 6 },
  );
  const policies = fc
    .record({
      mode: fc.constantFrom('read-write' as const, 'read-write' as const, 'read-only' as const),
      teamScope: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
      scope: fc.option(apps, { nil: undefined }),
      rules,
    })
    .map(({ scope, ...more }) => policy({ ...more, ...(scope === undefined ? {} : { apps: scope }) }));
  const calls = fc.record({
    operation: fc.constantFrom(...ids.map(operation)),
    tier: fc.constantFrom<Tier>('R1', 'R2', 'R3'),
    appId: fc.constantFrom(undefined, unresolvable, '100001', '100002'),
    isTeamObject: fc.boolean(),
  });

  it('is that of a plain reference on 10,000 random calls', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(policies, calls, (given, made) => {
        const { verdict, trace } = explain(given, made);
        met.add(`${verdict.effect} ${verdict.rule.split(' ')[0]}`);
        expect(verdict.effect).toBe(reference(given, made));
        expect(decide(given, made)).toEqual(verdict);
        expect(trace.at(-1)).toMatchObject({ what: verdict.rule, says: verdict.effect });
      }),
      { numRuns: 10_000 },
    );
    expect([...met].sort()).toEqual([
      'allow rule',
      'allow tier',
      'ask rule',
      'ask teamScope',
      'ask tier',
      'deny apps',
      'deny mode',
      'deny rule',
      'deny teamScope',
    ]);
  });

  it('is never loosened by a further deny or ask rule, nor by read-only', () => {
    const severity = ['allow', 'ask', 'deny'];
    fc.assert(
      fc.property(policies, calls, rules, (given, made, more) => {
        const stricter = {
          ...given,
          rules: [...given.rules, ...more.filter(({ effect }) => effect !== 'allow')],
        };
        const before = severity.indexOf(decide(given, made).effect);
        expect(severity.indexOf(decide(stricter, made).effect)).toBeGreaterThanOrEqual(before);
        const readOnly = tightened(given, { readOnly: true });
        expect(severity.indexOf(decide(readOnly, made).effect)).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 2_000 },
    );
  });
});
