import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { node, serverFile } from '../support/server.ts';

interface Shown {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs the demo as a person would whose terminal is a pipe. */
function runDemo(environment: Readonly<Record<string, string>> = {}): Promise<Shown> {
  const began = performance.now();
  const child = spawn(node, [serverFile, 'demo'], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end();
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, seconds: (performance.now() - began) / 1000 }),
    );
  });
}

describe('the demo', () => {
  it('asks, calls and answers, and ends by itself', async () => {
    const { code, stdout, stderr, seconds } = await runDemo();
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(15);
    for (const question of [
      '1. Is Weather Now 3.2 ready to ship?',
      '2. Which builds are stuck?',
      '3. What do the latest one-star reviews say?',
      '4. What did we earn in Japan last week?',
      '5. What would 10 % more for the yearly plan in the euro countries mean?',
      '6. Who is on the team, and what may they do?',
    ])
      expect(stdout).toContain(question);
    expect(stdout).toMatch(/→ asc_find_operations \{"query":"which builds are stuck"/);
    expect(stdout).toMatch(/← builds: 4 of 4, complete: true · \d+ ms · ~\d+ tokens/);
    expect(stdout).toMatch(/With your own key: "node dist\/index.js setup" takes it/);
  });

  it('answers from what the team really has', async () => {
    const { stdout } = await runDemo();
    expect(stdout).toContain('Not yet: 4 things block it.');
    expect(stdout).toMatch(/✗ What's New is empty \(de-DE\)/);
    expect(stdout).toMatch(
      /✗ A language with screenshots lacks a display that the primary one has: iPad 13" \(ja\)/,
    );
    expect(stdout).toMatch(/✗ Weather Now 3\.2 \(3205, IOS\): in processing for 9 hours/);
    expect(stdout).toMatch(/! Weather Now 3\.2 \(3203, IOS\): processed, but nobody answered/);
    expect(stdout).toMatch(/The latest 6 of \d+ one-star reviews of Weather Now/);
    expect(stdout).toMatch(/│ Broken: Nice app\./);
    expect(stdout).toMatch(/[\d,]+ JPY of proceeds in Japan from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\./);
    expect(stdout).toMatch(/25 new prices from \d{4}-\d\d-\d\d \(US Pacific\)\./);
    expect(stdout).toContain('EUR 29.99 → 32.99');
    expect(stdout).toMatch(/7 people, and 2 who have not accepted yet\./);
    expect(stdout).toMatch(/Otto Haas +FINANCE \(payments and tax\), SALES/);
  });

  it('prints plain lines of at most 100 columns where there is no terminal', async () => {
    const { stdout } = await runDemo({ TERM: 'xterm-256color', COLORTERM: 'truecolor' });
    expect(stdout).not.toContain('\u001b');
    const wide = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
    const columns = (line: string): number => [...line].length + (line.match(wide)?.length ?? 0);
    expect(stdout.split('\n').filter((line) => columns(line) > 100)).toEqual([]);
  });
});
