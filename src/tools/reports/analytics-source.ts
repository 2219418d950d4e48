import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import type { BetaApp } from '../testflight/app.ts';
import type { KeptReports } from './kept.ts';
import type { Frequency } from './kinds.ts';

/** The way from an app to the files of its analytics: request, report, instance, segments. */

/** Instances of a report that one call reads. */
const mostInstances = 400;
/** Reports of a request that are looked at. */
const mostReports = 250;

/** A request for reports, as Apple keeps it. */
export interface Request {
  readonly id: string;
  readonly access: string;
  readonly stopped: boolean;
}

/** An instance: what Apple made on a day of processing. */
export interface Instance {
  readonly id: string;
  readonly date: string;
}

export async function readRequests(context: ToolContext, app: BetaApp): Promise<readonly Request[]> {
  const { data } = await readList(context, `/v1/apps/${app.id}/analyticsReportRequests`, {
    'fields[analyticsReportRequests]': 'accessType,stoppedDueToInactivity',
  });
  return data.map((one) => ({
    id: one.id,
    access: text(one, 'accessType') ?? '',
    stopped: one.attributes['stoppedDueToInactivity'] === true,
  }));
}

export async function readReports(context: ToolContext, request: Request): Promise<readonly Thing[]> {
  const { data } = await readList(
    context,
    `/v1/analyticsReportRequests/${request.id}/reports`,
    { 'fields[analyticsReports]': 'name,category' },
    mostReports,
  );
  return data;
}

export async function readInstances(
  context: ToolContext,
  report: string,
  granularity: Frequency,
): Promise<readonly Instance[]> {
  const { data } = await readList(
    context,
    `/v1/analyticsReports/${report}/instances`,
    { 'filter[granularity]': granularity, 'fields[analyticsReportInstances]': 'granularity,processingDate' },
    mostInstances,
  );
  return data
    .map((one) => ({ id: one.id, date: text(one, 'processingDate') ?? '' }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

interface Segment {
  readonly path: string;
  readonly checksum: string;
  readonly isFresh: boolean;
}

/** The segments of an instance, fetched where they are not here. Their addresses live five minutes. */
export async function segmentsOf(
  context: ToolContext,
  kept: KeptReports,
  instance: Instance,
  notes: string[],
): Promise<readonly Segment[]> {
  const identity = ['analytics', instance.id];
  const known = await kept.note(identity);
  if (known !== undefined) {
    const found = await Promise.all(known.map((sum) => kept.find([...identity, sum])));
    const paths = found.flatMap((one) => one?.path ?? []);
    if (paths.length === known.length)
      return known.map((checksum, index) => ({ path: paths[index] ?? '', checksum, isFresh: false }));
  }
  for (let attempt = 1; ; attempt += 1)
    try {
      return await fetchSegments(context, kept, identity, instance);
    } catch (error) {
      if (!(error instanceof AscError)) throw error;
      if (error.status === 404 && error.code !== 'download_expired') {
        notes.push(`${instance.date}: Apple lists the instance and has lost its segments (404)`);
        return [];
      }
      const again = error.code === 'download_expired' || error.retryable || error.code === 'report_damaged';
      if (!again || attempt >= 3) throw error;
    }
}

async function fetchSegments(
  context: ToolContext,
  kept: KeptReports,
  identity: readonly string[],
  instance: Instance,
): Promise<readonly Segment[]> {
  const { data } = await readList(context, `/v1/analyticsReportInstances/${instance.id}/segments`, {
    'fields[analyticsReportSegments]': 'checksum,sizeInBytes,url',
  });
  const segments: Segment[] = [];
  for (const segment of data) {
    const checksum = (text(segment, 'checksum') ?? segment.id).toLowerCase();
    const size = segment.attributes['sizeInBytes'];
    const part = [...identity, checksum];
    const known = await kept.find(part);
    if (known?.path !== undefined) {
      segments.push({ path: known.path, checksum, isFresh: false });
      continue;
    }
    const made = await kept.keep(part, async (sink) => {
      const got = await kept.downloads.read(text(segment, 'url') ?? '', sink, context.signal);
      const wrongSize = typeof size === 'number' && size !== got.bytes;
      if (wrongSize || (/^[0-9a-f]{32}$/.test(checksum) && checksum !== got.md5)) throw damaged(instance);
    });
    segments.push({ path: made.path ?? '', checksum, isFresh: true });
  }
  await kept.keepNote(
    identity,
    segments.map(({ checksum }) => checksum),
  );
  return segments;
}

/** The report that a name means: exact, or the one that holds it. Throws `unknown_name` or `ambiguous_name`. */
export function chooseReport(reports: readonly Thing[], wanted: string): Thing {
  const plain = (name: string): string => name.trim().toLowerCase();
  const named = (fits: (name: string) => boolean): readonly Thing[] =>
    reports.filter((report) => fits(plain(text(report, 'name') ?? '')));
  const search = plain(wanted);
  const exact = named((name) => name === search);
  const found = exact.length > 0 ? exact : named((name) => name.includes(search));
  // "App Downloads" means the standard one: the detailed one has more columns and less data.
  const standard =
    found.length > 1 ? found.filter((one) => /standard/i.test(text(one, 'name') ?? '')) : found;
  const [only] = standard.length > 0 ? standard : found;
  if (only !== undefined && (standard.length === 1 || found.length === 1)) return only;
  const names = (found.length > 0 ? found : reports).map((report) => text(report, 'name') ?? '');
  throw new AscError({
    code: found.length > 0 ? 'ambiguous_name' : 'unknown_name',
    message: `${found.length > 0 ? `${found.length} analytics reports fit` : 'No analytics report is called'} "${cleanText(wanted, 60)}".`,
    meaning: `There are: ${names
      .slice(0, 40)
      .map((name) => cleanText(name, 80))
      .join(', ')}.`,
    next: 'Give one of these as name.',
    outcome: 'not_sent',
  });
}

function damaged(instance: Instance): AscError {
  return new AscError({
    code: 'report_damaged',
    message: `A segment of ${instance.date} did not arrive as Apple described it (size or MD5).`,
    next: 'Call again; what is whole is not fetched twice.',
    outcome: 'failed',
  });
}
