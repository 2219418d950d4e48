import fc from 'fast-check';
import { long } from '../support/long.ts';

const everyRun = 20_261_122;

/**
 * How much is tried: little and always the same in every run of the tests, much and something else each time with
 * `npm run test:fuzz`. The seed is printed, and
 * `ASC_FUZZ_SEED=n` runs the same again.
 */
export function fuzzed(what: string, short: number, much: number): { seed: number; numRuns: number } {
  const given = Number(process.env['ASC_FUZZ_SEED']);
  const fresh = long ? Date.now() % 1_000_000_000 : everyRun;
  const seed = Number.isSafeInteger(given) && given > 0 ? given : fresh;
  const numRuns = long ? much : short;
  process.stderr.write(`fuzz: ${what}: ${numRuns} runs, seed ${seed}\n`);
  return { seed, numRuns };
}

/** Text as attackers and broken programs write it. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '..',
    '../../etc/passwd',
    '%2e%2e%2f',
    '/v1/apps',
    'http://169.254.169.254/',
    '{{{',
    '\u0024{jndi:ldap://x}',
    'a\r\nHost: evil',
    '\u0000',
    '\u202eevil',
    '\u200b',
    '\ud800',
    '__proto__',
    'constructor',
    'true',
    'null',
    '-1',
    '1e999',
    '9'.repeat(400),
    'x'.repeat(5_000),
    '<script>',
    "'; DROP TABLE apps; --",
    'Weather Now',
    'Weather Now/3.2',
    '1500000101',
    'apps_getCollection',
    'betaGroups_deleteInstance',
  ),
);

/** Any JSON, a few levels deep. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: 'small' },
  oddText,
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(oddText, { maxLength: 3 }),
  fc.dictionary(oddText, oddText, { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);
