import { AscError } from '../../client/errors.ts';
import { saysDuplicate } from '../../guard/existing.ts';
import { mostSteps } from '../../guard/plan.ts';
import type { StepResult } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { notSent, refused } from '../refused.ts';
import { prepareAll } from '../write/prepare.ts';
import { resultsAnswer } from '../write/run.ts';
import { check, type Problem } from './checks.ts';
import { compare, type Difference, nextKnown, removedLocales } from './compare.ts';
import { fieldOf } from './fields.ts';
import { type Live, type LiveRequest, readLive } from './live.ts';
import { assertSameApp, type Place, placeOf } from './place.ts';
import { defaultPath } from './pull.ts';
import { digest, isOldNews, type Known, knownFor } from './pulled.ts';
import { counted, differenceText, lengthsText, nameOf, namesListed, problemsListed } from './show.ts';
import { localesOf, type Texts } from './texts.ts';
import { type Step, stepsFor } from './writes.ts';

export interface PushCall extends LiveRequest {
  readonly path?: string | undefined;
  readonly locales?: readonly string[] | undefined;
  readonly on_conflict?: 'local' | 'live' | undefined;
  readonly delete_missing?: boolean | undefined;
  readonly accept_words?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Everything that is known before anything is sent. */
interface Push {
  readonly live: Live;
  readonly place: Place;
  readonly path: string;
  readonly local: Texts;
  readonly unknown: readonly string[];
  readonly known: ReadonlyMap<string, Known>;
  readonly differences: readonly Difference[];
  readonly sending: readonly Difference[];
  readonly conflicts: readonly Difference[];
  readonly newer: readonly Difference[];
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
  readonly steps: readonly Step[];
}

/** Sends what was changed in the files, and nothing else: compared, checked and planned as a whole first. */
export async function pushMetadata(context: ToolContext, call: PushCall): Promise<Answer | ApprovalRequest> {
  const done: Difference[] = [];
  for (let attempt = 1; ; attempt++) {
    const push = await look(context, call);
    if (call.dry_run === true) return report(push, call);
    assertSendable(push, call);
    if (push.steps.length === 0) return nothingToSend(push, call);
    const writes = await prepareAll(context, push.steps);
    const remember = (texts: ReadonlyMap<string, Known>): Promise<void> =>
      push.place.remember({
        app: push.live.app.id,
        version: push.live.version.id,
        platform: push.live.version.platform,
        texts,
      });
    // Before it is sent: whatever happens then, the next run knows these texts as its own.
    const sent = nextKnown(push.local, push.live.texts, push.known, push.sending);
    await remember(sent);
    context.progress(0, writes.length, 'texts are sent');
    const submission = await context.executor.submit(writes, context.signal);
    if (submission.kind === 'plan') return new ApprovalRequest(submission.plan, submission.approved);
    // Apple made the localization by itself in the meantime: what is there is read again, and changed instead.
    if (attempt === 1 && madeByApple(submission.results, push.steps)) {
      const keys = new Set(push.steps.slice(0, submission.results.length - 1).flatMap((step) => step.keys));
      done.push(...push.sending.filter(({ key }) => keys.has(key)));
      continue;
    }
    // Throws, and says what happened to each, unless all of them were applied.
    resultsAnswer(writes, submission.results);
    await remember(settled(sent, push));
    return applied({ ...push, sending: [...done, ...push.sending] }, call);
  }
}

/** What both sides have, once everything was applied. */
function settled(sent: ReadonlyMap<string, Known>, push: Push): ReadonlyMap<string, Known> {
  const known = new Map(sent);
  for (const { key, local } of push.sending) known.set(key, { base: digest(local) });
  for (const locale of removedBy(push))
    for (const key of sent.keys()) if (key.startsWith(`${locale}/`)) known.delete(key);
  return known;
}

function applied(push: Push, call: PushCall): Answer {
  return {
    head: [
      `applied: ${summary(push)} of ${nameOf(push.live)}; requests: ${push.steps.length}`,
      ...notes(push, call),
    ],
    data: [lengthsText(push.sending), ...removedLines(push)].filter((line) => line !== '').join('\n'),
  };
}

function removedBy(push: Push): readonly string[] {
  return [...new Set(push.steps.filter(({ kind }) => kind === 'delete').flatMap(({ keys }) => keys))];
}

async function look(context: ToolContext, call: PushCall): Promise<Push> {
  const live = await readLive(context, call);
  const path = call.path ?? defaultPath(live);
  const place = await placeOf(context.files, path);
  const [there, pulled] = await Promise.all([place.read(), place.pulled()]);
  if (there === undefined || (there.texts.size === 0 && place.kind === 'tree'))
    throw nothingThere(path, live);
  assertSameApp(pulled, live.app, path);
  assertLocales(call.locales ?? [], there.texts, live);
  const among = call.locales === undefined ? undefined : new Set(call.locales);
  const wanted = (locale: string | undefined): boolean =>
    among === undefined || (locale !== undefined && among.has(locale));
  const local = new Map([...there.texts].filter(([key]) => wanted(fieldOf(key)?.locale)));
  const known = knownFor(pulled, live.version);
  const differences = compare(local, live.texts, known);
  const sending = differences.filter(
    ({ kind }) => kind === 'local' || (kind === 'conflict' && call.on_conflict === 'local'),
  );
  const missing = removedLocales(there.texts, live.locales, known).filter(wanted);
  const removed = call.delete_missing === true ? missing : [];
  const oldNews = sending
    .filter(({ key, local: text }) => isOldNews(pulled, live.version, key, text))
    .map(({ key }) => ({ key, says: 'says what it said of the version before', words: true }));
  const problems = [...check(local, live, sending), ...oldNews, ...removalProblems(removed, live)];
  return {
    live,
    place,
    path,
    local,
    unknown: there.unknown,
    known,
    differences,
    sending,
    conflicts: differences.filter(({ kind }) => kind === 'conflict' && call.on_conflict === undefined),
    newer: differences.filter(
      ({ kind }) => kind === 'live' || (kind === 'conflict' && call.on_conflict === 'live'),
    ),
    missing,
    problems,
    steps: stepsFor(sending, removed, local, live),
  };
}

/** A locale that is neither here nor there was mistyped. */
function assertLocales(wanted: readonly string[], here: Texts, live: Live): void {
  const known = new Set([...localesOf(here), ...live.locales]);
  const unknown = wanted.filter((locale) => !known.has(locale));
  if (unknown.length === 0) return;
  throw refused(
    `No texts are in ${namesListed(unknown.map((locale) => JSON.stringify(cleanText(locale, 40))))}.`,
    `Known locales: ${[...known].sort().join(', ')}.`,
  );
}

function removalProblems(removed: readonly string[], live: Live): Problem[] {
  return removed.flatMap((key) => {
    const says =
      key === live.app.primaryLocale
        ? 'is the primary locale of the app and cannot be removed'
        : live.version.editable && live.info.editable
          ? undefined
          : `cannot be removed: version ${live.version.versionString} is ${live.version.state}`;
    return says === undefined ? [] : [{ key, says, words: false }];
  });
}

/** Throws when anything at all stands against it: then nothing is sent. */
function assertSendable(push: Push, call: PushCall): void {
  const wrong = push.problems.filter(({ words }) => !words || call.accept_words !== true);
  if (wrong.length > 0)
    throw new AscError({
      code: 'metadata_refused',
      message: `${counted(wrong.length, 'text')} cannot be sent: ${problemsListed(wrong)}.`,
      meaning: 'Nothing was sent, nothing was changed.',
      next: wrong.every(({ words }) => words)
        ? 'Change the files; or, if a person says that the words are meant so, call again with "accept_words":true.'
        : 'Change the files and call again.',
      outcome: 'not_sent',
    });
  if (push.conflicts.length > 0)
    throw new AscError({
      code: 'metadata_conflict',
      message: `${counted(push.conflicts.length, 'text')} changed both here and on App Store Connect since the last pull: ${namesListed(push.conflicts.map(({ key }) => key))}.`,
      meaning:
        'Nothing was sent, nothing was changed. Without a pull before, every difference counts as such.',
      next: `asc_push_metadata ${JSON.stringify({ ...again(push), dry_run: true })} shows both sides; then "on_conflict":"local" sends what is here, "live" keeps what Apple has.`,
      outcome: 'not_sent',
    });
  if (push.steps.length > mostSteps)
    throw new AscError({
      code: 'too_many_changes',
      message: `${push.steps.length} requests are more than one plan holds (${mostSteps}).`,
      meaning: 'Nothing was sent, nothing was changed.',
      next: `Call it in parts, for example with "locales":${JSON.stringify([...push.live.locales].slice(0, 20))}.`,
      outcome: 'not_sent',
    });
}

function again({ live, path }: Push): Record<string, unknown> {
  return { app: live.app.id, version: live.version.versionString, platform: live.version.platform, path };
}

function summary(push: Push): string {
  const locales = new Set(push.sending.flatMap(({ key }) => fieldOf(key)?.locale ?? []));
  const removed = removedBy(push);
  return [
    `${counted(push.sending.length, 'text')} in ${counted(locales.size, 'locale')}`,
    ...(removed.length > 0 ? [`${counted(removed.length, 'locale')} removed`] : []),
  ].join(', ');
}

function removedLines(push: Push): string[] {
  return removedBy(push).map((locale) => `${locale}: removed`);
}

/** What was left alone, and how to get it. */
function notes(push: Push, call: PushCall): string[] {
  const created = push.steps.filter(({ kind }) => kind === 'create').flatMap(({ keys }) => keys);
  const fresh = new Set(
    created.flatMap((key) => fieldOf(key)?.locale ?? []).filter((locale) => !push.live.locales.has(locale)),
  );
  return [
    ...(fresh.size > 0 ? [`new locales: ${[...fresh].join(', ')}`] : []),
    ...(push.newer.length > 0
      ? [
          `left as Apple has them: ${namesListed(push.newer.map(({ key }) => key))}; asc_pull_metadata brings them here`,
        ]
      : []),
    ...(push.missing.length > 0 && call.delete_missing !== true
      ? [
          `removed here, still on App Store Connect: ${push.missing.join(', ')}; "delete_missing":true removes them`,
        ]
      : []),
    ...(push.unknown.length > 0 ? [`not a known text, left alone: ${namesListed(push.unknown)}`] : []),
  ];
}

function nothingToSend(push: Push, call: PushCall): Answer {
  return {
    head: [
      `Nothing to send: ${counted(push.local.size, 'text')} of ${nameOf(push.live)} compared. Nothing was changed.`,
      ...notes(push, call),
    ],
  };
}

/** The difference, with what stands against sending it. */
function report(push: Push, call: PushCall): Answer {
  const words = push.problems.filter((problem) => problem.words && call.accept_words !== true);
  const wrong = push.problems.filter((problem) => !problem.words);
  const ready = wrong.length === 0 && words.length === 0 && push.conflicts.length === 0;
  return {
    head: [
      `dry run: nothing was sent. ${nameOf(push.live)}: ${summary(push)} to send, ${counted(push.steps.length, 'request')}; ${counted(push.conflicts.length, 'conflict')}.`,
      ...(wrong.length > 0 ? [`cannot be sent: ${problemsListed(wrong)}`] : []),
      ...(words.length > 0 ? [`words to look at: ${problemsListed(words)}`] : []),
      ...notes(push, call),
      ...removedLines(push),
    ],
    ...(push.differences.length === 0
      ? {}
      : {
          data: differenceText(push.differences),
          foreign: { kind: 'store texts', count: push.differences.length },
        }),
    ...(ready && push.steps.length > 0
      ? {
          tail: [
            `To send: asc_push_metadata ${JSON.stringify({
              ...again(push),
              ...(call.on_conflict === undefined ? {} : { on_conflict: call.on_conflict }),
              ...(call.delete_missing === true ? { delete_missing: true } : {}),
              ...(call.accept_words === true ? { accept_words: true } : {}),
              ...(call.locales === undefined ? {} : { locales: call.locales }),
            })}`,
          ],
        }
      : {}),
  };
}

/** A refused create of a localization that is there by now. */
function madeByApple(results: readonly StepResult[], steps: readonly Step[]): boolean {
  const last = results.length - 1;
  const error = results[last]?.error;
  return (
    results[last]?.outcome === 'rejected' &&
    error !== undefined &&
    saysDuplicate(error) &&
    /Localizations_createInstance$/.test(steps[last]?.change.operation ?? '')
  );
}

function nothingThere(path: string, live: Live): AscError {
  return notSent(
    'nothing_there',
    `There are no texts at ${JSON.stringify(path.slice(0, 120))}.`,
    `asc_pull_metadata ${JSON.stringify({ app: live.app.id, version: live.version.versionString, platform: live.version.platform, path })} writes them.`,
  );
}
