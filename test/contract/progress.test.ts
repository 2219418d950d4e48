import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import { progressOf } from '../../src/progress.ts';

interface Sent {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 1_000_000 });
  vi.advanceTimersByTime(1_000);
});
afterEach(() => vi.useRealTimers());

function listening() {
  const sent: Sent[] = [];
  const progress = progressOf({
    _meta: { progressToken: 7 },
    notify: async (notification: unknown) => {
      const { progressToken, progress: done, total, message } = objectAt(notification, 'params');
      expect(progressToken).toBe(7);
      if (typeof done !== 'number') throw new Error('no number');
      sent.push({
        progress: done,
        ...(typeof total === 'number' ? { total } : {}),
        ...(typeof message === 'string' ? { message } : {}),
      });
    },
  });
  const report = (...args: Parameters<typeof progress.report>): void => {
    progress.report(...args);
    vi.advanceTimersByTime(200);
  };
  return { sent, report, progress };
}

it('goes on where the stage before ended, and never back', () => {
  const { sent, report } = listening();
  report(0, 3, 'prices of today');
  report(16, 175, 'price points');
  report(175, 175, 'price points');
  report(0, 20, 'looking');
  report(0, 20, 'waiting for a person');
  report(5, 20, 'sending');
  expect(sent).toEqual([
    { progress: 0, total: 3, message: 'prices of today' },
    { progress: 16, total: 175, message: 'price points' },
    { progress: 175, total: 175, message: 'price points' },
    { progress: 175.015625, total: 195, message: 'looking' },
    { progress: 175.03125, total: 195, message: 'waiting for a person' },
    { progress: 180, total: 195, message: 'sending' },
  ]);
});

it('counts a stage that was left early as done', () => {
  const { sent, report } = listening();
  report(3, 10);
  report(1);
  report(2);
  expect(sent.map(({ progress }) => progress)).toEqual([3, 11, 12]);
});

it('sends the last of what follows closely, and nothing after the end', () => {
  const { sent, progress } = listening();
  for (const done of [1, 2, 3, 4]) progress.report(done, 10);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([
    { progress: 1, total: 10 },
    { progress: 4, total: 10 },
  ]);
  progress.report(5, 10);
  progress.report(6, 10);
  progress.end();
  vi.advanceTimersByTime(200);
  expect(sent.map(({ progress: done }) => done)).toEqual([1, 4, 5]);
});

it('says nothing to a client that did not ask', () => {
  const asked: unknown[] = [];
  progressOf({ notify: async (message: unknown) => void asked.push(isObject(message)) }).report(1, 2);
  vi.advanceTimersByTime(200);
  expect(asked).toEqual([]);
});
