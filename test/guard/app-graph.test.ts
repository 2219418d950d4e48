import { describe, expect, it } from 'vitest';
import type { Catalog, ResourceData } from '../../src/catalog/index.ts';
import { AppGraph } from '../../src/guard/app-graph.ts';
import { type SmallOperation, smallCatalog } from './small-catalog.ts';

type Operations = Parameters<typeof smallCatalog>[1];
const app: ResourceData = { type: 'apps' };
/** One that links to an app. */
const ofApp = (type: string): ResourceData => ({ type, relationships: { app: 'App' } });

function graphOf(catalog: Catalog, ...apart: readonly string[]): AppGraph {
  return new AppGraph(catalog, new Set(apart));
}
function graph(resources: Readonly<Record<string, ResourceData>>, operations: Operations): AppGraph {
  return graphOf(
    smallCatalog({ App: app, ...resources }, { 'GET /v1/apps': { returns: 'App[]' }, ...operations }),
  );
}
/** A create that has to be given these links. */
const made = (relationships: Record<string, string>): SmallOperation => ({
  body: { type: 'x', relationships },
});

describe('the address of a resource', () => {
  const catalog = smallCatalog(
    {
      Report: { type: 'reports' },
      PurchaseV2: { type: 'purchases' },
      Purchase: { type: 'purchases' },
      OfferV2: { type: 'offers' },
      Offer: { type: 'offers' },
      Submission: { type: 'submissions' },
      Draft: { type: 'reviewDrafts' },
      App: app,
      Build: { type: 'builds' },
      Nowhere: { type: 'nowhere' },
    },
    {
      'GET /v1/builds/{id}': { returns: 'Build' },
      'GET /v1/apps': { returns: 'App[]' },
      'GET /v1/apps/{id}/builds': { returns: 'Build[]' },
      'GET /v1/apps/{id}/relationships/builds': { returns: '~builds[]' },
      'GET /v1/builds/{id}/submission': { returns: 'Submission' },
      'DELETE /v1/submissions/{id}': {},
      'GET /v1/reports': { returns: '=Table' },
      'GET /v2/purchases/{id}': { returns: 'PurchaseV2' },
      'GET /v1/purchases/{id}/texts': { returns: '=Table' },
      'GET /v1/strangers': { returns: '=Table' },
      'GET /v1/offers/{id}': { returns: 'Offer' },
      'GET /v1/drafts': { returns: 'Draft[]' },
      'DELETE /v11/drafts/{id}': {},
    },
  );
  const base = (resource: string): string | undefined => graphOf(catalog).base(resource);
  const owner = (id: string): string | undefined => {
    const operation = catalog.operation(id);
    return operation && graphOf(catalog).owner(operation);
  };

  it('is where it is listed or read by its id, and owns all operations below', () => {
    expect(base('App')).toBe('/v1/apps');
    expect(base('Build')).toBe('/v1/builds');
    expect(owner('GET /v1/apps')).toBe('App');
    expect(owner('GET /v1/apps/{id}/builds')).toBe('App');
    expect(owner('GET /v1/apps/{id}/relationships/builds')).toBe('App');
    expect(owner('GET /v1/builds/{id}/submission')).toBe('Build');
    // Also where another one has the type that the path says, and where the path says no type.
    expect(owner('GET /v1/offers/{id}')).toBe('Offer');
    expect(owner('GET /v1/drafts')).toBe('Draft');
    expect(base('Draft')).toBe('/v1/drafts');
  });

  it('is known by the type in a path where the resource cannot be read there', () => {
    expect(owner('DELETE /v1/submissions/{id}')).toBe('Submission');
    expect(base('Submission')).toBe('/v1/submissions');
    expect(owner('GET /v1/reports')).toBe('Report');
    expect(base('Report')).toBe('/v1/reports');
    expect(owner('GET /v1/purchases/{id}/texts')).toBe('PurchaseV2');
    expect(base('PurchaseV2')).toBe('/v2/purchases');
  });

  it('is not made up', () => {
    expect(owner('GET /v1/strangers')).toBeUndefined();
    expect(owner('DELETE /v11/drafts/{id}')).toBeUndefined();
    expect(base('Nowhere')).toBeUndefined();
  });
});

describe('the way up', () => {
  it('is joined in where the read of one can, else read in the linkage, else in the related object', () => {
    const ways = graph(
      {
        Group: ofApp('groups'),
        Page: ofApp('pages'),
        Clip: ofApp('clips'),
        Tag: ofApp('tags'),
        Note: ofApp('notes'),
      },
      {
        'GET /v1/groups/{id}': {
          returns: 'Group',
          query: { 'filter[name]': 'string[]' },
          include: 'testers app',
        },
        'PATCH /v1/groups/{id}': { returns: 'Group' },
        'GET /v1/groups/{id}/relationships/app': { returns: '~apps' },
        'GET /v1/pages/{id}': { returns: 'Page', include: 'testers' },
        'GET /v1/pages/{id}/relationships/app': { returns: '~apps' },
        'GET /v1/pages/{id}/app': { returns: 'App' },
        'GET /v1/clips/{id}': { returns: 'Clip' },
        'GET /v1/clips/{id}/app': { returns: 'App' },
        'GET /v1/tags/{id}': { returns: 'Tag', query: { include: 'string[]' } },
        'DELETE /v1/tags/{id}/relationships/app': {},
        'GET /v1/notes/{id}/relationships/app': { returns: '~apps' },
      },
    );
    const up = (by: string) => [{ kind: 'climb', climb: { relationship: 'app', to: 'App', by }, cost: 1 }];
    expect(ways.ways('Group')).toEqual(up('include'));
    expect(ways.ways('Page')).toEqual(up('linkage'));
    expect(ways.ways('Clip')).toEqual(up('related'));
    expect(ways.ways('Tag')).toEqual([]);
    expect(ways.ways('Note')).toEqual(up('linkage'));
    expect([ways.cost('App'), ways.cost('Group'), ways.cost('Tag'), ways.cost('Unheard')]).toEqual([
      0,
      1,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('leads neither through links to many, nor to what is unknown, nor from the app', () => {
    const ways = graph(
      {
        App: { type: 'apps', relationships: { twin: 'App' } },
        Group: { type: 'groups', relationships: { apps: 'App[]', thing: '?things' } },
      },
      {
        'GET /v1/apps/{id}': { returns: 'App', include: 'twin' },
        'GET /v1/groups/{id}': { returns: 'Group', include: 'apps thing' },
      },
    );
    expect(ways.ways('Group')).toEqual([]);
    expect(ways.ways('App')).toEqual([]);
    expect(ways.ways('Unheard')).toEqual([]);
  });

  it('does not lead from or through what belongs to no single app', () => {
    const catalog = smallCatalog(
      {
        App: app,
        Tester: ofApp('testers'),
        Device: { type: 'devices', relationships: { tester: 'Tester' } },
      },
      {
        'GET /v1/apps': { returns: 'App[]' },
        'GET /v1/testers/{id}': { returns: 'Tester', include: 'app' },
        'GET /v1/devices/{id}': { returns: 'Device', include: 'tester' },
      },
    );
    expect(graphOf(catalog).cost('Device')).toBe(2.25);
    const apart = graphOf(catalog, 'Tester');
    expect([apart.ways('Tester'), apart.ways('Device')]).toEqual([[], []]);
  });

  it('costs 1 for a link that the object is made with, a quarter more for any other', () => {
    const ways = graph(
      {
        // Before what it leads to: costs are known only when all links were looked at once.
        Text: { type: 'texts', relationships: { draft: 'Version', version: 'Version' } },
        Version: ofApp('versions'),
      },
      {
        'GET /v1/texts/{id}': { returns: 'Text', include: 'draft' },
        'GET /v1/versions/{id}': { returns: 'Version', include: 'app' },
      },
    );
    expect([ways.cost('Version'), ways.cost('Text')]).toEqual([1, 2.25]);
    const owned = graph(
      { Text: { type: 'texts', relationships: { version: 'Version' } }, Version: ofApp('versions') },
      {
        'GET /v1/texts/{id}': { returns: 'Text', include: 'version' },
        'POST /v1/texts': made({ 'version*': 'versions' }),
        'GET /v1/versions/{id}': { returns: 'Version', include: 'app' },
      },
    );
    expect(owned.ways('Text')).toEqual([
      { kind: 'climb', climb: { relationship: 'version', to: 'Version', by: 'include' }, cost: 2 },
    ]);
  });

  it('that an object is made with counts alone, whatever else it links to', () => {
    const ways = graph(
      {
        Text: { type: 'texts', relationships: { neighbour: 'Version', group: 'Group', version: 'Version' } },
        Group: { type: 'groups', relationships: { version: 'Version' } },
        Version: ofApp('versions'),
      },
      {
        'GET /v1/texts/{id}': { returns: 'Text', include: 'neighbour group version' },
        'POST /v1/texts': made({ version: 'versions', 'group*': 'groups' }),
        'GET /v1/texts': { returns: 'Text[]' },
        // Not how a text is made: it stands below.
        'POST /v1/texts/{id}/relationships/neighbour': made({ neighbour: 'versions' }),
        'GET /v1/groups/{id}': { returns: 'Group', include: 'version' },
        'POST /v1/groups': made({ version: 'versions' }),
        'GET /v1/versions/{id}': { returns: 'Version', include: 'app' },
      },
    );
    expect(
      ways.ways('Text').map((way) => way.kind === 'climb' && [way.climb.relationship, way.cost]),
    ).toEqual([
      ['version', 2],
      ['group', 3],
    ]);
  });

  it('of two resources of one type costs what the cheaper does', () => {
    const ways = graph(
      {
        Price: { type: 'prices', relationships: { purchase: 'Purchase' } },
        Purchase: { type: 'purchases' },
        PurchaseV2: ofApp('purchases'),
        PurchaseV3: ofApp('purchases'),
        PurchaseV4: { type: 'purchases', relationships: { price: 'Price' } },
      },
      {
        'GET /v1/prices/{id}': { returns: 'Price', include: 'purchase' },
        'POST /v1/prices': made({ 'purchase*': 'purchases' }),
        'GET /v1/purchases/{id}': { returns: 'Purchase' },
        'GET /v2/purchases/{id}': { returns: 'PurchaseV2', include: 'app' },
        'GET /v3/purchases/{id}': { returns: 'PurchaseV3', include: 'app' },
        'GET /v4/purchases/{id}': { returns: 'PurchaseV4', include: 'price' },
      },
    );
    expect(ways.cost('Price')).toBe(2);
    expect(ways.ways('Price').map(({ cost }) => cost)).toEqual([2]);
    // The newest first where they cost the same; one without a way is not told by its type.
    expect(ways.owned('purchases')).toEqual(['PurchaseV3', 'PurchaseV2', 'PurchaseV4']);
    expect(ways.owned('strangers')).toEqual([]);
  });

  it('that costs 24 is too long to go', () => {
    const resources: Record<string, ResourceData> = { R1: { type: 'r1', relationships: { up: 'App' } } };
    const operations: Record<`GET ${string}` | `POST ${string}`, SmallOperation> = {};
    for (let n = 1; n <= 24; n++) {
      resources[`R${n}`] = { type: `r${n}`, relationships: { up: n === 1 ? 'App' : `R${n - 1}` } };
      operations[`GET /v1/r${n}/{id}`] = { returns: `R${n}`, include: 'up' };
      operations[`POST /v1/r${n}`] = made({ up: 'x' });
    }
    const ways = graph(resources, operations);
    expect(ways.ways('R23').map(({ cost }) => cost)).toEqual([23]);
    expect(ways.ways('R24')).toEqual([]);
  });
});

describe('the search down from the apps', () => {
  const step = (from: string, relationship: string, to: string, many = true, by = 'linkage') => ({
    from,
    relationship,
    to,
    many,
    by,
  });

  it('goes by relationships, and by what only a path tells of', () => {
    const ways = graph(
      {
        App: {
          type: 'apps',
          relationships: { groups: 'Group[]', info: 'Info', hidden: 'Hidden[]', odd: '?odd' },
        },
        Group: { type: 'groups' },
        Info: { type: 'infos' },
        Hidden: { type: 'hidden' },
        Tag: { type: 'tags' },
        Detail: { type: 'details' },
        Usage: { type: 'usages' },
        Odd: { type: 'odd' },
      },
      {
        'GET /v1/apps/{id}/relationships/groups': { returns: '~groups[]' },
        'GET /v1/apps/{id}/groups': { returns: 'Group[]' },
        'GET /v1/apps/{id}/info': { returns: 'Info' },
        'GET /v1/apps/{id}/tags': { returns: 'Tag[]' },
        'GET /v1/apps/{id}/detail': { returns: 'Detail' },
        'GET /v1/apps/{id}/metrics/usages': { returns: 'Usage[]' },
        'GET /v1/apps/{id}/report': { returns: '=Table' },
        'GET /v1/others/{id}/usages': { returns: 'Usage[]' },
      },
    );
    const found = (...steps: readonly unknown[]) => [{ kind: 'search', steps, cost: 3 * steps.length }];
    expect(ways.ways('Group')).toEqual(found(step('App', 'groups', 'Group')));
    expect(ways.ways('Info')).toEqual(found(step('App', 'info', 'Info', false, 'related')));
    expect(ways.ways('Tag')).toEqual(found(step('App', 'tags', 'Tag', true, 'related')));
    expect(ways.ways('Detail')).toEqual(found(step('App', 'detail', 'Detail', false, 'related')));
    expect([ways.ways('Hidden'), ways.ways('Usage'), ways.ways('Odd')]).toEqual([[], [], []]);
    expect(ways.cost('Group')).toBe(3);
  });

  it('is the shortest; of several as short four are tried', () => {
    const parents = ['A', 'B', 'C', 'D', 'E'];
    const ways = graph(
      {
        App: { type: 'apps', relationships: Object.fromEntries(parents.map((name) => [name, `${name}[]`])) },
        ...Object.fromEntries(
          parents.map((name) => [name, { type: name, relationships: { leaves: 'Leaf[]' } }]),
        ),
        Leaf: { type: 'leaves', relationships: { buds: 'Bud[]', a: 'A', apps: 'App[]' } },
        Bud: { type: 'buds', relationships: { leaves: 'Leaf[]' } },
      },
      {
        ...Object.fromEntries(
          parents.flatMap((name) => [
            [`GET /v1/apps/{id}/relationships/${name}`, { returns: `~${name}[]` }],
            [`GET /v1/${name}/{id}`, { returns: name }],
            [`GET /v1/${name}/{id}/relationships/leaves`, { returns: '~leaves[]' }],
          ]),
        ),
        'GET /v1/leaves/{id}': { returns: 'Leaf' },
        'GET /v1/leaves/{id}/relationships/buds': { returns: '~buds[]' },
        'GET /v1/leaves/{id}/relationships/apps': { returns: '~apps[]' },
        'GET /v1/buds/{id}': { returns: 'Bud' },
        'GET /v1/buds/{id}/relationships/leaves': { returns: '~leaves[]' },
      },
    );
    const starts = (name: string): unknown[] =>
      ways.ways(name).map((way) => way.kind === 'search' && way.steps.map(({ to }) => to).join(' '));
    expect(starts('A')).toEqual(['A']);
    expect(starts('Leaf')).toEqual(['A Leaf', 'B Leaf', 'C Leaf', 'D Leaf']);
    expect(starts('Bud')).toEqual(['A Leaf Bud']);
    expect(ways.ways('Bud').map(({ cost }) => cost)).toEqual([9]);
    expect([ways.cost('Bud'), ways.cost('App'), ways.ways('App')]).toEqual([9, 0, []]);
  });

  it('goes four lists deep and no further, and through nothing that belongs to no single app', () => {
    const names = ['App', 'One', 'Two', 'Three', 'Four', 'Five'];
    const catalog = smallCatalog(
      Object.fromEntries(
        names.map((name, n) => [
          name,
          { type: name, relationships: { next: `${names[n + 1] ?? '?none'}[]` } },
        ]),
      ),
      Object.fromEntries(
        names.flatMap((name) => [
          [`GET /v1/${name}/{id}`, { returns: name }],
          [`GET /v1/${name}/{id}/relationships/next`, { returns: '~x[]' }],
        ]),
      ),
    );
    const ways = graphOf(catalog);
    expect(names.map((name) => ways.ways(name).length)).toEqual([0, 1, 1, 1, 1, 0]);
    const apart = graphOf(catalog, 'Two');
    expect(names.map((name) => apart.ways(name).length)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it('stands beside a way up, and behind it where it costs more', () => {
    const resources = {
      App: { type: 'apps', relationships: { texts: 'Text[]' } },
      Text: { type: 'texts', relationships: { one: 'One', app: 'App' } },
      One: { type: 'ones', relationships: { two: 'Two' } },
      Two: { type: 'twos', relationships: { app: 'App' } },
    };
    const operations: Operations = {
      'GET /v1/apps/{id}/relationships/texts': { returns: '~texts[]' },
      'GET /v1/ones/{id}': { returns: 'One', include: 'two' },
      'GET /v1/twos/{id}': { returns: 'Two', include: 'app' },
    };
    const kinds = (more: Operations): unknown[] =>
      graph(resources, { ...operations, ...more })
        .ways('Text')
        .map(({ kind, cost }) => [kind, cost]);
    expect(kinds({ 'GET /v1/texts/{id}': { returns: 'Text', include: 'one' } })).toEqual([
      ['search', 3],
      ['climb', 3.5],
    ]);
    // A link that it is made with: a search counts only where it is cheaper than every such way.
    expect(
      kinds({
        'GET /v1/texts/{id}': { returns: 'Text', include: 'one' },
        'POST /v1/texts': made({ one: 'ones' }),
      }),
    ).toEqual([
      ['search', 3],
      ['climb', 3.25],
    ]);
    expect(
      kinds({
        'GET /v1/texts/{id}': { returns: 'Text', include: 'one app' },
        'POST /v1/texts': made({ one: 'ones', app: 'apps' }),
      }),
    ).toEqual([
      ['climb', 1],
      ['climb', 3.25],
    ]);
    // As cheap is not cheaper.
    expect(
      kinds({
        'GET /v1/texts/{id}': { returns: 'Text', include: 'one' },
        'POST /v1/texts': made({ one: 'ones' }),
        'POST /v1/ones': made({ two: 'twos' }),
      }),
    ).toEqual([['climb', 3]]);
  });

  it('knows which lists tell in one answer what each item links to', () => {
    const ways = graph(
      { Group: ofApp('groups') },
      {
        'GET /v1/apps/{id}/groups': { returns: 'Group[]', include: 'testers' },
        'GET /v1/apps/{id}/texts': { returns: 'Group[]' },
      },
    );
    const below = (relationship: string) => ({
      from: 'App',
      relationship,
      to: 'Group',
      many: true,
      by: 'related' as const,
    });
    expect(ways.includes(below('groups'), 'testers')).toBe(true);
    expect(ways.includes(below('groups'), 'builds')).toBe(false);
    expect(ways.includes(below('texts'), 'testers')).toBe(false);
    expect(ways.includes(below('nothing'), 'testers')).toBe(false);
  });
});
