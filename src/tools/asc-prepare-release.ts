import { z } from 'zod';
import { defineTool } from './define.ts';

export const ascPrepareRelease = defineTool({
  name: 'asc_prepare_release',
  title: 'Prepare a release',
  kind: 'update',
  openWorld: true,
  description:
    'Makes a version ready to submit: creates or renames it, attaches the build, writes release notes in every locale, sets release type, phased release, review contact. Only what differs is changed. Then asc_submit_for_review.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    version: z.string().describe('e.g. "3.2"'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Where it has several'),
    build: z.string().optional().describe('Build number, or "latest valid"'),
    notes: z.string().optional().describe('Release notes; for all locales with same_for_all'),
    notes_by_locale: z.record(z.string(), z.string()).optional().describe('{"de-DE":"…"} instead'),
    notes_folder: z.string().optional().describe('Instead: folder of <locale>/release_notes.txt'),
    same_for_all: z.boolean().optional().describe('Locales without a text get that of the primary one'),
    release: z.enum(['manual', 'after_approval', 'scheduled']).optional().describe('A person is asked'),
    release_date: z.string().optional().describe('For scheduled: ISO date and time'),
    phased: z.boolean().optional().describe('Over 7 days; updates only'),
    uses_encryption: z
      .boolean()
      .optional()
      .describe('Non-exempt encryption in the build; sent only if unanswered, final'),
    copyright: z.string().optional().describe('"2026 Example Ltd"'),
    review: z
      .strictObject({
        contactFirstName: z.string().optional(),
        contactLastName: z.string().optional(),
        contactPhone: z.string().optional(),
        contactEmail: z.string().optional(),
        demoAccountRequired: z.boolean().optional(),
        demoAccountName: z.string().optional(),
        demoAccountPassword: z.string().optional(),
        notes: z.string().optional(),
      })
      .optional()
      .describe('For the reviewer'),
    dry_run: z.boolean().optional().describe('Say what would be done; send nothing'),
  }),
  run: async (args, context) => (await import('./ship/prepare.ts')).prepareRelease(context, args),
});
