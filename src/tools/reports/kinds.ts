import type { ProductClass } from './product-types.ts';

/**
 * Which reports there are: what Apple calls them, how often they are made, what can be added up in them. Combinations and
 * versions as Apple's documentation has them (a copy read 2026-11-22); columns as public clients read them. Columns
 * are found by name, so a further one does no harm.
 */

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** Something that can be added up. */
export interface Measure {
  readonly name: string;
  readonly column: string;
  /** Multiplied with this column: prices and proceeds stand per unit. */
  readonly times?: string;
  /** The column with its currency: summed by it, never across. */
  readonly currency?: string;
  /** Only rows of this class of products. */
  readonly only?: ProductClass;
}

/** A report that is asked for by date: sales and its relatives, finance. */
export interface ReportKind {
  readonly path: '/v1/salesReports' | '/v1/financeReports';
  readonly type: string;
  readonly subType?: string;
  readonly version?: string;
  /** Finance has fiscal months only. */
  readonly frequencies: readonly Frequency[];
  readonly measures: readonly Measure[];
  /** It counts what is there on a day, not what happened: days are never added up. */
  readonly stock?: true;
  /** Where the app stands: by its Apple id, or by the SKU of itself or of its parent. */
  readonly app?: 'id' | 'sku';
}

const proceeds = {
  name: 'proceeds',
  column: 'Developer Proceeds',
  times: 'Units',
  currency: 'Currency of Proceeds',
} as const;

const sales = '/v1/salesReports';
const subscriptionOffers = [
  'Active Free Trial Introductory Offer Subscriptions',
  'Active Pay Up Front Introductory Offer Subscriptions',
  'Active Pay As You Go Introductory Offer Subscriptions',
] as const;

export const reportKinds = {
  sales: {
    path: sales,
    type: 'SALES',
    subType: 'SUMMARY',
    version: '1_0',
    frequencies: ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'],
    measures: [
      { name: 'units', column: 'Units' },
      { name: 'downloads', column: 'Units', only: 'downloads' },
      { name: 'redownloads', column: 'Units', only: 'redownloads' },
      { name: 'updates', column: 'Units', only: 'updates' },
      { name: 'purchases', column: 'Units', only: 'purchases' },
      proceeds,
    ],
    app: 'sku',
  },
  pre_orders: {
    path: sales,
    type: 'PRE_ORDER',
    subType: 'SUMMARY',
    version: '1_0',
    frequencies: ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'],
    measures: [
      { name: 'ordered', column: 'Ordered' },
      { name: 'cancelled', column: 'Canceled' },
      { name: 'cumulative', column: 'Cumulative Ordered' },
    ],
    app: 'sku',
  },
  subscriptions: {
    path: sales,
    type: 'SUBSCRIPTION',
    subType: 'SUMMARY',
    version: '1_3',
    frequencies: ['DAILY'],
    measures: [
      { name: 'subscribers', column: 'Subscribers' },
      { name: 'standard', column: 'Active Standard Price Subscriptions' },
      { name: 'trials', column: subscriptionOffers[0] },
      { name: 'intro up front', column: subscriptionOffers[1] },
      { name: 'intro as you go', column: subscriptionOffers[2] },
      { name: 'billing retry', column: 'Billing Retry' },
      { name: 'grace period', column: 'Grace Period' },
    ],
    stock: true,
    app: 'id',
  },
  subscription_events: {
    path: sales,
    type: 'SUBSCRIPTION_EVENT',
    subType: 'SUMMARY',
    version: '1_3',
    frequencies: ['DAILY'],
    measures: [{ name: 'quantity', column: 'Quantity' }],
    app: 'id',
  },
  subscribers: {
    path: sales,
    type: 'SUBSCRIBER',
    subType: 'DETAILED',
    version: '1_3',
    frequencies: ['DAILY'],
    measures: [
      { name: 'units', column: 'Units' },
      { name: 'proceeds', column: 'Developer Proceeds', times: 'Units', currency: 'Proceeds Currency' },
    ],
    app: 'id',
  },
  offer_redemptions: {
    path: sales,
    type: 'SUBSCRIPTION_OFFER_CODE_REDEMPTION',
    subType: 'SUMMARY',
    version: '1_0',
    frequencies: ['DAILY'],
    measures: [{ name: 'redemptions', column: 'Redemptions' }],
    app: 'id',
  },
  win_back: {
    path: sales,
    type: 'WIN_BACK_ELIGIBILITY',
    subType: 'SUMMARY',
    version: '1_0',
    frequencies: ['DAILY'],
    measures: [{ name: 'eligible', column: 'Eligible Subscribers' }],
    stock: true,
    app: 'id',
  },
  first_annual: {
    path: sales,
    type: 'FIRST_ANNUAL',
    subType: 'DETAILED',
    version: '1_0',
    frequencies: ['DAILY'],
    measures: [{ name: 'units', column: 'Units' }],
    app: 'id',
  },
  installs: {
    path: sales,
    type: 'INSTALLS',
    subType: 'SUMMARY_INSTALL_TYPE',
    version: '1_2',
    frequencies: ['MONTHLY'],
    measures: [{ name: 'installs', column: 'Installs' }],
    app: 'id',
  },
  finance: {
    path: '/v1/financeReports',
    type: 'FINANCIAL',
    frequencies: [],
    measures: [
      { name: 'quantity', column: 'Quantity' },
      { name: 'share', column: 'Extended Partner Share', currency: 'Partner Share Currency' },
    ],
  },
  finance_detail: {
    path: '/v1/financeReports',
    type: 'FINANCE_DETAIL',
    frequencies: [],
    measures: [
      { name: 'quantity', column: 'Quantity' },
      { name: 'share', column: 'Extended Partner Share', currency: 'Partner Share Currency' },
    ],
  },
} as const satisfies Readonly<Record<string, ReportKind>>;

/**
 * Columns of analytics reports that may be added up over rows and days, with the name in an answer. Counts of unique
 * devices or people may not: whoever came on two days would count twice (Apple's glossary, read 2026-11-22).
 */
export const analyticsMeasures: readonly Measure[] = [
  { name: 'counts', column: 'Counts' },
  { name: 'sessions', column: 'Sessions' },
  { name: 'session seconds', column: 'Total Session Duration' },
  { name: 'crashes', column: 'Crashes' },
  { name: 'purchases', column: 'Purchases' },
  { name: 'proceeds in USD', column: 'Proceeds in USD' },
  { name: 'sales in USD', column: 'Sales in USD' },
];

/** What `group_by` may say, and the columns that it may mean; the first that a report has counts. */
export const dimensions: Readonly<Record<string, readonly string[]>> = {
  product: ['Title', 'Subscription Name', 'App Name'],
  sku: ['SKU', 'Vendor Identifier'],
  territory: ['Country Code', 'Country', 'Country Of Sale', 'Country of Sale', 'Territory'],
  device: ['Device'],
  source: ['Source Type', 'Client'],
  currency: ['Currency of Proceeds', 'Proceeds Currency', 'Partner Share Currency'],
  type: ['Product Type Identifier', 'Download Type', 'Purchase Type'],
  version: ['Version', 'App Version'],
  event: ['Event'],
  offer: ['Subscription Offer Name', 'Offer Reference Name', 'Promotional Offer Name'],
  reason: ['Cancellation Reason', 'Proceeds Reason'],
  region: ['Region'],
};

/** Dimensions that come from the date of a report, or from the column of dates. */
export const timeDimensions = ['day', 'week', 'month'] as const;
export type TimeDimension = (typeof timeDimensions)[number];
