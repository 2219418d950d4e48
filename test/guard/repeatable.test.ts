import { describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { mayRepeat } from '../../src/guard/repeatable.ts';
import type { StepResult } from '../../src/guard/types.ts';
import { writeOf } from './writes.ts';

const price = writeOf('subscriptionPrices_createInstance', {
  relationships: { subscription: 's', subscriptionPricePoint: 'p' },
});
const group = writeOf('betaGroups_createInstance', {
  attributes: { name: 'x' },
  relationships: { app: '1' },
});
const result = (outcome: StepResult['outcome'], status?: number): StepResult => ({
  outcome,
  ...(status === undefined ? {} : { error: new AscError({ code: 'failed', message: 'It failed.', status }) }),
});

describe('a step that Apple failed at', () => {
  it('is sent again, twice, where it is a price that is certainly not there', () => {
    expect(mayRepeat(price, result('not_sent', 500), 0)).toBe(true);
    expect(mayRepeat(price, result('not_sent', 503), 1)).toBe(true);
    expect(mayRepeat(price, result('not_sent', 500), 2)).toBe(false);
  });

  it('is not, where anything else is the case', () => {
    expect(mayRepeat(group, result('not_sent', 500), 0)).toBe(false);
    expect(mayRepeat(price, result('unknown', 500), 0)).toBe(false);
    expect(mayRepeat(price, result('applied', 500), 0)).toBe(false);
    expect(mayRepeat(price, result('not_sent', 499), 0)).toBe(false);
    expect(mayRepeat(price, result('not_sent'), 0)).toBe(false);
    expect(mayRepeat(price, { outcome: 'not_sent' }, 0)).toBe(false);
  });
});
