import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascListReviews = defineTool({
  name: 'asc_list_reviews',
  title: 'What customers write',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'apps_customerReviews_getToManyRelated appStoreVersions_customerReviews_getToManyRelated apps_customerReviewSummarizations_getToManyRelated customerReviews_getInstance',
  },
  description:
    'What do customers write about an app? Reviews with our answers, beside them counts, averages, the last 30 days against the 30 before, and Apple’s summaries.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    rating: z.array(z.number().int().min(1).max(5)).max(5).optional().describe('Stars, [1,2]'),
    territory: z.array(z.string()).max(50).optional().describe('["USA"]'),
    unanswered: z.boolean().optional().describe('Only without our answer'),
    since: z.string().optional().describe('"2026-11-01" or "14d"'),
    version: z.string().optional().describe('Only of this one, "3.2"'),
    platform: z.enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS']).optional().describe('Of version and summary'),
    sort: z.enum(['newest', 'oldest', 'worst', 'best']).optional().describe('Default newest'),
    limit: z.number().int().min(1).max(200).optional().describe('Default 20'),
    cursor: z.string().optional().describe('From the answer before'),
    save_to: z.string().optional().describe('All that fit, as a CSV of this name'),
  }),
  run: async (args, context) => (await import('./reviews/list.ts')).listReviews(context, args),
});
