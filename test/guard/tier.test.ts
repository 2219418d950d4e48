import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { riskOf, type Tier, tiers } from '../../src/catalog/risk.ts';
import { isSink, sinks } from '../../src/catalog/sinks.ts';
import { planText } from '../../src/guard/approval/plain.ts';
import { Taint } from '../../src/guard/taint.ts';
import { assess, higher } from '../../src/guard/tier.ts';
import type { PlanView, Write } from '../../src/guard/types.ts';
import { planOf } from './approval-support.ts';
import { catalog, writeOf } from './writes.ts';

const order: readonly Tier[] = ['R0', 'R1', 'R2', 'R3'];
const writes = catalog
  .operationIds()
  .flatMap((id) => catalog.operation(id) ?? [])
  .filter(({ kind }) => kind !== 'read');

function bare(operationId: string, attributes: Readonly<Record<string, unknown>> = {}): Write {
  return writeWith(operationId, { data: { type: 'x', attributes } });
}

function writeWith(operationId: string, body: unknown): Write {
  const operation = catalog.operation(operationId);
  if (operation === undefined || operation.method === 'GET') throw new Error(operationId);
  return { operation, method: operation.method, path: operation.path, body };
}

const tierOf = (write: Write, tainted = false, before?: Record<string, unknown>): Tier =>
  assess(write, { tainted, ...(before === undefined ? {} : { before }) }).tier;

describe('mail', () => {
  const mailOf = (id: string) => assess(bare(id), { tainted: false }).sendsEmail;

  it('is told with its condition where Apple does not always send it', () => {
    expect(mailOf('betaTesterInvitations_createInstance')).toBe(true);
    expect(mailOf('betaGroups_builds_createToManyRelationship')).toBe('on add');
    expect(mailOf('customerReviewResponses_createInstance')).toBe('Apple notifies the reviewer');
    expect(mailOf('subscriptionPrices_createInstance')).toBe(
      'possible: Apple notifies subscribers of increases',
    );
    expect(mailOf('betaGroups_builds_deleteToManyRelationship')).toBe(false);
    expect(mailOf('apps_updateInstance')).toBe(false);
  });

  it('is said in every form', () => {
    const plan = planOf();
    const [step] = plan.steps;
    if (step === undefined) throw new Error('The plan has no step.');
    const on = (...sendsEmail: readonly (boolean | string)[]): PlanView => ({
      ...plan,
      steps: sendsEmail.map((one) => ({ ...step, sendsEmail: one })),
    });
    const said = (view: PlanView) => planText(view).find((line) => line.startsWith('Who gets mail'));
    expect(said(on('on add'))).toBe('Who gets mail: Apple sends mail about this (on add)');
    expect(said(on(true))).toBe('Who gets mail: Apple sends mail about this');
    expect(said(on(false))).toBe('Who gets mail: Nobody');
    expect(said(on('on add', false, 'on add'))).toBe(
      'Who gets mail: Apple sends mail about 2 of 3 steps (on add)',
    );
    expect(planText(on('on add', false)).filter((line) => line.includes('sends mail (on add)'))).toHaveLength(
      1,
    );
  });
});

describe('the taint', () => {
  /** Every sink of the table with each attribute that makes it one, for every operation that it names. */
  const rows = sinks.flatMap((sink) =>
    writes
      .filter(({ id }) => sink.operations.test(id))
      .flatMap(({ id }) => (sink.attributes ?? [undefined]).map((attribute) => ({ id, attribute }))),
  );

  it('has sinks whose operations and attributes exist', () => {
    for (const sink of sinks) {
      const operations = writes.filter(({ id }) => sink.operations.test(id));
      expect(operations.length, String(sink.operations)).toBeGreaterThan(0);
      for (const name of sink.attributes ?? []) {
        const takes = operations.some(({ body }) =>
          Object.keys(body?.attributes ?? {}).some((key) => key.replace(/[*?]/g, '') === name),
        );
        expect(takes, `${sink.operations} ${name}`).toBe(true);
      }
    }
  });

  it('raises every sink by one tier', () => {
    expect(rows.length).toBeGreaterThan(100);
    for (const { id, attribute } of rows) {
      const write = bare(id, attribute === undefined ? {} : { [attribute]: 'https://example.com' });
      const clean = tierOf(write);
      const raised = order[Math.min(order.indexOf(clean) + 1, 3)];
      expect([id, attribute, tierOf(write, true)]).toEqual([id, attribute, raised]);
      // An R1 that can carry something out always asks.
      expect(['R2', 'R3']).toContain(tierOf(write, true));
    }
  });

  it('looks into what is created along with something else', () => {
    const body = {
      data: { type: 'appCustomProductPages', attributes: { name: 'Spring' } },
      included: [
        {
          type: 'appCustomProductPageLocalizations',
          attributes: { locale: 'de-DE', promotionalText: 'Frühling' },
        },
      ],
    };
    const write = writeWith('appCustomProductPages_createInstance', body);
    expect([tierOf(write), tierOf(write, true)]).toEqual(['R1', 'R2']);
  });

  it('leaves everything else as it was', () => {
    for (const { id, kind } of writes) {
      if (isSink(id, {})) continue;
      const write = bare(id, kind === 'update' ? { sortOrder: 1 } : {});
      expect([id, tierOf(write, true)]).toEqual([id, tierOf(write)]);
    }
  });

  it('says what was shown', () => {
    const taint = new Taint();
    expect([taint.set, taint.sentence()]).toEqual([false, undefined]);
    taint.add('customerReviews', 0);
    expect(taint.set).toBe(false);
    taint.add('customerReviews', 10);
    taint.add('ciIssues', 3);
    taint.add('customerReviews', 2);
    expect(taint.sentence()).toBe(
      'This session has shown the model text of other people: 12 customerReviews, 3 ciIssues.',
    );
  });
});

describe('clearing and emptying', () => {
  it('a null raises every update by one tier, unless it was null already', () => {
    for (const { id, kind } of writes) {
      if (kind !== 'update') continue;
      const level = tierOf(bare(id, { sortOrder: 1 }));
      const raised = order[Math.min(order.indexOf(level) + 1, 3)];
      expect([id, tierOf(bare(id, { sortOrder: null }))]).toEqual([id, raised]);
      expect([id, tierOf(bare(id, { sortOrder: null }), false, { sortOrder: 7 })]).toEqual([id, raised]);
      expect([id, tierOf(bare(id, { sortOrder: null }), false, { sortOrder: null })]).toEqual([id, level]);
    }
  });

  it('emptying or taking out of a relationship is never a draft', () => {
    for (const { id, method, body } of writes) {
      if (body?.linkage !== true) continue;
      const emptied = [null, []].map((data) => tierOf(writeWith(id, { data })));
      if (method !== 'POST') for (const tier of emptied) expect([id, higher(tier, 'R2')]).toEqual([id, tier]);
      if (method === 'DELETE') {
        const tier = tierOf(writeWith(id, { data: [{ type: 'x', id: '1' }] }));
        expect([id, higher(tier, 'R2')]).toEqual([id, tier]);
      }
    }
    for (const data of [null, []]) {
      const body = { data: { type: 'x', id: '1', relationships: { builds: { data } } } };
      expect(['R2', 'R3']).toContain(tierOf(writeWith('appStoreVersions_updateInstance', body)));
    }
  });

  it('says why', () => {
    const write = writeOf('appStoreVersionLocalizations_updateInstance', {
      id: '1',
      attributes: { supportUrl: null },
    });
    expect(assess(write, { tainted: true }).reasons.slice(1)).toEqual([
      'It clears supportUrl.',
      'It can carry data out, and this session has read text of other people.',
    ]);
  });
});

describe('a tier', () => {
  it('is never below the classification, but by its own otherwise rule', () => {
    const value = fc.oneof(fc.constant(null), fc.boolean(), fc.string(), fc.constant([]));
    fc.assert(
      fc.property(
        fc.constantFrom(...writes),
        fc.dictionary(fc.constantFrom('submitted', 'canceled', 'state', 'url', 'secret', 'name'), value),
        fc.boolean(),
        (operation, attributes, tainted) => {
          const risk = riskOf(operation.id);
          const lowest = (risk.when ?? []).flatMap((rule) => tiers[rule.level]);
          const floor =
            risk.when?.some(({ otherwise }) => otherwise === true) === true
              ? [...order].find((tier) => lowest.includes(tier))
              : tiers[risk.level];
          const tier = tierOf(bare(operation.id, attributes), tainted);
          expect(higher(tier, floor ?? 'R3')).toBe(tier);
          expect(tier).not.toBe('R0');
          // The latch only ever raises.
          expect(higher(tier, tierOf(bare(operation.id, attributes), false))).toBe(tier);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('of an operation that nobody has classified is R3', () => {
    const operation = { ...writeOf('betaGroups_createInstance').operation, id: 'novelties_createInstance' };
    expect(tierOf({ operation, method: 'POST', path: '/v1/novelties' })).toBe('R3');
  });
});
