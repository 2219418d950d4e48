import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { makeRig, roomy } from './rig.ts';
import { catalog, never, writeOf } from './writes.ts';

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AscError) return error.code;
    throw error;
  }
  return 'done';
}

it('has at most one effect a plan, and none without a yes', async () => {
  let writes = 0;
  const sandbox = await startSandbox({
    catalog,
    rate: { hourLimit: 100_000_000 },
    onRequest: ({ method }) => {
      if (method !== 'GET') writes += 1;
    },
  });
  const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
  const rig = makeRig({ client, policy: { limits: roomy } });
  const { executor } = rig;
  const act = fc.constantFrom('approve', 'apply', 'refuse', 'wrong');
  let effects = 0;
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { maxLength: 4 }), { maxLength: 5 }), async (rounds) => {
      serial += 1;
      const rename = writeOf('betaGroups_updateInstance', {
        id: teamIds.groups.weatherExternal,
        attributes: { name: `Insiders ${serial}` },
      });
      const submission = await executor.submit([rename], never);
      if (submission.kind !== 'plan') throw new Error('It was sent without a plan.');
      const { plan } = submission;
      writes = 0;
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
      effects += writes;
      expect(writes).toBeLessThanOrEqual(yes ? 1 : 0);
    }),
    { numRuns: 150 },
  );
  expect(effects).toBeGreaterThan(10);
  await client.close();
  await rig.close();
  await sandbox.close();
});
