import { execFileSync } from 'node:child_process';
import {
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReal } from '../../src/guard/open-real.ts';
import { openFilesIn } from './open-files.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'asc-open-')));
mkdirSync(join(base, 'folder'));
writeFileSync(join(base, 'folder', 'a.txt'), 'mine');
symlinkSync(join(base, 'folder'), join(base, 'way'));
symlinkSync(join(base, 'folder', 'a.txt'), join(base, 'link.txt'));
symlinkSync(join(base, 'nowhere'), join(base, 'astray'));
execFileSync('mkfifo', [join(base, 'pipe')]);

it('opens a file by its real path, to read or to make', async () => {
  const there = await openReal(join(base, 'folder', 'a.txt'), constants.O_RDONLY);
  expect(await there?.readFile('utf8')).toBe('mine');
  await there?.close();
  const made = join(base, 'folder', 'b.txt');
  const handle = await openReal(made, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  await handle?.writeFile('new');
  await handle?.close();
  expect([statSync(made).size, statSync(made).mode & 0o777]).toEqual([3, 0o600]);
});

// Linux tells where an open file is; the others have to be asked in their own way, which Linux can do as well.
describe.each(['linux', 'win32', 'darwin'] as const)('asked as %s is', (platform) => {
  it('opens what is there', async () => {
    const there = await openReal(join(base, 'folder', 'a.txt'), constants.O_RDONLY, undefined, platform);
    expect(await there?.readFile('utf8')).toBe('mine');
    await there?.close();
  });

  it.each([
    ['the file', ['link.txt']],
    ['a folder on the way', ['way', 'a.txt']],
  ])('opens nothing where %s is a link, and leaves nothing open', async (_, parts) => {
    expect(await openReal(join(base, ...parts), constants.O_RDONLY, undefined, platform)).toBe(undefined);
    expect(openFilesIn(base)).toEqual([]);
  });
});

it.each(['linux', 'win32'] as const)('makes nothing where a link of %s leads', async (platform) => {
  const flags = constants.O_WRONLY | constants.O_CREAT;
  expect(await openReal(join(base, 'astray'), flags, 0o600, platform)).toBe(undefined);
  expect(existsSync(join(base, 'nowhere'))).toBe(false);
});

it('writes nothing where a folder on the way is a link', async () => {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  expect(await openReal(join(base, 'way', 'c.txt'), flags, 0o600)).toBe(undefined);
  // The empty file may have been made; what was to be in it was not.
  const made = join(base, 'folder', 'c.txt');
  expect(existsSync(made) ? statSync(made).size : 0).toBe(0);
});

it('does not wait for the other end of a pipe, and throws what the system says', async () => {
  const pipe = await openReal(join(base, 'pipe'), constants.O_RDONLY);
  expect((await pipe?.stat())?.isFile()).toBe(false);
  await pipe?.close();
  await expect(openReal(join(base, 'none'), constants.O_RDONLY)).rejects.toMatchObject({ code: 'ENOENT' });
});
