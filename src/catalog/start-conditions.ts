import { arrayAt, isObject, stringAt } from './json.ts';

/** What a run is started from. */
export type CiSource = 'branch' | 'tag' | 'pullRequest';

/**
 * Which start conditions of an Xcode Cloud workflow let a run begin from what. A branch that none of them names is
 * refused with 409 "not associated with the workflow" (facts §8h; names of the attributes from the API document 4.5.1,
 * both read 2026-11-22).
 */
const conditionsOf: Readonly<Record<CiSource, readonly string[]>> = {
  branch: ['branchStartCondition', 'manualBranchStartCondition', 'scheduledStartCondition'],
  tag: ['tagStartCondition', 'manualTagStartCondition'],
  pullRequest: ['pullRequestStartCondition', 'manualPullRequestStartCondition'],
};

/** Every attribute of a workflow that is a start condition; it needs one of them. */
export const startConditions: readonly string[] = Object.values(conditionsOf).flat();

/**
 * Whether a workflow lets a run begin from a branch or tag of this name, or from a pull request of this branch.
 * `attributes` are the workflow's.
 */
export function startsFrom(
  attributes: Readonly<Record<string, unknown>>,
  kind: CiSource,
  name: string,
): boolean {
  return conditionsOf[kind].some((condition) => {
    const value = attributes[condition];
    if (!isObject(value)) return false;
    const source = value['source'];
    return source === undefined || source === null || matches(source, name);
  });
}

/** `release/*, main`: the names that a workflow starts from; empty when it starts from nothing of this kind. */
export function startPatterns(
  attributes: Readonly<Record<string, unknown>>,
  kind: CiSource,
): readonly string[] {
  return conditionsOf[kind].flatMap((condition) => {
    const value = attributes[condition];
    if (!isObject(value)) return [];
    const { source } = value;
    if (!isObject(source) || source['isAllMatch'] === true) return ['*'];
    return arrayAt(source, 'patterns').flatMap((pattern) => {
      const text = stringAt(pattern, 'pattern');
      if (text === undefined || !isObject(pattern)) return [];
      return [pattern['isPrefix'] === true ? `${text}*` : text];
    });
  });
}

function matches(source: unknown, name: string): boolean {
  if (isObject(source) && source['isAllMatch'] === true) return true;
  return arrayAt(source, 'patterns').some((pattern) => {
    const text = stringAt(pattern, 'pattern');
    if (text === undefined || !isObject(pattern)) return false;
    return pattern['isPrefix'] === true ? name.startsWith(text) : name === text;
  });
}
