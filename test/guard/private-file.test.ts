import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendNew, privateFolder, replaceFile } from '../../src/guard/private-file.ts';
import { openFilesIn } from './open-files.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'asc-private-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a private folder', () => {
  it('is made with those above it, for the owner only', async () => {
    const folder = join(base, 'state', 'uploads');
    await privateFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
    await privateFolder(folder);
  });

  it('is no link to one, and no file', async () => {
    mkdirSync(join(base, 'real'), { mode: 0o700 });
    symlinkSync(join(base, 'real'), join(base, 'link'));
    await expect(privateFolder(join(base, 'link'))).rejects.toThrow(`${join(base, 'link')} is not a folder.`);
  });

  it.each([0o720, 0o702])('is none that others may write to (%i)', async (mode) => {
    const folder = join(base, 'open');
    mkdirSync(folder);
    chmodSync(folder, mode);
    await expect(privateFolder(folder)).rejects.toThrow(
      `Others may write to ${folder}. Run: chmod 700 "${folder}"`,
    );
    chmodSync(folder, 0o755);
    await privateFolder(folder);
  });
});

describe('a private file', () => {
  it('is put in the place of the older one, for the owner only, and nothing else is left', async () => {
    const path = join(base, 'key.json');
    writeFileSync(path, 'a longer text that was there', { mode: 0o644 });
    await replaceFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(base)).toEqual(['key.json']);
    expect(openFilesIn(base)).toEqual([]);
  });

  it('takes the place of a link, and leaves alone what that led to', async () => {
    const elsewhere = join(base, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, join(base, 'key.json'));
    await replaceFile(join(base, 'key.json'), 'new');
    expect([readFileSync(elsewhere, 'utf8'), readFileSync(join(base, 'key.json'), 'utf8')]).toEqual([
      'untouched',
      'new',
    ]);
  });

  it('that cannot be put there leaves no draft of itself', async () => {
    mkdirSync(join(base, 'taken'));
    await expect(replaceFile(join(base, 'taken'), 'secret')).rejects.toThrow();
    expect(readdirSync(base)).toEqual(['taken']);
  });

  it('that only grows is made new, never opened through a link, and only added to', async () => {
    symlinkSync(join(base, 'nowhere'), join(base, 'link'));
    await expect(open(join(base, 'link'), appendNew, 0o600)).rejects.toThrow('EEXIST');
    const file = await open(join(base, 'log'), appendNew, 0o600);
    await file.write('one');
    await file.write('!', 0);
    await file.close();
    expect(readFileSync(join(base, 'log'), 'utf8')).toBe('one!');
    await expect(open(join(base, 'log'), appendNew, 0o600)).rejects.toThrow('EEXIST');
  });
});
