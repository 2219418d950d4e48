import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UploadFiles, type UploadRules } from '../../src/guard/upload-file.ts';
import { failureOf } from '../client/support.ts';
import { openFilesIn } from './open-files.ts';
import { saidBy } from './said.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'asc-upload-')));
const root = join(base, 'root');
const state = join(base, 'state');
const folder = join(state, 'uploads');
mkdirSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
mkdirSync(join(base, 'root-not'));
mkdirSync(join(root, '.hidden'));
const bytes = Buffer.concat([Buffer.from('\u0089PNG '), Buffer.alloc(2_999_994, 'picture ')]);
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
// The same file under a name that no comparison of names finds, as on a disk that takes several spellings for one.
linkSync(join(root, 'policy.json'), join(root, 'POLICY.png'));
mkdirSync(state);
writeFileSync(join(state, 'accounts.json'), '{}');
// One spelling is on the disk; the other has the accent as a character of its own.
const composed = 'b\u00fcro.png';
writeFileSync(join(root, composed), 'x');

/** `ROOT/a.png` → the path of `a.png` in the folder that is open; names of tests stay the same in every run. */
const at = (path: string): string => path.replace('BASE', base).replace('ROOT', root);
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
    expect(Buffer.from(file.head).equals(bytes.subarray(0, 262_144))).toBe(true);
    const [copy = ''] = readdirSync(folder);
    expect(statSync(join(folder, copy)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeFileSync(path, 'changed after the copy');
    const { buffer } = await file.handle.read(Buffer.alloc(3_000_001), 0, 3_000_001, 0);
    expect(buffer.subarray(0, 3_000_000).equals(bytes)).toBe(true);
    expect(buffer.at(-1)).toBe(0);
    expect((await file.handle.stat()).size).toBe(3_000_000);
    expect(openFilesIn(path)).toEqual([]);
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
    ['BASE/outside.png', 'lies outside'],
    ['BASE/root-not/a.png', 'lies outside'],
    ['ROOT/../outside.png', 'lies outside'],
    ['../outside.png', 'lies outside'],
    ['/etc/passwd', 'lies outside'],
    ['/dev/zero', 'lies outside'],
    ['ROOT/link.png', 'a link leads to it'],
    ['ROOT/inner-link.png', 'a link leads to it'],
    ['ROOT/linked-folder/a.png', 'a link leads to it'],
    ['ROOT/pipe', 'no regular file'],
    ['ROOT/screenshots', 'no regular file'],
    ['ROOT/empty', 'it is empty'],
    ['ROOT/AuthKey_ABC.p8', 'looks like a key'],
    ['ROOT/renamed.png', 'holds a private key'],
    ['ROOT/policy.json', 'belongs to this server'],
    ['ROOT/POLICY.png', 'belongs to this server'],
    ['ROOT/.hidden/a.png', 'hidden files'],
    ['ROOT/quoted"', 'its name'],
    ['ROOT/empty ', 'its name'],
    ['ROOT/a\u0000b', 'its name'],
  ])('%j is refused: %s', async (path, why) => {
    const error = await failureOf(files.copy(at(path), signal));
    expect(error.code).toBe('upload_not_allowed');
    expect(error.message).toContain(why);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [join(root, composed.normalize('NFD')), 'decomposed letters'],
    [join(root, 'SCREENSHOTS', 'de-DE', '1.png'), 'another letter case'],
    [join(root, 'LINK.png'), 'a link in another letter case'],
    [join(root, 'LINKED-FOLDER', 'a.png'), 'a linked folder in another letter case'],
    [join(base, 'ROOT', 'screenshots', 'de-DE', '1.png'), 'the root in another letter case'],
  ])('%j leads nowhere: %s', async (path) => {
    // A disk that takes it for the same name says how it is really written, and that is compared.
    const { code } = await failureOf(files.copy(path, signal));
    expect(['cannot_read_file', 'upload_not_allowed']).toContain(code);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is no device, and nothing of this server, even where a policy opens such a folder', async () => {
    const open = new UploadFiles({ roots: ['/dev', base], folder, own: [join(root, 'policy.json'), state] });
    for (const path of ['/dev/zero', '/dev/null', '/dev/random'])
      expect((await failureOf(open.copy(path, signal))).message).toContain('no regular file');
    for (const path of [join(state, 'accounts.json'), join(folder, 'x.part')])
      expect(['upload_not_allowed', 'cannot_read_file']).toContain(
        (await failureOf(open.copy(path, signal))).code,
      );
    expect((await failureOf(open.list(state))).message).toContain('belongs to this server');
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
    expect(await files.list(root)).toEqual([
      { name: 'AuthKey_ABC.p8', folder: false },
      { name: 'POLICY.png', folder: false },
      { name: 'büro.png', folder: false },
      { name: 'empty', folder: false },
      { name: 'policy.json', folder: false },
      { name: 'quoted"', folder: false },
      { name: 'renamed.png', folder: false },
      { name: 'screenshots', folder: true },
    ]);
    // The order is that of the letters here, not the one in which a disk keeps them.
    const order = join(root, 'screenshots', 'order');
    mkdirSync(order);
    for (const name of ['a', 'Ａ', '𠀀']) writeFileSync(join(order, name), 'x');
    expect((await files.list(order)).map(({ name }) => name)).toEqual(['a', '𠀀', 'Ａ']);
    expect((await failureOf(files.list(base))).code).toBe('upload_not_allowed');
    expect(await saidBy(() => files.list(join(root, 'empty')))).toEqual({
      code: 'cannot_read_file',
      message: '"empty" cannot be read (ENOTDIR).',
      next: 'Give the path of a readable file.',
      outcome: 'not_sent',
    });
  });
});

describe('what is said of a file that is not sent', () => {
  const plain = {
    code: 'upload_not_allowed',
    meaning: 'Only plain files in the folders of the policy (roots.upload) are sent.',
    next: 'Give the real path of a file in one of these folders.',
    outcome: 'not_sent',
  };

  it.each<[string, string]>([
    ['BASE/outside.png', '"outside.png" is not sent: it lies outside of ROOT.'],
    ['BASE/root-not', '"root-not" is not sent: it lies outside of ROOT.'],
    ['ROOT/link.png', '"link.png" is not sent: a link leads to it, or it is written otherwise.'],
    ['ROOT/empty', '"empty" is not sent: it is empty.'],
    ['ROOT/screenshots', '"screenshots" is not sent: it is no regular file.'],
    ['ROOT/.hidden/a.png', '"a.png" is not sent: hidden files are not sent.'],
    ['ROOT/policy.json', '"policy.json" is not sent: it belongs to this server.'],
    ['ROOT/AuthKey_ABC.p8', '"AuthKey_ABC.p8" is not sent: it looks like a key.'],
    ['ROOT/renamed.png', '"renamed.png" is not sent: it holds a private key.'],
    [
      `ROOT/${'x'.repeat(200)}\n`,
      `"${'x'.repeat(120)}" is not sent: its name ends or continues in a way that file names should not.`,
    ],
  ])('%j: %s', async (path, message) => {
    expect(await saidBy(() => files.copy(at(path), signal))).toEqual({ ...plain, message: at(message) });
  });

  it('is how to open a folder, where none is', async () => {
    const closed = new UploadFiles({ roots: [], folder, own: [] });
    expect(await saidBy(() => closed.copy(join(root, 'none.png'), signal))).toEqual({
      code: 'upload_not_allowed',
      message: 'No folder is open for uploads.',
      meaning: 'A person names the folders that files may be sent from; the assistant cannot.',
      next: 'In the policy file: {"roots":{"upload":["~/Releases"]}}. Then restart the server.',
      outcome: 'not_sent',
    });
  });

  it('is that it is not there, or why it cannot be read', async () => {
    const path = join(root, 'none.png');
    const error = await failureOf(files.copy(path, signal));
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
    expect(await saidBy(() => files.copy(path, signal))).toEqual({
      code: 'cannot_read_file',
      message: '"none.png" cannot be read (ENOENT).',
      next: 'Correct the path; there is no such file.',
      outcome: 'not_sent',
    });
    expect(await saidBy(() => files.copy(join(root, 'empty', 'a.png'), signal))).toMatchObject({
      message: '"a.png" cannot be read (ENOTDIR).',
      next: 'Give the path of a readable file.',
    });
  });

  it('is that it would fill the disk', async () => {
    const huge = join(root, 'huge.mov');
    writeFileSync(huge, 'x');
    truncateSync(huge, 2 ** 43);
    expect(await saidBy(() => files.copy(huge, signal))).toEqual({
      code: 'disk_full',
      message: 'There is no room for a private copy of 8796094 MB.',
      meaning: 'Files are copied before they are sent, so that what was checked is what leaves.',
      next: 'Free the disk of the state folder and call again.',
      outcome: 'not_sent',
    });
    unlinkSync(huge);
  });
});

describe('the path of a file', () => {
  const picture = join(root, 'screenshots', 'de-DE', '1.png');
  const code = async (path: string, rules: Partial<UploadRules> = {}): Promise<string> => {
    const one = new UploadFiles({ roots: [root], folder, own: [], ...rules });
    try {
      await (await one.copy(path, signal)).dispose();
      return 'copied';
    } catch {
      return (await saidBy(() => one.copy(path, signal))).message ?? '';
    }
  };

  it('is taken as it is: no mark of the end is cut off, none is in the middle', async () => {
    const says = 'its name ends or continues in a way that file names should not';
    for (const end of ['"', "'", ' ', '\n', '\u007f', '\t'])
      expect([end, await code(`${picture}${end}`)]).toEqual([end, expect.stringContaining(says)]);
    writeFileSync(join(root, 'a\'b "c.png'), 'x');
    expect(await code(join(root, 'a\'b "c.png'))).toBe('copied');
    const long = (length: number): string => `${root}/`.padEnd(length - 5, '/').padEnd(length, 'x');
    expect(await code(long(4_001))).toContain(says);
    expect(await code(long(4_000))).toBe('"xxxxx" cannot be read (ENOENT).');
  });

  it('is relative to the first root, or to the home folder', async () => {
    const other = join(base, 'other');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'b.png'), 'x');
    expect(await code('b.png', { roots: [other, root] })).toBe('copied');
    expect(await code('b.png', { roots: [root, other] })).toContain('(ENOENT)');
    expect(await code(join(other, 'b.png'), { roots: [root, other] })).toBe('copied');
    const roots = [homedir(), root];
    expect(await code('~', { roots })).toContain('it is no regular file');
    expect(await code('~/no such file', { roots })).toContain('(ENOENT)');
    expect(await code('~no such file', { roots })).toContain('(ENOENT)');
    expect(await code('~', { roots: [root] })).toContain(
      relative(root, homedir()).startsWith('..') ? 'it lies outside' : 'no regular file',
    );
    expect(await code('~/x', { roots: [root] })).toContain('it lies outside');
    expect(await code('~x', { roots: [root] })).toContain('(ENOENT)');
    expect(await code('x~/1', { roots: [root] })).toContain('(ENOENT)');
  });

  it('is looked for in the next root where one is not there', async () => {
    expect(await code(picture, { roots: [join(base, 'not-there'), root] })).toBe('copied');
    expect(await code(picture, { roots: [join(base, 'not-there')] })).toContain(
      `it lies outside of ${join(base, 'not-there')}`,
    );
  });

  it('names the root itself, which is a folder and no file', async () => {
    expect(await code(root)).toContain('it is no regular file');
    expect(await code('.')).toContain('it is no regular file');
    expect(await code('..')).toContain('it lies outside');
    writeFileSync(join(root, '..a.png'), 'x');
    expect(await code('..a.png')).toContain('hidden files');
    expect((await new UploadFiles({ roots: [root], folder, own: [] }).list(root)).length).toBeGreaterThan(3);
  });

  it.each(['a.p8', 'A.P8', 'a.p12', 'a.pem', 'a.key', 'a.keychain', 'login.keychain-db'])(
    'that looks like a key is refused: %s',
    async (name) => {
      writeFileSync(join(root, name), 'x');
      expect(await code(name)).toContain('it looks like a key');
      unlinkSync(join(root, name));
    },
  );

  it.each(['a.key.png', 'akey', 'a.keychains', 'a.p8x'])('that only sounds so is taken: %s', async (name) => {
    writeFileSync(join(root, name), 'x');
    expect(await code(name)).toBe('copied');
    unlinkSync(join(root, name));
  });

  it('into what is our own is refused, wherever a link says that it is', async () => {
    const own = join(root, 'screenshots');
    expect(await code(picture, { own: [own] })).toContain('it belongs to this server');
    symlinkSync(own, join(base, 'own-link'));
    expect(await code(picture, { own: [join(base, 'own-link')] })).toContain('it belongs to this server');
    expect(await code(picture, { own: [join(base, 'not-there'), join(root, 'screen')] })).toBe('copied');
    expect(await code(picture, { own: [picture] })).toContain('it belongs to this server');
    // What is not there yet belongs to us all the same, once it is.
    const late = join(root, 'late');
    expect(await code(join(late, 'a.png'), { own: [late] })).toContain('(ENOENT)');
  });
});

describe('a file that is exchanged while it is looked at', () => {
  const place = join(root, 'moving');
  const path = join(place, 'a.png');
  /** Rules whose folder is asked for at three moments: before the file is opened, before and after there is room. */
  function disturbed(at: 1 | 2 | 3, disturb: () => void): UploadFiles {
    let asked = 0;
    return new UploadFiles({
      roots: [root],
      own: [],
      get folder() {
        asked += 1;
        if (asked === at) disturb();
        return folder;
      },
    });
  }
  function fresh(): void {
    execFileSync('rm', ['-rf', place, `${place}-old`]);
    mkdirSync(place);
    writeFileSync(path, 'picture');
  }
  const changed = {
    code: 'file_changed',
    message: '"a.png" changed while it was read.',
    meaning: 'Nothing was sent.',
    next: 'Wait until whatever writes it is done, and call again.',
    outcome: 'not_sent',
  };

  it('for a link, is not opened', async () => {
    fresh();
    const swap = (): void => {
      unlinkSync(path);
      symlinkSync(join(base, 'outside.png'), path);
    };
    expect(await saidBy(() => disturbed(1, swap).copy(path, signal))).toMatchObject({
      message: '"a.png" is not sent: it was exchanged while it was looked at.',
      next: 'Give the real path of a file in one of these folders.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not sent when its folder is exchanged for a link', async () => {
    fresh();
    mkdirSync(join(base, 'elsewhere'), { recursive: true });
    writeFileSync(join(base, 'elsewhere', 'a.png'), 'secret!');
    const swap = (): void => {
      renameSync(place, `${place}-old`);
      symlinkSync(join(base, 'elsewhere'), place);
    };
    expect((await saidBy(() => disturbed(1, swap).copy(path, signal))).message).toBe(
      '"a.png" is not sent: it was exchanged while it was looked at.',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['grows', () => appendFileSync(path, '!')],
    ['grows by much', () => appendFileSync(path, 'x'.repeat(4_000_000))],
    ['shrinks', () => truncateSync(path, 3)],
    ['is emptied', () => truncateSync(path, 0)],
    [
      'gets other bytes of the same length',
      () => {
        writeFileSync(path, 'PICTURE');
        utimesSync(path, 1_000, 1_000);
      },
    ],
  ])('is not sent when it %s', async (_what, disturb) => {
    fresh();
    utimesSync(path, 2_000, 2_000);
    expect(await saidBy(() => disturbed(3, disturb).copy(path, signal))).toEqual(changed);
    expect(readdirSync(folder)).toEqual([]);
  });

  /** Something happens whenever the copy is about to read on. */
  function reading(...happens: readonly (() => void)[]): AbortSignal {
    let reads = 0;
    return Object.assign(new AbortController().signal, {
      throwIfAborted: () => {
        happens[reads]?.();
        reads += 1;
      },
    });
  }
  const put = (text: string, time: number): void => {
    writeFileSync(path, text);
    utimesSync(path, time, time);
  };

  it.each<[string, readonly (() => void)[]]>([
    ['is cut off behind what was read', [() => undefined, () => put('pic', 2_000)]],
    ['is written anew behind what was read', [() => undefined, () => put('PICTURE', 3_000)]],
  ])('is not sent when it %s', async (_what, happens) => {
    fresh();
    put('picture', 2_000);
    expect(await saidBy(() => files.copy(path, reading(...happens)))).toEqual(changed);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'])(
    'is not sent when it holds a %s',
    async (kind) => {
      fresh();
      put(`note\n-----BEGIN ${kind}-----\n`, 2_000);
      expect((await saidBy(() => files.copy(path, signal))).message).toContain('it holds a private key');
      put(`-----BEGIN ${kind.replace('PRIVATE', 'PUBLIC')}-----\n`, 2_000);
      await (await files.copy(path, signal)).dispose();
    },
  );

  it('after its copy is made goes out as it was', async () => {
    fresh();
    const file = await files.copy(path, signal);
    writeFileSync(path, 'other');
    expect((await file.handle.read(Buffer.alloc(9), 0, 9, 0)).buffer.toString()).toBe('picture\0\0');
    expect(Buffer.from(file.head).toString()).toBe('picture');
    await file.dispose();
    await file.dispose();
  });
});

describe('the folder of the copies', () => {
  it('loses what dead processes left, and nothing else', async () => {
    const own = join(base, 'copies');
    mkdirSync(own, { mode: 0o700 });
    const kept = [
      `${process.pid}-0123456789abcdef.part`,
      '1-0123456789abcdef.part',
      '999999999-0123456789abcdef.part.txt',
      'x999999999-0123456789abcdef.part',
      '999999999-0123456789abcde.part',
      '999999999-0123456789abcdef',
    ];
    for (const name of [...kept, '999999999-0123456789abcdef.part', '999999998-fedcba9876543210.part'])
      writeFileSync(join(own, name), 'x');
    const one = new UploadFiles({ roots: [root], folder: own, own: [] });
    const copied = await one.copy('screenshots/de-DE/1.png', signal);
    const copies = readdirSync(own).filter((name) => !kept.includes(name));
    expect(copies).toEqual([expect.stringMatching(new RegExp(`^${process.pid}-[0-9a-f]{16}\\.part$`))]);
    await copied.dispose();
    expect(readdirSync(own).sort()).toEqual([...kept].sort());
    // It is looked through once.
    writeFileSync(join(own, '999999999-0123456789abcdef.part'), 'x');
    await (await one.copy('screenshots/de-DE/1.png', signal)).dispose();
    expect(readdirSync(own)).toContain('999999999-0123456789abcdef.part');
  });

  it('is refused where others may write to it', async () => {
    const open = join(base, 'open');
    mkdirSync(open);
    execFileSync('chmod', ['777', open]);
    const one = new UploadFiles({ roots: [root], folder: open, own: [] });
    await expect(one.copy('screenshots/de-DE/1.png', signal)).rejects.toThrow('Others may write');
  });

  it('stays empty when a large file is cancelled half way', async () => {
    const large = join(root, 'large.mov');
    writeFileSync(large, Buffer.alloc(9_000_000));
    const stop = new AbortController();
    const copying = files.copy(large, stop.signal);
    while (readdirSync(folder).length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error('enough'));
    await expect(copying).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
    const copied = await files.copy(large, signal);
    expect(copied.md5).toBe(createHash('md5').update(Buffer.alloc(9_000_000)).digest('hex'));
    expect((await copied.handle.stat()).size).toBe(9_000_000);
    await copied.dispose();
  });
});
