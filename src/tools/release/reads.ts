/** The requests behind a check of a version, each with no more than the checks look at. */
import {
  type Answered,
  nothing,
  type Reader,
  readList,
  readOne,
  readOptionalList,
  type Thing,
} from '../document.ts';
import { openSubmissions, presentStates } from './states.ts';

const fields = {
  versions:
    'platform,versionString,appStoreState,appVersionState,copyright,releaseType,earliestReleaseDate,createdDate,build,appStoreVersionPhasedRelease,appStoreReviewDetail,appStoreVersionLocalizations',
  builds:
    'version,uploadedDate,expirationDate,expired,processingState,buildAudienceType,usesNonExemptEncryption,preReleaseVersion,appEncryptionDeclaration',
  shots: 'fileName,sourceFileChecksum,imageAsset,assetDeliveryState',
  placements: 'placementType,placementGroup,state',
} as const;

/** Related objects that Apple sends along at most; whoever has more products or pictures gets a list of their own. */
const mostIncluded = 50;
const mostProducts = 2_000;
/** Ten pictures and three films for each display there is, and room. */
const mostPlacements = 1_000;

/** What is read of a build. */
const ofBuilds = {
  include: 'preReleaseVersion,appEncryptionDeclaration',
  'fields[builds]': fields.builds,
  'fields[preReleaseVersions]': 'version,platform',
  'fields[appEncryptionDeclarations]': 'appEncryptionDeclarationState',
} as const;

/** Builds that are looked at: enough for the trains that people still work on. */
const newestBuilds = 50;

/** The app, with names of its products as far as Apple sends them along. */
export function readApp(context: Reader, appId: string): Promise<Answered> {
  return readOne(context, `/v1/apps/${appId}`, {
    'fields[apps]': 'name,primaryLocale,contentRightsDeclaration,inAppPurchasesV2,subscriptionGroups',
    include: 'inAppPurchasesV2,subscriptionGroups',
    'fields[inAppPurchases]': 'name,productId,state',
    'fields[subscriptionGroups]': 'referenceName',
    'limit[inAppPurchasesV2]': String(mostIncluded),
    'limit[subscriptionGroups]': String(mostIncluded),
  });
}

/** Versions that are of interest: those that somebody works on and those that customers have. */
export function readVersions(context: Reader, appId: string): Promise<Answered> {
  return readList(context, `/v1/apps/${appId}/appStoreVersions`, {
    'filter[appVersionState]': presentStates.join(','),
    include: 'build,appStoreVersionPhasedRelease,appStoreReviewDetail,appStoreVersionLocalizations',
    'fields[appStoreVersions]': fields.versions,
    'fields[appStoreVersionLocalizations]': 'locale,whatsNew',
    'fields[builds]': 'version',
    'limit[appStoreVersionLocalizations]': '50',
  });
}

/** What is said of the app beside its versions, with the age rating. */
export function readInfos(context: Reader, appId: string): Promise<Answered> {
  return readList(context, `/v1/apps/${appId}/appInfos`, {
    include:
      'ageRatingDeclaration,appInfoLocalizations,primaryCategory,primarySubcategoryOne,primarySubcategoryTwo,secondaryCategory,secondarySubcategoryOne,secondarySubcategoryTwo',
    'limit[appInfoLocalizations]': '50',
  });
}

/** Where the app is sold; nothing where it is sold nowhere yet. */
export function readTerritories(context: Reader, appId: string): Promise<Answered> {
  return readOptionalList(context, `/v2/appAvailabilities/${appId}/territoryAvailabilities`, {
    include: 'territory',
    'fields[territoryAvailabilities]': 'available,preOrderEnabled,contentStatuses,territory',
    'fields[territories]': 'currency',
    limit: '200',
  });
}

/** Texts of a version, with the sets of pictures and films that each has. */
export function readTexts(context: Reader, versionId: string): Promise<Answered> {
  return readList(context, `/v1/appStoreVersions/${versionId}/appStoreVersionLocalizations`, {
    include: 'appScreenshotSets,appPreviewSets,placements',
    'fields[appScreenshotSets]': 'screenshotDisplayType',
    'fields[appPreviewSets]': 'previewType',
    'fields[appAssetLibraryPlacements]': fields.placements,
    'limit[appScreenshotSets]': '50',
    'limit[appPreviewSets]': '50',
    'limit[placements]': String(mostIncluded),
    limit: '200',
  });
}

/** Submissions that are not over. */
export function readSubmissions(context: Reader, appId: string, platform: string): Promise<Answered> {
  return readList(context, '/v1/reviewSubmissions', {
    'filter[app]': appId,
    'filter[platform]': platform,
    'filter[state]': openSubmissions.join(','),
    include: 'items,appStoreVersionForReview',
    'fields[reviewSubmissions]': 'state,platform,items,appStoreVersionForReview',
    'fields[reviewSubmissionItems]': 'state',
    'fields[appStoreVersions]': 'versionString',
    'limit[items]': '50',
  });
}

/** The newest builds of a platform. */
export function readBuilds(context: Reader, appId: string, platform: string): Promise<Answered> {
  return readList(
    context,
    '/v1/builds',
    {
      'filter[app]': appId,
      'filter[preReleaseVersion.platform]': platform,
      sort: '-uploadedDate',
      ...ofBuilds,
      limit: String(newestBuilds),
    },
    newestBuilds,
  );
}

/** The chosen build, when it is older than the newest ones or of another platform. */
export function readBuild(context: Reader, id: string): Promise<Answered> {
  return readOne(context, `/v1/builds/${id}`, ofBuilds);
}

/** Whether the app has a price, be it none. */
export async function readPriced(context: Reader, appId: string): Promise<boolean> {
  const { data } = await readOne(context, `/v1/apps/${appId}/appPriceSchedule`, {});
  return data.length > 0;
}

/** Groups with their subscriptions; `apps` is what readApp answered. */
export async function readGroups(context: Reader, apps: Answered, appId: string): Promise<Answered> {
  return apps.ids(apps.data[0], 'subscriptionGroups').length === 0
    ? nothing()
    : readList(context, `/v1/apps/${appId}/subscriptionGroups`, {
        include: 'subscriptions',
        'fields[subscriptionGroups]': 'referenceName,subscriptions',
        'fields[subscriptions]': 'name,productId,state',
        'limit[subscriptions]': '50',
      });
}

/** In-app purchases: those that came along with the app, or all, where there may be more. */
export async function readPurchases(
  context: Reader,
  apps: Answered,
  appId: string,
): Promise<readonly Thing[]> {
  return apps.ids(apps.data[0], 'inAppPurchasesV2').length < mostIncluded
    ? apps.many(apps.data[0], 'inAppPurchasesV2')
    : readList(
        context,
        `/v1/apps/${appId}/inAppPurchasesV2`,
        { 'fields[inAppPurchases]': 'name,productId,state', limit: '200' },
        mostProducts,
      ).then(({ data }) => data);
}

/** Pictures and films of one language, and what the App Asset Library places there. */
export async function readMedia(
  context: Reader,
  texts: Answered,
  localization: Thing,
): Promise<readonly [shots: Answered, previews: Answered, placements: readonly Thing[]]> {
  const base = `/v1/appStoreVersionLocalizations/${localization.id}`;
  return Promise.all([
    texts.ids(localization, 'appScreenshotSets').length === 0
      ? nothing()
      : readList(context, `${base}/appScreenshotSets`, {
          include: 'appScreenshots',
          'fields[appScreenshotSets]': 'screenshotDisplayType,appScreenshots',
          'fields[appScreenshots]': fields.shots,
          'limit[appScreenshots]': '50',
          limit: '50',
        }),
    texts.ids(localization, 'appPreviewSets').length === 0
      ? nothing()
      : readList(context, `${base}/appPreviewSets`, {
          include: 'appPreviews',
          'fields[appPreviewSets]': 'previewType,appPreviews',
          'fields[appPreviews]': 'fileName,videoDeliveryState,assetDeliveryState',
          'limit[appPreviews]': '50',
          limit: '50',
        }),
    texts.ids(localization, 'placements').length < mostIncluded
      ? texts.many(localization, 'placements')
      : readList(
          context,
          `${base}/placements`,
          { 'fields[appAssetLibraryPlacements]': fields.placements, limit: '200' },
          mostPlacements,
        ).then(({ data }) => data),
  ]);
}
