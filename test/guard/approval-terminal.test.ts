import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findServers } from '../../src/guard/approval/rendezvous.ts';
import { approveInTerminal, type Console } from '../../src/guard/approval/terminal.ts';
import { dangerous, planOf, type Setting, say, send, setting, step, visit } from './approval-support.ts';

const pin = '482915';
let here: Setting;
beforeEach(() => {
  here = setting();
});
afterEach(() => here.close());

/** A person who types these, one after another, and then leaves. */
function person(...types: string[]): Console & { readonly seen: string[]; readonly hidden: string[] } {
  const seen: string[] = [];
  const hidden: string[] = [];
  return {
    seen,
    hidden,
    write: (line) => seen.push(line),
    ask: async (question, options) => {
      seen.push(question);
      if (options?.hidden === true) hidden.push(question);
      return types.shift();
    },
  };
}

async function approve(who: Console, plan?: string): Promise<string> {
  return approveInTerminal(await findServers(here.folder), who, plan);
}

describe('the terminal', () => {
  it('approves with the PIN, which it never shows', async () => {
    await here.pin.setPin(pin);
    const plan = planOf({ taint: 'This session has shown the model 12 customer reviews.' });
    await here.approval.offer(plan);
    const who = person('yes', pin);
    expect(await approve(who)).toBe('approved');
    expect(await here.approval.waitFor(plan.id, 0)).toEqual({ kind: 'approved', channel: 'terminal' });
    const text = who.seen.join('\n');
    expect(text).toContain('responseBody: nothing → "Thank you!"');
    expect(text).toContain('12 customer reviews');
    expect(text).not.toContain(pin);
    expect(who.hidden).toEqual(['PIN: ']);
    expect(await approve(person())).toBe('nothing');
  });

  it('lets a person choose the PIN', async () => {
    await here.approval.offer(planOf());
    const who = person('yes', '12345', '12345', pin, '482910', pin, pin);
    expect(await approve(who)).toBe('approved');
    expect(who.seen).toContain('A PIN has 6 characters or more.');
    expect(who.seen).toContain('The two PINs are not the same.');
    expect(await here.pin.checkPin(pin)).toEqual({ kind: 'right' });
    expect(here.pinSet).toEqual(['terminal']);
  });

  it('asks for the code of an R3 plan', async () => {
    await here.pin.setPin(pin);
    const plan = dangerous();
    await here.approval.offer(plan);
    const who = person('yes', 'nope', pin, 'kq7rx2', pin);
    expect(await approve(who)).toBe('approved');
    expect(who.seen).toContain('That is not the code shown above. 2 tries are left.');
  });

  it('declines, or leaves a plan as it is', async () => {
    const plan = planOf();
    await here.approval.offer(plan);
    expect(await approve(person('maybe'))).toBe('nothing');
    expect(await approve(person())).toBe('nothing');
    expect(await here.approval.waitFor(plan.id, 0)).toBe('waiting');
    expect(await approve(person('no'))).toBe('declined');
    expect(await here.approval.waitFor(plan.id, 0)).toMatchObject({ kind: 'refused', channel: 'terminal' });
  });

  it('voids a plan after three wrong PINs and stops when they are locked', async () => {
    await here.pin.setPin(pin);
    const plan = planOf();
    await here.approval.offer(plan);
    expect(await approve(person('yes', 'wrong-1', 'wrong-2', 'wrong-3'))).toBe('declined');
    expect(await here.approval.waitFor(plan.id, 0)).toMatchObject({ why: '3 wrong answers' });
    await here.approval.offer(planOf());
    expect(await approve(person('yes', 'wrong-4', 'wrong-5', pin))).toBe('nothing');
    const who = person('yes', pin);
    expect(await approve(who)).toBe('nothing');
    expect(who.seen.join('\n')).toContain('Approving is locked until');
  });

  it('lists plans of all servers and takes one by number or by id', async () => {
    await here.pin.setPin(pin);
    const other = setting({ folder: here.folder, pin: here.pin });
    const [one, two] = [planOf(), planOf({ steps: [{ ...step, title: 'Delete \u001b[2Jall' }, step] })];
    await here.approval.offer(one);
    await other.approval.offer(two);
    const who = person('7', '2', 'yes', pin);
    expect(await approve(who)).toBe('approved');
    expect(who.seen).toContain('2 plans wait for your approval:');
    expect(who.seen).toContain('  2  R2  Delete all and 1 more');
    expect(await other.approval.waitFor(two.id, 0)).toMatchObject({ kind: 'approved' });
    expect(await approve(person('yes', pin), 'nosuch')).toBe('nothing');
    expect(await approve(person('yes', pin), one.id.slice(0, 8))).toBe('approved');
    await other.close();
  });

  it('and the page answer the same plan: the first counts', async () => {
    await here.pin.setPin(pin);
    const plan = planOf();
    await here.approval.offer(plan);
    const url = here.opened[0] ?? '';
    const { csrf } = await visit(url);
    const [server] = await findServers(here.folder);
    expect(await server?.answer(plan.id, { approve: false })).toMatchObject({ kind: 'decided' });
    expect((await send(url, { csrf, answer: 'approve', pin })).status).toBe(410);
    expect(await server?.answer(plan.id, { approve: true, pin })).toEqual({ kind: 'gone' });
    expect(await here.approval.waitFor(plan.id, 0)).toMatchObject({ kind: 'refused', channel: 'terminal' });
  });
});

describe('the rendezvous', () => {
  const files = (): string[] => {
    const folder = join(here.folder, 'run');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };

  it('is a private file that goes when nothing waits', async () => {
    await here.close();
    here = setting({ lingerMs: 10 });
    expect(files()).toEqual([]);
    const plan = planOf();
    await here.approval.offer(plan);
    expect(files()).toHaveLength(1);
    const [file = ''] = files();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readFileSync(file, 'utf8')).not.toContain(plan.id);
    here.approval.forget(plan.id);
    await expect.poll(files).toEqual([]);
  });

  it('shows nothing without the secret path, and nothing to a browser', async () => {
    await here.approval.offer(dangerous());
    const { port, token } = JSON.parse(readFileSync(files()[0] ?? '', 'utf8'));
    const url = `http://127.0.0.1:${port}/t/${token}/plans`;
    expect((await say(url)).text).toContain('KQ7RX2');
    for (const [address, headers] of [
      [url, { origin: `http://127.0.0.1:${port}` }],
      [url, { 'sec-fetch-site': 'none' }],
      [url, { host: 'evil.example' }],
      [url.replace(token, 'A'.repeat(22)), {}],
    ] as const) {
      const said = await say(address, { headers });
      expect([403, 404]).toContain(said.status);
      expect(said.text).not.toContain('KQ7RX2');
    }
    expect((await say(url, { method: 'POST' })).status).toBe(405);
    expect((await say(url.replace('plans', 'answer'), { method: 'POST', body: '{}' })).status).toBe(400);
  });

  it('passes over files of ended processes, foreign answers and nonsense', async () => {
    await here.approval.offer(planOf());
    const run = join(here.folder, 'run');
    const token = 'A'.repeat(22);
    writeFileSync(join(run, '999999999-aaaaaa.json'), JSON.stringify({ port: 1, token, pid: 999999999 }));
    writeFileSync(join(run, '1-aaaaaa.json'), '{');
    writeFileSync(join(run, '2-aaaaaa.json'), JSON.stringify({ port: 1, token, pid: process.pid }));
    expect(await findServers(here.folder)).toHaveLength(2);
    expect(existsSync(join(run, '999999999-aaaaaa.json'))).toBe(false);
    expect(await approve(person('no'))).toBe('declined');
  });
});
