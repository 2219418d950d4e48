import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { legalWrites, noting, type Running, startServer } from '../support/server.ts';
import { devicesFile as devices, freshSigning as fresh } from '../support/signing-call.ts';

/** A judge of files who has nothing to do with us. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let server: Running;
const asked: string[] = [];

beforeAll(async () => {
  server = await startServer({
    flags: ['--toolsets', 'provisioning'],
    person: noting((message) => asked.push(message)),
  });
});
afterAll(() => server.close());

/** Writes since the last look; every request has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

function questions(): string[] {
  return asked.splice(0);
}

function file(...parts: string[]): string {
  return join(server.downloads, 'signing', ...parts);
}

function all(sandbox: Sandbox, resource: string, fits: (one: Stored) => boolean = () => true): Stored[] {
  return [...sandbox.store.all(resource)].filter(fits);
}

describe('asc_setup_signing', () => {
  it('tells what is there and what expires, and changes nothing', async () => {
    const told = await server.call('asc_setup_signing', { bundle_id: teamIds.weather.bundleId });
    expect(told.isError).toBe(false);
    expect(told.text).toContain('Nothing was changed.');
    expect(told.text).toContain('ASSOCIATED_DOMAINS, ICLOUD, IN_APP_PURCHASE, PUSH_NOTIFICATIONS');
    expect(told.text).toContain(teamIds.certificates.expiring);
    expect(told.text).toContain(teamIds.certificates.expired);
    expect(writes()).toEqual([]);
    const unknown = await server.call('asc_setup_signing', { bundle_id: 'com.example.nowhere' });
    expect(unknown.text).toContain('bundle id: not registered');
    expect(writes()).toEqual([]);
  });

  it('shows in a dry run what would be sent, and leaves no key behind', async () => {
    writeFileSync(join(server.downloads, 'devices.txt'), devices);
    const shown = await server.call('asc_setup_signing', { ...fresh, dry_run: true });
    expect(shown.isError).toBe(false);
    expect(shown.text).toContain('dry run: nothing was sent.');
    expect(shown.text).toContain('what step 1 makes');
    expect(() => statSync(file('DISTRIBUTION'))).toThrow();
    expect(writes()).toEqual([]);
  });

  it('sets up all of it in one plan, keeps the key here, and does nothing the second time', async () => {
    writeFileSync(join(server.downloads, 'password.txt'), 'correct horse battery\n');
    const call = { ...fresh, p12_password_file: 'password.txt' };
    const done = await server.call('asc_setup_signing', call);
    expect(done.text).toContain('com.example.fresh: done, 7 changes.');
    expect(done.isError).toBe(false);
    const [question, ...more] = questions();
    expect(more).toEqual([]);
    expect(question).toContain('what step 6 makes');
    expect(writes()).toEqual([
      'POST /v1/bundleIds',
      'POST /v1/bundleIdCapabilities',
      'POST /v1/bundleIdCapabilities',
      'POST /v1/devices',
      'POST /v1/devices',
      'POST /v1/certificates',
      'POST /v1/profiles',
    ]);
    const key = createPrivateKey(readFileSync(file('DISTRIBUTION', '1.key.pem')));
    const certificate = new X509Certificate(readFileSync(file('DISTRIBUTION', '1.cer')));
    expect(certificate.checkPrivateKey(key)).toBe(true);
    for (const name of readdirSync(file('DISTRIBUTION')))
      expect((statSync(file('DISTRIBUTION', name)).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(file('DISTRIBUTION'))).toEqual(['1.cer', '1.csr.pem', '1.key.pem', '1.p12']);
    // Nothing of the key was sent, and nothing of it or the password was answered.
    const secret = readFileSync(file('DISTRIBUTION', '1.key.pem'), 'utf8').split('\n')[3] ?? '';
    const everything = JSON.stringify(server.sandbox.requests) + done.text + question + server.stderr();
    expect(secret.length).toBe(64);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain('correct horse');
    const again = await server.call('asc_setup_signing', call);
    expect(again.text).toContain('Nothing to do for com.example.fresh. Nothing was changed.');
    expect(writes()).toEqual([]);
    expect(questions()).toEqual([]);
  });

  it.skipIf(!hasOpenssl)('writes files that OpenSSL opens', () => {
    const opened = execFileSync('openssl', [
      ...['pkcs12', '-in', file('DISTRIBUTION', '1.p12'), '-passin', 'pass:correct horse battery', '-nokeys'],
    ]).toString();
    expect(opened).toContain('BEGIN CERTIFICATE');
    const request = ['req', '-verify', '-noout', '-in', file('DISTRIBUTION', '1.csr.pem')];
    expect(spawnSync('openssl', request).status).toBe(0);
    const profile = execFileSync(
      'openssl',
      [
        ...['cms', '-verify', '-inform', 'der', '-noverify'],
        ...['-in', file('profiles', 'com.example.fresh_ad_hoc.mobileprovision')],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    ).toString();
    expect(profile).toContain('<string>00008140-0000000000000002</string>');
    expect(profile).toContain(readFileSync(file('DISTRIBUTION', '1.cer')).toString('base64'));
  });

  it('replaces a profile, because it cannot be changed, and says so', async () => {
    writeFileSync(
      join(server.downloads, 'more.csv'),
      'name;udid\nThird phone;00008140-0000000000000003\nOld phone;00008140-0000000000000001\n',
    );
    const call = { bundle_id: 'com.example.fresh', use: 'ad_hoc', devices_csv: 'more.csv' };
    const done = await server.call('asc_setup_signing', call);
    expect(done.text).toContain('its devices change (1 more, 0 fewer)');
    expect(writes().map((line) => line.replace(/[0-9a-f-]{36}$/, 'id'))).toEqual([
      'POST /v1/devices',
      'DELETE /v1/profiles/id',
      'POST /v1/profiles',
    ]);
    expect(questions()).toHaveLength(1);
    const [profile, ...others] = all(server.sandbox, 'Profile', (one) =>
      String(one.attributes['name']).startsWith('com.example.fresh'),
    );
    expect(others).toEqual([]);
    expect(profile?.attributes['profileState']).toBe('ACTIVE');
  });

  it('takes over a profile of the team, and makes its own certificate where no key is here', async () => {
    const call = { bundle_id: teamIds.trail.bundleId, use: 'development', devices: ["Sven's iPhone"] };
    const done = await server.call('asc_setup_signing', call);
    expect(done.text).toContain('the team has 2 valid DEVELOPMENT certificates whose key is not in');
    expect(done.text).toContain('profile "Trail Mate Development" is deleted and made anew');
    expect(writes().filter((line) => line.startsWith('POST'))).toEqual([
      'POST /v1/certificates',
      'POST /v1/profiles',
    ]);
    questions();
  });

  it('makes a capability and the profile that it breaks anew together', async () => {
    const call = { bundle_id: 'com.example.fresh', use: 'ad_hoc', capabilities: ['HealthKit'] };
    const done = await server.call('asc_setup_signing', call);
    expect(done.text).toContain('the capabilities change');
    expect(writes()).toHaveLength(3);
    questions();
  });

  it('says which certificates stand in the way when Apple issues no more', async () => {
    for (const type of ['DISTRIBUTION', 'DISTRIBUTION'])
      server.sandbox.store.put(
        'Certificate',
        `CERTFULL${Math.random().toString(36).slice(2, 4).toUpperCase()}`,
        {
          certificateType: type,
          displayName: 'Somebody else',
          expirationDate: '2099-01-01T00:00:00Z',
        },
      );
    const own = all(
      server.sandbox,
      'Certificate',
      (one) => one.id.length > 20 && one.attributes['certificateType'] === 'DISTRIBUTION',
    );
    for (const { id } of own) server.sandbox.store.delete('Certificate', id);
    const refused = await server.call('asc_setup_signing', {
      bundle_id: teamIds.weather.bundleId,
      use: 'app_store',
    });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('You already have a current Distribution certificate');
    expect(refused.text).toContain(teamIds.certificates.expiring);
    expect(refused.text).toContain('Nothing was changed.');
    writes();
    questions();
  });

  it.each([
    [{ bundle_id: 'nonsense' }, 'cannot be a bundle id'],
    [{ bundle_id: 'com.example.a', capabilities: ['pusch notifications'] }, 'Nearest: PUSH_NOTIFICATIONS'],
    [{ bundle_id: 'com.example.a', use: 'ad_hoc', platform: 'MAC_OS' }, 'MAC_OS has no ad_hoc profiles'],
    [{ bundle_id: 'com.example.a', use: 'app_store', devices: ['x'] }, 'devices mean nothing'],
    [{ bundle_id: 'com.example.a', renew: true }, 'renew mean nothing without use'],
    [{ bundle_id: 'com.example.a', devices_csv: 'none.csv' }, 'There is no file'],
    [{ bundle_id: 'com.example.a', devices_csv: 'bad.csv' }, 'line 2 has no UDID ("12345")'],
    [
      { bundle_id: 'com.example.a', use: 'development', platform: 'TV_OS', devices: ['Nobody'] },
      'No enabled devices',
    ],
    [{ bundle_id: 'com.example.a', use: 'app_store', p12_password_file: 'short.txt' }, 'fewer than 8'],
  ])('refuses %j before anything is sent', async (call, why) => {
    writeFileSync(join(server.downloads, 'bad.csv'), 'udid,name\n12345,Phone\n');
    writeFileSync(join(server.downloads, 'short.txt'), '1234567\n');
    const refused = await server.call('asc_setup_signing', call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(why);
    expect(refused.text).not.toContain('1234567\n');
    expect(writes()).toEqual([]);
  });
});
