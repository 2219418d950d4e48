import { arrayAt, objectAt, stringAt } from '../../catalog/json.ts';
import { type Answered, flag, type Reader, type Thing, text } from '../document.ts';
import { chooseInfo, chooseVersion, isLive, stateOf } from './choose.ts';
import {
  readApp,
  readBuild,
  readBuilds,
  readGroups,
  readInfos,
  readMedia,
  readPriced,
  readPurchases,
  readSubmissions,
  readTerritories,
  readTexts,
  readVersions,
} from './reads.ts';
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
import { openSubmissions } from './states.ts';

/** What to look at; names are resolved already. */
export interface Subject {
  readonly appId: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

/**
 * Reads all that the checks look at, in about ten requests and one more for each language that has screenshots, and
 * each that has previews: Apple gives no screenshots further away than their sets. Throws what the client throws, and
 * the errors of choosing a version.
 */
export async function gather(context: Reader, subject: Subject): Promise<VersionSnapshot> {
  const { appId } = subject;
  const [apps, versions, infos, territories] = await Promise.all([
    readApp(context, appId),
    readVersions(context, appId),
    readInfos(context, appId),
    readTerritories(context, appId),
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
    readTexts(context, version.id),
    readSubmissions(context, appId, platform),
    readBuilds(context, appId, platform),
    // An app with a live version has a price; only a new one may lack it.
    versions.data.some(isLive) || readPriced(context, appId),
    readGroups(context, apps, appId),
    readPurchases(context, apps, appId),
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
      (chosenId === undefined ? undefined : await olderBuild(context, chosenId)),
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

async function olderBuild(context: Reader, id: string): Promise<BuildFacts | undefined> {
  const builds = await readBuild(context, id);
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
  const [shots, previews, placements] = await readMedia(context, texts, localization);
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
