import { AscError } from '../../client/errors.ts';
import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import { stateOf } from '../release/choose.ts';
import { isEditable, meaningOf } from '../release/states.ts';
import { type AppVersions, described, liveOn, numberOf, platformOf, readApp } from './app.ts';
import { type Chosen, chooseBuild } from './builds.ts';
import { type LocaleNotes, type NotesGiven, notesFor } from './notes.ts';
import { wrongState } from './outcome.ts';
import {
  assertReview,
  buildStep,
  buildSteps,
  type Details,
  noteSteps,
  orderSteps,
  reviewSteps,
} from './prepare-steps.ts';
import { assertDate } from './release-order.ts';
import { isRequest, sendInOrder } from './stages.ts';
import { idOf, type Step, send } from './steps.ts';

export interface PrepareCall extends NotesGiven, Details {
  readonly app: string;
  readonly version: string;
  readonly platform?: string | undefined;
  readonly build?: string | undefined;
  readonly uses_encryption?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Everything that is known before anything is sent. */
interface Looked {
  readonly app: AppVersions;
  readonly platform: string;
  /** The version that can be edited; absent when it has to be made. */
  readonly editable: Thing | undefined;
  /** The version of that number, where Apple or customers have it already. */
  readonly underWay: Thing | undefined;
  readonly live: Thing | undefined;
  readonly build: Chosen | undefined;
  readonly notes: ReadonlyMap<string, string>;
}

/**
 * Makes a version ready to be submitted. All is looked at and checked before the first change; only what differs is
 * sent: drafts at once, and in one plan what a person has to agree to.
 */
export async function prepareRelease(
  context: ToolContext,
  call: PrepareCall,
): Promise<Answer | ApprovalRequest> {
  assertDate(call);
  assertReview(call);
  const looked = await look(context, call);
  if (looked.underWay !== undefined) return asWanted(context, call, looked, looked.underWay);
  const first = firstSteps(looked, call);
  if (call.dry_run === true) return preview(looked, call, first);
  const done: Step[] = [...first];
  let version = looked.editable;
  if (first.length > 0) {
    context.progress(0, undefined, `version ${call.version}`);
    const sent = await send(context, first, async () => ({
      head: [`Done: ${first.map(({ says }) => says).join('; ')}.`],
      tail: [`The rest is not done yet: call asc_prepare_release again with the same arguments.`],
    }));
    if (isRequest(sent)) return sent;
    // What Apple made of it: the texts of the version before came along, under ids of their own.
    const app = await readApp(context, looked.app.id);
    const made = idOf(sent[0]);
    version = app.versions.data.find(({ id }) => id === made);
    if (version === undefined)
      version = app.versions.data.find((one) => isTarget(one, looked.platform, call));
    return rest(context, call, { ...looked, app, editable: version }, done);
  }
  return rest(context, call, looked, done);
}

/** All that follows once there is a version of that number. */
async function rest(
  context: ToolContext,
  call: PrepareCall,
  looked: Looked,
  done: Step[],
): Promise<Answer | ApprovalRequest> {
  const { editable } = looked;
  if (editable === undefined)
    throw new AscError({
      code: 'not_there_yet',
      message: `Version ${cleanText(call.version, 40)} was made, and Apple does not list it yet.`,
      next: 'Call asc_prepare_release again with the same arguments; it does the rest.',
    });
  const locales = await localesOf(context, editable);
  const notes = done.length === 0 ? looked.notes : await notesOf(context, call, looked, locales);
  const { drafts, decisions } = stepsOf({ ...looked, notes }, editable, locales, call);
  if (done.length + drafts.length + decisions.length === 0) return nothing(looked, call);
  return sendInOrder(context, drafts, decisions, (sent) => answer(looked, call, [...done, ...sent]));
}

async function look(context: ToolContext, call: PrepareCall): Promise<Looked> {
  const app = await readApp(context, call.app);
  const platform = platformOf(app, call);
  const underWay = app.versions.data.find(
    (version) => isTarget(version, platform, call) && !isEditable(stateOf(version)),
  );
  const editable = app.versions.data.find(
    (version) => text(version, 'platform') === platform && isEditable(stateOf(version)),
  );
  const live = liveOn(app, platform);
  if (call.phased === true && live === undefined)
    throw wrongState('A first version cannot be released in phases.', 'Leave phased out.');
  if (
    editable !== undefined &&
    stateOf(editable) === 'READY_FOR_REVIEW' &&
    numberOf(editable) !== call.version
  )
    throw wrongState(
      `${described(editable)} stands in a draft submission and would have to be renamed.`,
      'Take it out of the draft first, on the website or with asc_delete reviewSubmissionItems_deleteInstance.',
    );
  const build =
    call.build === undefined
      ? undefined
      : await chooseBuild(context, { appId: app.id, platform, version: call.version, build: call.build });
  const looked: Looked = { app, platform, editable, underWay, live, build, notes: new Map() };
  // A new version takes its locales from the one before.
  const locales = await localesOf(context, underWay ?? editable ?? live);
  const fresh =
    underWay === undefined && editable === undefined ? locales.map(({ locale }) => ({ locale })) : locales;
  return { ...looked, notes: await notesOf(context, call, looked, fresh) };
}

function notesOf(
  context: ToolContext,
  call: PrepareCall,
  { app, live }: Looked,
  locales: readonly LocaleNotes[],
): Promise<ReadonlyMap<string, string>> {
  return notesFor(context, call, { locales, primary: app.primaryLocale, first: live === undefined });
}

/** A locale of a version with the id of its texts. */
export interface VersionLocale extends LocaleNotes {
  readonly id: string;
}

async function localesOf(
  context: ToolContext,
  version: Thing | undefined,
): Promise<readonly VersionLocale[]> {
  if (version === undefined) return [];
  const found = await readList(context, `/v1/appStoreVersions/${version.id}/appStoreVersionLocalizations`, {
    'fields[appStoreVersionLocalizations]': 'locale,whatsNew',
    limit: '200',
  });
  return found.data.map((one) => ({
    id: one.id,
    locale: text(one, 'locale') ?? '',
    whatsNew: text(one, 'whatsNew'),
  }));
}

function isTarget(version: Thing, platform: string, call: PrepareCall): boolean {
  return text(version, 'platform') === platform && numberOf(version) === call.version;
}

/**
 * A number that Apple has already cannot be prepared again. Where nothing would have to be changed, all is well: the
 * call is made again after an accident.
 */
async function asWanted(
  context: ToolContext,
  call: PrepareCall,
  looked: Looked,
  same: Thing,
): Promise<Answer> {
  const { app, platform } = looked;
  const { phase, next } = meaningOf(stateOf(same));
  const { drafts, decisions } = stepsOf(looked, same, await localesOf(context, same), call);
  if (drafts.length + decisions.length === 0)
    return nothingToDo(`${app.name} ${described(same)} is as wanted; ${next}`);
  throw wrongState(
    `${app.name} ${described(same)} cannot be changed any more: ${next}.`,
    phase === 'review'
      ? `To change it: ${callText('asc_control_release', { app: app.id, platform, action: 'cancel_submission' })}`
      : phase === 'approved'
        ? `To give it to customers: ${callText('asc_control_release', { app: app.id, platform, action: 'release_now' })}`
        : 'Prepare a higher version.',
  );
}

/** Makes or renames the version: the other steps need it. */
function firstSteps({ app, platform, editable }: Looked, call: PrepareCall): readonly Step[] {
  const number = cleanText(call.version, 40);
  if (editable === undefined)
    return [
      {
        kind: 'create',
        change: {
          operation: 'appStoreVersions_createInstance',
          attributes: {
            platform,
            versionString: call.version,
            ...(call.copyright === undefined ? {} : { copyright: call.copyright }),
          },
          relationships: { app: app.id },
        },
        says: `created ${number} ${platform}`,
      },
    ];
  if (text(editable, 'versionString') === call.version) return [];
  return [
    {
      kind: 'update',
      change: {
        operation: 'appStoreVersions_updateInstance',
        id: editable.id,
        attributes: { versionString: call.version },
      },
      says: `renamed ${numberOf(editable)} to ${number}`,
    },
  ];
}

/** What differs: drafts, and what a person has to agree to. */
function stepsOf(
  looked: Looked,
  editable: Thing,
  locales: readonly VersionLocale[],
  call: PrepareCall,
): { readonly drafts: readonly Step[]; readonly decisions: readonly Step[] } {
  const { versions } = looked.app;
  const { build } = looked;
  const attached = versions.ids(editable, 'build')[0];
  const orders = orderSteps(editable, versions.one(editable, 'appStoreVersionPhasedRelease'), call);
  return {
    drafts: [
      ...(build === undefined || build.id === attached ? [] : [buildStep(editable.id, build)]),
      ...noteSteps(locales, looked.notes),
      ...reviewSteps(editable, versions.one(editable, 'appStoreReviewDetail'), call),
      ...orders.drafts,
    ],
    decisions: [...orders.decisions, ...buildSteps(build, call.uses_encryption)],
  };
}

function preview(looked: Looked, call: PrepareCall, first: readonly Step[]): Answer {
  const { editable } = looked;
  const ids = [...looked.notes.keys()].map((locale) => ({ id: locale, locale }));
  const target: Thing = editable ?? {
    type: 'appStoreVersions',
    id: 'new',
    attributes: {},
    relationships: {},
  };
  const { drafts, decisions } = stepsOf(looked, target, ids, call);
  const steps = [...first, ...drafts, ...decisions];
  return {
    head: [
      'dry run: nothing was sent.',
      ...(steps.length === 0 ? ['Everything is as wanted.'] : steps.map(({ says }) => `- ${says}`)),
      ...(decisions.length > 0 ? [`A person is asked about the last ${decisions.length}.`] : []),
    ],
  };
}

function nothing({ app, platform }: Looked, call: PrepareCall): Answer {
  return {
    ...nothingToDo(`${app.name} ${cleanText(call.version, 40)} ${platform} is as wanted`),
    tail: [nextCall(app, platform, call)],
  };
}

function answer({ app, platform }: Looked, call: PrepareCall, done: readonly Step[]): Answer {
  return {
    head: [
      `prepared: ${app.name} ${cleanText(call.version, 40)} ${platform}, ${done.length} change${done.length === 1 ? '' : 's'}`,
      ...done.map(({ says }) => `- ${says}`),
    ],
    tail: [nextCall(app, platform, call)],
  };
}

function nextCall(app: AppVersions, platform: string, call: PrepareCall): string {
  const args = { app: app.id, version: call.version, platform };
  return `Next: ${callText('asc_check_release', args)}, then ${callText('asc_submit_for_review', args)}`;
}
