import { describe, expect, it } from 'vitest';
import { mailCondition } from '../../src/guard/mail.ts';
import { Taint } from '../../src/guard/taint.ts';

describe('text of other people', () => {
  it('is counted by kind, and said in a sentence', () => {
    const taint = new Taint();
    expect([taint.set, taint.sentence()]).toEqual([false, undefined]);
    taint.add('customerReviews', 0);
    expect([taint.set, taint.sentence()]).toEqual([false, undefined]);
    taint.add('customerReviews', 1);
    expect([taint.set, taint.sentence()]).toEqual([
      true,
      'This session has shown the model text of other people: 1 customerReviews.',
    ]);
    taint.add('ciIssues', 3);
    taint.add('customerReviews', 11);
    taint.refresh();
    expect(taint.sentence()).toBe(
      'This session has shown the model text of other people: 12 customerReviews, 3 ciIssues.',
    );
  });
});

describe('when Apple sends mail', () => {
  it('is said once, and only where it is not always so', () => {
    const steps = ['on add', true, 'on add', false, 'to new ones'].map((sendsEmail) => ({ sendsEmail }));
    expect(mailCondition(steps)).toBe(' (on add; to new ones)');
    expect(mailCondition([{ sendsEmail: true }, { sendsEmail: false }])).toBe('');
    expect(mailCondition([])).toBe('');
  });
});
