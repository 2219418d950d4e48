import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrayAt, objectAt, stringAt } from '../../src/catalog/json.ts';
import { createClient } from '../../src/client/client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';

let time = Date.parse('2026-11-22T09:00:00Z');
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => time });
});
afterAll(() => sandbox.close());

/** A client at the sandbox's own time. */
async function ask(path: string, query: Record<string, string> = {}): Promise<readonly unknown[]> {
  const client = connect();
  const { body } = await client.request({ method: 'GET', path, query });
  await client.close();
  return arrayAt(body, 'data');
}

function connect() {
  return createClient({
    credentials: sandbox.credentials,
    baseUrl: sandbox.url,
    clock: {
      now: () => time,
      monotonic: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
  });
}

const idOf = (thing: unknown): string => stringAt(thing, 'id') ?? '';
const attribute = (thing: unknown, name: string): unknown => objectAt(thing, 'attributes')[name];

async function instancesOf(app: string, name: string): Promise<readonly unknown[]> {
  const [request] = await ask(`/v1/apps/${app}/analyticsReportRequests`);
  const reports = await ask(`/v1/analyticsReportRequests/${idOf(request)}/reports`);
  const report = reports.find((one) => attribute(one, 'name') === name);
  return ask(`/v1/analyticsReports/${idOf(report)}/instances`, { 'filter[granularity]': 'DAILY' });
}

test('a segment is read at its signed address, without a token, for five minutes', async () => {
  const [instance] = await instancesOf(teamIds.weather.app, 'App Downloads Standard');
  const segments = await ask(`/v1/analyticsReportInstances/${idOf(instance)}/segments`);
  expect(segments).toHaveLength(2);
  const [segment] = segments;
  const url = String(attribute(segment, 'url'));
  const answer = await fetch(url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.status).toBe(200);
  expect(bytes.length).toBe(attribute(segment, 'sizeInBytes'));
  expect(createHash('md5').update(bytes).digest('hex')).toBe(attribute(segment, 'checksum'));
  const [header = '', first = ''] = gunzipSync(bytes).toString().split('\n');
  expect(header).toBe(
    'Date\tApp Name\tApp Apple Identifier\tDownload Type\tApp Version\tDevice\tSource Type\tTerritory\tCounts',
  );
  expect(first).toMatch(/^2026-11-20\tWeather Now\t1500000101\t/);
  expect((await fetch(url, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
  expect((await fetch(url.replace(/Signature=\w+/, 'Signature=00'))).status).toBe(403);
  time += 301_000;
  expect((await fetch(url)).status).toBe(403);
  const [again] = await ask(`/v1/analyticsReportInstances/${idOf(instance)}/segments`);
  expect((await fetch(String(attribute(again, 'url')))).status).toBe(200);
});

test('a new request has reports at once, and first data a day and a half later', async () => {
  const client = connect();
  const made = () =>
    client.request({
      method: 'POST',
      path: '/v1/analyticsReportRequests',
      body: {
        data: {
          type: 'analyticsReportRequests',
          attributes: { accessType: 'ONGOING' },
          relationships: { app: { data: { type: 'apps', id: teamIds.ledger.app } } },
        },
      },
    });
  await made();
  await expect(made()).rejects.toMatchObject({ status: 409, code: 'STATE_ERROR' });
  await client.close();
  expect(await instancesOf(teamIds.ledger.app, 'App Crashes')).toEqual([]);
  time += 35 * 3_600_000;
  expect(await instancesOf(teamIds.ledger.app, 'App Crashes')).toEqual([]);
  time += 2 * 3_600_000;
  expect(await instancesOf(teamIds.ledger.app, 'App Crashes')).toHaveLength(2);
});
