import { describe, expect, it } from 'vitest';
import { block, facts, limitOf, line, summarise, tierWords } from '../../src/guard/approval/words.ts';
import type { StepView } from '../../src/guard/types.ts';
import { planOf, step } from './approval-support.ts';

const quiet: StepView = { ...step, sendsEmail: false };
const of = (...steps: Partial<StepView>[]) => planOf({ steps: steps.map((each) => ({ ...quiet, ...each })) });

describe('a text of somebody else', () => {
  it('in one line has no ends of lines, nothing that is not seen, and an end', () => {
    expect(line(' a\r\n\tb\u2028c\u202e\u001b[2J ', 20)).toBe('a b c');
    expect(line('a \u200b b', 20)).toBe('a b');
    expect(line(`a${' '.repeat(300)}b`, 10)).toBe('a b');
    expect(line('123456', 6)).toBe('123456');
    expect(line('1234567', 6)).toBe('12345…');
  });

  it('in several lines keeps them', () => {
    expect(block('a\n\nb\u202e\u001b[2J', 20)).toBe('a\n\nb');
    expect(block('1234567', 6)).toBe('12345…');
  });

  it('is shown at length where the public reads it', () => {
    expect(limitOf({ field: 'a' })).toBe(600);
    expect(limitOf({ field: 'a', long: true })).toBe(6_000);
  });
});

it('a tier is explained in a few words', () => {
  expect(tierWords).toEqual({
    R0: 'reads only',
    R1: 'private draft',
    R2: 'others can see it, or it is hard to undo',
    R3: 'cannot be undone, or concerns money or power',
  });
});

describe('a plan, summed up', () => {
  it('counts operations, with the highest tier that each has', () => {
    const plan = of(
      { operationId: 'a', tier: 'R2' },
      { operationId: 'b', tier: 'R1', irreversible: true },
      { operationId: 'a', tier: 'R3', sendsEmail: 'on add' },
      { operationId: 'a', tier: 'R1', sendsEmail: true },
    );
    expect(summarise(plan)).toEqual({
      headline: 'Approve these 4 changes?',
      operations: [
        { operation: 'a', count: 3, tier: 'R3' },
        { operation: 'b', count: 1, tier: 'R1' },
      ],
      irreversible: 1,
      emails: 2,
      sandbox: false,
    });
    expect(summarise(of({})).headline).toBe('Approve this change?');
  });

  it.each([
    ['Sandbox, key ABC', true],
    ['sandbox', true],
    ['Sandboxes', false],
    ['Live App Store Connect, key SANDBOX', false],
  ])('goes from %j to the sandbox: %s', (target, sandbox) => {
    expect(summarise(planOf({ target })).sandbox).toBe(sandbox);
  });
});

describe('the questions that a person asks first', () => {
  const final = { irreversible: true };
  it.each([
    { plan: of({}), undo: 'Yes, by another change' },
    { plan: of({}, {}), undo: 'Yes, by another change' },
    { plan: of(final), undo: 'No. This cannot be undone through the API' },
    { plan: of(final, final), undo: 'No. All 2 steps cannot be undone through the API' },
    { plan: of(final, {}, {}), undo: 'No. 1 of 3 steps cannot be undone through the API' },
  ])('can it be undone: $undo', ({ plan, undo }) => {
    expect(facts(plan).undo).toBe(undo);
  });

  const mails = { sendsEmail: true };
  it.each([
    { plan: of({}, {}), email: 'Nobody' },
    { plan: of(mails), email: 'Apple sends mail about this' },
    { plan: of({ sendsEmail: 'on add' }), email: 'Apple sends mail about this (on add)' },
    { plan: of(mails, mails), email: 'Apple sends mail about all 2 steps' },
    {
      plan: of({ sendsEmail: 'on add' }, {}, { sendsEmail: 'to all' }, { sendsEmail: 'on add' }),
      email: 'Apple sends mail about 3 of 4 steps (on add; to all)',
    },
  ])('who gets mail: $email', ({ plan, email }) => {
    expect(facts(plan).email).toBe(email);
  });
});
