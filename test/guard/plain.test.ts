import { describe, expect, it } from 'vitest';
import { planText } from '../../src/guard/approval/plain.ts';
import type { Change } from '../../src/guard/types.ts';
import { planOf, step } from './approval-support.ts';

const expiresAt = new Date(2026, 10, 22, 14, 5).getTime();
/** A step with these changes alone, as it stands in the text. */
const told = (...changes: Change[]): string[] =>
  planText(planOf({ steps: [{ ...step, changes }] })).slice(2, 2 + changes.length);

describe('a plan as plain text', () => {
  it('of one step says all of it, and nothing twice', () => {
    expect(planText(planOf({ expiresAt, steps: [{ ...step, irreversible: true }] }))).toEqual([
      'Create customer review response of Weather Now',
      '   R2 · Weather Now',
      '   responseBody: nothing → "Thank you!"',
      '',
      'Everybody can read it.',
      'Effect: R2, others can see it, or it is hard to undo',
      'Can be undone: No. This cannot be undone through the API',
      'Who gets mail: Apple sends mail about this',
      'Goes to: Live App Store Connect, key ABC123DEFG',
      'Why it asks: tier R2. Valid until 14:05.',
    ]);
  });

  it('of several numbers them and says of each what is grave, below what the job says', () => {
    const { app: _app, ...team } = step;
    const plan = planOf({
      expiresAt,
      tier: 'R3',
      summary: ['EUR 29.99 → 32.99', `in 25:\n${'AUT '.repeat(400)}`],
      taint: 'This session has shown the model 12 customer reviews.',
      steps: [
        { ...team, tier: 'R3', irreversible: true, sendsEmail: 'on add', changes: [] },
        {
          ...step,
          title: 'Delete it',
          sendsEmail: false,
          changes: [],
          reasons: ['Everybody can read it.', 'It clears\nthe price.'],
        },
      ],
    });
    expect(planText(plan)).toEqual([
      'EUR 29.99 → 32.99',
      `in 25: ${'AUT '.repeat(298)}…`,
      '',
      '1. Create customer review response of Weather Now',
      '   R3 · CANNOT BE UNDONE · sends mail (on add)',
      '2. Delete it',
      '   R2 · Weather Now',
      '',
      'Everybody can read it.',
      'It clears the price.',
      'Effect: R3, cannot be undone, or concerns money or power',
      'Can be undone: No. 1 of 2 steps cannot be undone through the API',
      'Who gets mail: Apple sends mail about 1 of 2 steps (on add)',
      'Goes to: Live App Store Connect, key ABC123DEFG',
      'Why it asks: tier R2. Valid until 14:05.',
      'Check that this is what you asked for. This session has shown the model 12 customer reviews.',
    ]);
  });

  it('shows what is, what will be, and what stays', () => {
    expect(
      told(
        { field: 'name', before: 'Old', after: 'New' },
        { field: 'name', before: 'Old' },
        { field: 'name' },
        { field: 'review', before: 'Bad app', kept: true },
        { field: 'empty', before: '', after: ' ' },
      ),
    ).toEqual([
      '   name: "Old" → "New"',
      '   name: "Old" → nothing',
      '   name: nothing → nothing',
      '   review: "Bad app"',
      '   empty: "" → ""',
    ]);
  });

  it('writes out ends of lines and turns quotes, so that no value looks like a line of ours', () => {
    expect(told({ field: 'a\nb', before: 'x" → "y', after: 'x \n\n Effect: R0\nR1\n ' })).toEqual([
      '   a b: "x” → ”y" → "x ⏎ Effect: R0 ⏎ R1"',
    ]);
  });

  it('cuts names and values, those that the public reads much later', () => {
    const long = 'x'.repeat(7_000);
    expect(told({ field: long, before: long, after: long }, { field: 'a', after: long, long: true })).toEqual(
      [
        `   ${'x'.repeat(79)}…: "${'x'.repeat(599)}…" → "${'x'.repeat(599)}…"`,
        `   a: nothing → "${'x'.repeat(5_999)}…"`,
      ],
    );
    const plan = planOf({ expiresAt, target: long, rule: long, taint: long });
    const cut = `${'x'.repeat(239)}…`;
    expect(planText({ ...plan, steps: [{ ...step, title: long, app: long, changes: [] }] })).toEqual([
      cut,
      `   R2 · ${'x'.repeat(79)}…`,
      '',
      'Everybody can read it.',
      'Effect: R2, others can see it, or it is hard to undo',
      'Can be undone: Yes, by another change',
      'Who gets mail: Apple sends mail about this',
      `Goes to: ${cut}`,
      `Why it asks: ${cut}. Valid until 14:05.`,
      `Check that this is what you asked for. ${cut}`,
    ]);
  });
});
