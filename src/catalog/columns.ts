import type { Resource } from './index.ts';
import { parseScalar } from './schema.ts';

/**
 * What a list shows of each object when nobody asks for more: enough to recognise it and to decide, no more. A
 * resource without a row shows its first few short attributes.
 */
const chosen: { readonly [resource: string]: readonly string[] } = {
  App: ['name', 'bundleId'],
  AppStoreVersion: ['versionString', 'platform', 'appVersionState', 'releaseType', 'createdDate'],
  AppStoreVersionLocalization: ['locale', 'whatsNew', 'promotionalText'],
  AppInfo: ['state', 'appStoreAgeRating'],
  AppInfoLocalization: ['locale', 'name', 'subtitle'],
  AppScreenshotSet: ['screenshotDisplayType'],
  AppScreenshot: ['fileName', 'fileSize', 'assetDeliveryState'],
  Build: ['version', 'processingState', 'uploadedDate'],
  PrereleaseVersion: ['version', 'platform'],
  BuildBetaDetail: ['internalBuildState', 'externalBuildState', 'autoNotifyEnabled'],
  BetaGroup: ['name', 'isInternalGroup', 'publicLinkEnabled', 'hasAccessToAllBuilds'],
  BetaTester: ['firstName', 'lastName', 'email', 'state', 'inviteType'],
  BetaBuildLocalization: ['locale', 'whatsNew'],
  BetaFeedbackCrashSubmission: ['createdDate', 'comment', 'deviceModel', 'osVersion', 'buildBundleId'],
  BetaFeedbackScreenshotSubmission: ['createdDate', 'comment', 'deviceModel', 'osVersion'],
  CustomerReview: ['rating', 'createdDate', 'territory', 'title', 'body', 'reviewerNickname'],
  CustomerReviewResponseV1: ['state', 'lastModifiedDate', 'responseBody'],
  ReviewSubmission: ['platform', 'state', 'submittedDate'],
  ReviewSubmissionItem: ['state'],
  InAppPurchaseV2: ['name', 'productId', 'inAppPurchaseType', 'state'],
  Subscription: ['name', 'productId', 'subscriptionPeriod', 'state', 'groupLevel'],
  SubscriptionGroup: ['referenceName'],
  Territory: ['currency'],
  AppPricePointV3: ['customerPrice', 'proceeds'],
  InAppPurchasePricePoint: ['customerPrice', 'proceeds'],
  SubscriptionPricePoint: ['customerPrice', 'proceeds', 'proceedsYear2'],
  CiProduct: ['name', 'productType'],
  CiWorkflow: ['name', 'isEnabled', 'lastModifiedDate'],
  CiBuildRun: [
    'number',
    'executionProgress',
    'completionStatus',
    'createdDate',
    'startReason',
    'isPullRequestBuild',
  ],
  CiBuildAction: ['name', 'actionType', 'executionProgress', 'completionStatus', 'isRequiredToPass'],
  CiIssue: ['issueType', 'category', 'message', 'fileSource'],
  CiTestResult: ['className', 'name', 'status', 'message'],
  User: ['firstName', 'lastName', 'username', 'roles'],
  UserInvitation: ['firstName', 'lastName', 'email', 'roles', 'expirationDate'],
  BundleId: ['identifier', 'name', 'platform', 'seedId'],
  Certificate: ['displayName', 'certificateType', 'expirationDate'],
  Device: ['name', 'udid', 'deviceClass', 'status'],
  Profile: ['name', 'profileType', 'profileState', 'expirationDate'],
  Webhook: ['name', 'url', 'enabled', 'eventTypes'],
  WebhookDelivery: ['createdDate', 'deliveryState', 'errorMessage'],
  SandboxTesterV2: ['firstName', 'lastName', 'acAccountName', 'territory'],
};

/** Of related objects, first: without them the rows of such a list cannot be told apart. */
const joined: { readonly [resource: string]: readonly string[] } = {
  TerritoryAvailability: ['territory.id'],
  AppPriceV2: ['territory.id', 'appPricePoint.customerPrice'],
  InAppPurchasePrice: ['territory.id', 'inAppPurchasePricePoint.customerPrice'],
  SubscriptionPrice: ['territory.id', 'subscriptionPricePoint.customerPrice'],
  AppPricePointV3: ['territory.id'],
  InAppPurchasePricePoint: ['territory.id'],
  SubscriptionPricePoint: ['territory.id'],
};

/** Columns of related objects that a list shows unasked, as far as its operation can include them. */
export function joinedColumns(resource: Resource, includes: readonly string[]): readonly string[] {
  return (joined[resource.name] ?? []).filter((column) => includes.includes(column.split('.')[0] ?? ''));
}

const columnsWithoutRow = 5;

/** Default columns of a resource's list, `id` not among them. */
export function defaultColumns(resource: Resource): readonly string[] {
  const row = chosen[resource.name];
  if (row !== undefined)
    return row.filter(
      (name) => resource.attributes?.[name] !== undefined || `${name}*` in (resource.attributes ?? {}),
    );
  const short: string[] = [];
  for (const [key, node] of Object.entries(resource.attributes ?? {})) {
    if (typeof node !== 'string') continue;
    const scalar = parseScalar(node);
    const telling = scalar.kind !== 'schema' && scalar.kind !== 'any' && !scalar.deprecated && !scalar.list;
    if (telling && scalar.format !== 'uri') short.push(key.replace('*', ''));
  }
  return short.slice(0, columnsWithoutRow);
}
