import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dialogChannel, type Run } from '../../src/guard/approval/dialog.ts';
import { planText } from '../../src/guard/approval/plain.ts';
import type { PlanView } from '../../src/guard/types.ts';
import { dangerous, planOf, step } from './approval-support.ts';

const signal = new AbortController().signal;
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

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
    const good = recorder({ code: 0, stdout: 'approve \n' }, { code: 0, stdout: 'approve kq7 rx2\n' });
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

  it('does not open where there is none', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'approve' });
    const none = { kind: 'unavailable', why: 'There is no dialog on this system.' };
    for (const options of [
      { platform: 'win32', display: true },
      { platform: 'freebsd', display: true },
      { platform: 'linux', display: false },
      { platform: 'linux' },
    ] as const)
      expect(await dialogChannel({ ...options, run }).ask(planOf(), signal)).toEqual(none);
    expect(calls).toEqual([]);
    expect(dialogChannel({ run }).name).toBe('dialog');
  });

  it('on macOS gets text, title and whether there is a field, and no is what Enter presses', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'decline' }, { code: 0, stdout: 'decline' });
    const channel = dialogChannel({ platform: 'darwin', run });
    const [plan, grave] = [planOf({ target: 'Sandbox' }), dangerous()];
    await channel.ask(plan, signal);
    await channel.ask(grave, signal);
    expect(calls.map(({ args }) => args.toSpliced(1, 1))).toEqual([
      ['-e', '--', planText(plan).join('\n'), 'Sandbox: Approve this change?', 'button'],
      [
        '-e',
        '--',
        `${planText(grave).join('\n')}\n\nTo approve, type KQ7RX2`,
        'App Store Connect: Approve this change?',
        'typed',
      ],
    ]);
    const script = calls[0]?.args[1] ?? '';
    expect(script.match(/default button "Decline" cancel button "Decline"/g)).toHaveLength(2);
  });

  it('on Linux is a question of zenity, or an entry for the code', async () => {
    const { run, calls } = recorder({ code: 1 }, { code: 0, stdout: ' kq7 rx2\n' });
    const channel = dialogChannel({ platform: 'linux', display: true, run });
    const plan = planOf({ steps: [{ ...step, title: 'C:\\new' }] });
    const grave = dangerous();
    expect(await channel.ask(plan, signal)).toEqual({
      kind: 'refused',
      channel: 'dialog',
      why: 'The person declined.',
    });
    expect(await channel.ask(grave, signal)).toEqual({ kind: 'approved', channel: 'dialog' });
    const common = ['--ok-label=Approve', '--cancel-label=Decline', '--timeout=120', '--width=560'];
    expect(calls).toEqual([
      {
        file: 'zenity',
        args: [
          '--question',
          '--no-markup',
          '--default-cancel',
          '--icon-name=dialog-warning',
          '--title=App Store Connect: Approve this change?',
          // zenity would read \n as the end of a line.
          `--text=${['C:\\\\new', ...planText(plan).slice(1)].join('\n')}`,
          ...common,
        ],
      },
      {
        file: 'zenity',
        args: [
          '--entry',
          '--title=App Store Connect: Approve this change?',
          `--text=${planText(grave).join('\n')}\n\nTo approve, type KQ7RX2`,
          ...common,
        ],
      },
    ]);
  });

  it('of kdialog takes the typed word, for "yes" would be what Enter presses', async () => {
    const none = { code: undefined };
    const { run, calls } = recorder(none, { code: 0, stdout: '\n' }, { code: 0, stdout: 'approve\n' });
    const plan = planOf({ steps: [{ ...step, title: '<b>bold</b>' }] });
    expect(await dialogChannel({ platform: 'linux', display: true, run }).ask(plan, signal)).toEqual({
      kind: 'approved',
      channel: 'dialog',
    });
    const text = ['‹b>bold‹/b>', ...planText(plan).slice(1)].join('\n');
    const title = 'App Store Connect: Approve this change?';
    expect(calls.slice(1)).toEqual([
      {
        file: 'kdialog',
        args: ['--title', title, '--inputbox', `${text}\n\nTo approve, type approve`, ''],
      },
      {
        file: 'kdialog',
        args: ['--title', title, '--inputbox', `${text}\n\nThat was not it. To approve, type approve`, ''],
      },
    ]);
  });

  it('of kdialog asks for the code of an R3 plan', async () => {
    const none = { code: undefined };
    const { run } = recorder(none, { code: 0, stdout: 'approve' }, { code: 0, stdout: 'KQ7RX2' });
    expect(await dialogChannel({ platform: 'linux', display: true, run }).ask(dangerous(), signal)).toEqual({
      kind: 'approved',
      channel: 'dialog',
    });
  });

  const declined = { kind: 'refused', channel: 'dialog', why: 'The person declined.' };
  const unopened = { kind: 'unavailable', why: 'No dialog could be opened.' };
  it.each([
    ['darwin', [{ code: 1, stdout: 'approve' }], unopened],
    ['darwin', [{ code: 0, stdout: 'silently' }], unopened],
    ['linux', [{ code: 5 }], { kind: 'unavailable', why: 'Nobody answered the dialog in 120 seconds.' }],
    ['linux', [{ code: 127 }, { code: 1 }], declined],
    ['linux', [{ code: 127 }, { code: 5 }], unopened],
    ['linux', [{ code: 127 }, { code: undefined }], unopened],
  ] as const)('on %s that ends with %j decides so', async (platform, answers, decision) => {
    const { run } = recorder(...answers);
    expect(await dialogChannel({ platform, display: true, run }).ask(planOf(), signal)).toEqual(decision);
  });

  it('that fails after a wrong answer is not asked elsewhere', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'x' }, { code: undefined });
    expect(await dialogChannel({ platform: 'linux', display: true, run }).ask(dangerous(), signal)).toEqual({
      kind: 'unavailable',
      why: 'The dialog failed.',
    });
    expect(calls).toHaveLength(2);
  });

  it('asks nothing of an R3 plan without a code', async () => {
    const { run, calls } = recorder({ code: 0, stdout: 'approve' });
    const plan = planOf({ tier: 'R3' });
    expect(await dialogChannel({ platform: 'darwin', run }).ask(plan, signal)).toEqual({
      kind: 'unavailable',
      why: 'The plan has no code to type.',
    });
    expect(calls).toEqual([]);
  });

  it('counts no yes that comes after it was withdrawn, or with the plan’s last millisecond', async () => {
    const stop = new AbortController();
    const late: Run = async () => {
      stop.abort();
      return { code: 0, stdout: 'approve' };
    };
    expect(await dialogChannel({ platform: 'darwin', run: late }).ask(planOf(), stop.signal)).toEqual({
      kind: 'unavailable',
      why: 'The question was withdrawn.',
    });
    vi.useFakeTimers({ toFake: ['Date'] });
    const answerAt = (ms: number, plan: PlanView) =>
      dialogChannel({
        platform: 'darwin',
        run: async () => {
          vi.setSystemTime(plan.expiresAt + ms);
          return { code: 0, stdout: 'approve' };
        },
      }).ask(plan, signal);
    const expired = { kind: 'unavailable', why: 'The plan expired while the dialog was open.' };
    expect(await answerAt(-1, planOf())).toEqual({ kind: 'approved', channel: 'dialog' });
    expect(await answerAt(0, planOf())).toEqual(expired);
    expect(await answerAt(1, planOf())).toEqual(expired);
  });

  it('has room for 26 lines and 1,600 characters', async () => {
    const fits = async (plan: PlanView): Promise<boolean> => {
      const { run, calls } = recorder({ code: 0, stdout: 'decline' });
      await dialogChannel({ platform: 'darwin', run }).ask(plan, signal);
      return calls.length === 1;
    };
    const ofLines = (count: number): PlanView => {
      const change = { field: 'a', after: 'b' };
      const others = planText(planOf({ steps: [{ ...step, changes: [] }] })).length;
      return planOf({ steps: [{ ...step, changes: Array.from({ length: count - others }, () => change) }] });
    };
    expect([await fits(ofLines(26)), await fits(ofLines(27))]).toEqual([true, false]);
    const ofCharacters = (count: number): PlanView => {
      const withLast = (last: string): PlanView =>
        planOf({
          steps: [
            {
              ...step,
              changes: ['x'.repeat(500), 'x'.repeat(500), last].map((after) => ({ field: 'a', after })),
            },
          ],
        });
      return withLast('x'.repeat(count - planText(withLast('')).join('\n').length));
    };
    expect([await fits(ofCharacters(1_600)), await fits(ofCharacters(1_601))]).toEqual([true, false]);
  });
});

describe('the program of the dialog', { timeout: 3_000 }, () => {
  /** A folder that is the whole PATH, with a program of each name. */
  function programs(scripts: Readonly<Record<string, string>>): void {
    const folder = mkdtempSync(join(tmpdir(), 'asc-programs-'));
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    }
    vi.stubEnv('PATH', folder);
  }
  const ask = (plan = planOf(), stop = signal) =>
    dialogChannel({ platform: 'linux', display: true }).ask(plan, stop);

  it('gets its arguments as they are and tells how it ended', async () => {
    programs({ zenity: '[ $# = 7 ] || exit 1\necho kq7rx2' });
    expect(await ask(dangerous())).toEqual({ kind: 'approved', channel: 'dialog' });
    programs({ zenity: 'exit 5' });
    expect(await ask()).toMatchObject({ why: 'Nobody answered the dialog in 120 seconds.' });
  });

  it('that is not there, or says far too much, is passed over', async () => {
    programs({ kdialog: 'printf "%070000d" 1' });
    expect(await ask()).toEqual({ kind: 'unavailable', why: 'No dialog could be opened.' });
  });

  it('is ended when the question is withdrawn', async () => {
    programs({ zenity: 'exec /bin/sleep 2' });
    const began = performance.now();
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    expect(await ask(planOf(), stop.signal)).toEqual({
      kind: 'unavailable',
      why: 'The question was withdrawn.',
    });
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});
