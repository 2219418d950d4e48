import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageHeader } from '../../src/catalog/image-header.ts';
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
    expect(text).toContain(
      '3.2 (3205) IOS: PROCESSING 9 h ago; stuck: minutes to an hour are usual; you: upload it again under a higher number',
    );
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
      encryption: '<a person says: true or false>',
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

  it('saves logs, pictures and comments as files, and fences what testers wrote', async () => {
    server.taken();
    const call = { app: 'Weather Now', feedback: true };
    const { text, isError } = await server.call('asc_testflight_status', call);
    expect(isError, text).toBe(false);
    const requests = server.taken();
    const pictures = requests.filter(({ path }) => path.startsWith('/feedback/'));
    expect(pictures.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 200]);
    expect(pictures.flatMap(({ headers }) => Object.keys(headers))).not.toContain('authorization');
    expect(faults(requests.filter((request) => !pictures.includes(request)))).toEqual([]);
    expect(text).not.toMatch(/Signature|Expires|\/feedback\//);

    const index = /saved: (\S+) \(8 crashes and 8 comments of 7 days\), and 16 logs and pictures/.exec(
      text,
    )?.[1];
    const lines: unknown[] = readFileSync(index ?? '', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(16);
    expect(lines[0]).toMatchObject({
      kind: 'crash',
      who: 'Aiko Abel',
      device: 'iPhone17_1 26.1',
      build: '3204',
      comment: 'Crashed when I opened the radar right after waking the phone.',
    });
    expect(readFileSync(index ?? '', 'utf8')).not.toContain('Signature');

    const fenced = /<foreign-(\w+)>\n([\s\S]*)\n<\/foreign-\1>/.exec(text)?.[2] ?? '';
    const [header = '', first = '', ...rest] = fenced.replace(/^all rows: .*\n/, '').split('\n');
    expect(header).toBe('kind,when,who,device,comment,files');
    expect(first).toMatch(
      /^crash,[\d-]+ [\d:]+,Aiko Abel,iPhone17_1 26\.1,Crashed when I opened the radar right after waking the phone\.,testflight-1500000101-[\w-]+\.crash$/,
    );
    expect(rest).toHaveLength(15);
    const named = fenced.match(/testflight-1500000101-[\w-]+\.(?:crash|png)/g) ?? [];
    const bytes = named.map((name) => readFileSync(join(server.downloads, name)));
    expect(bytes.filter((file) => file.includes('EXC_BAD_ACCESS (SIGSEGV)'))).toHaveLength(8);
    expect(bytes.flatMap((file) => imageHeader(file) ?? [])).toHaveLength(8);
    expect(imageHeader(bytes.find((file) => imageHeader(file)) ?? Buffer.alloc(0))).toMatchObject({
      format: 'png',
      width: 1206,
      height: 2622,
    });
    const cost = encode(text).length;
    console.info(`asc_testflight_status with feedback: ${cost} tokens`);
    expect(cost).toBeLessThan(3_000);

    // What is there is not fetched again.
    const again = await server.call('asc_testflight_status', call);
    expect(again.text).toContain('and 16 logs and pictures beside it');
    expect(server.taken().filter(({ path }) => /\/feedback\/|crashLog/.test(path))).toEqual([]);
  });

  it('says which pictures could not be had, and saves the rest', async () => {
    const shots = [...server.sandbox.store.all('BetaFeedbackScreenshotSubmission')];
    for (const [number, url] of [
      'https://example.com/feedback/stolen.png?Signature=abc',
      `${server.sandbox.url}/feedback/other.png?Signature=abc`,
    ].entries()) {
      const shot = shots[number];
      if (shot === undefined) throw new Error('The team has no pictures.');
      shot.attributes = { ...shot.attributes, screenshots: [{ url, width: 1, height: 1 }] };
      rmSync(join(server.downloads, `testflight-${weather.app}-${shot.id}.png`));
    }
    const { text, isError } = await server.call('asc_testflight_status', {
      app: 'Weather Now',
      feedback: true,
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('and 14 logs and pictures beside it');
    expect(text).toContain('not saved, 1: its address was not used');
    expect(text).toContain('not saved, 1: its address had run out; call again');
  });
});
