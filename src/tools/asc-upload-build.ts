import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascUploadBuild = defineTool({
  name: 'asc_upload_build',
  title: 'Upload a build',
  kind: 'create',
  openWorld: true,
  job: { operations: 'buildUploads_createInstance buildUploadFiles' },
  description:
    'Uploads an .ipa or .pkg: reads app, version, build number and platform from it, refuses a number that is taken, sends, waits until Apple has processed it, explains every error and warning. Call again after a failure: it goes on, never a second build.',
  input: z.strictObject({
    file: z.string().describe('Path of the .ipa or .pkg, in a folder that the policy allows'),
    app: z.string().optional().describe('Refuse if the file is of another app: name, bundle id or id'),
    wait: z.boolean().optional().describe('For processing, at most two minutes; default true'),
    dry_run: z.boolean().optional().describe('Read and check; send nothing'),
  }),
  run: async (args, context) => (await import('./build-upload/upload-build.ts')).uploadBuild(context, args),
});
