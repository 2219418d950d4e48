import { z } from 'zod';
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
    'Sets up code signing for an app in one plan: bundle id, capabilities, devices, certificate, provisioning profile. Reuses what is there; the private key is made and kept here (files 0600), never sent or shown. Also tells what expires within 30 days; with bundle_id alone it only tells.',
  input: z.strictObject({
    bundle_id: z.string().describe('com.example.app'),
    name: z.string().optional().describe('Of a new bundle id'),
    use: z
      .enum(['development', 'ad_hoc', 'app_store'])
      .optional()
      .describe('Which certificate and profile; none when absent'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS']).optional().describe('Default IOS'),
    capabilities: z.array(z.string()).max(30).optional().describe('To switch on: "push", "iCloud"'),
    devices_csv: z.string().optional().describe('File to register: UDID, name, platform'),
    devices: z
      .array(z.string())
      .max(200)
      .optional()
      .describe('In the profile, beside those of the file; default all'),
    profile_name: z.string().max(80).optional().describe('Default: the one that is there'),
    p12_password_file: z
      .string()
      .optional()
      .describe('File whose first line is the password; also makes a .p12'),
    renew: z.boolean().optional().describe('Make anew what expires soon'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  run: async (args, context) => (await import('./signing/setup.ts')).setupSigning(context, args),
});
