import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import { AscError } from '../../src/client/errors.ts';
import {
  asUpdate,
  cannotChange,
  findExisting,
  fitsKey,
  hasKey,
  readHeld,
  readSiblings,
  saysDuplicate,
  siblingsOf,
} from '../../src/guard/existing.ts';
import type { NaturalKey } from '../../src/guard/natural-keys.ts';
import type { Reader } from '../../src/guard/objects.ts';
import type { Write } from '../../src/guard/types.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { catalog, never, writeOf } from './writes.ts';

let world: World;
let reader: Reader;
beforeAll(async () => {
  world = await startWorld();
  reader = { client: world.client, catalog, signal: never, verification: false };
});
afterAll(() => world.close());
beforeEach(() => world.answers({}));

const group = (name = 'Insiders'): Write =>
  writeOf('betaGroups_createInstance', { attributes: { name }, relationships: { app: '7' } });
const tester = (email?: string): Write =>
  writeOf('betaTesters_createInstance', { attributes: email === undefined ? {} : { email } });
const schedule = writeOf('appPriceSchedules_createInstance', {
  relationships: { app: '7', baseTerritory: 'USA', manualPrices: [] },
});
const price = (more: Readonly<Record<string, string>> = {}): Write =>
  writeOf('subscriptionPrices_createInstance', {
    attributes: { startDate: '2026-12-01' },
    relationships: { subscription: 's', subscriptionPricePoint: 'point', ...more },
  });
const item = writeOf('reviewSubmissionItems_createInstance', {
  relationships: { reviewSubmission: 'r', appStoreVersion: 'v' },
});
/** The key of a create that has one. */
function keyOf(write: Write): NaturalKey {
  const place = siblingsOf(catalog, write);
  if (place === undefined) throw new Error(`${write.operation.id} has no place.`);
  return place.key;
}

describe('where the siblings of a create stand', () => {
  it('is a list of the parent that it is given, or of the team', () => {
    expect(siblingsOf(catalog, group())).toMatchObject({
      operation: { id: 'apps_betaGroups_getToManyRelated' },
      parentId: '7',
    });
    const ofTeam = siblingsOf(catalog, tester('a@example.com'));
    expect(ofTeam?.operation.id).toBe('betaTesters_getCollection');
    expect(ofTeam).not.toHaveProperty('parentId');
  });

  it('is that of the first parent given that exists already', () => {
    const promote = (relationships: Readonly<Record<string, string>>) =>
      siblingsOf(
        catalog,
        writeOf('promotedPurchases_createInstance', {
          attributes: { visibleForAllUsers: true },
          relationships: { app: '7', ...relationships },
        }),
      )?.operation.id;
    const ofProduct = 'inAppPurchasesV2_promotedPurchase_getToOneRelated';
    const ofSubscription = 'subscriptions_promotedPurchase_getToOneRelated';
    expect(promote({ subscription: 's' })).toBe(ofSubscription);
    expect(promote({ inAppPurchaseV2: 'i', subscription: 's' })).toBe(ofProduct);
    expect(promote({ inAppPurchaseV2: `\${product}`, subscription: 's' })).toBe(ofSubscription);
    expect(promote({})).toBeUndefined();
  });

  it('is nowhere where the link to the parent is empty', () => {
    for (const data of [null, []]) {
      const orphan: Write = { ...group(), body: { data: { relationships: { app: { data } } } } };
      expect(siblingsOf(catalog, orphan)).toBeUndefined();
    }
  });

  it('is nowhere for what leaves no trace, changes something, or is not listed any more', () => {
    expect(siblingsOf(catalog, writeOf('betaGroups_deleteInstance', { id: 'g' }))).toBeUndefined();
    const without = (id: string): Catalog => {
      const { [id]: _, ...operations } = catalog.data.operations;
      return new Catalog({ ...catalog.data, operations });
    };
    expect(siblingsOf(without('apps_betaGroups_getToManyRelated'), group())).toBeUndefined();
    expect(siblingsOf(without('betaTesters_getCollection'), tester())).toBeUndefined();
  });
});

describe('the siblings of a create', () => {
  it('are read with the links that identify, where the create gives them', async () => {
    const there = object('subscriptionPrices', 'p');
    world.answers({ '/v1/subscriptions/s/prices': { data: [there, null], links: {} } });
    expect(await readSiblings(reader, price({ territory: 'DEU' }))).toMatchObject({
      parentId: 's',
      objects: [there],
      complete: true,
    });
    await readSiblings(reader, price());
    expect(world.asked()).toEqual([
      '/v1/subscriptions/s/prices?include=territory,subscriptionPricePoint&limit=200',
      '/v1/subscriptions/s/prices?include=subscriptionPricePoint&limit=200',
    ]);
  });

  it('are narrowed by Apple where one value can be asked for', async () => {
    world.answers({ '/v1/betaTesters': list([]) });
    for (const email of ['a@example.com', 'a,b@example.com', '', undefined])
      await readSiblings(reader, tester(email));
    expect(world.asked()).toEqual([
      '/v1/betaTesters?filter[email]=a@example.com&limit=200',
      '/v1/betaTesters?limit=200',
      '/v1/betaTesters?limit=200',
      '/v1/betaTesters?limit=200',
    ]);
  });

  it('are asked for with what the list insists on', async () => {
    await readSiblings(
      reader,
      writeOf('nominations_createInstance', {
        attributes: { name: 'n' },
        relationships: { relatedApps: ['7'] },
      }),
    );
    expect(world.asked()).toEqual(['/v1/nominations?filter[state]=DRAFT,SUBMITTED&limit=200']);
  });

  it('of one are it, or none, also where that is a 404', async () => {
    const there = object('appPriceSchedules', 'x');
    world.answers({ '/v1/apps/7/appPriceSchedule': one(there) });
    expect(await readSiblings(reader, schedule)).toMatchObject({ objects: [there], complete: true });
    world.answers({ '/v1/apps/7/appPriceSchedule': { data: null } });
    expect(await readSiblings(reader, schedule)).toMatchObject({ objects: [], complete: true });
    world.answers({});
    expect(await readSiblings(reader, schedule)).toMatchObject({
      parentId: '7',
      objects: [],
      complete: true,
    });
    expect(world.asked()).toEqual(['/v1/apps/7/appPriceSchedule']);
  });

  it('are not known where a list is missing or refused, and not whole where it goes on', async () => {
    expect(await readSiblings(reader, group())).toBeUndefined();
    world.answers({ '/v1/apps/7/betaGroups': 403, '/v1/apps/7/appPriceSchedule': 403 });
    expect(await readSiblings(reader, group())).toBeUndefined();
    expect(await readSiblings(reader, schedule)).toBeUndefined();
    expect(await readSiblings(reader, writeOf('betaGroups_deleteInstance', { id: 'g' }))).toBeUndefined();
    const many = Array.from({ length: 2_001 }, (_, n) => object('betaGroups', `g${n}`));
    world.answers({ '/v1/apps/7/betaGroups': list(many) });
    const read = await readSiblings(reader, group());
    expect([read?.objects.length, read?.complete]).toEqual([2_000, false]);
    world.answers({ '/v1/apps/7/betaGroups': 401 });
    await expect(readSiblings(reader, group())).rejects.toThrow();
  });
});

describe('what a replaced object holds', () => {
  const held = async (write: Write, answers: Readonly<Record<string, JsonObject | number>>) => {
    world.answers(answers);
    const siblings = await readSiblings(reader, write);
    if (siblings === undefined) throw new Error('Nothing was read.');
    world.asked();
    return readHeld(reader, siblings);
  };
  const there = { '/v1/apps/7/appPriceSchedule': one(object('appPriceSchedules', 'x')) };

  it('are the ids of all that would go with it', async () => {
    const prices = { data: [object('appPrices', 'a'), {}, object('appPrices', 'b')], links: {} };
    expect(await held(schedule, { ...there, '/v1/appPriceSchedules/x/manualPrices': prices })).toEqual([
      'a',
      'b',
    ]);
    expect(world.asked()).toEqual(['/v1/appPriceSchedules/x/manualPrices?limit=200']);
  });

  it('is not known where nothing stands there, it has no id that one could ask by, or it may not be read', async () => {
    expect(await held(schedule, {})).toBeUndefined();
    const odd = one(object('appPriceSchedules', '..'));
    expect(await held(schedule, { '/v1/apps/7/appPriceSchedule': odd })).toBeUndefined();
    expect(world.asked()).toEqual([]);
    expect(await held(schedule, { ...there, '/v1/appPriceSchedules/x/manualPrices': 403 })).toBeUndefined();
    await expect(held(schedule, { ...there, '/v1/appPriceSchedules/x/manualPrices': 401 })).rejects.toThrow();
    expect(
      await held(group(), { '/v1/apps/7/betaGroups': list([object('betaGroups', 'g')]) }),
    ).toBeUndefined();
    expect(world.asked()).toEqual([]);
  });
});

describe('the natural key of a create', () => {
  it('is given when any part of it is, or when the parent has one at most', () => {
    const localization = (attributes: JsonObject): Write =>
      writeOf('appStoreVersionLocalizations_createInstance', {
        attributes,
        relationships: { appStoreVersion: 'v' },
      });
    expect(hasKey(keyOf(group()), group())).toBe(true);
    expect(hasKey(keyOf(group()), localization({ description: 'd' }))).toBe(false);
    expect(hasKey(keyOf(localization({})), localization({ locale: 'de-DE' }))).toBe(true);
    expect(hasKey(keyOf(schedule), schedule)).toBe(true);
    expect(hasKey(keyOf(item), item)).toBe(true);
    const empty = writeOf('reviewSubmissionItems_createInstance', {
      relationships: { reviewSubmission: 'r' },
    });
    expect(hasKey(keyOf(empty), empty)).toBe(false);
  });

  it('fits an object that has all of it that is given', () => {
    const fits = (write: Write, attributes: JsonObject, links = {}): boolean =>
      fitsKey(keyOf(write), write, object('x', 'x', attributes, links));
    expect(fits(group('a'), { name: 'a' })).toBe(true);
    expect(fits(group('a'), { name: 'b' })).toBe(false);
    const point = { subscriptionPricePoint: ['subscriptionPricePoints', 'point'] };
    const germany = { territory: ['territories', 'DEU'] };
    const day = { startDate: '2026-12-01' };
    expect(fits(price(), day, { ...point, ...germany })).toBe(true);
    expect(fits(price({ territory: 'DEU' }), day, { ...point, ...germany })).toBe(true);
    expect(fits(price({ territory: 'FRA' }), day, { ...point, ...germany })).toBe(false);
    expect(fits(price(), day, germany)).toBe(false);
    expect(fits(price(), { startDate: '2026-12-02' }, point)).toBe(false);
    // What it is handed in with is where it stands; all else tells it from the others.
    expect(fits(item, {}, { appStoreVersion: ['appStoreVersions', 'v'] })).toBe(true);
    expect(fits(item, {}, { appStoreVersion: ['appStoreVersions', 'w'] })).toBe(false);
    expect(fits(item, {}, {})).toBe(false);
  });

  it('fits whatever is not given of it, and an empty link is not given', () => {
    const version = writeOf('appStoreVersions_createInstance', {
      attributes: { versionString: '3.2' },
      relationships: { app: '7' },
    });
    const there = object('appStoreVersions', 'v', { versionString: '3.2', platform: 'IOS' });
    expect(fitsKey(keyOf(version), version, there)).toBe(true);
    const empty: Write = {
      ...item,
      body: { data: { relationships: { appStoreVersion: { data: null } } } },
    };
    expect(hasKey(keyOf(item), empty)).toBe(false);
    expect(fitsKey(keyOf(item), empty, object('x', 'x', {}, { appStoreVersion: ['x', 'v'] }))).toBe(true);
  });

  it('fits by the words of who asks, where these are less strict', () => {
    const write = group('A');
    const there = object('betaGroups', 'g', { name: 'a' });
    const alike = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase();
    expect([fitsKey(keyOf(write), write, there), fitsKey(keyOf(write), write, there, alike)]).toEqual([
      false,
      true,
    ]);
  });

  it('fits no review submission that is over', () => {
    const submission = writeOf('reviewSubmissions_createInstance', {
      attributes: { platform: 'IOS' },
      relationships: { app: '7' },
    });
    const fits = (state?: string): boolean =>
      fitsKey(keyOf(submission), submission, object('reviewSubmissions', 'r', { platform: 'IOS', state }));
    const open = ['READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES'];
    expect([...open, 'CANCELING', 'COMPLETING'].every(fits)).toBe(true);
    expect([fits('COMPLETE'), fits()]).toEqual([false, false]);
  });
});

describe('what exists already', () => {
  const find = (write: Write): ReturnType<typeof findExisting> =>
    findExisting(world.client, catalog, write, never);
  const groups = (...names: readonly string[]) => ({
    '/v1/apps/7/betaGroups': list(names.map((name, n) => object('betaGroups', `g${n}`, { name }))),
  });

  it('is the only object with the natural key', async () => {
    world.answers(groups('Others', 'Insiders'));
    expect(await find(group())).toMatchObject({
      id: 'g1',
      attributes: { name: 'Insiders' },
      resource: { name: 'BetaGroup' },
    });
  });

  it('is nothing where none or several fit, it has no id, or the list cannot be read', async () => {
    world.answers(groups('Others'));
    expect(await find(group())).toBeUndefined();
    world.answers(groups('Insiders', 'Insiders'));
    expect(await find(group())).toBeUndefined();
    world.answers({ '/v1/apps/7/betaGroups': list([{ attributes: { name: 'Insiders' } }]) });
    expect(await find(group())).toBeUndefined();
    world.answers({ '/v1/apps/7/betaGroups': 403 });
    expect(await find(group())).toBeUndefined();
  });

  it('is not asked for where several may be alike, nothing identifies, or nothing lists them', async () => {
    world.answers({});
    expect(await find(price())).toBeUndefined();
    expect(await find(tester())).toBeUndefined();
    expect(
      await find(writeOf('betaTesterInvitations_createInstance', { relationships: { app: '7' } })),
    ).toBeUndefined();
    expect(world.asked()).toEqual([]);
  });
});

describe('a refusal', () => {
  const says = (entries: readonly { code: string; title?: string; detail?: string }[], status = 409) =>
    saysDuplicate(new AscError({ code: 'x', message: 'x', status, entries }));

  it.each([
    'DUPLICATE',
    'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE',
    'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT',
    'STATE_ERROR.ALREADY_EXISTS',
    'ENTITY_ALREADY_EXISTS',
    'ALREADY_EXISTS_HERE',
  ])('with the code %s says that it is there already', (code) => expect(says([{ code }])).toBe(true));

  it.each([
    'You already have such an entity.',
    'A group with this name already exists.',
    'The names already exist',
    'The name has already been used.',
    'It has already been added.',
    'It has already been created.',
    'There is already an open submission.',
    'The name is used already.',
    'The name is already used',
    'The name is already being used.',
    'Multiple profiles found with the name x.',
  ])('with the words %j says so, too', (detail) => {
    expect(says([{ code: 'STATE_ERROR', detail }])).toBe(true);
    expect(says([{ code: 'STATE_ERROR', title: detail.toUpperCase() }])).toBe(true);
  });

  it.each([
    [{ code: 'UNDUPLICATED' }],
    [{ code: 'DUPLICATES' }],
    [{ code: 'ALREADY_EXISTSX' }],
    [{ code: 'STATE_ERROR', detail: 'It already existed.' }],
    [{ code: 'STATE_ERROR', detail: 'It has already been approved.' }],
    [{ code: 'STATE_ERROR', detail: 'An open submission.' }],
    [{ code: 'STATE_ERROR' }],
    // The name of somebody else is not found among ours.
    [{ code: 'DUPLICATE.DIFFERENT_ACCOUNT', detail: 'It already exists.' }],
  ])('with %j does not', (entry) => expect(says([entry])).toBe(false));

  it('is a conflict, and may say it in any of its entries', () => {
    expect(says([{ code: 'STATE_ERROR' }, { code: 'DUPLICATE' }])).toBe(true);
    expect(says([{ code: 'DUPLICATE' }], 422)).toBe(false);
    expect(says([])).toBe(false);
  });
});

describe('the update in place of a create', () => {
  const write = writeOf('betaGroups_createInstance', {
    attributes: { name: 'Insiders', publicLinkLimit: 5, isInternalGroup: true },
    relationships: { app: '7' },
  });

  it('has what differs and can be changed, and nothing of the parent', () => {
    const there = { id: 'g', attributes: { name: 'Insiders', publicLinkLimit: 4 } };
    expect(asUpdate(catalog, write, there)).toEqual({
      operation: catalog.operation('betaGroups_updateInstance'),
      method: 'PATCH',
      path: '/v1/betaGroups/g',
      id: 'g',
      body: { data: { type: 'betaGroups', id: 'g', attributes: { publicLinkLimit: 5 } } },
    });
    expect(cannotChange(catalog, write, there)).toEqual(['isInternalGroup']);
  });

  it('does not move the object to another parent, even where Apple would', () => {
    const experience = writeOf('appClipAdvancedExperiences_createInstance', {
      attributes: { link: 'https://example.com', action: 'OPEN' },
      relationships: { appClip: 'clip', headerImage: 'image' },
    });
    const there = { id: 'e', attributes: { link: 'https://example.com', action: 'OPEN' } };
    expect(asUpdate(catalog, experience, there)?.body).toMatchObject({
      data: { relationships: { headerImage: { data: { id: 'image' } } } },
    });
    expect(JSON.stringify(asUpdate(catalog, experience, there)?.body)).not.toContain('clip');
  });

  it('is none where nothing differs, or only what cannot be changed', () => {
    const there = { id: 'g', attributes: { name: 'Insiders', publicLinkLimit: 5 } };
    expect(asUpdate(catalog, write, there)).toBeUndefined();
    expect(
      asUpdate(catalog, write, { ...there, attributes: { ...there.attributes, isInternalGroup: true } }),
    ).toBeUndefined();
  });

  it('is none where Apple has no update, and then nothing can be changed', () => {
    const invitation = writeOf('userInvitations_createInstance', {
      attributes: { email: 'a@example.com', firstName: 'Ann' },
      relationships: { visibleApps: ['7'] },
    });
    const there = { id: 'u', attributes: { email: 'a@example.com', firstName: 'Anna' } };
    expect(asUpdate(catalog, invitation, there)).toBeUndefined();
    expect(cannotChange(catalog, invitation, there)).toEqual(['firstName']);
  });

  it('has the links that the update takes, but none to what is made along', () => {
    const availability = (territories: readonly string[], attributes: JsonObject = {}): Write =>
      writeOf('subscriptionPlanAvailabilities_createInstance', {
        attributes: { planType: 'MONTHLY', ...attributes },
        relationships: { subscription: 's', availableTerritories: [...territories] },
      });
    const there = { id: 'a', attributes: { planType: 'MONTHLY', availableInNewTerritories: false } };
    const links = {
      availableTerritories: {
        data: [
          { type: 'territories', id: 'DEU' },
          { type: 'territories', id: 'FRA' },
        ],
      },
    };
    expect(asUpdate(catalog, availability(['DEU', 'FRA']), there)?.body).toEqual({
      data: { type: 'subscriptionPlanAvailabilities', id: 'a', relationships: links },
    });
    expect(
      asUpdate(catalog, availability(['DEU', 'FRA'], { availableInNewTerritories: true }), there)?.body,
    ).toEqual({
      data: {
        type: 'subscriptionPlanAvailabilities',
        id: 'a',
        attributes: { availableInNewTerritories: true },
        relationships: links,
      },
    });
    expect(asUpdate(catalog, availability(['DEU', `\${new}`]), there)).toBeUndefined();
  });
});
