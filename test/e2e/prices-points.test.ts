import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';

/*
 * Apple has some nine hundred price points of an app in each territory and sends two hundred of them at a time. Who
 * wants ten prices must not read forty-five pages.
 */

const { app } = teamIds.trail;
const ten = ['USA', 'DEU', 'FRA', 'ITA', 'ESP', 'GBR', 'JPN', 'AUS', 'CAN', 'BRA'];
const pointsEach = 890;

/** `0.20, 0.30 … 10.10`, `10.50, 11.00 … 50.00`, `51, 52 …` in each of the ten, beside those that are there. */
function likeApple(store: Store): void {
  for (const territory of ten)
    for (let index = 0; index < pointsEach; index += 1) {
      const cents =
        index < 100
          ? 20 + index * 10
          : index < 180
            ? 1_050 + (index - 100) * 50
            : 5_100 + (index - 180) * 100;
      const id = Buffer.from(JSON.stringify({ s: app, t: territory, p: `x${cents}` })).toString('base64url');
      const customerPrice = (cents / 100).toFixed(2);
      store.put('AppPricePointV3', id, { customerPrice, proceeds: customerPrice }, { territory, app });
    }
}

describe('prices of an app with as many price points as Apple has', { timeout: 120_000 }, () => {
  let server: Running;
  let csv: string;

  beforeAll(async () => {
    server = await startServer({ person: agreeing });
    likeApple(server.sandbox.store);
    csv = join(server.downloads, 'prices.csv');
    const rows = ten.map((territory, index) => `${territory},${(5.2 + index / 10).toFixed(2)}`);
    writeFileSync(csv, ['territory,price', ...rows].join('\n'));
  });
  afterAll(() => server.close());

  /** The answer, and how many requests it took: all, and pages of price points. */
  async function set(args: Record<string, unknown>): Promise<{ text: string; all: number; pages: number }> {
    server.taken();
    const { text, isError } = await server.call('asc_set_prices', { app: 'com.example.trailmate', ...args });
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    return {
      text,
      all: requests.length,
      pages: requests.filter(({ path }) => path.endsWith('/appPricePoints')).length,
    };
  }

  it('reads a page for each of ten amounts, and none for prices that are so already', async () => {
    const dry = await set({ csv, dry_run: true });
    expect(dry.text).toContain('10 new prices at once');
    expect(dry.text).toContain('EUR 4.99 → 5.3 (+6.2 %) · DEU');
    expect([dry.all, dry.pages]).toEqual([15, 10]);
    const done = await set({ csv });
    expect(done.text).toContain('Read back: all 10 are there.');
    expect([done.all, done.pages]).toEqual([24, 10]);
    const again = await set({ csv });
    expect(again.text).toContain('Nothing to do');
    expect([again.all, again.pages]).toEqual([3, 0]);
  });

  it('asks once what an amount is in the 174 others', async () => {
    const dry = await set({ equalize_from: 'USA', amount: '9.99', territories: ['all'], dry_run: true });
    expect(dry.text).toContain('175 new prices at once');
    expect([dry.all, dry.pages]).toEqual([6, 1]);
  });

  it('reads all points of a territory where the nearest is wanted, and says what is near when none fits', async () => {
    const nearest = await set({ territories: ['DEU'], amount: '7.77', nearest: true, dry_run: true });
    expect(nearest.text).toContain('EUR 5.3 → 7.8 (+47.2 %, asked for 7.77) · DEU');
    expect(nearest.pages).toBe(5);
    const { text } = await server.call('asc_set_prices', {
      app: 'com.example.trailmate',
      territories: ['DEU'],
      amount: '7.77',
    });
    expect(text).toContain('DEU EUR 7.77 (nearest: 7.7 or 7.8)');
  });
});
