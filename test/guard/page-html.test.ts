import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { clockTime } from '../../src/guard/approval/desk.ts';
import { escapeHtml, messagePage, type PlanPage, planPage } from '../../src/guard/approval/page-html.ts';
import { style } from '../../src/guard/approval/page-style.ts';
import type { PlanView, StepView } from '../../src/guard/types.ts';
import { planOf, step } from './approval-support.ts';

const expiresAt = Date.UTC(2026, 10, 22, 14, 5);
const until = clockTime(expiresAt);
const setAt = new Date(2026, 10, 3, 12).getTime();

function page(plan: Partial<PlanView> = {}, more: Partial<PlanPage> = {}): string {
  return planPage({
    plan: planOf({ expiresAt, ...plan }),
    pin: { kind: 'set', setAt },
    action: '/p/abc',
    csrf: 'token',
    nonce: 'N',
    ...more,
  });
}

/** What stands on the page, in order. */
const read = (html: string): string[] =>
  html
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/g, '')
    .split(/<[^>]*>/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
/** What stands there from one text to another, both included. */
const readFrom = (html: string, first: string, last: string): string[] => {
  const texts = read(html);
  return texts.slice(texts.lastIndexOf(first), texts.indexOf(last, texts.lastIndexOf(first)) + 1);
};
const tags = (html: string, name: string): string[] => html.match(new RegExp(`<${name}\\b[^>]*>`, 'g')) ?? [];
const steps = (count: number, more: (index: number) => Partial<StepView> = () => ({})): StepView[] =>
  Array.from({ length: count }, (_, index) => ({ ...step, title: `Step ${index + 1}`, ...more(index) }));

it('text for HTML can neither open an element nor leave an attribute', () => {
  expect(escapeHtml(`<b a="1" c='2'>&amp;</b>`)).toBe(
    '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;',
  );
});

describe('the page of a plan', () => {
  it('says what is asked, what it does and to whom, before an answer can be given', () => {
    expect(read(page())).toEqual([
      'Approve this change?',
      'App Store Connect',
      'approval',
      'Live',
      'Approve this change?',
      'Your assistant asks for this. Nothing has been sent yet, and nothing is sent unless you approve.',
      'Effect',
      'R2',
      'others can see it, or it is hard to undo',
      'App',
      'Weather Now',
      'Can be undone',
      'Yes, by another change',
      'Who gets mail',
      'Apple sends mail about this',
      'Goes to',
      'Live App Store Connect, key ABC123DEFG',
      'Why it asks',
      'tier R2',
      'Valid until',
      until,
      'What changes',
      'Create customer review response of Weather Now',
      'R2',
      'Weather Now',
      'sends mail',
      'customerReviewResponses_createInstance',
      'Field',
      'Now',
      'After',
      'responseBody',
      'nothing',
      'Thank you!',
      'Everybody can read it.',
      'Your PIN',
      'chosen on 3 November 2026; never tell it to your assistant',
      'Decline',
      'Approve',
    ]);
  });

  it('of the sandbox says so, and marks what cannot be undone and who gets mail', () => {
    const { app: _app, ...team } = step;
    const html = page({
      tier: 'R3',
      code: 'KQ7RX2',
      target: 'Sandbox',
      summary: ['EUR 29.99 → 32.99', 'in 25 territories'],
      steps: [{ ...team, tier: 'R3', irreversible: true, sendsEmail: 'on add', changes: [], reasons: [] }],
    });
    expect(read(html)).toEqual([
      'Approve this change?',
      'App Store Connect',
      'approval',
      'Sandbox',
      'Approve this change?',
      'Your assistant asks for this. Nothing has been sent yet, and nothing is sent unless you approve.',
      'Effect',
      'R3',
      'cannot be undone, or concerns money or power',
      'Can be undone',
      'No. This cannot be undone through the API',
      'Who gets mail',
      'Apple sends mail about this (on add)',
      'Goes to',
      'Sandbox',
      'Why it asks',
      'tier R2',
      'Valid until',
      until,
      'In short',
      'EUR 29.99 → 32.99',
      'in 25 territories',
      'What changes',
      'Create customer review response of Weather Now',
      'R3',
      'cannot be undone',
      'sends mail (on add)',
      'customerReviewResponses_createInstance',
      'To show that you mean it, type this code:',
      'KQ7RX2',
      'Code',
      'Your PIN',
      'chosen on 3 November 2026; never tell it to your assistant',
      'Decline',
      'Approve',
    ]);
    expect(html.match(/<dd class="alarm">[^<]+/g)).toEqual([
      '<dd class="alarm">No. This cannot be undone through the API',
      '<dd class="alarm">Apple sends mail about this (on add)',
    ]);
    expect(html).toContain('<p class="target sandbox">Sandbox</p>');
    expect(html).toContain('<span class="tier r3">R3</span>');
  });

  it('alarms nobody about what can be undone and tells nobody', () => {
    const html = page({ steps: [{ ...step, sendsEmail: false }] });
    expect(html).not.toContain('<dd class=');
    expect(read(html)).not.toContain('sends mail');
    expect(read(html)).toContain('Nobody');
    expect(html).toContain('<p class="target live">Live</p>');
  });

  it('warns before all else when the model has read what others wrote', () => {
    const html = page({ taint: 'This session has shown the model 12 customer reviews.' });
    expect(readFrom(html, 'Check that this is what you asked for.', 'Effect')).toEqual([
      'Check that this is what you asked for.',
      'This session has shown the model 12 customer reviews. Such texts can carry instructions to an assistant.',
      'Effect',
    ]);
    expect(read(page()).join()).not.toContain('instructions to an assistant');
  });

  it('names each app once, and eight at most', () => {
    const apps = (count: number) => page({ steps: steps(count, (index) => ({ app: `App ${index}` })) });
    expect(read(page({ steps: steps(3) })).slice(9, 11)).toEqual(['App', 'Weather Now']);
    expect(read(apps(8)).slice(9, 11)).toEqual([
      'Apps',
      'App 0, App 1, App 2, App 3, App 4, App 5, App 6, App 7',
    ]);
    expect(read(apps(10)).slice(9, 11)).toEqual([
      'Apps',
      'App 0, App 1, App 2, App 3, App 4, App 5, App 6, App 7 and 2 more',
    ]);
  });

  it('with more than three steps counts what they do', () => {
    const counted = (html: string): string[] =>
      read((/<ul class="counts">.*<\/ul>(?:<p class="gravest">.*<\/p>)?/.exec(html) ?? [''])[0]);
    expect(counted(page({ steps: steps(3) }))).toEqual([]);
    expect(counted(page({ steps: steps(4) }))).toEqual([
      'R2',
      '4 ×',
      'customerReviewResponses_createInstance',
    ]);
    const mixed = steps(5, (index) => (index === 2 ? { tier: 'R3', operationId: 'apps_delete' } : {}));
    expect(counted(page({ steps: mixed }))).toEqual([
      'R2',
      '4 ×',
      'customerReviewResponses_createInstance',
      'R3',
      '1 ×',
      'apps_delete',
      'R3',
      'Look at step',
      '3',
    ]);
  });

  it.each([
    [[1, 2], 'Look at steps 1, 2', ['#step-1', '#step-2']],
    [[1, 2, 3], 'Look at steps 1–3', ['#step-1', '#step-3']],
    [[2, 4, 5, 6], 'Look at steps 2, 4–6', ['#step-2', '#step-4', '#step-6']],
    [[3], 'Look at step 3', ['#step-3']],
  ])('leads to the gravest steps %j of a long plan', (grave, text, links) => {
    const html = page({ steps: steps(6, (index) => (grave.includes(index + 1) ? { tier: 'R3' } : {})) });
    const line = /<p class="gravest">.*?<\/p>/.exec(html)?.[0] ?? '';
    expect(line.replaceAll(/<[^>]+>/g, '')).toBe(`R3 ${text}`);
    expect(line.match(/#step-\d+/g)).toEqual(links);
    for (const link of links) expect(html).toContain(`<li class="step" id="${link.slice(1)}">`);
  });

  it('shows of each change what is, what will be, and what stays', () => {
    const html = page({
      steps: [
        {
          ...step,
          changes: [
            { field: 'name', before: 'Old', after: 'New\nname' },
            { field: 'gone', before: 'Old' },
            { field: 'review', before: 'Bad', kept: true },
            { field: 'cut', after: 'x'.repeat(601) },
            { field: 'long', after: 'x'.repeat(601), long: true },
          ],
        },
      ],
    });
    expect(readFrom(html, 'Field', 'Everybody can read it.')).toEqual([
      'Field',
      'Now',
      'After',
      'name',
      'Old',
      'New\nname',
      'gone',
      'Old',
      'nothing',
      'review',
      'Bad',
      'stays',
      'cut',
      'nothing',
      `${'x'.repeat(599)}…`,
      'long',
      'nothing',
      'x'.repeat(601),
      'Everybody can read it.',
    ]);
    // On a narrow screen each cell says which side it is.
    expect(tags(html, 'td').slice(2, 6)).toEqual([
      '<td class="before" data-label="Now">',
      '<td class="after none" data-label="After">',
      '<td class="before" data-label="Now">',
      '<td class="after" data-label="After">',
    ]);
    expect(page({ steps: [{ ...step, changes: [] }] })).not.toContain('<table');
  });

  it('shows whatever others wrote as text, in one line and cut', () => {
    const ours = `</p><i onclick="x">'&`;
    const evil = `${ours}\n\u202e`;
    const seen = '&lt;/p&gt;&lt;i onclick=&quot;x&quot;&gt;&#39;&amp;';
    const html = page(
      {
        taint: evil,
        rule: evil,
        target: evil,
        summary: [evil],
        steps: steps(4, () => ({
          title: evil,
          operationId: evil,
          app: evil,
          reasons: [evil],
          sendsEmail: ours,
          changes: [{ field: evil, before: evil, after: evil }],
        })),
      },
      { action: ours, csrf: ours, fault: { text: ours } },
    );
    expect(html).not.toContain('<i ');
    expect(html).not.toContain('\u202e');
    expect(read(html).filter((text) => text === seen).length).toBeGreaterThan(20);
    const long = 'x'.repeat(2_000);
    const cut = page({
      rule: long,
      summary: [long],
      steps: [{ ...step, title: long, operationId: long, app: long, reasons: [long] }],
    });
    const lengths = read(cut).flatMap((text) => (text.startsWith('xxx') ? [text.length] : []));
    expect(lengths).toEqual([80, 240, 1_200, 240, 80, 80, 240]);
  });
});

describe('the answer', () => {
  const locked = { kind: 'locked', setAt, until: expiresAt } as const;
  const code = { tier: 'R3', code: 'KQ7RX2' } as const;

  it('is one of two forms, each with the token; no comes first and needs nothing', () => {
    const html = page();
    expect(tags(html, 'form')).toEqual([
      '<form id="decline" action="/p/abc" method="post" autocomplete="off">',
      '<form id="approve" action="/p/abc" method="post" autocomplete="off">',
    ]);
    expect(tags(html, 'input')).toEqual([
      '<input type="hidden" name="csrf" value="token">',
      '<input type="hidden" name="answer" value="decline">',
      '<input type="hidden" name="csrf" value="token">',
      '<input type="hidden" name="answer" value="approve">',
      '<input id="pin" name="pin" type="password" required maxlength="128" autocomplete="off">',
    ]);
    expect(tags(html, 'button')).toEqual([
      '<button form="decline" class="decline">',
      '<button form="approve" class="approve r2">',
    ]);
    expect(html).not.toContain('id="fault"');
  });

  it('takes the code of an R3 plan, which is shown and can be read out', () => {
    const html = page(code);
    expect(tags(html, 'output')).toEqual(['<output class="shown" aria-label="Code: K Q 7 R X 2">']);
    expect(tags(html, 'input').slice(4, 5)).toEqual([
      '<input id="code" name="code" required maxlength="20" autocapitalize="characters" autocomplete="off" spellcheck="false">',
    ]);
    expect(tags(html, 'button')[1]).toBe('<button form="approve" class="approve r3">');
    // Only there: no other plan shows one, and none is made up.
    for (const other of [page({ code: 'KQ7RX2' }), page({ tier: 'R3' })])
      expect(other).not.toContain('id="code"');
  });

  it('lets the first PIN be chosen, twice the same', () => {
    const html = page({}, { pin: { kind: 'none' } });
    expect(tags(html, 'input').slice(4)).toEqual([
      '<input id="pin" name="pin" type="password" required minlength="6" maxlength="128" autocomplete="new-password">',
      '<input id="repeat" name="repeat" type="password" required minlength="6" maxlength="128" autocomplete="new-password">',
    ]);
    expect(readFrom(html, 'Choose a PIN.', 'Decline')).toEqual([
      'Choose a PIN.',
      'You will type it whenever you approve something here or with',
      'asc-mcp approve',
      '. It stays on this computer. Never tell it to your assistant.',
      'New PIN',
      '6 or more digits or letters',
      'The same PIN again',
      'Decline',
    ]);
  });

  it('that was wrong is told above the plan and at its field', () => {
    const wrong = { text: 'That is not it.' };
    const at = (html: string): string[] =>
      tags(html, 'input').filter((tag) => tag.includes('aria-invalid="true" aria-describedby="fault"'));
    for (const field of ['pin', 'repeat', 'code'] as const) {
      const html = page(code, { pin: { kind: 'none' }, fault: { ...wrong, field } });
      expect(at(html).map((tag) => /name="(\w+)"/.exec(tag)?.[1])).toEqual([field]);
      expect(html).toContain(
        '<p class="note bad" role="alert">That is not it. <a href="#decide">Back to the answer</a></p>',
      );
      expect(html).toContain('<p class="fault" id="fault">That is not it.</p>');
      expect(html).toContain('<section id="decide"');
    }
    expect(at(page(code, { fault: { ...wrong, field: 'pin' } }))).toHaveLength(1);
    expect(at(page(code, { fault: wrong }))).toEqual([]);
    expect(page()).not.toContain('Back to the answer');
  });

  it('can only be no while the PIN is locked', () => {
    const html = page({}, { pin: locked, fault: { text: 'That is not the PIN.', field: 'pin' } });
    expect(read(html)).toContain(
      `Too many wrong PINs. Approving is locked until ${until}. You can still decline.`,
    );
    expect(tags(html, 'button')).toEqual([
      '<button form="decline" class="decline">',
      '<button form="approve" class="approve r2" disabled>',
    ]);
    expect(tags(html, 'input').at(-1)).toContain(' disabled>');
    expect(html).not.toContain('id="fault"');
    expect(page()).not.toContain('disabled>');
    expect(read(page()).join()).not.toContain('locked');
  });
});

describe('every page', () => {
  it('loads nothing, and names what it brings by the nonce', () => {
    for (const html of [page(), messagePage({ nonce: 'N', tone: 'plain', heading: 'H', text: 'T' })]) {
      expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n/);
      expect(html).toContain(`<style nonce="N">${style}</style>`);
      expect(html).not.toMatch(/\b(src|href)="(?!#)/);
    }
    expect(tags(page(), 'script')).toEqual(['<script nonce="N">']);
  });

  it('that is a message says what happened, and escapes it', () => {
    const message = (tone: 'good' | 'plain' | 'bad') =>
      messagePage({ nonce: 'N', tone, heading: 'Not <b>', text: 'Why & <i>' });
    const said = (mark: string) => ['Not &lt;b&gt;', mark, 'Not &lt;b&gt;', 'Why &amp; &lt;i&gt;'];
    expect(read(message('good'))).toEqual(said('✓'));
    expect(read(message('plain'))).toEqual(said('–'));
    expect(read(message('bad'))).toEqual(said('!'));
    expect(message('bad')).toContain('<main class="message bad">');
    expect(message('bad')).not.toContain('<script');
  });

  it('of a plan counts down, and takes no answer after its end', () => {
    const html = page();
    expect(html).toContain('<time datetime="2026-11-22T14:05:00.000Z">');
    const script = /<script nonce="N">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    let now = expiresAt - 61_000;
    const left = { textContent: '' };
    const buttons = [{ disabled: false }, { disabled: false }];
    const ticks: [() => void, number][] = [];
    runInNewContext(script, {
      document: {
        getElementById: (id: string) => (id === 'left' ? left : null),
        querySelector: (name: string) => (name === 'time' ? { dateTime: '2026-11-22T14:05:00.000Z' } : null),
        querySelectorAll: (name: string) => (name === 'button' ? buttons : []),
      },
      Date: { now: () => now, parse: Date.parse },
      setInterval: (tick: () => void, ms: number) => ticks.push([tick, ms]),
    });
    expect(left.textContent).toBe('(1:01 left)');
    expect(ticks.map(([, ms]) => ms)).toEqual([1_000]);
    now = expiresAt - 1_000;
    ticks[0]?.[0]();
    expect([left.textContent, buttons[0]?.disabled]).toEqual(['(0:01 left)', false]);
    now = expiresAt;
    ticks[0]?.[0]();
    expect([left.textContent, ...buttons.map(({ disabled }) => disabled)]).toEqual(['(expired)', true, true]);
    expect(html).toContain('<span id="left"></span>');
  });
});
