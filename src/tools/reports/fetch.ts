import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { dayMs } from '../days.ts';
import type { KeptReport, KeptReports } from './kept.ts';
import type { ReportKind } from './kinds.ts';
import type { Period, ReportDate } from './period.ts';

/**
 * What became of one report. Four answers that look alike (facts of 2026-11-22): Apple has it; Apple says that nothing
 * was sold, which is a true zero; it is not made yet; it is past what Apple keeps.
 */
export type ReportState = 'here' | 'no_sales' | 'not_ready' | 'too_old' | 'unknown';

export interface Fetched {
  readonly report: ReportDate;
  readonly state: ReportState;
  /** The kept file, where it is here. */
  readonly path?: string;
  /** It came over the network just now. */
  readonly fresh: boolean;
  /** Apple's words, where they say something that is not known. */
  readonly said?: string;
}

/** Which series is fetched. */
export interface Series {
  readonly kind: ReportKind;
  readonly vendor: string;
  /** Of finance reports. */
  readonly region?: string;
  readonly frequency: Period['frequency'];
}

/** What fetching needs of a tool's world. */
type Fetching = Pick<ToolContext, 'client' | 'signal' | 'progress'>;

/** Requests at a time: the key has an hourly budget, and the rest of the team uses it too. */
const parallel = 4;
/** Apple amends a day for about five days (facts of 2026-11-22). */
const settledAfterMs = 6 * dayMs;
/** A report that may still be amended is good for so long. */
const provisionalMs = 6 * 3_600_000;

/** Brings every report of a series here, several at a time, those that were kept without asking again. */
export async function fetchAll(
  context: Fetching,
  kept: KeptReports,
  series: Series,
  reports: readonly ReportDate[],
): Promise<readonly Fetched[]> {
  const results: Fetched[] = [];
  const waiting = [...reports.entries()];
  let done = 0;
  let version: string | undefined = series.kind.version;
  let failure: unknown;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && failure === undefined; next = waiting.shift()) {
      const [index, report] = next;
      try {
        results[index] = await fetchOne(context, kept, series, report, version, (named) => {
          version = named;
        });
      } catch (error) {
        failure ??= error;
        return;
      }
      done += 1;
      context.progress(done, reports.length, 'reports are here');
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (failure !== undefined)
    throw failure instanceof AscError ? soFar(failure, done, reports.length) : failure;
  return results;
}

/** The failure, and that nothing of what is here is lost. */
function soFar(error: AscError, done: number, of: number): AscError {
  const kept = `${done} of ${of} reports are here and kept: the same call goes on from there.`;
  return new AscError({
    code: error.code,
    message: error.message,
    meaning: error.meaning === undefined ? kept : `${error.meaning} ${kept}`,
    entries: error.entries,
    retryable: error.retryable,
    cause: error,
    ...(error.next === undefined ? {} : { next: error.next }),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.outcome === undefined ? {} : { outcome: error.outcome }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}

async function fetchOne(
  context: Fetching,
  kept: KeptReports,
  series: Series,
  report: ReportDate,
  version: string | undefined,
  useVersion: (version: string) => void,
): Promise<Fetched> {
  context.signal.throwIfAborted();
  const { kind, vendor, region, frequency } = series;
  const identity = [kind.type, kind.subType ?? '', frequency, report.date, vendor, region ?? ''];
  const known = await kept.find(identity);
  if (known !== undefined && isGood(known, report)) return here(report, known, false);
  const query = queryOf(series, report, version);
  try {
    const made = await kept.keep(identity, async (sink) => {
      await context.client.stream(
        {
          method: 'GET',
          path: kind.path,
          query,
          accept: 'application/a-gzip',
          signal: context.signal,
          asItCame: true,
        },
        sink,
      );
    });
    return here(report, made, true);
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    const named = latestVersion(error);
    if (named !== undefined && named !== version) {
      useVersion(named);
      return fetchOne(context, kept, series, report, named, useVersion);
    }
    const state = stateOf(error);
    if (state === undefined) throw error;
    if (state === 'no_sales') return here(report, await kept.keepNone(identity), true);
    // What was kept earlier is better than nothing.
    if (known?.path !== undefined) return here(report, known, false);
    const said = state === 'unknown' ? error.entries[0]?.detail : undefined;
    return { report, state, fresh: true, ...(said === undefined ? {} : { said }) };
  }
}

function here(report: ReportDate, kept: KeptReport, fresh: boolean): Fetched {
  return kept.path === undefined
    ? { report, state: 'no_sales', fresh }
    : { report, state: 'here', path: kept.path, fresh };
}

/** Kept for good once Apple changes nothing any more; before that for a few hours. */
function isGood({ at }: KeptReport, { last }: ReportDate): boolean {
  const settled = Date.parse(`${last}T00:00:00Z`) + settledAfterMs;
  return at >= settled || Date.now() - at < provisionalMs;
}

function queryOf(
  { kind, vendor, region, frequency }: Series,
  { date }: ReportDate,
  version: string | undefined,
): Readonly<Record<string, string>> {
  const query = {
    'filter[vendorNumber]': vendor,
    'filter[reportType]': kind.type,
    'filter[reportDate]': date,
  };
  if (kind.path === '/v1/financeReports') return { ...query, 'filter[regionCode]': region ?? 'ZZ' };
  return {
    ...query,
    'filter[reportSubType]': kind.subType ?? 'SUMMARY',
    'filter[frequency]': frequency,
    ...(version === undefined ? {} : { 'filter[version]': version }),
  };
}

/** Apple names the right version of a report when it is asked for an old one. */
function latestVersion(error: AscError): string | undefined {
  if (error.status !== 400) return undefined;
  for (const { detail } of error.entries) {
    const named = /latest version\D{0,60}?\b(\d_\d)\b/iu.exec(detail ?? '')?.[1];
    if (named !== undefined) return named;
  }
  return undefined;
}

function stateOf(error: AscError): ReportState | undefined {
  if (error.status === 410) return 'too_old';
  if (error.status !== 404) return undefined;
  const said = error.entries.map(({ title, detail }) => `${title ?? ''} ${detail ?? ''}`).join(' ');
  if (/no sales/iu.test(said)) return 'no_sales';
  if (/not (?:yet )?available|not yet/iu.test(said)) return 'not_ready';
  return 'unknown';
}
