import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Answer, clientFor, failureOf, json, refusal, startApi } from './support.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function start(answer: Answer) {
  const api = await startApi(answer);
  const asc = clientFor(api.url);
  open.push(api, asc);
  const chunks: Uint8Array[] = [];
  const call = (options: { signal?: AbortSignal; deadlineMs?: number } = {}) =>
    asc.stream(
      { method: 'GET', path: '/v1/salesReports', accept: 'application/a-gzip', ...options },
      (chunk) => {
        chunks.push(chunk);
      },
    );
  return { api, asc, call, text: () => Buffer.concat(chunks).toString() };
}

const REPORT = 'Units\tTitle\n1\tApp\n';

describe('a stream', () => {
  it.each<[string, Buffer, string | undefined]>([
    ['gzip by media type', gzipSync(REPORT), undefined],
    ['several members', Buffer.concat([gzipSync('Units\tTitle\n'), gzipSync('1\tApp\n')]), undefined],
    ['plain text', Buffer.from(REPORT), undefined],
    ['gzip by encoding', gzipSync(REPORT), 'gzip'],
    ['gzip twice', gzipSync(gzipSync(REPORT)), 'gzip'],
    ['deflate', deflateSync(REPORT), 'deflate'],
    ['brotli', brotliCompressSync(REPORT), 'br'],
  ])('reads %s', async (_, body, encoding) => {
    const { call, text } = await start((__, response) => {
      response.writeHead(200, {
        'content-type': 'application/a-gzip',
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      });
      response.end(body);
    });
    const answer = await call();
    expect(text()).toBe(REPORT);
    expect(answer).toEqual({ status: 200, contentType: 'application/a-gzip', bytes: REPORT.length });
  });

  it('may be empty or one byte', async () => {
    const { call, text } = await start((_, response, index) => {
      response.end(index === 0 ? '' : 'x');
    });
    expect((await call()).bytes).toBe(0);
    expect((await call()).bytes).toBe(1);
    expect(text()).toBe('x');
  });

  it('of 40 MB waits for a slow sink and arrives whole', async () => {
    const part = Buffer.alloc(1 << 20, 'abcdefg\n');
    const { asc } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      let left = 40;
      const write = (): void => {
        while (left > 0) {
          left -= 1;
          if (!response.write(part)) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    const hash = createHash('sha256');
    const answer = await asc.stream({ method: 'GET', path: '/v1/x', accept: 'text/csv' }, async (chunk) => {
      hash.update(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    });
    const wanted = createHash('sha256');
    for (let n = 0; n < 40; n += 1) wanted.update(part);
    expect([answer.bytes, hash.digest('hex')]).toEqual([40 << 20, wanted.digest('hex')]);
  });

  it('that is cut off is an error, and is not repeated once the sink has some of it', async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 251));
    const whole = gzipSync(noise, { level: 0 });
    const { api, call } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/a-gzip' });
      response.end(whole.subarray(0, whole.length - 1000));
    });
    const error = await failureOf(call());
    expect([error.code, error.outcome, api.seen.length]).toEqual(['bad_response', 'failed', 1]);
  });

  it('that breaks before its first byte is asked for again', async () => {
    const { api, call, text } = await start((_, response, index) => {
      response.writeHead(200, { 'content-type': 'application/a-gzip' });
      if (index === 0) {
        response.flushHeaders();
        setTimeout(() => response.destroy(), 10);
      } else response.end(gzipSync(REPORT));
    });
    await call();
    expect([text(), api.seen.length]).toEqual([REPORT, 2]);
  });

  it('that expands like a bomb is stopped', async () => {
    const bomb = gzipSync(Buffer.alloc(128 << 20));
    const { asc } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/a-gzip' });
      response.end(bomb);
    });
    let bytes = 0;
    const error = await failureOf(
      asc.stream({ method: 'GET', path: '/v1/x' }, (chunk) => {
        bytes += chunk.length;
      }),
    );
    expect(error.code).toBe('too_large');
    expect(bytes).toBeLessThanOrEqual(64 << 20);
  });

  it('explains a refusal as a request does', async () => {
    const { call } = await start((_, response) =>
      json(
        response,
        refusal(404, 'NOT_FOUND', { detail: 'There were no sales for the date specified.' }),
        404,
      ),
    );
    const error = await failureOf(call());
    expect([error.code, error.next]).toEqual(['NOT_FOUND', 'Take it as zero.']);
  });

  it('is cancelled with its socket, and ends at its deadline', async () => {
    const controller = new AbortController();
    let arrived = 0;
    const { api, call } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('a,b\n');
      arrived += 1;
      if (arrived === 2) controller.abort();
    });
    const cancelled = failureOf(call({ signal: controller.signal }));
    const late = failureOf(call({ deadlineMs: 400 }));
    expect((await cancelled).code).toBe('cancelled');
    expect((await late).code).toBe('timeout');
    await vi.waitFor(() => expect(api.abandoned()).toBe(2));
  });

  it('hands on what its sink throws, and closes the socket', async () => {
    const { api, asc } = await start((_, response) => {
      response.write('a,b\n');
    });
    const full = new Error('disk full');
    const call = asc.stream({ method: 'GET', path: '/v1/x' }, () => {
      throw full;
    });
    await expect(call).rejects.toBe(full);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([api.abandoned(), api.seen.length]).toEqual([1, 1]);
  });
});
