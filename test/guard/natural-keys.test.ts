import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/catalog/schema.ts';
import { fitsKey, keyLinks } from '../../src/guard/existing.ts';
import { naturalKeys, untraceable } from '../../src/guard/natural-keys.ts';
import { canInclude, hasParameter, ownerOf } from '../../src/guard/objects.ts';
import { catalog, writeOf } from './writes.ts';

const names = (shape: Readonly<Record<string, unknown>> | undefined): readonly string[] =>
  Object.keys(shape ?? {}).map((key) => keyOf(key).name);

const keys = Object.entries(naturalKeys);

describe('natural keys', () => {
  it('name operations, attributes, relationships and parameters that exist', () => {
    const faults: string[] = [];
    for (const [id, key] of Object.entries(naturalKeys)) {
      const create = catalog.operation(id);
      const owner = create && ownerOf(catalog, create);
      if (create === undefined || owner === undefined) {
        faults.push(`${id}: no such create`);
        continue;
      }
      const ways = [...Object.values(key.within ?? {}), ...(key.list === undefined ? [] : [key.list])];
      if (ways.length === 0) faults.push(`${id}: no list`);
      for (const name of Object.keys(key.within ?? {}))
        if (!names(create.body?.relationships).includes(name)) faults.push(`${id}: no relationship ${name}`);
      for (const way of ways) {
        const list = catalog.operation(way);
        const returns = list?.returns;
        if (list === undefined || (returns?.kind !== 'list' && returns?.kind !== 'object'))
          faults.push(`${id}: no read ${way}`);
        else {
          if (returns.resource !== owner.name) faults.push(`${id}: ${way} gives ${returns.resource}`);
          if ((list.hasId ? key.within : key.list) === undefined) faults.push(`${id}: ${way} has no parent`);
          for (const name of keyLinks(key, create))
            if (!canInclude(catalog, list, name)) faults.push(`${id}: ${way} does not show ${name}`);
          for (const name of [...Object.values(key.narrow ?? {}), ...Object.keys(key.query ?? {})])
            if (!hasParameter(catalog, list, name)) faults.push(`${id}: ${way} has no ${name}`);
          const required = catalog.parameters(list).filter((parameter) => parameter.required);
          for (const { name } of required)
            if (key.query?.[name] === undefined) faults.push(`${id}: ${way} needs ${name}`);
          // Lists of siblings are read as many as may come at once.
          if (returns.kind === 'list' && !hasParameter(catalog, list, 'limit'))
            faults.push(`${id}: ${way} takes no limit`);
          if (
            returns.kind === 'list' &&
            key.trace !== true &&
            key.by.length + keyLinks(key, create).length === 0
          )
            faults.push(`${id}: a list, and nothing that identifies`);
        }
      }
      for (const name of key.by) {
        if (!names(create.body?.attributes).includes(name)) faults.push(`${id}: ${name} cannot be sent`);
        if (!names(owner.attributes).includes(name)) faults.push(`${id}: ${name} is not shown`);
      }
      if (key.among !== undefined && !names(owner.attributes).includes(key.among.attribute))
        faults.push(`${id}: no ${key.among.attribute}`);
    }
    expect(faults).toEqual([]);
  });

  it('tell the placement of an asset in one language from that in another', () => {
    const id = 'appAssetLibraryPlacements_createInstance';
    const key = naturalKeys[id];
    const linkTo = (locale: string) => ({
      image: { data: { type: 'appAssetLibraryImages', id: 'picture' } },
      appStoreVersionLocalization: { data: { type: 'appStoreVersionLocalizations', id: locale } },
    });
    const attributes = { placementType: 'APP_SCREENSHOT', placementGroup: 'MAC_PROFILE' };
    const write = writeOf(id, {
      attributes,
      relationships: { image: 'picture', appStoreVersionLocalization: 'german' },
    });
    const fits = (locale: string): boolean | undefined =>
      key && fitsKey(key, write, { attributes, relationships: linkTo(locale) });
    expect([fits('german'), fits('japanese')]).toEqual([true, false]);
  });

  it('cover every create, or say why not', () => {
    const creates = catalog.operationIds().filter((id) => /_createInstance$/.test(id));
    const known = creates.filter((id) => id in naturalKeys);
    expect(creates.filter((id) => !(id in naturalKeys) && !(id in untraceable))).toEqual([]);
    expect(Object.keys(untraceable).filter((id) => !creates.includes(id) || id in naturalKeys)).toEqual([]);
    expect([creates.length, known.length]).toEqual([162, 142]);
  });

  it('never take an upload that is there for the one that is wanted: files may be alike', () => {
    const uploads = keys.filter(([id]) => {
      const sent = Object.keys(catalog.operation(id)?.body?.attributes ?? {});
      return sent.includes('fileName*') && sent.includes('fileSize*');
    });
    const faults = uploads.filter(
      ([, { by, trace }]) => trace !== true || by.slice(0, 2).join() !== 'fileName,fileSize',
    );
    expect([uploads.length, faults]).toEqual([24, []]);
    // The library keeps no sum of a file; its beginning stands in the reference name.
    expect(uploads.flatMap(([id, { by }]) => (by.includes('referenceName') ? [id] : []))).toEqual([
      'appAssetLibraryImages_createInstance',
      'appAssetLibraryVideos_createInstance',
    ]);
  });

  it('tell what is new where several may be alike, and never what exists already', () => {
    const several = keys.flatMap(([id, { trace, by, links = [] }]) =>
      trace === true && by[0] !== 'fileName'
        ? [`${id.replace('_createInstance', '')}: ${[...by, ...links].join(' ')}`.trim()]
        : [],
    );
    expect(several).toEqual([
      'appAssetLibraryPlacements: placementType placementGroup appStoreVersionLocalization appCustomProductPageLocalization appStoreVersionExperimentTreatmentLocalization appEventLocalization',
      'appClipDefaultExperiences: action',
      'appCustomProductPageVersions:',
      'appEncryptionDeclarations: appDescription',
      'backgroundAssetVersions:',
      'buildUploads: cfBundleShortVersionString cfBundleVersion platform',
      'certificates: certificateType',
      'ciBuildRuns:',
      'gameCenterAchievementVersionsV2:',
      'gameCenterActivityVersions:',
      'gameCenterChallengeVersions:',
      'gameCenterGroups: referenceName',
      'gameCenterLeaderboardSetVersionsV2:',
      'gameCenterLeaderboardVersionsV2:',
      'inAppPurchaseOfferCodeOneTimeUseCodes: numberOfCodes expirationDate',
      'inAppPurchaseVersions:',
      'subscriptionGroupVersions:',
      'subscriptionIntroductoryOffers: offerMode startDate territory',
      'subscriptionOfferCodeOneTimeUseCodes: numberOfCodes expirationDate',
      'subscriptionPrices: startDate territory subscriptionPricePoint',
      'subscriptionVersions:',
    ]);
  });

  it('know what takes the place of an older object, and what would be lost with it', () => {
    expect(keys.flatMap(([id, { replaces }]) => (replaces === true ? [id] : []))).toEqual([
      'appAvailabilitiesV2_createInstance',
      'appPriceSchedules_createInstance',
      'customerReviewResponses_createInstance',
      'inAppPurchaseAvailabilities_createInstance',
      'inAppPurchasePriceSchedules_createInstance',
      'subscriptionAvailabilities_createInstance',
    ]);
    const held = keys.flatMap(([id, { holds }]) => (holds === undefined ? [] : [[id, holds]]));
    expect(held).toEqual([
      ['appPriceSchedules_createInstance', 'appPriceSchedules_manualPrices_getToManyRelated'],
      [
        'inAppPurchasePriceSchedules_createInstance',
        'inAppPurchasePriceSchedules_manualPrices_getToManyRelated',
      ],
    ]);
    expect(held.every(([, id = '']) => catalog.operation(id)?.hasId)).toBe(true);
    // A price that somebody else sets meanwhile.
    expect(keys.flatMap(([id, { watched }]) => (watched === true ? [id] : []))).toEqual([
      'subscriptionPrices_createInstance',
    ]);
  });

  it('count every review submission but one that is over', () => {
    const open = naturalKeys['reviewSubmissions_createInstance']?.among;
    const states = catalog.data.enums['reviewSubmissions.state']?.split(' ') ?? [];
    expect(open?.attribute).toBe('state');
    expect([...(open?.values ?? []), 'COMPLETE'].sort()).toEqual([...states].sort());
    expect(keys.filter(([, { among }]) => among !== undefined)).toHaveLength(1);
  });

  it('have Apple narrow the lists that may be long, by the key itself', () => {
    const narrowed = keys.flatMap(([id, { narrow = {} }]) =>
      Object.entries(narrow).map(
        ([name, filter]) => `${id.replace('_createInstance', '')} ${name} ${filter}`,
      ),
    );
    expect(narrowed).toEqual([
      'appStoreVersions versionString filter[versionString]',
      'betaTesters email filter[email]',
      'bundleIds identifier filter[identifier]',
      'devices udid filter[udid]',
      'inAppPurchasesV2 productId filter[productId]',
      'merchantIds identifier filter[identifier]',
      'passTypeIds identifier filter[identifier]',
      'profiles name filter[name]',
      'subscriptions productId filter[productId]',
      'userInvitations email filter[email]',
    ]);
    expect(naturalKeys['nominations_createInstance']?.query).toEqual({ 'filter[state]': 'DRAFT,SUBMITTED' });
  });

  it('are missing for a reason that is told in a sentence', () => {
    expect(Object.values(untraceable).filter((reason) => !/^[A-Z][^.]{15,}\.$/.test(reason))).toEqual([]);
  });
});
