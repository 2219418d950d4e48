import { base64Id, hex } from './random.ts';
import { teamIds } from './team-ids.ts';
import { pricePointId, seedAppAvailability, seedAppPrice, seedPricePoints, tiers } from './team-prices.ts';
import type { Seeder } from './team-seeder.ts';
import { storefronts, territoryCodes } from './territories.ts';

interface Product {
  readonly id: string;
  readonly app: string;
  readonly name: string;
  readonly productId: string;
  readonly type: 'CONSUMABLE' | 'NON_CONSUMABLE' | 'NON_RENEWING_SUBSCRIPTION';
  readonly state: 'APPROVED' | 'MISSING_METADATA' | 'READY_TO_SUBMIT' | 'WAITING_FOR_REVIEW';
  readonly dollars: number;
  /** All price steps, or only the one it is sold at. */
  readonly steps: readonly number[];
  readonly description: string;
}

const none: readonly number[] = [];

/** The 175 territories; almost everything points at them. */
export function seedTerritories(seeder: Seeder): void {
  for (const { code, currency } of storefronts) seeder.put('Territory', code, { currency });
}

/** Prices and availability of the apps, in-app purchases and subscriptions with everything that belongs to them. */
export function seedProducts(seeder: Seeder): void {
  seedAppPrice(seeder, teamIds.weather.app, 0);
  seedAppPrice(seeder, teamIds.ledger.app, 0);
  seedAppPrice(seeder, teamIds.trail.app, 4.99);
  seedAppAvailability(seeder, teamIds.weather.app, ['CHN']);
  seedAppAvailability(seeder, teamIds.ledger.app, ['CHN', 'RUS']);
  seedAppAvailability(seeder, teamIds.trail.app, ['CHN']);
  const products: readonly Product[] = [
    {
      id: teamIds.products.receipts,
      app: teamIds.ledger.app,
      name: '100 receipt scans',
      productId: 'com.example.ledger.receipts100',
      type: 'CONSUMABLE',
      state: 'APPROVED',
      dollars: 1.99,
      steps: tiers,
      description: 'Scan a hundred more receipts',
    },
    {
      id: teamIds.products.themes,
      app: teamIds.ledger.app,
      name: 'Paper themes',
      productId: 'com.example.ledger.themes',
      type: 'NON_CONSUMABLE',
      state: 'APPROVED',
      dollars: 2.99,
      steps: tiers,
      description: 'Six papers to write on',
    },
    {
      id: teamIds.products.offlineMaps,
      app: teamIds.trail.app,
      name: 'Offline maps: Alps',
      productId: 'com.example.trailmate.maps.alps',
      type: 'NON_CONSUMABLE',
      state: 'MISSING_METADATA',
      dollars: 4.99,
      steps: none,
      description: '',
    },
    {
      id: '6440000303',
      app: teamIds.trail.app,
      name: 'Season pass',
      productId: 'com.example.trailmate.season',
      type: 'NON_RENEWING_SUBSCRIPTION',
      state: 'WAITING_FOR_REVIEW',
      dollars: 9.99,
      steps: [9.99],
      description: 'All guided trails for a season',
    },
    {
      id: '6440000304',
      app: teamIds.weather.app,
      name: 'Tip: a cup of tea',
      productId: 'com.example.weather.tip',
      type: 'CONSUMABLE',
      state: 'READY_TO_SUBMIT',
      dollars: 0.99,
      steps: [0.99],
      description: 'Thank the forecasters',
    },
  ];
  const byApp = new Map<string, string[]>();
  for (const product of products) {
    seedProduct(seeder, product);
    byApp.set(product.app, [...(byApp.get(product.app) ?? []), product.id]);
  }
  for (const [app, ids] of byApp) {
    seeder.link('App', app, 'inAppPurchasesV2', ids);
    seeder.link('App', app, 'inAppPurchases', ids);
  }
  seedSubscriptions(seeder);
  const promoted = [
    seeder.put(
      'PromotedPurchase',
      seeder.id('promoted themes'),
      { visibleForAllUsers: true, enabled: true, state: 'APPROVED' },
      { inAppPurchaseV2: teamIds.products.themes },
    ),
  ];
  seeder.link('InAppPurchaseV2', teamIds.products.themes, 'promotedPurchase', promoted[0] ?? '');
  seeder.link('App', teamIds.ledger.app, 'promotedPurchases', promoted);
}

function reviewScreenshot(seeder: Seeder, key: string): Record<string, unknown> {
  return {
    fileSize: 412_004,
    fileName: 'review.png',
    sourceFileChecksum: hex(key),
    imageAsset: seeder.image(key, 1320, 2868),
    assetToken: `Purple221/v4/${hex(key, 12)}.png`,
    assetType: 'SCREENSHOT',
    assetDeliveryState: { state: 'COMPLETE', errors: [], warnings: [] },
  };
}

function seedProduct(seeder: Seeder, product: Product): void {
  const complete = product.state !== 'MISSING_METADATA';
  const { id } = product;
  // The same product by the old API: same id, other resource.
  seeder.put(
    'InAppPurchase',
    id,
    {
      referenceName: product.name,
      productId: product.productId,
      inAppPurchaseType: product.type,
      state: product.state,
    },
    { apps: [product.app] },
  );
  seeder.put('InAppPurchaseV2', id, {
    name: product.name,
    productId: product.productId,
    inAppPurchaseType: product.type,
    state: product.state,
    familySharable: product.type === 'NON_CONSUMABLE',
    contentHosting: false,
    ...(complete ? { reviewNote: 'Found in Settings, Shop.' } : {}),
  });
  const version = seeder.put(
    'InAppPurchaseVersion',
    seeder.id(`${id} version`),
    {
      version: 1,
      state:
        product.state === 'APPROVED' ? 'APPROVED' : complete ? 'READY_FOR_REVIEW' : 'PREPARE_FOR_SUBMISSION',
    },
    { inAppPurchase: id },
  );
  seeder.link('InAppPurchaseV2', id, 'versions', [version]);
  if (!complete) return;
  const state = product.state === 'APPROVED' ? 'APPROVED' : 'PREPARE_FOR_SUBMISSION';
  const old: string[] = [];
  for (const locale of ['en-US', 'de-DE', 'ja']) {
    const text = { name: product.name.slice(0, 30), locale, description: product.description };
    old.push(
      seeder.put(
        'InAppPurchaseLocalization',
        seeder.id(`${id} ${locale}`),
        { ...text, state },
        { inAppPurchaseV2: id },
      ),
    );
    seeder.put('InAppPurchaseLocalizationV2', seeder.id(`${id} v2 ${locale}`), text, { version });
  }
  seeder.link('InAppPurchaseV2', id, 'inAppPurchaseLocalizations', old);
  const shot = seeder.put(
    'InAppPurchaseAppStoreReviewScreenshot',
    seeder.id(`${id} review shot`),
    reviewScreenshot(seeder, `${id} review shot`),
    { inAppPurchaseV2: id },
  );
  seeder.link('InAppPurchaseV2', id, 'appStoreReviewScreenshot', shot);
  seeder.put(
    'InAppPurchaseAvailability',
    id,
    { availableInNewTerritories: true },
    { availableTerritories: territoryCodes },
  );
  seeder.link('InAppPurchaseV2', id, 'inAppPurchaseAvailability', id);
  seeder.link(
    'InAppPurchaseV2',
    id,
    'pricePoints',
    seedPricePoints(seeder, 'InAppPurchasePricePoint', id, product.steps),
  );
  const price = (territory: string, manual: boolean): string =>
    seeder.put(
      'InAppPurchasePrice',
      base64Id({ s: id, t: territory, p: String(10_000 + Math.round(product.dollars * 100)), sd: 0, ed: 0 }),
      { manual },
      { inAppPurchasePricePoint: pricePointId(id, territory, product.dollars), territory },
    );
  seeder.put(
    'InAppPurchasePriceSchedule',
    id,
    {},
    {
      baseTerritory: 'USA',
      manualPrices: [price('USA', true)],
      automaticPrices: storefronts.filter(({ code }) => code !== 'USA').map(({ code }) => price(code, false)),
    },
  );
  seeder.link('InAppPurchaseV2', id, 'iapPriceSchedule', id);
  if (product.id !== teamIds.products.themes) return;
  const oneTime = seeder.put(
    'InAppPurchaseOfferCodeOneTimeUseCode',
    seeder.id(`${id} one-time`),
    {
      numberOfCodes: 500,
      createdDate: seeder.ago(30),
      expirationDate: seeder.day(-60),
      active: true,
      environment: 'PRODUCTION',
    },
    { createdByActor: 'actor-mara' },
  );
  const custom = seeder.put(
    'InAppPurchaseOfferCodeCustomCode',
    seeder.id(`${id} custom`),
    {
      customCode: 'PAPERDAY',
      numberOfCodes: 1000,
      createdDate: seeder.ago(30),
      expirationDate: seeder.day(-60),
      active: true,
    },
    { createdByActor: 'actor-mara' },
  );
  const prices = ['USA', 'DEU', 'JPN'].map((territory) =>
    seeder.put(
      'InAppPurchaseOfferPrice',
      base64Id({ s: id, t: territory, o: 'paper' }),
      {},
      { territory, pricePoint: pricePointId(id, territory, 0.99) },
    ),
  );
  const code = seeder.put(
    'InAppPurchaseOfferCode',
    seeder.id(`${id} offer code`),
    {
      name: 'Paper day',
      customerEligibilities: ['NON_SPENDER', 'CHURNED_SPENDER'],
      productionCodeCount: 1500,
      sandboxCodeCount: 0,
      active: true,
    },
    { oneTimeUseCodes: [oneTime], customCodes: [custom], prices },
  );
  seeder.link('InAppPurchaseV2', id, 'offerCodes', [code]);
}

function seedSubscriptions(seeder: Seeder): void {
  const group = teamIds.subscriptionGroup;
  seeder.put('SubscriptionGroup', group, { referenceName: 'Weather Plus' });
  seeder.link('App', teamIds.weather.app, 'subscriptionGroups', [group]);
  const groupVersion = seeder.put(
    'SubscriptionGroupVersion',
    seeder.id(`${group} version`),
    { version: 1, state: 'APPROVED' },
    { subscriptionGroup: group },
  );
  for (const [locale, name] of [
    ['en-US', 'Weather Plus'],
    ['de-DE', 'Weather Plus'],
    ['ja', 'ウェザープラス'],
  ] as const) {
    seeder.put(
      'SubscriptionGroupLocalization',
      seeder.id(`${group} ${locale}`),
      { name, customAppName: 'Weather Now', locale, state: 'APPROVED' },
      { subscriptionGroup: group },
    );
    seeder.put(
      'SubscriptionGroupLocalizationV2',
      seeder.id(`${group} v2 ${locale}`),
      { name, customAppName: 'Weather Now', locale },
      { version: groupVersion },
    );
  }
  const ids = teamIds.subscriptions;
  const levels = [
    [ids.yearly, 'Weather Plus yearly', 'yearly', 'ONE_YEAR', 1, 29.99, tiers, 'APPROVED'],
    [ids.monthly, 'Weather Plus monthly', 'monthly', 'ONE_MONTH', 2, 2.99, tiers, 'APPROVED'],
    [ids.weekly, 'Weather Plus weekly', 'weekly', 'ONE_WEEK', 3, 0.99, [0.99, 1.99], 'MISSING_METADATA'],
  ] as const;
  for (const [id, name, key, period, level, dollars, steps, state] of levels) {
    seeder.put(
      'Subscription',
      id,
      {
        name,
        productId: `com.example.weather.plus.${key}`,
        familySharable: false,
        state,
        subscriptionPeriod: period,
        groupLevel: level,
        reviewNote: 'Open Settings, Weather Plus.',
      },
      { group },
    );
    const version = seeder.put(
      'SubscriptionVersion',
      seeder.id(`${id} version`),
      { version: 1, state: state === 'APPROVED' ? 'APPROVED' : 'PREPARE_FOR_SUBMISSION' },
      { subscription: id },
    );
    for (const locale of state === 'APPROVED' ? ['en-US', 'de-DE', 'ja'] : []) {
      const text = { name, locale, description: 'Radar, alerts and ten days' };
      seeder.put(
        'SubscriptionLocalization',
        seeder.id(`${id} ${locale}`),
        { ...text, state: 'APPROVED' },
        { subscription: id },
      );
      seeder.put('SubscriptionLocalizationV2', seeder.id(`${id} v2 ${locale}`), text, { version });
    }
    const points = seedPricePoints(seeder, 'SubscriptionPricePoint', id, steps);
    seeder.link('Subscription', id, 'pricePoints', points);
    const prices = storefronts.map(({ code }) =>
      seeder.put(
        'SubscriptionPrice',
        base64Id({ a: id, c: code, d: 0 }),
        { preserved: false, planType: 'UPFRONT' },
        { territory: code, subscriptionPricePoint: pricePointId(id, code, dollars) },
      ),
    );
    if (id === ids.yearly)
      // An increase in Turkey is on its way.
      prices.push(
        seeder.put(
          'SubscriptionPrice',
          base64Id({ a: id, c: 'TUR', d: 1 }),
          { startDate: seeder.day(-20), preserved: false, planType: 'UPFRONT' },
          { territory: 'TUR', subscriptionPricePoint: pricePointId(id, 'TUR', 39.99) },
        ),
      );
    seeder.link('Subscription', id, 'prices', prices);
    const plan = seeder.put(
      'SubscriptionPlanAvailability',
      seeder.id(`${id} plan`),
      { availableInNewTerritories: true, planType: 'UPFRONT' },
      { availableTerritories: territoryCodes },
    );
    seeder.link('Subscription', id, 'planAvailabilities', [plan]);
    seeder.put(
      'SubscriptionAvailability',
      id,
      { availableInNewTerritories: true },
      { availableTerritories: territoryCodes },
    );
    seeder.link('Subscription', id, 'subscriptionAvailability', id);
    if (state !== 'APPROVED') continue;
    seeder.put(
      'SubscriptionAppStoreReviewScreenshot',
      seeder.id(`${id} review shot`),
      reviewScreenshot(seeder, `${id} review shot`),
      { subscription: id },
    );
    for (const territory of ['USA', 'DEU', 'JPN'])
      seeder.put(
        'SubscriptionIntroductoryOffer',
        base64Id({ a: id, t: territory, i: 1 }),
        {
          startDate: seeder.day(300),
          duration: 'ONE_WEEK',
          offerMode: 'FREE_TRIAL',
          numberOfPeriods: 1,
          targetSubscriptionPlanType: 'UPFRONT',
        },
        { subscription: id, territory },
      );
  }
  seedOffers(seeder, ids.yearly);
  seeder.put('SubscriptionGracePeriod', teamIds.weather.app, {
    optIn: true,
    sandboxOptIn: true,
    duration: 'SIXTEEN_DAYS',
    renewalType: 'ALL_RENEWALS',
  });
  seeder.link('App', teamIds.weather.app, 'subscriptionGracePeriod', teamIds.weather.app);
  const promoted = seeder.put(
    'PromotedPurchase',
    seeder.id('promoted yearly'),
    { visibleForAllUsers: true, enabled: true, state: 'APPROVED' },
    { subscription: ids.yearly },
  );
  seeder.link('App', teamIds.weather.app, 'promotedPurchases', [promoted]);
}

function seedOffers(seeder: Seeder, id: string): void {
  const territories = ['USA', 'DEU', 'FRA', 'JPN', 'GBR'];
  const priced = (resource: string, key: string): string[] =>
    territories.map((territory) =>
      seeder.put(
        resource,
        base64Id({ s: id, t: territory, o: key }),
        {},
        { territory, subscriptionPricePoint: pricePointId(id, territory, 14.99) },
      ),
    );
  seeder.put(
    'SubscriptionPromotionalOffer',
    seeder.id(`${id} promo`),
    {
      name: 'Half price for a year',
      offerCode: 'half_year',
      duration: 'ONE_YEAR',
      offerMode: 'PAY_UP_FRONT',
      numberOfPeriods: 1,
      targetSubscriptionPlanType: 'UPFRONT',
    },
    { subscription: id, prices: priced('SubscriptionPromotionalOfferPrice', 'promo') },
  );
  const winBack = seeder.put(
    'WinBackOffer',
    seeder.id(`${id} winback`),
    {
      referenceName: 'Come back before the storm season',
      offerId: 'come_back_2',
      duration: 'ONE_YEAR',
      offerMode: 'PAY_UP_FRONT',
      periodCount: 1,
      customerEligibilityPaidSubscriptionDurationInMonths: 6,
      customerEligibilityTimeSinceLastSubscribedInMonths: { minimum: 2, maximum: 12 },
      customerEligibilityWaitBetweenOffersInMonths: 6,
      startDate: seeder.day(20),
      endDate: seeder.day(-70),
      priority: 'NORMAL',
      promotionIntent: 'USE_AUTO_GENERATED_ASSETS',
      targetSubscriptionPlanType: 'UPFRONT',
    },
    { prices: priced('WinBackOfferPrice', 'winback') },
  );
  seeder.link('Subscription', id, 'winBackOffers', [winBack]);
  const code = seeder.put(
    'SubscriptionOfferCode',
    seeder.id(`${id} offer code`),
    {
      name: 'Radio campaign',
      customerEligibilities: ['NEW', 'EXPIRED'],
      offerEligibility: 'STACK_WITH_INTRO_OFFERS',
      duration: 'ONE_YEAR',
      offerMode: 'PAY_UP_FRONT',
      numberOfPeriods: 1,
      totalNumberOfCodes: 1250,
      productionCodeCount: 1200,
      sandboxCodeCount: 50,
      active: true,
      autoRenewEnabled: true,
      targetSubscriptionPlanType: 'UPFRONT',
    },
    { subscription: id, prices: priced('SubscriptionOfferCodePrice', 'code') },
  );
  seeder.put(
    'SubscriptionOfferCodeOneTimeUseCode',
    seeder.id(`${id} one-time`),
    {
      numberOfCodes: 200,
      createdDate: seeder.ago(20),
      expirationDate: seeder.day(-70),
      active: true,
      environment: 'PRODUCTION',
    },
    { offerCode: code },
  );
  seeder.put(
    'SubscriptionOfferCodeCustomCode',
    seeder.id(`${id} custom`),
    {
      customCode: 'RADIO50',
      numberOfCodes: 1000,
      createdDate: seeder.ago(20),
      expirationDate: seeder.day(-70),
      active: true,
    },
    { offerCode: code },
  );
}
