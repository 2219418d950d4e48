import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { faults, type Running, startServer } from '../support/server.ts';

let server: Running;

beforeAll(async () => {
  server = await startServer({ flags: ['--toolsets', 'in-app-purchases'] });
});
afterAll(() => server.close());

/** Every request since the last look is legal, and none changes anything. */
function requests(): number {
  const taken = server.taken();
  expect(faults(taken)).toEqual([]);
  expect(taken.filter(({ method }) => method !== 'GET')).toEqual([]);
  return taken.length;
}

describe('asc_check_product', () => {
  it('says why an in-app purchase is MISSING_METADATA, with the call that helps', async () => {
    const { text, isError } = await server.call('asc_check_product', {
      app: 'Trail Mate',
      product: 'Offline maps: Alps',
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('MISSING_METADATA: 4 blockers (1 warning, 1 note)');
    expect(text).toContain('34 checks');
    for (const id of ['screenshot.missing', 'text.missing', 'price.missing', 'availability.missing'])
      expect(text).toContain(`- ${id}`);
    expect(text).toContain(
      'asc_create {"operation":"asc_create_product","attributes":{"app":"1500000303","kind":"NON_CONSUMABLE","product_id":"com.example.trailmate.maps.alps","name":"Offline maps: Alps","price":"<4.99>"}}',
    );
    expect(text).toContain('product.first');
    expect(requests()).toBeLessThanOrEqual(12);
  });

  it('says why a subscription is', async () => {
    const { text } = await server.call('asc_check_product', {
      app: 'Weather Now',
      product: teamIds.subscriptions.weekly,
      only: 'blocker',
    });
    expect(text).toContain('MISSING_METADATA: 2 blockers');
    expect(text).toContain('- text.missing en-US');
    expect(text).toContain('- screenshot.missing');
    requests();
  });

  it('has nothing to say of what is sold, and names what there is for what is not', async () => {
    const fine = await server.call('asc_check_product', {
      app: 'Pocket Ledger',
      product: 'com.example.ledger.themes',
    });
    expect(fine.text).toContain('APPROVED: 0 blockers (0 warnings, 0 notes)');
    const none = await server.call('asc_check_product', { app: 'Pocket Ledger', product: 'Stickers' });
    expect(none.isError).toBe(true);
    expect(none.text).toContain('"Paper themes" (com.example.ledger.themes, APPROVED)');
    requests();
  });
});
