import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { person } from '../../src/sandbox/team-builds.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { agreeing, type Running } from '../support/server.ts';
import { devicesFile as devices, freshSigning as fresh } from '../support/signing-call.ts';

function all(sandbox: Sandbox, resource: string): Stored[] {
  return [...sandbox.store.all(resource)];
}

/** A capability breaks the profile that is there. */
const replacing = { bundle_id: teamIds.weather.bundleId, use: 'development', capabilities: ['HealthKit'] };

async function chain(running: Running): Promise<void> {
  const call = async (name: string, args: Record<string, unknown>): Promise<string> =>
    succeeded(await running.call(name, args));
  await call('asc_setup_signing', fresh);
  await call('asc_setup_signing', replacing);
  await call('asc_manage_people', {
    action: 'invite',
    people: ['Anna Berg <anna@example.net>', `Some Body <${person(3).email}>`],
    roles: ['developer'],
    apps: ['all'],
  });
  await call('asc_manage_people', { action: 'change', people: ['Sven Lund', 'Otto Haas'], roles: ['sales'] });
  await call('asc_manage_people', { action: 'remove', people: ['Rosa Moreau', 'aiko.sato@example.com'] });
  await call('asc_manage_webhooks', {
    action: 'create',
    app: 'Weather Now',
    name: 'Bot',
    url: 'https://hooks.example.com/bot',
    events: ['all'],
  });
  await call('asc_manage_sandbox_testers', { action: 'change', testers: ['all'], renewal_minutes: '3' });
}

/** No ids, no times: what a person sees on Apple's side. */
function endState(sandbox: Sandbox): unknown {
  const linked = (one: Stored, relationship: string, resource: string, name: string): string[] =>
    sandbox.store
      .linked(one, relationship)
      .map((id) => String(sandbox.store.get(resource, id)?.attributes[name]))
      .sort();
  return {
    bundles: all(sandbox, 'BundleId').map(({ attributes }) => attributes['identifier']),
    capabilities: all(sandbox, 'BundleIdCapability').map(({ attributes }) => attributes['capabilityType']),
    certificates: all(sandbox, 'Certificate').map(({ attributes }) => attributes['certificateType']),
    devices: all(sandbox, 'Device').map(({ attributes }) => attributes['udid']),
    profiles: all(sandbox, 'Profile')
      .map((one) => [
        one.attributes['name'],
        one.attributes['profileState'],
        ...linked(one, 'devices', 'Device', 'udid'),
        ...linked(one, 'certificates', 'Certificate', 'certificateType'),
      ])
      .sort(),
    users: all(sandbox, 'User').map(({ attributes }) => [attributes['username'], attributes['roles']]),
    invitations: all(sandbox, 'UserInvitation')
      .map(({ attributes }) => [attributes['email'], attributes['allAppsVisible']].join(' '))
      .sort(),
    webhooks: all(sandbox, 'Webhook').map(({ attributes }) => attributes['name']),
    testers: all(sandbox, 'SandboxTesterV2').map(({ attributes }) => attributes['subscriptionRenewalRate']),
  };
}

describe('signing, people, webhooks, sandbox testers: killed at a write and called again', () => {
  it('comes to the same end, with one certificate for one key and one secret', {
    timeout: 240_000,
  }, async () => {
    let secretFiles: string[] = [];
    const outcome = await killedAtEveryWrite({
      server: {
        person: agreeing,
        flags: ['--toolsets', 'provisioning,users,webhooks,sandbox-testers'],
      },
      prepare: ({ downloads }) => {
        secretFiles = [];
        writeFileSync(join(downloads, 'devices.txt'), devices);
      },
      chain: async (running) => {
        await chain(running);
        const folder = join(running.downloads, 'webhooks');
        secretFiles = readdirSync(folder).filter((name) => name.endsWith('.secret'));
        const [sent] = running.sandbox.requests.filter(
          ({ path, method }) => path === '/v1/webhooks' && method === 'POST',
        );
        expect(stringAt(objectAt(objectAt(sent?.body, 'data'), 'attributes'), 'secret')).toBe(
          readFileSync(join(folder, secretFiles[0] ?? ''), 'utf8').trim(),
        );
        expect(secretFiles).toHaveLength(1);
        expect(readdirSync(join(running.downloads, 'signing', 'DISTRIBUTION'))).toEqual([
          '1.cer',
          '1.csr.pem',
          '1.key.pem',
        ]);
      },
      endState,
      // A certificate, the deletion of a profile, the webhook.
      at: (write) => long || [6, 10, 19].includes(write),
    });
    expect(outcome.writes).toBe(23);
    expect(outcome.survived.map(({ write, cutOff, endState: end }) => ({ write, cutOff, end }))).toEqual(
      outcome.survived.map(({ write, cutOff }) => ({ write, cutOff, end: outcome.undisturbed })),
    );
    for (const { requests } of outcome.survived) {
      const made = (path: string): number =>
        requests.filter((one) => one.path === path && one.method === 'POST' && one.status === 201).length;
      expect(made('/v1/certificates')).toBe(2);
      expect(made('/v1/webhooks')).toBe(1);
    }
  });
});
