/**
 * How people call the objects that the API knows by id. A row says where candidates are listed, which attributes are
 * names, and which object a part before a slash stands for: `Weather Now/3.2/de-DE`.
 */
export interface Lookup {
  /** Operation that lists the candidates. */
  readonly list: string;
  /** The object that they belong to; named before the slash. */
  readonly within?: {
    readonly resource: string;
    /** Parameter that takes its id; absent where the id stands in the path. */
    readonly filter?: string;
    /** The list also works without it. */
    readonly optional?: true;
  };
  /** Attributes that are names, compared whole and without regard to case. */
  readonly by: readonly string[];
  /** Parameters with which Apple narrows the list by such an attribute. Apple's matching is not documented, so every hit is compared again. */
  readonly narrow?: { readonly [attribute: string]: string };
  /** Attribute that may follow the name to tell two apart: `3.2 IOS`. */
  readonly qualifier?: string;
  /** What an id looks like, where it is not a UUID. */
  readonly id?: RegExp;
}

const portalId = /^[A-Z0-9]{10}$/;
const inApp = { resource: 'App' } as const;

export const lookups: { readonly [resource: string]: Lookup } = {
  App: {
    list: 'apps_getCollection',
    by: ['name', 'bundleId', 'sku'],
    narrow: { bundleId: 'filter[bundleId]', name: 'filter[name]' },
    id: /^\d{6,}$/,
  },
  AppStoreVersion: {
    list: 'apps_appStoreVersions_getToManyRelated',
    within: inApp,
    by: ['versionString'],
    narrow: { versionString: 'filter[versionString]' },
    qualifier: 'platform',
  },
  AppStoreVersionLocalization: {
    list: 'appStoreVersions_appStoreVersionLocalizations_getToManyRelated',
    within: { resource: 'AppStoreVersion' },
    by: ['locale'],
  },
  AppInfo: { list: 'apps_appInfos_getToManyRelated', within: inApp, by: ['state', 'appStoreState'] },
  AppInfoLocalization: {
    list: 'appInfos_appInfoLocalizations_getToManyRelated',
    within: { resource: 'AppInfo' },
    by: ['locale'],
  },
  Build: {
    list: 'builds_getCollection',
    within: { resource: 'App', filter: 'filter[app]', optional: true },
    by: ['version'],
    narrow: { version: 'filter[version]' },
  },
  PrereleaseVersion: {
    list: 'preReleaseVersions_getCollection',
    within: { resource: 'App', filter: 'filter[app]', optional: true },
    by: ['version'],
    narrow: { version: 'filter[version]' },
    qualifier: 'platform',
  },
  BetaGroup: {
    list: 'betaGroups_getCollection',
    within: { resource: 'App', filter: 'filter[app]', optional: true },
    by: ['name'],
    narrow: { name: 'filter[name]' },
  },
  BetaTester: { list: 'betaTesters_getCollection', by: ['email'], narrow: { email: 'filter[email]' } },
  InAppPurchaseV2: {
    list: 'apps_inAppPurchasesV2_getToManyRelated',
    within: inApp,
    by: ['productId', 'name'],
    narrow: { productId: 'filter[productId]', name: 'filter[name]' },
    id: /^\d{6,}$/,
  },
  SubscriptionGroup: {
    list: 'apps_subscriptionGroups_getToManyRelated',
    within: inApp,
    by: ['referenceName'],
    id: /^\d{6,}$/,
  },
  Subscription: {
    list: 'subscriptionGroups_subscriptions_getToManyRelated',
    within: { resource: 'SubscriptionGroup' },
    by: ['productId', 'name'],
    id: /^\d{6,}$/,
  },
  AppCustomProductPage: { list: 'apps_appCustomProductPages_getToManyRelated', within: inApp, by: ['name'] },
  AppEvent: { list: 'apps_appEvents_getToManyRelated', within: inApp, by: ['referenceName'] },
  Webhook: { list: 'apps_webhooks_getToManyRelated', within: inApp, by: ['name'] },
  CiProduct: { list: 'ciProducts_getCollection', by: ['name'] },
  CiWorkflow: {
    list: 'ciProducts_workflows_getToManyRelated',
    within: { resource: 'CiProduct' },
    by: ['name'],
  },
  CiBuildRun: {
    list: 'ciProducts_buildRuns_getToManyRelated',
    within: { resource: 'CiProduct' },
    by: ['number'],
  },
  User: { list: 'users_getCollection', by: ['username'], narrow: { username: 'filter[username]' } },
  UserInvitation: {
    list: 'userInvitations_getCollection',
    by: ['email'],
    narrow: { email: 'filter[email]' },
  },
  BundleId: {
    list: 'bundleIds_getCollection',
    by: ['identifier', 'name'],
    narrow: { identifier: 'filter[identifier]' },
    id: portalId,
  },
  Certificate: {
    list: 'certificates_getCollection',
    by: ['displayName', 'name', 'serialNumber'],
    id: portalId,
  },
  Device: {
    list: 'devices_getCollection',
    by: ['udid', 'name'],
    narrow: { udid: 'filter[udid]', name: 'filter[name]' },
    id: portalId,
  },
  Profile: { list: 'profiles_getCollection', by: ['name'], narrow: { name: 'filter[name]' }, id: portalId },
  MerchantId: { list: 'merchantIds_getCollection', by: ['identifier', 'name'], id: portalId },
  PassTypeId: { list: 'passTypeIds_getCollection', by: ['identifier', 'name'], id: portalId },
};
