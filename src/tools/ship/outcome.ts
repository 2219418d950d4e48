import type { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { notSent } from '../refused.ts';
import { isRequest } from './stages.ts';
import { type Ending, type Explain, type Step, send } from './steps.ts';

/** Sends one job's steps, or says what they would be. */
export async function carryOut(
  context: ToolContext,
  steps: readonly Step[],
  ending: Ending,
  dryRun: boolean | undefined,
  explain?: Explain,
): Promise<Answer | ApprovalRequest> {
  if (dryRun === true)
    return { head: ['dry run: nothing was sent.', ...steps.map(({ says }) => `- ${says}`)] };
  const sent = await send(context, steps, ending, explain);
  return isRequest(sent) ? sent : ending(sent, context);
}

/** It cannot be done in this state. */
export function wrongState(message: string, next: string): AscError {
  return notSent('wrong_state', message, next);
}

/** Several fit. */
export function ambiguous(what: string, candidates: readonly string[]): AscError {
  return notSent(
    'ambiguous_name',
    `${candidates.length} ${what} fit: ${candidates.join(', ')}.`,
    'Say which with platform, or with version and platform.',
  );
}

/** Where to look how far it is. */
export function lookAgain(app: string, platform: string): string {
  return `${callText('asc_release_status', { app, platform })} says how far it is.`;
}
