import { randomUUID } from 'node:crypto';
import { arrayAt, stringAt } from '../catalog/json.ts';
import { isoDate, many, one } from './change.ts';
import { leaveBuilds } from './cloud-builds.ts';
import { countsOf, type Ending, leaveResults } from './cloud-results.ts';
import { later } from './later.ts';
import { hex } from './random.ts';
import type { Store, Stored } from './store.ts';

/** How long a new run waits for a machine, and how long each of its actions takes, milliseconds. */
const queue = 10_000;
const actionTime = 50_000;

/** A branch whose tests fail: what breaks a run must be somewhere to be found. */
const brokenBranch = 'feature/rain-alerts';

/** What a started run knows from its beginning (facts §8h). */
export function describeRun(store: Store, run: Stored, repeated: Stored | undefined, now: number): void {
  if (repeated !== undefined)
    for (const name of ['workflow', 'sourceBranchOrTag', 'destinationBranch', 'pullRequest']) {
      const link = one(store, repeated, name);
      if (link !== undefined) store.link(run, name, link.id);
    }
  const product = one(store, one(store, run, 'workflow'), 'product');
  const numbers =
    product === undefined ? [] : many(store, product, 'buildRuns').map((other) => numberOf(other));
  if (product !== undefined) store.link(run, 'product', product.id);
  const pull = one(store, run, 'pullRequest');
  const source = sourceOf(store, run);
  const author = { displayName: 'Sven Lund', avatarUrl: 'https://git.example.com/avatars/sven.png' };
  run.attributes = {
    ...run.attributes,
    number: Math.max(0, ...numbers) + 1,
    createdDate: isoDate(now),
    executionProgress: 'PENDING',
    startReason: repeated === undefined ? 'MANUAL' : 'MANUAL_REBUILD',
    isPullRequestBuild: pull !== undefined,
    sourceCommit: repeated?.attributes['sourceCommit'] ?? {
      commitSha: hex(`head ${source}`, 40),
      message: `Latest of ${source}`,
      author,
      committer: author,
    },
  };
  later(store, now + queue, () => start(store, run, now + queue));
}

function numberOf({ attributes }: Stored): number {
  const { number } = attributes;
  return typeof number === 'number' ? number : 0;
}

function sourceOf(store: Store, run: Stored): string {
  const pull = one(store, run, 'pullRequest')?.attributes['sourceBranchName'];
  const name = pull ?? one(store, run, 'sourceBranchOrTag')?.attributes['name'];
  return typeof name === 'string' ? name : '';
}

/** PENDING → RUNNING: the workflow's actions appear and run one after the other. */
function start(store: Store, run: Stored, now: number): void {
  run.attributes = { ...run.attributes, executionProgress: 'RUNNING', startedDate: isoDate(now) };
  const planned = arrayAt(one(store, run, 'workflow')?.attributes, 'actions');
  const actions = planned.map((action) => {
    const id = randomUUID();
    store.put(
      'CiBuildAction',
      id,
      {
        name: stringAt(action, 'name') ?? 'Build',
        actionType: stringAt(action, 'actionType') ?? 'BUILD',
        executionProgress: 'PENDING',
        isRequiredToPass: true,
      },
      { buildRun: run.id },
    );
    return id;
  });
  store.link(run, 'actions', actions);
  next(store, run, now);
}

/** Starts the next action, or ends the run with the last one. */
function next(store: Store, run: Stored, now: number): void {
  const actions = many(store, run, 'actions');
  const action = actions.find(({ attributes }) => attributes['executionProgress'] === 'PENDING');
  const failed = actions.some(({ attributes }) => attributes['completionStatus'] === 'FAILED');
  if (action === undefined) {
    end(run, failed ? 'FAILED' : 'SUCCEEDED', actions, now);
    if (!failed) leaveBuilds(store, run, now);
    return;
  }
  if (failed) {
    finish(store, action, 'SKIPPED', now);
    next(store, run, now);
    return;
  }
  action.attributes = { ...action.attributes, executionProgress: 'RUNNING', startedDate: isoDate(now) };
  const due = now + actionTime;
  later(store, due, () => {
    const breaks = sourceOf(store, run) === brokenBranch && action.attributes['actionType'] === 'TEST';
    finish(store, action, breaks ? 'FAILED' : 'SUCCEEDED', due);
    next(store, run, due);
  });
}

function finish(store: Store, action: Stored, ending: Ending, now: number): void {
  const type = String(action.attributes['actionType']);
  action.attributes = {
    ...action.attributes,
    executionProgress: 'COMPLETE',
    completionStatus: ending,
    finishedDate: isoDate(now),
    issueCounts: countsOf(type, ending),
  };
  leaveResults(store, { id: action.id, type, ending, idOf: () => randomUUID() });
}

function end(run: Stored, ending: Ending, actions: readonly Stored[], now: number): void {
  const counts = actions.map(({ attributes }) => attributes['issueCounts']);
  const worst = actions.find(({ attributes }) => attributes['completionStatus'] === 'FAILED');
  run.attributes = {
    ...run.attributes,
    executionProgress: 'COMPLETE',
    completionStatus: ending,
    finishedDate: isoDate(now),
    issueCounts: worst?.attributes['issueCounts'] ?? counts[0],
  };
}

/** The seeded run that is under way ends well at `due`, by the sandbox's clock. */
export function finishLater(store: Store, id: string, due: number): void {
  later(store, due, () => {
    const run = store.get('CiBuildRun', id);
    if (run === undefined || run.attributes['executionProgress'] === 'COMPLETE') return;
    const actions = many(store, run, 'actions');
    for (const action of actions) finish(store, action, 'SUCCEEDED', due);
    end(run, 'SUCCEEDED', actions, due);
  });
}
