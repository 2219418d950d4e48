import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { type Step, send } from './steps.ts';

/** Drafts that run without becoming a plan: the executor makes one of more writes. */
const draftsAtOnce = 10;

export function isRequest(sent: unknown): sent is ApprovalRequest {
  return sent instanceof ApprovalRequest;
}

/**
 * Drafts at once, then in one plan what a person has to agree to. Where the drafts need a person as well, all of it
 * becomes one plan: nobody is asked twice.
 */
export async function sendInOrder(
  context: ToolContext,
  drafts: readonly Step[],
  decisions: readonly Step[],
  answer: (sent: readonly Step[]) => Answer,
): Promise<Answer | ApprovalRequest> {
  const all = [...drafts, ...decisions];
  const ending = async (): Promise<Answer> => answer(all);
  if (drafts.length > draftsAtOnce || decisions.length === 0 || drafts.length === 0) {
    const sent = all.length === 0 ? [] : await send(context, all, ending);
    return isRequest(sent) ? sent : answer(all);
  }
  context.progress(0, all.length, 'drafts');
  const first = await send(context, drafts, ending);
  if (isRequest(first)) {
    // Nobody has seen it yet.
    await context.executor.refused(first.plan, 'policy');
    const sent = await send(context, all, ending);
    return isRequest(sent) ? sent : answer(all);
  }
  context.progress(drafts.length, all.length, 'waiting for a person');
  const last = await send(context, decisions, ending);
  return isRequest(last) ? last : answer(all);
}
