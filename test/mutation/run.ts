/**
 * Mutation testing of what guards: each module is changed in one place after the other, and a test has to notice.
 * `npm run test:mutants` does all modules of held-by.ts, `npm run test:mutants -- --mutate src/guard/plan.ts` some of
 * them (a comma between two). Fails below 90 % in any.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { heldBy } from './held-by.ts';

const least = 90;
const [option, names] = process.argv.slice(2);
const wanted = option === '--mutate' && names !== undefined ? names.split(',') : Object.keys(heldBy);
const unknown = wanted.filter((name) => heldBy[name] === undefined);
if (unknown.length > 0 || (option !== undefined && option !== '--mutate')) {
  console.error(`Not in test/mutation/held-by.ts: ${unknown.join(', ') || option}`);
  process.exit(1);
}

const scores: string[] = [];
for (const name of wanted) {
  const tests = heldBy[name] ?? [];
  rmSync('out/mutants.json', { force: true });
  // Its own verdict on the score is 1, and a fault of its own leaves no report.
  spawnSync('node_modules/.bin/stryker', ['run', '--mutate', name], {
    stdio: 'inherit',
    env: { ...process.env, ASC_HELD_BY: tests.join(',') },
  });
  const score = scoreOf(JSON.parse(readFileSync('out/mutants.json', 'utf8')), name);
  scores.push(`${score.toFixed(1).padStart(6)} %  ${name}`);
  if (score < least) process.exitCode = 1;
}
console.log(`\n${scores.join('\n')}`);

/** Found mutants of all, in percent. One that never ends, or is no program any more, is found. */
function scoreOf(report: unknown, name: string): number {
  const { mutants } = objectAt(objectAt(report, 'files'), name);
  const states = (Array.isArray(mutants) ? mutants : []).map((one: unknown) =>
    isObject(one) ? stringAt(one, 'status') : undefined,
  );
  const left = states.filter((state) => state === 'Survived' || state === 'NoCoverage').length;
  return states.length === 0 ? 0 : (100 * (states.length - left)) / states.length;
}
