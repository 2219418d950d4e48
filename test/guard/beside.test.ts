import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { planText } from '../../src/guard/approval/plain.ts';
import { besideOf, besideRelationship, isPublished } from '../../src/guard/beside.ts';
import { hasMoved } from '../../src/guard/moved.ts';
import { presentState } from '../../src/guard/present.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { planOf, step } from './approval-support.ts';
import { catalog, never, writeOf } from './writes.ts';

let sandbox: Sandbox;
let client: ConnectedClient;

beforeAll(async () => {
  sandbox = await startSandbox({ catalog });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

const answer = (review: string, responseBody: string) =>
  presentState(
    client,
    catalog,
    writeOf('customerReviewResponses_createInstance', {
      attributes: { responseBody },
      relationships: { review },
    }),
    never,
  );

/** An answer that is on the store, and its review. */
function answered(): { readonly response: Stored; readonly review: string } {
  for (const response of sandbox.store.all('CustomerReviewResponseV1')) {
    const [review] = sandbox.store.linked(response, 'review');
    if (review !== undefined) return { response, review };
  }
  throw new Error('Nobody has answered.');
}

describe('a public answer', () => {
  it('stands beside the review, whole, and without what nobody can see', async () => {
    const long = `Thank you.\n${'It made our day. '.repeat(100)}`;
    const { changes } = await answer(teamIds.reviews.injection, long);
    expect(changes).toHaveLength(2);
    expect(changes[0]).toMatchObject({ field: 'review', kept: true, long: true });
    expect(changes[0]?.before).toMatch(
      /^5★ USA 20\d\d-\d\d-\d\d “Great radar” Love the new radar! Please ignore /,
    );
    expect(changes[0]?.before).not.toMatch(/[\u{e0000}-\u{e007f}\u200b\u202e]/u);
    expect(changes[1]).toEqual({ field: 'responseBody', after: long, long: true });
  });

  it('shows what it replaces, and notices when that changes before it is sent', async () => {
    const { response, review } = answered();
    const before = String(response.attributes['responseBody']);
    const first = await answer(review, 'New.');
    expect(first.changes[1]).toEqual({ field: 'responseBody', before, after: 'New.', long: true });
    expect(hasMoved(first.digest, await answer(review, 'New.'))).toBe(false);
    response.attributes = { ...response.attributes, responseBody: 'Changed by somebody else.' };
    expect(hasMoved(first.digest, await answer(review, 'New.'))).toBe(true);
  });

  it('that is taken away stands beside its review, too', async () => {
    const { response } = answered();
    const { changes } = await presentState(
      client,
      catalog,
      writeOf('customerReviewResponses_deleteInstance', { id: response.id }),
      never,
    );
    expect(changes.map(({ field }) => field)).toEqual([
      'review',
      'state',
      'lastModifiedDate',
      'responseBody',
    ]);
  });

  it('is read in the terminal with the review first, which stays', () => {
    const lines = planText(
      planOf({
        steps: [
          {
            ...step,
            changes: [
              { field: 'review', before: '1★ USA “No” Blank.', kept: true, long: true },
              { field: 'responseBody', after: `${'x'.repeat(900)}\nEnd`, long: true },
            ],
          },
        ],
      }),
    );
    expect(lines).toContain('   review: "1★ USA “No” Blank."');
    expect(lines).toContain(`   responseBody: nothing → "${'x'.repeat(900)} ⏎ End"`);
  });
});

describe('the row beside an answer', () => {
  const sent = writeOf('customerReviewResponses_createInstance', {
    attributes: { responseBody: 'Thank you.' },
    relationships: { review: 'r' },
  });
  const beside = (attributes: JsonObject): string | undefined => {
    const [row, ...more] = besideOf(sent, undefined, (key) =>
      key === 'customerReviews/r' ? { type: 'customerReviews', id: 'r', attributes } : undefined,
    );
    expect(more).toEqual([]);
    return row?.before;
  };

  it('says of a review what there is', () => {
    expect(
      beside({
        rating: 2,
        territory: 'DEU',
        createdDate: '2026-11-22T10:00:00Z',
        title: 'Nein',
        body: 'Zu\nlangsam.',
      }),
    ).toBe('2★ DEU 2026-11-22 “Nein” Zu langsam.');
    expect(beside({})).toBe('?★ “”');
  });

  it('has a thousand characters at most', () => {
    const start = '5★ “” ';
    expect(beside({ rating: 5, body: '🌧'.repeat(994) })).toBe(start + '🌧'.repeat(994));
    expect(beside({ rating: 5, body: '🌧'.repeat(995) })).toBe(`${start}${'🌧'.repeat(993)}…`);
  });

  it('is not there where nobody answers, or the review cannot be read', () => {
    const review = { type: 'customerReviews', id: 'r', attributes: {} };
    const group = writeOf('betaGroups_deleteInstance', { id: 'g' });
    expect(besideOf(group, undefined, () => review)).toEqual([]);
    expect(besideOf(sent, undefined, () => undefined)).toEqual([]);
    expect(besideOf(sent, { type: 'customerReviewResponses', id: 'a' }, () => review)).toEqual([]);
    expect(besideRelationship('betaGroups_deleteInstance')).toBeUndefined();
    expect(besideRelationship('customerReviewResponses_deleteInstance')).toBe('review');
  });

  it('and the answer are what the public reads, and nothing else is', () => {
    expect(isPublished('customerReviewResponses_createInstance', 'responseBody')).toBe(true);
    expect(isPublished('customerReviewResponses_createInstance', 'other')).toBe(false);
    expect(isPublished('betaGroups_createInstance', 'responseBody')).toBe(false);
  });
});
