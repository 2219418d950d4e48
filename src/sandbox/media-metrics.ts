import { hash, hex } from './random.ts';
import type { Store, Stored } from './store.ts';

/** Makes the power and performance documents, which have shapes of their own. */

type Query = Readonly<Record<string, string>>;

interface Metric {
  readonly category: string;
  readonly identifier: string;
  readonly unit: readonly [identifier: string, displayName: string];
  readonly typical: number;
}

const metrics: readonly Metric[] = [
  { category: 'HANG', identifier: 'hangRate', unit: ['seconds/hour', 's/h'], typical: 6 },
  { category: 'LAUNCH', identifier: 'launchTime', unit: ['milliseconds', 'ms'], typical: 820 },
  { category: 'MEMORY', identifier: 'peakMemory', unit: ['megabytes', 'MB'], typical: 240 },
  { category: 'DISK', identifier: 'diskWrites', unit: ['megabytes/day', 'MB/d'], typical: 95 },
  { category: 'BATTERY', identifier: 'onScreenEnergy', unit: ['percent/day', '%/d'], typical: 3 },
  { category: 'TERMINATION', identifier: 'terminations', unit: ['count/day', '1/d'], typical: 0.4 },
  { category: 'ANIMATION', identifier: 'scrollHitchRate', unit: ['milliseconds/second', 'ms/s'], typical: 4 },
  { category: 'STORAGE', identifier: 'documentsAndData', unit: ['megabytes', 'MB'], typical: 60 },
];

const devices = [
  ['all_iphones', 'All iPhones'],
  ['iPhone17,1', 'iPhone 16 Pro'],
  ['iPhone15,4', 'iPhone 15'],
  ['all_ipads', 'All iPads'],
] as const;

const percentiles = ['percentile.fifty', 'percentile.ninety'] as const;

/** Versions with measurements: of an app all trains on iOS, of a build its own. Oldest first. */
function versionsOf(store: Store, object: Stored): readonly string[] {
  const trains =
    object.resource === 'Build'
      ? store.linked(object, 'preReleaseVersion')
      : store.linked(object, 'preReleaseVersions');
  const found = trains.flatMap((id) => {
    const train = store.get('PrereleaseVersion', id);
    const version = train?.attributes['version'];
    return typeof version === 'string' &&
      (object.resource === 'Build' || train?.attributes['platform'] === 'IOS')
      ? [version]
      : [];
  });
  const sorted = [...new Set(found)].sort();
  return sorted.length > 0 ? sorted : ['1.0'];
}

function measure(seed: string, typical: number): number {
  return Math.round(typical * (0.8 + (hash(seed) % 400) / 1000) * 100) / 100;
}

function wanted(query: Query, name: string, value: string): boolean {
  const filter = query[`filter[${name}]`];
  return filter === undefined || filter.split(',').includes(value);
}

function datasetsOf(object: Stored, metric: Metric, versions: readonly string[], query: Query): unknown[] {
  return devices
    .filter(([device]) => wanted(query, 'deviceType', device))
    .flatMap(([device, deviceMarketingName]) =>
      percentiles.map((percentile) => {
        const typical = percentile === 'percentile.ninety' ? metric.typical * 2.4 : metric.typical;
        return {
          filterCriteria: { percentile, device, deviceMarketingName },
          points: versions.map((version) => ({
            version,
            value: measure(`${object.id} ${metric.identifier} ${device} ${version}`, typical),
            errorMargin: Math.round(typical * 5) / 100,
          })),
          recommendedMetricGoal: { value: metric.typical, detail: 'Half of comparable apps do better.' },
        };
      }),
    );
}

function insightsOf(versions: readonly string[]): Record<string, unknown> {
  const latest = versions.at(-1) ?? '1.0';
  const before = versions.at(-2) ?? latest;
  return {
    trendingUp: [],
    regressions: [
      {
        metricCategory: 'HANG',
        latestVersion: latest,
        metric: 'hangRate',
        summaryString: `Hang rate is higher in ${latest} than in ${before}.`,
        referenceVersions: before,
        maxLatestVersionValue: 15.2,
        subSystemLabel: 'UI',
        highImpact: true,
        populations: [
          {
            deltaPercentage: 31.5,
            percentile: 'percentile.ninety',
            summaryString: 'All iPhones',
            referenceAverageValue: 11.6,
            latestVersionValue: 15.2,
            device: 'all_iphones',
          },
        ],
      },
    ],
  };
}

/** `perfPowerMetrics` of an app or a build: the document `xcodeMetrics`. */
export function perfPowerMetrics(store: Store, object: Stored, query: Query): unknown {
  const versions = versionsOf(store, object);
  const chosen = metrics.filter(({ category }) => wanted(query, 'metricType', category));
  return {
    version: '1.0',
    insights: insightsOf(versions),
    productData: wanted(query, 'platform', 'IOS')
      ? [
          {
            platform: 'iOS',
            metricCategories: chosen.map((metric) => ({
              identifier: metric.category,
              metrics: [
                {
                  identifier: metric.identifier,
                  goalKeys: [
                    { goalKey: 'good', lowerBound: 0, upperBound: Math.ceil(metric.typical) },
                    {
                      goalKey: 'poor',
                      lowerBound: Math.ceil(metric.typical),
                      upperBound: Math.ceil(metric.typical * 4),
                    },
                  ],
                  unit: { identifier: metric.unit[0], displayName: metric.unit[1] },
                  datasets: datasetsOf(object, metric, versions, query),
                },
              ],
            })),
          },
        ]
      : [],
  };
}

/** `performanceOverviews` of an app: the document `xcodeOverview`. */
export function performanceOverview(store: Store, app: Stored, query: Query): unknown {
  const versions = versionsOf(store, app);
  const signature = (name: string, weight: number) => ({
    signatureId: hex(name, 16),
    signature: name,
    count: Math.round(weight * 10),
    weight,
    sourceFile: `${name.split('.')[0] ?? 'App'}.swift`,
    lineNumber: 40 + (hash(name) % 300),
    trendInfo: 'UP',
    metricsSummary: { referenceVersions: versions.map((version) => ({ version, value: weight })) },
  });
  return {
    version: '1.0',
    appMetadata: {
      bundleId: String(app.attributes['bundleId'] ?? ''),
      appId: app.id,
      latestVersion: versions.at(-1) ?? '1.0',
      platform: 'iOS',
    },
    insights: insightsOf(versions),
    categories: metrics.map((metric, index) => ({
      identifier: metric.category,
      displayName: `${metric.category.charAt(0)}${metric.category.slice(1).toLowerCase()}`,
      sections: [
        {
          identifier: metric.identifier,
          displayName: metric.identifier,
          relevanceScore: Math.round((1 - index / 10) * 100) / 100,
          sortOrder: index,
          unit: { identifier: metric.unit[0], displayName: metric.unit[1] },
          datasets: datasetsOf(app, metric, versions, query),
        },
      ],
    })),
    signatures: {
      topHangPoint: [signature('RadarTileCache.tile(at:zoom:)', 41.2)],
      topLaunchPoint: [signature('AppDelegate.migrateDatabase()', 22.4)],
      topDiskWritePoint: [signature('TileStore.write(_:)', 63.9)],
    },
    telemetryIdentifier: hex(app.id, 32),
  };
}

/** `logs` of a diagnostic signature: the document `diagnosticLogs`. */
export function diagnosticLogs(store: Store, signature: Stored, query: Query): unknown {
  const build = [...store.all('Build')].find((candidate) =>
    store.linked(candidate, 'diagnosticSignatures').includes(signature.id),
  );
  const train = build === undefined ? undefined : store.linked(build, 'preReleaseVersion')[0];
  const app = build === undefined ? undefined : store.get('App', store.linked(build, 'app')[0] ?? '');
  const name = String(signature.attributes['signature'] ?? 'main');
  const count = Math.min(3, Number(query['limit'] ?? 3));
  return {
    version: '1.0',
    productData: [
      {
        signatureId: signature.id,
        diagnosticInsights: [
          {
            insightsURL: 'https://www.example.com/diagnostics',
            insightsCategory: String(signature.attributes['diagnosticType'] ?? 'HANGS'),
            insightsString: 'The work can move off the main thread.',
          },
        ],
        diagnosticLogs: Array.from({ length: count }, (_, index) => ({
          callStackTree: [
            {
              callStackPerThread: false,
              callStacks: [
                {
                  callStackRootFrames: [
                    frame('main', 20, false, [
                      frame('UIApplicationMain', 20, false, [frame(name, 18 - index, true, [])]),
                    ]),
                  ],
                },
              ],
            },
          ],
          diagnosticMetaData: {
            bundleId: String(app?.attributes['bundleId'] ?? ''),
            event: 'hang',
            osVersion: 'iPhone OS 26.1 (23B85)',
            appVersion: String(
              (train && store.get('PrereleaseVersion', train)?.attributes['version']) ?? '1.0',
            ),
            writesCaused: '0 MB',
            deviceType: 'iPhone17,1',
            platformArchitecture: 'arm64e',
            eventDetail: `${1200 + index * 340} ms`,
            buildVersion: String(build?.attributes['version'] ?? '1'),
          },
        })),
      },
    ],
  };
}

function frame(
  symbolName: string,
  sampleCount: number,
  isBlameFrame: boolean,
  subFrames: unknown[],
): unknown {
  return {
    sampleCount,
    isBlameFrame,
    symbolName,
    offsetIntoSymbol: '212',
    binaryName: symbolName === 'UIApplicationMain' ? 'UIKitCore' : 'WeatherNow',
    binaryUUID: hex(symbolName, 32).toUpperCase(),
    address: `0x${hex(symbolName, 9)}`,
    offsetIntoBinaryTextSegment: '49652',
    rawFrame: `${symbolName} + 212`,
    subFrames,
  };
}
