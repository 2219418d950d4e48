import type { SubmissionFacts, VersionSnapshot } from '../snapshot.ts';
import { type Call, type Check, type Finding, read, sources, update } from './check.ts';

const operation = 'reviewSubmissions_updateInstance';

function perSubmission(
  wrong: (submission: SubmissionFacts, snapshot: VersionSnapshot) => string | undefined,
  fix: (submission: SubmissionFacts) => Call,
): Check['test'] {
  return (snapshot) =>
    snapshot.submissions.flatMap((submission): readonly Finding[] => {
      const says = wrong(submission, snapshot);
      return says === undefined
        ? []
        : [{ subject: `submission ${submission.id}`, says, fix: fix(submission) }];
    });
}

function items({ id }: SubmissionFacts): Call {
  return read('reviewSubmissions_items_getToManyRelated', { id, include: ['appStoreVersion'] });
}

function cancel({ id }: SubmissionFacts): Call {
  return update(operation, id, { canceled: true });
}

/** Handed in, and not this version. */
function others({ versionId }: SubmissionFacts, { version }: VersionSnapshot): boolean {
  return versionId !== undefined && versionId !== version.id;
}

export const submissionChecks: readonly Check[] = [
  {
    id: 'submission.unresolved',
    severity: 'blocker',
    title: 'A rejected submission still holds the version',
    field: 'reviewSubmissions.state',
    where: operation,
    source: sources.reports,
    test: ({ submissions }) =>
      submissions
        .filter(({ state }) => state === 'UNRESOLVED_ISSUES')
        .flatMap((submission): readonly Finding[] => {
          const subject = `submission ${submission.id}`;
          return submission.rejected.length === 0
            ? [
                {
                  subject,
                  says: 'cancel it, wait until it is COMPLETE, submit anew',
                  fix: cancel(submission),
                },
              ]
            : submission.rejected.map((item) => ({
                subject,
                says: 'once what the reviewer named is fixed, mark the item as resolved and submit this submission again',
                fix: update('reviewSubmissionItems_updateInstance', item, { resolved: true }),
              }));
        }),
  },
  {
    id: 'submission.other_version',
    severity: 'blocker',
    title: 'Another version of this platform is in review',
    field: 'reviewSubmissions.appStoreVersionForReview',
    where: operation,
    source: sources.reports,
    test: perSubmission(
      (submission, snapshot) =>
        ['WAITING_FOR_REVIEW', 'IN_REVIEW'].includes(submission.state) && others(submission, snapshot)
          ? submission.state
          : undefined,
      cancel,
    ),
  },
  {
    id: 'submission.canceling',
    severity: 'blocker',
    title: 'A cancelled submission is not gone yet',
    field: 'reviewSubmissions.state',
    where: 'reviewSubmissions_getInstance',
    source: sources.reports,
    test: perSubmission(
      ({ state }) => (state === 'CANCELING' ? 'wait until it is COMPLETE, mostly seconds' : undefined),
      ({ id }) => read('reviewSubmissions_getInstance', { id }),
    ),
  },
  {
    id: 'submission.draft_others',
    severity: 'warning',
    title: 'The open draft holds other things, which would be submitted too',
    field: 'reviewSubmissions.items',
    where: 'reviewSubmissions_items_getToManyRelated',
    source: sources.reports,
    test: perSubmission((submission, snapshot) => {
      if (submission.state !== 'READY_FOR_REVIEW') return undefined;
      const own = submission.versionId === snapshot.version.id ? 1 : 0;
      const rest = submission.items - own;
      return rest > 0 ? `${rest} other item${rest === 1 ? '' : 's'}` : undefined;
    }, items),
  },
  {
    id: 'submission.draft',
    severity: 'note',
    title: 'A draft submission is open and will be used',
    field: 'reviewSubmissions.state',
    where: 'reviewSubmissions_items_getToManyRelated',
    source: sources.reports,
    test: perSubmission(({ state, items: held }) => {
      if (state !== 'READY_FOR_REVIEW') return undefined;
      return `${held} item${held === 1 ? '' : 's'}`;
    }, items),
  },
  {
    id: 'submission.completing',
    severity: 'note',
    title: 'An earlier submission is just being completed',
    field: 'reviewSubmissions.state',
    where: 'reviewSubmissions_getInstance',
    source: sources.document,
    test: perSubmission(
      ({ state }) => (state === 'COMPLETING' ? 'wait until it is COMPLETE' : undefined),
      ({ id }) => read('reviewSubmissions_getInstance', { id }),
    ),
  },
];
