import { arrayAt, isObject, objectAt, stringAt } from '../../catalog/json.ts';
import type { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { notAsked } from '../refused.ts';
import type { Shaped } from '../shape.ts';
import { csvRow, table } from '../table.ts';
import { readApp } from '../testflight/app.ts';
import { measuredBuild } from './build.ts';
import type { ReportCall } from './call.ts';

/** Columns of the table of measurements. */
const columns = [
  'metric',
  'unit',
  'device',
  'percentile',
  'version',
  'value',
  'before',
  'change',
  'goal',
] as const;
const filters: Readonly<Record<string, string>> = {
  metric: 'filter[metricType]',
  device: 'filter[deviceType]',
  platform: 'filter[platform]',
};
/** Rows of the table; further devices and percentiles are in the file. */
const mostRows = 60;

/** Power and performance: Apple's own insights first, then the newest version beside the one before. */
export async function performanceReport(context: ToolContext, call: ReportCall): Promise<Answer> {
  if (call.app === undefined) throw needsApp('Power and performance');
  const app = await readApp(context, call.app);
  const build =
    call.build === undefined
      ? undefined
      : await measuredBuild(context, app, call.build, call.filter?.['platform']);
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.filter ?? {})) {
    const parameter = filters[name];
    if (parameter === undefined) throw unknownFilter(name);
    query[parameter] = name === 'device' ? value : value.toUpperCase();
  }
  if (call.name !== undefined) query['filter[metricType]'] = call.name.toUpperCase();
  const { body } = await context.client.request({
    method: 'GET',
    path:
      build === undefined ? `/v1/apps/${app.id}/perfPowerMetrics` : `/v1/builds/${build.id}/perfPowerMetrics`,
    query,
    accept: 'application/vnd.apple.xcode-metrics+json',
    signal: context.signal,
  });
  const all = rowsOf(body);
  const chosen =
    call.filter?.['device'] === undefined ? all.filter((row) => isWhole(String(row['device']))) : all;
  const rows = (chosen.length > 0 ? chosen : all).slice(0, mostRows);
  const saved = call.save_to === undefined ? [] : [await save(context, call.save_to, all)];
  const insights = insightLines(objectAt(body, 'insights'));
  const made = table(rows, columns);
  const same = Object.entries(made.same).map(([name, value]) => `${name}=${value}`);
  return {
    head: [
      `power and performance of ${cleanText(app.name, 60)}${build === undefined ? '' : ` build ${build.number}`}: ${all.length} measurements`,
      ...saved,
      ...(all.length === 0
        ? ['Apple has none: too few people who share diagnostics used it, or the version is too new.']
        : []),
      ...(rows.length < all.length
        ? [
            `shown: ${rows.length}, all devices together where Apple adds them up; filter {"device":"…"} or save_to shows the rest`,
          ]
        : []),
    ],
    ...(rows.length === 0
      ? {}
      : {
          data: [
            ...insights,
            ...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []),
            ...made.lines,
          ].join('\n'),
          fenced: true as const,
        }),
  };
}

function isWhole(device: string): boolean {
  return /^all[_ ]/i.test(device);
}

function rowsOf(body: unknown): readonly Shaped[] {
  return arrayAt(body, 'productData').flatMap((product) =>
    arrayAt(product, 'metricCategories').flatMap((category) =>
      arrayAt(category, 'metrics').flatMap((metric) =>
        arrayAt(metric, 'datasets').flatMap((dataset): Shaped[] => {
          const points = arrayAt(dataset, 'points').filter(isObject);
          const last = points.at(-1);
          if (last === undefined) return [];
          const criteria = objectAt(dataset, 'filterCriteria');
          const before = points.at(-2);
          const goal = objectAt(dataset, 'recommendedMetricGoal')['value'];
          return [
            {
              metric: `${stringAt(category, 'identifier') ?? ''} ${stringAt(metric, 'identifier') ?? ''}`,
              unit: stringAt(objectAt(metric, 'unit'), 'displayName') ?? '',
              device: stringAt(criteria, 'device') ?? '',
              percentile: (stringAt(criteria, 'percentile') ?? '').replace('percentile.', ''),
              version: stringAt(last, 'version') ?? '',
              value: last['value'],
              ...(before === undefined
                ? {}
                : {
                    before: `${String(before['value'])} (${stringAt(before, 'version') ?? ''})`,
                    change: changeOf(last['value'], before['value']),
                  }),
              ...(goal === undefined ? {} : { goal }),
            },
          ];
        }),
      ),
    ),
  );
}

function changeOf(value: unknown, before: unknown): string {
  if (typeof value !== 'number' || typeof before !== 'number' || before === 0) return '';
  const change = ((value - before) / before) * 100;
  return `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(1)} %`;
}

/** What Apple itself finds worth saying, worst first. */
function insightLines(insights: unknown): readonly string[] {
  return (['regressions', 'trendingUp'] as const).flatMap((kind) =>
    arrayAt(insights, kind).map((insight) => {
      const impact = isObject(insight) && insight['highImpact'] === true ? ' (high impact)' : '';
      const where = arrayAt(insight, 'populations')
        .map((one) => stringAt(one, 'summaryString') ?? stringAt(one, 'device'))
        .filter((text) => text !== undefined)
        .slice(0, 3)
        .join(', ');
      return `${kind === 'regressions' ? 'regression' : 'better'}${impact}: ${cleanText(stringAt(insight, 'summaryString') ?? '', 200)}${where === '' ? '' : ` [${cleanText(where, 120)}]`}`;
    }),
  );
}

async function save(context: ToolContext, name: string, rows: readonly Shaped[]): Promise<string> {
  const file = await context.files.create(name);
  try {
    await file.write(
      [columns.join(','), ...rows.map((row) => csvRow(row, columns))].map((line) => `${line}\n`).join(''),
    );
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return `saved: ${file.path} (CSV, ${rows.length} rows)`;
}

export function needsApp(what: string): AscError {
  return notAsked(
    'illegal_arguments',
    `${what} belong to one app: app is required.`,
    'Give its name, bundle id or id as app.',
  );
}

function unknownFilter(name: string): AscError {
  return notAsked(
    'unknown_dimension',
    `Measurements cannot be filtered by ${JSON.stringify(name.slice(0, 40))}.`,
    'filter takes metric (HANG, LAUNCH, MEMORY, DISK, BATTERY, TERMINATION, ANIMATION, STORAGE), device and platform (IOS).',
  );
}
