import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decideReview } from '../../src/sandbox/review-course.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { legalWrites, noting, type Running, type RunningOptions, startServer } from '../support/server.ts';
import { completeWeather, get } from '../support/weather.ts';

let server: Running;
let asked: string[] = [];
/** Milliseconds that the sandbox is ahead of the clock on the wall. */
let ahead = 0;
afterEach(() => server.close());

async function begin(options: RunningOptions = {}): Promise<void> {
  asked = [];
  ahead = 0;
  server = await startServer({
    sandbox: { clock: () => Date.now() + ahead },
    person: noting((message) => asked.push(message)),
    ...options,
  });
}

function writes(): string[] {
  return legalWrites(server.taken());
}

async function ok(tool: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(tool, args);
  expect(isError, text).toBe(false);
  return text;
}

async function refused(tool: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(tool, args);
  expect(isError, text).toBe(true);
  return text;
}

function decide(decision: 'APPROVED' | 'REJECTED'): void {
  const { store } = server.sandbox;
  const waiting = [...store.all('ReviewSubmission')].find(
    (one) => one.attributes['state'] === 'WAITING_FOR_REVIEW' && one.id !== teamIds.submissions.ledgerWaiting,
  );
  decideReview(store, waiting?.id ?? '', decision, Date.now() + ahead);
}

const oneDay = 86_400_000;
const notes = 'Rain alerts now say when the rain ends.';

describe('asc_prepare_release', () => {
  it('sets what differs of the version in preparation, asks once, and finds nothing to do the second time', {
    timeout: 180_000,
  }, async () => {
    await begin();
    const args = {
      app: 'Weather Now',
      version: '3.2',
      build: 'latest valid',
      notes,
      same_for_all: true,
      release: 'after_approval',
      phased: true,
      review: { notes: 'No account is needed.' },
    };
    const text = await ok('asc_prepare_release', args);
    expect(text.split('\n')[0]).toBe('prepared: Weather Now 3.2 IOS, 9 changes');
    expect(text).toContain('- phased release over 7 days');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('one change');
    expect(writes()).toEqual([
      ...Array.from({ length: 6 }, () =>
        expect.stringMatching(/^PATCH \/v1\/appStoreVersionLocalizations\//),
      ),
      expect.stringMatching(/^PATCH \/v1\/appStoreReviewDetails\//),
      'POST /v1/appStoreVersionPhasedReleases',
      `PATCH /v1/appStoreVersions/${teamIds.versions.weatherNext}`,
    ]);
    const again = await ok('asc_prepare_release', args);
    expect(again).toContain('Nothing to do: Weather Now 3.2 IOS is as wanted.');
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('creates the next version with texts of a folder, in the order that Apple wants', {
    timeout: 180_000,
  }, async () => {
    await begin();
    const { store } = server.sandbox;
    const next = get(store, 'AppStoreVersion', teamIds.versions.weatherNext);
    Object.assign(next.attributes, {
      appVersionState: 'READY_FOR_DISTRIBUTION',
      appStoreState: 'READY_FOR_SALE',
    });
    for (const locale of ['de-DE', 'en-US', 'es-ES', 'fr-FR', 'ja', 'pt-BR']) {
      mkdirSync(join(server.downloads, 'texts', locale), { recursive: true });
      writeFileSync(join(server.downloads, 'texts', locale, 'release_notes.txt'), `${locale}: ${notes}\n`);
    }
    const args = {
      app: 'com.example.weather',
      version: '3.3',
      platform: 'IOS',
      notes_folder: 'texts',
      release: 'scheduled',
      release_date: '2099-01-31T09:00:00Z',
      copyright: '2026 Example Ltd',
    };
    expect(await ok('asc_prepare_release', { ...args, dry_run: true })).toContain('- created 3.3 IOS');
    expect(writes()).toEqual([]);
    const text = await ok('asc_prepare_release', args);
    expect(text).toContain('prepared: Weather Now 3.3 IOS, 8 changes');
    expect(text).toContain('- release: SCHEDULED 2099-01-31T09:00:00.000Z');
    expect(asked).toHaveLength(1);
    const sent = writes();
    expect(sent[0]).toBe('POST /v1/appStoreVersions');
    expect(sent).toHaveLength(8);
    expect(await ok('asc_prepare_release', args)).toContain('Nothing to do');
    // Somebody thought better of the number.
    const renamed = await ok('asc_prepare_release', { ...args, version: '4.0' });
    expect(renamed).toContain('- renamed 3.3 to 4.0');
    expect(writes()).toHaveLength(1);
  });

  it('answers the question about encryption only where nobody did, with a code', {
    timeout: 180_000,
  }, async () => {
    await begin();
    const args = { app: 'Weather Now', version: '3.2', build: '3203', uses_encryption: false };
    const text = await ok('asc_prepare_release', args);
    expect(text).toContain('- attached build 3203');
    expect(text).toContain('uses no non-exempt encryption');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('This cannot be undone.');
    expect(writes()).toHaveLength(2);
    expect(await ok('asc_prepare_release', args)).toContain('Nothing to do');
    expect(writes()).toEqual([]);
  });

  it('makes one question of it where the session has read text of other people', {
    timeout: 180_000,
  }, async () => {
    await begin();
    await ok('asc_read', { operation: 'apps_customerReviews_getToManyRelated', id: 'Weather Now' });
    const args = {
      app: 'Weather Now',
      version: '3.2',
      notes,
      same_for_all: true,
      release: 'manual',
      phased: true,
    };
    await ok('asc_prepare_release', args);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('7 changes');
    expect(writes()).toHaveLength(7);
    expect(await ok('asc_prepare_release', args)).toContain('Nothing to do');
  });

  it('makes the version of a second platform', { timeout: 180_000 }, async () => {
    await begin();
    const args = { app: 'Trail Mate', version: '2.5', platform: 'TV_OS', notes, same_for_all: true };
    const text = await ok('asc_prepare_release', args);
    expect(text).toContain('- created 2.5 TV_OS');
    expect(writes()[0]).toBe('POST /v1/appStoreVersions');
    expect(await ok('asc_prepare_release', args)).toContain('Nothing to do');
    expect(writes()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('says what cannot be before it changes anything', { timeout: 180_000 }, async () => {
    await begin();
    const base = { app: 'Weather Now', version: '3.2' };
    for (const [args, says] of [
      [{ notes }, 'No release notes for de-DE'],
      [{ notes_by_locale: { 'xx-XX': notes }, same_for_all: true }, 'unknown_locale'],
      [{ notes: 'x'.repeat(4_001), same_for_all: true }, '4001 characters; 4000 are allowed'],
      [{ notes, notes_folder: 'texts' }, 'one of them'],
      [{ build: '3205' }, 'it is PROCESSING'],
      [{ build: '3101' }, 'it is a build of 3.1'],
      [{ build: '9999' }, 'there is no such build'],
      [{ release: 'scheduled' }, 'wants release_date'],
      [{ review: { contactPhone: '030 1234567' } }, 'begins with +'],
      [{ review: { phone: '+49 30 1234567' } }, 'review has no "phone"'],
      [{ review: { demoAccountRequired: 'yes' } }, 'is a boolean'],
    ] as const)
      expect(await refused('asc_prepare_release', { ...base, ...args })).toContain(says);
    expect(await refused('asc_prepare_release', { app: 'Weather Now', version: '9.9' })).toContain(
      'ambiguous_platform',
    );
    expect(
      await refused('asc_prepare_release', { app: 'Pocket Ledger', version: '5.1', copyright: '2030' }),
    ).toContain('"action":"cancel_submission"');
    expect(writes()).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('from a prepared version to all customers', () => {
  for (const generation of ['new', 'old'] as const)
    it(`submits, releases, pauses on day 3, resumes and completes (${generation} client)`, {
      timeout: 240_000,
    }, async () => {
      await begin({ generation });
      const { store } = server.sandbox;
      const app = 'Weather Now';
      await ok('asc_prepare_release', {
        app,
        version: '3.2',
        build: '3204',
        notes,
        same_for_all: true,
        phased: true,
      });
      expect(asked).toEqual([]);
      // The age rating and Japanese pictures are missing.
      const held = await refused('asc_submit_for_review', { app });
      expect(held).toMatch(/^not_ready: Weather Now 3.2 has 3 blockers:\n- media.screenshots_missing ja/);
      expect(await refused('asc_submit_for_review', { app, ignore_checks: ['no.such'] })).toContain(
        'no check',
      );
      writes();
      expect(asked).toEqual([]);
      completeWeather(store);
      const submission = { app, beta_groups: ['Public beta', 'Storm chasers'] };
      const group = get(store, 'BetaGroup', teamIds.groups.weatherPublic);
      const build = get(store, 'Build', teamIds.builds.weatherNext);
      store.link(
        build,
        'betaGroups',
        store.linked(build, 'betaGroups').filter((id) => id !== group.id),
      );
      const text = await ok('asc_submit_for_review', submission);
      expect(text).toContain(
        'submitted:\n- Weather Now 3.2 IOS, build 3204, to App Review\n- what to test de-DE, 39 characters\n- build 3204 to Public beta',
      );
      expect(asked).toHaveLength(1);
      expect(asked[0]).toContain('3 changes');
      expect(writes()).toEqual([
        'POST /v1/reviewSubmissions',
        'POST /v1/reviewSubmissionItems',
        expect.stringMatching(/^PATCH \/v1\/reviewSubmissions\//),
        expect.stringMatching(/^PATCH \/v1\/betaBuildLocalizations\//),
        `POST /v1/builds/${build.id}/relationships/betaGroups`,
      ]);
      expect(await ok('asc_submit_for_review', { ...submission, version: '3.2' })).toContain(
        'Nothing to do: Weather Now 3.2 IOS is WAITING_FOR_REVIEW already',
      );
      expect(await refused('asc_control_release', { app, action: 'release_now', platform: 'IOS' })).toContain(
        'Only PENDING_DEVELOPER_RELEASE',
      );
      decide('APPROVED');
      const released = await ok('asc_control_release', { app, action: 'release_now' });
      expect(released).toContain('done: Weather Now 3.2 IOS released, in phases over 7 days');
      expect(asked).toHaveLength(2);
      ahead += 5_000;
      expect(await ok('asc_control_release', { app, action: 'release_now', platform: 'IOS' })).toContain(
        'Nothing to do',
      );
      ahead += 2 * oneDay;
      expect(await ok('asc_control_release', { app, action: 'pause' })).toContain(
        'paused on day 3 of 7 (5 % of customers); 30 days of pause are left',
      );
      expect(await ok('asc_control_release', { app, action: 'pause' })).toContain('is PAUSED');
      ahead += 3 * oneDay;
      expect(await ok('asc_control_release', { app, action: 'resume' })).toContain('resumed on day 3 of 7');
      expect(await ok('asc_control_release', { app, action: 'complete' })).toContain('everyone gets it');
      expect(asked).toHaveLength(5);
      expect(asked[4]).toContain('This cannot be undone.');
      expect(await ok('asc_control_release', { app, action: 'complete', version: '3.2' })).toContain(
        'Nothing to do',
      );
      expect(await refused('asc_control_release', { app, action: 'pause', version: '3.2' })).toContain(
        'Everyone has it.',
      );
      expect(writes()).toHaveLength(4);
      expect(asked).toHaveLength(5);
    });
});

describe('asc_submit_for_review', () => {
  it('sends a build to beta review with the same question, where external testers need it', {
    timeout: 180_000,
  }, async () => {
    await begin();
    const app = 'Weather Now';
    await ok('asc_prepare_release', {
      app,
      version: '3.2',
      build: '3203',
      notes,
      same_for_all: true,
      uses_encryption: false,
    });
    completeWeather(server.sandbox.store);
    expect(asked).toHaveLength(1);
    expect(await refused('asc_submit_for_review', { app, beta_groups: ['Nobody'] })).toContain(
      'Its groups: "Weather team"',
    );
    writes();
    const text = await ok('asc_submit_for_review', { app, beta_groups: ['storm chasers'] });
    expect(text).toContain('to App Review\n- beta review of build 3203');
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('2 changes');
    expect(writes()).toHaveLength(4);
    expect(
      await ok('asc_submit_for_review', {
        app,
        version: '3.2',
        platform: 'IOS',
        beta_groups: ['storm chasers'],
      }),
    ).toContain('Nothing to do');
    expect(writes()).toEqual([]);
  });

  it('asks before it submits what else is in the draft', { timeout: 180_000 }, async () => {
    await begin();
    const { store } = server.sandbox;
    const app = 'Weather Now';
    await ok('asc_prepare_release', { app, version: '3.2', notes, same_for_all: true });
    completeWeather(store);
    store.put('AppEvent', 'storm-week', { referenceName: 'Storm week', eventState: 'READY_FOR_REVIEW' });
    store.put('AppEventLocalization', 'storm-week-en', { locale: 'en-US' }, { appEvent: 'storm-week' });
    store.put(
      'ReviewSubmission',
      'draft',
      { state: 'READY_FOR_REVIEW', platform: 'IOS' },
      { app: teamIds.weather.app },
    );
    store.put('ReviewSubmissionItem', 'other', { state: 'READY_FOR_REVIEW' }, { appEvent: 'storm-week' });
    store.link(get(store, 'ReviewSubmission', 'draft'), 'items', ['other']);
    writes();
    const text = await refused('asc_submit_for_review', { app });
    expect(text).toContain('draft_holds_more: The open draft holds 1 other item');
    expect(text).toContain('appEvent Storm week');
    expect(writes()).toEqual([]);
    expect(await ok('asc_submit_for_review', { app, include_items: true, dry_run: true })).toContain(
      '- version 3.2 put into it\n- Weather Now 3.2 IOS, build 3204, to App Review',
    );
    expect(writes()).toEqual([]);
    await ok('asc_submit_for_review', { app, include_items: true });
    expect(writes()).toEqual(['POST /v1/reviewSubmissionItems', 'PATCH /v1/reviewSubmissions/draft']);
    expect(asked).toHaveLength(1);
  });

  it("explains Apple's reasons one by one where checks were passed over", { timeout: 180_000 }, async () => {
    await begin();
    const app = 'Weather Now';
    await ok('asc_prepare_release', { app, version: '3.2', notes, same_for_all: true });
    const blockers = ['media.screenshots_missing', 'age.socialMedia', 'age.socialMediaAgeRestricted'];
    const text = await refused('asc_submit_for_review', { app, ignore_checks: blockers });
    expect(text).toMatch(/^submission_refused: Apple did not take the submission, for 3 reasons:/);
    expect(text).toContain('- ja: ');
    expect(text).toContain(
      '(age.socialMedia) → asc_update {"operation":"ageRatingDeclarations_updateInstance"',
    );
    expect(asked).toHaveLength(1);
    writes();
    completeWeather(server.sandbox.store);
    // The draft is there, with the version in it.
    await ok('asc_submit_for_review', { app });
    expect(writes()).toEqual([expect.stringMatching(/^PATCH \/v1\/reviewSubmissions\//)]);
  });
});

describe('asc_control_release', () => {
  it('hands a rejected version in again once it is fixed, with one question', {
    timeout: 180_000,
  }, async () => {
    await begin();
    const app = 'Trail Mate';
    const held = await refused('asc_submit_for_review', { app });
    expect(held).toContain('"action":"resubmit"');
    const args = { app, action: 'resubmit' };
    const text = await ok('asc_control_release', args);
    expect(text).toContain('submitted again:\n- appStoreVersion 2.5 marked as fixed');
    expect(asked).toHaveLength(1);
    expect(writes()).toEqual([
      expect.stringMatching(/^PATCH \/v1\/reviewSubmissionItems\//),
      `PATCH /v1/reviewSubmissions/${teamIds.submissions.trailUnresolved}`,
    ]);
    expect(await ok('asc_control_release', args)).toContain(
      'Nothing to do: Trail Mate 2.5 IOS (WAITING_FOR_REVIEW)',
    );
    decide('REJECTED');
    await ok('asc_control_release', args);
    decide('APPROVED');
    ahead += 5_000;
    expect(await refused('asc_control_release', args)).toContain(
      'No rejected submission of Trail Mate is open.',
    );
    expect(writes()).toHaveLength(2);
  });

  it('withdraws a submission and waits until it is gone', { timeout: 180_000 }, async () => {
    await begin();
    const args = { app: 'Pocket Ledger', action: 'cancel_submission' };
    expect(await ok('asc_control_release', { ...args, dry_run: true })).toContain(
      'loses its place in the queue',
    );
    const text = await ok('asc_control_release', args);
    expect(text).toContain(
      'done: the submission of Pocket Ledger 5.1 IOS (WAITING_FOR_REVIEW) is withdrawn and gone',
    );
    const submission = get(server.sandbox.store, 'ReviewSubmission', teamIds.submissions.ledgerWaiting);
    expect(submission.attributes['state']).toBe('COMPLETE');
    expect(writes()).toHaveLength(1);
    expect(await ok('asc_control_release', args)).toContain(
      'Nothing to do: no submission of Pocket Ledger is open',
    );
    expect(writes()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('leaves everything as it is where the person says no', { timeout: 180_000 }, async () => {
    await begin({
      person: async () => {
        // Nobody reads faster than this.
        await new Promise((resolve) => setTimeout(resolve, 450));
        return { action: 'decline' };
      },
    });
    expect(await refused('asc_control_release', { app: 'Trail Mate', action: 'resume' })).toContain(
      'not_approved',
    );
    expect(await refused('asc_control_release', { app: 'Pocket Ledger', action: 'pause' })).toContain(
      'no phased release',
    );
    expect(writes()).toEqual([]);
  });
});
