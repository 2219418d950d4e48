import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { gather } from '../release/gather.ts';
import type { VersionSnapshot } from '../release/snapshot.ts';
import { meaningOf } from '../release/states.ts';
import { assertReady } from './ready.ts';
import { assertTaken } from './refused.ts';
import { assertDate, type ReleaseWanted, releaseSteps } from './release-order.ts';
import { isRequest } from './stages.ts';
import { idOf, type Step, send } from './steps.ts';
import { type Item, itemsOf, othersInDraft, submitStep } from './submission.ts';
import { testerSteps } from './testers.ts';

export interface SubmitCall extends ReleaseWanted {
  readonly app: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly uses_encryption?: boolean | undefined;
  readonly beta_groups?: readonly string[] | undefined;
  readonly ignore_checks?: readonly string[] | undefined;
  readonly include_items?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/**
 * Hands a version to App Review: checked first, its items read again. One question to a person for all that needs one:
 * the export answer, when customers get it, the submission, the testers. In this order, so that nobody is told of a
 * version that Apple did not take.
 */
export async function submitForReview(
  context: ToolContext,
  call: SubmitCall,
): Promise<Answer | ApprovalRequest> {
  assertDate(call);
  const { catalog, names, signal } = context;
  const appId = await names.idOf(catalog.resource('App'), call.app, signal);
  const found = await gather(context, { appId, version: call.version, platform: call.platform });
  const snapshot = answered(found, call.uses_encryption);
  const { state } = snapshot.version;
  const open = meaningOf(state).phase === 'editable' || state === 'READY_FOR_REVIEW';
  if (open) {
    assertNotHeld(snapshot);
    assertReady(snapshot, call.ignore_checks ?? []);
  }
  const draft = snapshot.submissions.find((submission) => submission.state === 'READY_FOR_REVIEW');
  const items = !open || draft === undefined ? [] : await itemsOf(context, draft.id);
  assertKnown(snapshot, items, call);
  const { answers, telling, notes } = await testerSteps(context, snapshot, call);
  const { phase } = meaningOf(state);
  const before = [...answers, ...(phase === 'live' ? [] : releaseSteps(snapshot.version, call))];
  if (!open && before.length + telling.length === 0) return already(snapshot);
  const drafts = open ? draftSteps(snapshot, draft?.id, items) : [];
  if (call.dry_run === true) {
    const submission = open ? [submitStep('', saysSubmit(snapshot))] : [];
    const says = [...drafts, ...before, ...submission, ...telling];
    return {
      head: [
        'dry run: nothing was sent.',
        ...says.map((step) => `- ${step.says}`),
        ...notes,
        'A person is asked once before it goes to Apple.',
      ],
    };
  }
  const steps = open ? await drafted(context, snapshot, call, draft?.id, items) : [];
  if (isRequest(steps)) return steps;
  return handIn(context, snapshot, [...before, ...steps, ...telling], notes);
}

/** The build as it will be when the first step of the plan is sent: the checks look at that. */
function answered(snapshot: VersionSnapshot, usesNonExemptEncryption: boolean | undefined): VersionSnapshot {
  const { build } = snapshot;
  if (build === undefined || build.usesNonExemptEncryption !== undefined) return snapshot;
  // A yes is given by tying an approved declaration; without one the call is refused.
  const declaration = usesNonExemptEncryption === true ? { id: '', state: 'APPROVED' } : build.declaration;
  return { ...snapshot, build: { ...build, usesNonExemptEncryption, declaration } };
}

/** Makes the draft and puts the version in, looks at what is really in it, and says how it is submitted. */
async function drafted(
  context: ToolContext,
  snapshot: VersionSnapshot,
  call: SubmitCall,
  draft: string | undefined,
  items: readonly Item[],
): Promise<readonly Step[] | ApprovalRequest> {
  const again = async (): Promise<Answer> => ({
    head: ['Done: the draft. It was not submitted yet.'],
    tail: ['Call asc_submit_for_review again with the same arguments.'],
  });
  let id = draft;
  if (id === undefined) {
    const made = await send(context, [createStep(snapshot)], again);
    if (isRequest(made)) return made;
    id = idOf(made[0]);
    if (id === '')
      throw new AscError({
        code: 'not_there_yet',
        message: 'Apple made the draft submission, but its answer was lost.',
        meaning: 'Nothing was submitted.',
        next: 'Call asc_submit_for_review again with the same arguments; it goes on with the draft.',
      });
  }
  if (!holds(items, snapshot)) {
    const put = await send(context, [itemStep(snapshot, id)], again);
    if (isRequest(put)) return put;
  }
  // An answer of 500 to the item was followed by a submission without the version (reported September 2026).
  const now = await itemsOf(context, id);
  assertKnown(snapshot, now, call);
  if (!holds(now, snapshot))
    throw new AscError({
      code: 'item_lost',
      message: `The draft submission ${id} does not hold version ${cleanText(snapshot.version.versionString, 40)}, though Apple took it.`,
      meaning: 'Nothing was submitted.',
      next: 'Call asc_submit_for_review again in a minute; it goes on with the draft.',
    });
  return [submitStep(id, saysSubmit(snapshot))];
}

function draftSteps(
  snapshot: VersionSnapshot,
  draft: string | undefined,
  items: readonly Item[],
): readonly Step[] {
  return [
    ...(draft === undefined ? [createStep(snapshot)] : []),
    ...(holds(items, snapshot) ? [] : [itemStep(snapshot, draft ?? '')]),
  ];
}

function holds(items: readonly Item[], { version }: VersionSnapshot): boolean {
  return items.some(({ versionId }) => versionId === version.id);
}

function createStep({ app, version }: VersionSnapshot): Step {
  return {
    kind: 'create',
    change: {
      operation: 'reviewSubmissions_createInstance',
      attributes: { platform: version.platform },
      relationships: { app: app.id },
    },
    says: 'a draft submission',
  };
}

function itemStep({ version }: VersionSnapshot, submission: string): Step {
  return {
    kind: 'create',
    change: {
      operation: 'reviewSubmissionItems_createInstance',
      relationships: { reviewSubmission: submission, appStoreVersion: version.id },
    },
    says: `version ${cleanText(version.versionString, 40)} put into it`,
  };
}

function saysSubmit({ app, version, build }: VersionSnapshot): string {
  return `${cleanText(app.name, 60)} ${cleanText(version.versionString, 40)} ${version.platform}, build ${cleanText(build?.number ?? 'none', 40)}, to App Review`;
}

/** One plan, one question. */
async function handIn(
  context: ToolContext,
  snapshot: VersionSnapshot,
  steps: readonly Step[],
  notes: readonly string[],
): Promise<Answer | ApprovalRequest> {
  const answer = (): Answer => ({
    head: ['submitted:', ...steps.map(({ says }) => `- ${says}`), ...notes],
    tail: [
      `Apple reviews it now, mostly within a day or two. ${callText('asc_release_status', { app: snapshot.app.id, platform: snapshot.version.platform })} says how far it is.`,
    ],
  });
  context.progress(0, steps.length, 'waiting for a person');
  const sent = await send(
    context,
    steps,
    async () => answer(),
    (results) => assertTaken(results, snapshot),
  );
  return isRequest(sent) ? sent : answer();
}

/** A rejected submission is not begun anew but answered. */
function assertNotHeld({ app, version, submissions }: VersionSnapshot): void {
  const held = submissions.find(({ state }) => state === 'UNRESOLVED_ISSUES');
  if (held === undefined) return;
  throw new AscError({
    code: 'submission_unresolved',
    message: `A rejected submission (${held.id}) still holds the version.`,
    meaning: "Nothing was changed. The reviewer's message is on the website only, in App Review.",
    next: `Once what the reviewer named is fixed: ${callText('asc_control_release', { app: app.id, platform: version.platform, action: 'resubmit' })}`,
    outcome: 'not_sent',
  });
}

/** Nothing goes to Apple that nobody asked for. */
function assertKnown({ version }: VersionSnapshot, items: readonly Item[], call: SubmitCall): void {
  const others = items.filter(({ versionId }) => versionId !== version.id);
  if (others.length === 0 || call.include_items === true) return;
  throw new AscError({
    code: 'draft_holds_more',
    message: othersInDraft(others),
    meaning: 'Nothing was submitted.',
    next: 'Ask the person; "include_items":true submits them as well, asc_delete reviewSubmissionItems_deleteInstance takes one out.',
    outcome: 'not_sent',
  });
}

function already({ app, version }: VersionSnapshot): Answer {
  const { next } = meaningOf(version.state);
  return {
    head: [
      `Nothing to do: ${cleanText(app.name, 60)} ${cleanText(version.versionString, 40)} ${version.platform} is ${version.state} already: ${next}. Nothing was changed.`,
    ],
  };
}
