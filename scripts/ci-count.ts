/** Prints `<passed> <failed>` of the vitest report given by path; a report that is not there counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const report = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const [file] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) console.log('0 1');
else {
  const { success, numPassedTests, numFailedTests, testResults } = report.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  // A file that cannot be loaded has no tests, and vitest counts none of it.
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + unloadable;
  console.log(`${numPassedTests} ${failed === 0 && !success ? 1 : failed}`);
}
