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
2. asc_setup_signing does the rest in one plan: asc_describe_operation {"operation":"asc_setup_signing"} lists its arguments. It makes the private key on this computer, in a file that only its owner may read; nobody has to make a signing request, and the key is never shown here. First with dry_run.
3. There are few certificates per type, and one whose key lies on another computer cannot be used here: ask me whether its key can be copied before a new one is made. Never revoke one without asking me who uses it.
4. Devices (development, ad hoc) come from a CSV file; one cannot be removed again this year. App groups and iCloud containers can only be attached on the website.
5. A profile cannot be changed: it is deleted and made anew, which the plan says.
6. All of this needs a team key; an individual key is refused. asc_status shows which one this is.

${state}`;
  },
});
