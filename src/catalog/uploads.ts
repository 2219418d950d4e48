/**
 * Every kind of file that the API takes, and how: reserved by a create, its bytes sent to signed addresses, committed by
 * an update, then looked at until Apple has judged it. Sources: API document 4.5.1 (2026-10-06) for names and bodies;
 * Apple's page on uploading assets and reports of live calls for the states (collected 2026-11-22).
 */
export interface AssetKind {
  readonly resource: string;
  /** Operations of the resource begin with it: `appScreenshots` → `appScreenshots_createInstance`. */
  readonly operations: string;
  /** What the file belongs to, as the reservation names it; of several exactly one is given. */
  readonly parents: readonly string[];
  /** Attributes of the reservation beside `fileName` and `fileSize`; with `*` required. */
  readonly attributes: readonly string[];
  /** What the commit says beside `uploaded`: MD5 of the whole file, the same as an object, or nothing. */
  readonly checksum: 'sourceFileChecksum' | 'sourceFileChecksums' | 'none';
  readonly state: AssetState;
  /** There is a delete for what failed. */
  readonly removable: boolean;
  /** It lies in a library that many pages use: a person agrees to every delete. */
  readonly shared?: true;
  readonly source: string;
}

/** Where the state stands and how it ends. Every other state passes. */
export interface AssetState {
  /** An object `{state, errors, warnings}`, or a word. */
  readonly attribute: 'assetDeliveryState' | 'videoDeliveryState' | 'state';
  readonly shape: 'object' | 'word';
  /** Reasons of a failure where the state is a word. */
  readonly details?: string;
  readonly awaiting: string;
  readonly failed: readonly string[];
  readonly done: readonly string[];
  /** Processing goes on elsewhere after the file itself is done: the attribute to look at there. */
  readonly afterwards?: { readonly parent: string; readonly attribute: string };
}

const delivery: AssetState = {
  attribute: 'assetDeliveryState',
  shape: 'object',
  awaiting: 'AWAITING_UPLOAD',
  failed: ['FAILED'],
  done: ['COMPLETE'],
};
const video: AssetState = { ...delivery, attribute: 'videoDeliveryState' };
/** Product images of the first generation: after processing they wait for review, or are past it. */
const productImage: AssetState = {
  attribute: 'state',
  shape: 'word',
  awaiting: 'AWAITING_UPLOAD',
  failed: ['FAILED'],
  done: ['PREPARE_FOR_SUBMISSION', 'WAITING_FOR_REVIEW', 'APPROVED', 'REJECTED'],
};
const libraryAsset: AssetState = {
  attribute: 'state',
  shape: 'word',
  details: 'stateDetails',
  awaiting: 'AWAITING_UPLOAD',
  failed: ['FAILED'],
  // Processing ends in the first (Apple's article on image assets, read 2026-11-22).
  done: [
    'PREPARE_FOR_SUBMISSION',
    'COMPLETE',
    'READY_FOR_REVIEW',
    'WAITING_FOR_REVIEW',
    'IN_REVIEW',
    'ACCEPTED',
    'APPROVED',
    'REJECTED',
    'ARCHIVED',
  ],
};

const document = 'document 4.5.1, 2026-10-06';
const noChecksum = 'document 4.5.1, 2026-10-06: the update has no checksum';

type Row = Omit<AssetKind, 'resource'>;

function row(operations: string, parent: string | readonly string[], more: Partial<Row> = {}): Row {
  return {
    operations,
    parents: typeof parent === 'string' ? [parent] : parent,
    attributes: [],
    checksum: 'sourceFileChecksum',
    state: delivery,
    removable: true,
    source: document,
    ...more,
  };
}

const plain = { checksum: 'none', source: noChecksum } as const;

const rows: { readonly [resource: string]: Row } = {
  AppScreenshot: row('appScreenshots', 'appScreenshotSet'),
  AppPreview: row('appPreviews', 'appPreviewSet', {
    attributes: ['previewFrameTimeCode', 'mimeType'],
    state: video,
    source: 'document 4.5.1, 2026-10-06: assetDeliveryState is deprecated there',
  }),
  AppAssetLibraryImage: row('appAssetLibraryImages', 'assetLibrary', {
    ...plain,
    attributes: ['category*', 'referenceName'],
    shared: true,
    state: libraryAsset,
  }),
  AppAssetLibraryVideo: row('appAssetLibraryVideos', 'assetLibrary', {
    ...plain,
    attributes: ['category*', 'previewFrameTimeCode', 'referenceName'],
    shared: true,
    state: libraryAsset,
  }),
  AppEventScreenshot: row('appEventScreenshots', 'appEventLocalization', {
    ...plain,
    attributes: ['appEventAssetType*'],
  }),
  AppEventVideoClip: row('appEventVideoClips', 'appEventLocalization', {
    ...plain,
    attributes: ['appEventAssetType*', 'previewFrameTimeCode'],
    state: video,
  }),
  AppClipHeaderImage: row('appClipHeaderImages', 'appClipDefaultExperienceLocalization'),
  AppClipAdvancedExperienceImage: row('appClipAdvancedExperienceImages', [], { removable: false }),
  AppStoreReviewAttachment: row('appStoreReviewAttachments', 'appStoreReviewDetail'),
  RoutingAppCoverage: row('routingAppCoverages', 'appStoreVersion'),
  AppEncryptionDeclarationDocument: row('appEncryptionDeclarationDocuments', 'appEncryptionDeclaration', {
    removable: false,
  }),
  InAppPurchaseAppStoreReviewScreenshot: row('inAppPurchaseAppStoreReviewScreenshots', 'inAppPurchaseV2'),
  InAppPurchaseImage: row('inAppPurchaseImages', 'inAppPurchase', { state: productImage }),
  InAppPurchaseImageV2: row('inAppPurchaseImagesV2', 'version', plain),
  SubscriptionAppStoreReviewScreenshot: row('subscriptionAppStoreReviewScreenshots', 'subscription'),
  SubscriptionImage: row('subscriptionImages', 'subscription', { state: productImage }),
  SubscriptionImageV2: row('subscriptionImagesV2', 'version', plain),
  GameCenterAchievementImage: row('gameCenterAchievementImages', 'gameCenterAchievementLocalization', plain),
  GameCenterAchievementImageV2: row('gameCenterAchievementImagesV2', 'localization', plain),
  GameCenterActivityImage: row('gameCenterActivityImages', ['localization', 'version'], plain),
  GameCenterChallengeImage: row('gameCenterChallengeImages', ['localization', 'version'], plain),
  GameCenterLeaderboardImage: row('gameCenterLeaderboardImages', 'gameCenterLeaderboardLocalization', plain),
  GameCenterLeaderboardImageV2: row('gameCenterLeaderboardImagesV2', 'localization', plain),
  GameCenterLeaderboardSetImage: row(
    'gameCenterLeaderboardSetImages',
    'gameCenterLeaderboardSetLocalization',
    plain,
  ),
  GameCenterLeaderboardSetImageV2: row('gameCenterLeaderboardSetImagesV2', 'localization', plain),
  BuildUploadFile: row('buildUploadFiles', 'buildUpload', {
    attributes: ['assetType*', 'uti*'],
    checksum: 'sourceFileChecksums',
    state: { ...delivery, afterwards: { parent: 'BuildUpload', attribute: 'state' } },
    removable: false,
  }),
  BackgroundAssetUploadFile: row('backgroundAssetUploadFiles', 'backgroundAssetVersion', {
    attributes: ['assetType*'],
    checksum: 'sourceFileChecksums',
    state: { ...delivery, afterwards: { parent: 'BackgroundAssetVersion', attribute: 'state' } },
    removable: false,
    source: 'document 4.5.1, 2026-10-06: sourceFileChecksum is deprecated there',
  }),
};

/** Every kind, by the catalogue's name of the resource. */
export const assetKinds: ReadonlyMap<string, AssetKind> = new Map(
  Object.entries(rows).map(([resource, kind]) => [resource, { resource, ...kind }]),
);

/** The row of a kind that is known to be in the table; its absence is a programming error. */
export function assetKindOf(resource: string): AssetKind {
  const kind = assetKinds.get(resource);
  if (kind === undefined) throw new Error(`The table of uploads has no ${resource}.`);
  return kind;
}
