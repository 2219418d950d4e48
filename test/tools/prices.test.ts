import Big from 'big.js';
import { describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { addDays, isDay, pacificDay } from '../../src/tools/days.ts';
import { amountOf, changedBy, percentBetween, said } from '../../src/tools/prices/amount.ts';
import { amountsIn } from '../../src/tools/prices/csv.ts';
import { nearestPoint, type Point } from '../../src/tools/prices/points.ts';
import type { Product } from '../../src/tools/prices/product.ts';
import type { Price, PriceBook } from '../../src/tools/prices/read-prices.ts';
import { scheduleWith } from '../../src/tools/prices/schedule.ts';
import { startOf } from '../../src/tools/prices/start.ts';
import { type PriceChange, whoPays } from '../../src/tools/prices/subscribers.ts';
import type { Target } from '../../src/tools/prices/targets.ts';
import { territoriesOf, territoryOf } from '../../src/tools/prices/territory-names.ts';
import { groups, territories } from '../../src/tools/prices/territory-table.ts';
import { priceOn, timelines } from '../../src/tools/prices/timeline.ts';

const today = '2026-11-22';

function point(territory: string, amount: string): Point {
  const id = `${territory}-${amount}`;
  return {
    id,
    territory,
    amount: new Big(amount),
    thing: { type: 'appPricePoints', id, attributes: {}, relationships: {} },
  };
}

function price(territory: string, amount: string, more: Partial<Price> = {}): Price {
  return {
    id: `${territory} ${amount} ${more.start ?? ''}`,
    territory,
    currency: territory === 'USA' ? 'USD' : 'EUR',
    pointId: `${territory}-${amount}`,
    amount: new Big(amount),
    proceeds: undefined,
    proceedsYear2: undefined,
    start: undefined,
    end: undefined,
    manual: true,
    plan: undefined,
    preserved: false,
    ...more,
  };
}

const app: Product = {
  kind: 'app',
  id: '1',
  name: 'Trail Mate',
  productId: undefined,
  state: undefined,
  period: undefined,
  app: { id: '1', name: 'Trail Mate' },
};

function target(territory: string, amount: string): Target {
  return { territory, currency: 'EUR', wanted: undefined, to: point(territory, amount) };
}

describe('amounts', () => {
  it('are exact decimals', () => {
    expect(amountOf('4.99')?.toString()).toBe('4.99');
    for (const text of ['4,99', '1e3', '-1', '', ' ', '$5', '1.2.3']) expect(amountOf(text)).toBeUndefined();
    expect(said(changedBy(new Big('0.1'), 10))).toBe('0.11');
    expect(said(changedBy(new Big('29.99'), -12.5))).toBe('26.24125');
    expect(percentBetween(new Big('3'), new Big('4'))).toBe('+33.3 %');
    expect(percentBetween(new Big(0), new Big(1))).toBeUndefined();
  });

  it('are taken to the nearest point, of two equally near ones the lower', () => {
    const points = ['0', '1', '2', '4'].map((amount) => point('DEU', amount));
    const nearest = (wanted: string) => nearestPoint(points, new Big(wanted))?.amount.toString();
    expect(['1.4', '1.5', '1.6', '3', '9', '0.2', '0'].map(nearest)).toEqual([
      '1',
      '1',
      '2',
      '2',
      '4',
      '1',
      '0',
    ]);
    expect(nearestPoint([], new Big(1))).toBeUndefined();
  });
});

describe('days', () => {
  it('are those of the Pacific', () => {
    expect(pacificDay(Date.parse('2026-11-22T07:59:00Z'))).toBe('2026-11-21');
    expect(pacificDay(Date.parse('2026-11-22T08:01:00Z'))).toBe('2026-11-22');
    expect(pacificDay(Date.parse('2026-07-01T07:01:00Z'))).toBe('2026-07-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(['2026-02-30', '2026-2-3', 'soon', '2026-02-28'].map(isDay)).toEqual([false, false, false, true]);
  });

  it('begin tomorrow for what was approved, else at once', () => {
    const plan: Product = { ...app, kind: 'subscription', state: 'APPROVED' };
    expect(startOf(plan, undefined, today)).toBe('2026-11-23');
    expect(startOf(app, undefined, today)).toBeUndefined();
    expect(startOf(app, today, today)).toBeUndefined();
    expect(startOf({ ...plan, state: 'MISSING_METADATA' }, undefined, today)).toBeUndefined();
    expect(() => startOf(plan, today, today)).toThrow(/2026-11-23 at the earliest/);
    expect(() => startOf(app, '2026-11-21', today)).toThrow(/past/);
  });

  it('say which price holds now, later and before', () => {
    const [line] = timelines(
      [
        price('DEU', '3', { start: '2026-12-01' }),
        price('DEU', '1'),
        price('DEU', '2', { start: '2026-10-01' }),
      ],
      today,
    );
    expect(line?.now?.amount.toString()).toBe('2');
    expect(line?.before.map(({ amount }) => amount.toString())).toEqual(['1']);
    expect(line === undefined ? '' : priceOn(line, '2026-12-01')?.amount.toString()).toBe('3');
    const [over] = timelines([price('FRA', '1', { end: today })], today);
    expect(over?.now).toBeUndefined();
  });
});

describe('territories', () => {
  const sold = new Map([
    ['DEU', 'EUR'],
    ['XKS', 'EUR'],
    ['POL', 'PLN'],
    ['USA', 'USD'],
  ]);

  it('are found by code, name, currency and group', () => {
    expect(territoriesOf(['euro'], sold)).toEqual(['DEU', 'XKS']);
    expect(territoriesOf(['PLN', 'Vereinigte Staaten'], sold)).toEqual(['POL', 'USA']);
    expect(territoriesOf(['all'], sold)).toHaveLength(4);
    expect(territoriesOf(['EU'], sold)).toHaveLength(27);
    expect(territoriesOf(['eurozone'], sold)).not.toContain('XKS');
    expect(['uk', 'Türkiye', 'jp', 'côte d’ivoire'].map(territoryOf)).toEqual(['GBR', 'TUR', 'JPN', 'CIV']);
    expect(() => territoryOf('Germny')).toThrow(/DEU \(Germany\)/);
  });

  it('are 175, and groups are made of them', () => {
    expect(territories.size).toBe(175);
    for (const { codes } of groups)
      for (const code of codes.split(' ')) expect(territories.has(code), code).toBe(true);
    expect(groups.map(({ codes }) => codes.split(' ').length)).toEqual([21, 27]);
  });
});

describe('a schedule', () => {
  const book = (prices: readonly Price[]): PriceBook => ({
    product: app,
    prices,
    base: 'USA',
    complete: true,
    points: [],
  });
  const stretches = (prices: readonly Price[], targets: readonly Target[], start?: string) =>
    scheduleWith(
      book(prices),
      timelines(prices, today),
      targets,
      new Map(),
      'USA',
      start,
      today,
    ).stretches.map(({ pointId, start: from, end }) => `${pointId} ${from ?? ''}–${end ?? ''}`);

  it('carries over manual prices and planned changes, and leaves out what is past', () => {
    const prices = [
      price('USA', '1', { end: '2026-11-01' }),
      price('USA', '2', { start: '2026-11-01', end: '2026-12-01' }),
      price('USA', '3', { start: '2026-12-01' }),
      price('FRA', '4', { start: '2026-01-01' }),
      price('ITA', '5', { manual: false }),
    ];
    expect(stretches(prices, [target('DEU', '9')])).toEqual([
      'USA-2 –2026-12-01',
      'USA-3 2026-12-01–',
      'FRA-4 –',
      'DEU-9 –',
    ]);
    expect(stretches(prices, [target('USA', '9')])).toEqual([
      'USA-9 –2026-12-01',
      'USA-3 2026-12-01–',
      'FRA-4 –',
    ]);
    expect(stretches(prices, [target('FRA', '9')], '2027-01-01')).toEqual([
      'USA-2 –2026-12-01',
      'USA-3 2026-12-01–',
      'FRA-4 –2027-01-01',
      'FRA-9 2027-01-01–',
    ]);
    expect(stretches(prices, [target('USA', '9')], '2026-12-01').slice(0, 2)).toEqual([
      'USA-2 –2026-12-01',
      'USA-9 2026-12-01–',
    ]);
  });

  it('lets those who follow the base go on following, unless their target differs from it', () => {
    const prices = [
      price('USA', '1'),
      price('DEU', '1', { manual: false }),
      price('FRA', '1', { manual: false }),
    ];
    const equalized = new Map([
      ['DEU', point('DEU', '2')],
      ['FRA', point('FRA', '2')],
    ]);
    const made = scheduleWith(
      book(prices),
      timelines(prices, today),
      [target('USA', '2'), target('DEU', '2'), target('FRA', '3')],
      equalized,
      'USA',
      undefined,
      today,
    );
    expect(made.stretches.map(({ pointId }) => pointId)).toEqual(['USA-2', 'FRA-3']);
    expect(made.follow.map(({ line }) => line.territory)).toEqual(['DEU']);
  });
});

describe('who pays', () => {
  const change = (territory: string, from: string, to: string, currency: string): PriceChange => ({
    target: { ...target(territory, to), currency },
    from: price(territory, from),
  });
  const monthly: Product = { ...app, kind: 'subscription', state: 'APPROVED', period: 'ONE_MONTH' };
  const text = (changes: readonly PriceChange[], existing?: 'keep' | 'move') =>
    whoPays(monthly, changes, existing, '2026-12-01').join('\n');

  it('says who keeps, who moves and who must consent', () => {
    const large = [change('USA', '4', '12', 'USD'), change('JPN', '600', '1800', 'JPY')];
    expect(text(large, 'keep')).toContain('whoever subscribed before 2026-12-01 keeps');
    expect(text(large, 'move')).toContain('Above 50 % and about USD 5 in 2 (USA JPN)');
    expect(text([change('USA', '4', '8', 'USD')], 'move')).toContain('By size nobody has to consent');
    expect(text([change('USA', '20', '29', 'USD')], 'move')).toContain('By size nobody has to consent');
    expect(text([change('USA', '4', '3', 'USD')])).toContain('Lower in 1 territory');
  });
});

describe('a file of prices', () => {
  const sold = new Map([
    ['DEU', 'EUR'],
    ['JPN', 'JPY'],
  ]);
  const problem = (source: string): string => {
    try {
      amountsIn(source, 'prices.csv', sold);
    } catch (error) {
      if (error instanceof AscError) return error.message;
      throw error;
    }
    return '';
  };

  it('is read by its headings, and refused with every wrong line', () => {
    const amounts = amountsIn('Territory,Note,Price\nGermany,x,4.99\njpn,,600\n', 'prices.csv', sold);
    expect([...amounts].map(([code, amount]) => `${code} ${said(amount)}`)).toEqual(['DEU 4.99', 'JPN 600']);
    expect(problem('a,b\n1,2\n')).toContain('must name the columns territory and price');
    expect(problem('territory,price\nDEU,"4,99"\nDEU,1\nFRA,1\nMars,1\n')).toMatch(
      /line 2: "4,99" is no amount.*line 4: FRA is no territory of this product; line 5: No territory/,
    );
    expect(problem('territory,price\nDEU,1\nDEU,2\n')).toContain('line 3: DEU is named twice');
    expect(problem('territory,price\nDEU,\n')).toContain('it has no prices');
    expect(problem('')).toContain('must name the columns');
  });
});
