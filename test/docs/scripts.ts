import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from './parts.ts';

const scripts: Readonly<Record<string, string>> = packageJson.scripts;
const ci = readFileSync(`${root}.ci/run`, 'utf8');

/** What a script of package.json runs. Throws when there is none of this name. */
export function scriptOf(name: string): string {
  const script = scripts[name];
  if (script === undefined) throw new Error(`package.json has no script "${name}".`);
  return script;
}

/** A script, and every script that it calls, names programs and files that are there. */
export function assertScript(name: string): void {
  for (const command of scriptOf(name).split(' && ')) {
    const [program = '', ...words] = command.split(' ');
    const called = /^npm (?:run )?([\w:]+)$/.exec(command)?.[1];
    if (called !== undefined) {
      assertScript(called);
      continue;
    }
    const binary = program === 'npx' ? (words[0] ?? '') : program;
    if (binary !== 'node')
      expect([name, binary, existsSync(`${root}node_modules/.bin/${binary}`)]).toEqual([name, binary, true]);
    // dist/ is there once it is built, which the same script does first.
    for (const word of words)
      if (/^(?:scripts|test|bench)\//.test(word))
        expect([name, word, existsSync(root + word)]).toEqual([name, word, true]);
  }
}

/** CI runs the script itself, or the very command behind it. */
export function assertInCi(name: string): void {
  const last = scriptOf(name).split(' && ').at(-1) ?? '';
  const ways = [`npm ${name}`, `npm run --silent ${name}`, `npx ${last}`];
  expect([name, ways.some((way) => ci.includes(way))]).toEqual([name, true]);
}

/** CI contains this line of its own. */
export function assertCiSays(command: string): void {
  expect(ci).toContain(command);
}

/** Test files are below this folder. */
export function assertTestsIn(folder: string): void {
  expect(
    readdirSync(root + folder, { recursive: true }).filter((file) => String(file).endsWith('.test.ts'))
      .length,
  ).toBeGreaterThan(0);
}

/** A flag of a script: its file knows the name, and the value is a number or a file of ours. */
export function assertFlag(name: string, flag: string, value: string): void {
  const file = /tsx (\S+\.ts)$/.exec(scriptOf(name))?.[1] ?? '';
  expect(readFileSync(root + file, 'utf8')).toMatch(new RegExp(`\\b${flag.slice(2)}\\b`));
  expect([value, Number(value) > 0 || existsSync(root + value)]).toEqual([value, true]);
}
