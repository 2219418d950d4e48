import { isObject, objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import { visibleText } from '../../client/foreign.ts';
import type { StepResult } from '../../guard/types.ts';
import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { documentParts } from '../shape.ts';
import { prepareAll, type Step } from '../write/prepare.ts';
import { previewWrites, resultsAnswer, withNotes } from '../write/run.ts';
import { type Ending, sendWrites } from '../write/send.ts';
import { type Review, reviewOf } from './read.ts';

/** A call of `asc_reply_to_review`, parsed. */
export interface ReplyCall {
  readonly replies?: readonly { readonly review: string; readonly text: string }[] | undefined;
  readonly remove?: readonly string[] | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Longest answer in characters; not in the API document (reported by clients of the API, 2026-11-22). */
export const longestReply = 5_970;

/** What is to become of the answer to one review; without a text it goes. */
interface Wanted {
  readonly review: Review;
  readonly text: string | undefined;
}

/**
 * Publishes, replaces and removes answers in one plan. Looks at each review and its answer first: what is so already is
 * not sent again. The plan shows the review beside the answer.
 */
export async function replyToReviews(
  context: ToolContext,
  call: ReplyCall,
): Promise<Answer | ApprovalRequest> {
  const replies = (call.replies ?? []).map(({ review, text }) => ({
    review: review.trim(),
    text: text.trim(),
  }));
  const remove = (call.remove ?? []).map((review) => review.trim());
  assertReplies(replies, remove);
  const wanted: Wanted[] = await Promise.all([
    ...replies.map(async ({ review, text }) => ({ review: await readReview(context, review), text })),
    ...remove.map(async (review) => ({ review: await readReview(context, review), text: undefined })),
  ]);
  const open = wanted.filter(({ review, text }) => review.answer?.text !== text);
  const notes = notesOf(wanted, open);
  if (open.length === 0) return nothingToDo('nothing differs', notes);
  const writes = await prepareAll(context, open.map(stepOf));
  if (call.dry_run === true) {
    const foreign = { kind: 'customerReviews', count: open.length };
    return { ...withNotes(await previewWrites(context, writes), notes), foreign };
  }
  context.progress(0, writes.length, 'waiting for a person');
  const ending: Ending = async (results) => {
    // Throws what was refused, and says what happened to each.
    resultsAnswer(writes, results);
    return doneAnswer(open, results, notes);
  };
  return sendWrites(context, writes, ending, { notes });
}

function stepOf({ review, text }: Wanted): Step {
  if (text === undefined)
    return {
      kind: 'delete',
      change: { operation: 'customerReviewResponses_deleteInstance', id: review.answer?.id },
    };
  return {
    kind: 'create',
    change: {
      operation: 'customerReviewResponses_createInstance',
      attributes: { responseBody: text },
      relationships: { review: review.id },
    },
  };
}

function notesOf(wanted: readonly Wanted[], open: readonly Wanted[]): readonly string[] {
  return wanted
    .filter((one) => !open.includes(one))
    .map(({ review, text }) =>
      text === undefined
        ? `no answer to remove: ${review.id}`
        : `answered so already (${review.answer?.state ?? ''}): ${review.id}`,
    );
}

/** What became of each answer, and when customers see it. */
function doneAnswer(
  open: readonly Wanted[],
  results: readonly StepResult[],
  notes: readonly string[],
): Answer {
  const states = new Set<string>();
  const lines = open.map(({ review, text }, index) => {
    const { body } = results[index] ?? {};
    const data = isObject(body) ? body['data'] : undefined;
    const state = stringAt(objectAt(data, 'attributes'), 'state');
    if (state !== undefined) states.add(state);
    const what = text === undefined ? 'removed' : review.answer === undefined ? 'answered' : 'replaced';
    return `- ${what}: ${review.id}${state === undefined ? '' : ` (${state})`}`;
  });
  return {
    head: [
      `done: ${open.length} of ${open.length} answers`,
      ...lines,
      ...notes,
      ...(states.has('PENDING_PUBLISH')
        ? ['PENDING_PUBLISH: Apple takes some time to show it; asc_list_reviews tells when it is PUBLISHED']
        : []),
    ],
  };
}

/** Everything about the texts themselves, before anything is asked of Apple. */
function assertReplies(
  replies: readonly { readonly review: string; readonly text: string }[],
  remove: readonly string[],
): void {
  const ids = [...replies.map(({ review }) => review), ...remove];
  if (ids.length === 0) throw wrong('There is nothing to answer.', 'Give replies, or remove.');
  if (ids.length > 50) throw wrong(`${ids.length} answers do not fit into one plan.`, 'Give at most 50.');
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw wrong(
      `Review ${cleanText(twice, 60)} is named twice: a review has one answer.`,
      'Name each review once.',
    );
  for (const { review, text } of replies) {
    const about = `The answer to ${cleanText(review, 60)}`;
    const length = [...text].length;
    if (length === 0) throw wrong(`${about} is empty.`, 'Write a text, or use remove.');
    if (length > longestReply)
      throw wrong(
        `${about} has ${length} characters; Apple takes ${longestReply}.`,
        'Shorten it and call again.',
      );
    if (visibleText(text) !== text)
      throw wrong(
        `${about} holds characters that nobody can see, and a person has to see what is published.`,
        'Write it without them.',
      );
  }
}

async function readReview({ client, signal }: ToolContext, id: string): Promise<Review> {
  if (!/^[A-Za-z0-9._~=-]{1,255}$/.test(id) || /^\.{1,2}$/.test(id))
    throw wrong(
      `${JSON.stringify(cleanText(id, 60))} is no id of a review.`,
      'asc_list_reviews has the ids.',
    );
  try {
    const { body } = await client.request({
      method: 'GET',
      path: `/v1/customerReviews/${id}`,
      query: { include: 'response' },
      signal,
    });
    return reviewOf(isObject(body) ? body['data'] : undefined, documentParts(body).included);
  } catch (error) {
    if (error instanceof AscError && error.status === 404)
      throw wrong(`There is no review ${cleanText(id, 60)}.`, 'asc_list_reviews has the ids.');
    throw error;
  }
}

function wrong(message: string, next: string): AscError {
  return new AscError({
    code: 'illegal_arguments',
    message,
    meaning: 'Nothing was sent, nothing was changed.',
    next,
    outcome: 'not_sent',
  });
}
