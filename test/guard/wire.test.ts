import { describe, expect, it } from 'vitest';
import { announcementOf, answerOf, isPlanView, pinStateOf, replyOf } from '../../src/guard/approval/wire.ts';
import { planOf, step } from './approval-support.ts';

const full = planOf({
  summary: ['EUR 1 → 2'],
  taint: 'This session has shown the model 1 customerReviews.',
  code: 'KQ7RX2',
  steps: [
    {
      ...step,
      changes: [
        { field: 'a', before: '1', after: '2' },
        { field: 'review', before: 'x', kept: true, long: true },
      ],
      sendsEmail: 'on add',
    },
  ],
});
const { taint: _taint, code: _code, summary: _summary, ...plain } = full;

describe('a plan that a server tells', () => {
  it('is one with all that a person has to see', () => {
    expect(isPlanView(full)).toBe(true);
    expect(isPlanView(plain)).toBe(true);
    const { app: _app, ...team } = step;
    expect(isPlanView({ ...plain, steps: [{ ...team, sendsEmail: true }] })).toBe(true);
    for (const tier of ['R0', 'R1', 'R2', 'R3']) expect(isPlanView({ ...plain, tier })).toBe(true);
  });

  it.each(['id', 'tier', 'steps', 'createdAt', 'expiresAt', 'rule', 'target'])(
    'is none without %s',
    (field) => {
      expect(isPlanView({ ...plain, [field]: undefined })).toBe(false);
    },
  );

  it.each(Object.keys(step).filter((field) => field !== 'app'))('has no step without %s', (field) => {
    expect(isPlanView({ ...plain, steps: [{ ...step, [field]: undefined }] })).toBe(false);
  });

  it.each<[string, unknown]>([
    ['id', 1],
    ['tier', 'R4'],
    ['createdAt', 'now'],
    ['expiresAt', '1'],
    ['taint', 1],
    ['rule', null],
    ['target', []],
    ['code', 7],
    ['summary', 'one text'],
    ['summary', [1]],
    ['steps', [{ ...step, title: 1 }]],
    ['steps', [{ ...step, tier: 'R9' }]],
    ['steps', [{ ...step, app: 1 }]],
    ['steps', [{ ...step, changes: [{ field: 1 }] }]],
    ['steps', [{ ...step, changes: [{ field: 'a', before: 1 }] }]],
    ['steps', [{ ...step, changes: [{ field: 'a', after: 1 }] }]],
    ['steps', [{ ...step, changes: [{ field: 'a', kept: false }] }]],
    ['steps', [{ ...step, changes: [{ field: 'a', long: 1 }] }]],
    ['steps', [{ ...step, changes: [{ after: 'a' }] }]],
    ['steps', [{ ...step, reasons: [1] }]],
    ['steps', [{ ...step, sendsEmail: 1 }]],
    ['steps', [{ ...step, irreversible: 'no' }]],
    ['steps', [undefined]],
  ])('is none with %s %j', (field, value) => {
    expect(isPlanView({ ...full, [field]: value })).toBe(false);
  });

  it('is no list and no text', () => {
    for (const value of [undefined, null, [], 'plan', {}]) expect(isPlanView(value)).toBe(false);
  });
});

describe('the state of the PIN that a server tells', () => {
  it.each([{ kind: 'none' }, { kind: 'set', setAt: 1 }, { kind: 'locked', setAt: 1, until: 2 }])(
    'is %j',
    (state) => {
      expect(pinStateOf(state)).toEqual(state);
    },
  );

  it.each([
    undefined,
    'set',
    { kind: 'set' },
    { kind: 'locked', setAt: 1 },
    { kind: 'locked', until: 1 },
    {},
  ])('is none where it tells %j', (state) => {
    expect(pinStateOf(state)).toEqual({ kind: 'none' });
  });
});

describe('what a server says to an answer', () => {
  it.each([
    { kind: 'decided', decision: { kind: 'approved', channel: 'terminal' } },
    { kind: 'decided', decision: { kind: 'approved', channel: 'page' } },
    { kind: 'decided', decision: { kind: 'approved', channel: 'dialog' } },
    { kind: 'decided', decision: { kind: 'approved', channel: 'elicitation' } },
    { kind: 'decided', decision: { kind: 'approved', channel: 'policy' } },
    { kind: 'decided', decision: { kind: 'refused', channel: 'page', why: 'The person declined.' } },
    { kind: 'decided', decision: { kind: 'unavailable', why: 'The plan was withdrawn.' } },
    { kind: 'again', text: 'That is not the PIN.', field: 'pin' },
    { kind: 'again', text: 'The two PINs are not the same.', field: 'repeat' },
    { kind: 'again', text: 'That is not the code shown above.', field: 'code' },
    { kind: 'again', text: 'Something else.' },
    { kind: 'gone' },
  ])('is %j', (reply) => {
    expect(replyOf(reply)).toEqual(reply);
  });

  it.each<unknown>([
    undefined,
    {},
    { kind: 'decided' },
    { kind: 'decided', decision: { kind: 'approved' } },
    { kind: 'decided', decision: { kind: 'approved', channel: 'model' } },
    { kind: 'decided', decision: { kind: 'refused', channel: 'page' } },
    { kind: 'decided', decision: { kind: 'refused', why: 'No.' } },
    { kind: 'decided', decision: { kind: 'unavailable' } },
    { kind: 'decided', decision: { kind: 'yes', channel: 'page' } },
    { kind: 'again' },
    { kind: 'again', text: 1 },
    { kind: 'again', text: 'x', field: 'name' },
    { kind: 'approved' },
  ])('is nothing at all where it says %j', (reply) => {
    expect(replyOf(reply)).toEqual({ kind: 'gone' });
  });
});

describe('where a server says it listens', () => {
  const good = { port: 50_000, token: 'abcDEF_-0123456789abcd', pid: 7 };
  it('is a port, a secret and a process', () => {
    expect(announcementOf(good)).toEqual(good);
    expect(announcementOf({ ...good, port: 65_535, pid: 1, more: 'x' })).toEqual({
      ...good,
      port: 65_535,
      pid: 1,
    });
    expect(announcementOf({ ...good, port: 1 })).toEqual({ ...good, port: 1 });
  });

  it.each<[string, unknown]>([
    ['port', 0],
    ['port', 65_536],
    ['port', 1.5],
    ['port', '50000'],
    ['port', undefined],
    ['token', 'abc'],
    ['token', `${good.token}x`],
    ['token', `${good.token.slice(1)}/`],
    ['token', undefined],
    // 0 and less mean groups of processes.
    ['pid', 0],
    ['pid', -7],
    ['pid', 1.5],
    ['pid', '7'],
    ['pid', undefined],
  ])('is nothing with %s %j', (field, value) => {
    expect(announcementOf({ ...good, [field]: value })).toBeUndefined();
  });
});

describe('an answer that a terminal sends', () => {
  it('is a yes or no to a plan, with what was typed', () => {
    const full = { plan: 'p', approve: true, pin: '1', repeat: '2', code: '3' };
    expect(answerOf(full)).toEqual(full);
    expect(answerOf({ plan: 'p', approve: false })).toEqual({ plan: 'p', approve: false });
  });

  it.each<unknown>([
    undefined,
    [],
    { approve: true },
    { plan: 'p' },
    { plan: 1, approve: true },
    { plan: 'p', approve: 'yes' },
    { plan: 'p', approve: true, pin: 482_915 },
    { plan: 'p', approve: true, repeat: 1 },
    { plan: 'p', approve: true, code: null },
  ])('is none where it is %j', (value) => {
    expect(answerOf(value)).toBeUndefined();
  });
});
