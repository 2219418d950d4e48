import { later } from './later.ts';
import { uuid } from './random.ts';
import { analyticsReports, registerSegment, type SegmentContent } from './report-analytics.ts';
import { shiftDate } from './report-days.ts';
import type { Store } from './store.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/** Requests for analytics, their reports and instances: those of the demo team, and those that somebody makes. */

const dayMs = 86_400_000;
/** First data come one to two days after the request (facts §6). */
const firstDataMs = 36 * 3_600_000;
/** Daily instances of a request that has run for a while. */
const days = 21;

const categories: Readonly<Record<string, string>> = {
  'App Store Discovery and Engagement Standard': 'APP_STORE_ENGAGEMENT',
  'App Downloads Standard': 'COMMERCE',
  'App Store Purchases Standard': 'COMMERCE',
  'App Sessions Standard': 'APP_USAGE',
  'App Crashes': 'APP_USAGE',
  // Too few people used what it counts: it never has an instance.
  'Location Sessions': 'FRAMEWORK_USAGE',
};

type App = SegmentContent['app'];

/** Ids of a request's reports; they have no instances yet. */
function addReports(store: Store, request: string): readonly string[] {
  return Object.entries(categories).map(([name, category], index) => {
    const id = `r${index + 3}-${request}`;
    store.put('AnalyticsReport', id, { name, category });
    return id;
  });
}

function addInstances(
  store: Store,
  request: string,
  app: App,
  made: readonly (readonly [SegmentContent['granularity'], string])[],
): void {
  for (const [index, name] of Object.keys(categories).entries()) {
    const report = store.get('AnalyticsReport', `r${index + 3}-${request}`);
    if (report === undefined || !analyticsReports.includes(name)) continue;
    const instances = made.map(([granularity, processingDate]) => {
      const id = uuid(`${report.id} ${granularity} ${processingDate}`);
      const parts = [0, 1].map((part) => {
        const segment = uuid(`${id} segment ${part}`);
        // Address, size and checksum come when it is looked at.
        store.put('AnalyticsReportSegment', segment, {
          checksum: '',
          sizeInBytes: 0,
          url: 'https://analytics-reports.example.com/not-signed',
        });
        registerSegment(store, segment, { report: name, app, granularity, processingDate, part });
        return segment;
      });
      store.put('AnalyticsReportInstance', id, { granularity, processingDate }, { segments: parts });
      return id;
    });
    store.link(report, 'instances', [...store.linked(report, 'instances'), ...instances]);
  }
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function seedAnalytics(seeder: Seeder): void {
  const { store, now } = seeder;
  const resources = [
    'AnalyticsReportRequest',
    'AnalyticsReport',
    'AnalyticsReportInstance',
    'AnalyticsReportSegment',
  ];
  if (resources.some((name) => store.catalog.resource(name) === undefined)) return;
  const today = isoDay(now);
  for (const [id, name, requests] of [
    [teamIds.weather.app, 'Weather Now', ['ONGOING', 'ONE_TIME_SNAPSHOT']],
    [teamIds.trail.app, 'Trail Mate', ['ONGOING']],
  ] as const) {
    const made = requests.map((accessType) => {
      const request = seeder.id(`analytics ${id} ${accessType}`);
      const reports = addReports(store, request);
      addInstances(store, request, { id, name }, [
        ...Array.from({ length: days }, (_, age) => ['DAILY', shiftDate(today, -age)] as const),
        ...[2, 9, 16].map((age) => ['WEEKLY', shiftDate(today, -age)] as const),
        ...[17, 47].map((age) => ['MONTHLY', shiftDate(today, -age)] as const),
      ]);
      return seeder.put(
        'AnalyticsReportRequest',
        request,
        { accessType, stoppedDueToInactivity: id === teamIds.trail.app },
        { reports },
      );
    });
    seeder.link('App', id, 'analyticsReportRequests', made);
  }
}

/** A new request: its reports are there at once, their first instances a day and a half later. */
export function startReports(store: Store, request: string, app: App, now: number): void {
  const object = store.get('AnalyticsReportRequest', request);
  if (object === undefined) return;
  store.link(object, 'reports', addReports(store, request));
  const due = now + firstDataMs;
  const last = isoDay(due);
  later(store, due, () =>
    addInstances(store, request, app, [
      ['DAILY', last],
      ['DAILY', isoDay(due - dayMs)],
    ]),
  );
}
