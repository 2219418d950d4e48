import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascSetupSigning = defineTool({
  name: 'asc_setup_signing',
  title: 'Set up code signing',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'bundleIds_createInstance bundleIdCapabilities_createInstance certificates_createInstance devices_createInstance profiles_createInstance profiles_deleteInstance',
    toolset: 'provisioning',
  },
  description:
    'Sets up code signing in one plan: bundle id, capabilities, devices, certificate, profile. Reuses what is there; the private key is made and kept here, never sent or shown. Tells what expires; with bundle_id alone only that.',
  input: z.strictObject({
    bundle_id: z.string().describe('com.example.app'),
    name: z.string().optional().describe('Of a new bundle id'),
    use: z.enum(['development', 'ad_hoc', 'app_store']).optional().describe('Of certificate and profile'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS']).optional().describe('Default IOS'),
    capabilities: z.array(z.string()).max(30).optional().describe('To switch on: "push", "iCloud"'),
    devices_csv: z.string().optional().describe('To register: UDID, name, platform'),
    devices: z.array(z.string()).max(200).optional().describe('In the profile; default all'),
    profile_name: z.string().max(80).optional().describe('Default as is'),
    p12_password_file: z.string().optional().describe('Makes a .p12; password in line 1'),
    renew: z.boolean().optional().describe('Make anew what expires soon'),
    dry_run: z.boolean().optional().describe('Show; send nothing'),
  }),
  run: async (args, context) => (await import('./signing/setup.ts')).setupSigning(context, args),
});
