import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';

/** Reports of one app: analytics, power and performance, diagnostics, crashes. */

let time = Date.now();
let server: Running;
beforeAll(async () => {
  server = await startServer({ sandbox: { clock: () => time }, person: agreeing });
});
afterAll(() => server.close());

/** Paths since the last look; every request has to be legal. */
function asked(): string[] {
  const requests = server.taken();
  expect(faults(requests.filter(({ path }) => !path.startsWith('/analytics-segments/')))).toEqual([]);
  return requests.map(({ method, path }) => `${method} ${path}`);
}

const segments = (requests: readonly string[]): number =>
  requests.filter((one) => one.startsWith('GET /analytics-segments/')).length;

describe('analytics', () => {
  it('lists the reports of an app', async () => {
    const { text } = await server.call('asc_get_report', { report: 'analytics', app: 'Weather Now' });
    expect(text).toContain('COMMERCE: App Downloads Standard, App Store Purchases Standard');
    asked();
  });

  it('merges segments and instances, adds up, compares, and fetches nothing twice', async () => {
    const call = {
      report: 'analytics',
      app: 'Weather Now',
      name: 'App Downloads',
      period: 'last 7 days',
      group_by: ['source'],
      compare: 'previous',
    };
    const first = await server.call('asc_get_report', call);
    expect(first.isError).toBe(false);
    expect(first.text).toContain('source,counts,counts before,change');
    expect(first.text).toMatch(/^App Store Search,\d+,\d+,[+−]\d+\.\d %$/m);
    expect(segments(asked())).toBeGreaterThan(20);
    const second = await server.call('asc_get_report', call);
    const requests = asked();
    expect(segments(requests)).toBe(0);
    expect(requests.filter((one) => one.includes('/segments'))).toEqual([]);
    const total = (text: string): string | undefined => /total: .+/.exec(text)?.[0];
    expect(total(second.text)).toBe(total(first.text));
  });

  it('hands out every row once, as Apple wrote it', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'analytics',
      app: 'Weather Now',
      name: 'purchases',
      save_to: 'purchases.csv',
    });
    const lines = readFileSync(join(server.downloads, 'purchases.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(Number(/rows: (\d+)/.exec(text)?.[1]) + 1);
    const column = lines[0]?.split(',').indexOf('Proceeds in USD') ?? -1;
    const cents = lines
      .slice(1)
      .reduce((sum, line) => sum + Math.round(Number(line.split(',')[column]) * 100), 0);
    expect(text).toContain(`proceeds in USD ${(cents / 100).toFixed(2).replace(/0$/, '')}`);
    asked();
  });

  it('leads from no request to the first data: a person agrees, Apple takes its time', async () => {
    const call = { report: 'analytics', app: 'Pocket Ledger', name: 'App Sessions Standard' };
    const none = await server.call('asc_get_report', call);
    expect(none.text).toContain('Nobody has asked Apple for analytics of Pocket Ledger yet');
    const create = /asc_create (\{.*"ONGOING".*\})/.exec(none.text)?.[1] ?? '{}';
    const args: unknown = JSON.parse(create);
    const made = await server.call('asc_create', { ...(args instanceof Object ? args : {}) });
    expect(made).toMatchObject({ isError: false });
    const soon = await server.call('asc_get_report', call);
    expect(soon.text).toContain(
      'Apple is still making it: the first data come one to two days after the request.',
    );
    expect(soon.text).toMatch(/Ask again on \d{4}-\d\d-\d\d or later/);
    time += 2 * 86_400_000;
    const there = await server.call('asc_get_report', { ...call, period: 'latest', group_by: ['device'] });
    expect(there.text).toMatch(/^iPhone,\d+,\d+$/m);
    expect(there.text).toContain('columns of unique devices or people are left out');
    asked();
  });

  it('says that a request was stopped, and how to start another', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'analytics',
      app: 'Trail Mate',
      name: 'App Crashes',
    });
    expect(text).toContain('stopped by Apple because nobody read it');
    expect(text).toContain('asc_create {"operation":"analyticsReportRequests_createInstance"');
    asked();
  });

  it('names what there is for a name that fits nothing', async () => {
    const { text, isError } = await server.call('asc_get_report', {
      report: 'analytics',
      app: 'Weather Now',
      name: 'joy',
    });
    expect(isError).toBe(true);
    expect(text).toContain('No analytics report is called "joy"');
    expect(text).toContain('App Downloads Standard');
    asked();
  });
});

describe('measurements', () => {
  it('begins with what Apple finds, and shows the newest version beside the one before', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'performance',
      app: 'Weather Now',
      name: 'hang',
      save_to: 'performance.csv',
    });
    expect(text).toContain('regression (high impact): Hang rate is higher in 3.2 than in 3.1. [All iPhones]');
    expect(text).toMatch(/^all_iphones,fifty,[\d.]+,[\d.]+ \(3\.1\),[+−][\d.]+ %$/m);
    expect(readFileSync(join(server.downloads, 'performance.csv'), 'utf8')).toContain('"iPhone17,1"');
    asked();
  });

  it('weighs diagnostics and saves their logs', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'diagnostics',
      app: 'Weather Now',
      save_to: 'diagnostics.jsonl',
    });
    expect(text).toContain('HANGS,41.2,UP,RadarTileCache.tile(at:zoom:)');
    const [log = ''] = readFileSync(join(server.downloads, 'diagnostics.jsonl'), 'utf8').split('\n');
    expect(log).toContain('TileStore.write(_:) ×18 ← blamed');
    asked();
  });

  it('puts crashes together by the place where they happened', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'crashes',
      app: 'Weather Now',
      save_to: 'crashes.jsonl',
    });
    expect(text).toContain('WeatherNow RadarTileCache.tile(at:zoom:) (EXC_BAD_ACCESS (SIGSEGV))');
    const logs = readFileSync(join(server.downloads, 'crashes.jsonl'), 'utf8').trimEnd().split('\n');
    expect(logs).toHaveLength(9);
    expect(logs[0]).not.toContain('@');
    asked();
  });
});
