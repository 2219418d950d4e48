import { describe, expect, it } from 'vitest';
import { placeCodes } from '../../../src/tools/reports/place.ts';

describe('a filter by territory', () => {
  it.each([
    ['Japan', 'JP'],
    ['JPN', 'JP'],
    ['germany', 'DE'],
    ['DE', 'DE'],
    ['eu', 'eu'],
  ])('takes %s as %s', (given, code) => {
    expect(placeCodes({ territory: given, device: 'iPad' })).toEqual({ territory: code, device: 'iPad' });
  });

  it('refuses what is no territory, which would pass for one without sales', () => {
    expect(() => placeCodes({ territory: 'Japn' })).toThrow('No territory or group of the App Store');
  });
});
