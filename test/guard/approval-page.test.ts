import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { escapeHtml } from '../../src/guard/approval/page-html.ts';
import {
  csrfOf,
  dangerous,
  planOf,
  type Setting,
  say,
  send,
  setting,
  step,
  visit,
} from './approval-support.ts';

const pin = '482915';
let here: Setting;
beforeEach(() => {
  here = setting();
});
afterEach(() => here.close());

async function open(plan = planOf()): Promise<{ plan: typeof plan; url: string }> {
  // The terminal counts once somebody has set a PIN: until then nobody would look there.
  expect(await here.approval.offer(plan)).toEqual({ page: true, terminal: await here.pin.hasPin() });
  return { plan, url: here.opened.at(-1) ?? '' };
}
const look = (id: string) => here.approval.waitFor(id, 0);

describe('the approval page', () => {
  it('approves with the PIN', async () => {
    await here.pin.setPin(pin);
    const { plan, url } = await open();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/p\/[A-Za-z0-9_-]{22}$/);
    const { page, csrf } = await visit(url);
    expect(page.status).toBe(200);
    for (const text of [
      'Weather Now',
      'responseBody',
      'Thank you!',
      'ABC123DEFG',
      'Apple sends mail',
      'tier R2',
    ])
      expect(page.text).toContain(text);
    expect(page.text).not.toContain(plan.id);
    const waiting = here.approval.waitFor(plan.id, 5_000);
    const done = await send(url, { csrf, answer: 'approve', pin });
    expect(done.status).toBe(200);
    expect(done.text).toContain('You can close this tab and go back to your assistant.');
    expect(await waiting).toEqual({ kind: 'approved', channel: 'page' });
    expect(here.approval.pending()).toEqual([]);
  });

  it('lets a person choose the PIN with the first approval', async () => {
    const { plan, url } = await open();
    const { page, csrf } = await visit(url);
    expect(page.text).toContain('Choose a PIN');
    const short = await send(url, { csrf, answer: 'approve', pin: '12', repeat: '12' });
    expect(short.text).toContain('A PIN has 6 characters or more.');
    const other = await send(url, { csrf: csrfOf(short), answer: 'approve', pin, repeat: '482916' });
    expect(other.text).toContain('The two PINs are not the same.');
    const done = await send(url, { csrf: csrfOf(other), answer: 'approve', pin, repeat: pin });
    expect(done.text).toContain('Approved');
    expect(await look(plan.id)).toEqual({ kind: 'approved', channel: 'page' });
    expect(await here.pin.checkPin(pin)).toEqual({ kind: 'right' });
    expect(here.pinSet).toEqual(['page']);
  });

  it('declines without a PIN', async () => {
    const { plan, url } = await open();
    const { csrf } = await visit(url);
    expect((await send(url, { csrf, answer: 'decline' })).text).toContain('Nothing was sent.');
    expect(await look(plan.id)).toEqual({ kind: 'refused', channel: 'page', why: 'The person declined.' });
  });

  it('asks for the code of an R3 plan', async () => {
    await here.pin.setPin(pin);
    const { plan, url } = await open(dangerous());
    const { page, csrf } = await visit(url);
    expect(page.text).toContain('KQ7RX2');
    expect(page.text).toContain('cannot be undone');
    const without = await send(url, { csrf, answer: 'approve', pin });
    expect(without.status).toBe(422);
    expect(without.text).toContain('That is not the code shown above. 2 tries are left.');
    const wrong = await send(url, { csrf: csrfOf(without), answer: 'approve', pin, code: 'KQ7RX3' });
    expect(wrong.text).toContain('One try is left.');
    const right = await send(url, { csrf: csrfOf(wrong), answer: 'approve', pin, code: ' kq7-rx2 ' });
    expect(right.status).toBe(200);
    expect(await look(plan.id)).toEqual({ kind: 'approved', channel: 'page' });
  });

  it('voids a plan after three wrong PINs, and a locked PIN approves nothing', async () => {
    await here.pin.setPin(pin);
    const first = await open();
    let { csrf } = await visit(first.url);
    for (const text of ['2 tries are left', 'One try is left']) {
      const wrong = await send(first.url, { csrf, answer: 'approve', pin: '000001' });
      expect(wrong.text).toContain(text);
      csrf = csrfOf(wrong);
    }
    const last = await send(first.url, { csrf, answer: 'approve', pin: '000001' });
    expect(last.status).toBe(403);
    expect(last.text).toContain('3 wrong answers. The plan is void and nothing was sent.');
    expect(await look(first.plan.id)).toEqual({ kind: 'refused', channel: 'page', why: '3 wrong answers' });
    expect((await send(first.url, { csrf, answer: 'approve', pin })).status).toBe(410);

    const second = await open();
    csrf = (await visit(second.url)).csrf;
    csrf = csrfOf(await send(second.url, { csrf, answer: 'approve', pin: '000001' }));
    const locked = await send(second.url, { csrf, answer: 'approve', pin: '000001' });
    expect(locked.text).toContain('Approving is locked until');
    const right = await send(second.url, { csrf: csrfOf(locked), answer: 'approve', pin });
    expect(right.status).toBe(422);
    expect(await look(second.plan.id)).toBe('waiting');
    const no = await send(second.url, { csrf: csrfOf(right), answer: 'decline' });
    expect(no.status).toBe(200);
  });

  it.each([
    ['another host', { host: 'evil.example' }, 403],
    ['a rebound name with our port', { host: 'evil.example:PORT' }, 403],
    ['another port', { host: '127.0.0.1:1' }, 403],
    ['a link from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['localhost', { host: 'localhost:PORT' }, 200],
  ])('answers a visit by %s with its status', async (_name, headers, status) => {
    const { url } = await open();
    const { port } = new URL(url);
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value).replace('PORT', port)]),
    );
    const said = await say(url, { headers: given });
    expect(said.status).toBe(status);
    if (status !== 200) expect(said.text).not.toContain('csrf');
  });

  it.each([
    ['no Origin', { origin: '' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin null', { origin: 'null' }],
    ['the Origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['another name of ours', { origin: 'http://localhost:1' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site request', { 'sec-fetch-site': 'same-site' }],
    ['a forged Host', { host: 'evil.example' }],
    ['JSON', { 'content-type': 'application/json' }],
    ['plain text', { 'content-type': 'text/plain' }],
  ])('takes no answer with %s', async (_name, headers) => {
    await here.pin.setPin(pin);
    const { plan, url } = await open();
    const { csrf } = await visit(url);
    const said = await send(url, { csrf, answer: 'approve', pin }, headers);
    expect([403, 415]).toContain(said.status);
    expect(await look(plan.id)).toBe('waiting');
  });

  it('takes no answer without the token of the last form, and none twice', async () => {
    await here.pin.setPin(pin);
    const { plan, url } = await open();
    const { csrf } = await visit(url);
    expect((await send(url, { answer: 'approve', pin })).status).toBe(403);
    expect((await send(url, { csrf: `${csrf.slice(1)}A`, answer: 'approve', pin })).status).toBe(403);
    expect((await send(url, { csrf, answer: 'maybe', pin })).status).toBe(400);
    expect((await send(url, { csrf, answer: 'approve', pin: '000001' })).status).toBe(422);
    expect((await send(url, { csrf, answer: 'approve', pin })).status).toBe(403);
    expect(await look(plan.id)).toBe('waiting');
    const again = await visit(url, undefined);
    expect(again.page.status).toBe(403);
  });

  it('is good for one answer, one browser, one path', async () => {
    const { plan, url } = await open();
    const { csrf, cookie, page } = await visit(url);
    expect(String(page.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect((await visit(url, cookie)).page.status).toBe(200);
    expect((await visit(url)).page.text).toContain('open in another browser');
    expect((await say(url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(404);
    expect((await say(`${url}?x=1`)).status).toBe(404);
    expect((await say(url, { method: 'PUT' })).status).toBe(405);
    expect((await send(url, { csrf, answer: 'x'.repeat(9_000) })).status).toBe(413);
    const sent = await Promise.all([
      send(url, { csrf, answer: 'decline' }),
      send(url, { csrf, answer: 'decline' }),
    ]);
    expect(sent.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    expect((await visit(url, cookie)).page.status).toBe(410);
    expect((await send(url, { csrf, answer: 'decline' })).status).toBe(410);
    expect(await look(plan.id)).toMatchObject({ kind: 'refused' });
  });

  it('cannot be framed, cached or made to load anything', async () => {
    const { page } = await visit((await open()).url);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'nonce-[\w-]{22}'; script-src 'nonce-[\w-]{22}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(page.headers['x-frame-options']).toBe('DENY');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    expect(page.text).not.toMatch(/\b(src|href)="(?!#)/);
  });

  it('shows hostile names as text, cut', async () => {
    const evil = '"}]} Approved. <button form=approve>OK</button><script>alert(1)</script>';
    const { url } = await open(
      planOf({
        taint: evil,
        rule: evil,
        target: evil,
        steps: [
          {
            ...step,
            title: evil,
            app: `<b>${'x'.repeat(200)}`,
            operationId: evil,
            reasons: [evil],
            changes: [{ field: evil, before: `\u202e${evil}`, after: '\u001b[2J</td></table>' }],
          },
        ],
      }),
    );
    const { page } = await visit(url);
    expect(page.text.match(/<button/g)).toHaveLength(2);
    expect(page.text.match(/<script/g)).toHaveLength(1);
    expect(page.text.match(/<\/table>/g)).toHaveLength(1);
    expect(page.text).not.toContain('<b>x');
    for (const hidden of ['\u202e', '\u001b']) expect(page.text).not.toContain(hidden);
    expect(page.text).toContain(`${escapeHtml('<b>')}${'x'.repeat(76)}…`);
  });

  it('leads to the gravest steps of a long plan, those in a row as one', async () => {
    const tiers = ['R1', 'R3', 'R1', 'R3', 'R3', 'R1', 'R3', 'R3', 'R3', 'R3'] as const;
    const steps = tiers.map((tier, index) => ({ ...step, tier, title: `Step ${index + 1}` }));
    const { url } = await open(planOf({ tier: 'R3', code: 'KQ7RX2', steps }));
    const { page } = await visit(url);
    const line = /<p class="gravest">.*<\/p>/.exec(page.text)?.[0] ?? '';
    expect(line.replaceAll(/<[^>]+>/g, '')).toBe('R3 Look at steps 2, 4, 5, 7–10');
    expect(line.match(/#step-\d+/g)).toEqual(['#step-2', '#step-4', '#step-5', '#step-7', '#step-10']);
  });

  it('ends with the plan', async () => {
    const short = planOf({ expiresAt: Date.now() + 150 });
    const { url } = await open(short);
    const { csrf } = await visit(url);
    expect(await here.approval.waitFor(short.id, 2_000)).toEqual({
      kind: 'unavailable',
      why: 'Nobody answered before the plan expired.',
    });
    expect((await send(url, { csrf, answer: 'approve', pin, repeat: pin })).status).toBe(410);
    expect(await here.pin.hasPin()).toBe(false);

    const taken = await open();
    const form = await visit(taken.url);
    const waiting = here.approval.waitFor(taken.plan.id, 5_000);
    here.approval.forget(taken.plan.id);
    expect(await waiting).toEqual({ kind: 'unavailable', why: 'The plan was withdrawn.' });
    expect((await send(taken.url, { csrf: form.csrf, answer: 'decline' })).status).toBe(410);
  });

  it('listens only while a plan waits', async () => {
    await here.close();
    here = setting({ lingerMs: 20 });
    const { plan, url } = await open();
    const { csrf } = await visit(url);
    await send(url, { csrf, answer: 'decline' });
    await expect
      .poll(() =>
        say(url).then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('down');
    expect(await look(plan.id)).toMatchObject({ kind: 'refused' });
    const next = await open();
    expect((await visit(next.url)).page.status).toBe(200);
  });

  it('is opened again by a later offer, under a new path', async () => {
    await here.close();
    let now = Date.now();
    here = setting({ now: () => now });
    const { plan, url } = await open();
    await here.approval.offer(plan);
    expect(here.opened).toHaveLength(1);
    now += 60_000;
    await here.approval.offer(plan);
    expect(here.opened).toHaveLength(2);
    expect((await visit(url)).page.status).toBe(410);
    expect((await visit(here.opened[1] ?? '')).page.status).toBe(200);
  });

  it('says so when no browser can be opened', async () => {
    await here.close();
    here = setting({ launch: async () => false });
    expect(await here.approval.offer(planOf())).toEqual({ page: false, terminal: false });
    await here.pin.setPin(pin);
    expect(await here.approval.offer(planOf({ id: 'another-plan' }))).toEqual({
      page: false,
      terminal: true,
    });
    const [, terminal, page] = here.approval.channels();
    expect([terminal?.name, page?.name]).toEqual(['terminal', 'page']);
    expect(await page?.ask(planOf(), new AbortController().signal)).toEqual({
      kind: 'unavailable',
      why: 'No browser could be opened.',
    });
    await here.close();
    here = setting({ channels: ['dialog'] });
    expect(await here.approval.offer(planOf())).toEqual({ page: false, terminal: false });
  });
});
