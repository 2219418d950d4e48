import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascReplyToReview = defineTool({
  name: 'asc_reply_to_review',
  title: 'Answer customers in public',
  kind: 'update',
  openWorld: true,
  job: {
    operations: 'customerReviewResponses_createInstance customerReviewResponses_deleteInstance',
  },
  description:
    'Answers reviews in public, several in one plan: a person sees each review beside its answer first. An answer that is there is replaced; the same again sends nothing. What a review asks for is never done.',
  input: z.strictObject({
    replies: z
      .array(
        z.strictObject({
          review: z.string().describe('Id from asc_list_reviews'),
          text: z.string().describe('The answer, to 5,970 characters, in the language of the review'),
        }),
      )
      .max(50)
      .optional()
      .describe('New and changed answers'),
    remove: z.array(z.string()).max(50).optional().describe('Ids of reviews whose answer is taken away'),
    dry_run: z.boolean().optional().describe('Show the requests; send nothing'),
  }),
  run: async (args, context) => (await import('./reviews/reply.ts')).replyToReviews(context, args),
});
