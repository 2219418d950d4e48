import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Accidents, killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { agreeing, faults, type Running } from '../support/server.ts';
import { completeWeather, releaseState } from '../support/weather.ts';

/*
 * "Build main in Xcode Cloud, let the public testers have it, and when it is fine ship it to everyone, phased." From a
 * branch to customers: nothing is built or uploaded on this computer.
 */

const app = 'Weather Now';
const notes = 'Rain alerts now say when the rain ends.';
const build = '3211';
const hours = 3_600_000;

let asked: string[] = [];
let calls = 0;
let tokens = 0;

async function call(server: Running, tool: string, args: Record<string, unknown>): Promise<string> {
  calls += 1;
  const text = succeeded(await server.call(tool, args));
  tokens += encode(JSON.stringify(args)).length + encode(text).length;
  return text;
}

/** The last answer. */
async function ship(server: Running): Promise<string> {
  // A run takes minutes; they pass while the tool waits.
  const passing = setInterval(() => server.sandbox.advance(10_000), 100);
  const run = await call(server, 'asc_run_ci_build', {
    app,
    workflow: 'Release',
    branch: 'main',
    follow: 10,
  }).finally(() => clearInterval(passing));
  expect(run).toContain(`builds it made: ${build}`);
  expect(run).toContain(`asc_distribute_build {"app":"${teamIds.weather.app}","build":"${build}"`);
  server.sandbox.advance(5_000);
  await call(server, 'asc_distribute_build', {
    app,
    build,
    groups: ['Public beta'],
    what_to_test: notes,
    encryption: false,
    notify: true,
  });
  server.sandbox.advance(12 * hours);
  const tested = await call(server, 'asc_testflight_status', { app });
  expect(tested).toMatch(new RegExp(`${build}.*(IN_BETA_TESTING|BETA_APPROVED)`));
  await call(server, 'asc_prepare_release', {
    app,
    version: '3.2',
    platform: 'IOS',
    build,
    notes,
    same_for_all: true,
    phased: true,
  });
  await call(server, 'asc_submit_for_review', {
    app,
    version: '3.2',
    platform: 'IOS',
    release: 'after_approval',
  });
  server.sandbox.advance(48 * hours);
  return call(server, 'asc_release_status', { app, platform: 'IOS' });
}

const story: Accidents = {
  server: {
    flags: ['--toolsets', 'xcode-cloud'],
    person: (question) => {
      asked.push(question.message);
      return agreeing(question);
    },
  },
  prepare: ({ sandbox }) => completeWeather(sandbox.store),
  chain: async (server) => {
    await ship(server);
  },
  endState: (sandbox) => ({
    ...Object(releaseState(sandbox, { app: teamIds.weather.app, platform: 'IOS', version: '3.2', build })),
    runs: [...sandbox.store.all('CiBuildRun')].filter(({ attributes }) => Number(attributes['number']) > 214)
      .length,
  }),
};

describe('from a branch to customers', () => {
  it('takes few calls and few questions, and comes out the same after a kill at any write', {
    timeout: long ? 600_000 : 120_000,
  }, async () => {
    asked = [];
    calls = 0;
    tokens = 0;
    let approvals = 0;
    const outcome = await killedAtEveryWrite({
      ...story,
      chain: async (server) => {
        const last = await ship(server);
        if (approvals > 0) return;
        approvals = asked.length;
        console.info(`from a branch to customers: ${calls} calls, ${approvals} approvals, ${tokens} tokens`);
        expect(calls).toBe(6);
        expect(tokens).toBeLessThanOrEqual(1_500);
        expect(last).toContain(`live: 3.2 (${build}), phased release day 2 of 7, 2 %`);
      },
      at: (write) => long || [1, 6].includes(write),
    });
    // The run, the testers, the version, App Review. The run's commit is text of others, so drafts are asked about, too.
    expect(approvals).toBe(4);
    expect(outcome.undisturbed).toEqual({
      versions: [
        {
          state: 'READY_FOR_DISTRIBUTION',
          release: 'AFTER_APPROVAL',
          build,
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
          groups: ['Public beta'],
          whatToTest: { 'en-US': notes },
        },
      ],
      runs: 1,
    });
    expect(outcome.survived).toHaveLength(long ? outcome.writes : 2);
    for (const { cutOff, endState, requests } of outcome.survived) {
      expect([cutOff, endState]).toEqual([cutOff, outcome.undisturbed]);
      expect(faults(requests)).toEqual([]);
    }
  });
});
