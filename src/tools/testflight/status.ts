import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { ageText, dayMs } from '../days.ts';
import { type BetaBuild, nameOf } from './builds.ts';
import { saveFeedback } from './feedback.ts';
import { missingForReview } from './review-facts.ts';
import { externalState, internalState } from './states.ts';
import { type BetaFacts, type Feedback, feedbackDays, gatherBeta } from './status-facts.ts';

/** A call of `asc_testflight_status`, parsed. */
export interface BetaStatusCall {
  readonly app: string;
  readonly platform?: string | undefined;
  readonly feedback?: boolean | undefined;
}

/** Where an app stands in TestFlight, and what each build waits for. */
export async function testflightStatus(context: ToolContext, call: BetaStatusCall): Promise<Answer> {
  const now = Date.now();
  const facts = await gatherBeta(context, call.app, call.platform, now);
  const answer = betaAnswer(facts, now);
  if (call.feedback !== true) return answer;
  const saved = await saveFeedback(context, facts);
  return { ...answer, ...saved, head: [...answer.head, ...saved.head] };
}

/** The answer for what was read at `now`, milliseconds since 1970. */
export function betaAnswer(facts: BetaFacts, now: number): Answer {
  const { app, builds, review } = facts;
  const platforms = [...new Set(builds.map(({ platform }) => platform))];
  const missing = missingForReview(review, app);
  const silent = review.texts.length > 0 && !review.texts.some(({ feedbackEmail }) => feedbackEmail);
  return {
    head: [
      `${clean(app.name)} (app ${app.id}) in TestFlight`,
      ...(builds.length === 0 ? ['builds: none that can be tested'] : []),
      ...platforms.flatMap((platform) =>
        telling(builds.filter((build) => build.platform === platform)).map((build) => buildLine(build, now)),
      ),
      ...groupLines(facts),
      testersLine(facts),
      missing.length === 0
        ? `beta review: contact and description are there${silent ? ', but no feedback e-mail' : ''}`
        : `beta review needs: ${missing.map(({ says }) => says).join('; ')}`,
      `last ${feedbackDays} days: ${amount(facts.crashes, 'crash', 'crashes')}, ${amount(facts.screenshots, 'comment with screenshots', 'comments with screenshots')}${newestText(facts, now)}`,
    ],
    tail: nextSteps(facts, missing),
  };
}

/** Builds of a platform that are told: the newest, those that Apple looks at or refused, the one that testers have. */
function telling(builds: readonly BetaBuild[]): readonly BetaBuild[] {
  const reviewed = new Set(['WAITING_FOR_BETA_REVIEW', 'IN_BETA_REVIEW', 'BETA_REJECTED']);
  const tested = builds.find(({ external }) => external === 'IN_BETA_TESTING');
  return builds
    .filter((build, index) => index < 3 || build === tested || reviewed.has(build.external ?? ''))
    .slice(0, 6);
}

/** `3.2 (3203) IOS 87 days left: internal …, external …; you: the answer about encryption`. */
function buildLine(build: BetaBuild, now: number): string {
  const { processing, internal, external } = build;
  const name = nameOf(build);
  if (processing !== 'VALID')
    return `${name}: ${processing}${agoText(build.uploaded, now)}; ${
      processing === 'PROCESSING'
        ? processingText(build, now)
        : 'you: a new build; apps_buildUploads_getToManyRelated says why'
    }`;
  const days = Math.ceil((Date.parse(build.expires ?? '') - now) / dayMs);
  const left = Number.isNaN(days) ? '' : `, ${days} days left`;
  const states =
    internal === external
      ? (internal ?? 'no state yet')
      : `internal ${internal ?? 'none yet'}, external ${external ?? 'none yet'}`;
  return `${name}${left}: ${states}${waitText(build)}`;
}

/** Hours after which processing is no longer the usual minutes to an hour, and waiting on helps little. */
const stuckAfter = 3;

function processingText({ uploaded }: BetaBuild, now: number): string {
  return now - Date.parse(uploaded ?? '') > stuckAfter * 3_600_000
    ? 'stuck: minutes to an hour are usual; you: upload it again under a higher number'
    : 'Apple: processing, minutes to an hour';
}

function waitText({ internal, external }: BetaBuild): string {
  const outside = externalState(external);
  const inside = internalState(internal);
  const open = outside.who === 'nobody' ? inside : outside;
  return open.who === 'nobody' ? '' : `; ${open.who}: ${open.waits}`;
}

/** Groups that are told one by one. */
const toldGroups = 20;

function groupLines({ groups }: BetaFacts): readonly string[] {
  const rest = groups.length - toldGroups;
  return [
    ...(groups.length === 0 ? ['groups: none; the first has to be internal'] : []),
    ...groups
      .slice(0, toldGroups)
      .map(({ name, internal, allBuilds, testers, open, link, linkLimit }) =>
        [
          `group "${clean(name)}": ${internal ? 'internal' : 'external'}`,
          ...(allBuilds ? ['all builds'] : []),
          ...(testers === undefined ? [] : [`${testers} testers`]),
          ...(open
            ? [
                `public link ${clean(link ?? '', 120)}${linkLimit === undefined ? '' : ` for at most ${linkLimit}`}`,
              ]
            : []),
        ].join(', '),
      ),
    ...(rest > 0 ? [`and ${rest} more groups`] : []),
  ];
}

function testersLine({ testers, allTesters }: BetaFacts): string {
  const all = [...testers.values()].reduce((a, b) => a + b, 0);
  const each = [...testers].sort(([, a], [, b]) => b - a).map(([state, count]) => `${count} ${state}`);
  return `testers: ${allTesters ? '' : 'of the first '}${all}${each.length === 0 ? '' : ` (${each.join(', ')})`}`;
}

function amount({ ids, complete }: Feedback, one: string, many: string): string {
  return `${complete ? '' : 'at least '}${ids.length} ${ids.length === 1 ? one : many}`;
}

function newestText({ crashes, screenshots }: BetaFacts, now: number): string {
  const [newest] = [crashes.newest, screenshots.newest]
    .filter((date) => date !== undefined)
    .sort()
    .reverse();
  return newest === undefined ? '' : `, the newest${agoText(newest, now)}`;
}

/** ` 9 h ago`, ` 5 days ago`. */
function agoText(date: string | undefined, now: number): string {
  const age = ageText(date, now);
  return age === undefined ? '' : ` ${age} ago`;
}

/** What puts beta review right, then the newest build that could go out. */
function nextSteps(
  { app, builds, groups }: BetaFacts,
  missing: readonly { readonly call: string }[],
): readonly string[] {
  const outside = groups.filter(({ internal }) => !internal).slice(0, 3);
  const ready = builds.find(
    (build) => build.processing === 'VALID' && externalState(build.external).review === 'submit',
  );
  return [
    ...missing.slice(0, 2).map(({ call }) => call),
    ...(ready === undefined || outside.length === 0
      ? []
      : [
          `asc_distribute_build ${JSON.stringify({ app: app.id, build: ready.number, version: ready.train, platform: ready.platform, groups: outside.map(({ name }) => clean(name)), ...(ready.encryption === undefined ? { encryption: '<a person says: true or false>' } : {}) })}`,
        ]),
  ];
}

function clean(words: string, limit = 60): string {
  return cleanText(words, limit);
}
