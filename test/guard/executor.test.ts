import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { readAudit, verifyAudit } from '../../src/guard/audit-verify.ts';
import type { Submission } from '../../src/guard/executor.ts';
import type { Plan } from '../../src/guard/plan.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { makeRig, type Rig, type RigOptions, roomy } from './rig.ts';
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

describe('anything in any order', () => {
  it('has at most one effect a plan, and none without a yes', async () => {
    const { executor } = rigOf({ policy: { limits: roomy } });
    const act = fc.constantFrom('approve', 'apply', 'refuse', 'wrong');
    let effects = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { maxLength: 4 }), { maxLength: 5 }), async (rounds) => {
        const write = renameGroup();
        const plan = planOf(await executor.submit([write], never));
        requests.length = 0;
        let yes = false;
        for (const round of rounds) {
          // Everything of one round at the same time.
          const codes = await Promise.all(
            round.map((what) => {
              if (what === 'approve') return codeOf(executor.approved(plan, 'dialog', false));
              if (what === 'apply') return codeOf(executor.apply(plan.view.id, never));
              if (what === 'refuse') return codeOf(executor.refused(plan, 'dialog'));
              return executor.wrongAnswer(plan.view.id).then(() => 'counted');
            }),
          );
          yes ||= round.some((what, index) => what === 'approve' && codes[index] === 'done');
        }
        const { length } = sent();
        effects += length;
        expect(length).toBeLessThanOrEqual(yes ? 1 : 0);
      }),
      { numRuns: 150 },
    );
    expect(effects).toBeGreaterThan(10);
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
