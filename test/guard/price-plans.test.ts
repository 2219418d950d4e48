import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import type { Plan } from '../../src/guard/plan.ts';
import type { Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { pricePointId } from '../../src/sandbox/team-prices.ts';
import { territoryCodes } from '../../src/sandbox/territories.ts';
import { type FaultyApi, startFaultyApi } from '../support/fault-proxy.ts';
import { makeRig, type Rig, roomy } from './rig.ts';
import { catalog, never, writeOf } from './writes.ts';

const { yearly } = teamIds.subscriptions;
const day = '2030-01-01';

/** A sandbox of its own for each test; with `faulty`, writes go through an API that can break them. */
interface World {
  readonly sandbox: Sandbox;
  readonly api: FaultyApi;
  readonly client: ConnectedClient;
  readonly rig: Rig;
  readonly requests: RequestLog[];
}

let world: World;

async function start(faulty = false): Promise<void> {
  const requests: RequestLog[] = [];
  const sandbox = await startSandbox({ catalog, onRequest: (request) => requests.push(request) });
  const api = await startFaultyApi(sandbox.url);
  const baseUrl = faulty ? api.url : sandbox.url;
  const client = createClient({ credentials: sandbox.credentials, baseUrl, random: () => 0 });
  const rig = makeRig({ client, policy: { limits: roomy } });
  world = { sandbox, api, client, rig, requests };
}

afterEach(async () => {
  await world.rig.close();
  await world.client.close();
  await world.api.close();
  await world.sandbox.close();
});

function price(territory: string, dollars: number, startDate = day): Write {
  return writeOf('subscriptionPrices_createInstance', {
    attributes: { startDate },
    relationships: {
      subscription: yearly,
      territory,
      subscriptionPricePoint: pricePointId(yearly, territory, dollars),
    },
  });
}

async function planned(writes: readonly Write[], summary?: readonly string[]): Promise<Plan> {
  const known = writes.map((_, index) => ({
    type: 'subscriptionPricePoints',
    id: pricePointId(yearly, territoryCodes[index] ?? '', 32.99),
    attributes: { customerPrice: '32.99' },
  }));
  const submission = await world.rig.executor.submit(writes, never, {
    ...(summary === undefined ? {} : { summary, known }),
  });
  if (submission.kind !== 'plan') throw new Error('It ran without asking.');
  return submission.plan;
}

describe('a plan of many prices', () => {
  it('is made and looked at again with a handful of reads, each step named', async () => {
    await start();
    const { rig, requests } = world;
    const writes = territoryCodes.map((code) => price(code, 32.99));
    const plan = await planned(writes, ['175 prices']);
    expect(plan.view.summary).toEqual(['175 prices']);
    expect(plan.view.steps).toHaveLength(175);
    expect(plan.view.steps[0]?.changes).toContainEqual({ field: 'subscriptionPricePoint', after: '32.99' });
    expect(requests.length).toBeLessThanOrEqual(6);
    requests.length = 0;
    await rig.executor.approved(plan, 'dialog', false);
    const steps: number[] = [];
    const { results } = await rig.executor.apply(plan.view.id, never, (done) => steps.push(done));
    expect(results.every(({ outcome }) => outcome === 'applied')).toBe(true);
    expect(steps.at(-1)).toBe(174);
    expect(requests.filter(({ method }) => method === 'GET').length).toBeLessThanOrEqual(6);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(175);
  });

  it('has at most 50 steps without a summary', async () => {
    await start();
    const { requests } = world;
    const writes = territoryCodes.slice(0, 51).map((code) => price(code, 34.99, '2030-02-01'));
    await expect(planned(writes)).rejects.toMatchObject({ code: 'too_many_steps' });
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('goes stale when somebody sets another price meanwhile', async () => {
    await start();
    const { rig, client } = world;
    const plan = await planned([price('DEU', 34.99, '2030-03-01'), price('FRA', 34.99, '2030-03-01')]);
    await client.request({
      method: 'POST',
      path: '/v1/subscriptionPrices',
      body: price('JPN', 34.99, '2030-03-01').body,
    });
    await rig.executor.approved(plan, 'dialog', false);
    await expect(rig.executor.apply(plan.view.id, never)).rejects.toMatchObject({ code: 'STALE' });
    await expect(rig.executor.apply(plan.view.id, never)).rejects.toBeInstanceOf(AscError);
  });

  it('sends a price once more after a passing 500, and only when it is certainly not there', async () => {
    await start(true);
    const { rig, api, sandbox } = world;
    for (const [startDate, first] of [
      ['2030-04-01', false],
      ['2030-05-01', true],
    ] as const) {
      const plan = await planned([price('DEU', 34.99, startDate), price('FRA', 34.99, startDate)]);
      await rig.executor.approved(plan, 'dialog', false);
      api.taken();
      api.next({ kind: 'status', status: 500, first });
      const { results } = await rig.executor.apply(plan.view.id, never);
      expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
      // Refused: sent again. Carried out before the answer was lost: found by looking, not sent again.
      expect(api.taken()).toHaveLength(first ? 2 : 3);
      const there = [...sandbox.store.all('SubscriptionPrice')].filter(
        ({ attributes }) => attributes['startDate'] === startDate,
      );
      expect(there).toHaveLength(2);
    }
  });
});
