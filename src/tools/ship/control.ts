import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { readApp } from './app.ts';
import { cancelSubmission } from './cancel.ts';
import { controlPhased, type PhasedAction } from './phased.ts';
import { releaseNow } from './release-now.ts';
import { resubmit } from './resubmit.ts';

export interface ControlCall {
  readonly app: string;
  readonly action: 'release_now' | 'cancel_submission' | 'resubmit' | PhasedAction;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly ignore_checks?: readonly string[] | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Everything that moves a version which Apple has, or had, in its hands. */
export async function controlRelease(
  context: ToolContext,
  call: ControlCall,
): Promise<Answer | ApprovalRequest> {
  const app = await readApp(context, call.app);
  switch (call.action) {
    case 'release_now':
      return releaseNow(context, app, call);
    case 'cancel_submission':
      return cancelSubmission(context, app, call);
    case 'resubmit':
      return resubmit(context, app, call);
    default:
      return controlPhased(context, app, call, call.action);
  }
}
