import { describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { errorText } from '../../src/tools/errors.ts';

const told = (meaning: string, message = 'It did not work.'): readonly string[] =>
  errorText(new AscError({ code: 'refused', message, meaning, next: 'Call again.', outcome: 'not_sent' }))
    .split('\n')
    .slice(1);

describe('the lines of an error', () => {
  it('call a reason what is one, and say the effect last', () => {
    expect(told('Nothing was changed.')).toEqual(['Next: Call again.', 'Nothing was changed.']);
    expect(told('Nothing was changed. This tool sets the first price only.')).toEqual([
      'Why: This tool sets the first price only.',
      'Next: Call again.',
      'Nothing was changed.',
    ]);
    expect(told('It was not submitted. What was made so far stays.')).toEqual([
      'Next: Call again.',
      'It was not submitted. What was made so far stays.',
    ]);
    expect(told('Apple takes builds only of versions above every approved one (3.1.2, 90186).')).toEqual([
      'Why: Apple takes builds only of versions above every approved one (3.1.2, 90186).',
      'Next: Call again.',
    ]);
  });

  it('say the effect once', () => {
    expect(told('Nothing was changed.', 'Nobody was asked. Nothing was changed.')).toEqual([
      'Next: Call again.',
    ]);
  });

  it('list names without calling them a reason', () => {
    expect(told('Nearest: "Weather Now", "Trail Mate".')).toEqual([
      'Nearest: "Weather Now", "Trail Mate".',
      'Next: Call again.',
    ]);
  });
});
