import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { expect, test } from 'vitest';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { Store } from '../../src/sandbox/store.ts';
import { seedTeam, teamIds } from '../../src/sandbox/team.ts';
import { Seeder } from '../../src/sandbox/team-seeder.ts';
import { storefronts } from '../../src/sandbox/territories.ts';

const now = Date.parse('2026-11-22T09:00:00Z');
const catalog = loadCatalog();

function made(apps = 0): Store {
  const store = new Store(catalog);
  seedTeam(store, { now, apps });
  return store;
}

const store = made();
const all = (resource: string) => [...store.all(resource)];

/** The resource that the id of a path like `/v1/apps/{id}/builds` belongs to. */
function ownerOf(operation: Operation): string | undefined {
  const base = operation.path.slice(0, operation.path.indexOf('{id}') + 4);
  for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
    const instance = catalog.route(method, base.replace('{id}', 'x'))?.operation;
    if (instance?.returns.kind === 'object') return instance.returns.resource;
  }
  const [, version, type] = base.split('/');
  const named = catalog.resourceNames().filter((name) => catalog.resource(name)?.type === type);
  return named.find((name) => name.endsWith(version?.toUpperCase() ?? '')) ?? named[0];
}

test('seeding knows every resource and relationship it writes, and is quick', () => {
  const fresh = new Store(catalog);
  const start = performance.now();
  const skipped = seedTeam(fresh, { now });
  const took = performance.now() - start;
  expect([...skipped]).toEqual([]);
  expect(took).toBeLessThan(2000);
});

test('the same moment gives the same team', () => {
  const dump = (from: Store) =>
    catalog
      .resourceNames()
      .map((name) => [...from.all(name)].map((object) => [object.id, object.attributes, [...object.links]]));
  expect(JSON.stringify(dump(made()))).toBe(JSON.stringify(dump(made())));
});

test('every attribute of every object fits the schema of its resource', () => {
  const ajv = new Ajv({ strict: false, allErrors: false });
  const addFormats = 'default' in addFormatsModule ? addFormatsModule.default : addFormatsModule;
  addFormats(ajv);
  const faults: string[] = [];
  for (const name of catalog.resourceNames()) {
    const resource = catalog.resource(name);
    if (resource === undefined) continue;
    const known = new Set(Object.keys(resource.attributes ?? {}).map((key) => key.replace(/\*$/, '')));
    const validate = ajv.compile({ ...catalog.attributesSchema(resource) });
    for (const object of store.all(name)) {
      if (!validate(object.attributes))
        faults.push(`${name} ${object.id} ${ajv.errorsText(validate.errors)}`);
      for (const key of Object.keys(object.attributes))
        if (!known.has(key)) faults.push(`${name}.${key} is not an attribute`);
    }
  }
  expect(faults.slice(0, 10)).toEqual([]);
});

test('every link leads to an object that is there', () => {
  const faults: string[] = [];
  for (const name of catalog.resourceNames())
    for (const object of store.all(name))
      for (const relationship of catalog.resource(name)?.relationships ?? [])
        for (const id of store.linked(object, relationship.name))
          if (relationship.to === undefined || store.get(relationship.to, id) === undefined)
            faults.push(`${name}.${relationship.name} → ${relationship.to} ${id}`);
  expect(faults.slice(0, 10)).toEqual([]);
});

test('every read has an object that it can answer with', () => {
  const faults: string[] = [];
  let reads = 0;
  for (const id of catalog.operationIds()) {
    const operation = catalog.operation(id);
    if (operation === undefined || operation.method !== 'GET') continue;
    reads++;
    const { returns } = operation;
    if (!operation.hasId) {
      if (returns.kind === 'list' && store.count(returns.resource) === 0) faults.push(`${id}: no objects`);
      continue;
    }
    const owner = ownerOf(operation);
    if (owner === undefined || store.count(owner) === 0) {
      faults.push(`${id}: no ${owner ?? 'owner'}`);
      continue;
    }
    const relationship = operation.path.split('/').at(-1) ?? '';
    if (returns.kind === 'document' || returns.kind === 'nothing' || operation.path.endsWith('{id}'))
      continue;
    if (catalog.resource(owner)?.relationships.every(({ name }) => name !== relationship)) {
      faults.push(`${id}: ${owner} has no relationship ${relationship}`);
      continue;
    }
    const linked = all(owner)
      .map((object) => store.linked(object, relationship))
      .find((ids) => ids.length > 0);
    if (linked === undefined) faults.push(`${id}: nothing linked`);
    else if (returns.kind === 'object' || returns.kind === 'list')
      for (const target of linked)
        if (store.get(returns.resource, target) === undefined) {
          faults.push(`${id}: ${returns.resource} ${target} is missing`);
          break;
        }
  }
  expect(faults).toEqual([]);
  expect(reads).toBe(826);
});

test('three apps on several platforms, one version live and one in another state', () => {
  expect(all('App').map((app) => app.attributes['name'])).toEqual([
    'Weather Now',
    'Pocket Ledger',
    'Trail Mate',
  ]);
  const state = (id: string) => store.get('AppStoreVersion', id)?.attributes['appVersionState'];
  expect(state(teamIds.versions.weatherLive)).toBe('READY_FOR_DISTRIBUTION');
  expect(state(teamIds.versions.weatherNext)).toBe('PREPARE_FOR_SUBMISSION');
  expect(state(teamIds.versions.ledgerNext)).toBe('WAITING_FOR_REVIEW');
  expect(state(teamIds.versions.trailRejected)).toBe('REJECTED');
  expect(new Set(all('AppStoreVersion').map((version) => version.attributes['platform']))).toEqual(
    new Set(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']),
  );
  const paused = store.get('AppStoreVersion', teamIds.versions.trailLive);
  expect(paused && store.linked(paused, 'appStoreVersionPhasedRelease')).toEqual([teamIds.phasedRelease]);
  expect(
    store.get('AppStoreVersionPhasedRelease', teamIds.phasedRelease)?.attributes['phasedReleaseState'],
  ).toBe('PAUSED');
});

test('3.2 has a valid build and lacks the German text, a set of pictures and two answers about age', () => {
  const version = store.get('AppStoreVersion', teamIds.versions.weatherNext);
  if (version === undefined) throw new Error('3.2 is missing');
  expect(store.linked(version, 'build')).toEqual([teamIds.builds.weatherNext]);
  const texts = store
    .linked(version, 'appStoreVersionLocalizations')
    .map((id) => store.get('AppStoreVersionLocalization', id));
  expect(
    texts
      .filter((text) => text?.attributes['whatsNew'] === undefined)
      .map((text) => text?.attributes['locale']),
  ).toEqual(['de-DE']);
  const sets = texts.map((text) => [
    text?.attributes['locale'],
    text === undefined ? 0 : store.linked(text, 'appScreenshotSets').length,
  ]);
  expect(sets).toEqual([
    ['en-US', 2],
    ['de-DE', 2],
    ['fr-FR', 2],
    ['ja', 1],
    ['es-ES', 2],
    ['pt-BR', 2],
  ]);
  const age = all('AgeRatingDeclaration').filter((one) => one.attributes['socialMedia'] === undefined);
  expect(age).toHaveLength(1);
});

test('builds in every state, one stuck for nine hours', () => {
  const builds = all('Build');
  expect(builds.length).toBeGreaterThanOrEqual(40);
  expect(new Set(builds.map((build) => build.attributes['processingState']))).toEqual(
    new Set(['PROCESSING', 'FAILED', 'INVALID', 'VALID']),
  );
  expect(store.get('Build', teamIds.builds.stuck)?.attributes).toMatchObject({
    processingState: 'PROCESSING',
    uploadedDate: '2026-11-22T00:00:00Z',
  });
  expect(builds.filter((build) => build.attributes['expired'] === true).length).toBeGreaterThan(5);
  expect(
    new Set(all('BuildBetaDetail').map((detail) => detail.attributes['externalBuildState'])).size,
  ).toBeGreaterThan(8);
  expect(all('BetaTester').length).toBeGreaterThanOrEqual(60);
});

test('more than 420 reviews over 18 months, newest first, some that no program should obey', () => {
  const reviews = all('CustomerReview');
  expect(reviews.length).toBeGreaterThanOrEqual(420);
  const app = store.get('App', teamIds.weather.app);
  if (app === undefined) throw new Error('Weather Now is missing');
  const dates = store
    .linked(app, 'customerReviews')
    .map((id) => Date.parse(String(store.get('CustomerReview', id)?.attributes['createdDate'])));
  expect(dates).toEqual([...dates].sort((a, b) => b - a));
  expect((now - Math.min(...dates)) / 86_400_000).toBeGreaterThan(500);
  expect(Math.max(...dates)).toBeLessThan(now);
  const injection = String(store.get('CustomerReview', teamIds.reviews.injection)?.attributes['body']);
  expect(injection).toMatch(/[\u{e0020}-\u{e007e}]{20}/u);
  expect(injection).toMatch(/\u200b/);
  expect(injection).toMatch(/\u202e/);
  expect(injection).toContain('userInvitations');
  const onesThisWeek = reviews.filter(
    (review) =>
      review.attributes['rating'] === 1 &&
      Date.parse(String(review.attributes['createdDate'])) > now - 7 * 86_400_000,
  );
  expect(onesThisWeek.length).toBeGreaterThanOrEqual(4);
});

test('prices in 175 territories', () => {
  expect(storefronts).toHaveLength(175);
  expect(new Set(storefronts.map(({ code }) => code)).size).toBe(175);
  for (const id of [teamIds.subscriptions.yearly, teamIds.subscriptions.monthly]) {
    const subscription = store.get('Subscription', id);
    if (subscription === undefined) throw new Error(`${id} is missing`);
    const priced = new Set(
      store.linked(subscription, 'prices').flatMap((price) => {
        const found = store.get('SubscriptionPrice', price);
        return found === undefined ? [] : store.linked(found, 'territory');
      }),
    );
    expect(priced.size).toBe(175);
  }
  const schedule = store.get('InAppPurchasePriceSchedule', teamIds.products.themes);
  expect(schedule && store.linked(schedule, 'automaticPrices')).toHaveLength(174);
});

test('a certificate that expires in twelve days and one that has', () => {
  const date = (id: string) => store.get('Certificate', id)?.attributes['expirationDate'];
  expect(date(teamIds.certificates.expiring)).toBe('2026-12-04T09:00:00Z');
  expect(date(teamIds.certificates.expired)).toBe('2026-10-12T09:00:00Z');
});

test('plain apps make lists long', () => {
  expect(made(40).count('App')).toBe(43);
});

test('what a catalogue does not have is left out and told', () => {
  const seeder = new Seeder(new Store(catalog), now);
  seeder.put('NoSuchThing', '1');
  seeder.put('App', '1', {}, { noSuchLink: '2' });
  expect([...seeder.skipped]).toEqual(['NoSuchThing', 'App.noSuchLink']);
});
