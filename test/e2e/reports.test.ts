import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, stringAt } from '../../src/catalog/json.ts';
import type { RequestLog } from '../../src/sandbox/index.ts';
import { latestDay, shiftDate } from '../../src/sandbox/report-days.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { long } from '../support/long.ts';
import { faults, type Running, startServer, startWorld, textOf, type World } from '../support/server.ts';

const environment = { ASC_VENDOR_NUMBER: teamIds.vendorNumber };
/** The newest day that has a report. */
const latest = latestDay(Date.now());
/** The 11th of February, May, August and November are days without sales in the sandbox. */
const quiet = Array.from({ length: 300 }, (_, ago) => shiftDate(latest, -ago)).find((day) =>
  /-(02|05|08|11)-11$/.test(day),
);
const daysAgo = (days: number): string => shiftDate(latest, -days);

/** Twelve days in a row on each of which something was sold, all of them settled. */
const start = Array.from({ length: 40 }, (_, ago) => ago + 4).find((ago) =>
  Array.from({ length: 12 }, (_, index) => daysAgo(ago + index)).every(
    (day) => !/-(02|05|08|11)-11$/.test(day),
  ),
);
const sold = (day: number): string => daysAgo((start ?? 0) + day);

let server: Running;
beforeAll(async () => {
  server = await startServer({ environment });
});
afterAll(() => server.close());

/** Requests since the last look, each judged; `/v1/salesReports 2026-11-18`. */
function asked(): string[] {
  const requests = server.taken();
  expect(faults(requests.filter(({ path }) => !path.startsWith('/analytics-segments/')))).toEqual([]);
  return requests.map(({ path, query }) => `${path} ${query['filter[reportDate]'] ?? ''}`.trim());
}

describe('what Apple answers when there is no report', () => {
  it('tells a true zero, one that is not made yet and one that is gone apart', async () => {
    const none = await server.call('asc_get_report', { report: 'sales', period: quiet });
    expect(none.isError).toBe(false);
    expect(none.text).toContain(`no sales (a true zero, Apple says): ${quiet}`);
    expect(none.text).toContain('complete: true');
    const gone = await server.call('asc_get_report', { report: 'sales', period: daysAgo(380) });
    expect(gone.text).toContain(`too old: ${daysAgo(380)}; Apple keeps`);
    expect(gone.text).toContain('complete: false');
    // Where the newest is not made yet, the one before it is the latest that there is.
    for (const report of ['finance', 'sales']) {
      const newest = await server.call('asc_get_report', { report });
      expect(newest.text).toMatch(/1 with rows|1 without sales/);
    }
    const months = await server.call('asc_get_report', { report: 'sales', period: 'last 2 days' });
    // Before eight in the morning in California yesterday is not there yet.
    expect(months.text).toMatch(
      /2 with rows|not ready yet: \d{4}-\d\d-\d\d; daily ones come at 5–8 a\.m\. Pacific/,
    );
    // Where the day after it is over but not there yet, the newest one is offered.
    const early = await server.call('asc_get_report', { report: 'sales', period: shiftDate(latest, 1) });
    expect(early.text).toMatch(
      /The newest there is: asc_get_report \{"report":"sales","period":"latest"\}$|not over yet|^bad_period/m,
    );
    asked();
  });

  it('keeps the true zero as well: nobody is asked twice', async () => {
    await server.call('asc_get_report', { report: 'sales', period: quiet });
    expect(asked()).toEqual([]);
  });
});

describe('a sales report', () => {
  const period = `${sold(5)}..${sold(0)}`;

  it('is grouped, compared and saved, each day asked for once', async () => {
    const call = {
      report: 'sales',
      app: 'Weather Now',
      period,
      group_by: ['product', 'territory'],
      measure: 'proceeds EUR',
      top: 3,
      compare: 'previous',
      save_to: 'sales.csv',
    };
    const { text, isError } = await server.call('asc_get_report', call);
    expect(isError).toBe(false);
    expect(text).toContain('6 daily report(s)');
    expect(text).toContain(`before: ${sold(11)} to ${sold(6)}`);
    expect(text).toContain('territory,units,purchases,proceeds EUR,proceeds EUR before,change');
    expect(text).toMatch(/^(?:[\w ]+,)?(?:DE|FR),\d+,\d+,\d+\.\d\d,\d+\.\d\d,[+−]\d+\.\d %$/m);
    const requests = asked();
    expect(requests.filter((one) => one.startsWith('/v1/salesReports'))).toHaveLength(12);
    const csv = readFileSync(join(server.downloads, 'sales.csv'), 'utf8').trimEnd().split('\n');
    expect(csv[0]).toMatch(/^product,territory,units,downloads,redownloads,updates,purchases,proceeds AUD,/);
    expect(csv.length).toBeGreaterThan(50);
    await server.call('asc_get_report', { ...call, save_to: 'again.csv' });
    expect(asked().filter((one) => one.startsWith('/v1/salesReports'))).toEqual([]);
  });

  it('hands out all rows in one file when nothing is grouped', async () => {
    const { text } = await server.call('asc_get_report', { report: 'sales', period, save_to: 'rows.csv' });
    const rows = Number(/rows: (\d+)/.exec(text)?.[1]);
    const csv = readFileSync(join(server.downloads, 'rows.csv'), 'utf8').trimEnd().split('\n');
    expect(csv).toHaveLength(rows + 1);
    expect(csv[0]).toMatch(/^Report Date,Provider,Provider Country,SKU,/);
    expect(csv[1]).toMatch(new RegExp(`^${sold(5)},APPLE,US,`));
  });

  it.each(['new', 'old'] as const)(
    'comes with a picture and a file of it, to clients of the %s generation',
    async (generation) => {
      const client = await startServer({ environment, generation });
      try {
        const call = {
          name: 'asc_get_report',
          arguments: { report: 'sales', period, group_by: ['day', 'app'], chart: 'dark' },
        };
        const result: unknown = await client.client.callTool(call);
        const content = isObject(result) && Array.isArray(result['content']) ? result['content'] : [];
        expect(content.map((part) => stringAt(part, 'type'))).toEqual(['text', 'image']);
        expect(stringAt(content[1], 'mimeType')).toBe('image/png');
        const picture = Buffer.from(stringAt(content[1], 'data') ?? '', 'base64');
        expect(picture.subarray(1, 4).toString()).toBe('PNG');
        expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1920, 1040]);
        const { text } = textOf(result);
        const file = /chart: (.+\.png) \(PNG, dark\)/.exec(text)?.[1] ?? '';
        expect(readFileSync(file).equals(picture)).toBe(true);
        expect(text).toContain('Units by day and app; SALES, ');
        expect(client.stderr()).toBe('');
      } finally {
        await client.close();
      }
    },
  );

  it('says what is wrong with a call before anything is asked', async () => {
    asked();
    const said = async (call: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_get_report', call);
      expect(isError).toBe(true);
      return text;
    };
    expect(await said({ report: 'sales', period: 'soon' })).toContain('bad_period: "soon" is no period');
    expect(await said({ report: 'subscriptions', period: '2026', frequency: 'yearly' })).toContain(
      'not made yearly',
    );
    expect(await said({ report: 'finance', frequency: 'daily' })).toContain('fiscal months only');
    expect(await said({ report: 'sales', vendor_number: 'x' })).toContain('no_vendor_number');
    expect(await said({ report: 'analytics' })).toContain('app is required');
    expect(await said({ report: 'sales', build: '1' })).toContain('The report sales takes no build.');
    expect(await said({ report: 'crashes', app: 'Weather Now', chart: 'dark' })).toContain('takes no chart');
    expect(await said({ report: 'sales', save_to: '../x.csv' })).toContain('bad_file_name');
    expect(asked()).toEqual([]);
    expect(await said({ report: 'sales', period: sold(1), group_by: ['colour'] })).toContain(
      'This report has no "colour".',
    );
    expect(await said({ report: 'sales', period: sold(1), measure: 'joy' })).toContain(
      'measure takes units, downloads, redownloads, updates, purchases, proceeds USD.',
    );
  });
});

describe('the other reports of a vendor', () => {
  it.each([
    ['subscriptions', 'subscribers'],
    ['subscription_events', 'quantity'],
    ['subscribers', 'units'],
    ['offer_redemptions', 'redemptions'],
    ['win_back', 'eligible'],
  ])('%s', async (report, measure) => {
    const { text, isError } = await server.call('asc_get_report', {
      report,
      period: `${sold(2)}..${sold(0)}`,
      group_by: ['territory'],
    });
    expect(isError).toBe(false);
    expect(text).toMatch(new RegExp(`total: ${measure} \\d+`));
    expect(asked()).toHaveLength(3);
  });

  it('does not add up over days what is there on a day', async () => {
    const call = { report: 'subscriptions', group_by: ['product'] };
    const three = await server.call('asc_get_report', { ...call, period: `${sold(2)}..${sold(0)}` });
    expect(three.text).toContain(`only the last day is shown: ${sold(0)}`);
    const one = await server.call('asc_get_report', { ...call, period: sold(0) });
    const total = (text: string): string | undefined => /total: (.+)/.exec(text)?.[1];
    expect(total(three.text)).toBe(total(one.text));
  });

  it('takes finance by fiscal months, regions apart', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'finance',
      period: '2026-10',
      filter: { region: 'JP' },
      group_by: ['currency'],
    });
    expect(text).toContain('FINANCIAL, fiscal 2026-10, region JP');
    expect(text).toContain('2026-06-28 to 2026-08-01');
    expect(text).toMatch(/share by currency: JPY \d+\.\d\d$/m);
  });
});

/** What awk makes of the files as they were kept: units in hundredths, proceeds by currency in hundredths. */
function sumByAwk(world: World): Readonly<Record<string, string>> {
  const folder = join(world.downloads, 'state', 'reports');
  const script = `gzip -dc *.gz | awk -F'\\t' '
    $1 == "Provider" { next }
    { units += $8; cents[$14] += $8 * ($9 * 100) }
    END { printf "units %.0f\\n", units; for (c in cents) if (cents[c] != 0) printf "%s %.0f\\n", c, cents[c] }'`;
  const lines = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' ')));
}

describe.skipIf(process.platform === 'win32')('a year of sales', () => {
  const days = long ? 360 : 40;
  const rowsADay = long ? 5_700 : 2_000;
  const call = {
    report: 'sales',
    period: `${daysAgo(days - 1)}..${latest}`,
    frequency: 'daily',
    group_by: ['product', 'territory'],
    top: 1,
  };

  it('is exact, small in memory, and goes on after the power was cut without fetching a day twice', async () => {
    const fetched: string[] = [];
    let cut = false;
    let running: Running | undefined;
    const world = await startWorld({
      salesRows: rowsADay,
      onRequest: ({ path, query }: RequestLog) => {
        if (path !== '/v1/salesReports') return;
        fetched.push(query['filter[reportDate]'] ?? '');
        if (fetched.length === Math.floor(days / 2) && !cut) {
          cut = true;
          running?.kill();
        }
      },
    });
    try {
      running = await startServer({ world, environment });
      await running.call('asc_get_report', call).catch(() => undefined);
      await running.close();
      const keptBefore = readdirSync(join(world.downloads, 'state', 'reports')).filter((name) =>
        /\.(gz|none)$/.test(name),
      );
      expect(keptBefore.length).toBeGreaterThanOrEqual(Math.floor(days / 2) - 5);
      const first = fetched.splice(0);
      running = await startServer({ world, environment });
      const { text, isError } = await running.call('asc_get_report', call);
      expect(isError).toBe(false);
      const again = fetched.filter((day) => first.includes(day));
      // Only those that were on their way when the power went.
      expect(again.filter((day) => keptBefore.some((name) => name.includes(day)))).toEqual([]);
      expect(again.length).toBeLessThanOrEqual(5);
      expect(new Set([...first, ...fetched]).size).toBe(days);
      const expected = sumByAwk(world);
      expect(text).toContain(`total: units ${expected['units']},`);
      const money = /proceeds by currency: (.+)/.exec(text)?.[1]?.split(', ') ?? [];
      const inCents = Object.fromEntries(
        money.map((one) => {
          const [currency = '', amount = ''] = one.split(' ');
          return [currency, amount.replace('.', '').replace(/^0+(?=\d)/, '')];
        }),
      );
      const { units: _units, ...cents } = expected;
      expect(inCents).toEqual(cents);
      const peak = running.peakMemory();
      console.info(
        `${days} days, ${/rows: (\d+)/.exec(text)?.[1]} rows: peak ${((peak ?? 0) / 1e6).toFixed(0)} MB`,
      );
      if (peak !== undefined) expect(peak).toBeLessThan(300e6);
      await running.close();
    } finally {
      await world.sandbox.close();
      if (existsSync(world.downloads)) rmSync(world.downloads, { recursive: true });
    }
  }, 300_000);
});
