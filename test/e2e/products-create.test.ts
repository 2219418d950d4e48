import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { png } from '../support/picture.ts';
import { agreeing, faults, type Running, startServer, startWorld, type World } from '../support/server.ts';

let world: World;
let server: Running;
let asked: string[] = [];
/** What somebody else does while the person reads the plan. */
let meanwhile: () => void = () => undefined;

/** Screenshots in a folder that the policy opens. */
function prepared(world: World): string {
  const folder = join(world.downloads, 'shots');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'review.png'), png(1320, 2868));
  writeFileSync(join(folder, 'square.png'), png(1024, 1024));
  writeFileSync(join(folder, 'clear.png'), png(1320, 2868, '', true));
  return folder;
}

beforeAll(async () => {
  world = await startWorld();
  const folder = prepared(world);
  server = await startServer({
    world,
    flags: ['--toolsets', 'in-app-purchases'],
    policy: { version: 1, roots: { upload: [folder] }, limits: { writesPerHour: 2_000 } },
    person: (question) => {
      asked.push(question.message);
      meanwhile();
      return agreeing(question);
    },
  });
});
afterAll(async () => {
  await server.close();
  await world.sandbox.close();
});

function writes(): string[] {
  const requests = world.taken();
  expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
  return requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

const scans = {
  app: 'Pocket Ledger',
  kind: 'CONSUMABLE',
  product_id: 'com.example.ledger.receipts500',
  name: '500 receipt scans',
  texts: {
    'en-US': ['500 scans', 'Scan five hundred receipts'],
    'de-DE': ['500 Scans', 'Fünfhundert Belege scannen'],
  },
  price: '4.99',
  screenshot: 'review.png',
  review_note: 'In Settings, Shop.',
  submit: true,
};

/** App Review is done with the app's version, so that it takes products. */
function reviewIsOver(sandbox: Sandbox): void {
  const submission = sandbox.store.get('ReviewSubmission', teamIds.submissions.ledgerWaiting);
  if (submission !== undefined) submission.attributes = { ...submission.attributes, state: 'COMPLETE' };
}

function productOf(sandbox: Sandbox, productId: string) {
  return [...sandbox.store.all('InAppPurchaseV2'), ...sandbox.store.all('Subscription')].find(
    ({ attributes }) => attributes['productId'] === productId,
  );
}

describe('asc_create_product', () => {
  it('makes an in-app purchase with all that belongs to it, in one plan, and nothing the second time', async () => {
    asked = [];
    reviewIsOver(world.sandbox);
    const first = await server.call('asc_create_product', scans);
    expect(first.text).toContain('Pocket Ledger: in-app purchase “500 receipt scans”');
    expect(first).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('can never be used again, not even after deletion');
    expect(asked[0]).toContain('Price “500 receipt scans” at 4.99 USD in USA');
    expect(asked[0]).toContain('"Fünfhundert Belege scannen"');
    expect(asked[0]).toContain('in all 175 territories');
    expect(asked[0]).toContain('Submit in-app purchase “500 receipt scans” to App Review');
    expect(writes()).toEqual([
      'POST /v2/inAppPurchases',
      'POST /v1/inAppPurchaseVersions',
      'POST /v2/inAppPurchaseLocalizations',
      'POST /v2/inAppPurchaseLocalizations',
      'POST /v1/inAppPurchaseAvailabilities',
      'POST /v1/inAppPurchasePriceSchedules',
      'POST /v1/inAppPurchaseAppStoreReviewScreenshots',
      expect.stringMatching(/^PUT /),
      expect.stringMatching(/^PATCH \/v1\/inAppPurchaseAppStoreReviewScreenshots\//),
      'POST /v1/reviewSubmissions',
      'POST /v1/reviewSubmissionItems',
      expect.stringMatching(/^PATCH \/v1\/reviewSubmissions\//),
    ]);
    const product = productOf(world.sandbox, 'com.example.ledger.receipts500');
    expect(product?.attributes).toMatchObject({
      name: '500 receipt scans',
      reviewNote: 'In Settings, Shop.',
    });
    const second = await server.call('asc_create_product', scans);
    expect(second.text).toContain('Nothing to do');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('sends nothing when somebody changed in between what the person was shown', async () => {
    const few = {
      app: 'Pocket Ledger',
      kind: 'CONSUMABLE',
      product_id: 'com.example.ledger.receipts5',
      name: '5 receipt scans',
      texts: { 'en-US': ['5 scans', 'Scan five receipts'] },
    };
    expect(await server.call('asc_create_product', few)).toMatchObject({ isError: false });
    writes();
    asked = [];
    const { store } = world.sandbox;
    const textOf = () =>
      [...store.all('InAppPurchaseLocalizationV2')].find(
        ({ attributes }) => attributes['name'] === '5 scans',
      );
    meanwhile = () => {
      const text = textOf();
      if (text !== undefined) text.attributes = { ...text.attributes, description: 'By somebody else' };
    };
    // Texts alone are drafts; with a price the person is asked about all of it.
    const call = { ...few, price: '0.99', texts: { 'en-US': ['5 scans', 'Scan a handful of receipts'] } };
    const first = await server.call('asc_create_product', call);
    expect(asked[0]).toContain('description: "Scan five receipts" → "Scan a handful of receipts"');
    expect(first.isError).toBe(true);
    expect(first.text).toMatch(/^STALE: Step \d \(Text en-US\) was planned on another state/);
    expect(writes()).toEqual([]);
    meanwhile = () => undefined;
    const second = await server.call('asc_create_product', call);
    expect(second).toMatchObject({ isError: false });
    expect(asked[1]).toContain('description: "By somebody else" → "Scan a handful of receipts"');
    expect(textOf()?.attributes['description']).toBe('Scan a handful of receipts');
    writes();
  });

  it('makes a subscription in a new group with a price in every territory, asked once', async () => {
    asked = [];
    const call = {
      app: 'Weather Now',
      kind: 'SUBSCRIPTION',
      product_id: 'com.example.weather.pro.yearly',
      name: 'Weather Pro yearly',
      group: 'Weather Pro',
      period: 'ONE_YEAR',
      level: 1,
      texts: { 'en-US': ['Weather Pro', 'Radar of the whole world'] },
      price: '49.99',
      screenshot: 'review.png',
      submit: true,
    };
    const first = await server.call('asc_create_product', call);
    expect(first.text).toContain('Weather Now: subscription “Weather Pro yearly”');
    expect(first).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('group "Weather Pro (new)"');
    expect(asked[0]).toContain('Price: 49.99 USD in USA');
    expect(asked[0]).toContain(
      "; and 174 more like it, the last: Price in ZWE: Apple's equivalent of 49.99 USD in USA",
    );
    expect(asked[0]).toContain('Submit subscription “Weather Pro yearly” to App Review');
    const sent = writes();
    expect(sent.filter((write) => write === 'POST /v1/subscriptionPrices')).toHaveLength(175);
    expect(sent.filter((write) => write !== 'POST /v1/subscriptionPrices')).toEqual([
      'POST /v1/subscriptionGroups',
      'POST /v1/subscriptions',
      'POST /v1/subscriptionVersions',
      'POST /v2/subscriptionLocalizations',
      'POST /v1/subscriptionGroupVersions',
      'POST /v2/subscriptionGroupLocalizations',
      'POST /v1/subscriptionPlanAvailabilities',
      'POST /v1/subscriptionAppStoreReviewScreenshots',
      expect.stringMatching(/^PUT /),
      expect.stringMatching(/^PATCH \/v1\/subscriptionAppStoreReviewScreenshots\//),
      'POST /v1/reviewSubmissions',
      'POST /v1/reviewSubmissionItems',
      'POST /v1/reviewSubmissionItems',
      expect.stringMatching(/^PATCH \/v1\/reviewSubmissions\//),
    ]);
    const { store } = world.sandbox;
    const product = productOf(world.sandbox, call.product_id);
    const prices = product === undefined ? [] : store.linked(product, 'prices');
    const amounts = new Map(
      prices.flatMap((id) => {
        const price = store.get('SubscriptionPrice', id);
        const [point = ''] = price === undefined ? [] : store.linked(price, 'subscriptionPricePoint');
        const [territory = ''] = price === undefined ? [] : store.linked(price, 'territory');
        const amount = store.get('SubscriptionPricePoint', point)?.attributes['customerPrice'];
        return [[territory, amount] as const];
      }),
    );
    expect(amounts.size).toBe(175);
    expect([amounts.get('USA'), amounts.get('DEU'), amounts.get('JPN')]).toEqual([
      '49.99',
      '49.99',
      '7500.0',
    ]);
    const second = await server.call('asc_create_product', call);
    expect(second.text).toContain('it is WAITING_FOR_REVIEW. Nothing was changed.');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('says up front that the first product of an app goes with a version, and does all the rest', async () => {
    asked = [];
    const call = {
      app: 'Trail Mate',
      kind: 'CONSUMABLE',
      product_id: 'com.example.trailmate.maps.pyrenees',
      name: 'Offline maps: Pyrenees',
      texts: { 'en-US': ['Maps: Pyrenees', 'All trails of the Pyrenees'] },
      price: '4.99',
      territories: ['USA', 'FRA', 'ESP', 'AND'].slice(0, 3),
      screenshot: 'review.png',
      submit: true,
    };
    const tried = await server.call('asc_create', {
      operation: 'asc_create_product',
      attributes: call,
      dry_run: true,
    });
    expect(tried.text).toContain('dry run: nothing was sent.');
    expect(tried.text).toContain('FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION');
    expect(tried.text).toContain('A person agrees to 4 changes, asked once:');
    expect(tried.text).toContain('in 3 territories: ESP, FRA, USA');
    expect(writes()).toEqual([]);
    const { text, isError } = await server.call('asc_create_product', call);
    expect(isError, text).toBe(false);
    expect(text).toContain('is READY_TO_SUBMIT');
    expect(text).toContain('a person then chooses it on the page of the version');
    expect(writes().filter((write) => write.includes('reviewSubmission'))).toEqual([]);
    const { territories: _three, ...everywhere } = call;
    const again = await server.call('asc_create_product', everywhere);
    expect(again.text).toContain('Nothing that needs a person was left to do.');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('refuses before anything is sent what Apple would refuse', async () => {
    asked = [];
    const refused = async (more: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_create_product', {
        ...scans,
        product_id: 'com.example.ledger.other',
        ...more,
      });
      expect(isError, text).toBe(true);
      return text;
    };
    const long = ['x'.repeat(31), 'y'.repeat(56)];
    const lengths = await refused({ texts: { 'en-US': long }, product_id: 'no spaces', name: 'a' });
    expect(lengths).toContain('texts.en-US.name has 31 characters, 30 are allowed');
    expect(lengths).toContain('texts.en-US.description has 56 characters, 55 are allowed');
    expect(lengths).toContain('product_id may have letters');
    expect(lengths).toContain('name has 1 characters, at least 2 are needed');
    expect(await refused({ period: 'ONE_YEAR' })).toContain('an in-app purchase has no period');
    expect(await refused({ kind: 'SUBSCRIPTION' })).toContain('a subscription needs group and period');
    expect(await refused({ kind: 'NON_CONSUMABLE', product_id: scans.product_id })).toContain(
      'is the product ID of another in-app purchase: "500 receipt scans"',
    );
    expect(await refused({ price: '4.98' })).toContain('nearest: 4.49, 4.99');
    expect(await refused({ price: 'four' })).toContain('bad_amount');
    expect(await refused({ territories: ['XXX'] })).toContain('has no territory XXX');
    expect(await refused({ screenshot: 'square.png' })).toContain('Apple refuses 1024x1024 pixels');
    expect(await refused({ screenshot: 'clear.png' })).toContain('transparency');
    expect(
      await refused({
        kind: 'SUBSCRIPTION',
        group: 'X',
        period: 'ONE_YEAR',
        product_id: scans.product_id,
      }),
    ).toContain('is the product ID of another in-app purchase');
    expect(writes()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('does everything but the submission while App Review has a version of the app', async () => {
    const submission = world.sandbox.store.get('ReviewSubmission', teamIds.submissions.ledgerWaiting);
    if (submission !== undefined)
      submission.attributes = { ...submission.attributes, state: 'WAITING_FOR_REVIEW' };
    const call = { ...scans, product_id: 'com.example.ledger.receipts900', name: '900 receipt scans' };
    const { text } = await server.call('asc_create_product', call);
    expect(text).toContain('is READY_TO_SUBMIT');
    expect(text).toContain('not submitted: A submission of the app is WAITING_FOR_REVIEW on IOS');
    writes();
    const again = await server.call('asc_create_product', call);
    expect(again.text).toContain('Nothing that needs a person was left to do.');
    expect(writes()).toEqual([]);
    const other = await server.call('asc_create_product', { ...call, price: '5.99' });
    expect(other.text).toContain('has a price already: 4.99 in USA');
    expect(writes()).toEqual([]);
  });

  it('shows the texts to the person also after reviews were read', async () => {
    asked = [];
    const reviews = await server.call('asc_read', {
      operation: 'apps_customerReviews_getToManyRelated',
      id: 'Pocket Ledger',
    });
    expect(reviews.isError).toBe(false);
    const { screenshot: _none, submit: _later, ...call } = scans;
    const { text, isError } = await server.call('asc_create_product', {
      ...call,
      product_id: 'com.example.ledger.receipts50',
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('is MISSING_METADATA');
    expect(text).toContain('"operation":"asc_check_product"');
    expect(asked).toHaveLength(1);
    expect(writes()).toHaveLength(6);
  });
});
