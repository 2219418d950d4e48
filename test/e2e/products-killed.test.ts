import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { png } from '../support/picture.ts';
import { agreeing } from '../support/server.ts';

const folder = join(tmpdir(), `asc-products-${process.pid}`);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'review.png'), png(1320, 2868));

const call = {
  app: 'Weather Now',
  kind: 'SUBSCRIPTION',
  product_id: 'com.example.weather.pro',
  name: 'Weather Pro',
  group: 'Weather Pro',
  period: 'ONE_MONTH',
  level: 1,
  texts: {
    'en-US': ['Weather Pro', 'Radar of the whole world'],
    'de-DE': ['Weather Pro', 'Radar der ganzen Welt'],
  },
  price: '9.99',
  territories: ['USA', 'DEU'],
  screenshot: 'review.png',
  review_note: 'Settings, Weather Pro.',
  submit: true,
};

/** Everything that was made, without ids and times. */
function endState(sandbox: Sandbox): unknown {
  const { store } = sandbox;
  const of = (resource: string, owner: string): Stored[] =>
    [...store.all(resource)].filter((one) => owner === '' || store.linked(one, owner).length > 0);
  const products = of('Subscription', '').filter(
    ({ attributes }) => attributes['productId'] === call.product_id,
  );
  const linked = (one: Stored, name: string, resource: string) =>
    store.linked(one, name).flatMap((id) => store.get(resource, id) ?? []);
  return {
    groups: of('SubscriptionGroup', '')
      .filter(({ attributes }) => attributes['referenceName'] === call.group)
      .map((group) =>
        linked(group, 'versions', 'SubscriptionGroupVersion').map((version) => [
          version.attributes['state'],
          linked(version, 'localizations', 'SubscriptionGroupLocalizationV2').map(
            ({ attributes }) => attributes['locale'],
          ),
        ]),
      ),
    products: products.map((product) => ({
      attributes: product.attributes,
      versions: linked(product, 'versions', 'SubscriptionVersion').map((version) => [
        version.attributes['state'],
        linked(version, 'localizations', 'SubscriptionLocalizationV2').map(({ attributes }) => attributes),
      ]),
      plans: linked(product, 'planAvailabilities', 'SubscriptionPlanAvailability').map((plan) =>
        store.linked(plan, 'availableTerritories'),
      ),
      prices: linked(product, 'prices', 'SubscriptionPrice')
        .map((price) => store.linked(price, 'territory').join())
        .sort(),
      screenshots: linked(product, 'appStoreReviewScreenshot', 'SubscriptionAppStoreReviewScreenshot').map(
        ({ attributes }) => attributes['fileName'],
      ),
    })),
    submissions: of('ReviewSubmission', '')
      .filter(({ attributes }) => attributes['state'] !== 'COMPLETE')
      .filter((one) =>
        linked(one, 'items', 'ReviewSubmissionItem').some(
          (item) => store.linked(item, 'subscriptionVersion').length > 0,
        ),
      )
      .map((one) => [one.attributes['state'], store.linked(one, 'items').length]),
  };
}

describe('asc_create_product, killed and called again', () => {
  it('ends the same, and makes nothing twice', { timeout: 600_000 }, async () => {
    const chosen = new Set([1, 9, 18]);
    const { undisturbed, writes, survived } = await killedAtEveryWrite({
      server: {
        person: agreeing,
        flags: ['--toolsets', 'in-app-purchases'],
        policy: { version: 1, roots: { upload: [folder] } },
      },
      chain: async (server) => {
        succeeded(await server.call('asc_create_product', call));
      },
      endState,
      at: (write) => long || chosen.has(write),
    });
    expect(undisturbed).toMatchObject({
      groups: [[['WAITING_FOR_REVIEW', ['en-US', 'de-DE']]]],
      products: [{ prices: ['DEU', 'USA'], screenshots: ['review.png'] }],
      submissions: [['WAITING_FOR_REVIEW', 2]],
    });
    expect(writes).toBe(18);
    expect(survived).toHaveLength(long ? 18 : 3);
    for (const one of survived) expect(one.endState, one.cutOff).toEqual(undisturbed);
  });
});

describe('asc_manage_offers, killed and called again', () => {
  it.runIf(long)('ends the same, and makes nothing twice', { timeout: 600_000 }, async () => {
    const offer = {
      app: 'Weather Now',
      product: 'com.example.weather.plus.monthly',
      mode: 'FREE_TRIAL',
      duration: 'ONE_WEEK',
      territories: ['ESP', 'ITA'],
    };
    const calls = [
      { ...offer, action: 'create', type: 'introductory' },
      { ...offer, action: 'create', type: 'offer_code', offer: 'Podcast', customers: ['NEW'] },
      { ...offer, action: 'add_codes', offer: 'Podcast', count: 25, until: '2027-03-31' },
      { ...offer, action: 'add_codes', offer: 'Podcast', code: 'PODCAST30', count: 500 },
    ];
    const { undisturbed, writes, survived } = await killedAtEveryWrite({
      server: { person: agreeing, flags: ['--toolsets', 'offers'] },
      chain: async (server) => {
        for (const one of calls) succeeded(await server.call('asc_manage_offers', one));
      },
      endState: ({ store }) =>
        [
          'SubscriptionIntroductoryOffer',
          'SubscriptionOfferCode',
          'SubscriptionOfferCodeOneTimeUseCode',
          'SubscriptionOfferCodeCustomCode',
        ].map((resource) => [...store.all(resource)].length),
    });
    expect(undisturbed).toEqual([8, 2, 2, 2]);
    expect(writes).toBe(5);
    for (const one of survived) expect(one.endState, one.cutOff).toEqual(undisturbed);
  });
});
