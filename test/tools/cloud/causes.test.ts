import { describe, expect, it } from 'vitest';
import { startPatterns, startsFrom } from '../../../src/catalog/start-conditions.ts';
import { isConsequence } from '../../../src/tools/cloud/consequences.ts';

describe('what failed first', () => {
  it.each([
    'Testing failed: 2 of 311 tests',
    'Command SwiftCompile failed with a nonzero exit code',
    'Run command: xcodebuild archive failed with exit code 65',
    'The following build commands failed:',
    'Build failed',
  ])('is not "%s"', (message) => {
    expect(isConsequence(message)).toBe(true);
  });

  it.each([
    "Cannot find 'RainWindow' in scope",
    'XCTAssertEqual failed: ("14:20") is not equal to ("14:25")',
    'No profiles for com.example.weather were found',
    'failed to load the model',
  ])('may be "%s"', (message) => {
    expect(isConsequence(message)).toBe(false);
  });
});

describe('a workflow', () => {
  const release = {
    branchStartCondition: {
      source: { isAllMatch: false, patterns: [{ pattern: 'release/', isPrefix: true }] },
    },
    manualBranchStartCondition: { source: { patterns: [{ pattern: 'main', isPrefix: false }] } },
    tagStartCondition: null,
  };

  it('starts from what its conditions name', () => {
    expect(startsFrom(release, 'branch', 'release/3.2')).toBe(true);
    expect(startsFrom(release, 'branch', 'main')).toBe(true);
    expect(startsFrom(release, 'branch', 'main-old')).toBe(false);
    expect(startsFrom(release, 'branch', 'hotfix/release/1')).toBe(false);
    expect(startsFrom(release, 'tag', 'release/3.2')).toBe(false);
    expect(startsFrom({ manualTagStartCondition: { source: { isAllMatch: true } } }, 'tag', 'v1')).toBe(true);
    expect(startPatterns(release, 'branch')).toEqual(['release/*', 'main']);
    expect(startPatterns(release, 'tag')).toEqual([]);
  });
});
