import { afterEach, expect, it, vi } from 'vitest';
import { isAlive } from '../../src/guard/process-alive.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a process runs while the system knows its number', () => {
  expect(isAlive(process.pid)).toBe(true);
  // Above the largest number that Linux and macOS give.
  expect(isAlive(4_194_305)).toBe(false);
});

it('a process of somebody else runs, too', () => {
  // Tests may run as root, whom the system refuses nothing.
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  expect(isAlive(1)).toBe(true);
  // It is asked about and not ended.
  expect(kill.mock.calls).toEqual([[1, 0]]);
});
