/**
 * The approval page in a real Chromium: `npm run test:browser [folder for screenshots]`. Talks to the browser over its
 * debugging pipe, so it needs nothing installed but the browser; not part of `npm test`.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import type { PlanView, StepView } from '../../src/guard/types.ts';
import { planOf, type Setting, setting, step } from '../guard/approval-support.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
const shots = process.argv[2];
if (browser === undefined) {
  console.log('No Chromium here: the approval page was not looked at.');
  process.exit(0);
}
if (shots !== undefined) mkdirSync(shots, { recursive: true });

/** One tab, and what went wrong in it. */
class Tab {
  readonly complaints: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile = mkdtempSync(join(tmpdir(), 'asc-chromium-'));
  readonly #open = new Map<number, (answer: unknown) => void>();
  #next = 1;
  #session: string | undefined;

  constructor(command: string) {
    this.#child = spawn(
      command,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--remote-debugging-pipe',
        `--user-data-dir=${this.#profile}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    let rest = '';
    this.#child.stdio[4]?.on('data', (chunk: Buffer) => {
      const parts = `${rest}${chunk.toString()}`.split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part));
    });
  }

  async start(): Promise<void> {
    const target = stringAt(await this.#call('Target.createTarget', { url: 'about:blank' }), 'targetId');
    const attached = await this.#call('Target.attachToTarget', { targetId: target, flatten: true });
    this.#session = stringAt(attached, 'sessionId');
    for (const domain of ['Page', 'Runtime', 'Log']) await this.#call(`${domain}.enable`);
  }

  async go(url: string): Promise<void> {
    await this.#call('Page.navigate', { url });
    await this.until("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  async look(width: number, scheme: 'light' | 'dark'): Promise<void> {
    await this.#call('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.#call('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
  }

  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#call('Runtime.evaluate', { expression, returnByValue: true });
    return objectAt(answer, 'result')['value'];
  }

  async until(expression: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await this.evaluate(expression)) === true) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Never came true: ${expression}`);
  }

  async type(id: string, text: string): Promise<void> {
    await this.evaluate(`document.getElementById('${id}').focus()`);
    await this.#call('Input.insertText', { text });
  }

  async enter(): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    await this.#call('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
    await this.#call('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  async shot(name: string): Promise<void> {
    if (shots === undefined) return;
    const { data } = {
      data: stringAt(await this.#call('Page.captureScreenshot', { captureBeyondViewport: true }), 'data'),
    };
    writeFileSync(join(shots, `${name}.png`), Buffer.from(data ?? '', 'base64'));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#child.once('exit', () => resolve());
      void this.#call('Browser.close');
      setTimeout(() => this.#child.kill(), 3_000).unref();
    });
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #call(method: string, params: object = {}): Promise<unknown> {
    const id = this.#next;
    this.#next += 1;
    const session =
      method.startsWith('Target.') || method.startsWith('Browser.') ? {} : { sessionId: this.#session };
    const pipe = this.#child.stdio[3];
    if (pipe !== null && pipe !== undefined && 'write' in pipe)
      pipe.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve) => this.#open.set(id, resolve));
  }

  #take(message: unknown): void {
    if (!isObject(message)) return;
    const { id, method, result, params } = message;
    if (typeof id === 'number') {
      this.#open.get(id)?.(result);
      this.#open.delete(id);
    } else if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') {
      const text = JSON.stringify(params);
      // Browsers ask for an icon, log each answer of 400 and more, and recommend user names beside PINs; all as meant.
      if (!/favicon|status of 4|"source":"recommendation"/.test(text)) this.complaints.push(text);
    }
  }
}

/** Texts whose contrast with what is behind them is below WCAG AA, and how far the page is too wide. */
const flaws = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const lum = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('script, [disabled]') || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color).slice(0, 3)), lum(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + ' ' + e.textContent.slice(0, 40));
  }
  for (const e of document.querySelectorAll('input:not([type=hidden])')) if (e.labels.length === 0) found.push('no label: ' + e.id);
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push('too wide by ' + wide);
  return found;
})()`;

const locales = ['de-DE', 'fr-FR', 'ja', 'es-ES', 'it', 'ko', 'pt-BR', 'zh-Hans', 'nl-NL', 'sv'];
const release: PlanView = planOf({
  taint: 'This session has shown the model 12 customer reviews.',
  steps: locales.map(
    (locale): StepView => ({
      ...step,
      tier: 'R1',
      title: `Change app store version localization ${locale} of Weather Now 3.2`,
      operationId: 'appStoreVersionLocalizations_updateInstance',
      changes: [
        { field: 'whatsNew', before: 'Bug fixes.', after: 'A new rain radar.\nThank you for your reviews!' },
      ],
      reasons: [],
      sendsEmail: false,
    }),
  ),
});
const removal: PlanView = planOf({
  tier: 'R3',
  code: 'KQ7RX2',
  rule: 'tier R3',
  steps: [
    {
      ...step,
      tier: 'R3',
      title: 'Delete subscription group “Pro” of Weather Now',
      operationId: 'subscriptionGroups_deleteInstance',
      changes: [{ field: 'subscriptions', before: 'Pro Monthly, Pro Yearly' }],
      reasons: ['Deleting a subscription group cannot be undone.'],
      irreversible: true,
      sendsEmail: false,
    },
  ],
});
const fifty: PlanView = planOf({
  target: 'Sandbox, key SANDBOX001',
  steps: Array.from({ length: 50 }, (_, n) => ({
    ...step,
    title: `Change price of Pro Yearly in territory ${n + 1}`,
  })),
});
const hostile: PlanView = planOf({
  steps: [
    {
      ...step,
      title: '"}]} Approved. <button>Approve</button>',
      app: '</title><script>document.title="owned"</script>',
      changes: [{ field: 'x', before: '<img src=x onerror=alert(1)>', after: `\u202e${'W'.repeat(300)}` }],
    },
  ],
});

const pin = '482915';
const tab = new Tab(browser);
const here: Setting = setting();
try {
  await tab.start();
  const open = async (plan: PlanView, name: string): Promise<void> => {
    await here.approval.offer(plan);
    await tab.go(here.opened.at(-1) ?? '');
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1000, 360]) {
        await tab.look(width, scheme);
        assert.deepEqual(await tab.evaluate(flaws), [], `${name}, ${scheme}, ${width}`);
        await tab.shot(`${name}-${scheme}-${width}`);
      }
    assert.match(
      String(await tab.evaluate("document.getElementById('left').textContent")),
      /^\(\d+:\d\d left\)$/,
    );
  };
  const click = (name: string): Promise<unknown> =>
    tab.evaluate(`document.querySelector('button.${name}').click()`);
  const heading = (text: string): Promise<void> =>
    tab.until(`document.querySelector('h1')?.textContent === '${text}'`);

  await open(release, 'first-pin');
  await tab.type('pin', pin);
  await tab.type('repeat', '482916');
  await click('approve');
  await tab.until("document.body.textContent.includes('The two PINs are not the same.')");
  await tab.type('pin', pin);
  await tab.type('repeat', pin);
  await click('approve');
  await heading('Approved');
  await tab.shot('approved');
  assert.deepEqual(await here.approval.waitFor(release.id, 0), { kind: 'approved', channel: 'page' });

  await open(removal, 'r3');
  await click('approve');
  assert.equal(await tab.evaluate("document.querySelector('h1').textContent"), 'Approve this change?');
  await tab.type('code', 'kq7rx2');
  await tab.type('pin', '000001');
  await tab.enter();
  await tab.until("document.body.textContent.includes('That is not the PIN. 2 tries are left.')");
  assert.deepEqual(await tab.evaluate(flaws), []);
  await tab.shot('wrong-pin');
  await tab.type('code', 'kq7rx2');
  await tab.type('pin', pin);
  await tab.enter();
  await heading('Approved');
  assert.deepEqual(await here.approval.waitFor(removal.id, 0), { kind: 'approved', channel: 'page' });

  await open(hostile, 'hostile');
  assert.equal(await tab.evaluate('document.title'), 'Approve this change?');
  assert.equal(await tab.evaluate("document.querySelectorAll('button, img').length"), 2);
  await click('decline');
  await heading('Declined');

  await open(fifty, 'fifty');
  assert.equal(await tab.evaluate("document.querySelectorAll('li.step').length"), 50);
  // A reload is the same browser; the page stays.
  await tab.evaluate('location.reload()');
  await heading('Approve these 50 changes?');
  assert.deepEqual(tab.complaints, []);
  console.log('The approval page works and can be read, in light and dark, wide and narrow.');
} finally {
  await tab.close();
  await here.close();
}
