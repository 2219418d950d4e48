import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tier } from '../../src/catalog/risk.ts';
import { AscError } from '../../src/client/errors.ts';
import { mostSteps, mostWrongAnswers, type Plan, PlanStore, planLife } from '../../src/guard/plan.ts';
import { steadyClock } from '../../src/guard/steady-clock.ts';
import { rename, stepOf } from './planned.ts';

/** What a call gives, or the code of its error. */
function told<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    if (error instanceof AscError) return error.code;
    throw error;
  }
}

type Step =
  | { readonly do: 'create'; readonly tier: Tier }
  | { readonly do: 'approve' | 'void' | 'take' | 'wrong'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), tier: fc.constantFrom<Tier[]>('R1', 'R2', 'R3') }),
  fc.record({
    do: fc.constantFrom('approve' as const, 'void' as const, 'take' as const, 'wrong' as const),
    which: fc.nat(4),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: -1_000, max: 200_000 }) }),
);

/** A plan as a plain reader of the design would keep it. */
interface Expected {
  readonly id: string;
  readonly madeAt: number;
  readonly life: number;
  approved: boolean;
  gone: boolean;
  wrong: number;
}

describe('the life of a plan', () => {
  it('goes as the design says, whatever order things come in', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        let now = 1_800_000_000_000;
        const store = new PlanStore({ principal: 'p', keyId: 'k', target: 't', most: 5, now: () => now });
        const plans: Expected[] = [];
        const sweep = (): void => {
          for (const plan of plans) if (now >= plan.madeAt + plan.life || plan.madeAt > now) plan.gone = true;
        };
        for (const each of steps) {
          if (each.do === 'wait') {
            now += each.ms;
            continue;
          }
          if (each.do === 'create') {
            sweep();
            const made = told(() => store.create([stepOf(rename)], each.tier, 'tier', undefined));
            const open = plans.filter(({ gone }) => !gone).length;
            if (open >= 5) expect(made).toBe('too_many_plans');
            else if (typeof made === 'string') throw new Error(made);
            else
              plans.push({
                id: made.view.id,
                madeAt: now,
                life: planLife[each.tier],
                approved: false,
                gone: false,
                wrong: 0,
              });
            continue;
          }
          const plan = plans[each.which % Math.max(plans.length, 1)];
          if (plan === undefined) continue;
          // Whether the third wrong answer comes in time makes no difference: it is void either way.
          if (each.do !== 'void' && each.do !== 'wrong') sweep();
          switch (each.do) {
            case 'approve':
              expect(told(() => store.approve(plan.id, 'dialog'))).toBe(
                plan.gone || plan.approved ? 'unknown_plan' : undefined,
              );
              if (!plan.gone) plan.approved = true;
              break;
            case 'void':
              store.void(plan.id);
              plan.gone = true;
              break;
            case 'wrong':
              plan.wrong += 1;
              store.wrongAnswer(plan.id);
              if (plan.wrong >= mostWrongAnswers) plan.gone = true;
              break;
            case 'take': {
              const got = told(() => store.take(plan.id));
              if (plan.gone) expect(got).toBe('unknown_plan');
              else if (!plan.approved) expect(got).toBe('not_approved');
              else {
                expect(typeof got === 'string' ? got : got.view.id).toBe(plan.id);
                plan.gone = true;
                taken += 1;
              }
            }
          }
        }
        sweep();
        expect(store.list().map(({ plan }) => plan.view.id)).toEqual(
          plans.filter(({ gone }) => !gone).map(({ id }) => id),
        );
      }),
      { numRuns: 2_000 },
    );
    // The sequences do reach the end that matters.
    expect(taken).toBeGreaterThan(100);
  });

  it('sends nothing that is not what was shown', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (shown, sent) => {
        fc.pre(shown !== sent);
        const attributes = { name: shown };
        const body = { data: { type: 'betaGroups', id: 'group-1', attributes } };
        const store = new PlanStore({ principal: 'p', keyId: 'k', target: 't' });
        const plan = store.create([stepOf({ ...rename, body })], 'R2', 'tier', undefined);
        store.approve(plan.view.id, 'dialog');
        attributes.name = sent;
        expect(told(() => store.take(plan.view.id))).toBe('unknown_plan');
        expect(told(() => store.take(plan.view.id))).toBe('unknown_plan');
      }),
      { numRuns: 200 },
    );
  });

  it('fault 66: a clock that is set back revives nothing', () => {
    let [wall, passed] = [1_800_000_000_000, 0];
    const now = steadyClock(
      () => wall,
      () => passed,
    );
    const store = new PlanStore({ principal: 'p', keyId: 'k', target: 't', now });
    const plan = store.create([stepOf(rename)], 'R2', 'tier', undefined);
    store.approve(plan.view.id, 'dialog');
    // An hour goes by, and nobody looks; then the clock says that it is a minute.
    passed += 3_600_000;
    wall += 60_000;
    expect(told(() => store.take(plan.view.id))).toBe('unknown_plan');
    // Asleep, only the wall clock goes on; set back after that, it does not count back.
    const other = store.create([stepOf(rename)], 'R2', 'tier', undefined);
    wall += 24 * 3_600_000;
    now();
    wall -= 24 * 3_600_000;
    expect(told(() => store.take(other.view.id))).toBe('unknown_plan');
  });

  it('is of one process, key and principal', () => {
    const make = (principal: string, keyId: string): Plan =>
      new PlanStore({ principal, keyId, target: 't' }).create([stepOf(rename)], 'R2', 'tier', undefined);
    const digests = [make('p', 'k'), make('p', 'k'), make('q', 'k'), make('p', 'l')].map(
      ({ digest }) => digest,
    );
    expect(new Set(digests).size).toBe(4);
    const one = new PlanStore({ principal: 'p', keyId: 'k', target: 't' });
    const other = new PlanStore({ principal: 'p', keyId: 'k', target: 't' });
    const plan = one.create([stepOf(rename)], 'R2', 'tier', undefined);
    expect(told(() => other.approve(plan.view.id, 'dialog'))).toBe('unknown_plan');
    expect(told(() => other.take(plan.view.id))).toBe('unknown_plan');
  });

  it('holds fifty steps', () => {
    const store = new PlanStore({ principal: 'p', keyId: 'k', target: 't' });
    const steps = Array.from({ length: mostSteps + 1 }, () => stepOf(rename));
    expect(told(() => store.create(steps, 'R2', 'tier', undefined))).toBe('too_many_steps');
    expect(store.create(steps.slice(1), 'R2', 'tier', undefined).steps.length).toBe(50);
  });

  it('has ids and codes that repeat for nobody', () => {
    const store = new PlanStore({ principal: 'p', keyId: 'k', target: 't', most: 1_000 });
    const views = Array.from(
      { length: 500 },
      () => store.create([stepOf(rename)], 'R3', 'tier', undefined).view,
    );
    expect(new Set(views.map(({ id }) => id)).size).toBe(500);
    expect(views.every(({ id }) => /^[\w-]{22}$/.test(id))).toBe(true);
    // 500 of 30^6 codes: two alike would be a chance of 1 in 5,800.
    expect(new Set(views.map(({ code }) => code)).size).toBeGreaterThan(498);
    expect(views.every(({ code = '' }) => /^[A-HJKMNP-TV-Z2-9]{6}$/.test(code))).toBe(true);
    expect(store.create([stepOf(rename)], 'R2', 'tier', undefined).view.code).toBe(undefined);
  });
});
