import { mkdtempSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
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

describe('the approval PIN', () => {
  it('is kept as a salted hash in a private file', async () => {
    expect(await pin().hasPin()).toBe(false);
    expect(await pin().checkPin('482915')).toEqual({ kind: 'none' });
    expect(await pin().setPin('482915')).toEqual({ kind: 'right' });
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

  it('locks after five wrong tries for fifteen minutes, whatever restarts', async () => {
    await pin().setPin('482915');
    for (const triesLeft of [4, 3, 2, 1])
      expect(await pin().checkPin('111112')).toEqual({ kind: 'wrong', triesLeft });
    const until = now + 15 * 60_000;
    expect(await pin().checkPin('111112')).toEqual({ kind: 'locked', until });
    expect(await pin().checkPin('482915')).toEqual({ kind: 'locked', until });
    expect(await pin().state()).toEqual({ kind: 'locked', setAt: 1_000_000, until });
    now = until;
    expect(await pin().checkPin('482915')).toEqual({ kind: 'right' });
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

  it.each([
    ['12345', 'A PIN has 6 characters or more.'],
    ['111111', 'That is among the first that anybody would try. Choose another.'],
    ['123456', 'That is among the first that anybody would try. Choose another.'],
    ['482915', undefined],
    ['a long sentence of mine', undefined],
  ])('judges %j', (text, fault) => {
    expect(pinFault(text)).toBe(fault);
  });
});
