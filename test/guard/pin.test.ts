import { scryptSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pin, pinFault } from '../../src/guard/pin.ts';

let folder = '';
let now = 1_000_000;
const pin = (): Pin => new Pin(folder, { now: () => now, N: 1_024 });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asc-pin-'));
  now = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The file of a PIN, in which everything is right but for these. */
function recordWith(more: Readonly<Record<string, unknown>>): string {
  const salt = Buffer.alloc(16).toString('base64');
  const hash = Buffer.alloc(32).toString('base64');
  const counts = { setAt: 1_000_000, failures: 0, lockedUntil: 0 };
  return JSON.stringify({ salt, hash, N: 1_024, r: 8, p: 1, ...counts, ...more });
}

describe('the approval PIN', () => {
  it('is kept as a salted hash in a private file', async () => {
    expect(await pin().hasPin()).toBe(false);
    expect(await pin().checkPin('482915')).toEqual({ kind: 'none' });
    expect(await pin().setPin('482915')).toEqual({ kind: 'right' });
    expect(await pin().hasPin()).toBe(true);
    const path = join(folder, 'approval-pin.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain('482915');
    expect(await pin().checkPin('482915')).toEqual({ kind: 'right' });
    expect(await pin().state()).toEqual({ kind: 'set', setAt: 1_000_000 });
  });

  it('is replaced only by who knows it', async () => {
    await pin().setPin('482915');
    expect(await pin().setPin('another one')).toMatchObject({ kind: 'wrong' });
    expect(await pin().setPin('another one', '000001')).toMatchObject({ kind: 'wrong' });
    expect(await pin().setPin('another one', '482915')).toEqual({ kind: 'right' });
    expect(await pin().checkPin('another one')).toEqual({ kind: 'right' });
  });

  it('is right in all its letters, those after the longest PIN included', async () => {
    const long = `${'ab'.repeat(63)}cd`;
    await pin().setPin(long);
    expect(await pin().checkPin(`${long}e`)).toMatchObject({ kind: 'wrong' });
    expect(await pin().checkPin(long)).toEqual({ kind: 'right' });
  });

  it('locks after five wrong tries for fifteen minutes, whatever restarts', async () => {
    await pin().setPin('482915');
    for (const triesLeft of [4, 3, 2, 1])
      expect(await pin().checkPin('111112')).toEqual({ kind: 'wrong', triesLeft });
    const until = now + 15 * 60_000;
    expect(await pin().checkPin('111112')).toEqual({ kind: 'locked', until });
    expect(await pin().checkPin('482915')).toEqual({ kind: 'locked', until });
    expect(await pin().state()).toEqual({ kind: 'locked', setAt: 1_000_000, until });
    now = until;
    expect(await pin().state()).toEqual({ kind: 'set', setAt: 1_000_000 });
    expect(await pin().checkPin('482915')).toEqual({ kind: 'right' });
  });

  it('gives five new tries when the lock has run out', async () => {
    await pin().setPin('482915');
    for (let wrong = 0; wrong < 5; wrong++) await pin().checkPin('111112');
    now += 15 * 60_000;
    expect(await pin().checkPin('111112')).toEqual({ kind: 'wrong', triesLeft: 4 });
  });

  it('counts guesses that come at once', async () => {
    await pin().setPin('482915');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => pin().checkPin(`guess-${i}`)));
    expect(answers.filter(({ kind }) => kind === 'wrong')).toHaveLength(4);
    expect(await pin().checkPin('482915')).toMatchObject({ kind: 'locked' });
  });

  it('lets nobody choose another by removing or damaging the file', async () => {
    const running = pin();
    await running.setPin('482915');
    await running.state();
    unlinkSync(join(folder, 'approval-pin.json'));
    await expect(running.state()).rejects.toThrow('was removed while the server ran');
    await expect(running.setPin('999991')).rejects.toThrow('was removed while the server ran');
    writeFileSync(join(folder, 'approval-pin.json'), '{}');
    await expect(pin().state()).rejects.toThrow('is damaged');
  });

  it('costs 64 MB and some time a try, by what stands in the file', async () => {
    const path = join(folder, 'approval-pin.json');
    await new Pin(folder).setPin('482915');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ N: 65_536, r: 8, p: 1 });
    const salt = Buffer.from('0123456789abcdef');
    const hash = scryptSync('482915', salt, 32, { N: 512, r: 4, p: 2 }).toString('base64');
    writeFileSync(path, recordWith({ salt: salt.toString('base64'), hash, N: 512, r: 4, p: 2 }));
    expect(await pin().checkPin('482916')).toMatchObject({ kind: 'wrong' });
    expect(await pin().checkPin('482915')).toEqual({ kind: 'right' });
  });

  it('that anybody would try first is not set', async () => {
    await expect(pin().setPin('123456')).rejects.toThrow('the first that anybody would try');
    expect(existsSync(join(folder, 'approval-pin.json'))).toBe(false);
  });

  it('that cannot be read is not the same as none', async () => {
    mkdirSync(join(folder, 'approval-pin.json'));
    await expect(pin().state()).rejects.toThrow('EISDIR');
    await expect(pin().setPin('482915')).rejects.toThrow('EISDIR');
  });

  it.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['a hash of another length', recordWith({ hash: 'AAAA' })],
    ...['salt', 'hash', 'N', 'r', 'p', 'setAt', 'failures', 'lockedUntil'].map((name) => [
      `no ${name}`,
      recordWith({ [name]: undefined }),
    ]),
  ])('is damaged with %s, which is not the same as none', async (_, text) => {
    writeFileSync(join(folder, 'approval-pin.json'), text);
    await expect(pin().checkPin('482915')).rejects.toThrow('is damaged');
  });

  it.each([
    ['x'.repeat(100) + 'y'.repeat(28), undefined],
    ['x'.repeat(100) + 'y'.repeat(29), 'A PIN has at most 128 characters.'],
    ['098765', 'That is among the first that anybody would try. Choose another.'],
    ['12345', 'A PIN has 6 characters or more.'],
    ['111111', 'That is among the first that anybody would try. Choose another.'],
    ['123456', 'That is among the first that anybody would try. Choose another.'],
    ['482915', undefined],
    ['a long sentence of mine', undefined],
  ])('judges %j', (text, fault) => {
    expect(pinFault(text)).toBe(fault);
  });
});
