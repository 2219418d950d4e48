import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { productChecks } from '../../src/tools/products/checks/index.ts';
import type { Product } from '../../src/tools/products/find.ts';
import { kinds } from '../../src/tools/products/kinds.ts';
import type { ProductSnapshot, ProductText, ProductVersion } from '../../src/tools/products/snapshot.ts';
import { expectLegal } from './release/fixes.ts';

const text = (more: Partial<ProductText> = {}): ProductText => ({
  id: 'text-en',
  locale: 'en-US',
  name: 'Maps: Alps',
  description: 'All trails of the Alps',
  ...more,
});
const version = (more: Partial<ProductVersion> = {}): ProductVersion => ({
  id: 'version-1',
  number: 1,
  state: 'WAITING_FOR_REVIEW',
  texts: [text()],
  images: 0,
  ...more,
});
const product = (more: Partial<Product> = {}): Product => ({
  kind: kinds.in_app_purchase,
  id: '6440000001',
  name: 'Maps: Alps',
  productId: 'com.example.alps',
  state: 'WAITING_FOR_REVIEW',
  thing: { type: 'inAppPurchases', id: '6440000001', attributes: {}, relationships: {} },
  ...more,
});

/** Complete, and with Apple. */
const purchase: ProductSnapshot = {
  app: { id: '1500000001', name: 'Trail Mate', primaryLocale: 'en-US' },
  product: product(),
  first: false,
  reviewNote: 'In the shop.',
  type: 'NON_CONSUMABLE',
  period: undefined,
  level: undefined,
  familySharable: false,
  versions: [version()],
  oldTexts: [],
  screenshot: {
    id: 'shot-1',
    state: 'COMPLETE',
    reasons: [],
    fileName: 'review.png',
    fileSize: 1_000,
    md5: 'aa',
    pixels: '1320x2868',
  },
  availability: { id: '6440000001', newTerritories: true, territories: new Set(['USA', 'DEU']) },
  base: 'USA',
  hasSchedule: true,
  prices: [{ territory: 'USA', amount: '4.99', startDate: undefined }],
  promoted: false,
  images: 0,
  groupVersions: [],
  oldGroupTexts: [],
  siblings: [],
};
const subscription: ProductSnapshot = {
  ...purchase,
  product: product({ kind: kinds.subscription, group: { id: '2150', name: 'Trail Plus' } }),
  type: undefined,
  period: 'ONE_YEAR',
  level: 1,
  base: undefined,
  prices: ['USA', 'DEU'].map((territory) => ({ territory, amount: '4.99', startDate: undefined })),
  groupVersions: [version({ id: 'group-version-1' })],
};

const withText = (more: Partial<ProductText>): ProductSnapshot => ({
  ...purchase,
  versions: [version({ texts: [text(more)] })],
});
const withShot = (more: Partial<NonNullable<ProductSnapshot['screenshot']>>): ProductSnapshot => ({
  ...purchase,
  screenshot: purchase.screenshot === undefined ? undefined : { ...purchase.screenshot, ...more },
});
const inState = (state: string): ProductSnapshot => ({ ...purchase, product: product({ state }) });

/** For each check a product in which it, and nothing worse, finds something. */
const failing: { readonly [id: string]: ProductSnapshot } = {
  'screenshot.missing': { ...purchase, screenshot: undefined },
  'screenshot.failed': withShot({ state: 'FAILED', reasons: ['IMAGE_INCORRECT_DIMENSIONS'] }),
  'screenshot.unfinished': withShot({ state: 'AWAITING_UPLOAD' }),
  'screenshot.processing': withShot({ state: 'UPLOAD_COMPLETE' }),
  'screenshot.size': withShot({ pixels: '1024x1024' }),
  'version.missing': { ...purchase, versions: [], oldTexts: [text()] },
  'version.rejected': { ...purchase, versions: [version({ state: 'DEVELOPER_REJECTED' })] },
  'version.in_draft': { ...purchase, versions: [version({ state: 'READY_FOR_REVIEW' })] },
  'product.refused': inState('DEVELOPER_ACTION_NEEDED'),
  'product.off_sale': inState('DEVELOPER_REMOVED_FROM_SALE'),
  'product.first': { ...inState('MISSING_METADATA'), first: true },
  'product.not_submitted': inState('READY_TO_SUBMIT'),
  'promotion.image': { ...purchase, promoted: true },
  'text.missing': { ...purchase, versions: [version({ texts: [] })] },
  'text.primary_locale': withText({ locale: 'de-DE' }),
  'text.name_short': withText({ name: 'M' }),
  'text.name_long': withText({ name: 'm'.repeat(31) }),
  'text.description_missing': withText({ description: ' ' }),
  'text.description_long': withText({ description: 'd'.repeat(56) }),
  'text.placeholder': withText({ description: 'TODO: describe' }),
  'text.says_nothing': withText({ description: 'maps: alps' }),
  'group.text_missing': { ...subscription, groupVersions: [version({ texts: [] })] },
  'group.locale_missing': {
    ...subscription,
    versions: [version({ texts: [text(), text({ id: 'text-de', locale: 'de-DE' })] })],
  },
  'product.reference_long': { ...purchase, product: product({ name: 'n'.repeat(65) }) },
  'product.review_note': { ...purchase, reviewNote: undefined },
  'price.missing': { ...purchase, hasSchedule: false, base: undefined, prices: [] },
  'price.base': { ...purchase, prices: [{ territory: 'DEU', amount: '4.99', startDate: undefined }] },
  'price.territories': { ...subscription, prices: subscription.prices.slice(0, 1) },
  'price.starts_later': {
    ...subscription,
    prices: subscription.prices.map((price) => ({ ...price, startDate: '2027-01-01' })),
  },
  'availability.missing': { ...purchase, availability: undefined },
  'availability.nowhere': {
    ...purchase,
    availability: { id: '6440000001', newTerritories: true, territories: new Set() },
  },
  'availability.new_territories': {
    ...subscription,
    availability: { id: 'plan-1', newTerritories: false, territories: new Set(['USA', 'DEU']) },
  },
  'subscription.period': { ...subscription, period: undefined },
  'subscription.level': { ...subscription, level: undefined },
};

const idsFor = (snapshot: ProductSnapshot): string[] =>
  productChecks.filter((check) => check.test(snapshot).length > 0).map(({ id }) => id);

describe('the checks of a product', () => {
  it('are silent on a complete in-app purchase and a complete subscription', () => {
    expect(idsFor(purchase)).toEqual([]);
    expect(idsFor(subscription)).toEqual([]);
  });

  it.each(productChecks.map((check) => [check.id] as const))('%s finds what it is for, and alone', (id) => {
    expect(idsFor(failing[id] ?? purchase)).toEqual([id]);
  });

  it('are at least twenty, each tested', () => {
    expect(productChecks.length).toBeGreaterThanOrEqual(20);
    expect(Object.keys(failing).sort()).toEqual(productChecks.map(({ id }) => id).sort());
  });

  it('ask nothing new of a product that is sold', () => {
    const sold = { ...inState('APPROVED'), screenshot: undefined, versions: [], oldTexts: [text()] };
    expect(idsFor(sold)).toEqual([]);
  });

  it('name operations that exist, in calls of the right tool', () => {
    const catalog = loadCatalog();
    for (const check of productChecks) {
      for (const name of check.where.split(', '))
        if (/^[a-zA-Z0-9]+_[a-zA-Z_]+$/.test(name)) expect(catalog.operation(name), name).toBeDefined();
      for (const { fix } of check.test(failing[check.id] ?? purchase)) {
        if (fix === undefined || fix.tool === 'asc_sync_media') continue;
        if (fix.arguments.operation === 'asc_create_product') continue;
        expectLegal(catalog, check.id, fix);
      }
    }
  });

  it('say where each comes from', () => {
    expect(productChecks.filter(({ source }) => !/\d{4}-\d\d-\d\d/.test(source))).toEqual([]);
  });
});
