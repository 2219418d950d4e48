import { cleanText } from '../clean.ts';
import { ageText } from '../days.ts';
import { longestPause, meaningOf, phasedShare } from './states.ts';
import type { PhasedStatus, PlatformStatus, TestBuild, VersionStatus } from './status-facts.ts';

/** Who has to do something next, and what. */
export interface Turn {
  readonly who: 'you' | 'Apple' | 'nobody';
  readonly what: string;
}

/** Whose turn it is on a platform; a person's first. */
export function turnOf(status: PlatformStatus): Turn {
  const blocks = blocksOf(status);
  const [blocked] = blocks;
  if (blocked !== undefined) return { who: 'you', what: blocked };
  const turns = status.next.map((version): Turn => {
    const { who, next } = meaningOf(version.state);
    return { who, what: `${clean(version.versionString)}: ${next}` };
  });
  const phased = status.live?.phased;
  if (phased?.state === 'PAUSED')
    turns.push({ who: 'you', what: 'resume the phased release, or complete it' });
  const turn = turns.find(({ who }) => who === 'you') ?? turns.find(({ who }) => who === 'Apple') ?? turns[0];
  if (turn !== undefined) return turn;
  if (phased?.state === 'ACTIVE') return { who: 'Apple', what: 'the phased release goes on day by day' };
  return { who: 'nobody', what: 'nothing is under way' };
}

/** Where the messages of reviewers stand; the API has none of them. */
function reviewPage(app: string): string {
  return `https://appstoreconnect.apple.com/apps/${app}/distribution/reviewsubmissions`;
}

/** What keeps the version in preparation from being submitted, as far as it shows without the full check. */
export function blocksOf({ app, next, submissions }: PlatformStatus): readonly string[] {
  const version = next.find(({ state }) => meaningOf(state).phase === 'editable');
  const blocks = submissions.flatMap(({ state, rejected }) =>
    state === 'UNRESOLVED_ISSUES'
      ? [
          `Apple rejected ${rejected.length === 0 ? 'the submission' : rejected.map((one) => clean(one)).join(', ')}; the reviewer says why only at ${reviewPage(app.id)}`,
        ]
      : state === 'CANCELING'
        ? ['a cancelled submission is not gone yet; wait']
        : [],
  );
  if (version === undefined) return blocks;
  const { build } = version;
  if (build === undefined) return [...blocks, `${clean(version.versionString)} has no build`];
  const name = `build ${clean(build.number)}`;
  return [
    ...blocks,
    ...(build.state === 'VALID' ? [] : [`${name} is ${build.state}`]),
    ...(build.expired ? [`${name} has expired`] : []),
    ...(build.usesNonExemptEncryption === undefined ? [`${name} lacks the answer about encryption`] : []),
  ];
}

/** A platform of an app in at most six lines. */
export function platformLines(status: PlatformStatus, now: number): readonly string[] {
  const { app, platform, live, next, submissions } = status;
  const turn = turnOf(status);
  const blocks = blocksOf(status);
  // A submission in the state of its version says nothing more than since when.
  const sentWith = ({ state }: VersionStatus) => submissions.find((one) => one.state === state);
  return [
    `${clean(app.name, 60)} ${platform}`,
    ...(live === undefined ? ['  live: none'] : [`  live: ${named(live)}${phasedText(live.phased)}`]),
    ...next.map(
      (version) =>
        `  next: ${named(version)} ${version.state}${forText(sentWith(version)?.submitted, now)}${releaseText(version)}${version.phased === undefined ? '' : ', in phases'}`,
    ),
    ...submissions
      .filter(
        (one) => one.state !== 'UNRESOLVED_ISSUES' && !next.some((version) => sentWith(version) === one),
      )
      .map(({ state, submitted }) => `  review: submission ${state}${forText(submitted, now)}`),
    ...testLine(status.builds, now),
    ...(blocks.length > 1 ? [`  also blocks: ${blocks.slice(1).join('; ')}`] : []),
    ...(turn.who === 'nobody' ? [] : [`  ${turn.who} must act: ${turn.what}`]),
  ];
}

function named({ versionString, build }: VersionStatus): string {
  return `${clean(versionString)} (${build === undefined ? 'no build' : clean(build.number)})`;
}

function releaseText({ releaseType, earliestReleaseDate, state }: VersionStatus): string {
  if (meaningOf(state).phase === 'live' || releaseType === undefined) return '';
  if (releaseType === 'SCHEDULED')
    return `, released on ${earliestReleaseDate?.slice(0, 16) ?? 'no date yet'}`;
  return releaseType === 'MANUAL' ? ', released by hand' : ', released on approval';
}

/** `phased day 4 of 7, 10 %`. */
export function phasedText(phased: PhasedStatus | undefined): string {
  if (phased === undefined || phased.state === 'COMPLETE') return ', for everybody';
  const { state, day, paused } = phased;
  if (state === 'INACTIVE') return ', phased release not started';
  const at = `day ${day ?? '?'} of 7, ${phasedShare(day)} %`;
  return state === 'PAUSED'
    ? `, phased release PAUSED on ${at} (${paused ?? 0} of ${longestPause} days paused)`
    : `, phased release ${at}`;
}

const inTesting = new Set(['IN_BETA_TESTING', 'BETA_APPROVED']);
const inReview = new Set(['WAITING_FOR_BETA_REVIEW', 'IN_BETA_REVIEW', 'BETA_REJECTED']);

/** The newest build, the newest in beta review, the newest that external testers have. */
function testLine(builds: readonly TestBuild[], now: number): readonly string[] {
  const current = builds.filter(({ expired }) => !expired);
  const picked = new Set(
    [
      current[0],
      current.find(({ external }) => inReview.has(external ?? '')),
      current.find(({ external }) => inTesting.has(external ?? '')),
    ].flatMap((build) => build ?? []),
  );
  if (picked.size === 0) return [];
  const words = current.filter((build) => picked.has(build)).map((build) => testText(build, now));
  return [`  TestFlight: ${words.join('; ')}`];
}

function testText(build: TestBuild, now: number): string {
  const name = `${clean(build.train)} (${clean(build.number)})`;
  const [error] = build.errors;
  if (build.state !== 'VALID')
    return `${name} ${build.state}${forText(build.uploaded, now)}${error === undefined ? '' : `: ${clean(error, 160)}`}`;
  const { internal, external } = build;
  if (external === undefined || external === 'NOT_APPLICABLE')
    return `${name} internal ${internal ?? 'unknown'}`;
  return `${name} external ${external}`;
}

/** ` for 9 h`, ` for 5 days`. */
function forText(date: string | undefined, now: number): string {
  const age = ageText(date, now);
  return age === undefined ? '' : ` for ${age}`;
}

function clean(words: string, limit = 40): string {
  return cleanText(words, limit);
}
