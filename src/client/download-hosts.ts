import { isLoopback } from './target.ts';

/**
 * Where signed addresses of report segments may lead: Apple's own hosts, and the S3 buckets in which Apple keeps them
 * (`asp-….s3.us-west-2.amazonaws.com` in the examples of Apple's documentation, read 2026-11-22).
 */
const hosts: readonly RegExp[] = [
  /\.apple\.com$/u,
  /^[a-z0-9][a-z0-9.-]*\.s3(?:[.-][a-z0-9-]+){0,2}\.amazonaws\.com$/u,
];

/**
 * The address of a segment, or why it is not asked for. Only https and the hosts above; on a sandbox of this computer only
 * this computer, so that what is tried out there never leaves it.
 */
export function downloadAddress(text: string, apiOrigin: string): URL | string {
  // URL drops tabs and line breaks and turns backslashes round: what is checked must be what is used.
  if (!/^[\x21-\x5b\x5d-\x7e]{1,8192}$/u.test(text) || !URL.canParse(text)) return 'the address is not one';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'the address holds a user';
  if (isLoopback(new URL(apiOrigin).hostname)) {
    const here = isLoopback(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:');
    return here ? url : 'the address is not on this computer, and the API is';
  }
  if (url.protocol !== 'https:') return 'the address is not https';
  if (url.port !== '') return 'the address has a port of its own';
  return hosts.some((host) => host.test(url.hostname)) ? url : 'the host is not one of Apple’s';
}
