import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { createClient } from '../../src/client/client.ts';
import type { AscClient } from '../../src/client/types.ts';
import { spaceOf } from '../../src/resources/browser.ts';
import { CandidateFinder } from '../../src/resources/candidates.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';

/** What is offered while somebody types, in an account of 2,000 apps. */
describe('candidates', () => {
  const catalog = loadCatalog();
  const requests: string[] = [];
  let sandbox: Sandbox;
  let client: AscClient;
  let finder: CandidateFinder;
  let now = 0;

  beforeAll(async () => {
    sandbox = await startSandbox({
      catalog,
      team: 'demo',
      apps: 2_000,
      onRequest: ({ path }) => requests.push(path),
    });
    client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });
  beforeEach(() => {
    now = 0;
    requests.length = 0;
    finder = new CandidateFinder(spaceOf(catalog), client, () => now);
  });

  const ids = async (
    resource: string,
    typed: string,
    given: Record<string, string> = {},
  ): Promise<string[]> =>
    (await finder.find(resource, typed, given, new AbortController().signal)).found.map(({ id }) => id);

  it('are found by the beginning of a name, of a bundle id and of an id', async () => {
    expect(await ids('App', 'wea')).toEqual([teamIds.weather.app]);
    expect(requests).toHaveLength(1);
    expect(await ids('App', 'com.example.led')).toEqual([teamIds.ledger.app]);
    expect(requests).toHaveLength(3);
    expect((await ids('App', '15000001')).at(0)).toBe(teamIds.weather.app);
  });

  it('cost two requests at most, and none for the same again within a minute', async () => {
    expect(await ids('App', 'no such app')).toEqual([]);
    expect(requests).toHaveLength(2);
    expect(await ids('App', 'no such app')).toEqual([]);
    expect(requests).toHaveLength(2);
    now = 60_001;
    await ids('App', 'no such app');
    expect(requests).toHaveLength(4);
  });

  it('stand before and after a slash', async () => {
    expect(await ids('AppStoreVersion', 'Weather Now/3.2')).toEqual([teamIds.versions.weatherNext]);
    expect(await ids('AppStoreVersion', 'wea/3.2')).toEqual([teamIds.versions.weatherNext]);
    expect(await ids('AppStoreVersion', `${teamIds.weather.app}/3.2`)).toEqual([
      teamIds.versions.weatherNext,
    ]);
    expect(await ids('Build', 'Weather Now/3205')).toEqual([teamIds.builds.stuck]);
  });

  it('are those of the object whose name is typed alone', async () => {
    expect(await ids('AppStoreVersion', 'weat')).toContain(teamIds.versions.weatherNext);
  });

  it('are narrowed by what was given before', async () => {
    const given = { app: 'Weather Now' };
    expect(await ids('AppStoreVersion', '3.2', given)).toEqual([teamIds.versions.weatherNext]);
    expect(await ids('BetaGroup', 'storm', given)).toEqual([teamIds.groups.weatherExternal]);
    expect(await ids('BetaGroup', 'storm', { app: 'Trail Mate' })).toEqual([]);
  });

  it('far down come with the next letter: what one call did not finish is remembered', async () => {
    expect(await ids('AppStoreVersionLocalization', 'Weather Now/3.2/d')).toEqual([]);
    expect(requests).toHaveLength(2);
    requests.length = 0;
    expect(await ids('AppStoreVersionLocalization', 'Weather Now/3.2/de')).toHaveLength(1);
    expect(requests).toHaveLength(1);
  });

  it('exist for kinds that nobody wrote a row for', async () => {
    expect(await ids('Territory', 'JP')).toEqual(['JPN']);
    expect(await ids('CiXcodeVersion', '')).not.toEqual([]);
    expect(await ids('BuildBundle', teamIds.builds.weatherNext)).toHaveLength(1);
    expect(await ids('NoSuchResource', 'x')).toEqual([]);
  });
});
