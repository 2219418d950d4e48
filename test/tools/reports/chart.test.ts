import { describe, expect, it } from 'vitest';
import { type Chart, chartOf } from '../../../src/tools/reports/chart.ts';
import type { Delivery } from '../../../src/tools/reports/deliver.ts';
import { renderChart, svgOf } from '../../../src/tools/reports/draw.ts';
import { reportKinds } from '../../../src/tools/reports/kinds.ts';
import { choose } from '../../../src/tools/reports/result.ts';
import { Tally } from '../../../src/tools/reports/tally.ts';

const columns = [
  'SKU',
  'Title',
  'Product Type Identifier',
  'Units',
  'Developer Proceeds',
  'Currency of Proceeds',
  'Country Code',
  'Parent Identifier',
];

function chart(
  groupBy: readonly string[],
  days: readonly (readonly [string, readonly (readonly string[])[]])[],
  states: Delivery['fetched'] = [],
): Chart | undefined {
  const tally = new Tally({ groupBy, measures: reportKinds.sales.measures, filter: {}, appBy: 'sku' });
  for (const [date, rows] of days) {
    const take = tally.begin(columns, date);
    for (const row of rows) take(row);
  }
  const chosen = choose(tally, undefined);
  if (chosen === undefined) throw new Error('nothing chosen');
  return chartOf(
    { tally, before: undefined, groupBy, chosen },
    {
      call: { report: 'sales' },
      source: 'SALES',
      period: { first: '2026-11-01', last: '2026-11-03' },
      fetched: states,
    },
  );
}

const row = (title: string, units: string): string[] => ['S', title, '1F', units, '0.00', 'USD', 'US', ' '];
const report = (date: string) => ({ date, first: date, last: date });

describe('what is drawn', () => {
  it('is a line over time: a day without sales is zero, one without a report a gap', () => {
    const drawn = chart(
      ['day'],
      [['2026-11-01', [row('Weather', '4.00')]]],
      [
        { report: report('2026-11-01'), state: 'here', fresh: true },
        { report: report('2026-11-02'), state: 'no_sales', fresh: true },
        { report: report('2026-11-03'), state: 'not_ready', fresh: true },
      ],
    );
    expect(drawn).toEqual({
      title: 'Units by day',
      subtitle: 'SALES, 2026-11-01 to 2026-11-03; gaps: no report',
      kind: 'lines',
      unit: 'units',
      categories: ['2026-11-01', '2026-11-02', '2026-11-03'],
      series: [{ name: 'this period', values: [4, 0, null] }],
    });
  });

  it('puts days together in weeks, called by their Sunday, and in months', () => {
    const states = ['2026-10-31', '2026-11-01', '2026-11-02'].map((date) => ({
      report: report(date),
      state: 'here' as const,
      fresh: true,
    }));
    const days = [
      ['2026-10-31', [row('Weather', '1.00')]],
      ['2026-11-01', [row('Weather', '2.00')]],
      ['2026-11-02', [row('Weather', '4.00')]],
    ] as const;
    expect(chart(['week'], days, states)).toMatchObject({
      categories: ['2026-11-01', '2026-11-08'],
      series: [{ values: [3, 4] }],
    });
    expect(chart(['month'], days, states)).toMatchObject({
      categories: ['2026-10', '2026-11'],
      series: [{ values: [1, 6] }],
    });
  });

  it('is bars otherwise, and a name that the font lacks is called by its place', () => {
    const drawn = chart(['product'], [['2026-11-01', [row('Wetter', '4.00'), row('天気', '9.00')]]]);
    expect(drawn).toMatchObject({
      kind: 'bars',
      categories: ['no. 1 of the table', 'Wetter'],
      series: [{ name: 'this period', values: [9, 4] }],
    });
  });
});

const example: Chart = {
  title: 'Proceeds in EUR by product',
  subtitle: 'SALES, 2026-10-01 to 2026-10-31',
  kind: 'bars',
  unit: 'EUR',
  categories: ['<b>Weather & Co</b>', 'Ledger'],
  series: [
    { name: 'this period', values: [1_234_567.5, -40] },
    { name: 'the period before', values: [1_000_000, 0], faded: true },
  ],
};

describe('a drawing', () => {
  it('says title, unit, legend and figures, and escapes names', () => {
    const svg = svgOf(example, 'light');
    for (const text of [
      'Proceeds in EUR by product',
      '>EUR<',
      'the period before',
      '>1.2M<',
      '>-40<',
      '&lt;b&gt;Weather &amp; Co',
    ])
      expect(svg).toContain(text);
    expect(svg).not.toContain('<b>');
  });

  it('has a ground of its own in each theme, and text that stands out from it', () => {
    expect(svgOf(example, 'light')).toMatch(/fill="#ffffff"/);
    const dark = svgOf(example, 'dark');
    expect(dark).toMatch(/fill="#15181d"/);
    expect(dark).toMatch(/fill="#f1f3f6"/);
  });

  it('becomes a PNG with two pixels for each point', async () => {
    const png = Buffer.from(await renderChart(example, 'dark'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1920, 600]);
  });
});
