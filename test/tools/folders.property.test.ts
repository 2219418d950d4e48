import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { Files } from '../../src/tools/files.ts';
import { segmentsOf, startOf } from '../../src/tools/folders.ts';

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
});
