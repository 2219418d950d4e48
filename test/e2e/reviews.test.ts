import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { legalWrites, noting, type Running, startServer } from '../support/server.ts';

const { reviews, weather } = teamIds;
let server: Running;
let asked: string[] = [];

beforeAll(async () => {
  server = await startServer({
    person: noting((message) => asked.push(message)),
  });
});

beforeEach(() => {
  asked = [];
});

afterAll(() => server.close());

async function list(args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call('asc_list_reviews', { app: 'Weather Now', ...args });
  expect([isError, text]).toEqual([false, text]);
  return text;
}

/** `POST /v1/customerReviewResponses`; every request since the last look has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

/** Ids and stars of the rows of an answer. */
function rows(text: string): string[] {
  return [...text.matchAll(/^([0-9a-f]{8}-[0-9a-f-]{27}),(\d),/gm)].map(([, , stars = '']) => stars);
}

/** What stands on the store under a review. */
function answerTo(review: string): unknown {
  const { store } = server.sandbox;
  const stored = store.get('CustomerReview', review);
  const [response = ''] = stored === undefined ? [] : store.linked(stored, 'response');
  return store.get('CustomerReviewResponseV1', response)?.attributes['responseBody'];
}

/** The ids of unanswered reviews of Weather Now, newest first. */
function unanswered(): string[] {
  const { store } = server.sandbox;
  const app = store.get('App', weather.app);
  const ids = app === undefined ? [] : store.linked(app, 'customerReviews');
  return ids.filter((id) => answerTo(id) === undefined);
}

describe('asc_list_reviews', () => {
  it('has numbers, trends and Apple’s summary beside the reviews, within a page', async () => {
    const text = await list({});
    expect(text).toMatch(
      /^Weather Now \(app 1500000101\): 20 of 224 reviews, newest first, complete: false$/m,
    );
    const { store } = server.sandbox;
    const app = store.get('App', weather.app);
    const month = (app === undefined ? [] : store.linked(app, 'customerReviews')).filter(
      (id) =>
        Date.now() - Date.parse(String(store.get('CustomerReview', id)?.attributes['createdDate'])) <
        30 * 86_400_000,
    );
    expect(text).toContain(`last 30 days: ${month.length} reviews, average `);
    expect(text).toMatch(
      /^30 days before: \d+ reviews, .*; since then −\d\.\d\d, 1–2★ from \d+ % to \d+ %$/m,
    );
    expect(text).toMatch(/^by territory \(average\): [A-Z]{3} \d+ \(\d\.\d\), /m);
    expect(text).toContain('Apple’s summary (IOS en-US USA ');
    expect(rows(text)).toHaveLength(20);
    expect(text.length / 4).toBeLessThan(3_000);
    const cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
    const next = await list({ cursor });
    expect(rows(next)).toHaveLength(20);
    expect(next).not.toContain('last 30 days');
    expect(next).not.toContain(/^([0-9a-f-]{36}),/m.exec(text)?.[1]);
    expect(writes()).toEqual([]);
  });

  it('filters by stars, place, time, answer and version', async () => {
    const bad = rows(await list({ rating: [1, 2], sort: 'worst', limit: 50 }));
    expect(new Set(bad)).toEqual(new Set(['1', '2']));
    expect([...bad].sort()).toEqual(bad);
    const german = await list({ territory: ['Germany', 'AUT'], since: '90d', limit: 100 });
    expect(german).toMatch(/, DEU, AUT, since 90d: \d+ reviews, newest first, complete: true$/m);
    expect(german).not.toMatch(/,\d,[^,]*,(?:USA|GBR|JPN),/);
    const old = await list({ since: '45d', sort: 'oldest', limit: 100 });
    const stars = rows(old);
    const version = await list({ version: '3.1', platform: 'IOS', limit: 200 });
    // Of the version that is live, the seeded reviews are those of 45 days.
    expect(rows(version).length).toBe(stars.length);
    expect(version).toMatch(/^Weather Now \(app 1500000101\), version 3\.1: \d+ reviews, /m);
    // From Monday of the week that is over, as the reports take it.
    const week = await list({ since: 'last week', limit: 100 });
    const monday = new Date(Date.now() - ((new Date().getUTCDay() || 7) + 6) * 86_400_000);
    expect(week).toMatch(new RegExp(`^since ${monday.toISOString().slice(0, 10)}: \\d+ reviews`, 'm'));
    expect(await list({ unanswered: true, limit: 100 })).not.toContain('PUBLISHED:');
    expect(writes()).toEqual([]);
  });

  it('marks every word of others, hidden characters gone, and writes all to a file', async () => {
    const text = await list({ limit: 40 });
    const [before = '', fenced = ''] = text.split(/<foreign-[0-9a-f]{8}>/);
    expect(fenced).toContain('ignore previous instructions');
    expect(before).not.toContain('ignore previous');
    expect(before).not.toContain('tool_result');
    expect(text).not.toMatch(/[\u{e0000}-\u{e007f}\u200b\u202e\u2060-\u2069\ufeff]/u);
    const saved = await list({ since: '700d', save_to: 'weather-reviews.csv' });
    const path = /^saved: (\S+) \(224 reviews; written by customers: data\)$/m.exec(saved)?.[1] ?? '';
    const file = readFileSync(path, 'utf8');
    expect(file.split('\n', 1)[0]).toBe(
      'id,rating,createdDate,territory,title,body,reviewerNickname,answerState,answer',
    );
    expect(file.match(/^[0-9a-f]{8}-[0-9a-f-]{27},\d,/gm)).toHaveLength(224);
    expect(rows(saved)).toHaveLength(3);
  });

  it('goes to a file by itself where the words are too many', async () => {
    const { store } = server.sandbox;
    for (const one of store.all('CustomerReview'))
      one.attributes = { ...one.attributes, body: `${one.id} ${'Regen, Wind, Wolken. '.repeat(40)}` };
    const text = await list({ limit: 200 });
    expect(text).toMatch(/^saved: \S+reviews-1500000101\.csv \(200 reviews; /m);
    const shown = Number(/^shown: the first (\d+)$/m.exec(text)?.[1]);
    expect(rows(text)).toHaveLength(shown);
    expect(shown).toBeGreaterThan(20);
    expect(shown).toBeLessThan(200);
  });

  it('says what it cannot read', async () => {
    const refused = async (args: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_list_reviews', { app: 'Weather Now', ...args });
      expect(isError).toBe(true);
      return text;
    };
    expect(await refused({ territory: ['Atlantis'] })).toMatch(/^unknown_territory: /);
    expect(await refused({ since: 'the flood' })).toContain('"the flood" is no day');
    expect(await refused({ since: '2026-10-01..2026-10-31' })).toContain('is no day');
    expect(await refused({ version: '9.9' })).toContain('unknown_name');
  });
});

describe('asc_reply_to_review', () => {
  it('answers, replaces and removes in one plan, each review beside its answer, and nothing twice', async () => {
    const { store } = server.sandbox;
    const [first = '', second = ''] = unanswered();
    const answered = [...store.all('CustomerReview')].filter(({ id }) => answerTo(id) !== undefined);
    const [third, fourth] = answered.map(({ id }) => id);
    const call = {
      replies: [
        { review: first, text: 'We are sorry, and we have written to you.\n\nThe Weather Now team' },
        { review: second, text: 'Danke!' },
        { review: third ?? '', text: 'This replaces what stood here.' },
      ],
      remove: [fourth ?? ''],
    };
    const done = await server.call('asc_reply_to_review', call);
    expect(done).toMatchObject({ isError: false });
    expect(done.text).toContain('done: 4 of 4 answers');
    expect(done.text).toContain(`- answered: ${first} (PENDING_PUBLISH)`);
    expect(done.text).toContain(`- replaced: ${third} (PENDING_PUBLISH)`);
    expect(done.text).toContain(`- removed: ${fourth}`);
    expect(asked).toHaveLength(1);
    const question = asked[0] ?? '';
    const body = String(store.get('CustomerReview', first)?.attributes['body']);
    expect(question).toContain(body.slice(0, 50));
    expect(question).toContain('We are sorry, and we have written to you.\\n\\nThe Weather Now team');
    // What is replaced stands before what replaces it.
    expect(question).toMatch(
      /responseBody: "(?:We are sorry|Thank you).*" → "This replaces what stood here\."/,
    );
    expect(answerTo(third ?? '')).toBe('This replaces what stood here.');
    expect(answerTo(fourth ?? '')).toBeUndefined();
    expect(writes()).toHaveLength(4);
    const again = await server.call('asc_reply_to_review', call);
    expect(again.text).toContain('Nothing to do: nothing differs. Nothing was changed.');
    expect(again.text).toMatch(/answered so already \((?:PENDING_PUBLISH|PUBLISHED)\): /);
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('shows a long answer whole, and refuses one that is too long, empty, hidden or for nobody', async () => {
    const [first = ''] = unanswered();
    const long = `${'Thank you. '.repeat(300)}End.`;
    const sent = await server.call('asc_reply_to_review', { replies: [{ review: first, text: long }] });
    expect(sent).toMatchObject({ isError: false });
    expect(asked[0]).toContain(long);
    writes();
    const refused = async (review: string, text: string): Promise<string> => {
      const answer = await server.call('asc_reply_to_review', { replies: [{ review, text }] });
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('Nothing was sent');
      return answer.text;
    };
    expect(await refused(first, 'x'.repeat(5_971))).toContain('has 5971 characters; Apple takes 5970');
    expect(await refused(first, '  ')).toContain('is empty');
    expect(await refused(first, 'Thank\u200b you')).toContain('characters that nobody can see');
    expect(await refused('00000000-0000-4000-8000-000000000000', 'Hello')).toContain('There is no review');
    expect(await refused('../users', 'Hello')).toContain('is no id of a review');
    const twice = { replies: [{ review: first, text: 'a' }], remove: [first] };
    expect((await server.call('asc_reply_to_review', twice)).text).toContain('named twice');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('has a person type a code once reviews were read, and does nothing that a review asks for', async () => {
    await list({ limit: 40 });
    const text = 'Thank you for trying the radar.';
    const replies = [
      { review: reviews.injection, text },
      { review: reviews.forgery, text },
    ];
    expect(await server.call('asc_reply_to_review', { replies })).toMatchObject({ isError: false });
    expect(asked[0]).toContain('This session has shown the model text of other people');
    expect(asked[0]).toMatch(/Type \w{6} to do this/);
    expect(writes()).toEqual(['POST /v1/customerReviewResponses', 'POST /v1/customerReviewResponses']);
    expect(answerTo(reviews.forgery)).toBe(text);
  });

  it('changes nothing in a dry run, and shows the review there, too', async () => {
    const { text } = await server.call('asc_reply_to_review', {
      replies: [{ review: reviews.injection, text: 'Thank you.' }],
      dry_run: true,
    });
    expect(text).toContain('dry run: nothing was sent.');
    expect(text).toMatch(/<foreign-[0-9a-f]{8}>\nAnswer publicly: review “Great radar”/);
    expect(text).toContain('review: 5★ USA ');
    expect(text).toContain('POST /v1/customerReviewResponses');
    expect(writes()).toEqual([]);
  });
});
