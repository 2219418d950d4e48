import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchAll, type Series } from '../../../src/tools/reports/fetch.ts';
import { KeptReports } from '../../../src/tools/reports/kept.ts';
import { reportKinds } from '../../../src/tools/reports/kinds.ts';
import { readRows } from '../../../src/tools/reports/rows.ts';
import { type Answer, clientFor, startApi } from '../../client/support.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

const series: Series = { kind: reportKinds.subscriptions, vendor: '85000000', frequency: 'DAILY' };
const days = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const date = `2026-03-${String(index + 1).padStart(2, '0')}`;
    return { date, first: date, last: date };
  });

function refuse(response: Parameters<Answer>[1], status: number, code: string, detail: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ status: String(status), code, title: code, detail }] }));
}

async function world(answer: Answer) {
  const api = await startApi(answer);
  const client = clientFor(api.url);
  const folder = mkdtempSync(join(tmpdir(), 'asc-fetch-'));
  open.push(api, client, { close: () => rmSync(folder, { recursive: true, force: true }) });
  const kept = new KeptReports({ origin: api.url, keyId: 'K', stateDir: folder });
  const stop = new AbortController();
  const context = { client, signal: stop.signal, progress: () => {} };
  return { api, kept, stop, fetch: (count: number) => fetchAll(context, kept, series, days(count)) };
}

describe('fetching reports', () => {
  it('tells Apple’s answers apart by their words, and keeps what is final', async () => {
    const { api, fetch } = await world(({ url }, response) => {
      if (url.includes('2026-03-01')) response.end(gzipSync('A\tB\tC\n1\t2\t3\n'));
      else if (url.includes('2026-03-02'))
        refuse(response, 404, 'NOT_FOUND', 'There were no sales for the date specified.');
      else if (url.includes('2026-03-03'))
        refuse(response, 404, 'NOT_FOUND', 'Report is not available yet. Daily reports…');
      else if (url.includes('2026-03-04'))
        refuse(response, 410, 'GONE', 'The report you requested is no longer available.');
      else refuse(response, 404, 'NOT_FOUND', 'The resource is elsewhere.');
    });
    const states = (await fetch(5)).map(({ state }) => state);
    expect(states).toEqual(['here', 'no_sales', 'not_ready', 'too_old', 'unknown']);
    expect(api.seen).toHaveLength(5);
    expect((await fetch(5)).map(({ state }) => state)).toEqual(states);
    // The report and the true zero are kept; the others may come, or be asked about again.
    expect(api.seen).toHaveLength(8);
  });

  it('takes the version that Apple names when it makes an older one no more', async () => {
    const { api, fetch } = await world(({ url }, response) => {
      if (url.includes('1_4')) response.end(gzipSync('A\tB\tC\n'));
      else refuse(response, 400, 'PARAMETER_ERROR.INVALID', 'The latest version for this report is 1_4.');
    });
    expect((await fetch(1))[0]?.state).toBe('here');
    expect(api.seen).toHaveLength(2);
    expect((await fetch(3)).map(({ state }) => state)).toEqual(['here', 'here', 'here']);
  });

  it('says how far it came when it has to stop, and goes on from there', async () => {
    let closed = true;
    const { api, fetch } = await world(({ url }, response) => {
      if (closed && url.includes('2026-03-06'))
        refuse(response, 403, 'FORBIDDEN_ERROR', 'This request is forbidden.');
      else response.end(gzipSync('A\tB\tC\n'));
    });
    await expect(fetch(8)).rejects.toMatchObject({
      status: 403,
      meaning: expect.stringMatching(
        /[4-7] of 8 reports are here and kept: the same call goes on from there\./,
      ),
    });
    closed = false;
    const before = api.seen.length;
    expect((await fetch(8)).map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'here'));
    expect(api.seen.length - before).toBeLessThanOrEqual(4);
  });

  it('keeps nothing of an answer that was cut off', async () => {
    let cut = true;
    const { fetch } = await world((_, response) => {
      if (!cut) {
        response.end(gzipSync('A\tB\tC\n'));
        return;
      }
      response.writeHead(200, { 'content-length': '500' });
      response.write('\u001f');
      setTimeout(() => response.destroy(), 10);
    });
    await expect(fetch(1)).rejects.toMatchObject({ name: 'AscError' });
    cut = false;
    expect((await fetch(1))[0]?.state).toBe('here');
  });

  it('stops at once when the call is cancelled', async () => {
    const { fetch, stop } = await world(() => {});
    const running = fetch(3);
    setTimeout(() => stop.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('throws a damaged file away and fetches it anew', async () => {
    const { api, fetch } = await world((_, response) => void response.end(gzipSync('A\tB\tC\n1\t2\t3\n')));
    const path = (await fetch(1))[0]?.path ?? '';
    writeFileSync(path, gzipSync('A\tB\tC\n1\t2\t3\n').subarray(0, 20));
    const read = (file: string) => readRows(file, { header: () => () => {} });
    await expect(read(path)).rejects.toMatchObject({ code: 'report_damaged' });
    expect(await read((await fetch(1))[0]?.path ?? '')).toBe(1);
    expect(api.seen).toHaveLength(2);
  });
});
