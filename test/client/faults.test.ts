import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectedClient } from '../../src/client/client.ts';
import {
  type Api,
  clientFor,
  type FaultProxy,
  failureOf,
  hasFaultProxy,
  json,
  startApi,
  startFaultProxy,
} from './support.ts';

if (!hasFaultProxy) process.stderr.write('skipped: ../shared/oracle/fault-proxy.cjs is not there\n');

describe.skipIf(!hasFaultProxy)('through the fault proxy', () => {
  let api: Api;
  let proxy: FaultProxy;
  let asc: ConnectedClient;

  beforeAll(async () => {
    api = await startApi((request, response) =>
      json(response, { data: { type: 'apps', id: '1' } }, request.method === 'POST' ? 201 : 200),
    );
    proxy = await startFaultProxy(api.url);
  });
  beforeEach(() => {
    api.seen.length = 0;
    asc = clientFor(proxy.url);
    return () => asc.close();
  });
  afterAll(async () => {
    await proxy.close();
    await api.close();
  });

  const read = (deadlineMs = 8000) => asc.request({ method: 'GET', path: '/v1/apps/1', deadlineMs });
  const write = (deadlineMs = 8000) =>
    asc.request({ method: 'POST', path: '/v1/things', body: { data: {} }, deadlineMs });

  describe('a read', () => {
    it.each([
      ['reset_before', 1],
      ['reset_after', 2],
      ['truncate', 2],
      ['garbage_json', 2],
      ['empty_200', 2],
      ['html', 1],
      ['bad_content_length', 2],
      [{ kind: 'status', status: 500 }, 1],
      [{ kind: 'status', status: 504, headers: { 'retry-after': '0' } }, 1],
      [{ kind: 'status', status: 429, headers: { 'retry-after': '-5' } }, 1],
    ])('comes through %j', async (fault, reached) => {
      await proxy.faults([fault]);
      expect((await read()).body).toEqual({ data: { type: 'apps', id: '1' } });
      expect(api.seen.length).toBe(reached);
    });

    it.each(['hang', 'stall_body', 'slow'])('ends at its deadline under %s', async (fault) => {
      await proxy.faults([fault]);
      const begun = performance.now();
      const error = await failureOf(read(400));
      expect([error.code, error.outcome]).toEqual(['timeout', 'failed']);
      expect(performance.now() - begun).toBeLessThan(1400);
    });

    it.each(['huge', 'gzip_bomb'])('stops %s at the cap', async (fault) => {
      await proxy.faults([fault]);
      const error = await failureOf(read(20_000));
      expect([error.code, error.outcome]).toEqual(['too_large', 'failed']);
    });

    it('does not follow a redirect', async () => {
      await proxy.faults(['redirect_out']);
      const error = await failureOf(read());
      expect([error.code, error.status, error.outcome]).toEqual(['redirect_refused', 302, 'rejected']);
      expect(error.message + error.meaning + error.next).not.toContain('steal');
    });

    it('gives up after three attempts, with no markup in the error', async () => {
      await proxy.faults(['html', 'html', 'html', 'ok']);
      const error = await failureOf(read());
      expect([error.code, error.status, error.entries.length]).toEqual(['server_error', 502, 0]);
      expect(error.message + error.meaning + error.next).not.toContain('<');
      expect(asc.requestCount()).toBe(3);
    });

    it('learns of a wrong clock', async () => {
      await proxy.faults([{ kind: 'date', offset_s: 7200 }]);
      await read();
      expect(Math.round(asc.clockCorrection() / 60_000)).toBe(120);
      await read();
      expect(asc.signatures()).toBe(2);
    });
  });

  describe('a write never has two effects', () => {
    it.each([
      ['reset_before', 'connection_lost', 'unknown', 0],
      ['reset_after', 'connection_lost', 'unknown', 1],
      ['truncate', 'connection_lost', 'unknown', 1],
      ['bad_content_length', 'connection_lost', 'unknown', 1],
      ['garbage_json', 'bad_response', 'applied_unverified', 1],
      ['empty_200', 'bad_response', 'applied_unverified', 1],
      ['html', 'server_error', 'unknown', 0],
      ['huge', 'too_large', 'unknown', 0],
      ['gzip_bomb', 'too_large', 'unknown', 0],
      ['redirect_out', 'redirect_refused', 'rejected', 0],
      [{ kind: 'status', status: 500 }, 'INJECTED', 'unknown', 0],
      [{ kind: 'status', status: 503 }, 'INJECTED', 'unknown', 0],
      [{ kind: 'status', status: 408 }, 'INJECTED', 'unknown', 0],
      [{ kind: 'status', status: 409 }, 'INJECTED', 'rejected', 0],
    ])('under %j', async (fault, code, outcome, reached) => {
      await proxy.faults([fault]);
      const error = await failureOf(write(20_000));
      expect([error.code, error.outcome, error.retryable]).toEqual([code, outcome, false]);
      expect(api.seen.length).toBe(reached);
      expect(asc.requestCount()).toBe(1);
    });

    it.each(['hang', 'stall_body', 'slow'])('under %s', async (fault) => {
      await proxy.faults([fault]);
      const error = await failureOf(write(300));
      expect([error.code, error.outcome]).toEqual(['timeout', 'unknown']);
      expect(asc.requestCount()).toBe(1);
    });

    it('is sent again after 429, because that one was refused', async () => {
      await proxy.faults([{ kind: 'status', status: 429, headers: { 'retry-after': '0.1' } }]);
      expect((await write()).status).toBe(201);
      expect([asc.requestCount(), api.seen.length]).toEqual([2, 1]);
    });
  });
});
