import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UploadFiles } from '../../src/guard/upload-file.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'asc-exchanged-')));
const folder = join(base, 'uploads');
const signal = new AbortController().signal;

/** Exchanges a folder for a link to another place, and back, without end. */
const swapping = `const fs = require('node:fs');
const [inside, aside, outside] = process.argv.slice(1);
console.log('begun');
const rest = () => { for (const until = performance.now() + 0.3; performance.now() < until; ); };
for (let n = 0; ; n += 1) {
  fs.renameSync(inside, aside); fs.symlinkSync(outside, inside);
  fs.unlinkSync(inside); fs.renameSync(aside, inside);
  if (n % 10 === 0) rest();
}`;

describe('a file to upload', () => {
  it('never comes from elsewhere when its folder is exchanged for a link during the call', async () => {
    const [root, aside, outside] = ['swap', 'swap-aside', 'swap-outside'].map((name) => join(base, name));
    const inside = join(root ?? '', 'pictures');
    for (const place of [inside, outside ?? '']) mkdirSync(place, { recursive: true });
    writeFileSync(join(inside, 'a.png'), 'mine');
    writeFileSync(join(outside ?? '', 'a.png'), 'not mine');
    const open = new UploadFiles({ roots: [root ?? ''], folder, own: [] });
    // Another process, as it would be: it never waits for us.
    const swapper = spawn(process.execPath, ['-e', swapping, inside, aside ?? '', outside ?? '']);
    const ended = new Promise((resolve) => swapper.once('exit', resolve));
    await new Promise((resolve) => swapper.stdout.once('data', resolve));
    const seen = { mine: 0, refused: 0 };
    const until = performance.now() + 6_000;
    while (performance.now() < until && (seen.mine < 50 || seen.refused < 3_000)) {
      const file = await open.copy(join(inside, 'a.png'), signal).catch(() => undefined);
      if (file === undefined) seen.refused += 1;
      else {
        const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(20), 0, 20, 0);
        await file.dispose();
        expect(buffer.toString('utf8', 0, bytesRead)).toBe('mine');
        seen.mine += 1;
      }
    }
    swapper.kill('SIGKILL');
    await ended;
    // Both happened, so the exchange really was in between.
    expect(Math.min(seen.mine, seen.refused), JSON.stringify(seen)).toBeGreaterThan(5);
    expect(readdirSync(folder)).toEqual([]);
  }, 30_000);
});
