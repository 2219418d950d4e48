import type { ApplyingCall } from '../after-plan.ts';
import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, readOne, type Thing, text } from '../document.ts';
import { openSubmissions } from '../release/states.ts';
import { type Pace, until, type Waiting } from '../until.ts';
import type { AppVersions } from './app.ts';
import { ambiguous, carryOut, wrongState } from './outcome.ts';
import type { VersionWanted } from './release-now.ts';

/** How long a call waits for Apple, and how often it looks, milliseconds. */
const patience = 30_000;
const pace: Pace = { first: 1_000, longest: 1_000 };

/** A submission that still holds what is in it. */
export interface OpenSubmission {
  readonly id: string;
  readonly state: string;
  readonly platform: string;
  readonly versionId: string | undefined;
  readonly says: string;
}

/** Open submissions of an app, for the version and platform that were named. */
export async function openOf(
  context: ToolContext,
  app: AppVersions,
  { version, platform }: VersionWanted,
): Promise<readonly OpenSubmission[]> {
  const found = await readList(context, '/v1/reviewSubmissions', {
    'filter[app]': app.id,
    'filter[state]': openSubmissions.join(','),
    ...(platform === undefined ? {} : { 'filter[platform]': platform }),
    include: 'appStoreVersionForReview',
    'fields[reviewSubmissions]': 'state,platform,appStoreVersionForReview',
    'fields[appStoreVersions]': 'versionString',
  });
  return found.data.flatMap((one: Thing): readonly OpenSubmission[] => {
    const state = text(one, 'state') ?? '';
    const number = cleanText(text(found.one(one, 'appStoreVersionForReview'), 'versionString') ?? '', 40);
    if (!openSubmissions.includes(state) || (version !== undefined && number !== version)) return [];
    const own = text(one, 'platform') ?? '';
    return [
      {
        id: one.id,
        state,
        platform: own,
        versionId: found.ids(one, 'appStoreVersionForReview')[0],
        says: `${number === '' ? 'other items' : number} ${own} (${state})`,
      },
    ];
  });
}

/** States that Apple lets be withdrawn; doubtful in IN_REVIEW, then Apple decides (API reports, 2026-11-22). */
const withdrawable: ReadonlySet<string> = new Set(['WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES']);

/** Withdraws a submission and waits until it is really gone: before that nothing new can be submitted. */
export async function cancelSubmission(
  context: ToolContext,
  app: AppVersions,
  call: VersionWanted,
  waiting: Waiting = {},
): Promise<Answer | ApprovalRequest> {
  const open = await openOf(context, app, call);
  const gone = async (one: OpenSubmission, on: ApplyingCall): Promise<Answer> =>
    waited({ ...context, ...on }, app, one, waiting);
  const going = open.find(({ state }) => state === 'CANCELING');
  const held = open.filter(({ state }) => withdrawable.has(state));
  const [target] = held;
  if (target === undefined) {
    if (going !== undefined) return gone(going, context);
    const [other] = open;
    if (other === undefined) return nothingToDo(`no submission of ${app.name} is open`);
    throw wrongState(
      `The submission ${other.id} of ${app.name} ${other.says} cannot be withdrawn.`,
      other.state === 'READY_FOR_REVIEW'
        ? 'It is a draft that was never submitted; its items can be deleted.'
        : 'Apple is completing it.',
    );
  }
  if (held.length > 1)
    throw ambiguous(
      'submissions',
      held.map(({ says }) => says),
    );
  return carryOut(
    context,
    [
      {
        kind: 'update',
        change: {
          operation: 'reviewSubmissions_updateInstance',
          id: target.id,
          attributes: { canceled: true },
        },
        says: `submission of ${app.name} ${target.says} withdrawn; it loses its place in the queue`,
      },
    ],
    (_results, on) => gone(target, on),
    call.dry_run,
  );
}

async function waited(
  context: ToolContext,
  app: AppVersions,
  { id, says }: OpenSubmission,
  waiting: Waiting,
): Promise<Answer> {
  const { signal, progress } = context;
  const { seen: state } = await until(
    { signal, pace, atMost: patience, ...waiting },
    async () => {
      const now = await readOne(context, `/v1/reviewSubmissions/${id}`, {
        'fields[reviewSubmissions]': 'state',
      });
      return text(now.data[0], 'state') ?? 'COMPLETE';
    },
    (now) => now === 'COMPLETE',
    (now, passed) => progress(Math.round(passed / 1_000) + 1, undefined, `Apple says ${now}`),
  );
  if (state === 'COMPLETE')
    return {
      head: [`done: the submission of ${app.name} ${says} is withdrawn and gone`],
      tail: [
        `The version can be changed and submitted again: ${callText('asc_submit_for_review', { app: app.id })}`,
      ],
    };
  return {
    head: [`withdrawn: the submission of ${app.name} ${says}; Apple still says ${state}`],
    tail: [
      `Until it is COMPLETE nothing new can be submitted. Look again: ${callText('asc_read', { operation: 'reviewSubmissions_getInstance', id })}`,
    ],
  };
}
