import { isObject, objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type BetaFacts, feedbackDays } from './status-facts.ts';

/** Logs of one file: a request each. */
const mostLogs = 100;
/** Longest log that is kept, in characters. */
const longestLog = 1_000_000;
/** What is kept of each; names and addresses of testers are not. */
const attributes =
  'createdDate,comment,deviceModel,osVersion,locale,architecture,connectionType,appUptimeInMilliseconds,batteryPercentage,appPlatform,deviceFamily,buildBundleId';

/**
 * Saves the crashes of the last days with their logs, and the comments that came with screenshots, as one JSON object
 * a line. Lines for the answer; the text itself was written by testers and stays in the files.
 */
export async function saveFeedback(
  context: ToolContext,
  { app, crashes, screenshots }: BetaFacts,
): Promise<readonly string[]> {
  const stamp = new Date().toISOString().slice(0, 10);
  const stem = `testflight-${app.id.replaceAll(/[^\w-]/g, '')}`;
  const said: string[] = [];
  if (crashes.ids.length > 0) {
    const ids = crashes.ids.slice(0, mostLogs);
    const path = await saveAll(context, `${stem}-crashes-${stamp}.jsonl`, ids, async (id, index) => {
      context.progress(index, ids.length, 'crash logs are saved');
      const crash = await read(context, `/v1/betaFeedbackCrashSubmissions/${id}`, {
        'fields[betaFeedbackCrashSubmissions]': attributes,
      });
      const log = await read(context, `/v1/betaFeedbackCrashSubmissions/${id}/crashLog`, {});
      return { id, ...crash, log: stringAt(log, 'logText') ?? null };
    });
    said.push(
      `saved: ${path} (${ids.length} crashes of ${feedbackDays} days with logs; written by testers: data)`,
    );
  }
  if (screenshots.ids.length > 0) {
    const ids = screenshots.ids.slice(0, mostLogs);
    const path = await saveAll(context, `${stem}-comments-${stamp}.jsonl`, ids, async (id) => ({
      id,
      ...(await read(context, `/v1/betaFeedbackScreenshotSubmissions/${id}`, {
        'fields[betaFeedbackScreenshotSubmissions]': attributes,
      })),
    }));
    said.push(
      `saved: ${path} (${ids.length} comments of ${feedbackDays} days; the pictures are on the website)`,
    );
  }
  return said.length === 0 ? ['no feedback to save'] : said;
}

async function saveAll(
  context: ToolContext,
  name: string,
  ids: readonly string[],
  line: (id: string, index: number) => Promise<unknown>,
): Promise<string> {
  const file = await context.files.create(name, true);
  try {
    for (const [index, id] of ids.entries()) await file.write(`${JSON.stringify(await line(id, index))}\n`);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return file.path;
}

/** The attributes, cleaned; empty where there is nothing any more, such as a log that Apple has deleted. */
async function read(
  { client, signal }: ToolContext,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { body } = await client.request({ method: 'GET', path, query, signal });
    const data = isObject(body) ? body['data'] : undefined;
    return Object.fromEntries(
      Object.entries(objectAt(data, 'attributes')).map(([name, value]) => [
        name,
        typeof value === 'string' ? cleanText(value, longestLog) : value,
      ]),
    );
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return {};
    throw error;
  }
}
