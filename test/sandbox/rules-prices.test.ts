import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { pricePointId } from '../../src/sandbox/team-prices.ts';
import { bench } from './rules.ts';

const { post, ask, store } = bench();
const { trail } = teamIds;
const { themes } = teamIds.products;
const { yearly, weekly } = teamIds.subscriptions;

/** `${DEU-1}`, as Apple wants ids of what is created along. */
const local = (name: string): string => `\${${name}}`;

interface Manual {
  readonly territory: string;
  readonly dollars: number;
  readonly startDate?: string;
  readonly endDate?: string;
}

/** The schedule of an app or an in-app purchase, as a client replaces it. */
function schedule(kind: 'app' | 'inAppPurchase', id: string, manual: readonly Manual[]) {
  const type = kind === 'app' ? 'appPrices' : 'inAppPurchasePrices';
  const point = kind === 'app' ? 'appPricePoint' : 'inAppPurchasePricePoint';
  return post(
    kind === 'app' ? 'appPriceSchedules' : 'inAppPurchasePriceSchedules',
    {},
    {
      [kind]: [kind === 'app' ? 'apps' : 'inAppPurchases', id],
      baseTerritory: ['territories', 'USA'],
      manualPrices: manual.map((_, index) => ({ type, id: local(`p${index}`) })),
    },
    manual.map(({ territory, dollars, startDate = null, endDate }, index) => ({
      type,
      id: local(`p${index}`),
      attributes: { startDate, ...(endDate === undefined ? {} : { endDate }) },
      relationships: {
        [point]: { data: { type: `${point}s`, id: pricePointId(id, territory, dollars) } },
      },
    })),
  );
}

/** `JPN 750.0 2026-12-01–`: prices of a schedule by a path, for some territories. */
async function prices(path: string, point: string, territories: string): Promise<string[]> {
  const { json } = await ask(
    'GET',
    `${path}?include=${point},territory&filter[territory]=${territories}&limit=200`,
  );
  const included = Array.isArray(json['included']) ? json['included'] : [];
  const data = Array.isArray(json['data']) ? json['data'] : [];
  const idOf = (price: unknown, name: string): string =>
    stringAt(objectAt(objectAt(objectAt(price, 'relationships'), name), 'data'), 'id') ?? '';
  return data
    .map((price) => {
      const at = included.find((one) => isObject(one) && one['id'] === idOf(price, point));
      const { startDate, endDate } = objectAt(price, 'attributes');
      const span = startDate || endDate ? ` ${String(startDate ?? '')}–${String(endDate ?? '')}` : '';
      return `${idOf(price, 'territory')} ${String(objectAt(at, 'attributes')['customerPrice'])}${span}`;
    })
    .sort();
}

describe('a schedule', () => {
  it('is replaced as a whole: what is not sent follows the base', async () => {
    const manual = `/v1/appPriceSchedules/${trail.app}/manualPrices`;
    const automatic = `/v1/appPriceSchedules/${trail.app}/automaticPrices`;
    const first = await schedule('app', trail.app, [
      { territory: 'USA', dollars: 4.99 },
      { territory: 'DEU', dollars: 5.99 },
    ]);
    expect(first.faults).toEqual([]);
    expect(await prices(manual, 'appPricePoint', 'DEU,USA')).toEqual(['DEU 5.99', 'USA 4.99']);
    expect(await prices(automatic, 'appPricePoint', 'DEU,JPN')).toEqual(['JPN 750.0']);
    const second = await schedule('app', trail.app, [
      { territory: 'USA', dollars: 2.99, endDate: '2026-12-01' },
      { territory: 'USA', dollars: 3.99, startDate: '2026-12-01' },
      { territory: 'JPN', dollars: 5.99, startDate: '2026-12-10', endDate: '2026-12-20' },
    ]);
    expect(second.faults).toEqual([]);
    expect(await prices(automatic, 'appPricePoint', 'DEU,JPN')).toEqual([
      'DEU 2.99 –2026-12-01',
      'DEU 3.99 2026-12-01–',
      'JPN 450.0 –2026-12-01',
      'JPN 600.0 2026-12-01–2026-12-10',
      'JPN 600.0 2026-12-20–',
    ]);
  });

  it('of an in-app purchase does the same, and wants its own points and no past', async () => {
    expect((await schedule('inAppPurchase', themes, [{ territory: 'USA', dollars: 3.49 }])).faults).toEqual(
      [],
    );
    const automatic = `/v1/inAppPurchasePriceSchedules/${themes}/automaticPrices`;
    expect(await prices(automatic, 'inAppPurchasePricePoint', 'JPN')).toEqual(['JPN 520.0']);
    expect((await schedule('inAppPurchase', themes, [{ territory: 'DEU', dollars: 3.49 }])).faults).toEqual([
      '409 ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED /data/relationships/manualPrices',
    ]);
    expect(
      (
        await schedule('inAppPurchase', themes, [
          { territory: 'USA', dollars: 3.49, startDate: '2026-11-01' },
        ])
      ).faults,
    ).toEqual(['409 ENTITY_ERROR.INVALID_START_DATE /included/0/attributes/startDate']);
  });
});

describe('the price of a subscription', () => {
  const price = (id: string, territory: string, dollars: number, attributes: object) =>
    post('subscriptionPrices', attributes, {
      subscription: ['subscriptions', id],
      subscriptionPricePoint: ['subscriptionPricePoints', pricePointId(id, territory, dollars)],
    });
  const count = (id: string, territory: string): number => {
    const subscription = store().get('Subscription', id);
    return subscription === undefined
      ? 0
      : store()
          .linked(subscription, 'prices')
          .filter((one) => {
            const stored = store().get('SubscriptionPrice', one);
            return stored !== undefined && store().linked(stored, 'territory')[0] === territory;
          }).length;
  };

  it("is of its point's territory; one day has one price", async () => {
    const made = await price(yearly, 'DEU', 32.99, { startDate: '2026-12-01', preserveCurrentPrice: true });
    expect(made.faults).toEqual([]);
    expect(count(yearly, 'DEU')).toBe(2);
    expect((await price(yearly, 'DEU', 34.99, { startDate: '2026-12-01' })).faults).toEqual([
      '409 ENTITY_ERROR.INVALID_START_DATE /data/attributes/startDate',
    ]);
  });

  it('takes the place of the first one before approval, where nobody could keep a price', async () => {
    expect((await price(weekly, 'DEU', 1.99, {})).faults).toEqual([]);
    expect(count(weekly, 'DEU')).toBe(1);
    const subscription = store().get('Subscription', weekly);
    if (subscription !== undefined) store().link(subscription, 'prices', []);
    expect((await price(weekly, 'DEU', 1.99, { preserveCurrentPrice: true })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/preserveCurrentPrice',
    ]);
  });

  it('has equalizations in the 174 other territories, for any point', async () => {
    const { json } = await ask(
      'GET',
      `/v1/subscriptionPricePoints/${pricePointId(yearly, 'JPN', 32.99)}/equalizations?limit=8000&include=territory`,
    );
    expect(Array.isArray(json['data']) && json['data'].length).toBe(174);
  });
});
