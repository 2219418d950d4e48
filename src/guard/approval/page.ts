/** The approval page: which plan stands under which path, and what a request must bring to answer it. */
import { type Desk, sameSecret, secret } from './desk.ts';
import type { LoopbackAnswer, LoopbackRequest } from './loopback.ts';
import { messagePage, planPage } from './page-html.ts';

interface Page {
  readonly planId: string;
  /** New with each rendering: a form is good for one answer. */
  csrf: string;
  /** Given to the first browser that comes; no other sees the plan. */
  cookie?: string;
  used: boolean;
}

/** Pages kept to tell a late visitor what happened. */
const kept = 200;

export class ApprovalPages {
  readonly #desk: Desk;
  readonly #pages = new Map<string, Page>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A fresh path for the plan, 128 random bits; older ones of the same plan are dead from now on. */
  pathFor(planId: string): string {
    for (const page of this.#pages.values()) if (page.planId === planId) page.used = true;
    const path = `/p/${secret()}`;
    this.#pages.set(path, { planId, csrf: secret(), used: false });
    for (const old of [...this.#pages.keys()].slice(0, -kept)) this.#pages.delete(old);
    return path;
  }

  /** The route of all paths under `/p/`. */
  async answer(request: LoopbackRequest): Promise<LoopbackAnswer | undefined> {
    if (!request.path.startsWith('/p/')) return undefined;
    const { nonce } = request;
    const site = request.header('sec-fetch-site');
    if (request.method !== 'GET' && request.method !== 'POST')
      return say(nonce, 405, 'bad', 'Not possible', 'This page is only read and answered.');
    if (site !== undefined && site !== 'same-origin' && !(request.method === 'GET' && site === 'none'))
      return say(
        nonce,
        403,
        'bad',
        'Refused',
        'Another web site led here. Approvals are opened by your assistant’s server only.',
      );
    const page = this.#pages.get(request.path);
    if (page === undefined) return say(nonce, 404, 'plain', 'Nothing here', 'There is no such approval.');
    try {
      return await (request.method === 'GET' ? this.#show(request, page) : this.#take(request, page));
    } catch {
      // The PIN's file is gone, damaged or cannot be written; the reason names files and stays here.
      return say(
        nonce,
        500,
        'bad',
        'Cannot approve',
        'The approval PIN cannot be read. Run "asc-mcp approve --set-pin" in a terminal; it says what is wrong.',
      );
    }
  }

  async #show(request: LoopbackRequest, page: Page): Promise<LoopbackAnswer> {
    const { nonce } = request;
    const plan = this.#desk.plan(page.planId);
    if (page.used || plan === undefined) return gone(nonce);
    const name = cookieName(request.path);
    if (page.cookie !== undefined && !sameSecret(cookieOf(request, name), page.cookie))
      return say(
        nonce,
        403,
        'bad',
        'Already open',
        'This approval is open in another browser. Answer it there, or decline and ask your assistant again.',
      );
    page.cookie ??= secret();
    return {
      status: 200,
      html: planPage({
        plan,
        pin: await this.#desk.pinState(),
        action: request.path,
        csrf: page.csrf,
        nonce,
      }),
      headers: { 'set-cookie': `${name}=${page.cookie}; Path=${request.path}; HttpOnly; SameSite=Strict` },
    };
  }

  async #take(request: LoopbackRequest, page: Page): Promise<LoopbackAnswer> {
    const { nonce } = request;
    if (request.header('origin') !== request.origin)
      return say(nonce, 403, 'bad', 'Refused', 'The answer did not come from this page.');
    if (request.header('content-type')?.split(';')[0] !== 'application/x-www-form-urlencoded')
      return say(nonce, 415, 'bad', 'Refused', 'The answer is not a form.');
    if (page.used) return gone(nonce);
    const form = new URLSearchParams(request.body);
    if (!sameSecret(form.get('csrf') ?? '', page.csrf))
      return say(
        nonce,
        403,
        'bad',
        'Refused',
        'This form was sent before or is out of date. Go back and load the page again.',
      );
    const answer = form.get('answer');
    if (answer !== 'approve' && answer !== 'decline')
      return say(nonce, 400, 'bad', 'No answer', 'The form holds neither a yes nor a no.');
    page.csrf = secret();
    const reply = await this.#desk.answer(page.planId, 'page', {
      approve: answer === 'approve',
      ...optional('pin', form),
      ...optional('repeat', form),
      ...optional('code', form),
    });
    if (reply.kind === 'again') {
      const plan = this.#desk.plan(page.planId);
      if (plan === undefined) return gone(nonce);
      return {
        status: 422,
        html: planPage({
          plan,
          pin: await this.#desk.pinState(),
          action: request.path,
          csrf: page.csrf,
          nonce,
          fault: { text: reply.text, ...(reply.field === undefined ? {} : { field: reply.field }) },
        }),
      };
    }
    page.used = true;
    if (reply.kind === 'gone') return gone(nonce);
    const { decision } = reply;
    if (decision.kind === 'approved')
      return say(
        nonce,
        200,
        'good',
        'Approved',
        'You can close this tab and go back to your assistant. It reports what became of it.',
      );
    return decision.kind === 'refused' && answer === 'approve'
      ? say(nonce, 403, 'bad', 'Not approved', `${decision.why}. The plan is void and nothing was sent.`)
      : say(nonce, 200, 'plain', 'Declined', 'Nothing was sent. You can close this tab.');
  }
}

function say(
  nonce: string,
  status: number,
  tone: 'good' | 'plain' | 'bad',
  heading: string,
  text: string,
): LoopbackAnswer {
  return { status, html: messagePage({ nonce, tone, heading, text }) };
}

function gone(nonce: string): LoopbackAnswer {
  return say(
    nonce,
    410,
    'plain',
    'No longer open',
    'This approval was answered, withdrawn or has expired. Ask your assistant if you still want it.',
  );
}

function optional<K extends string>(name: K, form: URLSearchParams): { [key in K]?: string } {
  const value = form.get(name);
  const found: { [key in K]?: string } = {};
  if (value !== null) found[name] = value;
  return found;
}

/** Cookies do not know ports: a name of its own keeps two servers apart. */
function cookieName(path: string): string {
  return `asc_${path.slice('/p/'.length, '/p/'.length + 8)}`;
}

function cookieOf(request: LoopbackRequest, name: string): string | undefined {
  return request
    .header('cookie')
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
