import { describe, expect, it } from 'vitest';
import type { Tier } from '../../src/catalog/risk.ts';
import {
  defaultPolicy,
  explain,
  isAppId,
  matches,
  nameOfRule,
  needsApp,
  type Policy,
  type PolicyCall,
  type PolicyRule,
  unresolvable,
} from '../../src/guard/policy.ts';
import { catalog } from './writes.ts';

const policy = (more: Partial<Policy>): Policy => ({ ...defaultPolicy, ...more });

/** Every line of the way to a decision, as a person reads it. */
function way(given: Policy, id: string, tier: Tier, more: Partial<PolicyCall> = {}): string[] {
  const operation = catalog.operation(id);
  if (operation === undefined) throw new Error(id);
  const call = { operation, tier, appId: '1500000101', isTeamObject: false, ...more };
  return explain(given, call).trace.map(({ what, says, why }) => `${what}: ${says}. ${why}`);
}

const rename = 'betaGroups_updateInstance';
const possible = 'mode read-write: nothing. Changes are possible.';
const noApps = 'apps: nothing. The policy names no apps.';
const asks = 'tier R2: ask. Others see it, or it is hard to undo.';

describe('the way to a decision', () => {
  it('of a read is short', () => {
    expect(way(policy({ mode: 'read-only' }), 'apps_getCollection', 'R0')).toEqual([
      'tier R0: allow. Reads are not the policy’s business.',
    ]);
  });

  it('ends where nothing may be changed', () => {
    expect(way(policy({ mode: 'read-only' }), rename, 'R1')).toEqual([
      'mode read-only: deny. Nothing may be changed.',
    ]);
  });

  it('ends with the tier where nothing is said', () => {
    const draft = (tier: Tier) => [possible, noApps, `tier ${tier}: allow. A draft that can be undone.`];
    expect(way(defaultPolicy, rename, 'R1')).toEqual(draft('R1'));
    expect(way(defaultPolicy, rename, 'R0')).toEqual(draft('R0'));
    expect(way(defaultPolicy, rename, 'R2')).toEqual([possible, noApps, asks]);
    expect(way(defaultPolicy, rename, 'R3').at(-1)).toBe(
      'tier R3: ask. Others see it, or it is hard to undo.',
    );
  });

  it('asks whose it is', () => {
    const one = policy({ apps: ['1500000101'] });
    const told = (more: Partial<PolicyCall>): string | undefined => way(one, rename, 'R1', more)[1];
    expect(told({})).toBe('apps: nothing. App 1500000101 is in the list.');
    expect(told({ appId: '1500000202' })).toBe('apps: deny. App 1500000202 is not in the list.');
    for (const appId of [unresolvable, undefined])
      expect(told({ appId })).toBe('apps: deny. Which app it belongs to cannot be told.');
    expect(told({ isTeamObject: true })).toBe('apps: nothing. It belongs to the team: teamScope decides.');
  });

  it('asks about the team', () => {
    const team = { isTeamObject: true, appId: undefined };
    expect(way(policy({ teamScope: 'deny' }), rename, 'R1', team)).toEqual([
      possible,
      noApps,
      'teamScope deny: deny. It belongs to the team, not to an app.',
    ]);
    expect(way(policy({ teamScope: 'ask' }), rename, 'R1', team).at(-1)).toBe(
      'teamScope ask: ask. It belongs to the team, not to an app.',
    );
    // What belongs to an app is not asked about.
    expect(way(policy({ teamScope: 'deny' }), rename, 'R1')).toHaveLength(3);
  });

  it('goes through each rule, with what it is about', () => {
    const rules: PolicyRule[] = [
      { effect: 'deny', ops: ['users_*'] },
      { effect: 'deny', ops: ['betaGroups_*'], apps: ['1500000202'] },
      { effect: 'allow', ops: ['users_*', 'betaGroups_u*'], apps: ['1500000101'] },
    ];
    const before = [
      possible,
      noApps,
      'rule 1 (deny users_*): nothing. It is about other operations.',
      'rule 2 (deny betaGroups_*): nothing. It is about other apps.',
    ];
    expect(way(policy({ rules }), rename, 'R2')).toEqual([
      ...before,
      'rule 3 (allow betaGroups_u*): allow. It fits.',
    ]);
    expect(way(policy({ rules }), rename, 'R3')).toEqual([
      ...before,
      'rule 3 (allow betaGroups_u*): nothing. No rule allows R3: a person is always asked.',
      'tier R3: ask. Others see it, or it is hard to undo.',
    ]);
  });

  it('has a person’s own reason, and says where it is not certain', () => {
    const said = (one: PolicyRule, appId = '1500000101'): string | undefined =>
      way(policy({ rules: [one] }), rename, 'R2', { appId }).at(-1);
    expect(said({ effect: 'deny', ops: ['*'], why: 'Not on Fridays.' })).toBe(
      'rule 1 (deny *): deny. Not on Fridays.',
    );
    const some: PolicyRule = { effect: 'ask', ops: ['*'], apps: ['1500000202'] };
    expect(said(some, unresolvable)).toBe('rule 1 (ask *): ask. It may be about this app.');
    expect(said({ ...some, apps: ['Weather Now'] })).toBe('rule 1 (ask *): ask. It may be about this app.');
    expect(said(some, '1500000202')).toBe('rule 1 (ask *): ask. It fits.');
    expect(said(some)).toBe(asks);
  });
});

describe('names and ids', () => {
  it('a rule is called by its number and the pattern that fits, or its first', () => {
    const rules: PolicyRule[] = [{ effect: 'deny', ops: ['users_*', 'betaGroups_*'] }];
    expect(nameOfRule(rules, 0, rename)).toBe('rule 1 (deny betaGroups_*)');
    expect(nameOfRule(rules, 0, 'apps_updateInstance')).toBe('rule 1 (deny users_*)');
    expect(nameOfRule(rules, 0)).toBe('rule 1 (deny users_*)');
    // Even a pattern for everything is not said to fit where nothing was asked.
    expect(nameOfRule([{ effect: 'ask', ops: ['a', '*'] }], 0)).toBe('rule 1 (ask a)');
    expect(nameOfRule(rules, 5)).toBe('rule 6 (undefined undefined)');
  });

  it('an app’s id is six digits or more, and nothing else', () => {
    expect(['123456', '1500000101'].map(isAppId)).toEqual([true, true]);
    expect(['12345', 'x123456', '123456x', 'com.example', ''].map(isAppId)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('a pattern does not use a letter twice', () => {
    expect([
      matches('ab*bc', 'abc'),
      matches('ab*bc', 'abbc'),
      matches('*a*a*', 'a'),
      matches('*a*a*', 'aa'),
    ]).toEqual([false, true, false, true]);
  });

  it('whose it is matters where a rule has apps and any of its patterns fits', () => {
    const rules: PolicyRule[] = [{ effect: 'deny', ops: ['users_*', 'betaGroups_*'], apps: ['1500000101'] }];
    expect(needsApp(policy({ rules }), rename)).toBe(true);
    expect(needsApp(policy({ rules: [{ effect: 'deny', ops: ['*'] }] }), rename)).toBe(false);
    expect(needsApp(policy({ teamScope: 'allow' }), 'betaTesters_createInstance')).toBe(false);
    expect(needsApp(policy({ teamScope: 'ask' }), 'betaTesters_createInstance')).toBe(true);
  });
});

it('the policy of someone who has written none', () => {
  expect(defaultPolicy).toEqual({
    mode: 'read-write',
    teamScope: 'allow',
    roots: { upload: [] },
    limits: { writesPerHour: 300, deletesPerHour: 30, pendingPlans: 20 },
    rules: [],
    approval: { channels: ['elicitation', 'dialog', 'terminal', 'page'], twoStepWithoutHuman: 'never' },
  });
});
