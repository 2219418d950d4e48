import { afterEach, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { legalWrites, noting, type Running, startServer } from '../support/server.ts';

const { builds, groups, ledger, weather } = teamIds;
let server: Running;
let asked: string[] = [];

async function start(): Promise<void> {
  asked = [];
  server = await startServer({
    person: noting((message) => asked.push(message)),
  });
}

afterEach(() => server.close());

/** `POST /v1/betaAppReviewSubmissions`, …; every request since the last look has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

function stateOf(build: string): unknown {
  const { store } = server.sandbox;
  const stored = store.get('Build', build);
  const [detail = ''] = stored === undefined ? [] : store.linked(stored, 'buildBetaDetail');
  return store.get('BuildBetaDetail', detail)?.attributes;
}

function isIn(group: string, build: string): boolean {
  const { store } = server.sandbox;
  const stored = store.get('BetaGroup', group);
  return stored !== undefined && store.linked(stored, 'builds').includes(build);
}

describe('asc_distribute_build', () => {
  it('brings a build to an external group with one question, and has nothing to do the second time', async () => {
    await start();
    const call = {
      app: 'Weather Now',
      build: '3203',
      groups: ['public beta', 'Weather team'],
      what_to_test: { 'en-US': 'Does the radar load?', 'de-DE': 'Lädt das Radar?' },
      encryption: false,
      notify: true,
    };
    const first = await server.call('asc_distribute_build', call);
    expect(first).toMatchObject({ isError: false });
    expect(first.text.split('\n').slice(0, 6)).toEqual([
      'done: Weather Now 3.2 (3203) IOS, 5 changes',
      '- answered for build 3203: uses no non-exempt encryption',
      '- what to test en-US, 20 characters',
      '- what to test de-DE, 15 characters',
      '- build 3203 to Public beta',
      '- beta review of build 3203',
    ]);
    expect(first.text).toContain('skipped: "Weather team" has all builds by itself');
    expect(first.text).toContain('beta review: submitted with this');
    expect(asked).toHaveLength(1);
    expect(writes()).toEqual([
      `PATCH /v1/builds/${builds.missingCompliance}`,
      expect.stringMatching(/^PATCH \/v1\/betaBuildLocalizations\//),
      'POST /v1/betaBuildLocalizations',
      `POST /v1/builds/${builds.missingCompliance}/relationships/betaGroups`,
      'POST /v1/betaAppReviewSubmissions',
    ]);
    expect(stateOf(builds.missingCompliance)).toMatchObject({
      internalBuildState: 'READY_FOR_BETA_TESTING',
      externalBuildState: 'WAITING_FOR_BETA_REVIEW',
    });
    expect(isIn(groups.weatherPublic, builds.missingCompliance)).toBe(true);
    const second = await server.call('asc_distribute_build', call);
    expect(second.text).toContain('Nothing to do: Weather Now 3.2 (3203) IOS');
    expect(second.text).toContain('beta review: WAITING_FOR_BETA_REVIEW, waits for beta review');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('asks for the answer about encryption before anything is sent', async () => {
    await start();
    const { text, isError } = await server.call('asc_distribute_build', {
      app: 'Weather Now',
      build: '3203',
      groups: ['Public beta'],
    });
    expect(isError).toBe(true);
    expect(text).toContain('encryption_unanswered');
    expect(text).toContain('"encryption":false');
    expect(writes()).toEqual([]);
  });

  it('refuses without the contact, names the call that fixes it, and goes on after that', async () => {
    await start();
    const detail = server.sandbox.store.get('BetaAppReviewDetail', weather.app);
    if (detail !== undefined) detail.attributes = { ...detail.attributes, contactPhone: null };
    const call = { app: 'Weather Now', build: 3203, groups: ['Storm chasers'], encryption: false };
    const refused = await server.call('asc_distribute_build', call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('the contact for beta review lacks contactPhone');
    expect(writes()).toEqual([]);
    const fix = /asc_update (\{.*?\}\})/.exec(refused.text)?.[1] ?? '{}';
    const args: unknown = JSON.parse(fix.replace('<contactPhone>', '+46 8 555 010 20'));
    expect(args).toMatchObject({ operation: 'betaAppReviewDetails_updateInstance', id: weather.app });
    const fixed = await server.call('asc_update', { ...(args instanceof Object ? args : {}) });
    expect(fixed).toMatchObject({ isError: false });
    const sent = await server.call('asc_distribute_build', call);
    expect(sent).toMatchObject({ isError: false });
    expect(sent.text).toContain('had it already: "Storm chasers"');
    expect(writes()).toEqual([
      `PATCH /v1/betaAppReviewDetails/${weather.app}`,
      `PATCH /v1/builds/${builds.missingCompliance}`,
      'POST /v1/betaAppReviewSubmissions',
    ]);
  });

  it('gives an internal group the latest build without beta review, and notifies once', async () => {
    await start();
    const { store } = server.sandbox;
    store.put(
      'BetaGroup',
      'e1b2c3d4-0000-4000-8000-000000000099',
      { name: 'Desk', isInternalGroup: true, hasAccessToAllBuilds: false, publicLinkEnabled: false },
      { app: weather.app },
    );
    for (const one of store.all('BuildBetaDetail'))
      one.attributes = { ...one.attributes, autoNotifyEnabled: false };
    const call = { app: 'Weather Now', build: 'latest', platform: 'IOS', groups: ['Desk'], notify: true };
    const first = await server.call('asc_distribute_build', call);
    expect(first).toMatchObject({ isError: false });
    expect(first.text).toContain('newer, but not chosen: 3.2 (3205) IOS is PROCESSING');
    expect(writes()).toEqual([
      `POST /v1/builds/${builds.weatherNext}/relationships/betaGroups`,
      'POST /v1/buildBetaNotifications',
    ]);
    expect(asked).toHaveLength(1);
    const second = await server.call('asc_distribute_build', call);
    expect(second.text).toContain('nobody new gets it, so nobody is notified');
    expect(writes()).toEqual([]);
  });

  it('has Apple notify after the review, where it does not by itself', async () => {
    await start();
    const { store } = server.sandbox;
    for (const one of store.all('BuildBetaDetail'))
      one.attributes = { ...one.attributes, autoNotifyEnabled: false };
    const call = {
      app: 'Weather Now',
      build: '3203',
      groups: ['Public beta'],
      encryption: false,
      what_to_test: 'Does the radar load?\n',
      notify: true,
    };
    const first = await server.call('asc_distribute_build', call);
    expect(first).toMatchObject({ isError: false });
    expect(writes()).toEqual([
      `PATCH /v1/builds/${builds.missingCompliance}`,
      expect.stringMatching(/^PATCH \/v1\/betaBuildLocalizations\//),
      expect.stringMatching(/^PATCH \/v1\/buildBetaDetails\//),
      `POST /v1/builds/${builds.missingCompliance}/relationships/betaGroups`,
      'POST /v1/betaAppReviewSubmissions',
    ]);
    await server.call('asc_distribute_build', call);
    expect(writes()).toEqual([]);
  });

  it('ties a build with encryption to the approved declaration, and refuses where there is none', async () => {
    await start();
    const { store } = server.sandbox;
    for (const one of store.all('Build'))
      if (one.attributes['version'] === '5100') {
        const { usesNonExemptEncryption: _answer, ...rest } = one.attributes;
        one.attributes = rest;
        const [detail = ''] = store.linked(one, 'buildBetaDetail');
        const stored = store.get('BuildBetaDetail', detail);
        if (stored !== undefined)
          stored.attributes = {
            ...stored.attributes,
            internalBuildState: 'MISSING_EXPORT_COMPLIANCE',
            externalBuildState: 'MISSING_EXPORT_COMPLIANCE',
          };
      }
    const call = { app: ledger.app, build: '5100', groups: ['Ledger team'], encryption: true };
    const first = await server.call('asc_distribute_build', call);
    expect(first).toMatchObject({ isError: false });
    expect(first.text).toContain('the build is tied to the encryption declaration');
    expect(writes()).toEqual([
      expect.stringMatching(/^PATCH \/v1\/builds\/.*\/relationships\/appEncryptionDeclaration$/),
    ]);
    expect((await server.call('asc_distribute_build', call)).text).toContain('Nothing to do');
    const none = await server.call('asc_distribute_build', {
      app: 'Weather Now',
      build: '3203',
      groups: ['Public beta'],
      encryption: true,
    });
    expect(none.text).toContain('has no approved encryption declaration');
    expect(writes()).toEqual([]);
  });

  it('turns the public link on, for external groups only', async () => {
    await start();
    const call = {
      app: 'Weather Now',
      build: '3204',
      groups: ['Storm chasers', 'Weather team'],
      public_link: true,
    };
    const first = await server.call('asc_distribute_build', call);
    expect(first.text).toContain('no public link for "Weather team": internal groups have none');
    expect(writes()).toEqual([`PATCH /v1/betaGroups/${groups.weatherExternal}`]);
    const second = await server.call('asc_distribute_build', call);
    expect(second.text).toContain('public link of "Storm chasers": https://testflight.example.com/join/');
    expect(writes()).toEqual([]);
  });

  it('says beforehand what Apple would refuse', async () => {
    await start();
    const refused = async (args: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_distribute_build', args);
      expect(isError, text).toBe(true);
      return text;
    };
    const trail = { app: 'Trail Mate', groups: ['Rangers'] };
    expect(await refused({ ...trail, build: '2600' })).toContain('2.6 (2599) IOS is in beta review');
    expect(await refused({ ...trail, build: '2502' })).toContain('INVALID_QC_STATE');
    expect(await refused({ ...trail, build: 'latest' })).toContain('Say which with platform');
    expect(await refused({ ...trail, build: '9999' })).toContain('has no build "9999"');
    expect(await refused({ app: 'Weather Now', build: '3205', groups: ['Public beta'] })).toContain(
      'build_not_ready',
    );
    expect(await refused({ app: ledger.app, build: '5200', groups: ['Bookkeepers'] })).toContain(
      'made for internal testing only',
    );
    expect(await refused({ app: 'Weather Now', build: '3204', groups: ['Storm'] })).toContain(
      '"Storm chasers" (external), "Public beta" (external)',
    );
    expect(
      await refused({
        app: 'Weather Now',
        build: '3204',
        groups: ['Public beta'],
        what_to_test: 'x'.repeat(4_001),
      }),
    ).toContain('4001 characters');
    expect(writes()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('shows the requests without sending them', async () => {
    await start();
    const { text } = await server.call('asc_distribute_build', {
      app: 'Weather Now',
      build: '3203',
      groups: ['Public beta'],
      encryption: false,
      what_to_test: 'Everything.',
      dry_run: true,
    });
    expect(text).toContain('dry run: nothing was sent.');
    expect(text).toContain('   usesNonExemptEncryption: (none) → false');
    expect(text).toContain('   POST /v1/betaAppReviewSubmissions');
    // The rows say what the bodies would say once more.
    expect(text).not.toContain('{"data"');
    expect(writes()).toEqual([]);
  });
});
