import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ApprovalOptions, createApproval } from '../../src/guard/approval/index.ts';
import { findServers } from '../../src/guard/approval/rendezvous.ts';
import { planOf, rightPin, type Setting, say, send, setting, visit } from './approval-support.ts';

const settings: Setting[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const each of settings.splice(0)) await each.close();
});

function here(options: Partial<ApprovalOptions> = {}): Setting {
  const made = setting(options);
  settings.push(made);
  return made;
}

const never = new AbortController().signal;
const nowhere = { page: false, terminal: false };
const announced = ({ folder }: Setting): string[] => {
  try {
    return readdirSync(join(folder, 'run')).map((name) => join(folder, 'run', name));
  } catch {
    return [];
  }
};
const isUp = (url: string): Promise<boolean> =>
  say(url).then(
    () => true,
    () => false,
  );

describe('an offer', () => {
  it('is for the terminal only once there is a PIN, for nobody else knows the command', async () => {
    const made = here();
    expect(await made.approval.offer(planOf())).toEqual({ page: true, terminal: false });
    // It can be found all the same.
    expect(await findServers(made.folder)).toHaveLength(1);
    await made.pin.setPin(rightPin);
    expect(await made.approval.offer(planOf())).toEqual({ page: true, terminal: true });
  });

  it('goes by the PIN of the folder', async () => {
    const { folder, pin } = here();
    await pin.setPin(rightPin);
    const approval = createApproval({ folder, platform: 'linux', channels: ['terminal'] });
    expect(await approval.offer(planOf())).toEqual({ page: false, terminal: true });
    await approval.close();
  });

  it('is made on the permitted channels alone', async () => {
    const terminal = here({ channels: ['terminal', 'dialog'] });
    await terminal.pin.setPin(rightPin);
    expect(await terminal.approval.offer(planOf())).toEqual({ page: false, terminal: true });
    expect(terminal.opened).toEqual([]);
    const { port, token } = JSON.parse(readFileSync(announced(terminal)[0] ?? '', 'utf8'));
    expect((await say(`http://127.0.0.1:${port}/t/${token}/plans`)).status).toBe(200);
    // A page would say that in HTML.
    expect((await say(`http://127.0.0.1:${port}/p/x`)).text).toBe('{"error":"not found"}\n');

    const page = here({ channels: ['page'] });
    await page.pin.setPin(rightPin);
    expect(await page.approval.offer(planOf())).toEqual({ page: true, terminal: false });
    expect(announced(page)).toEqual([]);
    const url = page.opened[0] ?? '';
    expect((await visit(url)).page.status).toBe(200);
    // The terminal's call would be refused to a browser, which says where it comes from.
    const call = await say(new URL('/t/x/plans', url).href, { headers: { origin: 'x' } });
    expect(call.status).toBe(404);

    const dialog = here({ channels: ['dialog'] });
    const listen = vi.spyOn(Server.prototype, 'listen');
    expect(await dialog.approval.offer(planOf())).toEqual(nowhere);
    expect(listen).not.toHaveBeenCalled();
    expect(dialog.approval.pending()).toEqual([]);
  });

  it('is none of a plan that was answered', async () => {
    const made = here();
    const plan = planOf();
    await made.approval.offer(plan);
    const { csrf } = await visit(made.opened[0] ?? '');
    await send(made.opened[0] ?? '', { csrf, answer: 'decline' });
    expect(await made.approval.offer(plan)).toEqual(nowhere);
    expect(made.opened).toHaveLength(1);
  });

  it('is none where nothing can listen', async () => {
    vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
      queueMicrotask(() => this.emit('error', new Error('no port is left')));
      return this;
    });
    const made = here();
    await made.pin.setPin(rightPin);
    expect(await made.approval.offer(planOf())).toEqual(nowhere);
    expect(made.opened).toEqual([]);
  });

  it('is none for a terminal that cannot find the server', async () => {
    const made = here();
    await made.pin.setPin(rightPin);
    writeFileSync(join(made.folder, 'run'), 'a file in the place of the folder');
    expect(await made.approval.offer(planOf())).toEqual({ page: true, terminal: false });
  });

  it('opens the page again half a minute later, or when it could not, or was forgotten', async () => {
    let now = Date.now();
    let works = false;
    const opened: string[] = [];
    const { approval } = here({
      now: () => now,
      launch: async (_file, args) => {
        opened.push(String(args[0]));
        return works;
      },
    });
    const plan = planOf();
    const offer = async (ms: number): Promise<[boolean, number]> => {
      now += ms;
      return [(await approval.offer(plan)).page, opened.length];
    };
    expect(await offer(0)).toEqual([false, 1]);
    works = true;
    expect(await offer(0)).toEqual([true, 2]);
    expect(await offer(29_999)).toEqual([true, 2]);
    expect(await offer(1)).toEqual([true, 3]);
    expect(await offer(29_999)).toEqual([true, 3]);
    // Each plan has a page of its own.
    await approval.offer(planOf());
    expect(opened).toHaveLength(4);
    approval.forget(plan.id);
    expect(await offer(0)).toEqual([true, 5]);
    expect(new Set(opened).size).toBe(5);
  });

  it('opens the browser that the person has named', async () => {
    const launch = vi.fn(async () => true);
    await here({ browser: 'w3m -x', launch }).approval.offer(planOf());
    expect(launch.mock.calls).toEqual([
      ['w3m', ['-x', expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/p\//)]],
    ]);
    expect(await here({ display: false, launch }).approval.offer(planOf())).toEqual(nowhere);
    expect(launch).toHaveBeenCalledTimes(1);
  });
});

describe('a plan that is handed in', () => {
  it('waits on the offer that was made, until it is answered', async () => {
    const made = here();
    const plan = planOf();
    const { offer, wait } = await made.approval.submit(plan);
    expect(offer).toEqual({ page: true, terminal: false });
    expect(made.approval.pending()).toEqual([plan]);
    expect(await wait(0)).toBe('waiting');
    expect(await wait(60_000, AbortSignal.abort())).toBe('waiting');
    const url = made.opened[0] ?? '';
    const { csrf } = await visit(url);
    await send(url, { csrf, answer: 'approve', pin: rightPin, repeat: rightPin });
    expect(await wait(0)).toEqual({ kind: 'approved', channel: 'page' });
    expect(await made.approval.waitFor(plan.id, 0)).toEqual({ kind: 'approved', channel: 'page' });
    expect(await made.approval.waitFor('another', 0)).toMatchObject({ kind: 'unavailable' });
    expect(made.approval.pending()).toEqual([]);
    expect(made.pinSet).toEqual(['page']);
  });

  it('waits no longer when the server closes, and nothing listens', async () => {
    const made = here();
    const plan = planOf();
    const { wait } = await made.approval.submit(plan);
    const waiting = wait(60_000);
    await made.approval.close();
    expect(await waiting).toEqual({ kind: 'unavailable', why: 'The plan was withdrawn.' });
    expect(await isUp(made.opened[0] ?? '')).toBe(false);
    expect(announced(made)).toEqual([]);
  });

  it('is listened for until ten seconds after the last has been answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const made = here();
    const [one, two] = [planOf(), planOf()];
    await made.approval.offer(one);
    await made.approval.offer(two);
    made.approval.forget(one.id);
    vi.advanceTimersByTime(60_000);
    expect(announced(made)).toHaveLength(1);
    made.approval.forget(two.id);
    vi.advanceTimersByTime(9_999);
    expect(announced(made)).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(announced(made)).toEqual([]);
  });
});

describe('the channels, one after another', () => {
  it('are those that the policy permits, the dialog first', () => {
    const names = (channels?: ApprovalOptions['channels']) =>
      here(channels === undefined ? {} : { channels })
        .approval.channels()
        .map(({ name }) => name);
    expect(names()).toEqual(['dialog', 'terminal', 'page']);
    expect(names(['page', 'elicitation'])).toEqual(['page']);
    expect(names(['terminal', 'dialog'])).toEqual(['dialog', 'terminal']);
    expect(names([])).toEqual([]);
  });

  it('the dialog asks, unless the policy does not permit it', async () => {
    const run = vi.fn(async () => ({ code: 0, stdout: '' }));
    const declined = vi.fn(async () => ({ code: 1, stdout: '' }));
    expect(await here({ run }).approval.dialog(planOf(), never)).toEqual({
      kind: 'approved',
      channel: 'dialog',
    });
    expect(await here({ run: declined }).approval.dialog(planOf(), never)).toEqual({
      kind: 'refused',
      channel: 'dialog',
      why: 'The person declined.',
    });
    expect(await here({ run, channels: ['dialog'] }).approval.dialog(planOf(), never)).toMatchObject({
      kind: 'approved',
    });
    run.mockClear();
    expect(await here({ run, channels: ['page'] }).approval.dialog(planOf(), never)).toEqual({
      kind: 'unavailable',
      why: 'The policy does not permit the dialog.',
    });
    expect(run).not.toHaveBeenCalled();
  });

  const channel = (made: Setting, wanted: string) =>
    made.approval.channels().find(({ name }) => name === wanted);

  it('the terminal asks without a page, where somebody knows the command', async () => {
    const made = here();
    const asks = channel(made, 'terminal');
    expect(await asks?.ask(planOf(), never)).toEqual({
      kind: 'unavailable',
      why: 'The terminal cannot find this server.',
    });
    await made.pin.setPin(rightPin);
    const plan = planOf();
    const asking = asks?.ask(plan, never);
    await expect.poll(() => made.approval.pending().map(({ id }) => id)).toContain(plan.id);
    const [server] = await findServers(made.folder);
    await server?.answer(plan.id, { approve: false });
    expect(await asking).toMatchObject({ kind: 'refused', channel: 'terminal' });
    expect(made.opened).toEqual([]);
  });

  it('the page asks for as long as the plan waits', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const made = here();
    const asking = channel(made, 'page')?.ask(planOf(), never);
    await vi.waitUntil(() => made.opened.length === 1, { interval: 5 });
    // The page is open; the wait begins with what follows.
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(590_000);
    const url = made.opened[0] ?? '';
    const { csrf } = await visit(url);
    await send(url, { csrf, answer: 'decline' });
    expect(await asking).toMatchObject({ kind: 'refused', channel: 'page' });
  });

  it('the page asks without the terminal, until the plan or the caller ends', async () => {
    const made = here();
    await made.pin.setPin(rightPin);
    const asks = channel(made, 'page');
    const stop = new AbortController();
    const asking = asks?.ask(planOf(), stop.signal);
    await expect.poll(() => made.opened.length).toBe(1);
    expect(announced(made)).toEqual([]);
    stop.abort();
    expect(await asking).toEqual({ kind: 'unavailable', why: 'Nobody answered.' });
    expect(await asks?.ask(planOf({ expiresAt: Date.now() + 20 }), never)).toEqual({
      kind: 'unavailable',
      why: 'Nobody answered before the plan expired.',
    });
    const shut = here({ launch: async () => false });
    expect(await channel(shut, 'page')?.ask(planOf(), never)).toEqual({
      kind: 'unavailable',
      why: 'No browser could be opened.',
    });
  });
});
