import { expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { agreeing, faults } from '../support/server.ts';

const { monthly, yearly } = teamIds.subscriptions;

/** Every price of a subscription, without ids. */
function pricesOf({ store }: Sandbox, id: string): string[] {
  const subscription = store.get('Subscription', id);
  return (subscription === undefined ? [] : store.linked(subscription, 'prices'))
    .map((price) => {
      const stored = store.get('SubscriptionPrice', price);
      const linked = (name: string): string =>
        stored === undefined ? '' : (store.linked(stored, name)[0] ?? '');
      const point = store.get('SubscriptionPricePoint', linked('subscriptionPricePoint'));
      return `${linked('territory')} ${String(point?.attributes['customerPrice'])} ${JSON.stringify(stored?.attributes)}`;
    })
    .sort();
}

/** Each run starts two servers; the long form has one for every write. */
const patience = long ? 300_000 : 90_000;
const person = { server: { person: agreeing } };

it(
  'goes on after a kill at any of the prices, and sends none twice',
  async () => {
    const territories = ['DEU', 'FRA', 'ITA', 'ESP', 'Japan'];
    const { undisturbed, writes, survived } = await killedAtEveryWrite({
      ...person,
      chain: async (server) => {
        const call = { app: 'Weather Now', product: 'yearly', percent: 10, territories };
        succeeded(await server.call('asc_set_prices', { ...call, existing_subscribers: 'keep' }));
      },
      endState: (sandbox) => pricesOf(sandbox, yearly),
      at: (write) => long || write === 1 || write === 3 || write === 5,
    });
    expect(writes).toBe(5);
    for (const { endState, requests } of survived) {
      expect(endState).toEqual(undisturbed);
      expect(requests.filter(({ method, status }) => method === 'POST' && status === 201)).toHaveLength(5);
      expect(faults(requests)).toEqual([]);
    }
  },
  patience,
);

it(
  'raises first prices, which hold at once, no second time after a kill',
  async () => {
    const { undisturbed, survived } = await killedAtEveryWrite({
      ...person,
      prepare: ({ sandbox }) => {
        const subscription = sandbox.store.get('Subscription', monthly);
        if (subscription !== undefined)
          subscription.attributes = { ...subscription.attributes, state: 'READY_TO_SUBMIT' };
      },
      chain: async (server) => {
        const call = {
          app: 'Weather Now',
          product: 'monthly',
          percent: 10,
          territories: ['DEU', 'FRA', 'USA'],
        };
        succeeded(await server.call('asc_set_prices', call));
      },
      endState: (sandbox) =>
        pricesOf(sandbox, monthly)
          .filter((price) => !/ 2\.99 /.test(price))
          .slice(-200),
      at: (write) => long || write === 2,
    });
    expect(JSON.stringify(undisturbed)).toContain('DEU 3.29');
    for (const { endState, requests } of survived) {
      expect(endState).toEqual(undisturbed);
      expect(requests.filter(({ method, status }) => method === 'POST' && status === 201)).toHaveLength(3);
    }
  },
  patience,
);

it(
  'replaces an app schedule once, whether the kill came before or after Apple had it',
  async () => {
    const { undisturbed, writes, survived } = await killedAtEveryWrite({
      ...person,
      chain: async (server) => {
        const call = { app: 'Trail Mate', percent: 20, territories: ['USA', 'DEU'] };
        succeeded(await server.call('asc_set_prices', call));
      },
      endState: ({ store }) => {
        const schedule = store.get('AppPriceSchedule', teamIds.trail.app);
        return (schedule === undefined ? [] : store.linked(schedule, 'manualPrices'))
          .map((price) => {
            const stored = store.get('AppPriceV2', price);
            return stored === undefined ? '' : (store.linked(stored, 'appPricePoint')[0] ?? '');
          })
          .sort();
      },
    });
    expect(writes).toBe(1);
    for (const { endState } of survived) expect(endState).toEqual(undisturbed);
  },
  patience,
);
