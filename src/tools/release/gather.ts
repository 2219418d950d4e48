import { arrayAt, objectAt, stringAt } from '../../catalog/json.ts';
import {
  type Answered,
  flag,
  nothing,
  type Reader,
  readList,
  readOne,
  readOptionalList,
  type Thing,
  text,
} from '../document.ts';
import { chooseInfo, chooseVersion, isLive, stateOf } from './choose.ts';
import type {
  BuildFacts,
  InfoFacts,
  PreviewSet,
  ProductFacts,
  ReviewFacts,
  Shot,
  ShotSet,
  SubmissionFacts,
  TerritoryFacts,
  TextFacts,
  VersionSnapshot,
} from './snapshot.ts';
import { openSubmissions, presentStates } from './states.ts';

/** What to look at; names are resolved already. */
export interface Subject {
  readonly appId: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

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

/** Builds that are looked at: enough for the trains that people still work on. */
const newestBuilds = 50;

/**
 * Reads all that the checks look at, in about ten requests and one more for each language that has screenshots, and
 * each that has previews: Apple gives no screenshots further away than their sets. Throws what the client throws, and
 * the errors of choosing a version.
 */
export async function gather(context: Reader, subject: Subject): Promise<VersionSnapshot> {
  const { appId } = subject;
  const [apps, versions, infos, territories] = await Promise.all([
    readOne(context, `/v1/apps/${appId}`, {
      'fields[apps]': 'name,primaryLocale,contentRightsDeclaration,inAppPurchasesV2,subscriptionGroups',
      include: 'inAppPurchasesV2,subscriptionGroups',
      'fields[inAppPurchases]': 'name,productId,state',
      'fields[subscriptionGroups]': 'referenceName',
      'limit[inAppPurchasesV2]': String(mostIncluded),
      'limit[subscriptionGroups]': String(mostIncluded),
    }),
    readList(context, `/v1/apps/${appId}/appStoreVersions`, {
      'filter[appVersionState]': presentStates.join(','),
      include: 'build,appStoreVersionPhasedRelease,appStoreReviewDetail,appStoreVersionLocalizations',
      'fields[appStoreVersions]': fields.versions,
      'fields[appStoreVersionLocalizations]': 'locale,whatsNew',
      'fields[builds]': 'version',
      'limit[appStoreVersionLocalizations]': '50',
    }),
    readList(context, `/v1/apps/${appId}/appInfos`, {
      include:
        'ageRatingDeclaration,appInfoLocalizations,primaryCategory,primarySubcategoryOne,primarySubcategoryTwo,secondaryCategory,secondarySubcategoryOne,secondarySubcategoryTwo',
      'limit[appInfoLocalizations]': '50',
    }),
    readOptionalList(context, `/v2/appAvailabilities/${appId}/territoryAvailabilities`, {
      include: 'territory',
      'fields[territoryAvailabilities]': 'available,preOrderEnabled,contentStatuses,territory',
      'fields[territories]': 'currency',
      limit: '200',
    }),
  ]);
  const app = apps.data[0];
  const name = text(app, 'name') ?? appId;
  const version = chooseVersion(versions.data, {
    app: name,
    version: subject.version,
    platform: subject.platform,
  });
  const platform = text(version, 'platform') ?? '';
  const live = versions.data.find(
    (candidate) =>
      candidate.id !== version.id && text(candidate, 'platform') === platform && isLive(candidate),
  );
  const [texts, submissions, builds, priced, groups, purchases] = await Promise.all([
    readList(context, `/v1/appStoreVersions/${version.id}/appStoreVersionLocalizations`, {
      include: 'appScreenshotSets,appPreviewSets,placements',
      'fields[appScreenshotSets]': 'screenshotDisplayType',
      'fields[appPreviewSets]': 'previewType',
      'fields[appAssetLibraryPlacements]': fields.placements,
      'limit[appScreenshotSets]': '50',
      'limit[appPreviewSets]': '50',
      'limit[placements]': String(mostIncluded),
      limit: '200',
    }),
    readList(context, '/v1/reviewSubmissions', {
      'filter[app]': appId,
      'filter[platform]': platform,
      'filter[state]': openSubmissions.join(','),
      include: 'items,appStoreVersionForReview',
      'fields[reviewSubmissions]': 'state,platform,items,appStoreVersionForReview',
      'fields[reviewSubmissionItems]': 'state',
      'fields[appStoreVersions]': 'versionString',
      'limit[items]': '50',
    }),
    readList(
      context,
      '/v1/builds',
      {
        'filter[app]': appId,
        'filter[preReleaseVersion.platform]': platform,
        sort: '-uploadedDate',
        include: 'preReleaseVersion,appEncryptionDeclaration',
        'fields[builds]': fields.builds,
        'fields[preReleaseVersions]': 'version,platform',
        'fields[appEncryptionDeclarations]': 'appEncryptionDeclarationState',
        limit: String(newestBuilds),
      },
      newestBuilds,
    ),
    // An app with a live version has a price; only a new one may lack it.
    versions.data.some(isLive)
      ? true
      : readOne(context, `/v1/apps/${appId}/appPriceSchedule`, {}).then(({ data }) => data.length > 0),
    apps.ids(app, 'subscriptionGroups').length === 0
      ? nothing()
      : readList(context, `/v1/apps/${appId}/subscriptionGroups`, {
          include: 'subscriptions',
          'fields[subscriptionGroups]': 'referenceName,subscriptions',
          'fields[subscriptions]': 'name,productId,state',
          'limit[subscriptions]': '50',
        }),
    apps.ids(app, 'inAppPurchasesV2').length < mostIncluded
      ? apps.many(app, 'inAppPurchasesV2')
      : readList(
          context,
          `/v1/apps/${appId}/inAppPurchasesV2`,
          { 'fields[inAppPurchases]': 'name,productId,state', limit: '200' },
          mostProducts,
        ).then(({ data }) => data),
  ]);
  const chosenId = versions.ids(version, 'build')[0];
  const known = builds.data.map((build) => buildFacts(builds, build));
  return {
    now: Date.now(),
    app: {
      id: appId,
      name,
      primaryLocale: text(app, 'primaryLocale') ?? 'en-US',
      contentRights: text(app, 'contentRightsDeclaration'),
    },
    version: {
      id: version.id,
      versionString: text(version, 'versionString') ?? '',
      platform,
      state: stateOf(version),
      copyright: text(version, 'copyright'),
      releaseType: text(version, 'releaseType'),
      earliestReleaseDate: text(version, 'earliestReleaseDate'),
    },
    live:
      live === undefined
        ? undefined
        : {
            versionString: text(live, 'versionString') ?? '',
            texts: versions.many(live, 'appStoreVersionLocalizations').map((localization) => ({
              locale: text(localization, 'locale') ?? '',
              whatsNew: text(localization, 'whatsNew'),
            })),
          },
    build:
      known.find(({ id }) => id === chosenId) ??
      (chosenId === undefined ? undefined : await readBuild(context, chosenId)),
    builds: [...known].sort((a, b) => time(b.uploaded) - time(a.uploaded)),
    phased: phasedOf(versions.one(version, 'appStoreVersionPhasedRelease')),
    texts: await Promise.all(texts.data.map((localization) => textFacts(context, texts, localization))),
    info: infoFacts(infos, chooseInfo(infos.data)),
    review: reviewFacts(versions.one(version, 'appStoreReviewDetail')),
    priced,
    territories: territories.data.map((row) => territoryFacts(territories, row)),
    submissions: submissions.data
      .filter((submission) => openSubmissions.includes(text(submission, 'state') ?? ''))
      .map((submission) => submissionFacts(submissions, submission)),
    products: [
      ...purchases.map((product) => productFacts(product, 'inAppPurchases')),
      ...groups.data
        .flatMap((group) => groups.many(group, 'subscriptions'))
        .map((product) => productFacts(product, 'subscriptions')),
    ],
  };
}

function time(date: string | undefined): number {
  const parsed = Date.parse(date ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}

/** The chosen build, when it is older than the newest ones or of another platform. */
async function readBuild(context: Reader, id: string): Promise<BuildFacts | undefined> {
  const builds = await readOne(context, `/v1/builds/${id}`, {
    include: 'preReleaseVersion,appEncryptionDeclaration',
    'fields[builds]': fields.builds,
    'fields[preReleaseVersions]': 'version,platform',
    'fields[appEncryptionDeclarations]': 'appEncryptionDeclarationState',
  });
  const build = builds.data[0];
  return build === undefined ? undefined : buildFacts(builds, build);
}

function buildFacts(answer: Answered, build: Thing): BuildFacts {
  const train = answer.one(build, 'preReleaseVersion');
  const declaration = answer.one(build, 'appEncryptionDeclaration');
  return {
    id: build.id,
    number: text(build, 'version') ?? '',
    state: text(build, 'processingState') ?? '',
    expired: flag(build, 'expired') === true,
    expires: text(build, 'expirationDate'),
    uploaded: text(build, 'uploadedDate'),
    train: text(train, 'version'),
    platform: text(train, 'platform'),
    audience: text(build, 'buildAudienceType'),
    usesNonExemptEncryption: flag(build, 'usesNonExemptEncryption'),
    declaration:
      declaration === undefined
        ? undefined
        : { id: declaration.id, state: text(declaration, 'appEncryptionDeclarationState') ?? '' },
  };
}

function phasedOf(phased: Thing | undefined): VersionSnapshot['phased'] {
  return phased === undefined
    ? undefined
    : { id: phased.id, state: text(phased, 'phasedReleaseState') ?? '' };
}

function infoFacts(infos: Answered, info: Thing | undefined): InfoFacts | undefined {
  if (info === undefined) return undefined;
  const rating = infos.one(info, 'ageRatingDeclaration');
  return {
    id: info.id,
    state: text(info, 'state') ?? '',
    texts: infos.many(info, 'appInfoLocalizations').map((localization) => ({
      id: localization.id,
      locale: text(localization, 'locale') ?? '',
      name: text(localization, 'name'),
      subtitle: text(localization, 'subtitle'),
      privacyPolicyUrl: text(localization, 'privacyPolicyUrl'),
      privacyChoicesUrl: text(localization, 'privacyChoicesUrl'),
    })),
    primary: infos.ids(info, 'primaryCategory')[0],
    primarySubs: [...infos.ids(info, 'primarySubcategoryOne'), ...infos.ids(info, 'primarySubcategoryTwo')],
    secondary: infos.ids(info, 'secondaryCategory')[0],
    secondarySubs: [
      ...infos.ids(info, 'secondarySubcategoryOne'),
      ...infos.ids(info, 'secondarySubcategoryTwo'),
    ],
    rating: rating === undefined ? undefined : { id: rating.id, answers: rating.attributes },
  };
}

function reviewFacts(detail: Thing | undefined): ReviewFacts | undefined {
  if (detail === undefined) return undefined;
  return {
    id: detail.id,
    contactFirstName: text(detail, 'contactFirstName'),
    contactLastName: text(detail, 'contactLastName'),
    contactPhone: text(detail, 'contactPhone'),
    contactEmail: text(detail, 'contactEmail'),
    demoAccountRequired: flag(detail, 'demoAccountRequired') === true,
    demoAccountName: text(detail, 'demoAccountName'),
    hasDemoPassword: text(detail, 'demoAccountPassword') !== undefined,
    notes: text(detail, 'notes'),
  };
}

async function textFacts(context: Reader, texts: Answered, localization: Thing): Promise<TextFacts> {
  const base = `/v1/appStoreVersionLocalizations/${localization.id}`;
  const [shots, previews, placements] = await Promise.all([
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
  return {
    id: localization.id,
    locale: text(localization, 'locale') ?? '',
    description: text(localization, 'description'),
    keywords: text(localization, 'keywords'),
    whatsNew: text(localization, 'whatsNew'),
    promotionalText: text(localization, 'promotionalText'),
    supportUrl: text(localization, 'supportUrl'),
    marketingUrl: text(localization, 'marketingUrl'),
    shots: shots.data.map((set) => shotSet(shots, set)),
    previews: previews.data.map((set) => previewSet(previews, set)),
    placements: placements.map((placement) => ({
      id: placement.id,
      type: text(placement, 'placementType') ?? '',
      group: text(placement, 'placementGroup') ?? '',
      state: text(placement, 'state') ?? '',
    })),
  };
}

function shotSet(answer: Answered, set: Thing): ShotSet {
  return {
    id: set.id,
    type: text(set, 'screenshotDisplayType') ?? '',
    shots: answer.many(set, 'appScreenshots').map((shot): Shot => {
      const image = objectAt(shot.attributes, 'imageAsset');
      const width = image['width'];
      const height = image['height'];
      return {
        id: shot.id,
        fileName: text(shot, 'fileName') ?? '',
        checksum: text(shot, 'sourceFileChecksum'),
        ...delivery(shot, 'assetDeliveryState'),
        width: typeof width === 'number' ? width : undefined,
        height: typeof height === 'number' ? height : undefined,
      };
    }),
  };
}

function previewSet(answer: Answered, set: Thing): PreviewSet {
  return {
    id: set.id,
    type: text(set, 'previewType') ?? '',
    previews: answer.many(set, 'appPreviews').map((preview) => {
      const video = delivery(preview, 'videoDeliveryState');
      return {
        id: preview.id,
        fileName: text(preview, 'fileName') ?? '',
        ...(video.state === '' ? delivery(preview, 'assetDeliveryState') : video),
      };
    }),
  };
}

/** State of an upload, and why it failed: `{state, errors: [{code, description}]}`. */
function delivery(asset: Thing, attribute: string): { state: string; errors: readonly string[] } {
  const state = objectAt(asset.attributes, attribute);
  return {
    state: stringAt(state, 'state') ?? '',
    errors: arrayAt(state, 'errors').map(
      (error) => stringAt(error, 'code') ?? stringAt(error, 'description') ?? '',
    ),
  };
}

function territoryFacts(answer: Answered, row: Thing): TerritoryFacts {
  const statuses = arrayAt(row.attributes, 'contentStatuses');
  return {
    code: answer.ids(row, 'territory')[0] ?? '',
    available: flag(row, 'available') === true,
    preOrder: flag(row, 'preOrderEnabled') === true,
    statuses: statuses.filter((status) => typeof status === 'string'),
  };
}

function submissionFacts(answer: Answered, submission: Thing): SubmissionFacts {
  const items = answer.many(submission, 'items');
  return {
    id: submission.id,
    state: text(submission, 'state') ?? '',
    versionId: answer.ids(submission, 'appStoreVersionForReview')[0],
    items: items.filter((item) => text(item, 'state') !== 'REMOVED').length,
    rejected: items.flatMap((item) => (text(item, 'state') === 'REJECTED' ? [item.id] : [])),
  };
}

function productFacts(product: Thing, kind: ProductFacts['kind']): ProductFacts {
  return {
    id: product.id,
    kind,
    name: text(product, 'name') ?? '',
    productId: text(product, 'productId') ?? '',
    state: text(product, 'state') ?? '',
  };
}
