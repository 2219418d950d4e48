import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoopbackAnswer } from '../../src/guard/approval/loopback.ts';
import { ApprovalPages } from '../../src/guard/approval/page.ts';
import type { PlanView } from '../../src/guard/types.ts';
import { asked, dangerous, planOf, rightPin, type Table, table } from './approval-support.ts';

const tables: Table[] = [];
afterEach(() => {
  for (const { desk } of tables.splice(0)) desk.clear();
});

interface Here extends Table {
  readonly pages: ApprovalPages;
}

async function here(pinIsSet = false): Promise<Here> {
  const made = await table(pinIsSet);
  tables.push(made);
  return { ...made, pages: new ApprovalPages(made.desk) };
}

interface Waiting extends Here {
  readonly plan: PlanView;
  readonly path: string;
}

/** A plan that waits, and the path of its page. */
async function waiting(plan = planOf(), pinIsSet = false): Promise<Waiting> {
  const made = await here(pinIsSet);
  made.desk.put(plan);
  return { ...made, plan, path: made.pages.pathFor(plan.id) };
}

const withPin = () => waiting(planOf(), true);

const origin = 'http://127.0.0.1:5000';
const formType = 'application/x-www-form-urlencoded';
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  asked(path, {
    method: 'POST',
    headers: { origin, 'content-type': formType, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

const csrfIn = (answer: LoopbackAnswer | undefined): string =>
  /name="csrf" value="([^"]+)"/.exec(answer?.html ?? '')?.[1] ?? '';
/** The token of the form as the page shows it now. */
const csrfOf = async ({ pages, path }: Waiting): Promise<string> => csrfIn(await pages.answer(asked(path)));

/** What a page without a form says. */
function said(answer: LoopbackAnswer | undefined): unknown[] {
  const [, mark, heading, text] =
    /<p class="mark"[^>]*>(.)<\/p><h1>([^<]+)<\/h1><p>([^<]+)<\/p>/.exec(answer?.html ?? '') ?? [];
  return [answer?.status, mark, heading, text];
}

const refused = (text: string, status = 403) => [status, '!', 'Refused', text];
const gone = [
  410,
  '–',
  'No longer open',
  'This approval was answered, withdrawn or has expired. Ask your assistant if you still want it.',
];
const nothing = [404, '–', 'Nothing here', 'There is no such approval.'];
const otherSite = refused('Another web site led here. Approvals are opened by your assistant’s server only.');
const stale = refused('This form was sent before or is out of date. Go back and load the page again.');
const elsewhere = [
  403,
  '!',
  'Already open',
  'This approval is open in another browser. Answer it there, or decline and ask your assistant again.',
];

describe('the path of a page', () => {
  it('is 128 random bits, and another one each time', async () => {
    const { pages } = await here();
    const paths = [pages.pathFor('a'), pages.pathFor('a')];
    for (const path of paths) expect(path).toMatch(/^\/p\/[\w-]{22}$/);
    expect(paths[0]).not.toBe(paths[1]);
  });

  it('is dead once there is a newer one of the same plan', async () => {
    const { pages, desk, plan, path } = await waiting();
    const other = planOf();
    desk.put(other);
    const paths = [path, pages.pathFor(other.id), pages.pathFor(plan.id)];
    const statuses = [];
    for (const each of paths) statuses.push((await pages.answer(asked(each)))?.status);
    expect(statuses).toEqual([410, 200, 200]);
  });

  it('is remembered for the last two hundred', async () => {
    const { pages, path } = await waiting();
    const second = pages.pathFor('other');
    for (let count = 2; count < 200; count += 1) pages.pathFor('other');
    expect((await pages.answer(asked(path)))?.status).toBe(200);
    pages.pathFor('other');
    expect(said(await pages.answer(asked(path)))).toEqual(nothing);
    expect(said(await pages.answer(asked(second)))).toEqual(gone);
  });

  it('that is none of these is left to others, or is not there', async () => {
    const { pages, path } = await waiting();
    for (const other of ['/', '/p', '/t/x/plans', `/x${path}`])
      expect(await pages.answer(asked(other))).toBeUndefined();
    expect(said(await pages.answer(asked(`${path}A`)))).toEqual(nothing);
    expect(said(await pages.answer(form(`${path}A`, {})))).toEqual(nothing);
    for (const method of ['PUT', 'HEAD', 'DELETE'])
      expect(said(await pages.answer(asked(path, { method })))).toEqual([
        405,
        '!',
        'Not possible',
        'This page is only read and answered.',
      ]);
  });
});

describe('where a request comes from', () => {
  it.each([
    ['GET', 'same-origin', 200],
    ['GET', 'none', 200],
    ['GET', 'same-site', 403],
    ['GET', 'cross-site', 403],
    ['POST', 'same-origin', 200],
    ['POST', 'none', 403],
    ['POST', 'same-site', 403],
    ['POST', 'cross-site', 403],
  ])('decides: %s that is %s gets %i', async (method, site, status) => {
    const made = await waiting();
    const headers = { 'sec-fetch-site': site };
    const answer = await made.pages.answer(
      method === 'GET'
        ? asked(made.path, { headers })
        : form(made.path, { csrf: await csrfOf(made), answer: 'decline' }, headers),
    );
    expect(answer?.status).toBe(status);
    if (status === 403) expect(said(answer)).toEqual(otherSite);
  });

  it.each([
    ['no', {}],
    ['a foreign', { origin: 'https://evil.example' }],
    ['the null', { origin: 'null' }],
    ['our other name’s', { origin: 'http://localhost:5000' }],
  ])('is this page for an answer: %s origin is refused', async (_name, headers) => {
    const made = await waiting();
    const csrf = await csrfOf(made);
    const body = `csrf=${csrf}&answer=decline`;
    const request = asked(made.path, {
      method: 'POST',
      headers: { 'content-type': formType, ...headers },
      body,
    });
    expect(said(await made.pages.answer(request))).toEqual(
      refused('The answer did not come from this page.'),
    );
    expect(made.desk.decision(made.plan.id)).toBeUndefined();
  });

  it.each([
    [undefined, false],
    ['application/json', false],
    ['text/plain', false],
    ['multipart/form-data; boundary=x', false],
    [formType, true],
    [`${formType}; charset=UTF-8`, true],
  ])('an answer of the type %s is a form: %s', async (type, isForm) => {
    const made = await waiting();
    const body = `csrf=${await csrfOf(made)}&answer=decline`;
    const headers = { origin, ...(type === undefined ? {} : { 'content-type': type }) };
    const answer = await made.pages.answer(asked(made.path, { method: 'POST', headers, body }));
    expect(said(answer)).toEqual(
      isForm
        ? [200, '–', 'Declined', 'Nothing was sent. You can close this tab.']
        : refused('The answer is not a form.', 415),
    );
  });
});

/** Name and whole of the cookie that the page gives. */
async function cookies({ pages, path }: Waiting): Promise<[string, string]> {
  const given = (await pages.answer(asked(path)))?.headers?.['set-cookie'] ?? '';
  return [given.split('=')[0] ?? '', given.split(';')[0] ?? ''];
}

describe('the browser that came first', () => {
  it('gets a cookie of this page alone', async () => {
    const { pages, path } = await waiting();
    const { headers } = (await pages.answer(asked(path))) ?? {};
    expect(headers).toEqual({
      'set-cookie': expect.stringMatching(
        new RegExp(`^asc_${path.slice(3, 11)}=[\\w-]{22}; Path=${path}; HttpOnly; SameSite=Strict$`),
      ),
    });
  });

  it('sees the page again with it, and nobody else does', async () => {
    const made = await waiting();
    const [name, cookie] = await cookies(made);
    const see = async (header?: string) =>
      made.pages.answer(asked(made.path, header === undefined ? {} : { headers: { cookie: header } }));
    for (const good of [cookie, `a=1; ${cookie}; b=2`, `a=1;${cookie}`, `a=1;  ${cookie}`]) {
      const page = await see(good);
      expect(page?.status).toBe(200);
      expect(page?.headers?.['set-cookie']).toMatch(new RegExp(`^${cookie}; `));
    }
    for (const bad of [
      undefined,
      '',
      name,
      `${name}=`,
      `${name}=${'A'.repeat(22)}`,
      `x${cookie}`,
      cookie.replace('=', 'x='),
      cookie.slice(0, -1),
    ])
      expect(said(await see(bad))).toEqual(elsewhere);
  });
});

describe('an answer on the page', () => {
  it('that is yes, with the PIN, approves', async () => {
    const made = await withPin();
    const csrf = await csrfOf(made);
    const yes = form(made.path, { csrf, answer: 'approve', pin: rightPin });
    expect(said(await made.pages.answer(yes))).toEqual([
      200,
      '✓',
      'Approved',
      'You can close this tab and go back to your assistant. It reports what became of it.',
    ]);
    expect(made.desk.decision(made.plan.id)).toEqual({ kind: 'approved', channel: 'page' });
    expect(said(await made.pages.answer(yes))).toEqual(gone);
    expect(said(await made.pages.answer(asked(made.path)))).toEqual(gone);
  });

  it('hands over the first PIN, the same again and the code', async () => {
    const made = await waiting(dangerous());
    const csrf = await csrfOf(made);
    const fields = { csrf, answer: 'approve', pin: rightPin, repeat: rightPin, code: 'KQ7RX2' };
    expect((await made.pages.answer(form(made.path, fields)))?.status).toBe(200);
    expect(made.desk.decision(made.plan.id)).toEqual({ kind: 'approved', channel: 'page' });
    expect(await made.pin.checkPin(rightPin)).toEqual({ kind: 'right' });
  });

  it('that needs mending gets the page again, with a new token and what was wrong', async () => {
    const made = await withPin();
    const csrf = await csrfOf(made);
    const wrong = await made.pages.answer(form(made.path, { csrf, answer: 'approve', pin: 'nope' }));
    expect(wrong?.status).toBe(422);
    expect(wrong?.html).toContain('That is not the PIN. 2 tries are left.');
    expect(wrong?.html).toMatch(/<input id="pin"[^>]*aria-invalid="true"/);
    expect(wrong?.html).toContain(`action="${made.path}"`);
    expect(csrfIn(wrong)).toMatch(/^[\w-]{22}$/);
    expect(csrfIn(wrong)).not.toBe(csrf);
    const right = { answer: 'approve', pin: rightPin };
    expect(said(await made.pages.answer(form(made.path, { csrf, ...right })))).toEqual(stale);
    expect(made.desk.decision(made.plan.id)).toBeUndefined();
    expect((await made.pages.answer(form(made.path, { csrf: csrfIn(wrong), ...right })))?.status).toBe(200);
  });

  it.each([[{}], [{ csrf: '' }], [{ csrf: 'A'.repeat(22) }]])(
    'with the token %j is not taken',
    async (token) => {
      const made = await waiting();
      await csrfOf(made);
      const answer = await made.pages.answer(form(made.path, { ...token, answer: 'decline' }));
      expect(said(answer)).toEqual(stale);
      expect(made.desk.decision(made.plan.id)).toBeUndefined();
    },
  );

  it.each([[{}], [{ answer: 'maybe' }], [{ answer: 'APPROVE' }]])('that says %j is none', async (fields) => {
    const made = await waiting();
    const csrf = await csrfOf(made);
    const answer = await made.pages.answer(form(made.path, { csrf, pin: rightPin, ...fields }));
    expect(said(answer)).toEqual([400, '!', 'No answer', 'The form holds neither a yes nor a no.']);
    // The form is still good.
    expect((await made.pages.answer(form(made.path, { csrf, answer: 'decline' })))?.status).toBe(200);
  });

  it('that was wrong three times says that the plan is void', async () => {
    const made = await withPin();
    let csrf = await csrfOf(made);
    for (const pin of ['nope-1', 'nope-2'])
      csrf = csrfIn(await made.pages.answer(form(made.path, { csrf, answer: 'approve', pin })));
    expect(
      said(await made.pages.answer(form(made.path, { csrf, answer: 'approve', pin: 'nope-3' }))),
    ).toEqual([403, '!', 'Not approved', '3 wrong answers. The plan is void and nothing was sent.']);
  });

  it('comes too late when the plan was answered, withdrawn or has expired', async () => {
    const made = await waiting();
    const csrf = await csrfOf(made);
    await made.desk.answer(made.plan.id, 'terminal', { approve: false });
    expect(said(await made.pages.answer(form(made.path, { csrf, answer: 'decline' })))).toEqual(gone);
    const other = await waiting();
    other.advance(700_000);
    expect(said(await other.pages.answer(asked(other.path)))).toEqual(gone);
  });

  it('comes too late, too, when the plan expires while a wrong PIN is judged', async () => {
    const made = await withPin();
    const csrf = await csrfOf(made);
    const answering = made.pages.answer(form(made.path, { csrf, answer: 'approve', pin: 'nope' }));
    await new Promise((resolve) => setImmediate(resolve));
    made.advance(700_000);
    expect(said(await answering)).toEqual(gone);
  });
});

describe('a PIN that cannot be read', () => {
  it('is told without its path, and approves nothing', async () => {
    const made = await withPin();
    const csrf = await csrfOf(made);
    const another = await withPin();
    for (const { folder } of [made, another]) writeFileSync(join(folder, 'approval-pin.json'), '{');
    const cannot = [
      500,
      '!',
      'Cannot approve',
      'The approval PIN cannot be read. Run "asc-mcp approve --set-pin" in a terminal; it says what is wrong.',
    ].map((each) => (typeof each === 'string' ? each.replaceAll('"', '&quot;') : each));
    expect(
      said(await made.pages.answer(form(made.path, { csrf, answer: 'approve', pin: rightPin }))),
    ).toEqual(cannot);
    expect(said(await another.pages.answer(asked(another.path)))).toEqual(cannot);
    expect(made.desk.decision(made.plan.id)).toBeUndefined();
  });
});
