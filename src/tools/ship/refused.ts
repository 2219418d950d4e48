import { AscError } from '../../client/errors.ts';
import type { StepResult } from '../../guard/types.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import { explainAssociated } from '../release/explain-associated.ts';
import type { VersionSnapshot } from '../release/snapshot.ts';

/** Throws Apple's reasons one by one where a submission was refused with reasons. */
export function assertTaken(results: readonly StepResult[], snapshot: VersionSnapshot): void {
  const error = results.find(({ outcome }) => outcome === 'rejected')?.error;
  if (error === undefined) return;
  const reasons = explainAssociated(error, snapshot);
  if (reasons.length === 0) return;
  const lines = reasons.map(({ code, subject, means, check, fix }) =>
    cleanText(
      `- ${subject}: ${means} (${check ?? code})${fix === undefined ? '' : ` → ${callText(fix.tool, fix.arguments)}`}`,
      600,
    ).replaceAll(/\s*\n\s*/g, ' '),
  );
  const before = results.filter(({ outcome }) => outcome === 'applied').length;
  throw new AscError({
    code: 'submission_refused',
    message: [
      `Apple did not take the submission, for ${reasons.length} reason${reasons.length === 1 ? '' : 's'}:`,
      ...lines,
    ].join('\n'),
    meaning:
      before === 0
        ? 'The version was not submitted; steps after it were not sent.'
        : `${before} step${before === 1 ? '' : 's'} before it ${before === 1 ? 'was' : 'were'} done; the version was not submitted.`,
    next: 'Put these right and call again with the same arguments.',
    outcome: 'rejected',
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
