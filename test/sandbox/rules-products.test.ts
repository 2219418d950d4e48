import { describe, expect, it } from 'vitest';
import { decideReview } from '../../src/sandbox/review-course.ts';
import { stateOf } from '../../src/sandbox/states.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, store } = bench();
const { ledger, subscriptions, products, submissions } = teamIds;
const local = '$' + '{price-1}';

describe('offers of a subscription', () => {
  const point = () =>
    find('SubscriptionPricePoint', (one) =>
      Buffer.from(one.id, 'base64url').toString().startsWith(`{"s":"${subscriptions.yearly}","t":"USA"`),
    ).id;
  const offer = (offerMode: string, relationships?: object) =>
    post(
      'subscriptionOfferCodes',
      {
        name: `Radio ${offerMode}`,
        customerEligibilities: ['NEW'],
        offerEligibility: 'STACK_WITH_INTRO_OFFERS',
        duration: 'ONE_MONTH',
        offerMode,
        numberOfPeriods: 1,
      },
      {
        subscription: ['subscriptions', subscriptions.yearly],
        prices: relationships === undefined ? [] : [{ type: 'subscriptionOfferCodePrices', id: local }],
      },
      relationships === undefined
        ? undefined
        : [{ type: 'subscriptionOfferCodePrices', id: local, relationships }],
    );
  const territory = { data: { type: 'territories', id: 'USA' } };

  it('name their territories, with a price point unless they are free', async () => {
    const paid = {
      territory,
      subscriptionPricePoint: { data: { type: 'subscriptionPricePoints', id: point() } },
    };
    expect((await offer('PAY_UP_FRONT', paid)).status).toBe(201);
    expect((await offer('FREE_TRIAL', { territory })).status).toBe(201);
    for (const mode of ['PAY_UP_FRONT', 'FREE_TRIAL'])
      expect((await offer(mode)).faults).toEqual([
        '409 ENTITY_ERROR.RELATIONSHIP.REQUIRED /data/relationships/prices',
      ]);
    expect((await offer('FREE_TRIAL', paid)).errors[0]?.['detail']).toContain('must be null');
    expect((await offer('PAY_UP_FRONT', { territory })).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.REQUIRED /included/0/relationships/subscriptionPricePoint',
    ]);
  });
});

describe('a new product', () => {
  it('can be priced in every territory', async () => {
    const { data } = await post(
      'v2/inAppPurchases',
      { name: 'Coins', productId: 'com.example.coins', inAppPurchaseType: 'CONSUMABLE' },
      { app: ['apps', ledger.app] },
    );
    const points = await ask(
      'GET',
      `/v2/inAppPurchases/${String(data['id'])}/pricePoints?filter[territory]=DEU&limit=8000`,
    );
    expect(points.status).toBe(200);
    expect(points.list).toHaveLength(42);
  });
});

describe('a product in review', () => {
  it('goes with its version', async () => {
    const old = store().get('ReviewSubmission', submissions.ledgerWaiting);
    if (old !== undefined) old.attributes = { ...old.attributes, state: 'COMPLETE' };
    const product = store().get('InAppPurchaseV2', products.themes);
    if (product !== undefined) product.attributes = { ...product.attributes, state: 'READY_TO_SUBMIT' };
    const version = await post(
      'inAppPurchaseVersions',
      {},
      { inAppPurchase: ['inAppPurchases', products.themes] },
    );
    const id = String(version.data['id']);
    await post(
      'v2/inAppPurchaseLocalizations',
      { locale: 'en-US', name: 'Themes', description: 'Six papers' },
      { version: ['inAppPurchaseVersions', id] },
    );
    const draft = await post('reviewSubmissions', { platform: 'IOS' }, { app: ['apps', ledger.app] });
    const submission = String(draft.data['id']);
    await post(
      'reviewSubmissionItems',
      {},
      {
        reviewSubmission: ['reviewSubmissions', submission],
        inAppPurchaseVersion: ['inAppPurchaseVersions', id],
      },
    );
    expect(stateOf(product)).toBe('READY_TO_SUBMIT');
    expect((await patch('reviewSubmissions', submission, { submitted: true })).status).toBe(200);
    expect(stateOf(product)).toBe('WAITING_FOR_REVIEW');
    decideReview(store(), submission, 'APPROVED', Date.parse('2026-11-23T12:00:00Z'));
    expect(stateOf(product)).toBe('APPROVED');
  });
});
