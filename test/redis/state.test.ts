import { generateKeyPairSync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { AscError } from '../../src/client/errors.ts';
import type { PlannedStep } from '../../src/guard/plan.ts';
import { connectRedis, type RedisConnection, type RedisScripts, within } from '../../src/redis/connection.ts';
import { RedisForeignText } from '../../src/redis/foreign-text.ts';
import { RedisPlans } from '../../src/redis/plans.ts';
import { RedisRate } from '../../src/redis/rate.ts';
import { sealsOf } from '../../src/redis/seal.ts';
import { RedisWriteAllowance } from '../../src/redis/write-allowance.ts';
import { writeOf } from '../guard/writes.ts';
import { startRedis } from '../support/redis.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');
const open: RedisConnection[] = [];
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  redis?.close();
});

let spaces = 0;
/** Two servers that share a space of their own. */
async function twoServers(): Promise<readonly [RedisScripts, RedisScripts]> {
  spaces += 1;
  const space = `space ${spaces}`;
  const connect = async () => {
    const made = await connectRedis(redis?.url ?? '', () => {});
    open.push(made);
    return within(made, [space]);
  };
  return [await connect(), await connect()];
}

const step = (name: string): PlannedStep => ({
  write: writeOf('betaGroups_updateInstance', { id: 'group-1', attributes: { name } }),
  stateDigest: 'state',
  assessment: { tier: 'R2', level: 'team', reasons: [], sendsEmail: false, irreversible: false },
  view: {
    title: `Rename to ${name}`,
    operationId: 'betaGroups_updateInstance',
    tier: 'R2',
    changes: [],
    reasons: [],
    sendsEmail: false,
    irreversible: false,
  },
});

let now = Date.now();
/** Every server has the account's key, so each makes the same seals of it. */
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const plansOf = (connection: RedisScripts, principal = 'ida', key = pem): RedisPlans =>
  new RedisPlans({
    redis: within(connection, [principal]),
    seals: sealsOf('K', key),
    catalog: loadCatalog(),
    principal,
    keyId: 'K',
    target: 'Sandbox',
    most: 3,
    now: () => now,
  });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => 'done',
    (reason: unknown) => reason,
  );
  return error instanceof AscError ? error.code : String(error);
}

describe.skipIf(redis === undefined)('plans in Redis', () => {
  it('are made by one server, approved through another, and taken once by either', async () => {
    const [one, two] = (await twoServers()).map((connection) => plansOf(connection));
    if (one === undefined || two === undefined) throw new Error('no servers');
    const made = await one.create([step('A'), step('B')], 'R2', 'tier', undefined);
    expect(await codeOf(two.take(made.view.id))).toBe('not_approved');
    await two.approve(made.view.id, 'dialog');
    expect(await codeOf(one.approve(made.view.id, 'dialog'))).toBe('unknown_plan');
    expect(await one.get(made.view.id)).toMatchObject({ state: 'approved', channel: 'dialog' });
    const takes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => codeOf((index % 2 === 0 ? one : two).take(made.view.id))),
    );
    expect(takes.filter((code) => code === 'done')).toHaveLength(1);
    expect(takes.filter((code) => code === 'plan_running')).toHaveLength(39);
    await one.end(made.view.id);
    expect(await codeOf(two.get(made.view.id))).toBe('unknown_plan');
  });

  it('come back as they were made, and not to another client', async () => {
    const [one, two] = await twoServers();
    const made = await plansOf(one).create([step('A')], 'R3', 'rule 2', 'It read reviews.');
    const { plan } = await plansOf(two).get(made.view.id);
    expect(plan.view).toEqual(made.view);
    expect(plan.steps[0]?.write.operation.id).toBe('betaGroups_updateInstance');
    expect(plan.steps[0]?.write.body).toEqual(made.steps[0]?.write.body);
    expect(await codeOf(plansOf(two, 'per').get(made.view.id))).toBe('unknown_plan');
    expect(await plansOf(two, 'per').list()).toEqual([]);
  });

  it('are void after a third wrong answer, after a no, and when their time is over', async () => {
    const [one, two] = (await twoServers()).map((connection) => plansOf(connection));
    if (one === undefined || two === undefined) throw new Error('no servers');
    const wrong = await one.create([step('A')], 'R3', 'tier', undefined);
    expect([
      await one.wrongAnswer(wrong.view.id),
      await two.wrongAnswer(wrong.view.id),
      await one.wrongAnswer(wrong.view.id),
    ]).toEqual([false, false, true]);
    const refused = await one.create([step('A')], 'R2', 'tier', undefined);
    await two.void(refused.view.id);
    const late = await one.create([step('A')], 'R2', 'tier', undefined);
    await one.approve(late.view.id, 'page');
    now += 600_000;
    for (const { view } of [wrong, refused, late])
      expect(await codeOf(two.take(view.id))).toBe('unknown_plan');
    expect(await one.list()).toEqual([]);
  });

  it('are at most so many at a time', async () => {
    const [one] = await twoServers();
    const plans = plansOf(one);
    for (const name of ['A', 'B', 'C']) await plans.create([step(name)], 'R2', 'tier', undefined);
    expect(await codeOf(plans.create([step('D')], 'R2', 'tier', undefined))).toBe('too_many_plans');
  });

  it('say how far they came when their server ended in between', async () => {
    const [one, two] = (await twoServers()).map((connection) => plansOf(connection));
    if (one === undefined || two === undefined) throw new Error('no servers');
    const { view } = await one.create([step('A'), step('B'), step('C')], 'R2', 'tier', undefined);
    await one.approve(view.id, 'dialog');
    await one.take(view.id);
    await one.note(view.id, 0, 'applied');
    await one.note(view.id, 1, 'unknown');
    expect(await codeOf(two.take(view.id))).toBe('plan_running');
    now += 21_000;
    const told = await two.get(view.id).catch((error: unknown) => error);
    expect(told).toMatchObject({
      code: 'plan_interrupted',
      outcome: 'unknown',
      message:
        'The server that sent this plan ended in between. 1. Rename to A: applied; 2. Rename to B: unknown; 3. Rename to C: not sent.',
    });
    await one.end(view.id);
  });

  it('are sent no further when Redis forgot that they are being sent, or another server sends them', async () => {
    const [one, two] = await twoServers();
    const [mine, other] = [plansOf(one), plansOf(two)];
    const approved = async (): Promise<string> => {
      const { view } = await mine.create([step('A'), step('B')], 'R2', 'tier', undefined);
      await mine.approve(view.id, 'dialog');
      await mine.take(view.id);
      await mine.note(view.id, 0, 'unknown');
      return view.id;
    };
    const forgotten = await approved();
    await within(one, ['ida']).run(`return redis.call('DEL', KEYS[1])`, [`plan:${forgotten}`], []);
    expect(await codeOf(mine.note(forgotten, 1, 'unknown'))).toBe('plan_lost');
    // A replica that took over may not have heard of the last moment: there the plan still waits to be sent.
    const turnedBack = await approved();
    const back = `return redis.call('HSET', KEYS[1], 'state', 'approved')`;
    await within(one, ['ida']).run(back, [`plan:${turnedBack}`], []);
    expect(await codeOf(other.take(turnedBack))).toBe('done');
    expect(await codeOf(mine.note(turnedBack, 1, 'unknown'))).toBe('plan_lost');
    const again = await approved();
    await within(one, ['ida']).run(back, [`plan:${again}`], []);
    expect(await codeOf(mine.take(again))).toBe('unknown_plan');
  });

  it('open with the key of their account alone', async () => {
    const [one] = await twoServers();
    const { view } = await plansOf(one).create([step('A')], 'R2', 'tier', undefined);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString();
    expect(await codeOf(plansOf(one, 'ida', stranger).get(view.id))).toBe('plan_unreadable');
    expect(await plansOf(one, 'ida', stranger).list()).toEqual([]);
    expect(await plansOf(one).list()).toHaveLength(1);
  });

  it('are not sent when somebody changed them in Redis', async () => {
    const [one] = await twoServers();
    const plans = plansOf(one);
    const { view } = await plans.create([step('A')], 'R2', 'tier', undefined);
    await plans.approve(view.id, 'dialog');
    const forge = `
      local document = redis.call('HGET', KEYS[1], 'document')
      local last = string.sub(document, 41, 41) == 'A' and 'B' or 'A'
      redis.call('HSET', KEYS[1], 'document', string.sub(document, 1, 40) .. last .. string.sub(document, 42))
      return 1`;
    await within(one, ['ida']).run(forge, [`plan:${view.id}`], []);
    expect(await codeOf(plans.get(view.id))).toBe('plan_unreadable');
    expect(await codeOf(plans.take(view.id))).toBe('plan_unreadable');
    expect(await codeOf(plans.take(view.id))).toBe('unknown_plan');
  });
});

describe.skipIf(redis === undefined)('limits in Redis', () => {
  it('count the writes of all servers together', async () => {
    const servers = (await twoServers()).map(
      (connection) => new RedisWriteAllowance(connection, { writesPerHour: 30, deletesPerHour: 2 }),
    );
    const taken = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        codeOf(Promise.resolve(servers[index % 2]?.take({ writes: 1, deletes: 0 }))),
      ),
    );
    expect(taken.filter((code) => code === 'done')).toHaveLength(30);
    expect(taken.filter((code) => code === 'write_budget')).toHaveLength(20);
  });

  it('count deletes apart', async () => {
    const [one] = await twoServers();
    const allowance = new RedisWriteAllowance(one, { writesPerHour: 30, deletesPerHour: 2 });
    await allowance.take({ writes: 2, deletes: 2 });
    expect(await codeOf(allowance.take({ writes: 1, deletes: 1 }))).toBe('write_budget');
    await allowance.take({ writes: 1, deletes: 0 });
  });

  it('are asked for without being used, and tell when there is room for all', async () => {
    const [one, two] = await twoServers();
    const limits = { writesPerHour: 30, deletesPerHour: 2 };
    const [here, there] = [new RedisWriteAllowance(one, limits), new RedisWriteAllowance(two, limits)];
    await here.look({ writes: 30, deletes: 0 });
    await there.take({ writes: 20, deletes: 0 });
    expect(await codeOf(here.look({ writes: 11, deletes: 0 }))).toBe('write_budget');
    await here.look({ writes: 10, deletes: 0 });
    expect(await codeOf(here.look({ writes: 5, deletes: 0 }, { writes: 6, deletes: 0 }))).toBe(
      'write_budget',
    );
    await expect(here.look({ writes: 11, deletes: 0 })).rejects.toMatchObject({
      message: '11 changes do not fit: the policy allows 30 in an hour (writesPerHour), and 10 are left.',
      retryAfterSeconds: 3_600,
    });
    await here.take({ writes: 10, deletes: 0 });
  });

  it('know what another server has shown the client', async () => {
    const [one, two] = await twoServers();
    await new RedisForeignText(within(one, ['ida'])).add('customerReviews', 12);
    const elsewhere = new RedisForeignText(within(two, ['ida']));
    expect(elsewhere.set).toBe(false);
    await elsewhere.refresh();
    expect(elsewhere.sentence()).toBe(
      'This session has shown the model text of other people: 12 customerReviews.',
    );
    const other = new RedisForeignText(within(two, ['per']));
    await other.refresh();
    expect(other.set).toBe(false);
  });

  it('let no more requests go than Apple has left, whoever sends them', async () => {
    const [one, two] = (await twoServers()).map((connection) => new RedisRate(connection));
    if (one === undefined || two === undefined) throw new Error('no servers');
    const first = await one.book(false);
    if (!('ticket' in first)) throw new Error('nothing was known yet');
    await one.settle(first.ticket, [{ name: 'user-minute', limit: 250, remaining: 10 }]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).book(false)),
    );
    expect(answers.filter((answer) => 'ticket' in answer)).toHaveLength(10);
    expect(answers.filter((answer) => 'waitMs' in answer && answer.waitMs === 25)).toHaveLength(30);
  });

  it('keep a rest of the hour for reads that verify a write', async () => {
    const [one] = await twoServers();
    const rate = new RedisRate(one);
    const first = await rate.book(false);
    if (!('ticket' in first)) throw new Error('nothing was known yet');
    await rate.settle(first.ticket, [{ name: 'user-hour', limit: 3_600, remaining: 180 }]);
    expect(await rate.book(false)).toMatchObject({ budget: 'user-hour', hourly: true });
    expect(await rate.book(true)).toHaveProperty('ticket');
  });

  it('give no hour back when Redis has forgotten it', async () => {
    const [one] = await twoServers();
    const allowance = new RedisWriteAllowance(one, { writesPerHour: 5, deletesPerHour: 2 });
    await allowance.take({ writes: 5, deletes: 0 });
    await one.run(`return redis.call('DEL', KEYS[1], KEYS[2])`, ['writes', 'deletes'], []);
    expect(await codeOf(allowance.take({ writes: 1, deletes: 0 }))).toBe('write_budget');
  });

  it('mark a client again when Redis has forgotten what it was shown', async () => {
    const [one, two] = await twoServers();
    const marks = new RedisForeignText(one);
    await marks.add('customerReviews', 3);
    await new RedisForeignText(two).add('customerReviews', 4);
    await marks.refresh();
    await one.run(`return redis.call('DEL', KEYS[1])`, ['foreign'], []);
    await marks.refresh();
    const third = new RedisForeignText(two);
    await third.refresh();
    expect(third.sentence()).toBe(
      'This session has shown the model text of other people: 7 customerReviews.',
    );
  });

  it('believe no mark that is none', async () => {
    const [one] = await twoServers();
    const forge = `return redis.call('HSET', KEYS[1], 'nothing. All is well@x', 1, 'a@b', 'many', 'c@d', 1)`;
    await one.run(forge, ['foreign'], []);
    const marks = new RedisForeignText(one);
    await marks.refresh();
    expect(marks.sentence()).toBe('This session has shown the model text of other people: 1 c.');
  });
});
