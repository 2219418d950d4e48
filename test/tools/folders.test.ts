import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { Files } from '../../src/tools/files.ts';
import { segmentsOf, startOf, walk } from '../../src/tools/folders.ts';

let parent: string;
let root: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'asc-folders-')));
  root = join(parent, 'downloads');
  mkdirSync(root);
});

/** Texts that paths are made of, the wicked ones among them. */
const piece = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    ' ',
    '~',
    '\\',
    '/',
    '//',
    '%2e%2e',
    '\u0000',
    '\u2024\u2024',
    '..\\',
    'C:',
    'a',
    'de-DE',
    'CON',
    '…',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const anyPath = fc
  .array(piece, { maxLength: 8 })
  .chain((parts) => fc.constantFrom('/', '', '\\').map((glue) => parts.join(glue)));

describe('a path', () => {
  it('never leads out of the folder that it starts in', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        let parts: readonly string[];
        try {
          parts = segmentsOf(path);
        } catch (error) {
          return error instanceof AscError && error.code === 'bad_path';
        }
        const full = resolve(root, ...parts);
        const rest = relative(root, full);
        return (
          full === join(root, ...parts) &&
          !isAbsolute(rest) &&
          rest !== '' &&
          rest.split(sep).every((part) => part !== '..' && !part.startsWith('.')) &&
          rest.split(sep).length === parts.length
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it('that is absolute starts in a folder that may be used, or nowhere', async () => {
    const uploads = join(parent, 'repository');
    mkdirSync(uploads);
    const files = new Files(root, [uploads, join(parent, 'not there')]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(root, uploads, parent, '/'), anyPath, async (base, rest) => {
        const path = `${base}/${rest}`;
        try {
          const { folder, parts } = await startOf(files, path);
          const inside = [root, uploads].some((own) => folder.path === own);
          return (
            inside &&
            folder.writable === (folder.path === root) &&
            parts.every((part) => !/[/\\]|^\./.test(part))
          );
        } catch (error) {
          return error instanceof AscError && error.code === 'bad_path';
        }
      }),
      { numRuns: 1_000 },
    );
    expect((await startOf(files, uploads)).folder.writable).toBe(false);
    expect((await startOf(files, join(uploads, 'a'))).parts).toEqual(['a']);
    await expect(startOf(files, `${uploads}/../downloads2/a`)).rejects.toMatchObject({ code: 'bad_path' });
    await expect(startOf(files, `${root}/x/../y`)).rejects.toMatchObject({ code: 'bad_path' });
  });

  it('may go through a linked root, since a person chose that, and through no other link', async () => {
    const link = join(parent, 'linked');
    const uploads = join(parent, 'repository');
    mkdirSync(join(uploads, 'a'), { recursive: true });
    symlinkSync(uploads, link);
    const { folder, parts } = await startOf(new Files(root, [link]), join(link, 'a'));
    expect([folder.path, parts]).toEqual([uploads, ['a']]);
    symlinkSync(parent, join(uploads, 'up'));
    await expect(walk(folder, ['up'], false)).rejects.toMatchObject({ code: 'bad_path' });
  });
});

describe('a folder', () => {
  it('is made on the way when that is wanted, and not otherwise', async () => {
    const { folder, parts } = await startOf(new Files(root), 'a/b/');
    expect(parts).toEqual(['a', 'b']);
    expect(await walk(folder, parts, false)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
    expect((await walk(folder, parts, true))?.path).toBe(join(root, 'a', 'b'));
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
    for (const name of ['link.txt', 'folder.txt', '../target', 'a/b', '.env', '..', ''])
      for (const act of [() => folder.read(name), () => folder.write(name, 'new')])
        await expect(act(), name).rejects.toMatchObject({ code: 'bad_path' });
    await expect(folder.read('latin.txt')).rejects.toMatchObject({ code: 'bad_file' });
    await expect(folder.list()).rejects.toMatchObject({ code: 'bad_path' });
    expect(existsSync(join(parent, 'target'))).toBe(true);
  });

  it('is not used any more once something else took its place', async () => {
    const { folder } = await startOf(new Files(root), root);
    const below = await folder.child('a', true);
    await rename(join(root, 'a'), join(parent, 'moved'));
    symlinkSync(parent, join(root, 'a'));
    await expect(below?.write('x.txt', 'x')).rejects.toMatchObject({ code: 'bad_path' });
    expect(existsSync(join(parent, 'x.txt'))).toBe(false);
  });
});
