import { gzipSync } from 'node:zlib';
import type { Operation } from '../catalog/index.ts';
import { type ApiError, apiError } from './errors.ts';
import { diagnosticLogs, performanceOverview, perfPowerMetrics } from './media-metrics.ts';
import { hex } from './random.ts';
import { financeReport, type ReportText, salesReport } from './reports.ts';
import type { Store, Stored } from './store.ts';
import { equalizationsOf } from './team-prices.ts';

interface MediaContext {
  /** The id in the path, where there is one. */
  readonly id?: string;
  /** Query parameters by name, lists comma-joined, already checked against the catalogue. */
  readonly query: Readonly<Record<string, string>>;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Rows that a day of sales has at least. */
  readonly salesRows?: number | undefined;
}

interface MediaAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/**
 * The answer of an operation that does not speak JSON:API: compressed reports, Xcode's metrics documents and tables
 * of comma-separated values. Covers every operation with `media` in the catalogue.
 */
export function mediaAnswer(operation: Operation, context: MediaContext): MediaAnswer | ApiError {
  const { query, store, now } = context;
  switch (operation.path) {
    case '/v1/salesReports':
      return compressed(salesReport(query, now, context.salesRows));
    case '/v1/financeReports':
      return compressed(financeReport(query, now));
    case '/v1/nominations':
      return csv(nominationRows(context));
    default:
  }
  const owner = ownerOf(operation, context);
  if (owner === undefined)
    return apiError(404, 'NOT_FOUND', `There is no resource with id '${context.id ?? ''}'`);
  switch (operation.path.split('/').at(-1)) {
    case 'perfPowerMetrics':
      return document(operation, perfPowerMetrics(store, owner, query));
    case 'performanceOverviews':
      return document(operation, performanceOverview(store, owner, query));
    case 'logs':
      return document(operation, diagnosticLogs(store, owner, query));
    case 'values':
      return csv(codeRows(owner));
    case 'equalizations':
    case 'adjustedEqualizations':
      return csv(pointRows(context, owner.resource, equalizations(store, owner)));
    case 'appPricePoints':
    case 'pricePoints':
      return csv(ownPoints(context, operation, owner));
    default:
      return apiError(404, 'NOT_FOUND', `The sandbox has nothing for ${operation.path}`);
  }
}

/** The object in the path. Where a path's resource has no instance of its own, the answer's resource is meant. */
function ownerOf(operation: Operation, { id, store }: MediaContext): Stored | undefined {
  if (id === undefined) return undefined;
  const { catalog } = store;
  const base = operation.path.slice(0, operation.path.indexOf('{id}'));
  const instance = catalog.route('GET', `${base}x`)?.operation;
  if (instance?.returns.kind === 'object') return store.get(instance.returns.resource, id);
  const type = base.split('/')[2] ?? '';
  for (const name of catalog.resourceNames()) {
    const found = catalog.resource(name)?.type === type ? store.get(name, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function compressed(report: ReportText | ApiError): MediaAnswer | ApiError {
  if ('code' in report) return report;
  return { status: 200, contentType: 'application/a-gzip', body: gzipSync(report.body, { level: 4 }) };
}

function document(operation: Operation, body: unknown): MediaAnswer {
  return { status: 200, contentType: operation.media[0] ?? 'application/json', body: JSON.stringify(body) };
}

type Row = readonly string[];

function csv(rows: readonly Row[]): MediaAnswer {
  return {
    status: 200,
    contentType: 'text/csv',
    body: rows.map((row) => `${row.map(cell).join(',')}\r\n`).join(''),
  };
}

/** Quoted where a comma, a quote or a line end would be misread (RFC 4180). */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One-time codes: the code and the address that redeems it. No line with names; every row is a code. */
function codeRows(owner: Stored): readonly Row[] {
  const count = Math.min(25_000, Number(owner.attributes['numberOfCodes'] ?? 0));
  return Array.from({ length: count }, (_, index) => {
    const code = `SBX${hex(`${owner.id} ${index}`, 15).toUpperCase()}`;
    return [code, `https://apps.apple.com/redeem?ctx=offercodes&code=${code}`];
  });
}

/** Ids of the points of the same price elsewhere. */
function equalizations(store: Store, owner: Stored): readonly string[] {
  return equalizationsOf(owner.id).filter((id) => store.get(owner.resource, id) !== undefined);
}

function ownPoints(context: MediaContext, operation: Operation, owner: Stored): readonly Row[] {
  const relationship = operation.path.split('/').at(-1) ?? '';
  const resource = context.store.catalog
    .resource(owner.resource)
    ?.relationships.find(({ name }) => name === relationship)?.to;
  return pointRows(context, resource ?? '', context.store.linked(owner, relationship));
}

function pointRows({ query, store }: MediaContext, resource: string, ids: readonly string[]): readonly Row[] {
  const territories = query['filter[territory]']?.split(',');
  const limit = Number(query['limit'] ?? ids.length);
  const rows: Row[] = [];
  const money = resource === 'SubscriptionPricePoint' ? ['proceeds', 'proceedsYear2'] : ['proceeds'];
  for (const id of ids) {
    if (rows.length >= limit) break;
    const point = store.get(resource, id);
    if (point === undefined) continue;
    const territory = store.linked(point, 'territory')[0] ?? '';
    if (territories !== undefined && !territories.includes(territory)) continue;
    const currency = store.get('Territory', territory)?.attributes['currency'];
    rows.push([
      id,
      territory,
      String(currency ?? ''),
      ...['customerPrice', ...money].map((name) => String(point.attributes[name] ?? '')),
    ]);
  }
  return [['id', 'territory', 'currency', 'customerPrice', ...money], ...rows];
}

function nominationRows({ query, store }: MediaContext): readonly Row[] {
  const names = [
    'name',
    'type',
    'state',
    'description',
    'publishStartDate',
    'publishEndDate',
    'lastModifiedDate',
  ];
  const states = query['filter[state]']?.split(',');
  const types = query['filter[type]']?.split(',');
  const rows = [...store.all('Nomination')]
    .filter(
      ({ attributes }) =>
        (states === undefined || states.includes(String(attributes['state']))) &&
        (types === undefined || types.includes(String(attributes['type']))),
    )
    .slice(0, Number(query['limit'] ?? 200))
    .map((nomination) => [nomination.id, ...names.map((name) => String(nomination.attributes[name] ?? ''))]);
  return [['id', ...names], ...rows];
}
