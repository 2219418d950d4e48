import { readFileSync } from 'node:fs';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { faults, type Running, startServer } from '../support/server.ts';

const { weather } = teamIds;

describe('asc_testflight_status', () => {
  let server: Running;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('tells builds, groups, testers and feedback in at most 500 tokens and 15 legal requests', async () => {
    server.taken();
    const { text, isError } = await server.call('asc_testflight_status', { app: 'Weather Now' });
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(15);
    const cost = encode(text).length;
    console.info(`asc_testflight_status: ${cost} tokens, ${requests.length} requests`);
    expect(cost).toBeLessThanOrEqual(500);
    expect(text).toContain(`Weather Now (app ${weather.app}) in TestFlight`);
    expect(text).toContain('3.2 (3205) IOS: PROCESSING 9 h ago; Apple: processing, minutes to an hour');
    expect(text).toMatch(/3\.2 \(3204\) IOS, 89 days left: IN_BETA_TESTING\n/);
    expect(text).toContain('MISSING_EXPORT_COMPLIANCE; you: the answer about encryption');
    expect(text).toContain('3.2 (3210) MAC_OS: PROCESSING');
    expect(text).toContain('group "Weather team": internal, all builds, 11 testers');
    expect(text).toMatch(/group "Public beta": external, 10 testers, public link https:\S+ for at most 500/);
    expect(text).toContain('testers: 32 (');
    expect(text).toContain('beta review: contact and description are there');
    expect(text).toContain('last 7 days: 8 crashes, 8 comments with screenshots, the newest 7 h ago');
    const next = /asc_distribute_build (\{.*\})/.exec(text)?.[1] ?? '{}';
    expect(JSON.parse(next)).toEqual({
      app: weather.app,
      build: '3203',
      version: '3.2',
      platform: 'IOS',
      groups: ['Storm chasers', 'Public beta'],
    });
  });

  it('tells one platform, a rejection and a review', async () => {
    const { text } = await server.call('asc_testflight_status', { app: 'Trail Mate', platform: 'IOS' });
    expect(text).not.toContain('TV_OS');
    expect(text).toContain('2.6 (2599) IOS');
    expect(text).toContain('external IN_BETA_REVIEW; Apple: the end of beta review');
    expect(text).toContain('external BETA_REJECTED; you: a new build: beta review rejected it');
    expect(text).toContain('last 7 days: 0 crashes, 0 comments with screenshots');
  });

  it('says what beta review lacks, with the call that fixes it', async () => {
    const { store } = server.sandbox;
    const detail = store.get('BetaAppReviewDetail', teamIds.ledger.app);
    if (detail !== undefined) detail.attributes = { ...detail.attributes, contactEmail: null };
    const { text } = await server.call('asc_testflight_status', { app: 'Pocket Ledger' });
    expect(text).toContain('beta review needs: the contact for beta review lacks contactEmail');
    expect(text).toContain('asc_update {"operation":"betaAppReviewDetails_updateInstance"');
  });

  it('saves crash logs and comments to files, and shows none of what testers wrote', async () => {
    server.taken();
    const { text, isError } = await server.call('asc_testflight_status', {
      app: 'Weather Now',
      feedback: true,
    });
    expect(isError, text).toBe(false);
    expect(faults(server.taken())).toEqual([]);
    expect(text).not.toContain('white screen');
    const [crashes = '', comments = ''] = [...text.matchAll(/saved: (\S+)/g)].map(([, path]) => path ?? '');
    const lines = readFileSync(crashes, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(8);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      comment: 'Crashed when I opened the radar right after waking the phone.',
      deviceModel: 'iPhone17_1',
      log: expect.stringContaining('EXC_BAD_ACCESS (SIGSEGV)'),
    });
    const written = readFileSync(comments, 'utf8');
    expect(written.trim().split('\n')).toHaveLength(8);
    expect(written).toContain('Text is cut off in German.');
    expect(written).not.toContain('Signature');
    expect(written).not.toContain('@example.org');
  });
});
