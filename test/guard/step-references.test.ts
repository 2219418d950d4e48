import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { idOfStep, referenceInWords, refersToSteps, withMadeIds } from '../../src/guard/step-references.ts';
import type { Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { makeRig } from './rig.ts';
import { saidBy } from './said.ts';
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

  it('stands in words for a person, and only when nothing stands around it', () => {
    expect(referenceInWords(idOfStep(12))).toBe('what step 12 makes');
    for (const text of ['12', `${idOfStep(1)}!`, `the ${idOfStep(1)}`, '']) {
      expect(referenceInWords(text)).toBeUndefined();
      expect(refersToSteps(capability(text))).toBe(false);
    }
  });

  it('is filled in wherever several stand, and leaves all else as it is', () => {
    const profile = writeOf('profiles_createInstance', {
      attributes: { name: 'Step', profileType: 'IOS_APP_DEVELOPMENT' },
      relationships: { bundleId: 'B', certificates: ['C', idOfStep(2)] },
    });
    expect(refersToSteps(profile)).toBe(true);
    expect(
      withMadeIds(profile, [{ outcome: 'applied' }, { outcome: 'applied', id: 'TWO' }]).body,
    ).toMatchObject({
      data: {
        relationships: {
          bundleId: { data: { type: 'bundleIds', id: 'B' } },
          certificates: {
            data: [
              { type: 'certificates', id: 'C' },
              { type: 'certificates', id: 'TWO' },
            ],
          },
        },
      },
    });
    const cleared: Write = { ...profile, body: { data: [{ id: idOfStep(1) }], meta: null, more: 3 } };
    expect(withMadeIds(cleared, [{ outcome: 'applied', id: 'ONE' }]).body).toEqual({
      data: [{ id: 'ONE' }],
      meta: null,
      more: 3,
    });
    const plain = capability('B');
    expect(withMadeIds(plain, [])).toBe(plain);
  });

  it('that a step did not give is told, and that nothing was sent', async () => {
    expect(await saidBy(() => withMadeIds(capability(idOfStep(2)), [{ outcome: 'rejected' }]))).toEqual({
      code: 'missing_step',
      message: 'bundleIdCapabilities_createInstance needs the id that step 2 was to give, and there is none.',
      next: 'Make the call again; it looks at what is there and goes on.',
      outcome: 'not_sent',
    });
  });
});
