import { AscError } from './errors.ts';

export const APPLE_ORIGIN = 'https://api.appstoreconnect.apple.com';

/**
 * The origin to talk to. An override is for sandboxes and tests on this computer, so only loopback hosts are taken:
 * 127.0.0.0/8, localhost, [::1]. Throws `AscError` `base_url_refused` for anything else.
 */
export function apiOrigin(override: string | undefined): string {
  if (override === undefined) return APPLE_ORIGIN;
  const url = URL.canParse(override) ? new URL(override) : undefined;
  if (url !== undefined && url.origin === APPLE_ORIGIN && url.pathname === '/') return APPLE_ORIGIN;
  const plain =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  const loopback = url !== undefined && isLoopback(url.hostname);
  if (url === undefined || !plain || !loopback) {
    throw new AscError({
      code: 'base_url_refused',
      message: 'The base URL is not one of this computer.',
      meaning:
        'The token that goes there can act for your team, so only Apple and loopback addresses are allowed.',
      next: `Leave it out to talk to Apple, or use something like http://127.0.0.1:4010.`,
      outcome: 'not_sent',
    });
  }
  return url.origin;
}

/** A host of this computer: 127.0.0.0/8, localhost, [::1]. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(hostname)
  );
}

/** The longest path of the API is a tenth of this; ids are at most some 250 characters. */
const MAX_PATH = 2000;

/** Escapes that a server may undo into a separator, a dot or a control character. */
const SLY_ESCAPE = /%(?:[01][0-9a-f]|2[0ef35]|3f|5c|7f)|%(?![0-9a-f]{2})/iu;

/**
 * The request target: path and query. Throws `AscError` `bad_path` when the path would not arrive as it stands here:
 * `URL` turns `/v1/apps/%2e%2e/users` into `/v1/users`, so a checked path could become another one.
 */
export function requestTarget(
  origin: string,
  path: string,
  query: Readonly<Record<string, string>> | undefined,
): string {
  if (path.length > MAX_PATH || !path.startsWith('/') || path.includes('//')) throw badPath();
  if (SLY_ESCAPE.test(path) || !arrivesAs(origin, path)) throw badPath();
  if (query === undefined) return path;
  let target = path;
  let mark = '?';
  try {
    for (const name in query) {
      const value = query[name];
      if (value === undefined) continue;
      target += `${mark}${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%2C', ',')}`;
      mark = '&';
    }
  } catch {
    // A lone surrogate cannot be written as UTF-8.
    throw badPath();
  }
  return target;
}

function arrivesAs(origin: string, path: string): boolean {
  const whole = origin + path;
  return URL.canParse(whole) && new URL(whole).pathname === path;
}

function badPath(): AscError {
  return new AscError({
    code: 'bad_path',
    message: 'The path of the request is not safe to send.',
    meaning: 'An id holds a slash, a dot segment, a space or another character that would change the path.',
    next: 'Use the id exactly as App Store Connect returned it.',
    outcome: 'not_sent',
  });
}
