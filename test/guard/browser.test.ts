import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../../src/guard/approval/browser.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A program that does this. */
function script(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'asc-browser-')), 'browser');
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
  return path;
}

describe('the browser', { timeout: 3_000 }, () => {
  const url = 'http://127.0.0.1:5000/p/abcDEF_-123';
  it.each([
    [{ platform: 'darwin' as const }, '/usr/bin/open', [url]],
    [{ platform: 'win32' as const }, 'rundll32', ['url.dll,FileProtocolHandler', url]],
    [{ platform: 'linux' as const, display: true }, 'xdg-open', [url]],
    [{ platform: 'linux' as const, browser: 'firefox --new-tab' }, 'firefox', ['--new-tab', url]],
    [{ platform: 'linux' as const, browser: 'w3m %s -x; rm' }, 'w3m', [url, '-x;', 'rm']],
  ])('with %j starts %s', async (options, file, args) => {
    const started: unknown[] = [];
    const launch = async (...call: unknown[]): Promise<boolean> => {
      started.push(call);
      return true;
    };
    expect(await openBrowser(url, { ...options, launch })).toBe(true);
    expect(started).toEqual([[file, args]]);
  });

  it('stays shut without a display, for other addresses, and when the program is not there', async () => {
    const launch = vi.fn(async () => true);
    expect(await openBrowser(url, { platform: 'linux', launch })).toBe(false);
    expect(launch).not.toHaveBeenCalled();
    expect(await openBrowser('https://evil.example/', { platform: 'darwin' })).toBe(false);
    expect(await openBrowser(url, { browser: '/nowhere/browser' })).toBe(false);
    expect(await openBrowser(url, { browser: 'false' })).toBe(false);
    expect(await openBrowser(url, { browser: 'true' })).toBe(true);
  });

  it.each([
    'https://127.0.0.1:5000/p/abc',
    'http://127.0.0.1/p/abc',
    'http://127.0.0.1:500000/p/abc',
    'http://127.0.0.1:x/p/abc',
    'http://127a0b0c1:5000/p/abc',
    'http://localhost:5000/p/abc',
    'http://127.0.0.1:5000/t/abc',
    'http://127.0.0.1:5000/p/',
    'http://127.0.0.1:5000/p/abc?x',
    'http://127.0.0.1:5000/p/a/b',
    'http://127.0.0.1:5000/p/abc ',
    ' http://127.0.0.1:5000/p/abc',
    'file:///etc/passwd#http://127.0.0.1:5000/p/abc',
  ])('is not sent to %j', async (address) => {
    const launch = vi.fn(async () => true);
    expect(await openBrowser(address, { platform: 'darwin', launch })).toBe(false);
    expect(launch).not.toHaveBeenCalled();
  });

  it('that the person names is what counts, and blanks name none', async () => {
    const launch = vi.fn(async () => false);
    expect(await openBrowser(url, { platform: 'darwin', browser: '  firefox   -P  x ', launch })).toBe(false);
    expect(await openBrowser(url, { platform: 'linux', display: false, browser: '   ', launch })).toBe(false);
    expect(await openBrowser(url, { platform: 'darwin', browser: 'b 50%s %s %s', launch })).toBe(false);
    expect(launch.mock.calls).toEqual([
      ['firefox', ['-P', 'x', url]],
      ['b', ['50%s', url, url]],
    ]);
  });

  it('is started without a shell', async () => {
    // A shell would run the address as a second program, and fail.
    expect(await openBrowser(url, { browser: 'true &&' })).toBe(true);
    expect(await openBrowser(url, { browser: 'tr\0ue' })).toBe(false);
  });

  it('that still runs after three seconds has worked', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const told: boolean[] = [];
    const browser = script('sleep 0.2; exit 1');
    const opening = openBrowser(url, { browser }).then((ok) => told.push(ok));
    vi.advanceTimersByTime(2_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    await opening;
    expect(told).toEqual([true]);
  });

  it('that talks a lot is not held up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(await openBrowser(url, { browser: script('printf "%03000000d" 1') })).toBe(true);
  });

  it('that has ended leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(await openBrowser(url, { browser: 'true' })).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
