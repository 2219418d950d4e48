import type { ToolContext } from '../context.ts';
import { dayMs } from '../days.ts';
import { type Answered, type Reader, readList, readOptionalList, text } from '../document.ts';
import { type BetaApp, readApp } from './app.ts';
import { type BetaBuild, readBuilds } from './builds.ts';
import { type BetaGroup, readGroups } from './groups.ts';
import { memberCount } from './member-count.ts';
import { type ReviewFacts, readReviewFacts } from './review-facts.ts';

/** Days of feedback that are counted, and saved. */
export const feedbackDays = 7;
/** Newest builds that are looked at. */
const mostBuilds = 50;
/** Groups whose testers are counted: a request each. */
const countedGroups = 12;
/** Testers whose states are counted. */
const countedTesters = 1_000;

/** Feedback of the last days. */
export interface Feedback {
  readonly ids: readonly string[];
  readonly newest: string | undefined;
  /** `false` when there may be more than was read. */
  readonly complete: boolean;
}

/** All that is told of an app in TestFlight. */
export interface BetaFacts {
  readonly app: BetaApp;
  /** Not expired, newest first. */
  readonly builds: readonly BetaBuild[];
  /** `testers` is absent where they were not counted. */
  readonly groups: readonly (BetaGroup & { readonly testers: number | undefined })[];
  /** State → how many. */
  readonly testers: ReadonlyMap<string, number>;
  readonly allTesters: boolean;
  readonly review: ReviewFacts;
  readonly crashes: Feedback;
  readonly screenshots: Feedback;
}

/** About ten requests, most of them at once. */
export async function gatherBeta(
  context: ToolContext,
  given: string,
  platform: string | undefined,
  now: number,
): Promise<BetaFacts> {
  const app = await readApp(context, given);
  const [{ builds }, groups, testers, review, crashes, screenshots] = await Promise.all([
    readBuilds(
      context,
      app.id,
      {
        'filter[expired]': 'false',
        ...(platform === undefined ? {} : { 'filter[preReleaseVersion.platform]': platform }),
      },
      mostBuilds,
    ),
    countedGroupsOf(context, app.id),
    readList(
      context,
      '/v1/betaTesters',
      { 'filter[apps]': app.id, 'fields[betaTesters]': 'state', limit: '200' },
      countedTesters,
    ),
    readReviewFacts(context, app.id),
    feedback(context, app.id, 'betaFeedbackCrashSubmissions', platform, now),
    feedback(context, app.id, 'betaFeedbackScreenshotSubmissions', platform, now),
  ]);
  return {
    app,
    builds: builds.filter(
      (build) => !build.expired && (platform === undefined || build.platform === platform),
    ),
    groups,
    testers: states(testers),
    allTesters: testers.complete,
    review,
    crashes,
    screenshots,
  };
}

async function countedGroupsOf(context: Reader, appId: string): Promise<BetaFacts['groups']> {
  const groups = await readGroups(context, appId);
  return Promise.all(
    groups.map(async (group, index) => ({
      ...group,
      testers: index < countedGroups ? await memberCount(context, group.id) : undefined,
    })),
  );
}

function states(testers: Answered): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tester of testers.data) {
    const state = text(tester, 'state') ?? 'UNKNOWN';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

async function feedback(
  context: Reader,
  appId: string,
  kind: 'betaFeedbackCrashSubmissions' | 'betaFeedbackScreenshotSubmissions',
  platform: string | undefined,
  now: number,
): Promise<Feedback> {
  const answer = await readOptionalList(context, `/v1/apps/${appId}/${kind}`, {
    [`fields[${kind}]`]: 'createdDate',
    ...(platform === undefined ? {} : { 'filter[appPlatform]': platform }),
    sort: '-createdDate',
    limit: '200',
  });
  const since = now - feedbackDays * dayMs;
  const recent = answer.data.filter((one) => Date.parse(text(one, 'createdDate') ?? '') >= since);
  return {
    ids: recent.map(({ id }) => id),
    newest: text(recent[0], 'createdDate'),
    complete: answer.complete || recent.length < answer.data.length,
  };
}
