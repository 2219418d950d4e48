import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { readAudit, verifyAudit } from '../../src/guard/audit-verify.ts';
import { Executor, type Submission } from '../../src/guard/executor.ts';
import { type Plan, PlanStore } from '../../src/guard/plan.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { clientFor, json, refusal, startApi } from '../client/support.ts';
import { makeRig, type Rig, type RigOptions, roomy } from './rig.ts';
import { saidBy } from './said.ts';
import { catalog, never, writeOf } from './writes.ts';

const requests: RequestLog[] = [];
let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({
    catalog,
    rate: { hourLimit: 100_000_000 },
    onRequest: (request) => requests.push(request),
  });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
});
const rigs: Rig[] = [];
afterAll(async () => {
  for (const rig of rigs) await rig.close();
  await client.close();
  await sandbox.close();
});
beforeEach(() => {
  requests.length = 0;
});

function rigOf(options: Omit<RigOptions, 'client'> = {}): Rig {
  const rig = makeRig({ client, ...options });
  rigs.push(rig);
  return rig;
}

/** Writes that reached the sandbox since the last look. */
function sent(): RequestLog[] {
  return requests.splice(0).filter(({ method }) => method !== 'GET');
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AscError) return error.code;
    throw error;
  }
  return 'done';
}

const { weatherExternal, weatherPublic, trailExternal } = teamIds.groups;
let serial = 0;
/** R2, of an app. */
function renameGroup(id: string = weatherExternal): Write {
  serial += 1;
  return writeOf('betaGroups_updateInstance', { id, attributes: { name: `Insiders ${serial}` } });
}
/** R1: a draft. */
function editReviewDetail(): Write {
  serial += 1;
  const [first] = sandbox.store.all('BetaAppReviewDetail');
  return writeOf('betaAppReviewDetails_updateInstance', {
    id: first?.id ?? '',
    attributes: { notes: `Note ${serial}` },
  });
}
/** R3. */
function deleteGroup(id: string): Write {
  return writeOf('betaGroups_deleteInstance', { id });
}

function planOf(submission: Submission): Plan {
  if (submission.kind !== 'plan') throw new Error('It was sent without a plan.');
  return submission.plan;
}
const outcomes = (results: readonly StepResult[]): string[] => results.map(({ outcome }) => outcome);

describe('a plan', () => {
  it('is not sent before somebody agreed, and once after', async () => {
    const { executor } = rigOf();
    const plan = planOf(await executor.submit([renameGroup()], never));
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('not_approved');
    expect(sent()).toEqual([]);
    await executor.approved(plan, 'dialog', false);
    const { results } = await executor.apply(plan.view.id, never);
    expect(outcomes(results)).toEqual(['applied']);
    expect(sent().map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PATCH /v1/betaGroups/${weatherExternal}`,
    ]);
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('has one effect however many apply it at the same time', async () => {
    const { executor } = rigOf();
    const plan = planOf(await executor.submit([renameGroup()], never));
    await executor.approved(plan, 'dialog', false);
    const codes = await Promise.all(
      Array.from({ length: 8 }, () => codeOf(executor.apply(plan.view.id, never))),
    );
    expect(codes.sort()).toEqual(['done', ...new Array<string>(7).fill('unknown_plan')]);
    expect(sent().length).toBe(1);
  });

  it('cannot be approved once it is void, nor voided into a second life', async () => {
    const { executor } = rigOf();
    const plan = planOf(await executor.submit([renameGroup()], never));
    await executor.refused(plan, 'dialog');
    expect(await codeOf(executor.approved(plan, 'dialog', false))).toBe('unknown_plan');
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('is stale when somebody else changed the object since, and gone then', async () => {
    const { executor, auditFolder } = rigOf();
    const plan = planOf(await executor.submit([renameGroup(), renameGroup(weatherPublic)], never));
    await executor.approved(plan, 'page', false);
    const group = sandbox.store.get('BetaGroup', weatherPublic);
    if (group === undefined) throw new Error('no group');
    group.attributes = { ...group.attributes, name: 'Renamed by a colleague' };
    requests.length = 0;
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('STALE');
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('unknown_plan');
    expect(sent()).toEqual([]);
    expect((await readAudit(auditFolder)).map(({ kind }) => kind)).toEqual([
      'open',
      'plan',
      'approved',
      'stale',
    ]);
  });

  it('is stale when the object is gone', async () => {
    const { executor } = rigOf({ policy: { limits: roomy } });
    const made = await client.request({
      method: 'POST',
      path: '/v1/betaGroups',
      body: {
        data: {
          type: 'betaGroups',
          attributes: { name: 'Short-lived' },
          relationships: { app: { data: { type: 'apps', id: teamIds.weather.app } } },
        },
      },
    });
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(made.body))?.[1] ?? '';
    const plan = planOf(await executor.submit([deleteGroup(id)], never));
    await executor.approved(plan, 'terminal', false);
    sandbox.store.delete('BetaGroup', id);
    requests.length = 0;
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('STALE');
    expect(sent()).toEqual([]);
  });

  it('runs out after ten minutes, of R3 after five', async () => {
    const { executor, advance } = rigOf();
    const rename = planOf(await executor.submit([renameGroup()], never));
    const removal = planOf(await executor.submit([deleteGroup(trailExternal)], never));
    await executor.approved(rename, 'dialog', false);
    await executor.approved(removal, 'dialog', false);
    advance(299_999);
    expect((await executor.open(removal.view.id)).state).toBe('approved');
    advance(1);
    expect(await codeOf(executor.apply(removal.view.id, never))).toBe('unknown_plan');
    advance(300_000);
    expect(await codeOf(executor.apply(rename.view.id, never))).toBe('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('stops at the first step that did not succeed', async () => {
    const { executor } = rigOf();
    const lost = writeOf('betaGroups_builds_createToManyRelationship', {
      id: weatherPublic,
      to: ['no-such-build'],
    });
    const plan = planOf(await executor.submit([renameGroup(), lost, renameGroup(trailExternal)], never));
    await executor.approved(plan, 'dialog', false);
    const { results } = await executor.apply(plan.view.id, never);
    expect(outcomes(results)).toEqual(['applied', 'rejected']);
    expect(sent().length).toBe(2);
  });

  it('is made of more than ten drafts, which need no person but a second step', async () => {
    const { executor } = rigOf();
    const ten = Array.from({ length: 10 }, editReviewDetail);
    expect((await executor.submit(ten, never)).kind).toBe('done');
    // Nothing is looked at before.
    expect(requests.length).toBe(10);
    expect(sent().length).toBe(10);
    const submission = await executor.submit([...ten, editReviewDetail()], never);
    expect(submission.kind === 'plan' && submission.approved).toBe(true);
    expect(planOf(submission).view.rule).toBe('more than 10 writes');
    expect(sent()).toEqual([]);
    await executor.apply(planOf(submission).view.id, never);
    expect(sent().length).toBe(11);
  });

  it('that more than ten writes and a person are needed for waits for the person', async () => {
    const { executor } = rigOf();
    const writes = [...Array.from({ length: 10 }, editReviewDetail), renameGroup()];
    const submission = await executor.submit(writes, never);
    expect(submission.kind === 'plan' && submission.approved).toBe(false);
    expect(planOf(submission).view.tier).toBe('R2');
    expect(await codeOf(executor.apply(planOf(submission).view.id, never))).toBe('not_approved');
    expect(sent()).toEqual([]);
  });
});

describe('a grant', () => {
  /** Approves with "and the same on this app for 15 minutes". */
  async function granted(rig: Rig, write = renameGroup()): Promise<void> {
    const plan = planOf(await rig.executor.submit([write], never));
    await rig.executor.approved(plan, 'elicitation', true);
    await rig.executor.apply(plan.view.id, never);
    requests.length = 0;
  }
  const kind = async (rig: Rig, write: Write): Promise<string> =>
    (await rig.executor.submit([write], never)).kind;

  it('is for the same operation on the same app', async () => {
    const rig = rigOf();
    await granted(rig);
    expect(await kind(rig, renameGroup())).toBe('done');
    expect(await kind(rig, renameGroup(weatherPublic))).toBe('done');
    expect(await kind(rig, renameGroup(trailExternal))).toBe('plan');
    const other = writeOf('betaGroups_createInstance', {
      attributes: { name: 'More' },
      relationships: { app: teamIds.weather.app },
    });
    expect(await kind(rig, other)).toBe('plan');
    expect(sent().length).toBe(2);
  });

  it('lasts twenty uses', async () => {
    const rig = rigOf();
    await granted(rig);
    for (let use = 1; use <= 20; use++) expect([use, await kind(rig, renameGroup())]).toEqual([use, 'done']);
    expect(await kind(rig, renameGroup())).toBe('plan');
    expect(sent().length).toBe(20);
  });

  it('lasts fifteen minutes', async () => {
    const rig = rigOf();
    await granted(rig);
    rig.advance(15 * 60_000 - 1);
    expect(await kind(rig, renameGroup())).toBe('done');
    rig.advance(1);
    expect(await kind(rig, renameGroup())).toBe('plan');
  });

  it('ends as soon as the session shows text of other people', async () => {
    const rig = rigOf();
    await granted(rig);
    await rig.executor.markForeign('customerReviews', 1);
    expect((await rig.executor.pending()).grants).toEqual([]);
    expect(await kind(rig, renameGroup())).toBe('plan');
    // Nor is a new one of any use in such a session.
    await granted(rig);
    expect(await kind(rig, renameGroup())).toBe('plan');
    expect(sent()).toEqual([]);
  });

  it('is never given for R3, nor used for it', async () => {
    const rig = rigOf();
    const removal = deleteGroup(trailExternal);
    const plan = planOf(await rig.executor.submit([removal], never));
    await rig.executor.approved(plan, 'elicitation', true);
    expect((await rig.executor.pending()).grants).toEqual([]);
    expect(await kind(rig, removal)).toBe('plan');
    await granted(rig);
    const publicLink = writeOf('betaGroups_updateInstance', {
      id: weatherPublic,
      attributes: { name: null },
    });
    expect(await kind(rig, publicLink)).toBe('plan');
    expect(sent()).toEqual([]);
  });
});

describe('the budget of an hour', () => {
  it('ends writes, however they come', async () => {
    const rig = rigOf({ policy: { limits: { writesPerHour: 3, deletesPerHour: 1, pendingPlans: 20 } } });
    const { executor } = rig;
    await executor.submit([editReviewDetail(), editReviewDetail()], never);
    expect(await codeOf(executor.submit([editReviewDetail(), editReviewDetail()], never))).toBe(
      'write_budget',
    );
    // Nobody is asked about what could not be sent.
    expect(await codeOf(executor.submit([renameGroup(), renameGroup(weatherPublic)], never))).toBe(
      'write_budget',
    );
    expect((await executor.pending()).plans).toEqual([]);
    expect(sent().length).toBe(2);
    rig.advance(3_600_000);
    expect(await codeOf(executor.submit([editReviewDetail()], never))).toBe('done');
    expect(sent().length).toBe(1);
  });

  it('counts what plans hold that nobody has decided on', async () => {
    const rig = rigOf({ policy: { limits: { writesPerHour: 3, deletesPerHour: 1, pendingPlans: 20 } } });
    const { executor } = rig;
    const both = () => [renameGroup(), renameGroup(weatherPublic)];
    const plan = planOf(await executor.submit(both(), never));
    expect(await codeOf(executor.submit(both(), never))).toBe('write_budget');
    await executor.refused(plan, 'dialog');
    expect(planOf(await executor.submit(both(), never)).view.steps).toHaveLength(2);
  });

  it('leaves a plan its yes when others have used the hour up since', async () => {
    const rig = rigOf({ policy: { limits: { writesPerHour: 3, deletesPerHour: 1, pendingPlans: 20 } } });
    const { executor } = rig;
    await executor.submit([editReviewDetail()], never);
    rig.advance(3_600_000 - 60_000);
    const plan = planOf(await executor.submit([renameGroup(), renameGroup(weatherPublic)], never));
    await executor.submit([editReviewDetail()], never);
    sent();
    await executor.approved(plan, 'dialog', false);
    // Two of three are used; the older one leaves the hour in a minute, well within the life of the plan.
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('write_budget');
    expect(sent()).toEqual([]);
    rig.advance(60_000);
    const { results } = await executor.apply(plan.view.id, never);
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('unknown_plan');
  });
});

describe('the audit log', () => {
  it('that cannot be written stops writes, and only these', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'asc-guard-')), 'not-a-folder');
    writeFileSync(file, '');
    const { executor } = rigOf({ auditFolder: join(file, 'audit') });
    expect(await codeOf(executor.submit([editReviewDetail()], never))).toBe('audit_unavailable');
    expect(await codeOf(executor.submit([renameGroup()], never))).toBe('audit_unavailable');
    expect((await executor.preview([renameGroup()], never)).length).toBe(1);
    expect(sent()).toEqual([]);
  });

  it('that goes away between two writes stops the second', async () => {
    const { executor, auditFolder } = rigOf();
    expect(await codeOf(executor.submit([editReviewDetail()], never))).toBe('done');
    const plan = planOf(await executor.submit([renameGroup()], never));
    await executor.approved(plan, 'dialog', false);
    rmSync(auditFolder, { recursive: true });
    requests.length = 0;
    expect(await codeOf(executor.submit([editReviewDetail()], never))).toBe('audit_unavailable');
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('audit_unavailable');
    expect(sent()).toEqual([]);
  });

  it('has the intent before and the outcome after, and neither values nor codes', async () => {
    const { executor, auditFolder } = rigOf();
    const write = renameGroup();
    const plan = planOf(await executor.submit([write], never));
    await executor.approved(plan, 'terminal', false);
    await executor.apply(plan.view.id, never);
    const removal = planOf(await executor.submit([deleteGroup(trailExternal)], never));
    const records = await readAudit(auditFolder);
    expect(records.map(({ kind }) => kind)).toEqual([
      'open',
      'plan',
      'approved',
      'intent',
      'outcome',
      'plan',
    ]);
    const text = JSON.stringify(records);
    expect(text).toContain('"fields":["name"]');
    expect(text).not.toContain('Insiders');
    expect(text).not.toContain(removal.view.code ?? 'no code');
    expect((await verifyAudit(auditFolder)).problems).toEqual([]);
  });
});

describe('the policy', () => {
  it('that forbids one of several writes lets none of them out', async () => {
    const { executor, auditFolder } = rigOf({
      policy: { rules: [{ effect: 'deny', ops: ['betaGroups_*'] }] },
    });
    expect(await codeOf(executor.submit([editReviewDetail(), renameGroup()], never))).toBe('denied');
    expect(sent()).toEqual([]);
    expect((await readAudit(auditFolder)).map(({ kind }) => kind)).toEqual(['open', 'denied']);
  });
});

/** What the log says of its events, without what every line has. */
async function logOf(rig: Rig, kind: string): Promise<readonly unknown[]> {
  return (await readAudit(rig.auditFolder))
    .filter((record) => record.kind === kind)
    .map(
      ({ at: _at, n: _n, mono: _mono, boot: _boot, pid: _pid, prev: _prev, hash: _hash, ...rest }) => rest,
    );
}
/** R3, of the team. */
const device = (): Write => {
  const [first] = sandbox.store.all('Device');
  serial += 1;
  return writeOf('devices_updateInstance', { id: first?.id ?? '', attributes: { name: `Phone ${serial}` } });
};
/** R2, of the team. */
const queue = (): Write => {
  const [first] = sandbox.store.all('GameCenterMatchmakingQueue');
  return writeOf('gameCenterMatchmakingQueues_updateInstance', {
    id: first?.id ?? '',
    attributes: { classicMatchmakingBundleIds: [] },
  });
};

describe('a step as a person sees it', () => {
  it('says what changes, of which app, and what that means', async () => {
    const { executor } = rigOf();
    const write = writeOf('betaGroups_updateInstance', {
      id: weatherExternal,
      attributes: { name: 'Chasers' },
    });
    const group = sandbox.store.get('BetaGroup', weatherExternal);
    if (group === undefined) throw new Error('no group');
    group.attributes = { ...group.attributes, name: 'Storms' };
    const [step, ...more] = await executor.preview([write, deleteGroup(trailExternal)], never);
    expect(step).toEqual({
      write,
      assessment: {
        tier: 'R2',
        level: 'team',
        reasons: [
          'Changes a tester group; turning the public link on opens the beta to anybody, off shuts people out',
        ],
        sendsEmail: false,
        irreversible: false,
      },
      stateDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      app: { id: teamIds.weather.app, name: 'Weather Now' },
      view: {
        title: 'Change beta group “Storms” of “Weather Now”',
        operationId: 'betaGroups_updateInstance',
        tier: 'R2',
        changes: [{ field: 'name', before: 'Storms', after: 'Chasers' }],
        reasons: [
          'Changes a tester group; turning the public link on opens the beta to anybody, off shuts people out',
        ],
        sendsEmail: false,
        irreversible: false,
        app: 'Weather Now',
      },
    });
    expect(more.map(({ view }) => [view.title, view.tier, view.irreversible])).toEqual([
      ['Delete beta group “Rangers” of “Trail Mate”', 'R3', true],
    ]);
    expect(sent()).toEqual([]);
    expect((await executor.pending()).plans).toEqual([]);
  });

  it('has no app where it belongs to the team', async () => {
    const { executor } = rigOf();
    const [step] = await executor.preview([device()], never);
    expect(Object.keys(step ?? {}).sort()).toEqual(['assessment', 'stateDigest', 'view', 'write']);
    expect(Object.keys(step?.view ?? {})).not.toContain('app');
  });

  it('is as mild as what is there makes it: clearing what is empty is a draft', async () => {
    const { executor } = rigOf();
    const [detail] = sandbox.store.all('BetaAppReviewDetail');
    if (detail === undefined) throw new Error('no detail');
    const clear = writeOf('betaAppReviewDetails_updateInstance', {
      id: detail.id,
      attributes: { notes: null },
    });
    detail.attributes = { ...detail.attributes, notes: 'something' };
    expect(planOf(await executor.submit([clear], never)).view.tier).toBe('R2');
    expect(sent()).toEqual([]);
    detail.attributes = { ...detail.attributes, notes: null };
    expect((await executor.submit([clear], never)).kind).toBe('done');
    expect(sent().length).toBe(1);
  });
});

describe('a plan of several steps', () => {
  it('has the highest tier of them, and the first rule that asked', async () => {
    const { executor } = rigOf({
      policy: { rules: [{ effect: 'ask', ops: ['betaAppReviewDetails_*'], why: 'notes' }] },
    });
    const tierOf = async (...writes: Write[]): Promise<string> => {
      const { view } = planOf(await executor.submit(writes, never));
      return `${view.tier}: ${view.rule}`;
    };
    expect(await tierOf(renameGroup(), deleteGroup(trailExternal))).toBe('R3: tier R2');
    expect(await tierOf(deleteGroup(trailExternal), renameGroup())).toBe('R3: tier R3');
    expect(await tierOf(editReviewDetail())).toBe('R1: rule 1 (ask betaAppReviewDetails_*)');
    expect(await tierOf(editReviewDetail(), renameGroup())).toBe('R2: rule 1 (ask betaAppReviewDetails_*)');
    expect(sent()).toEqual([]);
  });

  it('is logged when it is made, agreed to, refused or stale; by its digest', async () => {
    const rig = rigOf();
    const { executor } = rig;
    const plan = planOf(await executor.submit([renameGroup()], never));
    const { id } = plan.view;
    await executor.approved(plan, 'terminal', false);
    expect(await logOf(rig, 'plan')).toEqual([
      { kind: 'plan', plan: id, digest: plan.digest, tier: 'R2', rule: 'tier R2' },
    ]);
    expect(await logOf(rig, 'approved')).toEqual([
      { kind: 'approved', plan: id, digest: plan.digest, tier: 'R2', channel: 'terminal' },
    ]);
    await executor.apply(id, never);
    expect(await logOf(rig, 'intent')).toMatchObject([
      { plan: id, digest: plan.digest, targets: [weatherExternal] },
    ]);
    const other = planOf(await executor.submit([renameGroup()], never));
    await executor.refused(other, 'page');
    expect(await logOf(rig, 'refused')).toEqual([
      { kind: 'refused', plan: other.view.id, digest: other.digest, channel: 'page' },
    ]);
    const third = planOf(await executor.submit([renameGroup(weatherPublic), renameGroup()], never));
    await executor.approved(third, 'page', false);
    const group = sandbox.store.get('BetaGroup', weatherExternal);
    if (group === undefined) throw new Error('no group');
    group.attributes = { ...group.attributes, name: 'Another name' };
    sent();
    const title = third.view.steps[1]?.title ?? '';
    expect(title.length).toBeGreaterThan(10);
    expect(await saidBy(() => executor.apply(third.view.id, never))).toEqual({
      code: 'STALE',
      message: `Step 2 (${title}) was planned on another state: somebody changed it since.`,
      meaning: 'Nothing was changed.',
      next: 'Make the call again; the new plan shows what is there now.',
      outcome: 'not_sent',
    });
    expect(await logOf(rig, 'stale')).toEqual([{ kind: 'stale', plan: third.view.id, digest: third.digest }]);
    expect(sent()).toEqual([]);
  });

  it('tells how far it is, and of each step what became of it, even to others', async () => {
    const rig = rigOf();
    const notes: string[] = [];
    const kept = rig.parts.plans;
    const executor = new Executor({
      ...rig.parts,
      plans: {
        create: (...given) => kept.create(...given),
        get: (id) => kept.get(id),
        approve: (id, channel) => kept.approve(id, channel),
        void: (id) => kept.void(id),
        wrongAnswer: (id) => kept.wrongAnswer(id),
        take: (id) => kept.take(id),
        list: () => kept.list(),
        note: (_id, step, outcome) => {
          notes.push(`${step} ${outcome} ${sent().length}`);
        },
        end: () => {
          notes.push('end');
        },
      },
    });
    const lost = writeOf('betaGroups_builds_createToManyRelationship', {
      id: weatherPublic,
      to: ['no-such-build'],
    });
    const plan = planOf(await executor.submit([renameGroup(), lost, renameGroup(trailExternal)], never));
    expect(await codeOf(executor.apply(plan.view.id, never))).toBe('not_approved');
    expect(notes).toEqual([]);
    await executor.approved(plan, 'dialog', false);
    const steps: string[] = [];
    const answer = await executor.apply(plan.view.id, never, (done, total) => steps.push(`${done}/${total}`));
    expect(answer.plan).toBe(plan);
    expect(steps).toEqual(['0/3', '1/3']);
    expect(notes).toEqual(['0 unknown 0', '0 applied 1', '1 unknown 0', '1 rejected 1', 'end']);
    notes.length = 0;
    const stale = planOf(await executor.submit([renameGroup()], never));
    await executor.approved(stale, 'dialog', false);
    const group = sandbox.store.get('BetaGroup', weatherExternal);
    if (group === undefined) throw new Error('no group');
    group.attributes = { ...group.attributes, name: 'Changed' };
    expect(await codeOf(executor.apply(stale.view.id, never))).toBe('STALE');
    expect(notes).toEqual(['end']);
  });

  it('stops between two steps when the caller does', async () => {
    const { executor } = rigOf();
    const plan = planOf(await executor.submit([renameGroup(), renameGroup(weatherPublic)], never));
    await executor.approved(plan, 'dialog', false);
    const stop = new AbortController();
    const { results } = await executor.apply(plan.view.id, stop.signal, (done) => {
      if (done === 1) stop.abort();
    });
    expect(outcomes(results)).toEqual(['applied', 'not_sent']);
    expect(sent().length).toBe(1);
  });

  it('ends after the step that was under way when the caller stopped', async () => {
    const rig = rigOf();
    const stop = new AbortController();
    class Stopping extends PlanStore {
      override note(): void {
        if (sent().length > 0) stop.abort();
      }
    }
    const executor = new Executor({
      ...rig.parts,
      plans: new Stopping({ principal: 'test', keyId: 'ABC', target: 'Sandbox' }),
    });
    const plan = planOf(await executor.submit([renameGroup(), renameGroup(weatherPublic)], never));
    await executor.approved(plan, 'dialog', false);
    requests.length = 0;
    const steps: number[] = [];
    const { results } = await executor.apply(plan.view.id, stop.signal, (done) => steps.push(done));
    expect([outcomes(results), steps, sent()]).toEqual([['applied'], [0], []]);
  });

  it('is booked with its deletes before anything of it is sent, as is a call without a plan', async () => {
    const rig = rigOf();
    const booked: string[] = [];
    const executor = new Executor({
      ...rig.parts,
      budget: {
        look: () => undefined,
        take: ({ writes, deletes }) => {
          booked.push(`${writes} writes, ${deletes} deletes`);
          throw new Error('Enough.');
        },
      },
    });
    const plan = planOf(await executor.submit([deleteGroup(trailExternal), renameGroup()], never));
    await executor.approved(plan, 'dialog', false);
    await expect(executor.apply(plan.view.id, never)).rejects.toThrow('Enough.');
    const draft = writeOf('appScreenshotSets_deleteInstance', { id: 'any' });
    await expect(executor.submit([editReviewDetail(), editReviewDetail()], never)).rejects.toThrow('Enough.');
    expect(booked).toEqual(['2 writes, 1 deletes', '2 writes, 0 deletes']);
    const open = new Executor({
      ...rig.parts,
      policy: { ...rig.parts.policy, rules: [{ effect: 'allow', ops: ['appScreenshotSets_*'] }] },
      budget: {
        look: () => undefined,
        take: ({ writes, deletes }) => void booked.push(`${writes}/${deletes}`),
      },
    });
    await open.submit([draft], never);
    expect(booked.at(-1)).toBe('1/1');
    sent();
  });

  it('waits where it can be asked for, by id, until it is voided by three wrong answers', async () => {
    const { executor } = rigOf();
    const plan = planOf(await executor.submit([deleteGroup(trailExternal)], never));
    const { id } = plan.view;
    expect(await executor.open(id)).toMatchObject({ plan, state: 'pending' });
    expect(await executor.pending()).toEqual({
      plans: [`${id} (pending, R3): ${plan.view.steps[0]?.title}`],
      grants: [],
    });
    expect([await executor.wrongAnswer(id), await executor.wrongAnswer(id)]).toEqual([false, false]);
    expect(await executor.wrongAnswer(id)).toBe(true);
    expect((await executor.pending()).plans).toEqual([]);
    expect(await codeOf(executor.open(id))).toBe('unknown_plan');
  });

  it('says what the session has read of other people', async () => {
    const { executor } = rigOf();
    const [localization] = [...sandbox.store.all('AppStoreVersionLocalization')].filter(
      (one) => sandbox.store.linked(one, 'appStoreVersion')[0] === teamIds.versions.weatherNext,
    );
    const wording = writeOf('appStoreVersionLocalizations_updateInstance', {
      id: localization?.id ?? '',
      attributes: { description: 'A radar for your pocket.' },
    });
    expect((await executor.submit([wording], never)).kind).toBe('done');
    expect(sent().length).toBe(1);
    await executor.markForeign('customerReviews', 2);
    const { view } = planOf(await executor.submit([renameGroup()], never));
    expect(view.taint).toBe('This session has shown the model text of other people: 2 customerReviews.');
    // Where text can leave, a draft is no draft any more.
    const written = planOf(await executor.submit([wording], never)).view;
    expect([written.tier, written.steps[0]?.tier]).toEqual(['R2', 'R2']);
    expect((await executor.preview([wording], never))[0]?.assessment.tier).toBe('R2');
    expect((await rigOf().executor.preview([wording], never))[0]?.assessment.tier).toBe('R1');
    expect(sent()).toEqual([]);
  });
});

describe('a call of drafts and of what others see', () => {
  it('waits as a whole', async () => {
    const { executor } = rigOf();
    expect((await executor.submit([editReviewDetail(), renameGroup()], never)).kind).toBe('plan');
    expect((await executor.submit([renameGroup(), editReviewDetail()], never)).kind).toBe('plan');
    expect(sent()).toEqual([]);
  });
});

describe('plans that are kept elsewhere, and cannot be told', () => {
  const away = new AscError({ code: 'state_unavailable', message: 'It is away.' });
  /** Plans whose notes fail from this one on, and whose list always does. */
  function failing(rig: Rig, cause: Error, from: number): Executor {
    let notes = 0;
    class Failing extends PlanStore {
      override note(): void {
        notes += 1;
        if (notes > from) throw cause;
      }
    }
    const plans = new Failing({ principal: 'test', keyId: 'ABC', target: 'Sandbox' });
    return new Executor({ ...rig.parts, plans });
  }
  const apply = async (cause: Error, from: number): Promise<unknown> => {
    const executor = failing(rigOf(), cause, from);
    const plan = planOf(await executor.submit([renameGroup(), renameGroup(weatherPublic)], never));
    await executor.approved(plan, 'dialog', false);
    requests.length = 0;
    return outcomes((await executor.apply(plan.view.id, never)).results);
  };

  it('send nothing when the first step cannot be noted', async () => {
    await expect(apply(away, 0)).rejects.toBe(away);
    expect(sent()).toEqual([]);
  });

  it('say what was sent when the note after it fails, and send no more', async () => {
    expect(await apply(away, 1)).toEqual(['applied', 'not_sent']);
    expect(sent().length).toBe(1);
    expect(await apply(away, 2)).toEqual(['applied', 'not_sent']);
    expect(sent().length).toBe(1);
  });

  it('hide no fault of ours', async () => {
    const fault = new TypeError('broken');
    await expect(apply(fault, 0)).rejects.toBe(fault);
    await expect(apply(fault, 1)).rejects.toBe(fault);
    await expect(apply(fault, 2)).rejects.toBe(fault);
  });

  it('are said not to be known; grants are', async () => {
    const rig = rigOf();
    const listing = (cause: Error): Executor => {
      class Unlisted extends PlanStore {
        override list(): never {
          throw cause;
        }
      }
      const plans = new Unlisted({ principal: 'test', keyId: 'ABC', target: 'Sandbox' });
      return new Executor({ ...rig.parts, plans });
    };
    rig.parts.grants.give(renameGroup(), { id: teamIds.weather.app, name: 'Weather Now' });
    expect(await listing(away).pending()).toEqual({
      plans: ['not known: It is away.'],
      grants: ['betaGroups_updateInstance on Weather Now: 20 more, 15 min'],
    });
    await expect(listing(new TypeError('broken')).pending()).rejects.toThrow('broken');
  });
});

describe('a second step instead of a person', () => {
  const modes = ['never', 'R1', 'R2'] as const;
  it.each(modes)('is enough up to the tier that the policy names: %s', async (twoStepWithoutHuman) => {
    const rig = rigOf({
      policy: {
        approval: { channels: [], twoStepWithoutHuman },
        rules: [{ effect: 'ask', ops: ['betaAppReviewDetails_*'] }],
      },
    });
    const approved: boolean[] = [];
    for (const write of [editReviewDetail(), renameGroup(), deleteGroup(trailExternal)]) {
      const submission = await rig.executor.submit([write], never);
      approved.push(submission.kind === 'plan' && submission.approved);
    }
    const expected = { never: [false, false, false], R1: [true, false, false], R2: [true, true, false] };
    expect(approved).toEqual(expected[twoStepWithoutHuman]);
    expect(sent()).toEqual([]);
    expect((await logOf(rig, 'approved')).length).toBe(approved.filter(Boolean).length);
    if (twoStepWithoutHuman !== 'R1') return;
    const [plan] = (await rig.executor.pending()).plans;
    expect(plan).toContain('(approved, R1)');
    const opened = await rig.executor.open(plan?.split(' ')[0] ?? '');
    expect(opened.channel).toBe('policy');
    const { view, digest } = opened.plan;
    expect(await logOf(rig, 'approved')).toEqual([
      { kind: 'approved', plan: view.id, digest, tier: 'R1', channel: 'policy' },
    ]);
  });
});

describe('what a grant is given for', () => {
  async function agree(rig: Rig, writes: readonly Write[], grant = true): Promise<Plan> {
    const plan = planOf(await rig.executor.submit(writes, never));
    await rig.executor.approved(plan, 'elicitation', grant);
    return plan;
  }

  it('is each operation on each app of the plan, once, and logged', async () => {
    const rig = rigOf();
    await agree(rig, [renameGroup()], false);
    expect((await rig.executor.pending()).grants).toEqual([]);
    const plan = await agree(rig, [renameGroup(), renameGroup(weatherPublic), renameGroup(trailExternal)]);
    expect((await rig.executor.pending()).grants).toEqual([
      'betaGroups_updateInstance on Weather Now: 20 more, 15 min',
      expect.stringMatching(/^betaGroups_updateInstance on Trail.*: 20 more, 15 min$/),
    ]);
    expect(await logOf(rig, 'grant')).toEqual(
      [teamIds.weather.app, teamIds.weather.app, teamIds.trail.app].map((app) => ({
        kind: 'grant',
        plan: plan.view.id,
        operation: 'betaGroups_updateInstance',
        app,
      })),
    );
  });

  it('is nothing of the team', async () => {
    const rig = rigOf();
    expect((await agree(rig, [queue()])).view.tier).toBe('R2');
    expect((await rig.executor.pending()).grants).toEqual([]);
    expect(await logOf(rig, 'grant')).toEqual([]);
    expect((await rig.executor.submit([queue()], never)).kind).toBe('plan');
  });

  it('is as many writes as are left of it, also in one call', async () => {
    const rig = rigOf();
    await agree(rig, [renameGroup()]);
    const several = (count: number): Write[] => Array.from({ length: count }, () => renameGroup());
    expect((await rig.executor.submit(several(10), never)).kind).toBe('done');
    expect((await rig.executor.submit(several(9), never)).kind).toBe('done');
    expect((await rig.executor.submit(several(2), never)).kind).toBe('plan');
    expect((await rig.executor.pending()).grants).toEqual([
      'betaGroups_updateInstance on Weather Now: 1 more, 15 min',
    ]);
    // What else stands in the call needs its person; a grant that is not used is not used up.
    expect((await rig.executor.submit([renameGroup(), deleteGroup(trailExternal)], never)).kind).toBe('plan');
    expect((await rig.executor.submit(several(1), never)).kind).toBe('done');
    expect((await rig.executor.pending()).grants).toEqual([]);
    expect(sent().length).toBe(20);
  });

  it('is counted apart for each operation and each app of a call', async () => {
    const rig = rigOf();
    const weather = { id: teamIds.weather.app, name: 'Weather Now' };
    const link = writeOf('betaGroups_builds_createToManyRelationship', { id: weatherPublic, to: ['none'] });
    const nearlyUsed = (): void => {
      rig.parts.grants.give(renameGroup(), weather);
      for (let use = 0; use < 19; use++) rig.parts.grants.use(renameGroup(), weather.id);
    };
    rig.parts.grants.give(link, weather);
    rig.parts.grants.give(renameGroup(), { id: teamIds.trail.app, name: 'Trail Mate' });
    nearlyUsed();
    const mixed = [renameGroup(trailExternal), renameGroup()];
    expect((await rig.executor.submit(mixed, never)).kind).toBe('done');
    nearlyUsed();
    expect((await rig.executor.submit([link, renameGroup()], never)).kind).toBe('done');
    nearlyUsed();
    expect((await rig.executor.submit([renameGroup(), renameGroup()], never)).kind).toBe('plan');
    sent();
  });

  it('is used up, too, by a call that is too large for one step', async () => {
    const rig = rigOf();
    await agree(rig, [renameGroup()]);
    const eleven = Array.from({ length: 11 }, () => renameGroup());
    const first = await rig.executor.submit(eleven, never);
    expect(first.kind === 'plan' && first.approved).toBe(true);
    expect(planOf(first).view.rule).toBe('more than 10 writes');
    expect((await rig.executor.pending()).grants).toEqual([
      'betaGroups_updateInstance on Weather Now: 9 more, 15 min',
    ]);
    const second = await rig.executor.submit(eleven, never);
    expect(second.kind === 'plan' && second.approved).toBe(false);
    expect((await rig.executor.pending()).grants.length).toBe(1);
    expect(sent()).toEqual([]);
  });
});

describe('whose the target is', () => {
  const onlyWeather = { policy: { apps: [teamIds.weather.app], teamScope: 'deny' } } as const;
  const detailOf = (app: string): Write => {
    serial += 1;
    const detail = [...sandbox.store.all('BetaAppReviewDetail')].find(
      (one) => sandbox.store.linked(one, 'app')[0] === app,
    );
    return writeOf('betaAppReviewDetails_updateInstance', {
      id: detail?.id ?? '',
      attributes: { notes: `Note ${serial}` },
    });
  };

  it('is asked only where the policy names apps', async () => {
    expect((await rigOf().executor.submit([detailOf(teamIds.trail.app)], never)).kind).toBe('done');
    expect(requests.map(({ method }) => method)).toEqual(['PATCH']);
    requests.length = 0;
    expect((await rigOf(onlyWeather).executor.submit([detailOf(teamIds.weather.app)], never)).kind).toBe(
      'done',
    );
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH']);
  });

  it('decides: another app, the team, or what cannot be told is denied', async () => {
    const rig = rigOf(onlyWeather);
    const { executor } = rig;
    const denied = (operation: string, rule: string): unknown => ({
      code: 'denied',
      message: `The policy forbids ${operation}: ${rule}.`,
      meaning: 'Nothing was changed. Only a person can change the policy.',
      next: `asc-mcp policy explain ${operation} says why.`,
      outcome: 'not_sent',
    });
    expect(await saidBy(() => executor.submit([detailOf(teamIds.trail.app)], never))).toEqual(
      denied('betaAppReviewDetails_updateInstance', 'apps'),
    );
    expect(await saidBy(() => executor.submit([device()], never))).toEqual(
      denied('devices_updateInstance', 'teamScope deny'),
    );
    const invocation = writeOf('betaAppClipInvocations_deleteInstance', { id: 'any' });
    expect(await saidBy(() => executor.submit([invocation], never))).toEqual(
      denied('betaAppClipInvocations_deleteInstance', 'apps'),
    );
    const free = writeOf('betaTesters_createInstance', { attributes: { email: 'a@example.com' } });
    expect(await saidBy(() => executor.submit([free], never))).toEqual(
      denied('betaTesters_createInstance', 'teamScope deny'),
    );
    expect(await logOf(rig, 'denied')).toEqual([
      { kind: 'denied', operation: 'betaAppReviewDetails_updateInstance', tier: 'R1', rule: 'apps' },
      { kind: 'denied', operation: 'devices_updateInstance', tier: 'R3', rule: 'teamScope deny' },
      { kind: 'denied', operation: 'betaAppClipInvocations_deleteInstance', tier: 'R2', rule: 'apps' },
      { kind: 'denied', operation: 'betaTesters_createInstance', tier: 'R2', rule: 'teamScope deny' },
    ]);
    expect(sent()).toEqual([]);
  });

  it('is looked for only in the apps that the policy names', async () => {
    const [group] = sandbox.store.all('SubscriptionGroup');
    const rename = writeOf('subscriptionGroups_updateInstance', {
      id: group?.id ?? '',
      attributes: { referenceName: 'Plus' },
    });
    await codeOf(rigOf({ policy: { apps: [teamIds.trail.app] } }).executor.submit([rename], never));
    expect(requests.filter(({ path }) => path === '/v1/apps')).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it('is asked for until the caller stops', async () => {
    await expect(
      rigOf(onlyWeather).executor.submit([detailOf(teamIds.weather.app)], AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent()).toEqual([]);
  });
});

describe('a plan whose answers cannot be read', () => {
  it('is carried out to its end: what was done is done', async () => {
    const api = await startApi((request, response) => {
      if (request.method === 'GET') json(response, refusal(404, 'NOT_FOUND'), 404);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":');
    });
    const through = clientFor(api.url);
    const rig = makeRig({ client: through });
    rigs.push(rig);
    const plan = planOf(await rig.executor.submit([renameGroup('a'), renameGroup('b')], never));
    await rig.executor.approved(plan, 'dialog', false);
    const { results } = await rig.executor.apply(plan.view.id, never);
    expect(outcomes(results)).toEqual(['applied_unverified', 'applied_unverified']);
    await through.close();
    await api.close();
  });
});

describe('a price that a passing failure kept out', () => {
  const price = writeOf('subscriptionPrices_createInstance', {
    attributes: { startDate: '2030-01-01' },
    relationships: { subscription: 's', territory: 'USA', subscriptionPricePoint: 'p' },
  });

  it('is sent again inside its plan, twice, and no more', async () => {
    let fails = 2;
    const api = await startApi((request, response) => {
      if (request.method === 'GET') json(response, { data: [], links: {}, meta: {} });
      else if (fails > 0) {
        fails -= 1;
        json(response, refusal(500, 'UNEXPECTED_ERROR'), 500);
      } else json(response, { data: { type: 'subscriptionPrices', id: 'made' } }, 201);
    });
    const through = clientFor(api.url);
    const rig = makeRig({ client: through });
    rigs.push(rig);
    const { executor } = rig;
    const posts = (): number => api.seen.filter(({ method }) => method === 'POST').length;
    const apply = async (): Promise<string[]> => {
      const plan = planOf(await executor.submit([price], never));
      await executor.approved(plan, 'dialog', false);
      return outcomes((await executor.apply(plan.view.id, never)).results);
    };
    expect([await apply(), posts()]).toEqual([['applied'], 3]);
    fails = 3;
    expect([await apply(), posts()]).toEqual([['not_sent'], 6]);
    await through.close();
    await api.close();
  });
});
