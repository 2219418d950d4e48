import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/catalog/index.ts';
import { enumValues } from '../../../src/catalog/schema.ts';
import { answerText } from '../../../src/tools/answer.ts';
import { meaningOf, openSubmissions, phasedShare, versionStates } from '../../../src/tools/release/states.ts';
import { statusAnswer } from '../../../src/tools/release/status.ts';
import type { PlatformStatus, VersionStatus } from '../../../src/tools/release/status-facts.ts';
import { blocksOf, phasedText, platformLines, turnOf } from '../../../src/tools/release/status-text.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

const draft: VersionStatus = {
  id: 'version-20',
  versionString: '2.0',
  state: 'PREPARE_FOR_SUBMISSION',
  releaseType: 'MANUAL',
  build: { number: '42', state: 'VALID', expired: false, usesNonExemptEncryption: false },
};

const status: PlatformStatus = {
  app: { id: '1500000999', name: 'Tram Times' },
  platform: 'IOS',
  live: { id: 'version-19', versionString: '1.9', state: 'READY_FOR_DISTRIBUTION' },
  next: [draft],
  submissions: [],
  builds: [],
};

describe('the states of a version', () => {
  it('are all those that Apple has, each with what happens next', () => {
    const known = enumValues(loadCatalog().data, 'AppVersionState');
    expect(Object.keys(versionStates).sort()).toEqual([...known].sort());
    expect(meaningOf('SOMETHING_NEW').next).toContain('does not know');
  });

  it('has the open submissions of Apple', () => {
    const known = enumValues(loadCatalog().data, 'reviewSubmissions.state');
    expect(known.filter((state) => !openSubmissions.includes(state))).toEqual(['COMPLETE']);
  });
});

describe('a phased release', () => {
  it('reaches 1, 2, 5, 10, 20, 50, 100 percent on its seven days', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(phasedShare)).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 100]);
    expect(phasedShare(undefined)).toBe(0);
  });

  it('is told in words', () => {
    expect(phasedText(undefined)).toBe(', for everybody');
    expect(phasedText({ state: 'COMPLETE', day: 7 })).toBe(', for everybody');
    expect(phasedText({ state: 'ACTIVE', day: 3 })).toBe(', phased release day 3 of 7, 5 %');
    expect(phasedText({ state: 'PAUSED', day: 4, paused: 9 })).toBe(
      ', phased release PAUSED on day 4 of 7, 10 % (9 of 30 days paused)',
    );
    expect(phasedText({ state: 'INACTIVE' })).toBe(', phased release not started');
  });
});

describe('whose turn it is', () => {
  it('is the states that say it, a person first', () => {
    const turn = (...states: readonly string[]) =>
      turnOf({ ...status, next: states.map((state) => ({ ...draft, state })) }).who;
    expect(turn('PREPARE_FOR_SUBMISSION')).toBe('you');
    expect(turn('IN_REVIEW')).toBe('Apple');
    expect(turn('IN_REVIEW', 'PENDING_DEVELOPER_RELEASE')).toBe('you');
    expect(turn()).toBe('nobody');
  });

  it('is yours when a phased release is paused, and Apple’s when it goes on', () => {
    const phased = (state: string): PlatformStatus => ({
      ...status,
      next: [],
      live: { ...draft, state: 'READY_FOR_DISTRIBUTION', phased: { state, day: 2 } },
    });
    expect(turnOf(phased('PAUSED'))).toEqual({
      who: 'you',
      what: 'resume the phased release, or complete it',
    });
    expect(turnOf(phased('ACTIVE')).who).toBe('Apple');
  });

  it('is yours when something blocks', () => {
    const build = { number: '42', state: 'INVALID', expired: true };
    const blocked: PlatformStatus = {
      ...status,
      next: [{ ...draft, build }],
      submissions: [
        { id: 's', state: 'UNRESOLVED_ISSUES', rejected: ['appStoreVersion 2.0'] },
        { id: 't', state: 'CANCELING', rejected: [] },
      ],
    };
    expect(blocksOf(blocked)).toEqual([
      'Apple rejected appStoreVersion 2.0; the reviewer says why only at https://appstoreconnect.apple.com/apps/1500000999/distribution/reviewsubmissions',
      'a cancelled submission is not gone yet; wait',
      'build 42 is INVALID',
      'build 42 has expired',
      'build 42 lacks the answer about encryption',
    ]);
    expect(turnOf(blocked).who).toBe('you');
    const { build: _none, ...empty } = draft;
    expect(blocksOf({ ...status, next: [empty] })).toEqual(['2.0 has no build']);
    expect(blocksOf(status)).toEqual([]);
  });
});

describe('the lines of a platform', () => {
  it('tell versions, review, builds and the next step', () => {
    expect(
      platformLines(
        {
          ...status,
          next: [{ ...draft, state: 'WAITING_FOR_REVIEW', phased: { state: 'INACTIVE' } }],
          submissions: [
            { id: 's', state: 'WAITING_FOR_REVIEW', submitted: '2026-11-21T10:00:00Z', rejected: [] },
            { id: 't', state: 'COMPLETING', rejected: [] },
          ],
          builds: [
            {
              number: '44',
              train: '2.1',
              state: 'FAILED',
              uploaded: '2026-11-19T12:00:00Z',
              expired: false,
              errors: ['90683 Missing purpose string.'],
            },
            {
              number: '43',
              train: '2.1',
              state: 'VALID',
              expired: false,
              external: 'BETA_REJECTED',
              errors: [],
            },
            {
              number: '42',
              train: '2.0',
              state: 'VALID',
              expired: false,
              external: 'IN_BETA_TESTING',
              errors: [],
            },
            { number: '41', train: '2.0', state: 'VALID', expired: true, external: 'EXPIRED', errors: [] },
          ],
        },
        now,
      ),
    ).toEqual([
      'Tram Times IOS',
      '  live: 1.9 (no build), for everybody',
      '  next: 2.0 (42) WAITING_FOR_REVIEW for 26 h, released by hand, in phases',
      '  review: submission COMPLETING',
      '  TestFlight: 2.1 (44) FAILED for 3 days: 90683 Missing purpose string.; 2.1 (43) external BETA_REJECTED; 2.0 (42) external IN_BETA_TESTING',
      '  Apple must act: 2.0: review begins, mostly within a day or two',
    ]);
  });

  it('name the date of a scheduled release', () => {
    const next = [{ ...draft, releaseType: 'SCHEDULED', earliestReleaseDate: '2026-12-01T09:00:00Z' }];
    expect(platformLines({ ...status, live: undefined, next }, now)).toEqual([
      'Tram Times IOS',
      '  live: none',
      '  next: 2.0 (42) PREPARE_FOR_SUBMISSION, released on 2026-12-01T09:00',
      '  you must act: 2.0: check, then submit for review',
    ]);
  });
});

describe('many apps', () => {
  it('are cut to those where somebody has to act, and the answer says so', () => {
    const platforms = Array.from(
      { length: 40 },
      (_, at): PlatformStatus => ({
        ...status,
        app: { id: String(1_600_000_000 + at), name: `App ${at}` },
        next: at === 39 ? [draft] : [],
      }),
    );
    const text = answerText(statusAnswer({ platforms, empty: ['App X'], complete: false }, now));
    expect(text).toContain('40 apps · you must act: App 39 IOS · Apple must act: nowhere');
    expect(text).toContain('App 39 IOS\n  live: 1.9');
    expect(text).toContain('10 more platforms, not shown; give app.');
    expect(text).toContain('No versions or builds: App X');
    expect(text).toContain('complete: false; the first 40 apps.');
    expect(text.endsWith('asc_check_release {"app":"1600000039","platform":"IOS"}')).toBe(true);
  });
});
