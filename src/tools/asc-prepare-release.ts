import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascPrepareRelease = defineTool({
  name: 'asc_prepare_release',
  title: 'Prepare a release',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'appStoreVersions_createInstance appStoreVersions_updateInstance appStoreVersions_build_updateToOneRelationship appStoreVersionLocalizations_createInstance appStoreVersionLocalizations_updateInstance appStoreReviewDetails_createInstance appStoreReviewDetails_updateInstance',
  },
  description:
    'Makes a version ready to submit: creates or renames it, attaches the build, writes release notes, sets release type, phases, review contact. Only what differs is changed. Then asc_submit_for_review.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().describe('e.g. "3.2"'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where several'),
    build: z.string().optional().describe('Build number, or "latest valid"'),
    notes: z.string().optional().describe('Release notes'),
    notes_by_locale: z.record(z.string(), z.string()).optional().describe('{"de-DE":"…"}'),
    notes_folder: z.string().optional().describe('Folder of de-DE/release_notes.txt'),
    same_for_all: z.boolean().optional().describe('For locales without a text'),
    release: z
      .enum(['manual', 'after_approval', 'scheduled'])
      .optional()
      .describe('Asks a person; asc_submit_for_review asks once for all'),
    release_date: z.string().optional().describe('For scheduled; ISO'),
    phased: z.boolean().optional().describe('Over 7 days'),
    uses_encryption: z.boolean().optional().describe('Non-exempt; sent once, final'),
    copyright: z.string().optional().describe('"2026 Us"'),
    review: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('contactEmail, contactPhone, demoAccountName, notes…'),
    dry_run: z.boolean().optional().describe('Send nothing'),
  }),
  run: async (args, context) => (await import('./ship/prepare.ts')).prepareRelease(context, args),
});
