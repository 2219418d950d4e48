import { describe, expect, it } from 'vitest';
import { durationOf, momentOf, parseClock, SandboxClock } from '../../src/sandbox/clock.ts';

describe('the clock of the sandbox', () => {
  it('shows the time on the wall, or another one, and goes as fast or faster', () => {
    let wall = 1_000;
    expect(new SandboxClock(() => wall).now()).toBe(1_000);
    const clock = new SandboxClock(() => wall, { start: 50_000, speed: 60 });
    expect(clock.now()).toBe(50_000);
    wall += 10;
    expect(clock.now()).toBe(50_600);
  });

  it('is moved on, never back', () => {
    let wall = 1_000;
    const clock = new SandboxClock(() => wall, { speed: 2 });
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
    wall += 100;
    expect(clock.now()).toBe(1_700);
    clock.to(5_000);
    expect(clock.now()).toBe(5_000);
    clock.go(10);
    wall += 100;
    expect(clock.now()).toBe(6_000);
    expect(() => clock.to(5_999)).toThrow('forward only');
    expect(() => clock.advance(Number.NaN)).toThrow('forward only');
    expect(() => clock.go(0.5)).toThrow('from 1 to 1000000');
  });

  it('is set with a time, a speed, or both', () => {
    const start = Date.UTC(2026, 11, 1, 9);
    expect(parseClock('2026-12-01T09:00:00Z')).toEqual({ start });
    expect(parseClock('fast:1440')).toEqual({ speed: 1440 });
    expect(parseClock('2026-12-01T10:00:00+01:00, fast:60')).toEqual({ start, speed: 60 });
    for (const wrong of ['', 'fast', 'fast:0', 'fast:9000000', '2026-12-01', 'tomorrow', 'fast:2,fast:3'])
      expect(() => parseClock(wrong)).toThrow('sets no clock');
  });

  it('reads moments and durations of ISO 8601', () => {
    expect(momentOf('2026-12-01T09:00Z')).toBe(Date.UTC(2026, 11, 1, 9));
    expect(momentOf('2026-13-01T09:00:00Z')).toBeUndefined();
    expect(durationOf('P1D')).toBe(86_400_000);
    expect(durationOf('P1W')).toBe(604_800_000);
    expect(durationOf('P2DT6H30M5S')).toBe(196_205_000);
    expect(durationOf('PT90M')).toBe(5_400_000);
    for (const wrong of ['', 'P', 'PT', 'P1DT', '1D', 'P1M', 'P-1D', 'PT1.5H'])
      expect(durationOf(wrong)).toBeUndefined();
  });
});
