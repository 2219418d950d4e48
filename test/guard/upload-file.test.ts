import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UploadFiles } from '../../src/guard/upload-file.ts';
import { failureOf } from '../client/support.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'asc-upload-')));
const root = join(base, 'root');
const state = join(base, 'state');
const folder = join(state, 'uploads');
mkdirSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
mkdirSync(join(base, 'root-not'));
mkdirSync(join(root, '.hidden'));
const bytes = Buffer.alloc(3_000_000, 'picture ');
writeFileSync(join(root, 'screenshots', 'de-DE', '1.png'), bytes);
writeFileSync(join(root, 'empty'), '');
writeFileSync(join(root, 'AuthKey_ABC.p8'), 'x');
writeFileSync(join(root, 'renamed.png'), '-----BEGIN PRIVATE KEY-----\nabc');
writeFileSync(join(root, 'policy.json'), '{}');
writeFileSync(join(root, '.hidden', 'a.png'), 'x');
writeFileSync(join(root, 'quoted"'), 'x');
writeFileSync(join(base, 'root-not', 'a.png'), 'x');
writeFileSync(join(base, 'outside.png'), 'x');
symlinkSync(join(base, 'outside.png'), join(root, 'link.png'));
symlinkSync(join(root, 'screenshots', 'de-DE', '1.png'), join(root, 'inner-link.png'));
symlinkSync(join(base, 'root-not'), join(root, 'linked-folder'));
symlinkSync(root, join(base, 'root-link'));
execFileSync('mkfifo', [join(root, 'pipe')]);

const signal = new AbortController().signal;
const files = new UploadFiles({ roots: [root], folder, own: [join(root, 'policy.json'), state] });

describe('a file to upload', () => {
  it('is copied privately, with its hashes, and the copy goes away', async () => {
    const path = join(root, 'screenshots', 'de-DE', '1.png');
    const file = await files.copy(path, signal);
    expect(file).toMatchObject({
      name: '1.png',
      size: 3_000_000,
      md5: createHash('md5').update(bytes).digest('hex'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(file.head).toHaveLength(256 * 1024);
    const [copy = ''] = readdirSync(folder);
    expect(statSync(join(folder, copy)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeFileSync(path, 'changed after the copy');
    const { buffer } = await file.handle.read(Buffer.alloc(7), 0, 7, 0);
    expect(buffer.toString()).toBe('picture');
    writeFileSync(path, bytes);
    await file.dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may be named relative to the root, or through the link of the root itself', async () => {
    const inRoot = await files.copy('screenshots/de-DE/1.png', signal);
    await inRoot.dispose();
    const linked = new UploadFiles({ roots: [join(base, 'root-link')], folder, own: [] });
    const file = await linked.copy(join(base, 'root-link', 'screenshots', 'de-DE', '1.png'), signal);
    await file.dispose();
    expect(file.size).toBe(3_000_000);
  });

  it.each([
    [join(base, 'outside.png'), 'lies outside'],
    [join(base, 'root-not', 'a.png'), 'lies outside'],
    [`${root}/../outside.png`, 'lies outside'],
    ['../outside.png', 'lies outside'],
    ['/etc/passwd', 'lies outside'],
    ['/dev/zero', 'lies outside'],
    [join(root, 'link.png'), 'a link leads to it'],
    [join(root, 'inner-link.png'), 'a link leads to it'],
    [join(root, 'linked-folder', 'a.png'), 'a link leads to it'],
    [join(root, 'pipe'), 'no regular file'],
    [join(root, 'screenshots'), 'no regular file'],
    [join(root, 'empty'), 'it is empty'],
    [join(root, 'AuthKey_ABC.p8'), 'looks like a key'],
    [join(root, 'renamed.png'), 'holds a private key'],
    [join(root, 'policy.json'), 'belongs to this server'],
    [join(root, '.hidden', 'a.png'), 'hidden files'],
    [join(root, 'quoted"'), 'its name'],
    [`${join(root, 'empty')} `, 'its name'],
    [`${root}/a\u0000b`, 'its name'],
  ])('%j is refused: %s', async (path, why) => {
    const error = await failureOf(files.copy(path, signal));
    expect(error.code).toBe('upload_not_allowed');
    expect(error.message).toContain(why);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is not there says so; without roots nothing is read', async () => {
    expect((await failureOf(files.copy(join(root, 'none.png'), signal))).code).toBe('cannot_read_file');
    const closed = new UploadFiles({ roots: [], folder, own: [] });
    const error = await failureOf(closed.copy(join(root, 'none.png'), signal));
    expect(error.next).toContain('"roots":{"upload":["~/Releases"]}');
  });

  it('never comes from outside, whatever the path says', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'root',
      'root-not',
      'screenshots',
      'a.png',
      'link.png',
      '~',
      '/',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.boolean(), async (pieces, fromRoot) => {
        const path = `${fromRoot ? root : base}/${pieces.join('/')}`;
        const file = await files.copy(path, signal).catch(() => undefined);
        if (file === undefined) return;
        await file.dispose();
        expect(realpathSync(path).startsWith(`${root}/`)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing behind when cancelled, and clears away what dead processes left', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(files.copy('screenshots/de-DE/1.png', stop.signal)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, '999999999-0123456789abcdef.part'), 'x');
    const next = new UploadFiles({ roots: [root], folder, own: [] });
    await (await next.copy('screenshots/de-DE/1.png', signal)).dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lists folders without links and hidden files', async () => {
    expect((await files.list(root)).map(({ name }) => name)).toEqual([
      'AuthKey_ABC.p8',
      'empty',
      'policy.json',
      'quoted"',
      'renamed.png',
      'screenshots',
    ]);
    expect((await failureOf(files.list(base))).code).toBe('upload_not_allowed');
  });
});
