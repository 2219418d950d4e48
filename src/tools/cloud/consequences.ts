/**
 * Messages of Xcode that only say that something before them failed: never the cause of a failed run. Wording of
 * xcodebuild and Xcode Cloud as it stands in public build logs, read 2026-11-22; what is not here counts as a cause.
 */
const consequences: readonly RegExp[] = [
  /^Testing failed\b/i,
  /^(?:Build|Archive|Analyze|Test)(?:ing)? (?:action )?failed\b/i,
  /\bfailed with (?:a )?non-?zero exit code\b/i,
  /\b(?:exited|failed) with (?:exit )?(?:code|status) \d+/i,
  /^The following build commands failed\b/i,
  /^Command \w+ failed\b/i,
  /^Could not build module\b/i,
  /^Emit ?Module .*failed/i,
];

/** Whether a message only reports that something else failed. */
export function isConsequence(message: string): boolean {
  return consequences.some((pattern) => pattern.test(message.trim()));
}
