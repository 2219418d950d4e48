import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Files } from '../../src/tools/files.ts';

let parent: string;
let root: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'asc-files-'));
  root = join(parent, 'downloads');
});

async function save(name: string, text: string, unique = false): Promise<string> {
  const file = await new Files(root).create(name, unique);
  await file.write(text);
  await file.finish();
  return file.path;
}

describe('saved files', () => {
  it('appear whole, under their name, for their owner alone', async () => {
    const file = await new Files(root).create('a.csv');
    await file.write('one\n');
    expect(existsSync(join(root, 'a.csv'))).toBe(false);
    await file.write(new TextEncoder().encode('two é\n'));
    expect(await file.finish()).toBe(11);
    expect(readFileSync(join(root, 'a.csv'), 'utf8')).toBe('one\ntwo é\n');
    expect(statSync(join(root, 'a.csv')).mode & 0o777).toBe(0o600);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(readdirSync(root)).toEqual(['a.csv']);
  });

  it('never replace another', async () => {
    await save('a.csv', 'first');
    await expect(save('a.csv', 'second')).rejects.toMatchObject({ code: 'file_exists' });
    expect(await save('a.csv', 'third', true)).toBe(join(root, 'a-2.csv'));
    expect(readFileSync(join(root, 'a.csv'), 'utf8')).toBe('first');
    expect(readdirSync(root).sort()).toEqual(['a-2.csv', 'a.csv']);
  });

  it('leave nothing behind when they are given up', async () => {
    const file = await new Files(root).create('a.csv');
    await file.write('half');
    await file.discard();
    expect(readdirSync(root)).toEqual([]);
  });

  it('do not follow links', async () => {
    const elsewhere = join(parent, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, root);
    await expect(save('a.csv', 'x')).rejects.toMatchObject({ code: 'cannot_write' });
    expect(readdirSync(elsewhere)).toEqual([]);
    root = join(parent, 'real');
    mkdirSync(root);
    writeFileSync(join(parent, 'target.csv'), 'old');
    symlinkSync(join(parent, 'target.csv'), join(root, 'a.csv'));
    await expect(save('a.csv', 'new')).rejects.toMatchObject({ code: 'file_exists' });
    expect(readFileSync(join(parent, 'target.csv'), 'utf8')).toBe('old');
  });

  for (const name of [
    '',
    ' ',
    '.',
    '..',
    '.env',
    'a/b',
    'a\\b',
    '../a',
    '/etc/passwd',
    'a\u0000',
    'a\n',
    'a.',
    'a ',
    'NUL',
    'com1.txt',
    'a:b',
    'a*',
    'x'.repeat(120),
    '~',
    '-rf',
  ])
    it(`refuse the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      await expect(save(name, 'x')).rejects.toMatchObject({ code: 'bad_file_name' });
      expect(existsSync(root)).toBe(false);
    });

  it('take names of every language', async () => {
    for (const name of ['Umsätze 2026.csv', '売上.json', 'a+b=c@1_2-3.tsv'])
      expect(await save(name, 'x')).toBe(join(root, name));
  });
});
