import { mostOf, placeOf } from './asset-specs.ts';
import { type Change, many, one, ownerOf, type Rules, targets } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { lockedHolder } from './locks.ts';
import { stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** The App Asset Library, as Apple's articles of API 4.5.1 tell it (read 2026-11-22). Words of refusals are theirs where given. */
export const assetRules: Rules = {
  appAssetLibraryImages_updateInstance: { before: onlyApprovedArchived, after: archive },
  appAssetLibraryVideos_updateInstance: { before: onlyApprovedArchived, after: archive },
  appAssetLibraryImages_deleteInstance: { before: noPlacements },
  appAssetLibraryVideos_deleteInstance: { before: noPlacements },
  appAssetLibraryPlacements_createInstance: { before: placementErrors, after: placed },
  appAssetLibraryPlacementOrderingRequests_createInstance: { before: orderErrors, after: order },
};

/** Surfaces that carry placements: relationship of the placement → resource and feature of the reference data. */
const surfaces: Readonly<Record<string, { readonly resource: string; readonly feature: string }>> = {
  appStoreVersionLocalization: { resource: 'AppStoreVersionLocalization', feature: 'APP_STORE_VERSIONS' },
  appCustomProductPageLocalization: {
    resource: 'AppCustomProductPageLocalization',
    feature: 'CUSTOM_PRODUCT_PAGES',
  },
  appStoreVersionExperimentTreatmentLocalization: {
    resource: 'AppStoreVersionExperimentTreatmentLocalization',
    feature: 'PRODUCT_PAGE_OPTIMIZATIONS',
  },
  appEventLocalization: { resource: 'AppEventLocalization', feature: 'IN_APP_EVENTS' },
};

const assets: Readonly<Record<string, string>> = {
  image: 'AppAssetLibraryImage',
  video: 'AppAssetLibraryVideo',
};

function onlyApprovedArchived({ object, attributes }: Change): readonly ApiError[] {
  return attributes['archived'] === true && stateOf(object) !== 'APPROVED'
    ? [assetState('Only an approved asset can be archived.')]
    : [];
}

function archive({ attributes }: Change, asset: Stored): void {
  if (attributes['archived'] === true) asset.attributes = { ...asset.attributes, state: 'ARCHIVED' };
  if (attributes['archived'] === false && stateOf(asset) === 'ARCHIVED')
    asset.attributes = { ...asset.attributes, state: 'APPROVED' };
}

function assetState(detail: string): ApiError {
  return apiError(409, 'STATE_ERROR.INVALID_ASSET_STATE', detail);
}

/** Nothing cascades. */
function noPlacements({ store, object }: Change): readonly ApiError[] {
  return object !== undefined && many(store, object, 'placements').length > 0
    ? [
        apiError(
          409,
          'STATE_ERROR.ASSET_HAS_PLACEMENTS',
          'The asset cannot be deleted while placements still use it. Delete those placements first.',
        ),
      ]
    : [];
}

/** What a request names of a choice, of which it must name exactly one. */
function chosen(
  change: Change,
  among: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly id: string } | undefined {
  const named = Object.keys(among).flatMap((name) => {
    const id = change.links.get(name);
    return typeof id === 'string' ? [{ name, id }] : [];
  });
  return named.length === 1 ? named[0] : undefined;
}

function placementErrors(change: Change): readonly ApiError[] {
  const { store, attributes } = change;
  const asset = chosen(change, assets);
  const surface = chosen(change, surfaces);
  if (asset === undefined) return [relationshipError('image', 'Exactly one of image and video is needed.')];
  if (surface === undefined)
    return [relationshipError('appStoreVersionLocalization', 'Exactly one surface is needed.')];
  const closed = closedSurface(change);
  if (closed.length > 0) return closed;
  const object = store.get(assets[asset.name] ?? '', asset.id);
  const { resource = '', feature = '' } = surfaces[surface.name] ?? {};
  const localization = store.get(resource, surface.id);
  if (object === undefined || localization === undefined) return [];
  if (!sameApp(store, object, localization))
    return [relationshipError(asset.name, `The asset '${asset.id}' is in the library of another app.`)];
  const type = String(attributes['placementType']);
  const group = String(attributes['placementGroup']);
  const place = placeOf(store, type, group);
  const most = mostOf(store, feature, type, group);
  const spec = object.attributes['specId'];
  if (
    place === undefined ||
    most === undefined ||
    !place.categories.includes(object.attributes['category']) ||
    (type.endsWith('SCREENSHOT') && asset.name !== 'image') ||
    (type === 'APP_PREVIEW' && asset.name !== 'video') ||
    (asset.name === 'image' && typeof spec === 'string' && !place.specs.includes(spec))
  )
    return [
      attributeError(
        'INVALID',
        'placementType',
        "The requested 'placementType' and 'placementGroup' combination is not supported for this parent.",
      ),
    ];
  // Apple does not say what these two are refused with; the codes are this sandbox's own choice.
  if (['AWAITING_UPLOAD', 'FAILED', 'ARCHIVED'].includes(stateOf(object)))
    return [assetState(`An asset that is ${stateOf(object)} cannot be placed.`)];
  const there = placedIn(store, localization, group).filter(
    (one) => one.attributes['placementType'] === type,
  );
  return there.length < most
    ? []
    : [attributeError('INVALID', 'placementGroup', `The group holds ${most} of ${type} at most.`)];
}

/** A surface that is under review or approved takes no placements. */
function closedSurface(change: Change): readonly ApiError[] {
  const holder = lockedHolder(change);
  return holder === undefined
    ? []
    : [
        {
          ...apiError(
            409,
            'STATE_ERROR.INVALID_STATE',
            `The ${holder.resource} '${holder.id}' is in the state '${stateOf(holder)}'.`,
          ),
          title: `Creating a placement is not permitted in ${holder.resource}'s current state`,
        },
      ];
}

/** The asset's library is that of the app; only versions are followed so far. */
function sameApp(store: Store, asset: Stored, localization: Stored): boolean {
  const relationship = asset.resource === 'AppAssetLibraryImage' ? 'images' : 'videos';
  const library = ownerOf(store, 'AppAssetLibrary', relationship, asset);
  if (library === undefined) return false;
  if (localization.resource !== 'AppStoreVersionLocalization') return true;
  const app = one(store, one(store, localization, 'appStoreVersion'), 'app');
  return app !== undefined && one(store, app, 'assetLibrary')?.id === library.id;
}

function placedIn(store: Store, localization: Stored, group: string): readonly Stored[] {
  return many(store, localization, 'placements').filter(
    ({ attributes }) => attributes['placementGroup'] === group,
  );
}

function placed(change: Change, placement: Stored): void {
  const asset = chosen(change, assets);
  const object = change.store.get(assets[asset?.name ?? ''] ?? '', asset?.id ?? '');
  placement.attributes = {
    ...placement.attributes,
    mediaType: asset?.name === 'video' ? 'VIDEO' : 'IMAGE',
    state: stateOf(object) === 'UPLOAD_COMPLETE' ? 'ASSET_PROCESSING' : 'PARENT_PREPARE_FOR_SUBMISSION',
    stateDetails: [],
  };
}

/** Placements wait for their asset and end with it. */
export function assetJudged(store: Store, asset: Stored): void {
  for (const placement of many(store, asset, 'placements'))
    if (stateOf(placement) === 'ASSET_PROCESSING')
      placement.attributes = {
        ...placement.attributes,
        state: stateOf(asset) === 'FAILED' ? 'FAILED' : 'PARENT_PREPARE_FOR_SUBMISSION',
      };
}

/** All placements of one type in one group of one surface (articles, and a live report on types that were mixed). */
function orderErrors(change: Change): readonly ApiError[] {
  const { store, attributes } = change;
  const { appEventLocalization: _notOrdered, ...ordered } = surfaces;
  const surface = chosen(change, ordered);
  if (surface === undefined)
    return [relationshipError('appStoreVersionLocalization', 'Exactly one surface is needed.')];
  const closed = closedSurface(change);
  if (closed.length > 0) return closed;
  const localization = store.get(surfaces[surface.name]?.resource ?? '', surface.id);
  const sent = targets(change, 'orderedPlacements', 'AppAssetLibraryPlacement');
  const type = sent[0]?.attributes['placementType'];
  const there =
    localization === undefined
      ? []
      : placedIn(store, localization, String(attributes['placementGroup'])).filter(
          (one) => one.attributes['placementType'] === type,
        );
  const ids = new Set(sent.map(({ id }) => id));
  return ids.size === sent.length && there.length === sent.length && there.every(({ id }) => ids.has(id))
    ? []
    : [
        relationshipError(
          'orderedPlacements',
          'Name every placement of one type in this group of the localization once.',
        ),
      ];
}

function order(change: Change): void {
  const { store } = change;
  const surface = chosen(change, surfaces);
  const localization = store.get(surfaces[surface?.name ?? '']?.resource ?? '', surface?.id ?? '');
  if (localization === undefined) return;
  const sent = targets(change, 'orderedPlacements', 'AppAssetLibraryPlacement').map(({ id }) => id);
  const waiting = [...sent];
  const all = many(store, localization, 'placements').map(({ id }) =>
    sent.includes(id) ? (waiting.shift() ?? id) : id,
  );
  store.link(localization, 'placements', all);
}

/** Where customers see a placement among those of its surface. No attribute tells; lists can be sorted by it. */
export function positionOf(store: Store, placement: Stored): number {
  for (const name of Object.keys(surfaces)) {
    const localization = one(store, placement, name);
    if (localization !== undefined) return store.linked(localization, 'placements').indexOf(placement.id);
  }
  return -1;
}
