import { arrayAt, isObject, jsonIn, objectAt, stringAt } from '../catalog/json.ts';
import { type ApiErrorEntry, AscError, type Outcome } from './errors.ts';
import { ERROR_MEANINGS, type ErrorMeaning } from './errors-table.ts';
import { cleanForeign, looksLikeMarkup } from './foreign.ts';
import type { Method } from './types.ts';

/** An answer that was not 2xx. */
export interface Refusal {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** Decoded text of the body; may be empty, cut or HTML. */
  readonly text: string;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
}

/** No answer of Apple has come near; more is somebody else's text. */
const MAX_ENTRIES = 500;

/** Apple's refusal as an error of ours: every entry, what it means, what to do next. */
export function explainRefusal(refusal: Refusal): AscError {
  const { method, path, status } = refusal;
  const { own, associated } = readEntries(refusal);
  const entries = [...own, ...associated];
  const [row, telling] = findMeaning(own, associated, status);
  const code = codeOf(status, telling ?? own[0]);
  const retryAfterSeconds =
    refusal.retryAfterMs === undefined ? undefined : Math.ceil(refusal.retryAfterMs / 1000);
  const outcome = outcomeOf(method, status);
  const markup = own.length === 0 && looksLikeMarkup(refusal.text);
  return new AscError({
    code,
    message: `App Store Connect answered ${status} (${code}) to ${method} ${cleanForeign(path, 200)}.`,
    meaning: meaningOf(row, status, markup, outcome),
    next: nextOf(row, method, status, outcome, retryAfterSeconds),
    status,
    entries,
    outcome,
    retryable: status === 429 || (method === 'GET' && (status === 408 || status >= 500)),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(refusal.requestId === undefined ? {} : { requestId: refusal.requestId }),
  });
}

function outcomeOf(method: Method, status: number): Outcome {
  if (method === 'GET') return status >= 500 || status === 408 ? 'failed' : 'rejected';
  return status >= 500 || status === 408 ? 'unknown' : 'rejected';
}

function codeOf(status: number, entry: ApiErrorEntry | undefined): string {
  if (status === 429) return 'rate_limited';
  if (status >= 300 && status < 400) return 'redirect_refused';
  if (entry !== undefined) return entry.code;
  if (status === 406) return 'not_acceptable';
  return status >= 500 ? 'server_error' : `http_${status}`;
}

function meaningOf(row: ErrorMeaning | undefined, status: number, markup: boolean, outcome: Outcome): string {
  if (status >= 300 && status < 400) {
    return 'The answer was a redirect. The API never sends one, so it was not followed.';
  }
  const base = row?.meaning ?? 'App Store Connect refused the request.';
  const web = markup ? ' The answer was a web page, so it came from the servers in front of the API.' : '';
  const doubt =
    outcome === 'unknown' ? ' Whether the change was made is unknown: it may have been carried out.' : '';
  return `${base}${web}${doubt}`;
}

function nextOf(
  row: ErrorMeaning | undefined,
  method: Method,
  status: number,
  outcome: Outcome,
  retryAfterSeconds: number | undefined,
): string {
  if (outcome === 'unknown') {
    return method === 'POST'
      ? 'Read the list it would appear in before doing it again.'
      : 'Read the object again before repeating the change.';
  }
  if (status >= 300 && status < 400) return 'Check for a proxy or a captive portal between here and Apple.';
  if (status === 429 && retryAfterSeconds !== undefined) return `Ask again in ${retryAfterSeconds} s.`;
  return row?.next ?? 'Compare the request with asc_describe_operation.';
}

/** The first row that fits; `errors[]` is looked at before the associated ones, because it says what was refused. */
function findMeaning(
  own: readonly ApiErrorEntry[],
  associated: readonly ApiErrorEntry[],
  status: number,
): readonly [ErrorMeaning | undefined, ApiErrorEntry | undefined] {
  for (const row of ERROR_MEANINGS) {
    const entry = own.find((candidate) => fits(row, status, candidate));
    if (entry !== undefined) return [row, entry];
  }
  if (own.length === 0) {
    for (const row of ERROR_MEANINGS) {
      const entry = associated.find((candidate) => fits(row, status, candidate));
      if (entry !== undefined) return [row, entry];
    }
  }
  return [ERROR_MEANINGS.find((row) => fits(row, status, undefined)), undefined];
}

function fits(row: ErrorMeaning, status: number, entry: ApiErrorEntry | undefined): boolean {
  if (row.status !== undefined) {
    const statuses = typeof row.status === 'number' ? [row.status] : row.status;
    if (!statuses.includes(status)) return false;
  }
  if (row.code !== undefined) {
    if (entry === undefined) return false;
    if (!entry.code.startsWith(row.code)) return false;
  }
  if (row.noDetail && (entry?.detail ?? '') !== '') return false;
  return row.text === undefined || row.text.test(`${entry?.title ?? ''}\n${entry?.detail ?? ''}`);
}

interface Entries {
  readonly own: readonly ApiErrorEntry[];
  readonly associated: readonly ApiErrorEntry[];
}

function readEntries(refusal: Refusal): Entries {
  const body = jsonIn(refusal.text);
  const own: ApiErrorEntry[] = [];
  const associated: ApiErrorEntry[] = [];
  for (const raw of arrayAt(body, 'errors')) {
    if (!isObject(raw) || own.length + associated.length >= MAX_ENTRIES) continue;
    own.push(readEntry(raw, undefined, refusal.status));
    const byPath = objectAt(objectAt(raw, 'meta'), 'associatedErrors');
    for (const [path, list] of Object.entries(byPath)) {
      if (!Array.isArray(list)) continue;
      for (const item of list) {
        if (isObject(item) && associated.length < MAX_ENTRIES) {
          associated.push(readEntry(item, path, refusal.status));
        }
      }
    }
  }
  if (own.length === 0) {
    const plain = plainEntry(refusal);
    if (plain !== undefined) own.push(plain);
  }
  return { own, associated };
}

/** Some refusals (406) are a line of plain text. A web page is not shown at all. */
function plainEntry({ status, contentType, text }: Refusal): ApiErrorEntry | undefined {
  if (!/^text\/plain/iu.test(contentType) || looksLikeMarkup(text)) return undefined;
  const detail = cleanForeign(text);
  if (detail === '') return undefined;
  const code = status === 406 ? 'not_acceptable' : status >= 500 ? 'server_error' : `http_${status}`;
  return { status: String(status), code, detail };
}

function readEntry(raw: unknown, path: string | undefined, status: number): ApiErrorEntry {
  const source = objectAt(raw, 'source');
  const field = stringAt(source, 'pointer') ?? stringAt(source, 'parameter');
  const title = textAt(raw, 'title', 200);
  const detail = withLink(textAt(raw, 'detail', 500), raw);
  const id = textAt(raw, 'id', 100);
  const own = textAt(raw, 'status', 10);
  return {
    code: textAt(raw, 'code', 200)?.replaceAll(/[^A-Za-z0-9_.-]/gu, '_') ?? `http_${status}`,
    ...(id === undefined ? {} : { id }),
    ...(own === undefined ? {} : { status: own }),
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field: cleanForeign(field, 300) }),
    ...(path === undefined ? {} : { path: cleanForeign(path, 300) }),
  };
}

/** Agreement errors carry a page to visit in `links.see`; only Apple's own pages are passed on. */
function withLink(detail: string | undefined, raw: unknown): string | undefined {
  const see = stringAt(objectAt(raw, 'links'), 'see');
  if (see === undefined || !/^(?:https:\/\/(?:[a-z0-9-]+\.)*apple\.com)?\/[\w./#-]*$/u.test(see))
    return detail;
  return cleanForeign(`${detail ?? ''} See ${see}`);
}

function textAt(raw: unknown, key: string, max: number): string | undefined {
  const text = stringAt(raw, key);
  if (text === undefined) return undefined;
  const clean = cleanForeign(text, max);
  return clean === '' ? undefined : clean;
}
