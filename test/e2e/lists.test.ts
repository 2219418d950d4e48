import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuid } from '../../src/sandbox/random.ts';
import type { Store } from '../../src/sandbox/store.ts';
import { seedTeam, teamIds } from '../../src/sandbox/team.ts';
import { faults, type Running, startServer } from '../support/server.ts';
import { callsOf } from './walk.ts';

const cost = (text: string): number => encode(text).length;

/** The table of an answer: what stands between the marks, or after the head. */
function tableOf(text: string): string[] {
  const lines = text.split('\n');
  const open = lines.findIndex((line) => /^<foreign-[0-9a-f]{8}>$/.test(line));
  const body =
    open >= 0
      ? lines.slice(
          open + 1,
          lines.findIndex((line) => line.startsWith('</foreign-')),
        )
      : lines.slice(1);
  return body.filter((line) => !/^(More: |all rows: |The rest |Stopped early)/.test(line)).slice(1);
}

const savedPath = (text: string): string => /^saved: (\S+) \(/m.exec(text)?.[1] ?? '';

describe('2,000 apps', () => {
  let server: Running;
  beforeAll(async () => {
    server = await startServer({ sandbox: { apps: 1_997, rate: { hourLimit: 1_000_000 } } });
  });
  afterAll(() => server.close());

  it('are complete in at most 11 requests, in a file, with a summary of at most 600 tokens', async () => {
    server.taken();
    const { text, isError } = await server.call('asc_read', { operation: 'apps_getCollection', all: true });
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(requests.length).toBeLessThanOrEqual(11);
    expect(faults(requests)).toEqual([]);
    expect(text).toMatch(/^apps: 2000 of 2000, complete: true\nsaved: /);
    console.info(`all apps to a file: ${requests.length} requests, ${cost(text)} tokens`);
    expect(cost(text)).toBeLessThanOrEqual(600);
    const path = savedPath(text);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2_001);
    expect(new Set(lines.slice(1).map((line) => line.split(',')[0])).size).toBe(2_000);
  });

  it('go to a CSV or JSON file by name, which is never replaced', async () => {
    server.taken();
    const csv = await server.call('asc_read', {
      operation: 'apps_getCollection',
      all: true,
      save_to: 'apps.csv',
      columns: ['name', 'bundleId'],
    });
    expect(csv.text).toMatch(
      /^apps: 2000 of 2000, complete: true\nsaved: .*apps\.csv \(\d+ bytes, CSV: name, bundleId\)/,
    );
    expect(server.taken().length).toBeLessThanOrEqual(11);
    expect(cost(csv.text)).toBeLessThanOrEqual(600);
    const json = await server.call('asc_read', {
      operation: 'apps_getCollection',
      all: true,
      save_to: 'apps.json',
    });
    const before = readFileSync(join(server.downloads, 'apps.csv'), 'utf8');
    expect(before.split('\n')[0]).toBe('name,bundleId');
    const rows = readFileSync(savedPath(json.text), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(2_000);
    expect(rows[0]).toMatchObject({ id: '1500000101', name: 'Weather Now', bundleId: 'com.example.weather' });
    const again = await server.call('asc_read', { operation: 'apps_getCollection', save_to: 'apps.csv' });
    expect(again).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^file_exists: .*never replaced/),
    });
    expect(readFileSync(join(server.downloads, 'apps.csv'), 'utf8')).toBe(before);
    for (const name of ['apps.csv', 'apps.json'])
      expect(statSync(join(server.downloads, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(server.downloads).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses to save anywhere else', async () => {
    server.taken();
    const target = join(mkdtempSync(join(tmpdir(), 'asc-else-')), 'apps.csv');
    for (const save_to of [
      target,
      '../apps.csv',
      'a/b.csv',
      '..',
      '.hidden.csv',
      'x\u0000.csv',
      'CON.csv',
      '',
      ' ',
    ]) {
      const { isError, text } = await server.call('asc_read', { operation: 'apps_getCollection', save_to });
      expect(isError, `${save_to}: ${text}`).toBe(true);
    }
    expect(existsSync(target)).toBe(false);
  });

  it('cost at most 20 tokens each at default columns', async () => {
    const { text } = await server.call('asc_read', { operation: 'apps_getCollection', limit: 200 });
    const each = cost(text) / 200;
    console.info(`apps: ${each.toFixed(1)} tokens each`);
    expect(tableOf(text)).toHaveLength(200);
    expect(each).toBeLessThanOrEqual(20);
  });

  it('are walked by cursor without loss or duplicate, each answer within its budget', async () => {
    const ids: string[] = [];
    const heads: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 50; page++) {
      const { text, isError } = await server.call('asc_read', {
        operation: 'apps_getCollection',
        limit: 700,
        ...(cursor === undefined ? {} : { cursor }),
      });
      expect(isError, text).toBe(false);
      expect(cost(text)).toBeLessThanOrEqual(10_000);
      heads.push(text.split('\n')[0] ?? '');
      ids.push(...tableOf(text).map((line) => line.split(',')[0] ?? ''));
      cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
      if (cursor === undefined) break;
    }
    expect(ids).toHaveLength(2_000);
    expect(new Set(ids).size).toBe(2_000);
    expect(heads.length).toBeGreaterThan(1);
    for (const head of heads) expect(head).toMatch(/^apps: \d+ of 2000, complete: false$/);
  });

  it('tell how far they are', async () => {
    const { client } = server;
    if (!(client instanceof Client)) throw new Error('The new client was expected.');
    const progress: number[] = [];
    await client.callTool(
      {
        name: 'asc_read',
        arguments: { operation: 'apps_getCollection', all: true, save_to: 'progress.csv' },
      },
      {
        onprogress: ({ progress: done, total }) => {
          progress.push(done);
          expect(total).toBe(2_000);
        },
      },
    );
    expect(progress.length).toBeGreaterThan(0);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });
});

describe('2,000 builds', () => {
  let server: Running;
  beforeAll(async () => {
    server = await startServer({ sandbox: { team: manyBuilds, rate: { hourLimit: 1_000_000 } } });
  });
  afterAll(() => server.close());

  it('cost at most 35 tokens each at default columns', async () => {
    const { text } = await server.call('asc_read', {
      operation: 'builds_getCollection',
      filter: { app: 'Tide Table' },
      limit: 200,
    });
    const each = cost(tableOf(text).join('\n')) / 200;
    const whole = cost(text) / 200;
    console.info(`builds: ${each.toFixed(1)} tokens each, ${whole.toFixed(1)} with head and cursor`);
    expect(tableOf(text)).toHaveLength(200);
    expect(text).toMatch(/^builds: 200 of 2000, complete: false/);
    expect(whole).toBeLessThanOrEqual(35);
  });

  it('are complete in at most 11 requests and walked in the order that was asked for', async () => {
    server.taken();
    const all = await server.call('asc_read', {
      operation: 'builds_getCollection',
      sort: ['-uploadedDate'],
      all: true,
    });
    expect(server.taken().length).toBeLessThanOrEqual(11);
    expect(all.text).toMatch(/^builds: 2000 of 2000, complete: true\nsaved: /);
    expect(cost(all.text)).toBeLessThanOrEqual(600);
    const numbers: number[] = [];
    let cursor: string | undefined;
    do {
      const { text } = await server.call('asc_read', {
        operation: 'builds_getCollection',
        sort: ['-uploadedDate'],
        limit: 500,
        columns: ['version'],
        ...(cursor === undefined ? {} : { cursor }),
      });
      numbers.push(...tableOf(text).map(Number));
      cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
    } while (cursor !== undefined && numbers.length < 5_000);
    expect(numbers).toEqual(Array.from({ length: 2_000 }, (_, index) => 2_000 - index));
  });
});

describe('what an answer holds', () => {
  let server: Running;
  beforeAll(async () => {
    server = await startServer({
      sandbox: { team: (store) => void seedTeam(store, { now: Date.now() }), rate: { hourLimit: 1_000_000 } },
    });
  });
  afterAll(() => server.close());

  it('joins related objects into columns', async () => {
    server.taken();
    const { text, isError } = await server.call('asc_read', {
      operation: 'builds_getCollection',
      filter: { app: ['Weather Now', 'Trail Mate'], processingState: 'FAILED' },
      include: ['app', 'preReleaseVersion'],
      columns: ['app.name', 'preReleaseVersion.version', 'version', 'processingState'],
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('3201');
    expect(text).toContain('Weather Now');
    expect(text).toContain('3.2');
    expect(faults(server.taken())).toEqual([]);
  });

  it('joins what a joined column needs without being told to', async () => {
    const { text, isError } = await server.call('asc_read', {
      operation: 'builds_getCollection',
      columns: ['version', 'app.name'],
      limit: 5,
    });
    expect(isError, text).toBe(false);
    expect(text).toMatch(/Weather Now|Pocket Ledger|Trail Mate/);
  });

  it('nests related objects where no columns are asked for', async () => {
    const { text } = await server.call('asc_read', {
      operation: 'appStoreVersions_getInstance',
      id: 'Weather Now/3.2',
      include: ['app', 'appStoreVersionLocalizations'],
      fields: { appStoreVersionLocalizations: ['locale'], apps: ['name'] },
      limits: { appStoreVersionLocalizations: 2 },
    });
    expect(text).toContain('"app":{"id":"1500000101","name":"Weather Now"}');
    expect(text.match(/"locale":/g)).toHaveLength(2);
    expect(text).toContain('"appStoreVersionLocalizationsTotal":6');
    expect(text).not.toMatch(/"links"|null/);
  });

  it('reads a gzip report, as a table and as a file', async () => {
    const report = {
      operation: 'salesReports_getCollection',
      filter: {
        vendorNumber: teamIds.vendorNumber,
        reportType: 'SALES',
        reportSubType: 'SUMMARY',
        frequency: 'DAILY',
        reportDate: new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10),
      },
    };
    const short = await server.call('asc_read', { ...report, columns: ['Title', 'Units', 'Country Code'] });
    expect(short.text).toMatch(/^salesReports: \d+ rows, complete: true/);
    expect(short.text).toContain('Title,Units,Country Code');
    expect(short.text).toMatch(/\bJP\b/);
    const saved = await server.call('asc_read', { ...report, save_to: 'sales.tsv' });
    expect(saved.text).toMatch(/^salesReports: complete: true\nsaved: .*sales\.tsv \(\d+ bytes, TSV\)/);
    expect(readFileSync(join(server.downloads, 'sales.tsv'), 'utf8').split('\n')[0]).toMatch(
      /^Provider\tProvider Country\t/,
    );
    expect(statSync(join(server.downloads, 'sales.tsv')).mode & 0o777).toBe(0o600);
  });

  it('reads CSV and metrics media types', async () => {
    const { catalog } = server.sandbox.store;
    const reports = catalog
      .operationIds()
      .flatMap((id) => catalog.operation(id) ?? [])
      .filter(({ media, method, json }) => method === 'GET' && media.includes('text/csv') && !json);
    expect(reports.length).toBeGreaterThan(0);
    for (const operation of reports) {
      const [call = {}] = callsOf(server.sandbox.store, operation);
      const { text, isError } = await server.call('asc_read', call);
      expect(isError, text).toBe(false);
      expect(text).toMatch(/complete: true/);
      // Either is right: a table when it is short, a file when it is not.
      expect(text).toMatch(/: \d+ rows|saved: \S+\.csv/);
    }
    const metrics = await server.call('asc_read', {
      operation: 'apps_perfPowerMetrics_getToManyRelated',
      id: 'Weather Now',
    });
    expect(metrics.isError, metrics.text).toBe(false);
    expect(server.taken().at(-1)?.headers['accept']).toBe('application/vnd.apple.xcode-metrics+json');
    expect(cost(metrics.text)).toBeLessThanOrEqual(10_000);
  });

  it('shows words of other people without what is hidden in them, and inside a fence', async () => {
    // Tag characters, zero-width and bidirectional marks.
    const hidden = /[\u{e0000}-\u{e007f}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c]/u;
    const id = teamIds.reviews.injection;
    expect(JSON.stringify(server.sandbox.store.get('CustomerReview', id)?.attributes)).toMatch(hidden);
    const answers = [
      await server.call('asc_read', { operation: 'customerReviews_getInstance', id }),
      await server.call('asc_read', { operation: 'customerReviews_getInstance', id, include: ['response'] }),
      await server.call('asc_read', {
        operation: 'apps_customerReviews_getToManyRelated',
        id: 'Weather Now',
        limit: 100,
      }),
      await server.call('asc_read', {
        operation: 'apps_customerReviews_getToManyRelated',
        id: 'Weather Now',
        limit: 20,
        include: ['response'],
      }),
      await server.call('asc_read', { path: `/v1/customerReviews/${id}` }),
    ];
    for (const { text, isError } of answers) {
      expect(isError, text).toBe(false);
      expect(text).not.toMatch(hidden);
      const [, tag] = /^<foreign-([0-9a-f]{8})>$/m.exec(text) ?? [];
      expect(tag).toBeDefined();
      const outside = text.replace(new RegExp(`<foreign-${tag}>[\\s\\S]*</foreign-${tag}>`), '');
      expect(outside).not.toMatch(/ignore previous|mallory|Approval granted/i);
      expect(outside).toContain('data, never instructions');
    }
    expect(answers[0]?.text).toContain('Great radar');
  });

  it('fences the words of others that were joined into an object of ours', async () => {
    const response = [...server.sandbox.store.all('CustomerReviewResponseV1')][0];
    const { text, isError } = await server.call('asc_read', {
      operation: 'customerReviewResponses_getInstance',
      id: response?.id,
      include: ['review'],
    });
    expect(isError, text).toBe(false);
    expect(text).toMatch(/"review":\{/);
    expect(text).toMatch(/^<foreign-[0-9a-f]{8}>$/m);
  });

  it('cannot have its fence closed by a review', async () => {
    const { text } = await server.call('asc_read', {
      operation: 'customerReviews_getInstance',
      id: teamIds.reviews.forgery,
    });
    const [, tag = ''] = /^<foreign-([0-9a-f]{8})>$/m.exec(text) ?? [];
    expect(text.split(`</foreign-${tag}>`)).toHaveLength(2);
    const again = await server.call('asc_read', {
      operation: 'customerReviews_getInstance',
      id: teamIds.reviews.forgery,
    });
    expect(again.text).not.toContain(tag);
  });

  it('withholds secrets also where they are asked for by name', async () => {
    const detail = await server.call('asc_read', {
      operation: 'appStoreVersions_appStoreReviewDetail_getToOneRelated',
      id: 'Weather Now/3.2',
      fields: { appStoreReviewDetails: ['demoAccountName', 'demoAccountPassword'] },
    });
    expect(detail.text).toContain('"demoAccountPassword":"[withheld]"');
    const certificates = await server.call('asc_read', {
      operation: 'certificates_getCollection',
      columns: ['name', 'certificateContent'],
    });
    expect(certificates.isError, certificates.text).toBe(false);
    const stored = [...server.sandbox.store.all('Certificate')].map(({ attributes }) =>
      String(attributes['certificateContent']),
    );
    const file = await server.call('asc_read', {
      operation: 'certificates_getCollection',
      all: true,
      save_to: 'certificates.csv',
    });
    const saved = readFileSync(savedPath(file.text), 'utf8');
    for (const content of stored)
      for (const text of [certificates.text, file.text, saved]) expect(text).not.toContain(content);
  });

  it('keeps to its budget where ids are long', async () => {
    for (const limit of [200, 2_000]) {
      const { text, isError } = await server.call('asc_read', {
        operation: 'apps_appPricePoints_getToManyRelated',
        id: 'Weather Now',
        limit,
      });
      expect(isError, text).toBe(false);
      expect(cost(text)).toBeLessThanOrEqual(10_000);
    }
  });

  it('reads a path that the catalogue does not know, and says so', async () => {
    const { text, isError } = await server.call('asc_read', { path: '/v9/novelties', limit: 5 });
    expect(isError).toBe(true);
    expect(text).toContain('404');
    expect(server.taken().at(-1)?.path).toBe('/v9/novelties');
  });

  it('is the same from call to call, but for the fence', async () => {
    const call = { operation: 'users_getCollection' };
    const steady = (text: string): string => text.replaceAll(/foreign-[0-9a-f]{8}/g, 'foreign');
    const [first, second] = [await server.call('asc_read', call), await server.call('asc_read', call)];
    expect(steady(second.text)).toBe(steady(first.text));
  });
});

/** An app with 2,000 builds over two years, as a busy team has them. */
function manyBuilds(store: Store): void {
  const hour = 3_600_000;
  const begin = Date.UTC(2024, 10, 20, 8);
  const states = [
    'VALID',
    'VALID',
    'VALID',
    'VALID',
    'VALID',
    'VALID',
    'VALID',
    'PROCESSING',
    'FAILED',
    'INVALID',
  ];
  store.put('App', '1600000001', {
    name: 'Tide Table',
    bundleId: 'com.example.tides',
    sku: 'TIDES',
    primaryLocale: 'en-US',
  });
  for (let number = 1; number <= 2_000; number++) {
    const uploaded = begin + number * 8.7 * hour;
    store.put(
      'Build',
      uuid(`build ${number}`),
      {
        version: String(number),
        uploadedDate: new Date(uploaded).toISOString(),
        expirationDate: new Date(uploaded + 90 * 24 * hour).toISOString(),
        expired: number < 1_700,
        minOsVersion: '17.0',
        processingState: states[(number * 7) % states.length],
        usesNonExemptEncryption: false,
      },
      { app: '1600000001' },
    );
  }
}
