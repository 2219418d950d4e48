import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Accidents, killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { faults, legalWrites, noting, type Running, startServer } from '../support/server.ts';
import { completeWeather, get, releaseState } from '../support/weather.ts';

/*
 * Apple says no: what was wrong, put right, handed in again. And we think better of it: taken back, changed, again.
 */

const oneDay = 86_400_000;
const { weather, ledger, trail } = teamIds;
let server: Running;
const asked: string[] = [];

const person = noting((message) => asked.push(message));

beforeAll(async () => {
  server = await startServer({ person });
  completeWeather(server.sandbox.store);
});
afterAll(() => server.close());

const call = async (tool: string, args: Record<string, unknown>, on = server): Promise<string> =>
  succeeded(await on.call(tool, args));

function writes(): string[] {
  return legalWrites(server.taken());
}

function forgetEncryption(): void {
  const build = get(server.sandbox.store, 'Build', teamIds.builds.ledgerNext);
  const { usesNonExemptEncryption: _answer, ...rest } = build.attributes;
  build.attributes = rest;
  server.sandbox.store.link(build, 'appEncryptionDeclaration', null);
}

describe('a submission', () => {
  const app = 'Pocket Ledger';
  const shown = { app: ledger.app, platform: 'IOS', version: '5.1', build: '5101' };
  const takeBack = (on: Running): Promise<string> =>
    call('asc_control_release', { app, action: 'cancel_submission', platform: 'IOS' }, on);

  it('is taken back, changed and handed in again', { timeout: 180_000 }, async () => {
    expect(await takeBack(server)).toContain('is withdrawn and gone');
    expect(await call('asc_release_status', { app })).toContain('5.1 (5101) DEVELOPER_REJECTED');
    const notes = 'Budgets can be shared.';
    await call('asc_prepare_release', { app, version: '5.1', notes, same_for_all: true });
    // Another build would lack the answer about encryption; yes ties it to the declaration that Apple approved.
    forgetEncryption();
    const submission = { app, version: '5.1', release: 'manual' };
    expect((await server.call('asc_submit_for_review', submission)).text).toContain('not_ready');
    expect(await call('asc_submit_for_review', { ...submission, uses_encryption: true })).toContain(
      'build 5101 tied to the encryption declaration',
    );
    server.sandbox.advance(oneDay);
    expect(releaseState(server.sandbox, shown)).toMatchObject({
      versions: [{ state: 'PENDING_DEVELOPER_RELEASE', notes: { 'en-US': notes } }],
      submissions: [
        ['COMPLETE', 'REMOVED'],
        ['COMPLETE', 'APPROVED'],
      ],
    });
    expect(asked).toHaveLength(2);
    asked.length = 0;
    writes();
  });

  it.runIf(long)('is taken back once, also after a kill', { timeout: 180_000 }, async () => {
    const outcome = await killedAtEveryWrite({
      server: { person },
      chain: async (on) => void (await takeBack(on)),
      endState: (sandbox) => releaseState(sandbox, shown),
    });
    expect(outcome.undisturbed).toMatchObject({
      versions: [{ state: 'DEVELOPER_REJECTED' }],
      submissions: [['COMPLETE', 'REMOVED']],
    });
    expect(outcome.survived.map(({ endState }) => endState)).toEqual([outcome.undisturbed]);
    asked.length = 0;
  });
});

describe('a rejection', () => {
  const app = 'Weather Now';
  const shown = { app: weather.app, platform: 'IOS', version: '3.2', build: '3204' };

  it('is explained, put right and handed in again, until customers have it', {
    timeout: 180_000,
  }, async () => {
    const prepared = { app, version: '3.2', same_for_all: true };
    await call('asc_prepare_release', { ...prepared, notes: 'Fixes.' });
    await call('asc_submit_for_review', { app, version: '3.2', release: 'manual' });
    expect(asked).toHaveLength(1);
    server.sandbox.foretell('review', {
      outcome: 'rejected',
      app: weather.app,
      reasons: ['2.3.1: the notes do not say what is new'],
    });
    server.sandbox.advance(oneDay);

    // What happened, and who must act.
    expect(await call('asc_release_status', { app, platform: 'IOS' })).toContain(
      'you must act: Apple rejected appStoreVersion 3.2; the reviewer says why only at https://appstoreconnect.apple.com/apps/',
    );
    expect(await call('asc_check_release', { app, platform: 'IOS' })).toContain('submission.unresolved');
    const refused = await server.call('asc_submit_for_review', { app, version: '3.2' });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain('"action":"resubmit"');

    // The fix is what differs; handing in again is one question.
    writes();
    await call('asc_prepare_release', { ...prepared, notes: 'Rain alerts now say when the rain ends.' });
    expect(writes()).toHaveLength(6);
    expect(await call('asc_control_release', { app, action: 'resubmit' })).toContain(
      'appStoreVersion 3.2 marked as fixed',
    );
    expect(writes()).toHaveLength(2);
    expect(asked).toHaveLength(2);

    // Rejected once more, for the binary this time: another build, and it is through.
    server.sandbox.foretell('review', { outcome: 'rejected', app: weather.app });
    server.sandbox.advance(oneDay);
    await call('asc_prepare_release', { app, version: '3.2', build: '3203', uses_encryption: false });
    await call('asc_control_release', { app, action: 'resubmit' });
    server.sandbox.advance(oneDay);
    expect(await call('asc_release_status', { app, platform: 'IOS' })).toContain(
      'next: 3.2 (3203) PENDING_DEVELOPER_RELEASE',
    );
    await call('asc_control_release', { app, action: 'release_now' });
    server.sandbox.advance(5_000);
    expect(releaseState(server.sandbox, { ...shown, build: '3203' })).toMatchObject({
      versions: [{ state: 'READY_FOR_DISTRIBUTION', release: 'MANUAL', build: '3203', phased: [] }],
      submissions: [
        ['COMPLETE', 'APPROVED'],
        ['COMPLETE', 'APPROVED'],
      ],
    });
    expect(writes()).toHaveLength(5);
    // Submitted, handed in again twice, answered for encryption, released: nobody was asked twice for one thing.
    expect(asked).toHaveLength(5);
  });

  const again: Accidents = {
    server: { person },
    chain: async (on) => {
      await call(
        'asc_prepare_release',
        { app: 'Trail Mate', version: '2.5', platform: 'IOS', notes: 'Maps load again.', same_for_all: true },
        on,
      );
      await call('asc_control_release', { app: 'Trail Mate', action: 'resubmit', platform: 'IOS' }, on);
    },
    endState: (sandbox) => {
      sandbox.advance(2 * oneDay);
      return releaseState(sandbox, { app: trail.app, platform: 'IOS', version: '2.5', build: '2502' });
    },
  };

  it('is handed in again once, also after a kill at any write', {
    timeout: long ? 300_000 : 60_000,
  }, async () => {
    const outcome = await killedAtEveryWrite({ ...again, at: (write) => long || write === 7 });
    expect(outcome.undisturbed).toMatchObject({
      versions: [{ state: expect.stringMatching(/^(READY_FOR_DISTRIBUTION|PENDING_DEVELOPER_RELEASE)$/) }],
    });
    for (const { cutOff, endState, requests } of outcome.survived) {
      expect([cutOff, endState]).toEqual([cutOff, outcome.undisturbed]);
      expect(faults(requests)).toEqual([]);
    }
    // Six notes; in the plan: the item, the submission.
    expect(outcome.writes).toBe(8);
  });
});
