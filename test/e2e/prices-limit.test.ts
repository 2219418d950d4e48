import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { long } from '../support/long.ts';
import {
  faults,
  legalWrites,
  noting,
  type Running,
  startServer,
  startWorld,
  type World,
} from '../support/server.ts';

/*
 * A price in every territory is 175 requests, and the policy lets 300 leave in an hour unless a person says otherwise.
 * The second such change of an hour does not fit, and whoever would agree to it has to know before they are asked. The
 * short form has 25 territories and room for 40.
 */

const limit = long ? 300 : 40;
const each = long ? 150 : 25;

const start = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
const raise = (product: string) => ({
  app: 'Weather Now',
  product,
  percent: 10,
  start_date: start,
  existing_subscribers: 'keep',
  ...(long ? {} : { territories: ['EUR'] }),
});

describe('two changes of many prices in one hour', { timeout: 120_000 }, () => {
  let world: World;
  let server: Running;
  let asked: string[] = [];

  async function serve(policy?: unknown): Promise<void> {
    asked = [];
    server = await startServer({
      world,
      ...(policy === undefined ? {} : { policy }),
      person: noting((message) => asked.push(message)),
    });
  }

  beforeAll(async () => {
    world = await startWorld();
    await serve(long ? undefined : { version: 1, limits: { writesPerHour: limit } });
  });
  afterAll(async () => {
    await server.close();
    await world.sandbox.close();
  });

  it('are one that is carried out and one that nobody is asked about', async () => {
    const yearly = await server.call('asc_set_prices', raise('yearly'));
    expect(yearly.isError, yearly.text).toBe(false);
    const sent = legalWrites(server.taken()).length;
    expect(sent).toBeGreaterThanOrEqual(each);
    expect(asked).toHaveLength(1);

    const monthly = await server.call('asc_set_prices', raise('monthly'));
    expect(monthly.isError).toBe(true);
    expect(monthly.text).toMatch(
      new RegExp(
        `^write_budget: \\d+ changes do not fit: the policy allows ${limit} in an hour \\(writesPerHour\\), and ${limit - sent} are left\\.`,
      ),
    );
    expect(monthly.text).toMatch(
      /Next: Ask again in \d+ minutes, when there is room for all of it: the same call/,
    );
    expect(asked).toHaveLength(1);
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await server.call('asc_status')).text).not.toContain('plan ');
  });

  it('and the same call is carried out once there is room', async () => {
    await server.close();
    await serve({ version: 1, limits: { writesPerHour: 600 } });
    const monthly = await server.call('asc_set_prices', raise('monthly'));
    expect(monthly.isError, monthly.text).toBe(false);
    expect(asked).toHaveLength(1);
    expect(legalWrites(server.taken()).length).toBeGreaterThanOrEqual(each);
    const again = await server.call('asc_set_prices', raise('monthly'));
    expect(again.isError, again.text).toBe(false);
    expect(legalWrites(server.taken())).toEqual([]);
  });
});
