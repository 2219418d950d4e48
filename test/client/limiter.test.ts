import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallScope } from '../../src/client/call-scope.ts';
import { Limiter } from '../../src/client/limiter.ts';
import { parseRateHeader } from '../../src/client/rate-headers.ts';
import { SendHistory } from '../../src/client/send-history.ts';
import { FakeClock } from './support.ts';

describe('a rate header', () => {
  it.each([
    ['user-hour-lim:3600;user-hour-rem:3577;', [{ name: 'user-hour', limit: 3600, remaining: 3577 }]],
    ['user-minute-lim:250;user-minute-rem:244', [{ name: 'user-minute', limit: 250, remaining: 244 }]],
    [
      'user-hour-lim:3600;user-hour-rem:10;, user-minute-rem:3',
      [
        { name: 'user-hour', limit: 3600, remaining: 10 },
        { name: 'user-minute', remaining: 3 },
      ],
    ],
    ['user-hour-rem:10;user-hour-rem:7', [{ name: 'user-hour', remaining: 7 }]],
    ['team-day:12;x', [{ name: 'team-day', remaining: 12 }]],
    ['user-hour-rem:-1', []],
    [':;;:5,rem;=;user-hour-rem:1e3;user-hour-rem:ten', []],
    ['', []],
  ])('%s', (header, budgets) => {
    expect(parseRateHeader(header)).toEqual(budgets);
  });

  it('may come twice', () => {
    expect(parseRateHeader(['user-hour-rem:5', 'user-minute-rem:6'])).toEqual([
      { name: 'user-hour', remaining: 5 },
      { name: 'user-minute', remaining: 6 },
    ]);
    expect(parseRateHeader(undefined)).toEqual([]);
  });

  it('never breaks', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseRateHeader(text)));
  });
});

function setUp(concurrency = 16) {
  const clock = new FakeClock();
  const limiter = new Limiter(clock, concurrency);
  const scope = (ms = 60_000, signal?: AbortSignal) => new CallScope(clock, signal, ms);
  const pass = (header?: string, verification = false): void => {
    const ticket = limiter.enter(scope(), verification);
    if (typeof ticket !== 'number') throw new Error('it waited');
    limiter.leave(ticket, header);
  };
  return { clock, limiter, scope, pass };
}

describe('the hour', () => {
  it('keeps 5 % for verification', () => {
    const { pass } = setUp();
    pass('user-hour-lim:3600;user-hour-rem:181');
    pass('user-hour-lim:3600;user-hour-rem:180');
    expect(() => pass()).toThrow(expect.objectContaining({ code: 'rate_limited', outcome: 'not_sent' }));
    pass('user-hour-rem:179', true);
    pass('user-hour-rem:0', true);
    expect(() => pass(undefined, true)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  });

  it('asks again with one request after the time it named', () => {
    const { clock, limiter, pass, scope } = setUp();
    pass('user-hour-lim:3600;user-hour-rem:0');
    expect(() => pass()).toThrow(expect.objectContaining({ retryAfterSeconds: 300 }));
    clock.advance(299_000);
    expect(() => pass()).toThrow(expect.objectContaining({ retryAfterSeconds: 1 }));
    clock.advance(1000);
    const first = limiter.enter(scope(), false);
    const second = limiter.enter(scope(), false);
    expect([typeof first, typeof second]).toEqual(['number', 'object']);
    limiter.leave(typeof first === 'number' ? first : 0, 'user-hour-lim:3600;user-hour-rem:900');
    return expect(second).resolves.toBe(3);
  });

  it('that we used up ourselves names when our requests leave it', () => {
    const { clock, pass } = setUp();
    for (let left = 99; left >= 5; left -= 1) pass(`user-hour-lim:100;user-hour-rem:${left}`);
    clock.advance(600_000);
    try {
      pass();
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' });
      expect(error).toHaveProperty('retryAfterSeconds', expect.closeTo(3030, -2));
    }
  });

  it('is full again when it is over', () => {
    const { clock, pass } = setUp();
    pass('user-hour-lim:3600;user-hour-rem:0');
    clock.advance(3_600_000);
    for (let n = 0; n < 100; n += 1) pass();
  });

  it('believes a higher figure only from a request sent later', () => {
    const { limiter, scope } = setUp();
    const one = limiter.enter(scope(), false);
    const two = limiter.enter(scope(), false);
    if (typeof one !== 'number' || typeof two !== 'number') throw new Error('waited');
    limiter.leave(two, 'user-hour-rem:7');
    limiter.leave(one, 'user-hour-rem:8');
    expect(limiter.budgets()).toMatchObject([{ name: 'user-hour', remaining: 7 }]);
    const three = limiter.enter(scope(), false);
    limiter.leave(typeof three === 'number' ? three : 0, 'user-hour-rem:50');
    expect(limiter.budgets()).toMatchObject([{ name: 'user-hour', remaining: 50 }]);
  });
});

describe('the minute', () => {
  it('is waited for when the deadline allows', async () => {
    const { clock, limiter, pass, scope } = setUp();
    pass('user-minute-lim:250;user-minute-rem:0');
    clock.advance(20_000);
    expect(() => limiter.enter(scope(30_000), false)).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 40 }),
    );
    const waiting = limiter.enter(scope(50_000), false);
    clock.advance(40_001);
    expect(await waiting).toBe(2);
  });

  it('can be left by cancelling', async () => {
    const { limiter, pass, scope } = setUp();
    pass('user-minute-rem:0');
    const controller = new AbortController();
    const waiting = limiter.enter(scope(90_000, controller.signal), false);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'ScopeEnded', reason: 'cancelled' });
  });
});

describe('after a 429', () => {
  it('half as many run, once for one burst, and one more after two calm rounds', () => {
    const { limiter, scope } = setUp();
    const burst = Array.from({ length: 4 }, () => limiter.enter(scope(), false));
    for (const ticket of burst) {
      if (typeof ticket !== 'number') throw new Error('waited');
      limiter.slowDown(ticket, 0);
      limiter.leave(ticket, undefined);
    }
    expect(limiter.allowed()).toBe(8);
    for (let n = 0; n < 16; n += 1) limiter.calm();
    expect(limiter.allowed()).toBe(9);
    for (let n = 0; n < 1000; n += 1) limiter.calm();
    expect(limiter.allowed()).toBe(16);
  });

  it('everybody waits for Retry-After', async () => {
    const { clock, limiter, scope } = setUp();
    const ticket = limiter.enter(scope(), false);
    if (typeof ticket !== 'number') throw new Error('waited');
    limiter.slowDown(ticket, 5000);
    limiter.leave(ticket, undefined);
    const waiting = limiter.enter(scope(), false);
    expect(typeof waiting).toBe('object');
    clock.advance(5002);
    expect(await waiting).toBe(2);
  });
});

describe('the queue', () => {
  it('lets through as many as are allowed, in order', async () => {
    const { limiter, scope } = setUp(2);
    const order: number[] = [];
    const all = Array.from({ length: 6 }, async (_, n) => {
      const ticket = await limiter.enter(scope(), false);
      order.push(n);
      await Promise.resolve();
      limiter.leave(ticket, undefined);
    });
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('the history', () => {
  it('forgets after an hour', () => {
    const history = new SendHistory();
    for (let n = 0; n < 10; n += 1) history.record(0);
    history.record(30 * 60_000);
    expect(history.total(59 * 60_000)).toBe(11);
    expect(history.total(60 * 60_000)).toBe(1);
    expect(history.total(200 * 60_000)).toBe(0);
    expect(history.secondsUntilFreed(1, 200 * 60_000)).toBeUndefined();
  });
});
