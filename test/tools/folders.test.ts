import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Files } from '../../src/tools/files.ts';
import {
  Folder,
  made,
  ownFolder,
  readFileAt,
  readTextAt,
  segmentsOf,
  startOf,
  walk,
} from '../../src/tools/folders.ts';
import { openFilesIn } from '../guard/open-files.ts';
import { saidBy } from '../guard/said.ts';

let parent: string;
let root: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'asc-folders-')));
  root = join(parent, 'downloads');
  mkdirSync(root);
});

const bad = {
  code: 'bad_path',
  meaning:
    'Paths are relative to the download folder, of plain names; absolute ones must lie in it or, to read, in a folder of the policy (roots.upload).',
  next: 'Give a relative path such as "com.example.app/metadata", or have a person add the folder to roots.upload.',
  outcome: 'not_sent',
};
const notBelow = {
  code: 'cannot_write',
  message: 'Files are written below the download folder only.',
  next: 'Give a relative path; it is taken below the download folder.',
  outcome: 'not_sent',
};

describe('the parts of a path', () => {
  it.each<[string, readonly string[]]>([
    ['a', ['a']],
    ['a/b', ['a', 'b']],
    ['a/b/', ['a', 'b']],
    ['a\\b/c\\', ['a', 'b', 'c']],
    ['de-DE/1 of 2.png', ['de-DE', '1 of 2.png']],
    [`${'a/'.repeat(11)}b`, [...'a'.repeat(11).split(''), 'b']],
    [`${'a/'.repeat(12)}`, 'a'.repeat(12).split('')],
  ])('%j', (path, parts) => {
    expect(segmentsOf(path)).toEqual(parts);
  });

  it.each([
    '',
    '/',
    'a//',
    '..\\a',
    '//a',
    '/a',
    'a//b',
    '.',
    'a/./b',
    'a/../b',
    'a/.b',
    `${'a/'.repeat(12)}b`,
  ])('%j has none', async (path) => {
    expect(await saidBy(() => segmentsOf(path))).toEqual({
      ...bad,
      message: `${JSON.stringify(path)} cannot be used.`,
    });
  });

  it('are a thousand characters at most', async () => {
    const long = (length: number): string =>
      Array.from({ length: 10 }, () => 'x'.repeat(99)).join('/') + 'y'.repeat(length - 999);
    expect(segmentsOf(long(1_000))).toHaveLength(10);
    expect((await saidBy(() => segmentsOf(long(1_001)))).message).toBe(
      `"${long(1_001).slice(0, 120)}" cannot be used.`,
    );
  });
});

describe('where a path starts', () => {
  it('is the download folder, or a folder of the policy to read in', async () => {
    const uploads = join(parent, 'repository');
    mkdirSync(uploads);
    const files = new Files(root, [join(parent, 'not there'), uploads]);
    const start = async (path: string): Promise<unknown> => {
      const { folder, parts } = await startOf(files, path);
      return [folder.path, folder.writable, ...parts];
    };
    expect(await start('a/b')).toEqual([root, true, 'a', 'b']);
    expect(await start(root)).toEqual([root, true]);
    expect(await start(join(root, 'a'))).toEqual([root, true, 'a']);
    expect(await start(uploads)).toEqual([uploads, false]);
    expect(await start(join(uploads, 'a', 'b'))).toEqual([uploads, false, 'a', 'b']);
    expect(await saidBy(() => startOf(files, join(parent, 'repository2')))).toEqual({
      ...bad,
      message: `${JSON.stringify(join(parent, 'repository2'))} cannot be used: it lies in no folder that may be used.`,
    });
    for (const path of [parent, join(parent, 'not there'), join(parent, 'not there', 'a'), '/'])
      expect((await saidBy(() => startOf(files, path))).message).toContain('it lies in no folder');
    for (const path of [`${root}/a/../b`, `${root}/./a`, `${uploads}/../repository/a`])
      expect((await saidBy(() => startOf(files, path))).message).toBe(
        `${JSON.stringify(path)} cannot be used.`,
      );
    expect((await saidBy(() => startOf(files, `${root}/..a`))).message).toBe('"..a" cannot be used.');
  });
});

describe('what is in a folder', () => {
  it('is listed by name, files and folders apart, hidden things left out', async () => {
    for (const name of ['Ａ.txt', '𠀀.txt', 'b.txt', 'a.txt', '.env']) writeFileSync(join(root, name), '');
    for (const name of ['Ｄ', '𠀀', 'c', '.git']) mkdirSync(join(root, name));
    symlinkSync('/etc', join(root, '.hidden'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const folder = new Folder(root, false);
    expect(await folder.list()).toEqual({
      files: ['a.txt', 'b.txt', '𠀀.txt', 'Ａ.txt'],
      folders: ['c', '𠀀', 'Ｄ'],
    });
    symlinkSync('/etc', join(root, 'etc'));
    expect(await saidBy(() => folder.list())).toEqual({
      ...bad,
      message: '"etc" cannot be used: it is a symbolic link, and links are not followed.',
    });
  });

  it('is read whole up to eight megabytes', async () => {
    const folder = new Folder(root, false);
    const path = join(root, 'a.bin');
    writeFileSync(path, 'x');
    truncateSync(path, 8_388_608);
    expect((await folder.readBytes('a.bin'))?.length).toBe(8_388_608);
    truncateSync(path, 8_388_609);
    expect(await saidBy(() => folder.readBytes('a.bin'))).toEqual({
      code: 'bad_file',
      message: '"a.bin" cannot be read: it is larger than 8388608 bytes.',
      meaning: 'Nothing was changed.',
      next: 'Save it as UTF-8 text and call again.',
      outcome: 'not_sent',
    });
  });

  it('is no file where it is a folder or a pipe, nor text where it is not UTF-8', async () => {
    const folder = new Folder(root, true);
    mkdirSync(join(root, 'c'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    writeFileSync(join(root, 'latin.txt'), Buffer.from([0x67, 0xfc, 0x6e]));
    for (const name of ['c', 'pipe']) {
      const said = { ...bad, message: `"${name}" cannot be used: it is no file.` };
      expect(await saidBy(() => folder.readBytes(name))).toEqual(said);
      expect(await saidBy(() => folder.write(name, 'x'))).toEqual(said);
    }
    expect((await saidBy(() => folder.read('latin.txt'))).message).toBe(
      '"latin.txt" cannot be read: it is not UTF-8 text.',
    );
    expect([...((await folder.readBytes('latin.txt')) ?? [])]).toEqual([0x67, 0xfc, 0x6e]);
  });

  it('may be files of our own, which are hidden', async () => {
    const folder = new Folder(root, true);
    for (const name of ['.asc-a.json', '.asc-sync-weather.v1.json', `.asc-a${'b'.repeat(60)}.json`]) {
      await folder.write(name, '{}');
      expect([name, await folder.read(name)]).toEqual([name, '{}']);
    }
    for (const name of [
      '.asc-.json',
      '.asc-A.json',
      '.asc-a.json5',
      'x/.asc-a.json',
      '.asc-a.txt',
      '.asc-a/b.json',
    ])
      expect([name, (await saidBy(() => folder.read(name))).code]).toEqual([name, 'bad_path']);
  });
});

describe('a folder below', () => {
  it('is there, or made for its owner alone, or not wanted', async () => {
    const folder = new Folder(root, true);
    expect(await folder.child('a')).toBeUndefined();
    const below = await folder.make('a');
    expect([below.path, below.writable]).toEqual([join(root, 'a'), true]);
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
    expect((await folder.child('a'))?.path).toBe(join(root, 'a'));
    expect((await new Folder(root, false).child('a'))?.writable).toBe(false);
  });

  it('is not made where nothing may be written, nor through what is no folder', async () => {
    expect(await saidBy(() => new Folder(root, false).make('a'))).toEqual(notBelow);
    expect(await saidBy(() => new Folder(root, false).write('a', 'x'))).toEqual(notBelow);
    expect(existsSync(join(root, 'a'))).toBe(false);
    writeFileSync(join(root, 'f'), 'x');
    const folder = new Folder(root, true);
    expect(await saidBy(() => folder.make('f'))).toEqual({
      ...bad,
      message: '"f" cannot be used: it is no folder.',
    });
    expect(await saidBy(() => folder.make('../x'))).toEqual({
      ...bad,
      message: '"../x" cannot be used.',
    });
    expect(await saidBy(() => walk(folder, ['f', 'x']))).toMatchObject({ code: 'bad_path' });
    expect(await walk(folder, ['no', 'such', 'folder'])).toBeUndefined();
    expect(await walk(folder, [])).toBe(folder);
  });

  it('is made once, however many ask for it at a time', async () => {
    const folder = new Folder(root, true);
    const asked = await Promise.all([folder.make('a'), folder.make('a'), folder.make('a')]);
    expect(asked.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => join(root, 'a')));
    expect((await ownFolder(new Files(root), 'signing', 'profiles')).path).toBe(
      join(root, 'signing', 'profiles'),
    );
  });

  it('has a name that the disk takes', async () => {
    const name = '日'.repeat(119);
    const said = {
      ...bad,
      message: `"${name}" cannot be used: the system cannot look at it (ENAMETOOLONG).`,
    };
    expect(await saidBy(() => new Folder(root, true).make(name))).toEqual(said);
    expect(await saidBy(() => new Folder(root, true).read(name))).toEqual(said);
  });

  it.runIf(process.platform === 'linux')(
    'is refused with what the system says where none can be',
    async () => {
      const folder = new Folder('/proc', true);
      const said = {
        code: 'cannot_write',
        message: 'Nothing can be saved in the download folder (ENOENT).',
        meaning: 'The folder is /proc.',
        next: 'Make it writable, make room on the disk, or start the server with --download-dir FOLDER.',
      };
      expect(await saidBy(() => folder.make('no-such-folder'))).toEqual(said);
      expect(await saidBy(() => folder.write('no-such-file', 'x'))).toEqual(said);
    },
  );

  it('that was moved away is not looked into', async () => {
    const folder = new Folder(join(root, 'a'), true);
    const moved = { ...bad, message: '"a" cannot be used: it was moved or replaced.' };
    expect(await saidBy(() => folder.list())).toEqual(moved);
    expect(await saidBy(() => folder.read('b'))).toEqual(moved);
    expect(await saidBy(() => folder.write('b', ''))).toEqual(moved);
    expect(await saidBy(() => folder.make('b'))).toEqual(moved);
  });
});

describe('a file that is written', () => {
  it('is for its owner alone, replaces another, and leaves nothing beside it', async () => {
    const folder = new Folder(root, true);
    writeFileSync(join(root, 'a'), 'old', { mode: 0o644 });
    await folder.write('a', new Uint8Array([1, 2]));
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o600);
    expect([...((await folder.readBytes('a')) ?? [])]).toEqual([1, 2]);
    expect(readdirSync(root)).toEqual(['a']);
  });
});

describe('a file that was read or written', () => {
  it('is not kept open', async () => {
    const folder = new Folder(root, true);
    writeFileSync(join(root, 'large.bin'), 'x');
    truncateSync(join(root, 'large.bin'), 8_388_609);
    await folder.write('a', 'x');
    await folder.read('a');
    await saidBy(() => folder.read('large.bin'));
    expect(openFilesIn(root)).toEqual([]);
  });
});

describe('a file that cannot be put in its place', () => {
  it('leaves nothing behind', async () => {
    const written = new Folder(root, true).write('a', 'x');
    // A folder takes the name while the file is being written.
    while (!readdirSync(root).some((name) => name.endsWith('.part')))
      await new Promise((resolve) => setImmediate(resolve));
    mkdirSync(join(root, 'a'));
    expect(await saidBy(() => written)).toMatchObject({
      code: 'cannot_write',
      message: 'Nothing can be saved in the download folder (EISDIR).',
    });
    expect(readdirSync(root)).toEqual(['a']);
  });
});

describe('a file by its path', () => {
  it('is read as it is, or as text', async () => {
    const files = new Files(root);
    mkdirSync(join(root, 'a'));
    mkdirSync(join(root, 'a', 'b'));
    for (const path of ['top.txt', 'a/b.txt', 'a/b/c.txt']) {
      writeFileSync(join(root, path), `\uFEFFé ${path}`);
      expect(await readTextAt(files, path)).toBe(`é ${path}`);
    }
    writeFileSync(join(root, 'a', 'b.txt'), '\uFEFFé');
    expect([...(await readFileAt(files, join(root, 'a', 'b.txt')))]).toEqual([0xef, 0xbb, 0xbf, 0xc3, 0xa9]);
  });

  it.each(['c.txt', 'a/c.txt', 'c/b.txt', `${'a/'.repeat(9)}${'c'.repeat(103)}`, 'root'])(
    'that is not there is said to be so: %s',
    async (name) => {
      const files = new Files(root);
      mkdirSync(join(root, 'a'));
      const path = name === 'root' ? root : name;
      const said = {
        code: 'no_file',
        message: `There is no file ${JSON.stringify(path.slice(0, 120))}.`,
        meaning: 'Nothing was changed.',
        next: 'Paths are relative to the download folder, or absolute in a folder of the policy (roots.upload).',
        outcome: 'not_sent',
      };
      expect(await saidBy(() => readTextAt(files, path))).toEqual(said);
      expect(await saidBy(() => readFileAt(files, path))).toEqual(said);
      rmSync(join(root, 'a'), { recursive: true });
    },
  );
});

describe('a path', () => {
  it('may go through a linked root, since a person chose that, and through no other link', async () => {
    const link = join(parent, 'linked');
    const uploads = join(parent, 'repository');
    mkdirSync(join(uploads, 'a'), { recursive: true });
    symlinkSync(uploads, link);
    const { folder, parts } = await startOf(new Files(root, [link]), join(link, 'a'));
    expect([folder.path, parts]).toEqual([uploads, ['a']]);
    symlinkSync(parent, join(uploads, 'up'));
    await expect(walk(folder, ['up'])).rejects.toMatchObject({ code: 'bad_path' });
  });
});

describe('a folder', () => {
  it('is made on the way when that is wanted, and not otherwise', async () => {
    const { folder, parts } = await startOf(new Files(root), 'a/b/');
    expect(parts).toEqual(['a', 'b']);
    expect(await walk(folder, parts)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
    expect((await made(folder, parts)).path).toBe(join(root, 'a', 'b'));
  });

  it('writes whole files, replaces them, and reads them back', async () => {
    const { folder } = await startOf(new Files(root), root);
    await folder.write('a.txt', 'first');
    await folder.write('a.txt', '\uFEFFsecond é');
    expect(await folder.read('a.txt')).toBe('second é');
    expect(await folder.read('b.txt')).toBeUndefined();
    expect(readdirSync(root)).toEqual(['a.txt']);
  });

  it('refuses links, pipes’ kin, odd names and what is no text', async () => {
    const { folder } = await startOf(new Files(root), root);
    writeFileSync(join(parent, 'target'), 'old');
    symlinkSync(join(parent, 'target'), join(root, 'link.txt'));
    mkdirSync(join(root, 'folder.txt'));
    writeFileSync(join(root, 'latin.txt'), Buffer.from([0x67, 0xfc, 0x6e]));
    expect((await saidBy(() => folder.read('link.txt'))).message).toBe(
      '"link.txt" cannot be used: it is a symbolic link, and links are not followed.',
    );
    for (const name of ['link.txt', 'folder.txt', '../target', 'a/b', '.env', '..', ''])
      for (const act of [() => folder.read(name), () => folder.write(name, 'new')])
        await expect(act(), name).rejects.toMatchObject({ code: 'bad_path' });
    await expect(folder.read('latin.txt')).rejects.toMatchObject({ code: 'bad_file' });
    await expect(folder.list()).rejects.toMatchObject({ code: 'bad_path' });
    expect(existsSync(join(parent, 'target'))).toBe(true);
  });

  it('is not used any more once something else took its place', async () => {
    const { folder } = await startOf(new Files(root), root);
    const below = await folder.make('a');
    await rename(join(root, 'a'), join(parent, 'moved'));
    symlinkSync(parent, join(root, 'a'));
    await expect(below.write('x.txt', 'x')).rejects.toMatchObject({ code: 'bad_path' });
    expect(existsSync(join(parent, 'x.txt'))).toBe(false);
  });
});
