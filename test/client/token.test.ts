import { createPublicKey } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { TokenSource } from '../../src/client/token.ts';
import { CREDENTIALS, FakeClock, PRIVATE_KEY } from './support.ts';

const START = Date.UTC(2026, 10, 22, 12);
const date = (ms: number) => new Date(ms).toUTCString();

describe('a token', () => {
  it('of an individual key has a subject and no issuer', async () => {
    const tokens = new TokenSource(
      { keyId: 'ABCDE12345', privateKey: PRIVATE_KEY },
      new FakeClock(Date.now()),
    );
    const { payload, protectedHeader } = await jwtVerify(await tokens.fresh(), createPublicKey(PRIVATE_KEY), {
      audience: 'appstoreconnect-v1',
      subject: 'user',
    });
    expect(payload.iss).toBeUndefined();
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'ABCDE12345', typ: 'JWT' });
  });

  it('is dated back, lives ten minutes and is renewed at 80 %', async () => {
    const clock = new FakeClock(START);
    const tokens = new TokenSource(CREDENTIALS, clock);
    expect(tokens.current()).toBeUndefined();
    const first = await tokens.fresh();
    const { iat, exp } = decodeJwt(first);
    expect([iat, exp]).toEqual([START / 1000 - 30, START / 1000 + 600]);
    clock.advance(479_000);
    expect(tokens.current()).toBe(first);
    clock.advance(1000);
    expect(tokens.current()).toBeUndefined();
    expect(await tokens.fresh()).not.toBe(first);
    expect(tokens.signatures()).toBe(2);
  });

  it('is signed once for many who ask together', async () => {
    const tokens = new TokenSource(CREDENTIALS, new FakeClock(START));
    const all = await Promise.all(Array.from({ length: 50 }, () => tokens.fresh()));
    expect([new Set(all).size, tokens.signatures()]).toEqual([1, 1]);
  });

  it('is invalidated once, however many were refused with it', async () => {
    const tokens = new TokenSource(CREDENTIALS, new FakeClock(START));
    const first = await tokens.fresh();
    tokens.invalidate(first);
    await tokens.fresh();
    tokens.invalidate(first);
    await tokens.fresh();
    expect(tokens.signatures()).toBe(2);
  });

  it('says nothing of a key that cannot sign', async () => {
    const tokens = new TokenSource({ keyId: 'K', privateKey: 'SECRETBYTES' }, new FakeClock(START));
    await expect(tokens.fresh()).rejects.toMatchObject({ code: 'key_unusable', outcome: 'not_sent' });
    await expect(tokens.fresh()).rejects.not.toThrow(/SECRETBYTES/u);
  });
});

describe('the clock', () => {
  it('is corrected by the median of the last five answers', async () => {
    const clock = new FakeClock(START);
    const tokens = new TokenSource(CREDENTIALS, clock);
    for (const [n, offset] of [7200, 7200, 0, 7200, 99_999].entries()) {
      tokens.observeDate(date(START + offset * 1000 + n * 1000));
    }
    expect(Math.round(tokens.correction() / 60_000)).toBe(120);
    expect(decodeJwt(await tokens.fresh()).iat).toBeGreaterThan(START / 1000 + 7000);
  });

  it('is left alone within 30 s, and for headers that say nothing', () => {
    const tokens = new TokenSource(CREDENTIALS, new FakeClock(START));
    tokens.observeDate(date(START + 20_000));
    tokens.observeDate('yesterday');
    tokens.observeDate(undefined);
    expect(tokens.correction()).toBe(0);
  });

  it('makes a token stale that was signed by the wrong time', async () => {
    const tokens = new TokenSource(CREDENTIALS, new FakeClock(START));
    await tokens.fresh();
    tokens.observeDate(date(START - 7_200_000));
    expect(tokens.current()).toBeUndefined();
    await tokens.fresh();
    tokens.observeDate(date(START - 7_199_000));
    expect(tokens.current()).toBeDefined();
  });
});
