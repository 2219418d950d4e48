import { stateOf } from './account.ts';
import { definePrompt } from './define.ts';

export const setUpSigning = definePrompt({
  name: 'set_up_signing',
  title: 'Set up signing',
  description:
    'Bundle id, certificate, devices and profile for an app: what is there, what is missing or expires',
  arguments: [
    {
      name: 'bundle_id',
      description: 'Identifier such as com.example.weather',
      required: true,
      completes: { resource: 'BundleId' },
    },
    {
      name: 'purpose',
      description: 'What is signed for',
      required: false,
      completes: { values: ['development', 'ad hoc', 'app store'] },
    },
  ],
  write: async ({ bundle_id = '', purpose = 'app store' }, context) => {
    const state = await stateOf(context, [
      {
        heading: 'Bundle ids',
        operation: 'bundleIds_getCollection',
        filter: { identifier: bundle_id },
        limit: 5,
      },
      {
        heading: 'Profiles',
        operation: 'profiles_getCollection',
        include: 'bundleId',
        columns: ['id', 'name', 'profileType', 'profileState', 'expirationDate', 'bundleId.identifier'],
        limit: 30,
      },
      { heading: 'Certificates', operation: 'certificates_getCollection', limit: 20 },
      { heading: 'Devices', operation: 'devices_getCollection', filter: { status: 'ENABLED' }, limit: 20 },
    ]);
    return `Set up signing of ${bundle_id} for ${purpose}.

1. Say what is there already and still valid, what is missing, and what expires within 30 days. Apple's filter may match more than this identifier: compare whole.
2. Missing identifier: bundleIds_createInstance; capabilities with bundleIdCapabilities_createInstance. App groups and iCloud containers can only be attached on the website.
3. Missing certificate: ask me for a signing request (CSR) made in Keychain Access, then certificates_createInstance. There are few per type: never revoke one without asking me who uses it.
4. Development and ad hoc need devices: devices_createInstance. A device cannot be removed again this year.
5. Profile: profiles_createInstance with bundle id, certificates and, where needed, devices. A profile cannot be changed: make a new one, then delete the old one.
6. All of this needs a team key; an individual key is refused. asc_status shows which one this is.

${state}`;
  },
});
