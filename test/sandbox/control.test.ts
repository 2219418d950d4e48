import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, sandbox, find } = bench();

/** fetch would not send another Host. */
function order(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'x-sandbox-key': sandbox().controlKey },
): Promise<{ status: number; json: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${sandbox().url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const clock = '/sandbox/clock';
const outcomes = '/sandbox/outcomes';

describe('the control address', () => {
  it('moves the time on, and the client stays signed in', async () => {
    expect(await order('GET', clock)).toEqual({
      status: 200,
      json: { now: '2026-11-22T12:00:00.000Z', speed: 1 },
    });
    expect((await order('POST', clock, { advance: 'P1DT6H' })).json).toEqual({
      now: '2026-11-23T18:00:00.000Z',
      speed: 1,
    });
    const review = await ask('GET', `/v1/reviewSubmissions/${teamIds.submissions.ledgerWaiting}`);
    expect(review.status).toBe(200);
    expect(review.headers.get('date')).toBe('Sun, 22 Nov 2026 12:00:00 GMT');
    expect(review.data).toMatchObject({ attributes: { state: 'COMPLETE' } });
    expect((await order('POST', clock, { to: '2026-12-24T09:00:00Z' })).json).toEqual({
      now: '2026-12-24T09:00:00.000Z',
      speed: 1,
    });
    expect((await order('POST', clock, { speed: 60 })).json).toMatchObject({ speed: 60 });
  });

  it('says what it takes', async () => {
    for (const wrong of [
      {},
      { advance: 'tomorrow' },
      { advance: 5 },
      { speed: '2' },
      { to: '2026-12-24' },
      { advance: 'P1D', speed: 2 },
      [],
      '{',
    ])
      expect((await order('POST', clock, wrong)).status).toBe(400);
    expect((await order('POST', clock, { to: '2020-01-01T00:00:00Z' })).json).toEqual({
      error: 'The clock goes forward only.',
    });
    expect((await order('POST', outcomes, { review: 'maybe' })).json).toEqual({
      error: 'review ends approved, rejected, metadata_rejected; not "maybe".',
    });
    for (const wrong of [
      {},
      { asset: 'failed', app: '1' },
      { asset: 'failed', errors: [{ code: 1 }] },
      { weather: 'rain' },
      { review: 1 },
      { review: 'rejected', reasons: 'no' },
    ])
      expect((await order('POST', outcomes, wrong)).status).toBe(400);
    expect((await order('PUT', clock)).status).toBe(405);
    expect((await order('GET', '/sandbox/keys')).status).toBe(404);
  });

  it('refuses everybody without the key, and pages of other names', async () => {
    const key = sandbox().controlKey;
    for (const headers of [
      {},
      { 'x-sandbox-key': '' },
      { 'x-sandbox-key': `${key}x` },
      { 'x-sandbox-key': key, host: 'evil.example.com' },
      { 'x-sandbox-key': key, host: '127.0.0.1.evil.example.com:80' },
    ] as Record<string, string>[])
      expect((await order('POST', clock, { advance: 'P1D' }, headers)).status).toBe(403);
    // The question a browser asks first gets no leave either.
    expect((await order('OPTIONS', clock, undefined, { origin: 'https://evil.example.com' })).status).toBe(
      403,
    );
    expect((await order('GET', clock)).json).toMatchObject({ now: '2026-11-22T12:00:00.000Z' });
  });

  it('has the next review rejected, and keeps what the reviewer wrote', async () => {
    // Another app's review is not meant.
    await order('POST', outcomes, { review: 'rejected', app: teamIds.weather.app });
    const other = { kind: 'review', outcome: 'rejected', app: teamIds.weather.app };
    const told = { review: 'rejected', reasons: ['2.1: it crashes on iPad'] };
    expect((await order('POST', outcomes, told)).json).toEqual({
      next: [other, { kind: 'review', outcome: 'rejected', reasons: told.reasons }],
      decided: [],
    });
    await order('POST', clock, { advance: 'P1D' });
    const id = teamIds.submissions.ledgerWaiting;
    expect((await order('GET', outcomes)).json).toEqual({
      next: [other],
      decided: [
        { kind: 'review', id, at: '2026-11-23T10:00:00.000Z', outcome: 'rejected', reasons: told.reasons },
      ],
    });
    expect((await ask('GET', `/v1/reviewSubmissions/${id}`)).data).toMatchObject({
      attributes: { state: 'UNRESOLVED_ISSUES' },
    });
    const version = find('AppStoreVersion', (one) => one.id === teamIds.versions.ledgerNext);
    expect(version.attributes['appVersionState']).toBe('REJECTED');
  });

  it('stands in no log of requests', async () => {
    const before = sandbox().requests.length;
    await order('GET', clock);
    expect(sandbox().requests).toHaveLength(before);
  });
});
