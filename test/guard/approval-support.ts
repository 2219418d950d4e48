/** Plans, a browser that only remembers, and a way to say anything over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from '../../src/guard/approval/desk.ts';
import { type Approval, type ApprovalOptions, createApproval } from '../../src/guard/approval/index.ts';
import type { LoopbackRequest } from '../../src/guard/approval/loopback.ts';
import { Pin } from '../../src/guard/pin.ts';
import type { PlanView, StepView } from '../../src/guard/types.ts';

export const step: StepView = {
  title: 'Create customer review response of Weather Now',
  operationId: 'customerReviewResponses_createInstance',
  tier: 'R2',
  app: 'Weather Now',
  changes: [{ field: 'responseBody', after: 'Thank you!' }],
  reasons: ['Everybody can read it.'],
  sendsEmail: true,
  irreversible: false,
};

let made = 0;

export function planOf(parts: Partial<PlanView> = {}): PlanView {
  made += 1;
  const now = Date.now();
  return {
    id: `plan${String(made).padStart(4, '0')}aaaaaaaaaaaaaa`,
    tier: 'R2',
    steps: [step],
    createdAt: now + made,
    expiresAt: now + 600_000,
    rule: 'tier R2',
    target: 'Live App Store Connect, key ABC123DEFG',
    ...parts,
  };
}

export const dangerous = (): PlanView =>
  planOf({ tier: 'R3', code: 'KQ7RX2', steps: [{ ...step, tier: 'R3', irreversible: true }] });

export const rightPin = '482915';

/** A desk with a clock that is moved, and what it told. */
export interface Table {
  readonly desk: Desk;
  readonly folder: string;
  readonly pin: Pin;
  /** What was told, in order: `change`, and channels that a PIN was chosen in. */
  readonly told: string[];
  advance(ms: number): void;
}

/** Who lays a plan out there takes it away, too: `desk.clear()`. */
export async function table(pinIsSet = true): Promise<Table> {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const folder = mkdtempSync(join(tmpdir(), 'asc-desk-'));
  const pin = new Pin(folder, { N: 1_024, now });
  if (pinIsSet) await pin.setPin(rightPin);
  const told: string[] = [];
  const desk = new Desk({
    pin,
    now,
    onChange: () => told.push('change'),
    onPinSet: (channel) => told.push(channel),
  });
  return {
    desk,
    folder,
    pin,
    told,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** A request as the listener hands it to a route. */
export function asked(
  path: string,
  more: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): LoopbackRequest {
  const { method = 'GET', headers = {}, body = '' } = more;
  return {
    method,
    path,
    origin: 'http://127.0.0.1:5000',
    header: (name) => headers[name],
    body,
    nonce: 'nonce',
  };
}

export interface Setting {
  readonly folder: string;
  readonly approval: Approval;
  /** Addresses that a browser was sent to, oldest first. */
  readonly opened: string[];
  readonly pin: Pin;
  readonly pinSet: string[];
  close(): Promise<void>;
}

export function setting(options: Partial<ApprovalOptions> = {}): Setting {
  const folder = mkdtempSync(join(tmpdir(), 'asc-approval-'));
  const opened: string[] = [];
  const pinSet: string[] = [];
  const pin = new Pin(folder, { N: 1_024 });
  const approval = createApproval({
    folder,
    pin,
    platform: 'linux',
    display: true,
    launch: async (_file, args) => {
      opened.push(String(args.at(-1)));
      return true;
    },
    run: async () => ({ code: undefined, stdout: '' }),
    onPinSet: (channel) => pinSet.push(channel),
    ...options,
  });
  return {
    folder,
    approval,
    opened,
    pin,
    pinSet,
    close: async () => {
      await approval.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Said {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export function say(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** A browser with the page of a plan before it. */
export interface Visit {
  readonly page: Said;
  readonly csrf: string;
  readonly cookie: string;
}

export async function visit(url: string, cookie?: string): Promise<Visit> {
  const page = await say(url, {
    headers: { 'sec-fetch-site': 'none', ...(cookie === undefined ? {} : { cookie }) },
  });
  return {
    page,
    csrf: csrfOf(page),
    cookie: String(page.headers['set-cookie'] ?? '').split(';')[0] ?? '',
  };
}

export function csrfOf(page: Said): string {
  return /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
}

export function send(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Said> {
  return say(url, {
    method: 'POST',
    headers: {
      origin: new URL(url).origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}
