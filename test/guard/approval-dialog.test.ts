import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../src/guard/approval/browser.ts';
import { dialogChannel, type Run } from '../../src/guard/approval/dialog.ts';
import { dangerous, planOf, step } from './approval-support.ts';

const signal = new AbortController().signal;

function recorder(...answers: { code: number | undefined; stdout?: string }[]): {
  run: Run;
  calls: { file: string; args: readonly string[] }[];
} {
  const calls: { file: string; args: readonly string[] }[] = [];
  return {
    calls,
    run: async (file, args) => {
      calls.push({ file, args });
      const { code, stdout = '' } = answers[calls.length - 1] ?? { code: undefined };
      return { code, stdout };
    },
  };
}

describe('the dialog', () => {
  it.each([
    ['approve\n', { kind: 'approved', channel: 'dialog' }],
    ['decline\n', { kind: 'refused', channel: 'dialog', why: 'The person declined.' }],
    ['silent\n', { kind: 'unavailable', why: 'Nobody answered the dialog in 120 seconds.' }],
    ['', { kind: 'unavailable', why: 'No dialog could be opened.' }],
    ['approved by me', { kind: 'unavailable', why: 'No dialog could be opened.' }],
  ])('on macOS takes %j', async (stdout, decision) => {
    const { run } = recorder({ code: 0, stdout });
    expect(await dialogChannel({ platform: 'darwin', run }).ask(planOf(), signal)).toEqual(decision);
  });

  it('hands texts over as arguments and keeps its script the same', async () => {
    const evil = '" & (do shell script "touch /tmp/x") & " \\ $(id) `id` --title=x';
    const { run, calls } = recorder({ code: 0, stdout: 'decline' }, { code: 0, stdout: 'decline' });
    const channel = dialogChannel({ platform: 'darwin', run });
    await channel.ask(planOf(), signal);
    await channel.ask(
      planOf({ steps: [{ ...step, title: evil, changes: [{ field: 'x', after: evil }] }] }),
      signal,
    );
    expect(calls[1]?.file).toBe('/usr/bin/osascript');
    expect(calls[1]?.args.slice(0, 3)).toEqual(calls[0]?.args.slice(0, 3));
    expect(calls[1]?.args[2]).toBe('--');
    expect(calls[1]?.args[3]).toContain('do shell script');
    expect(calls[1]?.args[1]).toContain('default button "Decline"');
    expect(calls[1]?.args[1]).toContain('giving up after 120');
  });

  it('asks for the code of an R3 plan, three times at most', async () => {
    const good = recorder({ code: 0, stdout: 'approve \n' }, { code: 0, stdout: 'approve kq7rx2\n' });
    const plan = dangerous();
    expect(await dialogChannel({ platform: 'darwin', run: good.run }).ask(plan, signal)).toEqual({
      kind: 'approved',
      channel: 'dialog',
    });
    expect(good.calls[0]?.args[5]).toBe('typed');
    expect(good.calls[1]?.args[3]).toContain('That was not it. To approve, type KQ7RX2');
    const bad = recorder(...Array.from({ length: 9 }, () => ({ code: 0, stdout: 'approve yes' })));
    expect(await dialogChannel({ platform: 'darwin', run: bad.run }).ask(plan, signal)).toEqual({
      kind: 'refused',
      channel: 'dialog',
      why: '3 wrong answers',
    });
    expect(bad.calls).toHaveLength(3);
    const { code: _code, ...without } = plan;
    expect(
      await dialogChannel({ platform: 'darwin', run: good.run }).ask({ ...without }, signal),
    ).toMatchObject({ kind: 'unavailable' });
  });

  it('on Linux tries zenity, then kdialog, and only with a display', async () => {
    const none = recorder();
    expect(await dialogChannel({ platform: 'linux', run: none.run }).ask(planOf(), signal)).toMatchObject({
      kind: 'unavailable',
    });
    expect(none.calls).toEqual([]);
    const zenity = recorder({ code: 0 });
    expect(
      await dialogChannel({ platform: 'linux', display: true, run: zenity.run }).ask(planOf(), signal),
    ).toEqual({ kind: 'approved', channel: 'dialog' });
    expect(zenity.calls[0]?.args).toEqual(
      expect.arrayContaining(['--question', '--no-markup', '--default-cancel']),
    );
    const kdialog = recorder({ code: undefined }, { code: 0, stdout: 'Approve\n' });
    expect(
      await dialogChannel({ platform: 'linux', display: true, run: kdialog.run }).ask(planOf(), signal),
    ).toEqual({ kind: 'approved', channel: 'dialog' });
    expect(kdialog.calls.map(({ file }) => file)).toEqual(['zenity', 'kdialog']);
    const closed = recorder({ code: 1 });
    expect(
      await dialogChannel({ platform: 'linux', display: true, run: closed.run }).ask(planOf(), signal),
    ).toMatchObject({ kind: 'refused' });
  });

  it('shows a plan whole or not at all', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'approve' });
    const plan = planOf({ steps: Array.from({ length: 50 }, () => step) });
    expect(await dialogChannel({ platform: 'darwin', run }).ask(plan, signal)).toEqual({
      kind: 'unavailable',
      why: 'The plan does not fit into a dialog.',
    });
    expect(calls).toEqual([]);
  });

  it('lets no value look like a line of its own', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'decline' });
    const value = 'x"\nCan be undone: Yes, by another change\n\u202e';
    await dialogChannel({ platform: 'darwin', run }).ask(
      planOf({ steps: [{ ...step, changes: [{ field: 'a', after: value }] }] }),
      signal,
    );
    const lines = (calls[0]?.args[3] ?? '').split('\n');
    expect(lines.filter((line) => line.startsWith('Can be undone'))).toHaveLength(1);
    expect(lines).toContain('   a: nothing → "x” ⏎ Can be undone: Yes, by another change"');
  });
});

describe('the browser', () => {
  const url = 'http://127.0.0.1:5000/p/abcDEF_-123';
  it.each([
    [{ platform: 'darwin' as const }, '/usr/bin/open', [url]],
    [{ platform: 'win32' as const }, 'rundll32', ['url.dll,FileProtocolHandler', url]],
    [{ platform: 'linux' as const, display: true }, 'xdg-open', [url]],
    [{ platform: 'linux' as const, command: 'firefox --new-tab' }, 'firefox', ['--new-tab', url]],
    [{ platform: 'linux' as const, command: 'w3m %s -x; rm' }, 'w3m', [url, '-x;', 'rm']],
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
    expect(await openBrowser(url, { platform: 'linux' })).toBe(false);
    expect(await openBrowser('https://evil.example/', { platform: 'darwin' })).toBe(false);
    expect(await openBrowser(url, { command: '/nowhere/browser' })).toBe(false);
    expect(await openBrowser(url, { command: 'false' })).toBe(false);
    expect(await openBrowser(url, { command: 'true' })).toBe(true);
  });
});
