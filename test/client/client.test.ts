import { gzipSync } from 'node:zlib';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import {
  type Answer,
  type Api,
  CREDENTIALS,
  clientFor,
  FakeClock,
  failureOf,
  json,
  refusal,
  startApi,
} from './support.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function api(answer: Answer): Promise<Api> {
  const started = await startApi(answer);
  open.push(started);
  return started;
}

function client(url: string, options: Parameters<typeof clientFor>[1] = {}) {
  const made = clientFor(url, options);
  open.push(made);
  return made;
}

describe('a read', () => {
  it('sends a signed request and parses the answer', async () => {
    const server = await api((_, response) =>
      json(response, { data: [{ type: 'apps', id: '1' }] }, 200, { 'x-request-id': 'R-1' }),
    );
    const asc = client(server.url);
    const answer = await asc.request({
      method: 'GET',
      path: '/v1/apps',
      query: { 'filter[bundleId]': 'a b,c', limit: '2' },
    });
    expect(answer).toEqual({
      status: 200,
      contentType: 'application/json',
      body: { data: [{ type: 'apps', id: '1' }] },
      requestId: 'R-1',
    });
    const [seen] = server.seen;
    expect(seen?.url).toBe('/v1/apps?filter%5BbundleId%5D=a%20b,c&limit=2');
    expect(seen?.headers.accept).toBe('application/json');
    expect(seen?.headers['accept-encoding']).toBe('gzip');
    const token = seen?.headers.authorization?.slice('Bearer '.length) ?? '';
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: 'ABCDE12345', typ: 'JWT' });
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
    expect(claims).toEqual({ iss: '57246542-96fe-1a63-e053-0824d011072a', aud: 'appstoreconnect-v1' });
    expect(exp - iat).toBe(630);
    expect(asc.requestCount()).toBe(1);
  });

  it('reads gzip, text, 204 and large whole numbers', async () => {
    const server = await api((request, response) => {
      if (request.url === '/v1/gzip') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(
          gzipSync(
            '{"data":{"big":12345678901234567890,"text":"\\"12345678901234567890","n":5,"f":0.12345678901234567,"m":[-9007199254740993]}}',
          ),
        );
      } else if (request.url === '/v1/report') {
        response.writeHead(200, { 'content-type': 'application/a-gzip' });
        response.end(gzipSync('a\tb\n1\t2\n'));
      } else {
        response.writeHead(204).end();
      }
    });
    const asc = client(server.url);
    expect((await asc.request({ method: 'GET', path: '/v1/gzip' })).body).toEqual({
      data: {
        big: '12345678901234567890',
        text: '"12345678901234567890',
        n: 5,
        f: expect.closeTo(0.123456789, 8),
        m: ['-9007199254740993'],
      },
    });
    const report = await asc.request({ method: 'GET', path: '/v1/report', accept: 'application/a-gzip' });
    expect(report.body).toBe('a\tb\n1\t2\n');
    expect((await asc.request({ method: 'DELETE', path: '/v1/x' })).body).toBeUndefined();
  });

  it('sends a body with DELETE, as relationships want it', async () => {
    const server = await api((_, response) => response.writeHead(204).end());
    const body = { data: [{ type: 'betaGroups', id: '1' }] };
    const path = '/v1/builds/1/relationships/betaGroups';
    expect((await client(server.url).request({ method: 'DELETE', path, body })).status).toBe(204);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(body);
    expect(server.seen[0]?.headers['content-type']).toBe('application/json');
  });

  it('says which media type to ask for when a report answers a request for JSON', async () => {
    const server = await api((_, response) => {
      response.writeHead(200, { 'content-type': 'application/a-gzip' });
      response.end(gzipSync('a\tb\n'));
    });
    const error = await failureOf(client(server.url).request({ method: 'GET', path: '/v1/salesReports' }));
    expect([error.code, error.next, server.seen.length]).toEqual([
      'unexpected_media_type',
      'Ask for it with accept: application/a-gzip.',
      1,
    ]);
  });

  it('leaves no unhandled rejection when the key is broken and the call ends', async () => {
    const asc = client('http://127.0.0.1:9', {
      credentials: { keyId: 'ABCDE12345', privateKey: 'broken' },
    });
    const controller = new AbortController();
    const call = failureOf(asc.request({ method: 'GET', path: '/v1/apps', signal: controller.signal }));
    controller.abort();
    expect((await call).code).toBe('cancelled');
    expect((await failureOf(asc.request({ method: 'GET', path: '/v1/apps' }))).code).toBe('key_unusable');
  });

  it('is cancelled before anything else is looked at', async () => {
    const asc = createClient({ credentials: new AscError({ code: 'key_file_missing', message: 'x' }) });
    const signal = AbortSignal.abort();
    const error = await failureOf(asc.request({ method: 'GET', path: 'nonsense', signal }));
    expect([error.code, error.outcome]).toEqual(['cancelled', 'not_sent']);
  });

  it('answers every call with the key error when there is no key', async () => {
    const broken = new AscError({ code: 'key_file_missing', message: 'no key' });
    const asc = createClient({ credentials: broken });
    expect(await failureOf(asc.request({ method: 'GET', path: '/v1/apps' }))).toBe(broken);
    expect(await failureOf(asc.pages({ method: 'GET', path: '/v1/apps', maxItems: 1 }))).toBe(broken);
    expect(await failureOf(asc.stream({ method: 'GET', path: '/v1/apps' }, () => undefined))).toBe(broken);
  });

  it('passes odd keys through without touching a prototype', async () => {
    const server = await api((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"__proto__":{"polluted":true},"data":null}');
    });
    await client(server.url).request({ method: 'GET', path: '/v1/apps' });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  it('refuses an answer nested beyond reason', async () => {
    const server = await api((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    });
    expect((await failureOf(client(server.url).request({ method: 'GET', path: '/v1/a' }))).code).toBe(
      'bad_response',
    );
  });
});

describe('the token', () => {
  it('is signed once for 50 calls at expiry', async () => {
    const clock = new FakeClock(Date.now());
    const server = await api((_, response) => json(response, { data: [] }));
    const asc = client(server.url, { clock });
    await asc.request({ method: 'GET', path: '/v1/apps' });
    clock.advance(481_000);
    await Promise.all(Array.from({ length: 50 }, () => asc.request({ method: 'GET', path: '/v1/apps' })));
    expect(asc.signatures()).toBe(2);
    expect(new Set(server.seen.map((seen) => seen.headers.authorization)).size).toBe(2);
  });

  it('is signed anew once after a 401, for writes too', async () => {
    const server = await api((_, response, index) =>
      index === 0 ? json(response, refusal(401, 'NOT_AUTHORIZED'), 401) : json(response, { data: {} }, 201),
    );
    const asc = client(server.url);
    await asc.request({ method: 'POST', path: '/v1/x', body: { data: {} } });
    expect([server.seen.length, asc.signatures()]).toEqual([2, 2]);
  });

  it('stops after the second 401 with the list of causes', async () => {
    const server = await api((_, response) => json(response, refusal(401, 'NOT_AUTHORIZED'), 401));
    const error = await failureOf(client(server.url).request({ method: 'GET', path: '/v1/apps' }));
    expect(server.seen.length).toBe(2);
    expect([error.code, error.status, error.outcome]).toEqual(['NOT_AUTHORIZED', 401, 'rejected']);
    expect(error.next).toContain('ASC_KEY_ID');
  });

  it('signs by Apple’s clock when this one is two hours off', async () => {
    const server = await api((request, response) => {
      const { iat = 0 } = decodeJwt(request.headers.authorization?.slice(7) ?? '');
      const good = Math.abs(Date.now() / 1000 - iat) < 60;
      if (good) json(response, { data: [] });
      else json(response, refusal(401, 'NOT_AUTHORIZED'), 401);
    });
    const asc = client(server.url, { clock: new FakeClock(Date.now() + 7_200_000) });
    await asc.request({ method: 'GET', path: '/v1/apps' });
    expect(server.seen.length).toBe(2);
    expect(Math.round(asc.clockCorrection() / 60_000)).toBe(-120);
  });
});

describe('trying again', () => {
  it('repeats a read after 503 and not a write', async () => {
    const server = await api((_, response, index) =>
      index % 2 === 0
        ? json(response, refusal(503, 'UNEXPECTED_ERROR'), 503, { 'retry-after': '0.01' })
        : json(response, { data: [] }),
    );
    const asc = client(server.url);
    await asc.request({ method: 'GET', path: '/v1/apps' });
    expect(server.seen.length).toBe(2);
    const error = await failureOf(asc.request({ method: 'PATCH', path: '/v1/apps/1', body: {} }));
    expect([error.code, error.outcome, error.retryable]).toEqual(['UNEXPECTED_ERROR', 'unknown', false]);
    expect(server.seen.length).toBe(3);
  });

  it('repeats a write after 429 and cuts its speed', async () => {
    const server = await api((_, response, index) =>
      index === 0
        ? json(response, refusal(429, 'RATE_LIMIT_EXCEEDED'), 429, { 'retry-after': '0.05' })
        : json(response, { data: {} }, 201),
    );
    const asc = client(server.url);
    await asc.request({ method: 'POST', path: '/v1/x', body: {} });
    expect(server.seen.length).toBe(2);
    expect(asc.allowedConcurrency()).toBe(8);
  });

  it.each([
    ['3600', 3600],
    [new Date(Date.now() + 600_000).toUTCString(), 600],
    [String(Date.now() + 600_000), 600],
  ])('says when to come back when Retry-After %s does not fit the deadline', async (header, seconds) => {
    const server = await api((_, response) =>
      json(response, refusal(429, 'RATE_LIMIT_EXCEEDED'), 429, { 'retry-after': header }),
    );
    const asc = client(server.url);
    const error = await failureOf(asc.request({ method: 'GET', path: '/v1/apps', deadlineMs: 2000 }));
    expect([error.code, error.retryable, server.seen.length]).toEqual(['rate_limited', true, 1]);
    expect(Math.abs((error.retryAfterSeconds ?? 0) - seconds)).toBeLessThan(5);
    // Everybody else is held back as well, without a request.
    const held = await failureOf(asc.request({ method: 'GET', path: '/v1/users' }));
    expect([held.code, held.outcome, server.seen.length]).toEqual(['rate_limited', 'not_sent', 1]);
  });

  it('says at once when nobody listens, and that nothing was sent', async () => {
    const server = await startApi(() => undefined);
    await server.close();
    const error = await failureOf(
      client(server.url).request({ method: 'POST', path: '/v1/x', body: {}, deadlineMs: 400 }),
    );
    expect([error.code, error.outcome]).toEqual(['network_unreachable', 'not_sent']);
  });
});

describe('speed', () => {
  it('does not pace a burst of 300 reads', async () => {
    let rest = 3600;
    const server = await api((_, response) => {
      rest -= 1;
      const headers = { 'x-rate-limit': `user-hour-lim:3600;user-hour-rem:${rest};` };
      setTimeout(() => json(response, { data: [] }, 200, headers), 3);
    });
    const asc = client(server.url);
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => asc.request({ method: 'GET', path: `/v1/apps/${n}` })),
    );
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(server.seen.length).toBe(300);
    expect(server.busiest()).toBe(16);
    expect(asc.rate()).toMatchObject([{ name: 'user-hour', limit: 3600, remaining: 3300 }]);
  });

  it('keeps the reserve of the hour for verification', async () => {
    const server = await api((_, response, index) =>
      json(response, { data: [] }, 200, {
        'x-rate-limit': `user-hour-lim:3600;user-hour-rem:${182 - index}`,
      }),
    );
    const asc = client(server.url, { concurrency: 1 });
    const read = () => asc.request({ method: 'GET', path: '/v1/apps' });
    await read();
    await read();
    await read();
    const error = await failureOf(read());
    expect([error.code, error.outcome]).toEqual(['rate_limited', 'not_sent']);
    expect(error.retryAfterSeconds).toBe(300);
    await asc.request({ method: 'GET', path: '/v1/apps', verification: true });
    expect(server.seen.length).toBe(4);
  });

  it('never sends more than what remains', async () => {
    let rest = 4;
    const server = await api((_, response) => {
      rest -= 1;
      setTimeout(() => json(response, { data: [] }, 200, { 'x-rate-limit': `user-hour-rem:${rest}` }), 5);
    });
    const asc = client(server.url);
    await asc.request({ method: 'GET', path: '/v1/apps' });
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => asc.request({ method: 'GET', path: '/v1/apps' })),
    );
    expect(results.filter((result) => result.status === 'fulfilled').length).toBe(3);
    expect(server.seen.length).toBe(4);
  });
});

describe('cancelling', () => {
  it('closes the socket of a read within 100 ms', async () => {
    let closedAt = 0;
    const server = await api((_, response) => {
      response.on('close', () => {
        closedAt = performance.now();
      });
    });
    const controller = new AbortController();
    const call = failureOf(
      client(server.url).request({ method: 'GET', path: '/v1/apps', signal: controller.signal }),
    );
    await until(() => server.seen.length === 1);
    const begun = performance.now();
    controller.abort();
    const error = await call;
    await until(() => closedAt > 0);
    expect([error.code, error.outcome]).toEqual(['cancelled', 'failed']);
    expect(closedAt - begun).toBeLessThan(100);
  });

  it('leaves the queue without sending', async () => {
    const server = await api(() => undefined);
    const asc = client(server.url, { concurrency: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const one = failureOf(asc.request({ method: 'GET', path: '/v1/a', signal: first.signal }));
    const two = failureOf(asc.request({ method: 'POST', path: '/v1/b', signal: second.signal }));
    await until(() => server.seen.length === 1);
    second.abort();
    expect((await two).outcome).toBe('not_sent');
    first.abort();
    await one;
    expect(server.seen.length).toBe(1);
  });

  it('waits for the answer of a write that is on its way', async () => {
    const server = await api((_, response) => {
      setTimeout(() => json(response, { data: { id: '7' } }, 201), 150);
    });
    const controller = new AbortController();
    const call = client(server.url).request({
      method: 'POST',
      path: '/v1/x',
      body: {},
      signal: controller.signal,
    });
    await until(() => server.seen.length === 1);
    controller.abort();
    expect((await call).status).toBe(201);
    expect(server.abandoned()).toBe(0);
  });

  it('ends at the deadline when the API never answers', async () => {
    const server = await api(() => undefined);
    const asc = client(server.url);
    const begun = performance.now();
    const [read, write] = await Promise.all([
      failureOf(asc.request({ method: 'GET', path: '/v1/a', deadlineMs: 200 })),
      failureOf(asc.request({ method: 'POST', path: '/v1/b', body: {}, deadlineMs: 200 })),
    ]);
    expect(performance.now() - begun).toBeLessThan(1200);
    expect([read.code, read.outcome]).toEqual(['timeout', 'failed']);
    expect([write.code, write.outcome]).toEqual(['timeout', 'unknown']);
    await until(() => server.abandoned() === 2);
  });
});

describe('secrets', () => {
  it('appear in no error', async () => {
    const server = await api((_, response) => json(response, refusal(403, 'FORBIDDEN_ERROR'), 403));
    const error = await failureOf(client(server.url).request({ method: 'GET', path: '/v1/apps' }));
    const text = JSON.stringify([error, error.message, error.stack]);
    expect(text).not.toContain(CREDENTIALS.privateKey.slice(40, 60));
    expect(text).not.toContain('Bearer');
    expect(text).not.toContain(server.seen[0]?.headers.authorization?.slice(7, 60));
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
