import { isObject, objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import type { SavedFile } from '../files.ts';
import type { Shaped } from '../shape.ts';
import { table } from '../table.ts';
import { readApp } from '../testflight/app.ts';
import type { ReportCall } from './call.ts';
import { needsApp } from './performance.ts';
import { periodOf } from './period.ts';

/** Crashes that one call reads with their logs: a request each. */
const mostLogs = 60;
const most = 400;
const longestLog = 1_000_000;

const kept =
  'createdDate,comment,deviceModel,osVersion,locale,architecture,appUptimeInMilliseconds,appPlatform,deviceFamily,buildBundleId';

interface Crash {
  readonly id: string;
  readonly day: string;
  readonly build: string;
  readonly device: string;
  readonly os: string;
  readonly attributes: Thing['attributes'];
}

/** What crashed at one place. */
interface Place {
  count: number;
  readonly builds: Set<string>;
  readonly devices: Set<string>;
  /** The newest day. */
  last: string;
}

/**
 * Crashes that TestFlight's testers sent, put together by the place where they crashed. Those of customers of the store are
 * not in the API one by one; the answer says where their counts are.
 */
export async function crashesReport(context: ToolContext, call: ReportCall): Promise<Answer> {
  if (call.app === undefined) throw needsApp('Crashes');
  const app = await readApp(context, call.app);
  const period =
    call.period === undefined ? undefined : periodOf(call.period, 'DAILY', ['DAILY'], true, Date.now());
  const { all, complete } = await readCrashes(context, app.id);
  const crashes = all.filter(
    ({ day, build }) =>
      (period === undefined || (day >= period.first && day <= period.last)) &&
      (call.build === undefined || build === call.build),
  );
  const head = `TestFlight crashes of ${cleanText(app.name, 60)}: ${crashes.length}${complete ? '' : ` among the newest ${all.length}`}${period === undefined ? '' : `, ${period.first} to ${period.last}`}`;
  const elsewhere =
    'crashes of store customers: counts are in the analytics report "App Crashes", call stacks only in Xcode Organizer';
  if (crashes.length === 0) return { head: [head, elsewhere] };
  const read = crashes.slice(0, mostLogs);
  const file = call.save_to === undefined ? undefined : await context.files.create(call.save_to);
  const places = await placesOf(context, read, file);
  return {
    head: [
      head,
      ...(read.length < crashes.length
        ? [`logs read: the newest ${read.length}; a shorter period shows others`]
        : []),
      ...(file === undefined
        ? []
        : [`saved: ${file.path} (${read.length} crashes with logs, one JSON object a line)`]),
      elsewhere,
    ],
    data: table(rowsOf(places, call.top ?? 20), ['crashes', 'last', 'builds', 'devices', 'place']).lines.join(
      '\n',
    ),
    foreign: { kind: 'betaFeedbackCrashSubmissions', count: read.length },
    tail:
      file === undefined
        ? [
            `With the whole logs in a file: asc_get_report ${JSON.stringify({ report: 'crashes', app: call.app, ...(call.period === undefined ? {} : { period: call.period }), save_to: 'crashes.jsonl' })}`,
          ]
        : [],
  };
}

async function readCrashes(
  context: ToolContext,
  app: string,
): Promise<{ readonly all: readonly Crash[]; readonly complete: boolean }> {
  const answer = await readList(
    context,
    `/v1/apps/${app}/betaFeedbackCrashSubmissions`,
    {
      'fields[betaFeedbackCrashSubmissions]': `${kept},build`,
      'fields[builds]': 'version',
      include: 'build',
      sort: '-createdDate',
    },
    most,
  );
  const all = answer.data.map((one): Crash => {
    const build = answer.one(one, 'build');
    return {
      id: one.id,
      day: (text(one, 'createdDate') ?? '').slice(0, 10),
      build: text(build, 'version') ?? '',
      device: text(one, 'deviceModel') ?? '',
      os: text(one, 'osVersion') ?? '',
      attributes: one.attributes,
    };
  });
  return { all, complete: answer.complete };
}

/** Where they crashed, from their logs, which go into the file. The file is whole afterwards, or gone. */
async function placesOf(
  context: ToolContext,
  crashes: readonly Crash[],
  file: SavedFile | undefined,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  try {
    for (const [index, crash] of crashes.entries()) {
      const log = await logOf(context, crash.id);
      const name = placeOf(log);
      const place = places.get(name) ?? { count: 0, builds: new Set(), devices: new Set(), last: '' };
      place.count += 1;
      place.builds.add(crash.build);
      place.devices.add(`${crash.device} ${crash.os}`.trim());
      if (crash.day > place.last) place.last = crash.day;
      places.set(name, place);
      if (file !== undefined) await file.write(`${JSON.stringify({ ...lineOf(crash), log })}\n`);
      context.progress(index + 1, crashes.length, 'crash logs are read');
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  await file?.finish();
  return places;
}

/** The places with the most crashes. */
function rowsOf(places: ReadonlyMap<string, Place>, top: number): readonly Shaped[] {
  return [...places]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, top)
    .map(([place, { count, builds, devices, last }]) => ({
      crashes: count,
      last,
      builds: [...builds].join(' '),
      devices: `${[...devices].slice(0, 3).join(', ')}${devices.size > 3 ? ` +${devices.size - 3}` : ''}`,
      place,
    }));
}

function lineOf({ id, build, attributes }: Crash): Shaped {
  return { id, build, ...attributes };
}

/** Empty where Apple has deleted it. */
async function logOf({ client, signal }: ToolContext, id: string): Promise<string> {
  try {
    const { body } = await client.request({
      method: 'GET',
      path: `/v1/betaFeedbackCrashSubmissions/${id}/crashLog`,
      signal,
    });
    const data = isObject(body) ? body['data'] : undefined;
    return cleanText(stringAt(objectAt(data, 'attributes'), 'logText') ?? '', longestLog);
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return '';
    throw error;
  }
}

/** Where it crashed: kind of exception, and the first frame of the crashed thread that is not the system's. */
function placeOf(log: string): string {
  if (log === '') return '(Apple has no log any more)';
  const exception = /^Exception Type:\s*(.+)$/m.exec(log)?.[1]?.trim() ?? 'unknown exception';
  const own = /^Process:\s*(\S+)/m.exec(log)?.[1];
  const thread = /^Thread \d+.*Crashed:?.*\n((?:\s*\d+\s+.+\n?)*)/m.exec(log)?.[1] ?? '';
  const frames = thread
    .split('\n')
    .map((line) => /^\s*\d+\s+(\S+)\s+0x[0-9a-f]+\s+(.+?)(?: \+ \d+)?$/i.exec(line.trim()))
    .flatMap((found) => (found === null ? [] : [{ binary: found[1] ?? '', symbol: found[2] ?? '' }]));
  const frame = frames.find(({ binary }) => binary === own) ?? frames[0];
  return cleanText(
    `${frame === undefined ? 'unknown place' : `${frame.binary} ${frame.symbol}`} (${exception})`,
    160,
  );
}
