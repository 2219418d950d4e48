import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { hash, hex } from './random.ts';
import { shiftDate } from './report-days.ts';
import type { Store, Stored } from './store.ts';

/** Segments of analytics reports: their rows, and the signed addresses under which they can be read for five minutes. */

/** What a segment holds. */
export interface SegmentContent {
  readonly report: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly granularity: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  /** Of the instance. */
  readonly processingDate: string;
  /** Instances are cut into parts. */
  readonly part: number;
}

interface Shape {
  readonly columns: readonly string[];
  /** Cells between territory and the end; `size` grows with the app. */
  readonly rows: (seed: string, size: number) => readonly (readonly (string | number)[])[];
}

const lifetimeMs = 300_000;
const head = ['Date', 'App Name', 'App Apple Identifier'] as const;
const territories = ['US', 'DE', 'GB', 'JP', 'FR', 'BR'] as const;
const devices = ['iPhone', 'iPad', 'Desktop'] as const;
const sources = ['App Store Search', 'App Store Browse', 'Web Referrer', 'App Referrer'] as const;

function count(seed: string, typical: number): number {
  return Math.max(1, Math.round(typical * (0.6 + (hash(seed) % 800) / 1000)));
}

/** One row for each device and source, cells made by `cells`. */
function spread(
  seed: string,
  cells: (seed: string, device: string, source: string) => readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  return devices.flatMap((device) =>
    sources.map((source) => cells(`${seed} ${device} ${source}`, device, source)),
  );
}

/**
 * Columns by the words of Apple's pages on each report (read 2026-11-22); not compared with a downloaded file. Unique
 * counts stand beside the counts, as there.
 */
const shapes: Readonly<Record<string, Shape>> = {
  'App Store Discovery and Engagement Standard': {
    columns: ['Event', 'Page Type', 'Source Type', 'Device', 'Territory', 'Counts', 'Unique Counts'],
    rows: (seed, size) =>
      spread(seed, (own, device, source) => [
        hash(own) % 3 === 0 ? 'Page view' : 'Impression',
        'Product page',
        source,
        device,
        '',
        count(own, 40 * size),
        count(`${own} u`, 25 * size),
      ]),
  },
  'App Downloads Standard': {
    columns: ['Download Type', 'App Version', 'Device', 'Source Type', 'Territory', 'Counts'],
    rows: (seed, size) =>
      spread(seed, (own, device, source) => [
        hash(own) % 4 === 0 ? 'Redownload' : 'First-time download',
        '3.1',
        device,
        source,
        '',
        count(own, 6 * size),
      ]),
  },
  'App Store Purchases Standard': {
    columns: [
      'Purchase Type',
      'Content Name',
      'Device',
      'Source Type',
      'Territory',
      'Purchases',
      'Proceeds in USD',
      'Sales in USD',
      'Paying Users',
    ],
    rows: (seed, size) =>
      spread(seed, (own, device, source) => {
        const purchases = count(own, size);
        return [
          'Auto-renewable subscription',
          'Plus monthly',
          device,
          source,
          '',
          purchases,
          (purchases * 2.54).toFixed(2),
          (purchases * 2.99).toFixed(2),
          purchases,
        ];
      }),
  },
  'App Sessions Standard': {
    columns: [
      'App Version',
      'Device',
      'Source Type',
      'Territory',
      'Sessions',
      'Total Session Duration',
      'Unique Devices',
    ],
    rows: (seed, size) =>
      spread(seed, (own, device, source) => {
        const sessions = count(own, 30 * size);
        return ['3.1', device, source, '', sessions, sessions * 95, Math.ceil(sessions / 3)];
      }),
  },
  'App Crashes': {
    columns: ['App Version', 'Device', 'Platform Version', 'Territory', 'Crashes', 'Unique Devices'],
    rows: (seed, size) =>
      devices.map((device) => {
        const crashes = count(`${seed} ${device}`, size / 4);
        return ['3.1', device, 'iOS 26.1', '', crashes, Math.ceil(crashes / 2)];
      }),
  },
};

/** Names of the reports that have rows. */
export const analyticsReports = Object.keys(shapes);

interface Segment {
  readonly content: SegmentContent;
  /** Made when somebody first looks. */
  bytes?: Buffer;
  secret: string;
  expires: number;
}

const segments = new WeakMap<Store, Map<string, Segment>>();

/** Remembers what a segment is made of. */
export function registerSegment(store: Store, id: string, content: SegmentContent): void {
  const all = segments.get(store) ?? new Map<string, Segment>();
  all.set(id, { content, secret: '', expires: 0 });
  segments.set(store, all);
}

function bytesOf(segment: Segment): Buffer {
  segment.bytes ??= gzipSync(textOf(segment.content));
  return segment.bytes;
}

/** Days come two days late; two rows of the day before that come even later. */
function textOf({ report, app, granularity, processingDate, part }: SegmentContent): string {
  const shape = shapes[report];
  if (shape === undefined) return '';
  const date = shiftDate(processingDate, granularity === 'DAILY' ? -2 : granularity === 'WEEKLY' ? -11 : -34);
  const size = 1 + (hash(app.id) % 4) + (granularity === 'DAILY' ? 0 : granularity === 'WEEKLY' ? 20 : 90);
  const place = shape.columns.indexOf('Territory');
  const rows = territories.flatMap((territory, index) =>
    index % 2 === part
      ? shape
          .rows(`${report} ${app.id} ${date} ${territory}`, size)
          .map((cells) => ({ date, territory, cells }))
      : [],
  );
  const late =
    granularity === 'DAILY' && part === 0
      ? shape
          .rows(`${report} ${app.id} ${processingDate} late`, 1)
          .slice(0, 2)
          .map((cells) => ({ date: shiftDate(date, -1), territory: 'CA', cells }))
      : [];
  const lines = [...rows, ...late].map((row) =>
    [
      row.date,
      app.name,
      app.id,
      ...row.cells.map((cell, index) => (index === place ? row.territory : cell)),
    ].join('\t'),
  );
  return `${[[...head, ...shape.columns].join('\t'), ...lines].join('\n')}\n`;
}

/** Gives the segments that are about to be shown an address that is good for five minutes, size and checksum. */
export function signSegments(store: Store, owner: Stored | undefined, origin: string, now: number): void {
  if (owner === undefined || !/^AnalyticsReport(Instance|Segment)$/.test(owner.resource)) return;
  const ids = owner.resource === 'AnalyticsReportSegment' ? [owner.id] : store.linked(owner, 'segments');
  for (const id of ids) {
    const segment = segments.get(store)?.get(id);
    const object = store.get('AnalyticsReportSegment', id);
    if (segment === undefined || object === undefined) continue;
    const bytes = bytesOf(segment);
    segment.expires = Math.floor((now + lifetimeMs) / 1000);
    segment.secret = hex(`${id} ${segment.expires}`, 48);
    object.attributes = {
      checksum: createHash('md5').update(bytes).digest('hex'),
      sizeInBytes: bytes.length,
      url: `${origin}/analytics-segments/${id}.csv.gz?Expires=${segment.expires}&Signature=${segment.secret}`,
    };
  }
}

/** The file behind a signed address: no token may come along, as at any object store. */
export function segmentFile(
  store: Store,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  now: number,
): { readonly status: number; readonly bytes?: Buffer } {
  const id = /^\/analytics-segments\/([\w-]+)\.csv\.gz$/.exec(path)?.[1] ?? '';
  const segment = segments.get(store)?.get(id);
  if (segment === undefined) return { status: 404 };
  if (headers.authorization !== undefined) return { status: 400 };
  const signed =
    query.get('Signature') === segment.secret && query.get('Expires') === String(segment.expires);
  if (!signed || now > segment.expires * 1000) return { status: 403 };
  return { status: 200, bytes: bytesOf(segment) };
}
