import { isLoopback } from './target.ts';

/**
 * The address of a file or a part of one in Apple's answer, or why it is not used. Only https without port and user, to a
 * host that `refuse` says nothing against; on a sandbox of this computer only this computer, so that what is tried out
 * there never leaves it.
 */
export function fileAddress(
  text: string,
  apiOrigin: string,
  refuse: (url: URL) => string | undefined,
): URL | string {
  // URL drops tabs and line breaks and turns backslashes round: what is checked must be what is used.
  if (!/^[\x21-\x5b\x5d-\x7e]{1,8192}$/u.test(text) || !URL.canParse(text)) return 'the address is not one';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'the address holds a user';
  if (url.hash !== '') return 'the address holds a fragment';
  if (isLoopback(new URL(apiOrigin).hostname)) {
    const here = isLoopback(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:');
    return here ? url : 'the address is not on this computer, and the API is';
  }
  if (url.protocol !== 'https:') return 'the address is not https';
  if (url.port !== '') return 'the address has a port of its own';
  return refuse(url) ?? url;
}
