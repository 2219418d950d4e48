import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { ipa } from '../support/app-archive.ts';
import { type Accidents, killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { faults, noting, type Running } from '../support/server.ts';
import { completeWeather, releaseState } from '../support/weather.ts';

/*
 * "Ship 3.2 with these notes in all languages, phased, and tell the external testers." From the archive to customers.
 * Whoever lets an assistant upload builds has opened a folder for it in the policy; here they have also written there
 * that the commit of an upload needs no question of its own. Everything else is one question.
 */

const root = realpathSync(mkdtempSync(join(tmpdir(), 'asc-ship-')));
const archive = join(root, 'Weather.ipa');
writeFileSync(archive, ipa({ version: '3.2', build: '3206' }));
const app = 'Weather Now';
const notes = 'Rain alerts now say when the rain ends.';
const twoDays = 2 * 86_400_000;

let asked: string[] = [];
let calls = 0;
let last = '';

async function call(server: Running, tool: string, args: Record<string, unknown>): Promise<string> {
  calls += 1;
  last = succeeded(await server.call(tool, args));
  return last;
}

async function ship(server: Running): Promise<void> {
  // What takes Apple minutes passes while the tool waits.
  const passing = setInterval(() => server.sandbox.advance(2_000), 100);
  await call(server, 'asc_upload_build', { file: archive, app }).finally(() => clearInterval(passing));
  await call(server, 'asc_prepare_release', {
    app,
    version: '3.2',
    platform: 'IOS',
    build: '3206',
    notes,
    same_for_all: true,
    phased: true,
  });
  await call(server, 'asc_submit_for_review', {
    app,
    version: '3.2',
    platform: 'IOS',
    uses_encryption: false,
    release: 'after_approval',
    beta_groups: ['Public beta', 'Storm chasers'],
  });
  // Apple's people have looked at it, and the first day of the phases is over.
  server.sandbox.advance(twoDays);
  await call(server, 'asc_release_status', { app, platform: 'IOS' });
}

const story: Accidents = {
  server: {
    policy: {
      version: 1,
      roots: { upload: [root] },
      rules: [{ effect: 'allow', ops: ['buildUploadFiles_updateInstance'], why: 'Our own builds.' }],
    },
    person: noting((message) => asked.push(message)),
  },
  prepare: ({ sandbox }) => completeWeather(sandbox.store),
  chain: ship,
  endState: (sandbox) =>
    releaseState(sandbox, { app: teamIds.weather.app, platform: 'IOS', version: '3.2', build: '3206' }),
};

describe('one sentence', () => {
  it('becomes few calls and one question, and the same after a kill at any write', {
    timeout: long ? 600_000 : 120_000,
  }, async () => {
    asked = [];
    calls = 0;
    let approvals = 0;
    let undisturbedCalls = 0;
    const outcome = await killedAtEveryWrite({
      ...story,
      chain: async (server) => {
        await ship(server);
        if (undisturbedCalls > 0) return;
        undisturbedCalls = calls;
        approvals = asked.length;
        expect(last).toContain('live: 3.2 (3206), phased release day 2 of 7, 2 %');
      },
      at: (write) => long || [4, 12, 20].includes(write),
    });
    expect(approvals).toBe(1);
    expect(undisturbedCalls).toBeLessThanOrEqual(12);
    expect(asked[0]).toContain('This cannot be undone.');
    expect(outcome.undisturbed).toEqual({
      versions: [
        {
          state: 'READY_FOR_DISTRIBUTION',
          release: 'AFTER_APPROVAL',
          build: '3206',
          phased: ['ACTIVE 2'],
          notes: Object.fromEntries(
            ['de-DE', 'en-US', 'es-ES', 'fr-FR', 'ja', 'pt-BR'].map((locale) => [locale, notes]),
          ),
        },
      ],
      submissions: [
        ['COMPLETE', 'APPROVED'],
        ['COMPLETE', 'APPROVED'],
      ],
      builds: [
        {
          encryption: false,
          external: 'IN_BETA_TESTING',
          review: 'APPROVED',
          groups: ['Public beta', 'Storm chasers'],
          whatToTest: { 'en-US': notes },
        },
      ],
    });
    // Upload, its file, one part, commit; build, six notes, phases, draft, item; in the plan: answer, release type, submission, groups, beta review.
    expect(outcome.writes).toBe(20);
    expect(outcome.survived).toHaveLength(long ? 20 : 3);
    // After an accident the rest of a plan is asked for again, once.
    expect(asked.length - approvals).toBeLessThanOrEqual(2 * outcome.survived.length);
    for (const { cutOff, endState, requests } of outcome.survived) {
      expect([cutOff, endState]).toEqual([cutOff, outcome.undisturbed]);
      expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
    }
  });
});
