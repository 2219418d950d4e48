import { create, found, ok, read, remove } from '../../release/checks/check.ts';
import { reviewScreenshotSizes } from '../limits.ts';
import { currentVersion, goOn, isSold, isSubscription, type ProductCheck, sources } from './product-check.ts';

const shot = 'appStoreReviewScreenshot';
const shotWhere =
  'inAppPurchaseAppStoreReviewScreenshots_createInstance, subscriptionAppStoreReviewScreenshots_createInstance';
const website = 'App Store Connect → Apps → the app → In-App Purchases or Subscriptions';

export const reviewChecks: readonly ProductCheck[] = [
  {
    id: 'screenshot.missing',
    severity: 'blocker',
    title: 'There is no review screenshot',
    field: shot,
    where: shotWhere,
    source: sources.states,
    test: (snapshot) =>
      found(!isSold(snapshot) && snapshot.screenshot === undefined, {
        fix: goOn(snapshot, { screenshot: '<file.png>' }),
      }),
  },
  {
    id: 'screenshot.failed',
    severity: 'blocker',
    title: 'Apple could not use the review screenshot',
    field: `${shot}.assetDeliveryState`,
    where: shotWhere,
    source: sources.reports,
    test: ({ screenshot, product }) =>
      screenshot?.state === 'FAILED'
        ? [
            {
              says: screenshot.reasons.join('; '),
              fix: remove(`${product.kind.screenshot.operations}_deleteInstance`, screenshot.id),
            },
          ]
        : ok,
  },
  {
    id: 'screenshot.unfinished',
    severity: 'blocker',
    title: 'The review screenshot was announced and never sent',
    field: `${shot}.assetDeliveryState`,
    where: shotWhere,
    source: sources.reports,
    test: (snapshot) =>
      found(snapshot.screenshot?.state === 'AWAITING_UPLOAD', {
        says: snapshot.screenshot?.fileName,
        fix: goOn(snapshot, { screenshot: `<the same ${snapshot.screenshot?.fileName ?? 'file'}>` }),
      }),
  },
  {
    id: 'screenshot.processing',
    severity: 'warning',
    title: 'Apple still looks at the review screenshot',
    field: `${shot}.assetDeliveryState`,
    where: shotWhere,
    source: sources.reports,
    test: ({ screenshot, product }) =>
      found(screenshot?.state === 'UPLOAD_COMPLETE', {
        says: 'mostly a minute; check again then',
        fix: read(product.kind.read, { id: product.id }),
      }),
  },
  {
    id: 'screenshot.size',
    severity: 'warning',
    title: 'The review screenshot has a size that Apple was seen to refuse',
    field: `${shot}.imageAsset`,
    where: shotWhere,
    source: sources.reports,
    test: ({ screenshot, product }) => {
      const refused: readonly string[] = reviewScreenshotSizes.refused;
      return screenshot?.pixels !== undefined && refused.includes(screenshot.pixels)
        ? [
            {
              says: `${screenshot.pixels}; known to pass: ${reviewScreenshotSizes.accepted.join(', ')}`,
              fix: remove(`${product.kind.screenshot.operations}_deleteInstance`, screenshot.id),
            },
          ]
        : ok;
    },
  },
  {
    id: 'version.missing',
    severity: 'blocker',
    title: 'The product has no version to review',
    field: 'inAppPurchases.versions, subscriptions.versions',
    where: 'inAppPurchaseVersions_createInstance, subscriptionVersions_createInstance',
    source: sources.document,
    test: (snapshot) => {
      const { id, kind } = snapshot.product;
      return found(!isSold(snapshot) && snapshot.versions.length === 0, {
        fix: create(kind.version.create, {}, { [kind.version.parent]: id }),
      });
    },
  },
  {
    id: 'version.rejected',
    severity: 'warning',
    title: 'Apple sent the version back',
    field: 'versions.state',
    where: website,
    source: sources.document,
    test: (snapshot) => {
      const version = currentVersion(snapshot);
      return version?.state === 'REJECTED' || version?.state === 'DEVELOPER_REJECTED'
        ? [
            {
              says: `version ${version.number} is ${version.state}; the reason is on the website, in App Review`,
              fix: goOn(snapshot, { submit: true }),
            },
          ]
        : ok;
    },
  },
  {
    id: 'version.in_draft',
    severity: 'warning',
    title: 'The version lies in a draft submission that was not sent',
    field: 'versions.state',
    where: 'reviewSubmissions_updateInstance',
    source: sources.document,
    test: (snapshot) =>
      found(!isSold(snapshot) && currentVersion(snapshot)?.state === 'READY_FOR_REVIEW', {
        says: 'its texts are locked until it is sent or taken out',
        fix: snapshot.first
          ? read('reviewSubmissions_getCollection', { filter: { app: snapshot.app.id } })
          : goOn(snapshot, { submit: true }),
      }),
  },
  {
    id: 'product.refused',
    severity: 'blocker',
    title: 'Apple refused the product, or waits for you',
    field: 'inAppPurchases.state, subscriptions.state',
    where: website,
    source: sources.document,
    test: ({ product }) =>
      found(['REJECTED', 'DEVELOPER_ACTION_NEEDED'].includes(product.state), {
        says: `${product.state}: the reason is on the website only`,
      }),
  },
  {
    id: 'product.off_sale',
    severity: 'warning',
    title: 'The product was taken from sale',
    field: 'inAppPurchases.state, subscriptions.state',
    where: 'inAppPurchaseAvailabilities_createInstance, subscriptionPlanAvailabilities_updateInstance',
    source: sources.document,
    test: ({ product }) =>
      found(['REMOVED_FROM_SALE', 'DEVELOPER_REMOVED_FROM_SALE'].includes(product.state), {
        says: product.state,
      }),
  },
  {
    id: 'product.first',
    severity: 'warning',
    title: 'The first product of an app can only be submitted with a version, on the website',
    field: 'inAppPurchases.state, subscriptions.state',
    where: 'App Store Connect → Apps → the app → the version → In-App Purchases and Subscriptions',
    source: sources.help,
    test: (snapshot) =>
      found(
        snapshot.first &&
          ['MISSING_METADATA', 'READY_TO_SUBMIT', 'REJECTED'].includes(snapshot.product.state),
        { says: `the API answers ${snapshot.product.kind.firstCode}` },
      ),
  },
  {
    id: 'product.not_submitted',
    severity: 'note',
    title: 'The product is complete and was not submitted',
    field: 'inAppPurchases.state, subscriptions.state',
    where: 'reviewSubmissionItems_createInstance',
    source: sources.document,
    test: (snapshot) =>
      found(snapshot.product.state === 'READY_TO_SUBMIT' && !snapshot.first, {
        fix: goOn(snapshot, { submit: true }),
      }),
  },
  {
    id: 'promotion.image',
    severity: 'warning',
    title: 'A promoted product has no image',
    field: 'images',
    where: 'inAppPurchaseImagesV2_createInstance, subscriptionImagesV2_createInstance',
    source: sources.help,
    test: (snapshot) => {
      const { id } = snapshot.product;
      const images = snapshot.images + (currentVersion(snapshot)?.images ?? 0);
      return found(snapshot.promoted && images === 0 && !isSold(snapshot), {
        says: 'customers see it on the page of the app',
        fix: read(
          isSubscription(snapshot)
            ? 'subscriptions_images_getToManyRelated'
            : 'inAppPurchasesV2_images_getToManyRelated',
          { id },
        ),
      });
    },
  },
];
