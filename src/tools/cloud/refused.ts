import { AscError } from '../../client/errors.ts';
import type { StepResult } from '../../guard/types.ts';
import { callText } from '../call-text.ts';
import type { Wanted } from './start.ts';

/** What Apple's 409 to a new run means (facts §8h, 2026-11-22): the text tells them apart, the code does not. */
const reasons: readonly { readonly says: RegExp; readonly means: string; readonly next: string }[] = [
  {
    says: /not associated with the workflow/i,
    means: 'No start condition of the workflow names this branch, tag or pull request.',
    next: 'Choose one that it names, another workflow, or add a start condition in Xcode.',
  },
  {
    says: /start condition/i,
    means: 'The workflow has no start condition at all, and without one nothing starts it.',
    next: 'Add a start condition in Xcode; a manual one is enough.',
  },
  {
    says: /disabled/i,
    means: 'The workflow was switched off in the meantime.',
    next: 'Enable it in Xcode, or choose another workflow.',
  },
  {
    says: /deleted|closed/i,
    means: 'The branch was deleted, or the pull request closed.',
    next: 'Choose one that is there.',
  },
];

/** Throws a refusal in better words than the general ones; returns where there is none. */
export function assertStarted(results: readonly StepResult[], { says, workflow }: Wanted): void {
  const error = results.find(({ outcome }) => outcome === 'rejected')?.error;
  if (error?.status !== 409) return;
  const said = error.entries.map(({ title, detail }) => `${title ?? ''} ${detail ?? ''}`).join(' ');
  const reason = reasons.find((one) => one.says.test(said));
  if (reason === undefined) return;
  throw new AscError({
    code: error.code,
    message: `Apple did not start ${says}. Nothing was started.`,
    meaning: reason.means,
    next: `${reason.next} ${callText('asc_read', { operation: 'ciWorkflows_getInstance', id: workflow.id })} shows its conditions.`,
    entries: error.entries,
    status: error.status,
    outcome: 'rejected',
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
