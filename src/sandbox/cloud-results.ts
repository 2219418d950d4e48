import { artifactBytes } from './downloads.ts';
import type { Store } from './store.ts';

/** How an action of Xcode Cloud ended. */
export type Ending = 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'SKIPPED';

/** What an action is, and how it ended. */
export interface ActionEnd {
  /** Of the action. */
  readonly id: string;
  /** `TEST`, `ARCHIVE`, … */
  readonly type: string;
  readonly ending: Ending;
  /** Makes an id for what is called so. */
  readonly idOf: (name: string) => string;
}

const quiet = { analyzerWarnings: 0, errors: 0, testFailures: 0, warnings: 3 };
const testsFailed = { ...quiet, errors: 1, testFailures: 2 };
const buildFailed = { ...quiet, errors: 2 };

/** `issueCounts` of an action. */
export function countsOf(type: string, ending: Ending): Readonly<Record<string, number>> {
  if (ending !== 'FAILED') return quiet;
  return type === 'TEST' ? testsFailed : buildFailed;
}

const testFile = 'Tests/RainAlertTests.swift';

const failures: readonly Record<string, unknown>[] = [
  {
    issueType: 'TEST_FAILURE',
    message: 'XCTAssertEqual failed: ("14:20") is not equal to ("14:25")',
    fileSource: { path: testFile, lineNumber: 88 },
    category: 'Assertion failure',
  },
  {
    issueType: 'ERROR',
    message: 'Testing failed: 2 of 311 tests',
    fileSource: { path: testFile, lineNumber: 88 },
    category: 'Test',
  },
];

const errors: readonly Record<string, unknown>[] = [
  {
    issueType: 'ERROR',
    message: "Cannot find 'RainWindow' in scope",
    fileSource: { path: 'Sources/Alerts/RainAlert.swift', lineNumber: 41 },
    category: 'Swift Compiler Error',
  },
  {
    issueType: 'ERROR',
    message: 'Command SwiftCompile failed with a nonzero exit code',
    category: 'Command PhaseScriptExecution',
  },
];

const warning: Record<string, unknown> = {
  issueType: 'WARNING',
  message: "'keyWindow' was deprecated in iOS 13.0",
  fileSource: { path: 'Sources/App/Scene.swift', lineNumber: 12 },
  category: 'Deprecations',
};

const tests = ['testAlertEnds', 'testAlertStarts', 'testNightIsQuiet', 'testOldDevice'];

/** Puts what an action that ended leaves behind: issues, test results, artifacts that can be downloaded. */
export function leaveResults(store: Store, end: ActionEnd): void {
  const action = store.get('CiBuildAction', end.id);
  if (action === undefined || end.ending === 'SKIPPED') return;
  const put = (resource: string, name: string, attributes: Record<string, unknown>): string => {
    const id = end.idOf(name);
    store.put(resource, id, attributes);
    return id;
  };
  const found = end.ending === 'FAILED' ? (end.type === 'TEST' ? failures : errors) : [];
  store.link(
    action,
    'issues',
    [...found, warning].map((issue, index) => put('CiIssue', `issue ${index + 1}`, { ...issue })),
  );
  store.link(
    action,
    'artifacts',
    artifactsOf(end.type).map(([fileType, fileName]) => {
      const id = end.idOf(fileType);
      const fileSize = artifactBytes(id, fileType, fileName).length;
      store.put('CiArtifact', id, { fileType, fileName, fileSize });
      return id;
    }),
  );
  if (end.type === 'TEST') store.link(action, 'testResults', testsOf(end, put));
}

function artifactsOf(type: string): readonly (readonly [fileType: string, fileName: string])[] {
  return [
    ['LOG_BUNDLE', 'Logs.zip'],
    ['RESULT_BUNDLE', 'WeatherNow.xcresult.zip'],
    ...(type === 'ARCHIVE' ? [['ARCHIVE', 'WeatherNow.xcarchive.zip'] as const] : []),
  ];
}

function testsOf(
  { ending, idOf }: ActionEnd,
  put: (resource: string, name: string, attributes: Record<string, unknown>) => string,
): readonly string[] {
  return tests.map((test, index) => {
    const status = ending === 'FAILED' && index < 2 ? 'FAILURE' : index === 3 ? 'SKIPPED' : 'SUCCESS';
    return put('CiTestResult', test, {
      className: 'RainAlertTests',
      name: test,
      status,
      fileSource: { path: testFile, lineNumber: 40 + index * 24 },
      message: status === 'FAILURE' ? 'XCTAssertEqual failed' : '',
      destinationTestResults: [
        {
          uuid: idOf(`${test} destination`),
          deviceName: 'iPhone 17 Pro',
          osVersion: '26.1',
          status,
          duration: 0.12 + index / 10,
        },
      ],
    });
  });
}
