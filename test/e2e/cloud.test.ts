import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { agreeing, type FormAnswer, faults, type Running, startServer, textOf } from '../support/server.ts';

const { buildRuns, workflows } = teamIds;
let server: Running;
let asked: string[] = [];
/** Time of the sandbox; each look at a run brings it on by so many milliseconds. */
let now = Date.now();
let pace = 30_000;
let beforeYes: () => void = () => undefined;
let progress: string[] = [];

beforeAll(async () => {
  server = await startServer({
    flags: ['--toolsets', 'xcode-cloud'],
    sandbox: {
      clock: () => now,
      onRequest: ({ method, path }) => {
        if (method === 'GET' && /^\/v1\/ciBuildRuns\/[^/]+$/.test(path)) now += pace;
      },
    },
    person: (question): FormAnswer => {
      asked.push(question.message);
      beforeYes();
      return agreeing(question);
    },
  });
});

beforeEach(() => {
  asked = [];
  progress = [];
  beforeYes = () => undefined;
});

afterAll(() => server.close());

async function called(name: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(name, args);
  expect([isError, text]).toEqual([false, text]);
  return text;
}

async function refused(name: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(name, args);
  expect([isError, text]).toEqual([true, text]);
  return text;
}

/** Bodies of the runs that were started; every request to the API has to be legal. */
function started(): unknown[] {
  const requests = server.taken().filter(({ path }) => !path.startsWith('/download/'));
  expect(faults(requests)).toEqual([]);
  return requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);
}

function workflow(name: string): Stored {
  const { store } = server.sandbox;
  const release = store.get('CiWorkflow', workflows.release);
  const [product] = release === undefined ? [] : store.linked(release, 'product');
  for (const one of store.all('CiWorkflow'))
    if (one.attributes['name'] === name && store.linked(one, 'product')[0] === product) return one;
  throw new Error(`There is no workflow ${name}.`);
}

/** The client of the newer generation, which reports progress. */
function client(): Client {
  if (server.client instanceof Client) return server.client;
  throw new Error('The test wants a newer client.');
}

const main = { app: 'Weather Now', workflow: 'release', branch: 'main' };

describe('asc_ci_status', () => {
  it('tells recent runs, what is failing, and the cause with file and line', async () => {
    const text = await called('asc_ci_status', { app: 'com.example.weather' });
    expect(text).toContain('Pull requests: 1 of 3 succeeded, 1 under way');
    expect(text).toMatch(/^failing now: #213 Release: FAILED after 12 min$/m);
    expect(text).toContain('actions: Build - iOS SUCCEEDED, Test - iOS FAILED, Archive - iOS SKIPPED');
    expect(text).toContain('found: 1 error, 2 test failures, 3 warnings');
    const [before = '', fenced = ''] = text.split(/<foreign-[0-9a-f]{8}>/);
    expect(before).not.toContain('XCTAssertEqual');
    const causes = fenced.slice(fenced.indexOf('Test - iOS:')).split('\n').slice(0, 5);
    expect(causes).toEqual([
      'Test - iOS:',
      '- test RainAlertTests/testAlertEnds Tests/RainAlertTests.swift:40: XCTAssertEqual failed',
      '- test RainAlertTests/testAlertStarts Tests/RainAlertTests.swift:64: XCTAssertEqual failed',
      '- test failure Tests/RainAlertTests.swift:88: XCTAssertEqual failed: ("14:20") is not equal to ("14:25")',
      '- then Tests/RainAlertTests.swift:88: Testing failed: 2 of 311 tests',
    ]);
    expect(text.length / 4).toBeLessThan(1_200);
    expect(await called('asc_ci_status', { app: 'pocket-ledger', workflow: 'nightly', limit: 3 })).toContain(
      'the newest 3 runs',
    );
    expect(started()).toEqual([]);
  });

  it('saves logs of what failed, or every artifact, without their addresses', async () => {
    const text = await called('asc_ci_status', { app: 'Weather Now', run: '213', save: 'logs' });
    const path = /^saved: (\S+ci-213-Test-iOS-Logs\.zip) \(Test - iOS, LOG_BUNDLE, (\d+) bytes\)$/m.exec(
      text,
    );
    const bytes = readFileSync(path?.[1] ?? '');
    expect(bytes.length).toBe(Number(path?.[2]));
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect(text).not.toMatch(/https?:|Signature/);
    const download = server.taken().find(({ path: asked }) => asked.startsWith('/download/'));
    expect(download?.headers['authorization']).toBeUndefined();
    const all = await called('asc_ci_status', { run: buildRuns.failed, save: 'all' });
    expect(all.match(/^saved: /gm)).toHaveLength(2);
    expect(await refused('asc_ci_status', { run: buildRuns.running, save: 'logs' })).toContain('not_ready');
    expect(started()).toEqual([]);
  });

  it('names what there is where a name is wrong', async () => {
    expect(await refused('asc_ci_status', { app: 'Trail Mate' })).toContain(
      'no_ci_product: "Trail Mate" has no Xcode Cloud product.',
    );
    expect(await refused('asc_ci_status', {})).toContain('2 Xcode Cloud products fit: "weather-now" (id ');
    expect(await refused('asc_ci_status', { app: 'Weather Now', workflow: 'Deploy' })).toContain('"Nightly"');
    expect(await refused('asc_ci_status', { app: 'Weather Now', run: '9999' })).toContain(
      'There is no run 9999',
    );
  });
});

describe('asc_run_ci_build', () => {
  it('starts a workflow on a branch, follows it to its end, and does not start it twice', async () => {
    const { text } = textOf(
      await client().callTool(
        { name: 'asc_run_ci_build', arguments: { ...main, clean: true, follow: 5 } },
        { onprogress: ({ message }) => progress.push(message ?? '') },
      ),
    );
    expect(text).toContain('started: Release on branch "main"');
    expect(text).toMatch(/#215 Release: SUCCEEDED after 1 min, MANUAL/);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('workflow: (none) → "Release"');
    expect(progress).toContainEqual(expect.stringMatching(/^#215 Release: RUNNING, \d of 1 actions done/));
    expect(started()).toMatchObject([{ data: { type: 'ciBuildRuns', attributes: { clean: true } } }]);
    expect(await called('asc_run_ci_build', main)).toContain('already started, so not started again');
    expect(started()).toEqual([]);
    expect(await called('asc_run_ci_build', { ...main, again: true })).toContain('#216 Release: PENDING');
    expect(started()).toHaveLength(1);
  });

  it('builds a pull request, says why it failed, and repeats it', async () => {
    const first = await called('asc_run_ci_build', {
      app: 'weather-now',
      workflow: workflow('Pull requests').id,
      pull_request: 410,
      follow: 5,
    });
    expect(first).toMatch(/#217 Pull requests: FAILED after 1 min, MANUAL/);
    expect(first).toContain('- test RainAlertTests/testAlertEnds Tests/RainAlertTests.swift:40');
    const again = await called('asc_run_ci_build', { app: 'Weather Now', rebuild: '217' });
    expect(again).toContain('started: #217 Pull requests again');
    expect(again).toContain('#218 Pull requests: PENDING, MANUAL_REBUILD');
    expect(await called('asc_run_ci_build', { app: 'Weather Now', rebuild: '217' })).toContain(
      'already started, so not started again: #217 Pull requests again',
    );
    expect(started()).toHaveLength(2);
  });

  it('says before anybody is asked what Apple would refuse', async () => {
    const release = { app: 'Weather Now', workflow: 'Release' };
    expect(await refused('asc_run_ci_build', { ...release, tag: 'v3.1.0' })).toContain(
      'The workflow Release does not start from tag "v3.1.0": Apple would refuse it as not associated with the workflow.',
    );
    expect(
      await refused('asc_run_ci_build', { ...release, workflow: 'Nightly', branch: 'release/3.2' }),
    ).toContain('It starts from branches main.');
    expect(await refused('asc_run_ci_build', { ...release, branch: 'feature/old' })).toContain('was deleted');
    expect(await refused('asc_run_ci_build', { ...release, branch: 'feature/rain' })).toContain(
      '"feature/rain-alerts"',
    );
    expect(await refused('asc_run_ci_build', { ...release, pull_request: 411 })).toContain(
      'Pull request 411 is closed.',
    );
    expect(await refused('asc_run_ci_build', release)).toContain('Give one of branch, tag, pull_request');
    const nightly = workflow('Nightly');
    nightly.attributes = { ...nightly.attributes, isEnabled: false };
    expect(await refused('asc_run_ci_build', { ...release, workflow: 'Nightly', branch: 'main' })).toContain(
      'The workflow Nightly is disabled.',
    );
    expect(asked).toEqual([]);
    expect(started()).toEqual([]);
  });

  it('explains a 409 that nobody could foresee', async () => {
    const release = workflow('Release');
    const { attributes } = release;
    beforeYes = () => {
      release.attributes = { ...attributes, manualBranchStartCondition: null };
    };
    const text = await refused('asc_run_ci_build', { ...main, branch: 'feature/rain-alerts' });
    release.attributes = attributes;
    expect(text).toContain(
      'Apple did not start Release on branch "feature/rain-alerts". Nothing was started.',
    );
    expect(text).toContain('No start condition of the workflow names this branch');
    expect(text).toContain("The branch 'feature/rain-alerts' is not associated with the workflow.");
    expect(started()).toHaveLength(1);
  });

  it('stops following when the call is cancelled; the run goes on', async () => {
    const stop = new AbortController();
    // It goes on for as long as it is followed.
    pace = 0;
    const call = client().callTool(
      { name: 'asc_run_ci_build', arguments: { ...main, branch: 'release/3.2', follow: 30 } },
      {
        signal: stop.signal,
        onprogress: ({ message }) => {
          if (message?.startsWith('#') === true) stop.abort();
        },
      },
    );
    await expect(call).rejects.toThrow();
    pace = 30_000;
    expect(started()).toHaveLength(1);
    expect(await called('asc_run_ci_build', { ...main, branch: 'release/3.2', follow: 5 })).toMatch(
      /already started, so not started again: .*\n#\d+ Release: SUCCEEDED/,
    );
    expect(started()).toEqual([]);
  });
});
