import { countsOf, type Ending, leaveResults } from './cloud-results.ts';
import { finishLater } from './cloud-runs.ts';
import { hex } from './random.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

interface Run {
  readonly id: string;
  readonly number: number;
  /** Age of the start in days. */
  readonly age: number;
  readonly progress: 'PENDING' | 'RUNNING' | 'COMPLETE';
  readonly status?: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  readonly reason: 'GIT_REF_CHANGE' | 'MANUAL' | 'PULL_REQUEST_UPDATE' | 'SCHEDULE';
  readonly message: string;
  readonly build?: string;
}

/** The run that is under way goes on for so long, milliseconds. */
const runningMs = 5 * 60_000;

/** Xcode Cloud: products, workflows, repositories, runs with actions, artifacts, issues and test results. */
export function seedCloud(seeder: Seeder): void {
  const macs = [
    ['26.1', 'macOS Tahoe 26.1'],
    ['15.7', 'macOS Sequoia 15.7'],
  ].map(([version, name]) => seeder.put('CiMacOsVersion', seeder.id(`macos ${version}`), { version, name }));
  for (const [version, name] of [
    ['26.1', 'Xcode 26.1.1 (17B100)'],
    ['26.0', 'Xcode 26.0 (17A324)'],
  ])
    seeder.put(
      'CiXcodeVersion',
      seeder.id(`xcode ${version}`),
      {
        version,
        name,
        testDestinations: [
          {
            deviceTypeName: 'iPhone 17 Pro',
            deviceTypeIdentifier: 'com.apple.CoreSimulator.SimDeviceType.iPhone-17-Pro',
            availableRuntimes: [
              { runtimeName: 'iOS 26.1', runtimeIdentifier: 'com.apple.CoreSimulator.SimRuntime.iOS-26-1' },
            ],
            kind: 'SIMULATOR',
          },
        ],
      },
      { macOsVersions: macs },
    );
  const provider = seeder.put('ScmProvider', seeder.id('provider'), {
    scmProviderType: { kind: 'GITHUB_CLOUD', displayName: 'GitHub', isOnPremise: false },
    url: 'https://git.example.com',
  });
  for (const [app, name] of [
    [teamIds.weather, 'weather-now'],
    [teamIds.ledger, 'pocket-ledger'],
  ] as const)
    seedProduct(seeder, app, name, provider, macs[0] ?? '');
}

function seedProduct(
  seeder: Seeder,
  app: { readonly app: string; readonly bundleId: string },
  name: string,
  provider: string,
  mac: string,
): void {
  const repository = seeder.put(
    'ScmRepository',
    seeder.id(`repository ${name}`),
    {
      lastAccessedDate: seeder.ago(0.1),
      httpCloneUrl: `https://git.example.com/northwind/${name}.git`,
      sshCloneUrl: `ssh://git@git.example.com/northwind/${name}.git`,
      ownerName: 'northwind',
      repositoryName: name,
    },
    { scmProvider: provider },
  );
  const reference = (branch: string, kind: 'BRANCH' | 'TAG', isDeleted = false): string =>
    seeder.put(
      'ScmGitReference',
      seeder.id(`${name} ref ${branch}`),
      {
        name: branch,
        canonicalName: kind === 'BRANCH' ? `refs/heads/${branch}` : `refs/tags/${branch}`,
        isDeleted,
        kind,
      },
      { repository },
    );
  const main = reference('main', 'BRANCH');
  const refs = [
    main,
    reference('release/3.2', 'BRANCH'),
    reference('feature/rain-alerts', 'BRANCH'),
    reference('feature/old', 'BRANCH', true),
    reference('v3.1.0', 'TAG'),
  ];
  const pulls = [
    ['Tell when the rain stops', 'feature/rain-alerts', false],
    ['Faster radar tiles', 'feature/radar-tiles', true],
  ].map(([title, branch, closed], index) =>
    seeder.put(
      'ScmPullRequest',
      seeder.id(`${name} pull ${index}`),
      {
        title,
        number: 410 + index,
        webUrl: `https://git.example.com/northwind/${name}/pull/${410 + index}`,
        sourceRepositoryOwner: 'northwind',
        sourceRepositoryName: name,
        sourceBranchName: branch,
        destinationRepositoryOwner: 'northwind',
        destinationRepositoryName: name,
        destinationBranchName: 'main',
        isClosed: closed,
        isCrossRepository: false,
      },
      { repository },
    ),
  );
  seeder.link('ScmRepository', repository, 'gitReferences', refs);
  seeder.link('ScmRepository', repository, 'defaultBranch', main);
  seeder.link('ScmRepository', repository, 'pullRequests', pulls);
  const product = seeder.put(
    'CiProduct',
    seeder.id(`product ${name}`),
    { name, createdDate: seeder.ago(700), productType: 'APP' },
    { app: app.app, primaryRepositories: [repository] },
  );
  seeder.link('CiProduct', product, 'additionalRepositories', [repository]);
  const isWeather = app.app === teamIds.weather.app;
  const workflows = ['Release', 'Pull requests', 'Nightly'].map((title, index) =>
    seeder.put(
      'CiWorkflow',
      isWeather && index === 0 ? teamIds.workflows.release : seeder.id(`${name} workflow ${title}`),
      {
        name: title,
        description: [
          'Archive and send to TestFlight',
          'Build and test every pull request',
          'All tests, every night',
        ][index],
        ...(index === 0
          ? {
              branchStartCondition: {
                source: { isAllMatch: false, patterns: [{ pattern: 'release/', isPrefix: true }] },
                autoCancel: true,
              },
              manualBranchStartCondition: { source: { isAllMatch: true, patterns: [] } },
            }
          : index === 1
            ? {
                pullRequestStartCondition: {
                  source: { isAllMatch: true, patterns: [] },
                  destination: { isAllMatch: false, patterns: [{ pattern: 'main', isPrefix: false }] },
                  autoCancel: true,
                },
              }
            : {
                scheduledStartCondition: {
                  source: { isAllMatch: false, patterns: [{ pattern: 'main', isPrefix: false }] },
                  schedule: { frequency: 'DAILY', hour: 3, minute: 0, timezone: 'Europe/Stockholm' },
                },
              }),
        actions: [
          {
            name: index === 0 ? 'Archive - iOS' : 'Test - iOS',
            actionType: index === 0 ? 'ARCHIVE' : 'TEST',
            destination: index === 0 ? 'ANY_IOS_DEVICE' : 'ANY_IOS_SIMULATOR',
            ...(index === 0 ? { buildDistributionAudience: 'APP_STORE_ELIGIBLE' } : {}),
            scheme: name,
            platform: 'IOS',
            isRequiredToPass: true,
          },
        ],
        isEnabled: true,
        isLockedForEditing: index === 0,
        clean: index === 0,
        containerFilePath: `${name}.xcodeproj`,
        lastModifiedDate: seeder.ago(40 + index),
      },
      { product, repository, xcodeVersion: seeder.id('xcode 26.1'), macOsVersion: mac },
    ),
  );
  const runs: Run[] = [];
  if (isWeather)
    runs.push(
      {
        id: teamIds.buildRuns.running,
        number: 214,
        age: 0.01,
        progress: 'RUNNING',
        reason: 'GIT_REF_CHANGE',
        message: 'Keep rain alerts quiet at night',
      },
      {
        id: teamIds.buildRuns.failed,
        number: 213,
        age: 0.3,
        progress: 'COMPLETE',
        status: 'FAILED',
        reason: 'PULL_REQUEST_UPDATE',
        message: 'Rain alerts: end time',
      },
      {
        id: seeder.id('run 212'),
        number: 212,
        age: 1.5,
        progress: 'COMPLETE',
        status: 'SUCCEEDED',
        reason: 'GIT_REF_CHANGE',
        message: 'Version 3.2 (3204)',
        build: teamIds.builds.weatherNext,
      },
    );
  for (let index = 0; index < 12; index++)
    runs.push({
      id: seeder.id(`${name} run ${index}`),
      number: 211 - index,
      age: 2.2 + index * 1.3,
      progress: 'COMPLETE',
      status: index % 5 === 3 ? 'FAILED' : index % 7 === 6 ? 'CANCELED' : 'SUCCEEDED',
      reason: index % 3 === 0 ? 'SCHEDULE' : 'GIT_REF_CHANGE',
      message:
        ['Translate the alerts', 'Tidy up the tile cache', 'Update the icons', 'Fix the wind arrow'][
          index % 4
        ] ?? '',
    });
  for (const run of runs)
    seedRun(seeder, run, product, workflows[run.number % 3] ?? '', main, pulls[0] ?? '');
  if (isWeather) finishLater(seeder.store, teamIds.buildRuns.running, seeder.now + runningMs);
  seeder.link(
    'CiProduct',
    product,
    'buildRuns',
    runs.map(({ id }) => id),
  );
}

function seedRun(
  seeder: Seeder,
  run: Run,
  product: string,
  workflow: string,
  branch: string,
  pull: string,
): void {
  const isPull = run.reason === 'PULL_REQUEST_UPDATE';
  const author = { displayName: 'Sven Lund', avatarUrl: 'https://git.example.com/avatars/sven.png' };
  const times = {
    startedDate: seeder.ago(run.age),
    ...(run.progress === 'COMPLETE' ? { finishedDate: seeder.ago(run.age - 0.008) } : {}),
  };
  const issueCounts = countsOf('TEST', run.status ?? 'SUCCEEDED');
  const commitSha = hex(`commit ${run.id}`, 40);
  seeder.put(
    'CiBuildRun',
    run.id,
    {
      number: run.number,
      createdDate: seeder.ago(run.age + 0.001),
      ...times,
      sourceCommit: {
        commitSha,
        message: run.message,
        author,
        committer: author,
        webUrl: `https://git.example.com/northwind/commit/${commitSha}`,
      },
      isPullRequestBuild: isPull,
      issueCounts,
      executionProgress: run.progress,
      ...(run.status === undefined ? {} : { completionStatus: run.status }),
      startReason: run.reason,
      ...(run.status === 'CANCELED' ? { cancelReason: 'AUTOMATICALLY_BY_NEWER_BUILD' } : {}),
    },
    {
      product,
      workflow,
      sourceBranchOrTag: branch,
      destinationBranch: branch,
      ...(isPull ? { pullRequest: pull } : {}),
      ...(run.build === undefined ? {} : { builds: [run.build] }),
    },
  );
  const actions = (['BUILD', 'TEST', 'ARCHIVE'] as const).map((type) => {
    const ending = endingOf(run.status, type);
    const action = seeder.put(
      'CiBuildAction',
      seeder.id(`${run.id} ${type}`),
      {
        name: `${type.charAt(0)}${type.slice(1).toLowerCase()} - iOS`,
        actionType: type,
        ...times,
        issueCounts: countsOf(type, ending ?? 'SUCCEEDED'),
        executionProgress: run.progress,
        ...(ending === undefined ? {} : { completionStatus: ending }),
        isRequiredToPass: true,
      },
      { buildRun: run.id },
    );
    if (ending !== undefined)
      leaveResults(seeder.store, {
        id: action,
        type,
        ending,
        idOf: (name) => seeder.id(`${action} ${name}`),
      });
    return action;
  });
  seeder.link('CiBuildRun', run.id, 'actions', actions);
}

/** The tests of a failed run failed, so it was not archived. */
function endingOf(status: Run['status'], type: 'BUILD' | 'TEST' | 'ARCHIVE'): Ending | undefined {
  if (status !== 'FAILED') return status;
  return type === 'BUILD' ? 'SUCCEEDED' : type === 'TEST' ? 'FAILED' : 'SKIPPED';
}
