import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, type Running, startServer } from '../support/server.ts';

/** Where do the releases stand? Asked of the seeded team through the built server. */
describe('asc_release_status', () => {
  let server: Running;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('tells three apps in at most 600 tokens and 8 legal requests', { timeout: 180_000 }, async () => {
    server.taken();
    const { text, isError } = await server.call('asc_release_status');
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(faults(requests)).toEqual([]);
    const cost = encode(text).length;
    console.info(`asc_release_status: ${cost} tokens, ${requests.length} requests`);
    expect(cost).toBeLessThanOrEqual(600);
    expect(text).toContain(
      'Weather Now IOS\n  live: 3.1 (3108), for everybody\n  next: 3.2 (3204) PREPARE_FOR_SUBMISSION, released by hand',
    );
    expect(text).toContain('3.2 (3205) PROCESSING for 9 h; 3.2 (3204) external IN_BETA_TESTING');
    expect(text).toContain('Pocket Ledger IOS');
    expect(text).toContain('next: 5.1 (5101) WAITING_FOR_REVIEW for 28 h, released on approval');
    expect(text).toContain('phased release PAUSED on day 4 of 7, 10 % (9 of 30 days paused)');
    expect(text).toContain('you must act: Apple rejected appStoreVersion 2.5; the reviewer says why only at');
    expect(text).toMatch(/you must act: Weather Now IOS, Trail Mate IOS/);
    expect(text).toMatch(/Apple must act: Pocket Ledger IOS\n/);
  });

  it('tells one app on one platform, and offers the full check', async () => {
    const { text } = await server.call('asc_release_status', { app: 'com.example.weather', platform: 'IOS' });
    expect(text).toContain('1 app · you must act: Weather Now IOS');
    expect(text).not.toContain('MAC_OS');
    const call = /asc_check_release (\{.*\})/.exec(text)?.[1] ?? '{}';
    const checked = await server.call('asc_check_release', JSON.parse(call));
    expect(checked.text).toContain('Weather Now 3.2 IOS');
  });

  it('names the apps when none is called so', async () => {
    const { text, isError } = await server.call('asc_release_status', { app: 'Weather' });
    expect(isError).toBe(true);
    expect(text).toContain('Weather Now');
  });
});

describe('asc_release_status for a large team', () => {
  it('stays within its budget and says that it is not all', async () => {
    const server = await startServer({ sandbox: { apps: 60 } });
    const { text, isError } = await server.call('asc_release_status');
    await server.close();
    expect(isError, text).toBe(false);
    expect(text).toContain('complete: false; the first 40 apps.');
    expect(text).toMatch(/No versions or builds: .* and \d+ more/);
    expect(encode(text).length).toBeLessThanOrEqual(1_200);
  });
});
