/**
 * Operations that Apple has deprecated without saying so in its API document, or that it flagged in one version and
 * not in the next. The document's own flags are kept as they are; a row here adds to them.
 */
export interface Deprecation {
  /** Ids that it covers, in full or up to the group (`inAppPurchaseLocalizations`). */
  readonly operations: RegExp;
  readonly since: string;
  /** What to use instead, in words or as a group of operations. */
  readonly instead: string;
  /** `true` while accounts without the successor still need it: it is marked, and not pushed to the end of a search. */
  readonly stillNeeded?: true;
  readonly source: string;
}

const notes441 = "Apple's release notes for 4.4.1 (2026-07-15); the document does not flag them";
const notes451 =
  "Apple's release notes for 4.5.1 (2026-10-06); the document flags them in no version but 4.4";

const deprecations: readonly Deprecation[] = [
  {
    operations: /^inAppPurchaseLocalizations_/,
    since: '4.4.1',
    instead: 'inAppPurchaseLocalizationsV2 on an inAppPurchaseVersion',
    source: notes441,
  },
  {
    operations: /^subscriptionLocalizations_/,
    since: '4.4.1',
    instead: 'subscriptionLocalizationsV2 on a subscriptionVersion',
    source: notes441,
  },
  {
    operations: /^subscriptionGroupLocalizations_/,
    since: '4.4.1',
    instead: 'subscriptionGroupLocalizationsV2 on a subscriptionGroupVersion',
    source: notes441,
  },
  { operations: /^inAppPurchaseImages_/, since: '4.4.1', instead: 'inAppPurchaseImagesV2', source: notes441 },
  { operations: /^subscriptionImages_/, since: '4.4.1', instead: 'subscriptionImagesV2', source: notes441 },
  {
    operations: /^(inAppPurchase|subscription|subscriptionGroup)Submissions_/,
    since: '4.4.1',
    instead: 'reviewSubmissionItems with a product version',
    source: notes441,
  },
  {
    operations: /^app(ScreenshotSets|Screenshots|PreviewSets|Previews)_/,
    since: '4.5.1',
    instead: 'appAssetLibraryImages, appAssetLibraryVideos and appAssetLibraryPlacements',
    stillNeeded: true,
    source: notes451,
  },
  {
    operations: /^appEvent(Screenshots|VideoClips)_/,
    since: '4.5.1',
    instead: 'appAssetLibraryImages, appAssetLibraryVideos and appAssetLibraryPlacements',
    stillNeeded: true,
    source: notes451,
  },
  {
    operations: /^appTags_territories_/,
    since: '4.5',
    instead: 'nothing',
    source: "Apple's release notes for 4.5",
  },
];

/** Our row for an operation, if it has one. */
export function deprecationOf(operationId: string): Deprecation | undefined {
  return deprecations.find((row) => row.operations.test(operationId));
}
