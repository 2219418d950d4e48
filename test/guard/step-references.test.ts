import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { idOfStep, refersToSteps, withMadeIds } from '../../src/guard/step-references.ts';
import type { Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { makeRig } from './rig.ts';
import { catalog, never, writeOf } from './writes.ts';

const requests: RequestLog[] = [];
let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog, onRequest: (request) => requests.push(request) });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

/** A local name of an inline create, which is Apple's business. */
const priceOne = '$' + '{price-1}';

let serial = 0;
function bundle(identifier = `com.example.step${++serial}`): Write {
  return writeOf('bundleIds_createInstance', {
    attributes: { identifier, name: 'Step', platform: 'UNIVERSAL' },
  });
}
function capability(bundleId: string, capabilityType = 'HEALTHKIT'): Write {
  return writeOf('bundleIdCapabilities_createInstance', {
    attributes: { capabilityType },
    relationships: { bundleId },
  });
}

describe('what an earlier step makes', () => {
  it('is shown to the person in words and sent as the id that Apple gave', async () => {
    const rig = makeRig({ client });
    const submission = await rig.executor.submit([bundle(), capability(idOfStep(1))], never);
    if (submission.kind !== 'plan') throw new Error('Credentials need a person.');
    const { plan } = submission;
    expect(plan.view.steps[1]?.changes).toContainEqual({ field: 'bundleId', after: 'what step 1 makes' });
    await rig.executor.approved(plan, 'dialog', false);
    requests.length = 0;
    await rig.executor.apply(plan.view.id, never);
    const made = [...sandbox.store.all('BundleId')].at(-1);
    const [, second] = requests.filter(({ method }) => method === 'POST');
    expect(second?.body).toMatchObject({
      data: { relationships: { bundleId: { data: { type: 'bundleIds', id: made?.id } } } },
    });
    expect(made === undefined ? [] : sandbox.store.linked(made, 'bundleIdCapabilities')).toHaveLength(1);
    await rig.close();
  });

  it('is never guessed: when that step fails, nothing after it is sent', async () => {
    const rig = makeRig({ client });
    const submission = await rig.executor.submit(
      [bundle('com.example.bad!'), capability(idOfStep(1))],
      never,
    );
    if (submission.kind !== 'plan') throw new Error('Credentials need a person.');
    await rig.executor.approved(submission.plan, 'dialog', false);
    requests.length = 0;
    await rig.executor.apply(submission.plan.view.id, never);
    expect(
      requests.flatMap(({ method, path, status }) => (method === 'POST' ? [`${path} ${status}`] : [])),
    ).toEqual(['/v1/bundleIds 409']);
    await rig.close();
  });

  it('is filled into relationships and linkages only, and only from a step that gave an id', () => {
    const write = capability(idOfStep(2), idOfStep(2));
    const filled = withMadeIds(write, [
      { outcome: 'applied', id: 'ONE' },
      { outcome: 'applied', id: 'TWO' },
    ]);
    expect(filled.body).toMatchObject({
      data: {
        attributes: { capabilityType: idOfStep(2) },
        relationships: { bundleId: { data: { id: 'TWO' } } },
      },
    });
    expect(() => withMadeIds(write, [{ outcome: 'applied', id: 'ONE' }])).toThrow('step 2');
    expect(refersToSteps(bundle(idOfStep(1)))).toBe(false);
    expect(refersToSteps(capability(priceOne))).toBe(false);
    expect(refersToSteps(capability(idOfStep(50)))).toBe(true);
  });
});
