/** The approval page as a pure function of what it shows. No script is needed; one line of it counts down. */
import { mailCondition } from '../mail.ts';
import type { PinState } from '../pin.ts';
import { pinLength } from '../pin.ts';
import type { Change, PlanView, StepView } from '../types.ts';
import { clockTime } from './desk.ts';
import { style } from './page-style.ts';
import {
  block,
  facts,
  limitOf,
  line,
  nameLimit,
  summarise,
  summaryLimit,
  tierWords,
  titleLimit,
} from './words.ts';

export interface PlanPage {
  readonly plan: PlanView;
  readonly pin: PinState;
  /** Where the form goes: the page's own path. */
  readonly action: string;
  readonly csrf: string;
  /** Of the style and the script, as the header names it. */
  readonly nonce: string;
  /** What was wrong with the last answer. */
  readonly fault?: { readonly text: string; readonly field?: 'pin' | 'repeat' | 'code' };
}

/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const one = (text: string, limit: number): string => escapeHtml(line(text, limit));

export function planPage(page: PlanPage): string {
  const { plan } = page;
  const { headline, sandbox } = summarise(plan);
  return shell(
    page.nonce,
    headline,
    `<header>
<p class="brand">App Store Connect <span>approval</span></p>
<p class="target ${sandbox ? 'sandbox' : 'live'}">${sandbox ? 'Sandbox' : 'Live'}</p>
</header>
<main>
<h1>${escapeHtml(headline)}</h1>
<p class="lead">Your assistant asks for this. Nothing has been sent yet, and nothing is sent unless you approve.</p>
${page.fault === undefined ? '' : `<p class="note bad" role="alert">${escapeHtml(page.fault.text)} <a href="#decide">Back to the answer</a></p>`}
${plan.taint === undefined ? '' : `<p class="note warn"><strong>Check that this is what you asked for.</strong> ${one(plan.taint, titleLimit)} Such texts can carry instructions to an assistant.</p>`}
${summaryOf(plan)}
${briefOf(plan)}
<h2 class="quiet">What changes</h2>
<ol class="steps">
${plan.steps.map(stepOf).join('\n')}
</ol>
${decideOf(page)}
</main>`,
    countdown(page.nonce),
  );
}

/** What stands there afterwards, or instead. */
export function messagePage(page: {
  readonly nonce: string;
  readonly tone: 'good' | 'plain' | 'bad';
  readonly heading: string;
  readonly text: string;
}): string {
  const mark = { good: '✓', plain: '–', bad: '!' }[page.tone];
  return shell(
    page.nonce,
    page.heading,
    `<main class="message ${page.tone}"><p class="mark" aria-hidden="true">${mark}</p><h1>${escapeHtml(page.heading)}</h1><p>${escapeHtml(page.text)}</p></main>`,
    '',
  );
}

function shell(nonce: string, title: string, body: string, tail: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
${body}
${tail}</body>
</html>
`;
}

function summaryOf(plan: PlanView): string {
  const { operations, irreversible, emails } = summarise(plan);
  const { undo, email } = facts(plan);
  const apps = [...new Set(plan.steps.flatMap(({ app }) => (app === undefined ? [] : [app])))];
  const rows: [string, string, string?][] = [
    ['Effect', `${badge(plan.tier)} ${escapeHtml(tierWords[plan.tier])}`],
    ...(apps.length === 0
      ? []
      : [
          [
            apps.length === 1 ? 'App' : 'Apps',
            apps
              .slice(0, 8)
              .map((app) => one(app, nameLimit))
              .join(', ') + (apps.length > 8 ? ` and ${apps.length - 8} more` : ''),
          ] satisfies [string, string],
        ]),
    ['Can be undone', escapeHtml(undo), irreversible > 0 ? 'alarm' : ''],
    ['Who gets mail', escapeHtml(email), emails > 0 ? 'alarm' : ''],
    ['Goes to', one(plan.target, titleLimit)],
    ['Why it asks', one(plan.rule, titleLimit)],
    [
      'Valid until',
      `<time datetime="${new Date(plan.expiresAt).toISOString()}">${clockTime(plan.expiresAt)}</time> <span id="left"></span>`,
    ],
  ];
  const counts =
    plan.steps.length > 3
      ? `<ul class="counts">${operations
          .map(
            ({ operation, count, tier }) =>
              `<li>${badge(tier)} <b>${count} ×</b> <code>${one(operation, nameLimit)}</code></li>`,
          )
          .join('')}</ul>${gravest(plan)}`
      : '';
  return `<dl class="facts">${rows
    .map(
      ([term, text, mark]) => `<div><dt>${term}</dt><dd${mark ? ` class="${mark}"` : ''}>${text}</dd></div>`,
    )
    .join('')}</dl>${counts}`;
}

/** What the job itself says of a long plan; the steps follow it one by one. */
function briefOf({ summary }: PlanView): string {
  return summary === undefined
    ? ''
    : `<h2 class="quiet">In short</h2>
<ul class="brief">${summary.map((text) => `<li>${one(text, summaryLimit)}</li>`).join('')}</ul>`;
}

/** In a long plan the steps that matter most are one click away; those in a row as `4–179`. */
function gravest({ steps }: PlanView): string {
  const rows: [number, number][] = [];
  let found = 0;
  for (const [index, { tier }] of steps.entries()) {
    if (tier !== 'R3') continue;
    found += 1;
    const row = rows.at(-1);
    if (row?.[1] === index) row[1] = index + 1;
    else rows.push([index + 1, index + 1]);
  }
  const link = (step: number): string => `<a href="#step-${step}">${step}</a>`;
  const links = rows.map(([from, to]) => {
    if (from === to) return link(from);
    return `${link(from)}${to === from + 1 ? ', ' : '–'}${link(to)}`;
  });
  return found === 0
    ? ''
    : `<p class="gravest">${badge('R3')} ${found === 1 ? 'Look at step' : 'Look at steps'} ${links.join(', ')}</p>`;
}

function badge(tier: string): string {
  return `<span class="tier ${tier.toLowerCase()}">${tier}</span>`;
}

function stepOf(step: StepView, index: number): string {
  const marks = [
    ...(step.irreversible ? ['<span class="mark-bad">cannot be undone</span>'] : []),
    ...(step.sendsEmail
      ? [`<span class="mark-mail">sends mail${escapeHtml(mailCondition([step]))}</span>`]
      : []),
  ].join(' ');
  return `<li class="step" id="step-${index + 1}">
<h3>${one(step.title, titleLimit)}</h3>
<p class="meta">${badge(step.tier)} ${step.app === undefined ? '' : `<span class="app">${one(step.app, nameLimit)}</span> `}${marks} <code>${one(step.operationId, nameLimit)}</code></p>
${changesOf(step.changes)}
${step.reasons.length === 0 ? '' : `<ul class="reasons">${step.reasons.map((reason) => `<li>${one(reason, titleLimit)}</li>`).join('')}</ul>`}
</li>`;
}

function changesOf(changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  return `<table>
<thead><tr><th scope="col">Field</th><th scope="col">Now</th><th scope="col">After</th></tr></thead>
<tbody>${changes
    .map((change) => {
      const { field, before, after, kept } = change;
      const limit = limitOf(change);
      return `<tr><th scope="row">${one(field, nameLimit)}</th>${cell('before', 'Now', before, limit)}${
        kept === true
          ? '<td class="after" data-label="After"><span>stays</span></td>'
          : cell('after', 'After', after, limit)
      }</tr>`;
    })
    .join('')}</tbody>
</table>`;
}

function cell(side: string, label: string, text: string | undefined, limit: number): string {
  return text === undefined
    ? `<td class="${side} none" data-label="${label}"><span>nothing</span></td>`
    : `<td class="${side}" data-label="${label}"><span>${escapeHtml(block(text, limit))}</span></td>`;
}

/**
 * Two forms, so that Enter in the PIN field approves (who typed the PIN meant it) and Enter anywhere else does nothing.
 * Decline comes first for the keyboard and needs no PIN.
 */
function decideOf({ plan, pin, action, csrf, fault }: PlanPage): string {
  const where = `action="${escapeHtml(action)}" method="post" autocomplete="off"`;
  const token = `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">`;
  const wrong = (field: string): string =>
    fault?.field === field ? ' aria-invalid="true" aria-describedby="fault"' : '';
  const faultLine = fault === undefined ? '' : `<p class="fault" id="fault">${escapeHtml(fault.text)}</p>`;
  const code =
    plan.tier === 'R3' && plan.code !== undefined
      ? `<div class="code"><p id="code-text">To show that you mean it, type this code:</p><output class="shown" aria-label="Code: ${escapeHtml([...plan.code].join(' '))}">${escapeHtml(plan.code)}</output>
<label for="code">Code</label><input id="code" name="code" required maxlength="20" autocapitalize="characters" autocomplete="off" spellcheck="false"${wrong('code')}></div>`
      : '';
  const locked = pin.kind === 'locked';
  const fields =
    pin.kind === 'none'
      ? `<p class="first"><strong>Choose a PIN.</strong> You will type it whenever you approve something here or with <code>asc-mcp approve</code>. It stays on this computer. Never tell it to your assistant.</p>
<div class="pair"><div><label for="pin">New PIN <small>${pinLength} or more digits or letters</small></label><input id="pin" name="pin" type="password" required minlength="${pinLength}" maxlength="128" autocomplete="new-password"${wrong('pin')}></div>
<div><label for="repeat">The same PIN again</label><input id="repeat" name="repeat" type="password" required minlength="${pinLength}" maxlength="128" autocomplete="new-password"${wrong('repeat')}></div></div>`
      : `<label for="pin">Your PIN <small>chosen on ${escapeHtml(dayOf(pin.setAt))}; never tell it to your assistant</small></label><input id="pin" name="pin" type="password" required maxlength="128" autocomplete="off"${wrong('pin')}${locked ? ' disabled' : ''}>`;
  const lockedLine = locked
    ? `<p class="fault">Too many wrong PINs. Approving is locked until ${clockTime(pin.until)}. You can still decline.</p>`
    : '';
  return `<section id="decide" class="decide" aria-label="Your answer">
<form id="decline" ${where}>${token}<input type="hidden" name="answer" value="decline"></form>
<form id="approve" ${where}>${token}<input type="hidden" name="answer" value="approve">
${locked ? lockedLine : faultLine}
${code}
${fields}
</form>
<div class="buttons"><button form="decline" class="decline">Decline</button><button form="approve" class="approve ${plan.tier.toLowerCase()}"${locked ? ' disabled' : ''}>Approve</button></div>
</section>`;
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}

function countdown(nonce: string): string {
  return `<script nonce="${nonce}">(()=>{const e=document.getElementById('left'),t=Date.parse(document.querySelector('time').dateTime),f=()=>{const s=Math.max(0,Math.round((t-Date.now())/1000));e.textContent=s?'('+Math.floor(s/60)+':'+String(s%60).padStart(2,'0')+' left)':'(expired)';if(!s)for(const b of document.querySelectorAll('button'))b.disabled=true};f();setInterval(f,1000)})()</script>
`;
}
