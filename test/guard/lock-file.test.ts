import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { underLock } from '../../src/guard/lock-file.ts';
import { openFilesIn } from './open-files.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asc-lock-'));
  path = join(folder, '.lock');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** A lock as another process left it, so many seconds ago. */
function heldSince(seconds: number): void {
  writeFileSync(path, 'somebody else');
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe('the lock', () => {
  it('stands, for the owner only, while the work is done, and gives back what the work gives', async () => {
    const seen = await underLock(path, async () => ({
      mode: statSync(path).mode & 0o777,
      mark: readFileSync(path, 'utf8'),
      open: openFilesIn(folder),
    }));
    expect(seen.open).toEqual([]);
    expect(seen.mode).toBe(0o600);
    expect(seen.mark).toMatch(/^[0-9a-f]{16}$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets one in after the other', async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
    };
    await Promise.all([underLock(path, work('one')), underLock(path, work('other'))]);
    const [first] = log[0]?.split(' ') ?? [];
    const second = first === 'one' ? 'other' : 'one';
    expect(log).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  });

  it('goes when the work fails, whose error is told', async () => {
    await expect(underLock(path, () => Promise.reject(new Error('No room.')))).rejects.toThrow('No room.');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of somebody else is waited for', async () => {
    heldSince(2);
    let entered = false;
    const waiting = underLock(path, async () => {
      entered = true;
    });
    await soon();
    expect(entered).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('somebody else');
    rmSync(path);
    await waiting;
    expect(entered).toBe(true);
  });

  it('that stays is given up after fifteen seconds, and is named', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    heldSince(2);
    let said = '';
    const waiting = underLock(path, () => Promise.resolve()).catch((error: unknown) => {
      said = String(error);
    });
    vi.advanceTimersByTime(15_000);
    await soon();
    expect(said).toBe('');
    vi.advanceTimersByTime(1);
    await waiting;
    expect(said).toBe(`Error: ${path} stays locked. Remove the file if nothing runs.`);
  });

  it('that is older than ten seconds was left behind, and is broken', async () => {
    heldSince(11);
    expect(await underLock(path, async () => readFileSync(path, 'utf8'))).toMatch(/^[0-9a-f]{16}$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that somebody else has taken over in the meantime is left to them', async () => {
    await underLock(path, async () => writeFileSync(path, 'somebody else'));
    expect(readFileSync(path, 'utf8')).toBe('somebody else');
  });

  it('that cannot be made at all is an error, and the work is not done', async () => {
    let entered = false;
    const failed = underLock(join(folder, 'nowhere', '.lock'), async () => {
      entered = true;
    });
    await expect(failed).rejects.toThrow('ENOENT');
    expect(entered).toBe(false);
  });
});
