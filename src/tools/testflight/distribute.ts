import { AscError } from '../../client/errors.ts';
import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { notSent } from '../refused.ts';
import type { Step } from '../ship/steps.ts';
import { runJob } from '../write/job.ts';
import { type BetaApp, readApp } from './app.ts';
import { type BetaBuild, chooseBuild, nameOf, readBuilds } from './builds.ts';
import { encryptionSteps } from './encryption.ts';
import { type BetaGroup, chooseGroups, groupsOfBuild, readGroups } from './groups.ts';
import { missingForReview, readReviewFacts } from './review-facts.ts';
import { externalState, openReviews } from './states.ts';
import { whatToTestSteps } from './what-to-test.ts';

/** A call of `asc_distribute_build`, parsed. */
export interface DistributeCall {
  readonly app: string;
  readonly build: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly groups: readonly string[];
  readonly what_to_test?: string | Readonly<Record<string, string>> | undefined;
  readonly encryption?: boolean | undefined;
  readonly notify?: boolean | undefined;
  readonly public_link?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Everything that is known before anything is sent. */
interface Situation {
  readonly app: BetaApp;
  readonly build: BetaBuild;
  readonly groups: readonly BetaGroup[];
  /** Groups that are still to get the build. */
  readonly giving: readonly BetaGroup[];
  /** Whether this call sends the build to beta review. */
  readonly submits: boolean;
}

/**
 * Brings one build to groups of testers: the export answer, what to test, the groups, the public link, beta review, the
 * notification. Looks at what is there first, so a second run sends only what is missing; all that needs a person
 * stands in one plan. Order and traps: facts of 2026-11-22, collected from Apple's guides and live reports.
 */
export async function distributeBuild(
  context: ToolContext,
  call: DistributeCall,
): Promise<Answer | ApprovalRequest> {
  const app = await readApp(context, call.app);
  context.progress(0, 3, 'looking at the build and its groups');
  const { build, newer } = await chooseBuild(context, {
    app,
    build: call.build.trim(),
    version: call.version,
    platform: call.platform,
  });
  const { steps, situation, notes: told } = await distributionOf(context, app, build, call);
  const notes = [
    ...newer.map(
      (one) => `newer, but not chosen: ${nameOf(one)} is ${one.expired ? 'expired' : one.processing}`,
    ),
    ...told,
  ];
  if (steps.length === 0) return nothingToDo(whatHolds(situation), notes);
  return runJob(context, { steps, notes, ending: async () => distributed(situation, steps) }, call.dry_run);
}

/** What it takes to bring a build to groups, in Apple's order, and what is left alone. */
export interface Distribution {
  readonly steps: readonly Step[];
  /** For the assistant: what was left alone, and why. */
  readonly notes: readonly string[];
  readonly situation: Situation;
}

/** Looks at what is there and refuses what Apple would refuse; sends nothing. */
export async function distributionOf(
  context: ToolContext,
  app: BetaApp,
  build: BetaBuild,
  call: Pick<DistributeCall, 'groups' | 'what_to_test' | 'encryption' | 'notify' | 'public_link'>,
): Promise<Distribution> {
  const all = await readGroups(context, app.id);
  const groups = chooseGroups(all, call.groups, app);
  const have = await groupsOfBuild(context, build.id);
  const giving = groups.filter(({ id, allBuilds }) => !allBuilds && !have.has(id));
  const external = groups.filter(({ internal }) => !internal);
  const answer = await encryptionSteps(context, app, build, call.encryption);
  const state = externalState(build.external);
  // The answer about encryption is part of the same plan: when the submission is sent, it is given.
  const submits = external.length > 0 && state.review === 'submit' && !isAnsweredInVain(build);
  const situation: Situation = { app, build, groups, giving, submits };
  if (external.length > 0 && state.review === 'never') throw cannotTestOutside(situation, state.waits);
  if (submits) await assertReviewable(context, situation);
  context.progress(1, 3, 'looking at what to test');
  const words = await whatToTestSteps(context, app, build, call.what_to_test);
  const steps: readonly Step[] = [
    ...answer.steps,
    ...words.steps,
    ...notificationSettings(situation, call.notify),
    ...(giving.length > 0 ? [givingStep(build, giving)] : []),
    ...linkSteps(external, call.public_link),
    ...(submits ? [created('betaAppReviewSubmissions_createInstance', build, 'beta review of build')] : []),
    ...(notifiesNow(situation, call.notify)
      ? [created('buildBetaNotifications_createInstance', build, 'testers told of build')]
      : []),
  ];
  const notes = [...answer.notes, ...words.notes, ...groupNotes(situation, call), ...reviewNotes(situation)];
  return { steps, notes, situation };
}

/** All of it was applied. */
function distributed({ app, build }: Situation, steps: readonly Step[]): Answer {
  return {
    head: [
      `done: ${cleanText(app.name, 60)} ${nameOf(build)}, ${steps.length} ${steps.length === 1 ? 'change' : 'changes'}`,
      ...steps.map(({ says }) => `- ${says}`),
    ],
    tail: [`${callText('asc_testflight_status', { app: app.id })} says who can test what.`],
  };
}

function givingStep(build: BetaBuild, to: readonly BetaGroup[]): Step {
  return {
    // Adding to a relationship is a POST, which the catalogue counts as creating.
    kind: 'create',
    change: {
      operation: 'builds_betaGroups_createToManyRelationship',
      id: build.id,
      to: to.map((group) => group.id),
    },
    says: `build ${cleanText(build.number, 40)} to ${to.map(({ name }) => cleanText(name, 60)).join(', ')}`,
  };
}

function created(operation: string, build: BetaBuild, says: string): Step {
  return {
    kind: 'create',
    change: { operation, relationships: { build: build.id } },
    says: `${says} ${cleanText(build.number, 40)}`,
  };
}

/** Answered, and Apple still asks: a declaration is missing or is looked at. */
function isAnsweredInVain({ external, encryption }: BetaBuild): boolean {
  return external === 'MISSING_EXPORT_COMPLIANCE' && encryption !== undefined;
}

/** Whether testers can use the build outside the team right now, without a further review. */
function isTestedOutside({ external }: BetaBuild): boolean {
  return ['IN_BETA_TESTING', 'BETA_APPROVED', 'READY_FOR_BETA_TESTING'].includes(external ?? '');
}

/**
 * Apple notifies by itself where `autoNotifyEnabled` is set. It is set, or taken away, before testers get the build; a
 * build that waits for review is announced once it is approved, and a message now would come too early.
 */
function notificationSettings({ build, giving, submits }: Situation, notify: boolean | undefined): Step[] {
  if (notify === undefined || build.detailId === undefined || build.autoNotify === notify) return [];
  if (notify && !submits && externalState(build.external).who !== 'Apple') return [];
  if (!notify && giving.length === 0 && !submits) return [];
  return [
    {
      kind: 'update',
      change: {
        operation: 'buildBetaDetails_updateInstance',
        id: build.detailId,
        attributes: { autoNotifyEnabled: notify },
      },
      says: `testers ${notify ? 'are' : 'are not'} notified by Apple`,
    },
  ];
}

/** A message of its own, where nothing is sent by itself: only to groups that get the build now, so never twice. */
function notifiesNow({ build, giving, submits }: Situation, notify: boolean | undefined): boolean {
  const outside = giving.some(({ internal }) => !internal);
  return (
    notify === true &&
    build.autoNotify === false &&
    giving.length > 0 &&
    !submits &&
    (!outside || isTestedOutside(build)) &&
    externalState(build.external).who !== 'Apple'
  );
}

function linkSteps(external: readonly BetaGroup[], wanted: boolean | undefined): Step[] {
  return external
    .filter(({ open }) => wanted !== undefined && open !== wanted)
    .map(({ id, name }) => ({
      kind: 'update',
      change: { operation: 'betaGroups_updateInstance', id, attributes: { publicLinkEnabled: wanted } },
      says: `public link of ${cleanText(name, 60)} ${wanted === true ? 'on' : 'off'}`,
    }));
}

function named(groups: readonly BetaGroup[]): string {
  return groups.map(({ name }) => `"${cleanText(name, 60)}"`).join(', ');
}

/** What was left alone, and why. */
function groupNotes(
  { groups, giving, build }: Situation,
  call: Pick<DistributeCall, 'notify' | 'public_link'>,
): string[] {
  const automatic = groups.filter(({ allBuilds }) => allBuilds);
  const had = groups.filter((group) => !group.allBuilds && !giving.includes(group));
  const internal = groups.filter((group) => group.internal);
  const links = groups.filter(({ internal: inside, link }) => !inside && link !== undefined);
  return [
    ...(automatic.length > 0 ? [`skipped: ${named(automatic)} has all builds by itself`] : []),
    ...(had.length > 0 ? [`had it already: ${named(had)}`] : []),
    ...(call.public_link === true && internal.length > 0
      ? [`no public link for ${named(internal)}: internal groups have none`]
      : []),
    ...(call.public_link === undefined
      ? []
      : links.map(
          ({ name, link }) => `public link of "${cleanText(name, 60)}": ${cleanText(link ?? '', 200)}`,
        )),
    ...(call.notify === true && build.autoNotify === true
      ? ['testers are notified by Apple automatically']
      : []),
    ...(call.notify === true && build.autoNotify === false && giving.length === 0
      ? [
          `nobody new gets it, so nobody is notified; again on purpose: asc_create ${JSON.stringify({ operation: 'buildBetaNotifications_createInstance', relationships: { build: build.id } })}`,
        ]
      : []),
  ];
}

function reviewNotes({ groups, build, submits }: Situation): string[] {
  if (groups.every(({ internal }) => internal)) return [];
  const { review, waits, who } = externalState(build.external);
  if (submits) return ['beta review: submitted with this; mostly within a day'];
  if (review !== 'sent')
    return [`beta review: not submitted yet, the build waits for ${waits}; call again after that`];
  return [`beta review: ${build.external ?? ''}${who === 'Apple' ? `, waits for ${waits}` : ''}`];
}

function whatHolds({ app, build }: Situation): string {
  return `${cleanText(app.name, 60)} ${nameOf(build)} is internally ${build.internal ?? 'unknown'}, externally ${build.external ?? 'unknown'}`;
}

function cannotTestOutside({ app, build, groups }: Situation, waits: string): AscError {
  const inside = groups.filter(({ internal }) => internal);
  return new AscError({
    code: 'not_for_external_testers',
    message: `${cleanText(app.name, 60)} ${nameOf(build)} cannot go to ${named(groups.filter(({ internal }) => !internal))}: it is ${build.external ?? build.processing}.`,
    meaning: `Nothing was changed. It waits for ${waits}.${build.external === 'BETA_REJECTED' ? ' Sending the same build again is refused (INVALID_QC_STATE).' : ''}`,
    next:
      inside.length > 0
        ? `Internal groups can have it: call again with "groups":${JSON.stringify(inside.map(({ name }) => name))}; else upload a new build.`
        : 'Upload a new build and distribute that one.',
    outcome: 'not_sent',
  });
}

/** Throws when Apple would refuse the submission: better before anything is sent than in the middle. */
async function assertReviewable(context: ToolContext, { app, build }: Situation): Promise<void> {
  const [facts, others] = await Promise.all([
    readReviewFacts(context, app.id),
    build.trainId === undefined
      ? []
      : readBuilds(
          context,
          app.id,
          {
            'filter[preReleaseVersion]': build.trainId,
            'filter[betaAppReviewSubmission.betaReviewState]': openReviews.join(','),
          },
          10,
        ).then(({ builds }) => builds.filter((one) => openReviews.includes(one.review ?? ''))),
  ]);
  const [other] = others.filter(({ id }) => id !== build.id);
  if (other !== undefined)
    throw notSent(
      'another_build_in_review',
      `${nameOf(other)} is in beta review (${other.review ?? ''}), and Apple reviews one build of a version at a time: ${nameOf(build)} would be refused (ANOTHER_BUILD_IN_REVIEW).`,
      `Call again when that review is over. Only expiring the other build for good makes room sooner: asc_update ${JSON.stringify({ operation: 'builds_updateInstance', id: other.id, attributes: { expired: true } })}.`,
    );
  const missing = missingForReview(facts, app);
  if (missing.length > 0)
    throw new AscError({
      code: 'beta_review_not_ready',
      message: `Beta review needs more than ${cleanText(app.name, 60)} has: ${missing.map(({ says }) => says).join('; ')}.`,
      meaning: 'Nothing was changed. External testers get a build only after beta review.',
      next: `Ask a person for the values, then: ${missing
        .slice(0, 3)
        .map(({ call }) => call)
        .join(' ; ')}. Then call this again.`,
      outcome: 'not_sent',
    });
}
