import { describe, expect, it } from 'vitest';
import type { Tier } from '../../src/catalog/risk.ts';
import { assertRoom, PlanStore, planDigest, viewOf } from '../../src/guard/plan.ts';
import { rename, stepOf } from './planned.ts';
import { saidBy } from './said.ts';

const start = Date.UTC(2026, 10, 22);
function storeAt(from: number = start, most?: number): { store: PlanStore; advance(ms: number): void } {
  let now = from;
  const options = { principal: 'p', keyId: 'k', target: 'Sandbox', now: () => now };
  const store = new PlanStore(most === undefined ? options : { ...options, most });
  return {
    store,
    advance: (ms) => {
      now += ms;
    },
  };
}
const gone = {
  code: 'unknown_plan',
  message: 'There is no such plan: it was used, declined, expired, or never made here.',
  next: 'Make the call again; it makes a new plan.',
  outcome: 'not_sent',
};

describe('what people see of a plan', () => {
  it('is its steps, its life, who asked, and where it goes', () => {
    const { store } = storeAt();
    const step = stepOf();
    const plan = store.create([step], 'R2', 'tier R2', undefined);
    expect(plan.view).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      tier: 'R2',
      steps: [step.view],
      createdAt: start,
      expiresAt: start + 600_000,
      rule: 'tier R2',
      target: 'Sandbox',
    });
    expect(Object.keys(plan.view)).not.toContain('taint');
    expect(Object.keys(plan.view)).not.toContain('summary');
    expect(Object.keys(plan.view)).not.toContain('code');
    expect(plan).toMatchObject({ steps: [step], briefing: {} });
    expect(store.get(plan.view.id)).toMatchObject({ plan, state: 'pending' });
  });

  it('has the summary of the job, what was read of others, and for R3 a code', () => {
    const { store } = storeAt();
    const briefing = { summary: ['EUR 1 → 2'], known: [] };
    const { view, briefing: kept } = store.create([stepOf()], 'R3', 'tier R3', 'Two reviews.', briefing);
    expect(view).toMatchObject({ summary: ['EUR 1 → 2'], taint: 'Two reviews.', tier: 'R3' });
    expect(view.code).toMatch(/^[A-HJKMNP-TV-Z2-9]{6}$/);
    expect(kept).toBe(briefing);
  });

  it.each<[Tier, number]>([
    ['R0', 600_000],
    ['R1', 600_000],
    ['R2', 600_000],
    ['R3', 300_000],
  ])('lives, as %s, for %i ms', (tier, life) => {
    const about = { tier, rule: 'r', taint: undefined, target: 't', now: 1_000 };
    expect(viewOf([], about)).toMatchObject({ createdAt: 1_000, expiresAt: 1_000 + life });
  });
});

describe('the digest of a plan', () => {
  const owner = { principal: 'p', keyId: 'k', boot: 'b' };
  const digest = planDigest('plan-1', [stepOf()], owner);

  it('is the same for the same plan, in any process', () => {
    expect(digest).toBe('258b989130eb6d46e24aeb1ce0d39a6ec462af61295225487d4cbc6d1fcf6ad8');
  });

  it.each<[string, string]>([
    ['the plan', planDigest('plan-2', [stepOf()], owner)],
    ['the process', planDigest('plan-1', [stepOf()], { ...owner, boot: 'c' })],
    ['the principal', planDigest('plan-1', [stepOf()], { ...owner, principal: 'q' })],
    ['the key', planDigest('plan-1', [stepOf()], { ...owner, keyId: 'l' })],
    ['the number of steps', planDigest('plan-1', [stepOf(), stepOf()], owner)],
    ['the method', planDigest('plan-1', [stepOf({ ...rename, method: 'DELETE' })], owner)],
    ['the path', planDigest('plan-1', [stepOf({ ...rename, path: '/v1/betaGroups/2' })], owner)],
    ['the body', planDigest('plan-1', [stepOf({ ...rename, body: {} })], owner)],
    [
      'the tier',
      planDigest('plan-1', [stepOf(rename, { assessment: { ...stepOf().assessment, tier: 'R3' } })], owner),
    ],
    ['the state', planDigest('plan-1', [stepOf(rename, { stateDigest: 'other' })], owner)],
  ])('is another one with another value of %s', (_what, other) => {
    expect(other).not.toBe(digest);
    expect(other).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs between two stores of the same owner: each process has its own', () => {
    const plans = [storeAt(), storeAt()].map(({ store }) => store.create([stepOf()], 'R2', 'r', undefined));
    expect(plans[0]?.digest).not.toBe(plans[1]?.digest);
  });
});

describe('room for a plan', () => {
  it('is fifty steps, or two hundred with a summary', async () => {
    expect(() => assertRoom(50, 0)).not.toThrow();
    expect(await saidBy(() => assertRoom(51, 0))).toEqual({
      code: 'too_many_steps',
      message: '51 steps do not fit into one plan; 50 do.',
      next: 'Split them into calls of at most 50.',
      outcome: 'not_sent',
    });
    expect(() => assertRoom(200, 0, 20, { summary: [] })).not.toThrow();
    expect((await saidBy(() => assertRoom(201, 0, 20, { summary: [] }))).message).toBe(
      '201 steps do not fit into one plan; 200 do.',
    );
  });

  it('is twenty open plans where nothing else is said', async () => {
    expect(() => assertRoom(1, 19)).not.toThrow();
    expect(await saidBy(() => assertRoom(1, 20))).toEqual({
      code: 'too_many_plans',
      message: '20 plans are open already.',
      next: 'Approve or decline some of them, or wait until they expire; asc_status lists them.',
      outcome: 'not_sent',
    });
  });

  it('is taken in the store, and given back by the plans that end', async () => {
    const { store, advance } = storeAt(start, 2);
    const make = (): string => store.create([stepOf()], 'R2', 'r', undefined).view.id;
    const first = make();
    make();
    expect((await saidBy(make)).code).toBe('too_many_plans');
    store.void(first);
    make();
    expect((await saidBy(make)).code).toBe('too_many_plans');
    advance(600_000);
    make();
    const many = Array.from({ length: 51 }, () => stepOf());
    expect((await saidBy(() => store.create(many, 'R2', 'r', undefined))).code).toBe('too_many_steps');
    expect(store.create(many, 'R2', 'r', undefined, { summary: ['51'] }).steps).toHaveLength(51);
  });
});

describe('a plan in the store', () => {
  it('is approved once, by a channel, and taken once', async () => {
    const { store } = storeAt();
    const plan = store.create([stepOf()], 'R2', 'r', undefined);
    const { id } = plan.view;
    expect(await saidBy(() => store.take(id))).toEqual({
      code: 'not_approved',
      message: 'Nobody has approved this plan yet.',
      outcome: 'not_sent',
    });
    store.approve(id, 'page');
    expect(store.get(id)).toMatchObject({ state: 'approved', channel: 'page' });
    expect(await saidBy(() => store.approve(id, 'dialog'))).toEqual(gone);
    expect(store.get(id).channel).toBe('page');
    expect(store.take(id)).toBe(plan);
    expect(await saidBy(() => store.take(id))).toEqual(gone);
    expect(await saidBy(() => store.get(id))).toEqual(gone);
    expect(await saidBy(() => store.approve(id, 'page'))).toEqual(gone);
  });

  it('expires with the millisecond, to every caller', async () => {
    const { store, advance } = storeAt();
    const ids = [1, 2, 3].map(() => store.create([stepOf()], 'R2', 'r', undefined).view.id);
    const [one = '', two = '', three = ''] = ids;
    store.approve(two, 'page');
    advance(599_999);
    expect(store.list().map(({ plan }) => plan.view.id)).toEqual(ids);
    expect(store.get(one).state).toBe('pending');
    advance(1);
    expect(await saidBy(() => store.get(one))).toEqual(gone);
    expect(await saidBy(() => store.take(two))).toEqual(gone);
    expect(await saidBy(() => store.approve(three, 'page'))).toEqual(gone);
    expect(store.list()).toEqual([]);
  });

  it.each(['get', 'take', 'approve', 'list'] as const)(
    'made before the clock went back is gone to the first who calls %s',
    (call) => {
      const { store, advance } = storeAt();
      const { id } = store.create([stepOf()], 'R2', 'r', undefined).view;
      if (call === 'take') store.approve(id, 'page');
      advance(-1);
      if (call === 'list') expect(store.list()).toEqual([]);
      else if (call === 'approve') expect(() => store.approve(id, 'page')).toThrow('no such plan');
      else expect(() => store[call](id)).toThrow('no such plan');
    },
  );

  it('is void with the third wrong answer; what is not there is void already', async () => {
    const { store } = storeAt();
    const { id } = store.create([stepOf()], 'R3', 'r', undefined).view;
    expect([1, 2, 3, 4].map(() => store.wrongAnswer(id))).toEqual([false, false, true, true]);
    expect(await saidBy(() => store.get(id))).toEqual(gone);
    expect(store.wrongAnswer('never made')).toBe(true);
  });

  it('is refused, and gone, when what would be sent is not what was shown', async () => {
    const { store } = storeAt();
    const attributes = { name: 'Shown' };
    const write = { ...rename, body: { data: { attributes } } };
    const { id } = store.create([stepOf(write)], 'R2', 'r', undefined).view;
    store.approve(id, 'page');
    attributes.name = 'Sent';
    expect(await saidBy(() => store.take(id))).toEqual(gone);
    expect(store.list()).toEqual([]);
  });
});
