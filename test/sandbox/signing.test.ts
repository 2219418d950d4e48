import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { signingRequest } from '../support/signing-request.ts';
import type { Reply } from './client.ts';
import { bench } from './rules.ts';

const { find, post, remove, store } = bench();

function attributes(reply: Reply): Readonly<Record<string, unknown>> {
  return objectAt(objectAt(reply.json, 'data'), 'attributes');
}

function idOf(reply: Reply): string {
  return stringAt(objectAt(reply.json, 'data'), 'id') ?? '';
}

const certificate = (csrContent: string): Promise<Reply> =>
  post('certificates', { csrContent, certificateType: 'DEVELOPMENT' });

describe('a certificate', () => {
  it('is real: for the key of the request, for a year, with the number that it says', async () => {
    const made = attributes(await certificate(signingRequest));
    const real = new X509Certificate(Buffer.from(String(made['certificateContent']), 'base64'));
    expect(real.serialNumber).toBe(made['serialNumber']);
    expect(real.subject).toContain('Apple Development: Northwind Apps Ltd');
    expect(new Date(real.validTo).toISOString()).toBe('2027-11-22T12:00:00.000Z');
    expect(made['expirationDate']).toBe('2027-11-22T12:00:00.000Z');
  });

  it('wants a request that can be read and is signed with its own key', async () => {
    const der = Buffer.from(signingRequest.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    expect((await certificate(der.toString('base64'))).status).toBe(201);
    const broken = Buffer.from(der);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    for (const request of ['MIIB', 'hello', broken.toString('base64')])
      expect((await certificate(request)).faults).toEqual([
        '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/csrContent',
      ]);
  });

  it('takes the profiles with it that stand on it', async () => {
    const { expiring } = teamIds.certificates;
    const profile = find('Profile', (one) => store().linked(one, 'certificates').includes(expiring));
    expect(profile.attributes['profileState']).toBe('ACTIVE');
    expect((await remove('certificates', expiring)).status).toBe(204);
    expect(profile.attributes['profileState']).toBe('INVALID');
  });
});

describe('a profile', () => {
  it('ends with its certificate, and is invalid once a capability changes', async () => {
    const bundle = find('BundleId', () => true).id;
    const { expiring } = teamIds.certificates;
    const made = await post(
      'profiles',
      { name: 'Short', profileType: 'IOS_APP_STORE' },
      { bundleId: ['bundleIds', bundle], certificates: [{ type: 'certificates', id: expiring }] },
    );
    expect(attributes(made)).toMatchObject({
      profileState: 'ACTIVE',
      expirationDate: new Date(
        String(store().get('Certificate', expiring)?.attributes['expirationDate']),
      ).toISOString(),
    });
    const content = Buffer.from(String(attributes(made)['profileContent']), 'base64').toString('latin1');
    expect(content).toContain('<key>ExpirationDate</key>');
    await post(
      'bundleIdCapabilities',
      { capabilityType: 'NFC_TAG_READING' },
      { bundleId: ['bundleIds', bundle] },
    );
    expect(store().get('Profile', idOf(made))?.attributes['profileState']).toBe('INVALID');
  });
});

describe('devices', () => {
  it('are a hundred of a class at most', async () => {
    for (let number = 0; number < 100; number += 1)
      store().put('Device', `FILLER${number}`, { deviceClass: 'IPHONE', udid: String(number) });
    const more = (platform: string, udid: string) => post('devices', { name: 'One more', platform, udid });
    expect((await more('IOS', '00008140-00000000000000AA')).faults).toEqual(['409 CONFLICT']);
    expect((await more('MAC_OS', '00000000-1111-2222-3333-444444444444')).status).toBe(201);
  });
});
