import { describe, expect, it } from 'vitest';
import {
  type AuditActor,
  type AuditEvent,
  chainHash,
  genesis,
  permitted,
} from '../../src/guard/audit-record.ts';

/** An event in which every field is filled in. */
const whole: AuditEvent & AuditActor = {
  kind: 'outcome',
  principal: 'stdio',
  client: 'Claude',
  clientVersion: '1.2',
  account: 'work',
  tool: 'asc_update',
  operation: 'betaGroups_updateInstance',
  app: '1500000101',
  targets: ['g1', 'g2'],
  tier: 'R2',
  rule: 'R2 asks',
  policyHash: 'abc',
  plan: 'p1',
  digest: 'd1',
  bodySha256: 'b1',
  fields: ['name'],
  step: 1,
  steps: 2,
  channel: 'elicitation',
  requestId: 'R7',
  status: 200,
  outcome: 'applied',
  verified: 'read_back',
  durationMs: 12,
  reason: 'because',
};

/** What is left of a plan's line with this field, whatever the compiler says to it. */
const planWith = (name: string, value: unknown) =>
  permitted(Object.assign({ kind: 'plan' as const }, { [name]: value }));

describe('a line of the log', () => {
  it('has every field of an event, and no other', () => {
    expect(permitted(whole)).toEqual({ ...whole });
    expect(permitted(Object.assign({}, whole, { body: 'x', token: 'y', path: 'z' }))).toEqual({ ...whole });
    expect(Object.keys(permitted({ kind: 'start' }))).toEqual(['kind']);
  });

  it.each<[string, unknown]>([
    ['step', '1'],
    ['step', Number.NaN],
    ['step', Number.POSITIVE_INFINITY],
    ['tool', 1],
    ['tool', ['a']],
    ['targets', 'a'],
  ])('has no %s that is %j', (name, value) => {
    expect(Object.keys(planWith(name, value))).toEqual(['kind']);
  });

  it('keeps texts short, lists short, and of lists the texts alone', () => {
    const reason = 'x'.repeat(300);
    expect(String(permitted({ kind: 'plan', reason })['reason'])).toMatch(/^x{254,255}/);
    expect(String(permitted({ kind: 'plan', reason })['reason']).length).toBeLessThan(300);
    const targets = Array.from({ length: 201 }, (_, index) => `t${index}`);
    expect(permitted({ kind: 'plan', targets })['targets']).toEqual(targets.slice(0, 200));
    expect(planWith('targets', ['a', 1, null, 'b'])).toEqual({
      kind: 'plan',
      targets: ['a', 'b'],
    });
    expect(permitted({ kind: 'plan', reason: 'two\n\tlines  of it' })['reason']).toBe('two lines of it');
  });

  it.each([
    '-----BEGIN PRIVATE KEY-----',
    'eyJhbGciOiJFUzI1NiJ9',
    'token eyJ0123456789',
    'see https://example.com/x',
    'a git+ssh://host/path',
    'X9.b-c://x',
    'ida@example.com',
    'of ida.berg+x@mail.example.co there',
    '/keys/AuthKey_ABC.p8',
    'AuthKey.P8 of mine',
  ])('leaves out %j', (reason) => {
    expect(permitted({ kind: 'plan', reason, targets: ['ok', reason] })).toEqual({
      kind: 'plan',
      reason: '[left out]',
      targets: ['ok', '[left out]'],
    });
  });

  it.each([
    'eyJ012345678',
    'keyJustALongWordThatGoesOn',
    'a: //b',
    'ida@home',
    'ida @example.com',
    'x.p80',
    '3.2 // 4',
    'a@b c.d',
  ])('takes %j', (reason) => {
    expect(permitted({ kind: 'plan', reason })['reason']).toBe(reason);
  });
});

describe('the chain', () => {
  it('begins with the process, and each line follows the one before', () => {
    expect(genesis('boot')).toBe('a7f92a9ac6b030802e02f525499f3c5855474bab07d05ed32a23169d807841cc');
    expect(chainHash('aa', { b: 1, a: 'x' })).toBe(
      '9de9b2edd7cd8b939897a3098c178ac9f7d284c9286bd2dbf04a90b673a762dc',
    );
    expect(chainHash('aa', { a: 'x' })).not.toBe(chainHash('ab', { a: 'x' }));
  });
});
