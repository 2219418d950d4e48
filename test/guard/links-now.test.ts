import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../src/catalog/index.ts';
import { linksNow, linksSent, readOwn, typeOfLink } from '../../src/guard/links-now.ts';
import { type Found, ownerOf, type Reader } from '../../src/guard/objects.ts';
import type { Write } from '../../src/guard/types.ts';
import { smallCatalog } from './small-catalog.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { catalog as api, never, writeOf } from './writes.ts';

const catalog = smallCatalog(
  {
    Group: {
      type: 'groups',
      relationships: { version: 'Version', lead: 'Person', people: 'Person[]', odd: '?odd', lost: 'Unheard' },
    },
    Version: { type: 'versions', relationships: { app: 'App' } },
    Person: { type: 'people' },
    App: { type: 'apps' },
  },
  {
    'GET /v1/groups/{id}': { returns: 'Group', include: 'version lead people odd' },
    'GET /v1/versions/{id}': { returns: 'Version', include: 'app' },
    'GET /v1/apps/{id}': { returns: 'App' },
    'GET /v1/groups/{id}/lead': { returns: 'Person' },
    'GET /v1/groups/{id}/people': { returns: 'Person[]' },
    'PATCH /v1/groups/{id}': { returns: 'Group', body: { type: 'groups' } },
    'PATCH /v1/people/{id}': { returns: 'Person', body: { type: 'people' } },
    'PATCH /v1/groups/{id}/relationships/lead': { body: { type: 'people', linkage: true } },
    'POST /v1/groups/{id}/relationships/people': { body: { type: 'people[]', linkage: true } },
    'DELETE /v1/strangers/{id}': {},
  },
);

let world: World;
let reader: Reader;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  reader = { client: world.another(), catalog, signal: never, verification: false };
});

function group(): Resource {
  const resource = catalog.resource('Group');
  if (resource === undefined) throw new Error('There is no such resource.');
  return resource;
}

/** A write on the group `g`, with a body as it is sent. */
function on(operationId: string, data?: unknown): Write {
  return { ...writeOf(operationId, { id: 'g' }, catalog), body: { data } };
}
/** A change of the group that gives these relationships. */
function change(...names: readonly string[]): Write {
  const relationships = Object.fromEntries(
    names.map((name) => [name, { data: { type: 'people', id: 'p' } }]),
  );
  return on('PATCH /v1/groups/{id}', { type: 'groups', id: 'g', relationships });
}

describe('the links that a write gives', () => {
  it('are those of its body, each with its relationship', () => {
    expect(linksSent(change('lead'))).toEqual([
      ['lead', [{ type: 'people', id: 'p', relationship: 'lead' }]],
    ]);
  });

  it('are those of the one relationship that it is about', () => {
    const people = on('POST /v1/groups/{id}/relationships/people', [
      { type: 'people', id: 'p' },
      { type: 'people', id: 'q' },
    ]);
    expect(linksSent(people)).toEqual([
      [
        'people',
        [
          { type: 'people', id: 'p', relationship: 'people' },
          { type: 'people', id: 'q', relationship: 'people' },
        ],
      ],
    ]);
    expect(linksSent(on('PATCH /v1/groups/{id}/relationships/lead', null))).toEqual([['lead', []]]);
    expect(linksSent({ ...people, body: null })).toEqual([['people', []]]);
  });
});

describe('the object that a write is about', () => {
  const asked = async (write: Write, from: Reader = reader): Promise<readonly string[]> => {
    world.answers({});
    await readOwn(from, ownerOf(from.catalog, write.operation), write, linksSent(write));
    return world.asked();
  };

  it('is read with what leads to its app, and the links to one that would be others', async () => {
    expect(await asked(change())).toEqual(['/v1/groups/g?include=version']);
    expect(await asked(change('lead', 'people', 'odd'))).toEqual(['/v1/groups/g?include=version,lead,odd']);
  });

  it('is read alone where nothing leads to an app', async () => {
    const { client } = reader;
    const version = writeOf('sandboxTestersV2_updateInstance', { id: 'x', attributes: {} });
    expect(await asked(version, { ...reader, client, catalog: api })).toEqual([
      '/v2/sandboxTesters?limit=200',
    ]);
  });

  it('that is an answer to a review is read with the review', async () => {
    const answer = writeOf('customerReviewResponses_deleteInstance', { id: 'x' });
    expect(await asked(answer, { ...reader, catalog: api })).toEqual([
      '/v1/customerReviewResponses/x?include=review',
    ]);
  });

  it('is found as it is', async () => {
    const found = object('groups', 'g');
    world.answers({ '/v1/groups/g': one(found) });
    expect(await readOwn(reader, group(), change(), [])).toEqual({
      kind: 'object',
      object: found,
      included: [],
    });
  });

  it('is hidden where the API does not know it', async () => {
    const write = { ...writeOf('DELETE /v1/strangers/{id}', { id: 'x' }, catalog) };
    expect(await readOwn(reader, ownerOf(catalog, write.operation), write, [])).toEqual({ kind: 'hidden' });
  });
});

describe('the links of an object now', () => {
  const people = '/v1/groups/g/people';
  const lead = '/v1/groups/g/lead';
  const now = async (write: Write, target: Found, owner: Resource | undefined = group()) => [
    ...(await linksNow(reader, owner, write, target, linksSent(write))),
  ];
  const found = (links: Parameters<typeof object>[3]): Found => ({
    kind: 'object',
    object: object('groups', 'g', {}, links),
    included: [],
  });

  it('are as the object shows them, where it is one', async () => {
    world.answers({});
    expect(await now(change('lead'), found({ lead: ['people', 'a'] }))).toEqual([['lead', ['a']]]);
    expect(await now(change('lead'), found({ lead: null }))).toEqual([['lead', []]]);
    expect(world.asked()).toEqual([]);
  });

  it('are read where the object does not show them, or may not be read', async () => {
    world.answers({ [lead]: one(object('people', 'a')) });
    expect(await now(change('lead'), found({}))).toEqual([['lead', ['a']]]);
    expect(await now(change('lead'), { kind: 'hidden' })).toEqual([['lead', ['a']]]);
    expect(world.asked()).toEqual([lead, lead]);
  });

  it('are read where there may be many, whatever the object shows of them', async () => {
    world.answers({ [people]: list([object('people', 'a'), object('people', 'b')]) });
    expect(await now(change('people'), found({ people: [['people', 'a']] }))).toEqual([
      ['people', ['a', 'b']],
    ]);
  });

  it('are left out where they may not be read', async () => {
    world.answers({ [people]: 403 });
    expect(await now(change('people'), found({}))).toEqual([]);
  });

  it('are read where the API does not know whose they are', async () => {
    world.answers({ [lead]: one(object('people', 'a')) });
    const write = change('lead');
    const shown = found({ lead: ['people', 'b'] });
    expect([...(await linksNow(reader, undefined, write, shown, linksSent(write)))]).toEqual([
      ['lead', ['a']],
    ]);
  });

  it('are not asked for of what is not there, or has no id', async () => {
    world.answers({ [people]: list([object('people', 'a')]) });
    expect(await now(change('people'), { kind: 'missing' })).toEqual([]);
    const { id: _, ...nameless } = change('people');
    expect(await now(nameless, { kind: 'hidden' })).toEqual([]);
    expect(world.asked()).toEqual([]);
  });
});

describe('the type of what a relationship leads to', () => {
  const type = (name: string, write: Write, owner: Resource | undefined): string | undefined =>
    typeOfLink(catalog, owner, name, linksSent(write));

  it('is the one that the write gives', () => {
    expect(type('odd', change('version', 'odd'), group())).toBe('people');
    expect(type('version', change('odd', 'version'), undefined)).toBe('people');
  });

  it('is else the one that the API knows', () => {
    expect(type('version', change(), group())).toBe('versions');
    expect(type('lead', on('PATCH /v1/groups/{id}/relationships/lead', null), group())).toBe('people');
    expect(type('version', change('lead'), group())).toBe('versions');
  });

  it('is unknown where neither tells', () => {
    for (const name of ['odd', 'lost', 'unheard']) expect(type(name, change(), group())).toBeUndefined();
    expect(type('version', change(), undefined)).toBeUndefined();
  });
});
