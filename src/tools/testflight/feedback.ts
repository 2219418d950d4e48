import { SignedDownloads } from '../../client/signed-download.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { utcDay } from '../days.ts';
import { type Answered, readOptionalList, type Thing, text } from '../document.ts';
import { table } from '../table.ts';
import { type Missed, saveLog, savePictures } from './feedback-files.ts';
import { type BetaFacts, feedbackDays } from './status-facts.ts';

/** Comments and crashes of a kind that are saved: a request or a download each. */
const mostOfAKind = 100;
/** Rows of the answer, and characters of a comment in it; the file has all. */
const toldRows = 30;
const toldComment = 240;
/** What is kept of each beside who it was. */
const attributes =
  'createdDate,comment,email,deviceModel,osVersion,locale,architecture,connectionType,appUptimeInMilliseconds,batteryPercentage,appPlatform,deviceFamily,buildBundleId,build,tester';

/** What one tester sent. */
interface Told {
  readonly kind: 'crash' | 'comment';
  readonly when: string;
  readonly who: string;
  readonly device: string;
  readonly build: string;
  readonly comment: string;
  /** Names of the files in the download folder. */
  readonly files: readonly string[];
  readonly id: string;
  /** Everything else that Apple tells, cleaned. */
  readonly more: Readonly<Record<string, unknown>>;
}

/**
 * Saves what testers sent in the last days into the download folder: each crash log and each picture as a file of its
 * own, and everything else as one JSON object a line. What is there already is not fetched again. The answer has the
 * newest of it as a table; testers wrote it, so it is fenced.
 */
export async function saveFeedback(
  context: ToolContext,
  facts: BetaFacts,
): Promise<Pick<Answer, 'head' | 'data' | 'foreign'>> {
  const { app, crashes, screenshots } = facts;
  if (crashes.ids.length + screenshots.ids.length === 0) return { head: ['no feedback to save'] };
  const stem = `testflight-${app.id.replaceAll(/[^\w-]/g, '')}`;
  const missed: Missed = new Map();
  const downloads = new SignedDownloads(context.facts.origin);
  const told: Told[] = [];
  const total = Math.min(mostOfAKind, crashes.ids.length) + Math.min(mostOfAKind, screenshots.ids.length);
  try {
    const kinds = [
      ['crash', crashes.ids, 'betaFeedbackCrashSubmissions'],
      ['comment', screenshots.ids, 'betaFeedbackScreenshotSubmissions'],
    ] as const;
    for (const [kind, ids, type] of kinds) {
      if (ids.length === 0) continue;
      const wanted = new Set(ids.slice(0, mostOfAKind));
      const list = await readFeedback(context, app.id, type);
      for (const one of list.data.filter(({ id }) => wanted.has(id))) {
        const files =
          kind === 'crash'
            ? await saveLog(context, stem, one, missed)
            : await savePictures(context, downloads, stem, one, missed);
        told.push(toldOf(kind, list, one, files));
        context.progress(told.length, total, 'crashes and comments are saved');
      }
    }
  } finally {
    await downloads.close();
  }
  told.sort((left, right) => Date.parse(right.when) - Date.parse(left.when));
  const index = await saveIndex(context, `${stem}-feedback-${utcDay()}.jsonl`, told);
  return answerOf(told, index, missed);
}

/** The newest of a kind, with the picture addresses of right now: they live a short while. */
async function readFeedback(
  context: ToolContext,
  appId: string,
  type: 'betaFeedbackCrashSubmissions' | 'betaFeedbackScreenshotSubmissions',
): Promise<Answered> {
  const pictures = type === 'betaFeedbackScreenshotSubmissions' ? ',screenshots' : '';
  return readOptionalList(context, `/v1/apps/${appId}/${type}`, {
    [`fields[${type}]`]: `${attributes}${pictures}`,
    include: 'build,tester',
    'fields[builds]': 'version',
    'fields[betaTesters]': 'firstName,lastName',
    sort: '-createdDate',
    limit: '200',
  });
}

function toldOf(kind: Told['kind'], list: Answered, one: Thing, files: readonly string[]): Told {
  const tester = list.one(one, 'tester');
  const name = [text(tester, 'firstName'), text(tester, 'lastName')].filter((part) => part !== undefined);
  const { createdDate, comment, email, screenshots: _signed, ...rest } = one.attributes;
  return {
    kind,
    when: typeof createdDate === 'string' ? createdDate : '',
    who: cleanText(name.length > 0 ? name.join(' ') : typeof email === 'string' ? email : 'unknown', 80),
    device: [text(one, 'deviceModel'), text(one, 'osVersion')].flatMap((part) => part ?? []).join(' '),
    build: cleanText(text(list.one(one, 'build'), 'version') ?? '', 40),
    comment: typeof comment === 'string' ? cleanText(comment) : '',
    files,
    id: one.id,
    more: Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        typeof value === 'string' ? cleanText(value, 200) : value,
      ]),
    ),
  };
}

async function saveIndex(context: ToolContext, name: string, told: readonly Told[]): Promise<string> {
  const file = await context.files.create(name, true);
  try {
    for (const { more, ...one } of told) await file.write(`${JSON.stringify({ ...one, ...more })}\n`);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return file.path;
}

function answerOf(
  told: readonly Told[],
  index: string,
  missed: Missed,
): Pick<Answer, 'head' | 'data' | 'foreign'> {
  const files = told.reduce((sum, one) => sum + one.files.length, 0);
  const crashes = told.filter(({ kind }) => kind === 'crash').length;
  const rows = told.slice(0, toldRows).map(({ when, comment, device, files: names, kind, who, build }) => ({
    kind,
    when,
    who,
    device: cleanText(device, 60),
    build,
    comment: cleanText(comment, toldComment),
    files: names.join(' '),
  }));
  const made = table(rows, ['kind', 'when', 'who', 'device', 'build', 'comment', 'files']);
  const same = Object.entries(made.same).map(([key, value]) => `${key}=${value}`);
  return {
    head: [
      `saved: ${index} (${crashes} crashes and ${told.length - crashes} comments of ${feedbackDays} days), and ${files} logs and pictures beside it`,
      ...[...missed].map(([why, many]) => `not saved, ${many}: ${why}`),
      ...(told.length > toldRows ? [`the newest ${toldRows} of ${told.length}; all are in the file:`] : []),
    ],
    data: [...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []), ...made.lines].join('\n'),
    foreign: { kind: 'beta feedback', count: told.length },
  };
}
