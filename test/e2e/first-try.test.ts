import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agreeing, faults, legalWrites, type Running, startServer } from '../support/server.ts';

/** What an assistant tries first, in words of its own: it works, or the answer has the call that does. */
let server: Running;
const shown: string[] = [];
beforeAll(async () => {
  server = await startServer({
    person: (asked) => {
      shown.push(asked.message);
      return agreeing(asked);
    },
  });
});
afterAll(() => server.close());
afterEach(() => {
  // Signed addresses are no part of Apple's document.
  expect(faults(server.taken().filter(({ path }) => !path.startsWith('/download/')))).toEqual([]);
});

const read = (args: Record<string, unknown>) => server.call('asc_read', args);

/** The call that an answer offers behind these words. */
function offered(text: string, before: string): { name: string; args: Record<string, unknown> } {
  const [, name, args] = new RegExp(`${before}\\s*(asc_\\w+) (\\{.*\\})`).exec(text) ?? [];
  if (name === undefined || args === undefined) throw new Error(`No call behind "${before}" in: ${text}`);
  return { name, args: JSON.parse(args) };
}

describe('names', () => {
  it('of an app stand for what it has only one of', async () => {
    const detail = await read({ operation: 'gameCenterDetails_getInstance', id: 'Trail Mate' });
    expect(detail.text).toMatch(/^gameCenterDetails\n\{"id":"[0-9a-f-]{36}"/);
    const prices = await read({
      operation: 'appPriceSchedules_manualPrices_getToManyRelated',
      id: 'Weather Now',
    });
    expect(prices.text).toContain('id,territory.id,appPricePoint.customerPrice');
  });

  it('of a version stand for what it has only one of', async () => {
    const { text } = await read({
      operation: 'appStoreReviewDetails_getInstance',
      id: 'Weather Now/3.2 IOS',
    });
    expect(text).toContain('"contactEmail":"mara.lindqvist@example.com"');
    const rating = await read({
      operation: 'ageRatingDeclarations_updateInstance',
      id: 'Weather Now',
    });
    expect(rating.isError).toBe(true);
  });

  it('that lead to nothing say what is missing, and which form would do', async () => {
    const none = await read({ operation: 'gameCenterDetails_getInstance', id: 'Weather Now' });
    expect(none.text.split('\n')[0]).toBe('unknown_name: The app "Weather Now" has no gameCenterDetail.');
    const rating = await server.call('asc_update', {
      operation: 'ageRatingDeclarations_updateInstance',
      id: 'Weather Now',
      attributes: { socialMedia: false },
    });
    expect(rating.text).toContain(
      'Next: Name it by what it belongs to: "Weather Now/PREPARE_FOR_SUBMISSION" (its app info).',
    );
    server.taken();
    const again = await server.call('asc_update', {
      operation: 'ageRatingDeclarations_updateInstance',
      id: 'Weather Now/PREPARE_FOR_SUBMISSION',
      attributes: { socialMedia: false },
    });
    expect(again.isError, again.text).toBe(false);
    expect(legalWrites(server.taken())).toEqual([
      expect.stringMatching(/^PATCH \/v1\/ageRatingDeclarations\//),
    ]);
  });

  it('work in a path, with and without its version', async () => {
    for (const path of [
      '/v1/apps/Weather Now/builds',
      'apps/Weather Now/builds',
      'v1/apps/1500000101/builds',
    ])
      expect((await read({ path, limit: 1 })).text, path).toMatch(/^builds: 1 of 22, complete: false/);
    for (const path of ['/v1/apps/../users', 'apps/Weather%20Now/builds', 'https://example.com/v1/apps'])
      expect((await read({ path })).text, path).toMatch(/^bad_path/);
  });
});

it('a leaderboard: the example of the description makes one', async () => {
  const { text } = await server.call('asc_describe_operation', {
    operation: 'gameCenterLeaderboardsV2_createInstance',
  });
  const { name, args } = offered(text, 'Example:');
  expect(args['relationships']).toEqual({ versions: [`\${versions-1}`] });
  server.taken();
  const made = await server.call(name, {
    ...args,
    relationships: { versions: [`\${versions-1}`], gameCenterDetail: 'Trail Mate' },
  });
  expect(made.isError, made.text).toBe(false);
  expect(legalWrites(server.taken())).toEqual(['POST /v2/gameCenterLeaderboards']);
});

it('a list of availabilities says of which territory each is', async () => {
  const { text } = await read({
    operation: 'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
    id: 'Weather Now',
    limit: 2,
  });
  expect(text).toMatch(/\nid,territory\.id(,\w+)*\n\w+,AFG\b.*\n\w+,AGO\b.*\n/);
});

describe('a step that an answer offers', () => {
  it('works as it stands where its tool is not in the list', async () => {
    const { text } = await read({ operation: 'asc_ci_status', params: { app: 'Weather Now' } });
    const logs = offered(text, 'logs as files:');
    expect(logs.name).toBe('asc_read');
    const saved = await server.call(logs.name, logs.args);
    expect(saved.isError, saved.text).toBe(false);
    expect(saved.text).toContain('ci-213-Test-iOS-Logs.zip');
  });

  it('has the right tool and place for arguments that were given elsewhere', async () => {
    const wrong = await read({ operation: 'asc_manage_people', params: { action: 'list' } });
    const { name, args } = offered(wrong.text, 'Next:');
    expect((await server.call(name, args)).text).toMatch(/^people: 7 on the team/);
  });
});

describe('what is wrong', () => {
  it('says that Apple does not filter by an attribute, and what to do instead', async () => {
    const { text } = await read({ operation: 'devices_getCollection', filter: { deviceClass: 'IPAD' } });
    expect(text).toContain(
      'Next: Apple cannot filter by deviceClass: call again without it, with "columns":["id","deviceClass"] beside what else you need, and pick the rows.',
    );
  });

  it('shows what a time looks like', async () => {
    const { text } = await server.call('asc_create', {
      operation: 'nominations_createInstance',
      attributes: {
        name: 'Storm',
        type: 'NEW_CONTENT',
        description: 'New radar',
        submitted: false,
        publishStartDate: '2026-12-20',
      },
      relationships: { relatedApps: ['Weather Now'] },
    });
    expect(text).toMatch(
      /^illegal_request: attributes\.publishStartDate has to be a time with its zone, such as "2026-12-01T09:00:00Z"\./,
    );
  });

  it('names the operations of a resource that was taken for one', async () => {
    expect((await read({ operation: 'builds' })).text).toContain(
      'Nearest: builds_getCollection, builds_getInstance, builds_updateInstance.',
    );
  });

  it('leads from an operation that there is not to why, and where it is done instead', async () => {
    const { text } = await server.call('asc_create', { operation: 'apps_createInstance', attributes: {} });
    const { name, args } = offered(text, 'Use one of these, or');
    expect(args).toEqual({ query: 'create apps' });
    expect((await server.call(name, args)).text).toMatch(
      /^Not possible through the API: The API cannot create an app record\./,
    );
  });

  it('names what is missing in a part that is missing', async () => {
    const { text } = await server.call('asc_create', {
      operation: 'appClipDefaultExperienceLocalizations_createInstance',
      attributes: { locale: 'de' },
    });
    expect(text).toMatch(/^illegal_request: relationships\.appClipDefaultExperience is required\./);
  });

  it('gives the read that has the ids of what has no name', async () => {
    const { text } = await server.call('asc_update', {
      operation: 'territoryAvailabilities_updateInstance',
      id: 'Weather Now',
      attributes: { preOrderEnabled: true },
    });
    const { name, args } = offered(text, 'Take the id from');
    expect((await server.call(name, args)).text).toMatch(/^territoryAvailabilities: 50 of 175/);
  });

  it('says which groups testers outside the team are in', async () => {
    const { text } = await server.call('asc_distribute_build', {
      app: 'Weather Now',
      build: 'latest',
      platform: 'IOS',
      groups: ['external testers'],
    });
    expect(text).toContain(
      'Its groups: "Weather team" (internal), "Storm chasers" (external), "Public beta" (external).',
    );
  });

  it('tells where the vendor number stands when Apple does not know it', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'sales',
      period: 'last week',
      vendor_number: '12345678',
    });
    expect(text).toContain('Payments and Financial Reports, top left: vendor_number, or ASC_VENDOR_NUMBER.');
  });
});

it('a form of texts shows each text once, and not once more what it results in', async () => {
  shown.length = 0;
  const { text, isError } = await server.call('asc_prepare_release', {
    app: 'Weather Now',
    version: '3.2',
    platform: 'IOS',
    notes: 'Rain alerts.',
    same_for_all: true,
  });
  expect(isError, text).toBe(false);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.match(/→ "Rain alerts\."/g)).toHaveLength(6);
  expect(shown[0]).not.toContain('Result:');
});

describe('words for words', () => {
  it('group by country', async () => {
    const { text } = await server.call('asc_get_report', {
      report: 'sales',
      period: 'last week',
      group_by: ['country'],
      filter: { country: 'Japan' },
      vendor_number: '87654321',
    });
    expect(text).toMatch(/\nterritory,units,/);
    expect(text).toMatch(/\nJP,/);
  });

  it('filter by the name of an app', async () => {
    const call = { report: 'sales', period: 'last week', vendor_number: '87654321' };
    const filtered = await server.call('asc_get_report', { ...call, filter: { app: 'Weather Now' } });
    const asked = await server.call('asc_get_report', { ...call, app: 'Weather Now' });
    expect(filtered.text.split('\n').slice(0, 6)).toEqual(asked.text.split('\n').slice(0, 6));
    expect(filtered.text).toMatch(/^SALES of Weather Now\ntotal: units [1-9]/);
  });

  it('a webhook for build processing', async () => {
    const { text } = await server.call('asc_update', {
      operation: 'asc_manage_webhooks',
      attributes: {
        action: 'create',
        app: 'Weather Now',
        name: 'CI',
        url: 'https://hooks.example.com/asc',
        events: ['build processing', 'app review'],
        dry_run: true,
      },
    });
    expect(text).toContain('BUILD_UPLOAD_STATE_UPDATED');
    expect(text).toContain('APP_STORE_VERSION_APP_VERSION_STATE_UPDATED');
  });

  it('reviews from a country by its name', async () => {
    const { text } = await server.call('asc_list_reviews', {
      app: 'Weather Now',
      territory: ['Japan'],
      limit: 3,
    });
    expect(text.split('\n')[0]).toMatch(
      /^Weather Now \(app 1500000101\), JPN: 3 of \d+ reviews, newest first/,
    );
  });

  it('a monthly subscription', async () => {
    const { text, isError } = await server.call('asc_create_product', {
      app: 'Weather Now',
      kind: 'SUBSCRIPTION',
      product_id: 'com.example.weather.pro.monthly',
      name: 'Pro monthly',
      group: 'Weather Pro',
      period: 'monthly',
      texts: { 'en-US': ['Pro monthly', 'All radar layers'] },
      price: '4.99',
      dry_run: true,
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('subscriptionPeriod "ONE_MONTH"');
    expect(text).toContain(
      "- Price: 4.99 USD in USA; and 174 more like it, the last: Price in ZWE: Apple's equivalent of 4.99 USD in USA",
    );
  });
});
