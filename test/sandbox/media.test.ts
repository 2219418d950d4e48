import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { jsonSchema } from '../../src/catalog/schema.ts';
import { mediaAnswer } from '../../src/sandbox/media.ts';
import { salesOn } from '../../src/sandbox/report-days.ts';
import { fiscalMonth } from '../../src/sandbox/report-finance.ts';
import { financeReport, salesReport } from '../../src/sandbox/reports.ts';
import { Store } from '../../src/sandbox/store.ts';
import { seedTeam, teamIds } from '../../src/sandbox/team.ts';
import { pricePointId } from '../../src/sandbox/team-prices.ts';

// A Sunday, one in the morning in California: Friday's figures are the latest until eight.
const now = Date.parse('2026-11-22T09:00:00Z');
const catalog = loadCatalog();
const store = new Store(catalog);
seedTeam(store, { now });

function answer(id: string, context: { id?: string; query?: Record<string, string> } = {}) {
  const operation = catalog.operation(id);
  if (operation === undefined) throw new Error(`No operation ${id}`);
  return mediaAnswer(operation, { query: {}, store, now, ...context });
}

const sales = (values: Record<string, string>) =>
  salesReport(
    {
      'filter[vendorNumber]': teamIds.vendorNumber,
      'filter[reportType]': 'SALES',
      'filter[reportSubType]': 'SUMMARY',
      'filter[frequency]': 'DAILY',
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`filter[${name}]`, value])),
    },
    now,
  );

/** Sum of the units in a report, in hundredths. */
function units(report: ReturnType<typeof salesReport>): number {
  if (!('body' in report)) throw new Error(report.detail);
  const [header = '', ...rows] = report.body.trimEnd().split('\n');
  const column = header.split('\t').indexOf('Units');
  return rows.reduce((sum, row) => sum + Math.round(Number(row.split('\t')[column]) * 100), 0);
}

const days = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(`${first}T00:00:00Z`) + index * 86_400_000).toISOString().slice(0, 10),
  );

test('a day of sales, compressed', () => {
  const made = answer('salesReports_getCollection', {
    query: {
      'filter[vendorNumber]': teamIds.vendorNumber,
      'filter[reportType]': 'SALES',
      'filter[reportSubType]': 'SUMMARY',
      'filter[frequency]': 'DAILY',
      'filter[reportDate]': '2026-11-18',
    },
  });
  if (!('body' in made)) throw new Error(made.detail);
  expect(made.contentType).toBe('application/a-gzip');
  const text = gunzipSync(made.body).toString();
  const [header = '', first = ''] = text.split('\n');
  expect(header.split('\t').slice(0, 8)).toEqual([
    'Provider',
    'Provider Country',
    'SKU',
    'Developer',
    'Title',
    'Version',
    'Product Type Identifier',
    'Units',
  ]);
  expect(first.split('\t')).toHaveLength(header.split('\t').length);
  expect(text).toContain('11/18/2026\t11/18/2026');
  expect(text).toContain('com.example.weather.plus.yearly');
});

test('without a date, the latest day', () => {
  const latest = sales({});
  expect(latest).toEqual(sales({ reportDate: '2026-11-20' }));
});

test('a week, a month and a year are the sums of their days', () => {
  const sum = (list: readonly string[]) =>
    list.reduce((total, reportDate) => {
      const report = sales({ reportDate });
      return 'body' in report ? total + units(report) : total;
    }, 0);
  expect(units(sales({ frequency: 'WEEKLY', reportDate: '2026-11-15' }))).toBe(sum(days('2026-11-09', 7)));
  expect(units(sales({ frequency: 'MONTHLY', reportDate: '2026-10' }))).toBe(sum(days('2026-10-01', 31)));
  const everyDay = days('2025-01-01', 365)
    .flatMap((day) => salesOn(day, now))
    .reduce((total, row) => total + row.units * 100, 0);
  expect(units(sales({ frequency: 'YEARLY', reportDate: '2025' }))).toBe(everyDay);
});

test('nothing sold, not there yet, no longer there', () => {
  expect(sales({ reportDate: '2026-11-11' })).toMatchObject({
    status: 404,
    detail: 'There were no sales for the date specified.',
  });
  expect(sales({ reportDate: '2026-11-21' })).toMatchObject({
    status: 404,
    detail: expect.stringContaining('Report is not available yet'),
  });
  expect(sales({ reportDate: '2027-01-01' })).toMatchObject({ status: 404 });
  expect(sales({ frequency: 'MONTHLY', reportDate: '2026-11' })).toMatchObject({
    detail: expect.stringContaining('Report is not available yet'),
  });
  expect(sales({ reportDate: '2025-10-01' })).toMatchObject({ status: 410 });
  expect(sales({ frequency: 'YEARLY', reportDate: '2023' })).toMatchObject({
    status: 404,
    detail: 'There were no sales for the date specified.',
  });
});

test('combinations that Apple does not make', () => {
  expect(sales({ vendorNumber: '1' })).toMatchObject({
    status: 400,
    code: 'PARAMETER_ERROR.INVALID',
    source: { parameter: 'filter[vendorNumber]' },
  });
  expect(sales({ reportSubType: 'DETAILED' })).toMatchObject({
    source: { parameter: 'filter[reportSubType]' },
  });
  expect(sales({ reportType: 'SUBSCRIPTION', frequency: 'WEEKLY' })).toMatchObject({
    source: { parameter: 'filter[frequency]' },
  });
  expect(
    sales({ reportType: 'SUBSCRIBER', reportSubType: 'DETAILED', version: '1_2', reportDate: '2026-11-18' }),
  ).toMatchObject({
    code: 'PARAMETER_ERROR.INVALID',
    source: { parameter: 'filter[version]' },
    detail: expect.stringContaining('1_3'),
  });
  expect(sales({ reportDate: '2026-13-40' })).toMatchObject({ status: 400 });
  expect(sales({ frequency: 'WEEKLY', reportDate: '2026-11-14' })).toMatchObject({ status: 400 });
  expect(sales({ frequency: 'MONTHLY' })).toMatchObject({ code: 'PARAMETER_ERROR.REQUIRED' });
});

test.each([
  ['SUBSCRIPTION', 'SUMMARY', '1_3', 'Subscribers'],
  ['SUBSCRIPTION_EVENT', 'SUMMARY', '1_3', 'Quantity'],
  ['SUBSCRIBER', 'DETAILED', '1_3', 'Subscriber ID'],
  ['SUBSCRIPTION_OFFER_CODE_REDEMPTION', 'SUMMARY', '1_0', 'Redemptions'],
  ['WIN_BACK_ELIGIBILITY', 'SUMMARY', '1_0', 'Eligible Subscribers'],
])('%s has a table whose rows fit its first line', (reportType, reportSubType, version, column) => {
  const report = sales({ reportType, reportSubType, version, reportDate: '2026-11-18' });
  if (!('body' in report)) throw new Error(report.detail);
  const [header = [], ...rows] = report.body
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(header).toContain(column);
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
});

test('fiscal months: five weeks, four, four, from the Sunday after the last Saturday of September', () => {
  expect(fiscalMonth('2026-01')).toEqual({ first: '2025-09-28', last: '2025-11-01' });
  expect(fiscalMonth('2026-02')).toEqual({ first: '2025-11-02', last: '2025-11-29' });
  expect(fiscalMonth('2026-12')).toEqual({ first: '2026-08-30', last: '2026-09-26' });
  expect(fiscalMonth('2027-01')).toEqual({ first: '2026-09-27', last: '2026-10-31' });
  // 53 weeks.
  expect(fiscalMonth('2023-03')).toEqual({ first: '2022-11-27', last: '2022-12-31' });
});

test('finance reports by region and in detail', () => {
  const finance = (values: Record<string, string>) =>
    financeReport(
      {
        'filter[vendorNumber]': teamIds.vendorNumber,
        'filter[reportType]': 'FINANCIAL',
        'filter[regionCode]': 'ZZ',
        'filter[reportDate]': '2026-10',
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`filter[${name}]`, value])),
      },
      now,
    );
  const all = finance({});
  const japan = finance({ regionCode: 'JP' });
  if (!('body' in all) || !('body' in japan)) throw new Error('no report');
  expect(all.body.split('\n')[0]).toContain('Extended Partner Share');
  expect(japan.body).toContain('\tJPY\t');
  expect(japan.body).not.toContain('\tUSD\t');
  expect(all.body).toContain(japan.body.split('\n')[1]);
  expect(finance({ reportType: 'FINANCE_DETAIL' })).toMatchObject({ status: 400 });
  expect(finance({ reportType: 'FINANCE_DETAIL', regionCode: 'Z1' })).toMatchObject({ status: 200 });
  expect(finance({ reportDate: '2027-02' })).toMatchObject({ status: 404 });
  expect(finance({ regionCode: 'XX' })).toMatchObject({ source: { parameter: 'filter[regionCode]' } });
});

const signature = [...store.all('DiagnosticSignature')][0]?.id ?? '';

test.each([
  ['apps_perfPowerMetrics_getToManyRelated', 'xcodeMetrics', teamIds.weather.app],
  ['builds_perfPowerMetrics_getToManyRelated', 'xcodeMetrics', teamIds.builds.weatherNext],
  ['apps_performanceOverviews_getToManyRelated', 'xcodeOverview', teamIds.weather.app],
  ['diagnosticSignatures_logs_getToManyRelated', 'diagnosticLogs', signature],
])('%s fits its schema', (operation, schema, id) => {
  const made = answer(operation, { id });
  if (!('body' in made)) throw new Error(made.detail);
  expect(made.contentType).toBe(catalog.operation(operation)?.media[0]);
  const document: unknown = JSON.parse(String(made.body));
  const node = catalog.data.schemas[schema];
  // The call stack refers to itself; what it holds is checked by hand elsewhere.
  if (schema === 'diagnosticLogs' || node === undefined) {
    expect(document).toMatchObject({ version: '1.0', productData: [{ signatureId: id }] });
    return;
  }
  const ajv = new Ajv({ strict: false });
  const addFormats = 'default' in addFormatsModule ? addFormatsModule.default : addFormatsModule;
  addFormats(ajv);
  const validate = ajv.compile({ ...jsonSchema(catalog.data, node, true) });
  expect(validate(document) ? '' : ajv.errorsText(validate.errors)).toBe('');
});

test('metrics by type and device', () => {
  const made = answer('apps_perfPowerMetrics_getToManyRelated', {
    id: teamIds.weather.app,
    query: { 'filter[metricType]': 'HANG,LAUNCH', 'filter[deviceType]': 'all_iphones' },
  });
  if (!('body' in made)) throw new Error(made.detail);
  expect(String(made.body)).toContain('hangRate');
  expect(String(made.body)).not.toContain('peakMemory');
  expect(String(made.body)).not.toContain('all_ipads');
});

test('one-time codes', () => {
  const code = [...store.all('SubscriptionOfferCodeOneTimeUseCode')][0]?.id ?? '';
  const made = answer('subscriptionOfferCodeOneTimeUseCodes_values_getToOneRelated', { id: code });
  if (!('body' in made)) throw new Error(made.detail);
  const lines = String(made.body).trimEnd().split('\r\n');
  expect(lines).toHaveLength(200);
  expect(new Set(lines).size).toBe(200);
  expect(lines[0]).toMatch(/^SBX[0-9A-F]{15},https:\/\//);
});

test('price points as a table, also of points whose equalizations are not stored', () => {
  const { yearly } = teamIds.subscriptions;
  const made = answer('subscriptionPricePoints_equalizations_getToManyRelated', {
    id: pricePointId(yearly, 'JPN', 29.99),
  });
  if (!('body' in made)) throw new Error(made.detail);
  const lines = String(made.body).trimEnd().split('\r\n');
  expect(lines).toHaveLength(175);
  expect(String(made.body)).toContain(',TUR,TRY,1200.0,');
  const turkey = answer('subscriptions_pricePoints_getToManyRelated', {
    id: yearly,
    query: { 'filter[territory]': 'TUR', limit: '8000' },
  });
  if (!('body' in turkey)) throw new Error(turkey.detail);
  expect(String(turkey.body).trimEnd().split('\r\n')).toHaveLength(43);
});

test('every operation with a medium of its own has an answer', () => {
  const faults: string[] = [];
  for (const id of catalog.operationIds()) {
    const operation = catalog.operation(id);
    if (operation === undefined || operation.media.length === 0) continue;
    const base = operation.path.split('/')[2] ?? '';
    const owner = operation.hasId
      ? catalog
          .resourceNames()
          .filter((name) => catalog.resource(name)?.type === base)
          .flatMap((name) => [...store.all(name)])
          .map((object) => object.id)
      : [''];
    const query: Record<string, string> = operation.hasId
      ? {}
      : {
          'filter[vendorNumber]': teamIds.vendorNumber,
          'filter[reportType]': id.startsWith('finance') ? 'FINANCIAL' : 'SALES',
          'filter[reportSubType]': 'SUMMARY',
          'filter[frequency]': 'DAILY',
          'filter[regionCode]': 'ZZ',
          ...(id.startsWith('finance') ? { 'filter[reportDate]': '2026-09' } : {}),
          ...(id.startsWith('nominations') ? { 'filter[state]': 'SUBMITTED' } : {}),
        };
    const made = answer(id, { ...(operation.hasId ? { id: owner[0] ?? '' } : {}), query });
    if (!('body' in made)) faults.push(`${id}: ${made.detail}`);
    else if (!operation.media.includes(made.contentType)) faults.push(`${id}: ${made.contentType}`);
    else if (made.body.length === 0) faults.push(`${id}: empty`);
  }
  expect(faults).toEqual([]);
});

test('an id that is not there', () => {
  expect(answer('apps_perfPowerMetrics_getToManyRelated', { id: '1' })).toMatchObject({ status: 404 });
});
