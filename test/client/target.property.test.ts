import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPLE_ORIGIN, requestTarget } from '../../src/client/target.ts';

describe('the path', () => {
  it('arrives as it was checked, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (id) => {
        let target: string;
        try {
          target = requestTarget(APPLE_ORIGIN, `/v1/apps/${id}`, undefined);
        } catch {
          return;
        }
        expect(new URL(APPLE_ORIGIN + target).pathname).toBe(`/v1/apps/${id}`);
      }),
      { numRuns: 2000 },
    );
  });
});
