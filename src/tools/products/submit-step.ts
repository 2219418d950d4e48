import { AscError } from '../../client/errors.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { type Reader, readList, readOne, type Thing, text } from '../document.ts';
import { itemsOf, othersInDraft } from '../ship/submission.ts';
import { until } from '../until.ts';
import { change } from '../write/change.ts';
import { checkCall } from './check-call.ts';
import { type CreateJob, nameOf, type PersonStep } from './create-steps.ts';
import { created } from './created.ts';
import { versionsOf } from './gather.ts';
import { editableVersions, openVersion } from './kinds.ts';

const draftMark = '<review submission>';
/** A product may carry READY_TO_SUBMIT a moment after its last piece (reported lag, 2026-11-22), milliseconds. */
const lag = 6_000;

/** Hands the product to App Review. Drafts are finished, and put into the submission, before it is sent. */
export function submitStep(job: CreateJob, finish: (context: ToolContext) => Promise<unknown>): PersonStep {
  const { kind, catalogue, context } = job;
  return {
    kind: 'update',
    change: {
      operation: 'reviewSubmissions_updateInstance',
      id: draftMark,
      attributes: { submitted: true },
    },
    words: {
      title: `Submit ${kind.words} ${nameOf(job)} to App Review`,
      changes: [],
      app: catalogue.app,
    },
    fill: async (earlier, signal) => {
      await job.productId(signal, earlier);
      const now: ToolContext = { ...context, signal };
      await finish(now);
      return { [draftMark]: await draftWith(now, job) };
    },
  };
}

/** A draft submission that holds the product, and nothing that nobody asked for. */
async function draftWith(context: ToolContext, job: CreateJob): Promise<string> {
  const { kind, catalogue } = job;
  const id = await job.productId(context.signal);
  await assertReady(context, job, id);
  const wanted = await itemsWanted(context, job, id);
  const place = await reviewPlace(context, catalogue.app.id);
  if (place.busy !== undefined) throw notYet(`${place.busy}.`);
  const open = place.draft;
  const held = open === undefined ? [] : await itemsOf(context, open);
  const others = held.filter(({ says }) => !wanted.some((item) => item.says === says));
  if (others.length > 0)
    throw new AscError({
      code: 'draft_holds_more',
      message: othersInDraft(others),
      meaning: 'The product is complete, and was not submitted.',
      next: `Submit it together with them: ${callText('asc_create', { operation: 'reviewSubmissionItems_createInstance', relationships: { reviewSubmission: open ?? '', [kind.version.item]: wanted[0]?.id ?? '' } })}.`,
      outcome: 'not_sent',
    });
  const draft =
    open ??
    (await created(context, {
      operation: 'reviewSubmissions_createInstance',
      attributes: { platform: place.platform },
      relationships: { app: catalogue.app.id },
    }));
  for (const item of wanted)
    if (!held.some(({ says }) => says === item.says))
      await change(context, 'create', {
        operation: 'reviewSubmissionItems_createInstance',
        relationships: { reviewSubmission: draft, [item.name]: item.id },
      });
  // An item whose answer was lost may not be there; a submission without it would be for nothing (September 2026).
  const now = await itemsOf(context, draft);
  if (wanted.every(({ says }) => now.some((item) => item.says === says))) return draft;
  throw notYet('The draft submission does not hold the product, though Apple took it.');
}

interface Wanted {
  readonly name: 'inAppPurchaseVersion' | 'subscriptionVersion' | 'subscriptionGroupVersion';
  readonly id: string;
  /** As the list of items calls it. */
  readonly says: string;
}

/** The version of the product, and that of a group that Apple has not seen yet. */
async function itemsWanted(context: ToolContext, job: CreateJob, id: string): Promise<readonly Wanted[]> {
  const { kind } = job;
  const version = openVersion(await versionsOf(context, `${kind.path}/${id}/versions`, false));
  if (version === undefined) throw notYet('The product shows no version yet.');
  const own: Wanted = {
    name: kind.version.item,
    id: version.id,
    says: `${kind.version.item} ${version.id}`,
  };
  if (kind.name === 'in_app_purchase') return [own];
  const group = await job.groupId(context.signal);
  const [newest] = await versionsOf(context, `/v1/subscriptionGroups/${group}/versions`, false);
  const isNew =
    newest !== undefined && (editableVersions.has(newest.state) || newest.state === 'READY_FOR_REVIEW');
  return isNew
    ? [
        own,
        { name: 'subscriptionGroupVersion', id: newest.id, says: `subscriptionGroupVersion ${newest.id}` },
      ]
    : [own];
}

/** Where products of an app can be submitted. */
export interface ReviewPlace {
  readonly platform: string;
  /** Id of a submission that still takes items. */
  readonly draft: string | undefined;
  /** Why nothing can be submitted now. */
  readonly busy: string | undefined;
}

const platforms = ['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'];

/** Products belong to no platform: any of the app does where App Review is not at work; one open submission each. */
export async function reviewPlace(context: Reader, app: string): Promise<ReviewPlace> {
  const [versions, submissions] = await Promise.all([
    readList(context, `/v1/apps/${app}/appStoreVersions`, {
      'fields[appStoreVersions]': 'platform',
      limit: '200',
    }),
    readList(context, '/v1/reviewSubmissions', { 'filter[app]': app, limit: '200' }),
  ]);
  const has = new Set(versions.data.map((version) => text(version, 'platform')));
  const own = platforms.filter((platform) => has.has(platform));
  const open = submissions.data.filter((one) => text(one, 'state') !== 'COMPLETE');
  const on = (platform: string): Thing | undefined => open.find((one) => text(one, 'platform') === platform);
  const free = own.find((platform) => {
    const submission = on(platform);
    return submission === undefined || text(submission, 'state') === 'READY_FOR_REVIEW';
  });
  const [first = 'IOS'] = own;
  const platform = free ?? first;
  const submission = on(platform);
  return free === undefined && submission !== undefined
    ? {
        platform,
        draft: undefined,
        busy: `A submission of the app is ${text(submission, 'state') ?? 'open'} on ${platform}, and Apple takes one at a time`,
      }
    : { platform, draft: submission?.id, busy: undefined };
}

async function assertReady(context: ToolContext, job: CreateJob, id: string): Promise<void> {
  const { kind, catalogue, call } = job;
  const { seen: state } = await until(
    { signal: context.signal, pace: { first: 2_000, longest: 4_000 }, atMost: lag },
    async () => text((await readOne(context, `${kind.path}/${id}`, {})).data[0], 'state') ?? '',
    (now) => now !== 'MISSING_METADATA',
  );
  if (state !== 'MISSING_METADATA') return;
  throw new AscError({
    code: 'product_incomplete',
    message: `Apple says ${state}: something is missing before ${nameOf(job)} can be submitted.`,
    meaning: 'What was made so far stays.',
    next: `${checkCall(catalogue.app.id, call.product_id)} says what.`,
    outcome: 'not_sent',
  });
}

function notYet(message: string): AscError {
  return new AscError({
    code: 'not_there_yet',
    message,
    meaning: 'It was not submitted. What was made so far stays.',
    next: 'Call again with the same arguments in a minute; it goes on from there.',
    outcome: 'not_sent',
  });
}
