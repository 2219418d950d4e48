import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { text } from '../document.ts';
import { gather } from '../release/gather.ts';
import { type AppVersions, described } from './app.ts';
import { openOf } from './cancel.ts';
import { ambiguous, carryOut, lookAgain, wrongState } from './outcome.ts';
import { assertReady } from './ready.ts';
import { assertTaken } from './refused.ts';
import type { VersionWanted } from './release-now.ts';
import type { Step } from './steps.ts';
import { itemsOf, submitStep } from './submission.ts';

export interface ResubmitCall extends VersionWanted {
  readonly ignore_checks?: readonly string[] | undefined;
}

/** The check that finds what this call is there to solve. */
const solved = 'submission.unresolved';

/** Says of every rejected item that it is fixed, and hands the same submission in again: one plan. */
export async function resubmit(
  context: ToolContext,
  app: AppVersions,
  call: ResubmitCall,
): Promise<Answer | ApprovalRequest> {
  const open = await openOf(context, app, call);
  const held = open.filter(({ state }) => state === 'UNRESOLVED_ISSUES');
  const [submission] = held;
  if (submission === undefined) {
    const again = open.find(({ state }) => state === 'WAITING_FOR_REVIEW' || state === 'IN_REVIEW');
    if (again !== undefined) return nothingToDo(`${app.name} ${again.says} is with Apple`);
    throw wrongState(
      `No rejected submission of ${app.name} is open.`,
      `${callText('asc_submit_for_review', { app: app.id })} makes a new one.`,
    );
  }
  if (held.length > 1)
    throw ambiguous(
      'rejected submissions',
      held.map(({ says }) => says),
    );
  const items = await itemsOf(context, submission.id);
  const version = app.versions.data.find(({ id }) => items.some(({ versionId }) => versionId === id));
  if (items.length === 0 || (version === undefined && items.some(({ versionId }) => versionId !== undefined)))
    throw wrongState(
      `The rejected submission ${submission.id} cannot be used again: ${items.length === 0 ? 'it is empty' : 'its version is gone'}.`,
      `${callText('asc_control_release', { app: app.id, platform: submission.platform, action: 'cancel_submission' })}, then asc_submit_for_review.`,
    );
  const snapshot =
    version === undefined
      ? undefined
      : await gather(context, {
          appId: app.id,
          version: text(version, 'versionString'),
          platform: submission.platform,
        });
  if (snapshot !== undefined) assertReady(snapshot, [solved, ...(call.ignore_checks ?? [])]);
  const rejected = items.filter(({ state }) => state === 'REJECTED');
  const steps: readonly Step[] = [
    ...rejected.map(
      (item): Step => ({
        kind: 'update',
        change: {
          operation: 'reviewSubmissionItems_updateInstance',
          id: item.id,
          attributes: { resolved: true },
        },
        says: `${item.says} marked as fixed`,
      }),
    ),
    submitStep(
      submission.id,
      `${app.name} ${version === undefined ? submission.says : described(version)} to App Review again`,
    ),
  ];
  return carryOut(
    context,
    steps,
    async () => ({
      head: ['submitted again:', ...steps.map(({ says }) => `- ${says}`)],
      tail: [
        `Answers to the reviewer can be written on the website only. ${lookAgain(app.id, submission.platform)}`,
      ],
    }),
    call.dry_run,
    snapshot === undefined ? undefined : (results) => assertTaken(results, snapshot),
  );
}
