import { isLoopback } from './target.ts';

/** Names that only a local network knows (RFC 6761, 6762, 8375; `internal` is ICANN's choice of 2024). */
const localName = /\.(?:local|localhost|internal|home|lan|intranet|corp|test|invalid|home\.arpa)$/u;

/**
 * The address of a file that Apple signed, or why nothing is fetched from it. Apple names no hosts for downloads (its
 * examples show S3, its answers also lead to iCloud and CDNs; read 2026-11-22), and a list that is too short would keep
 * people from their own files. The address comes in Apple's answer and nothing secret goes along, so any named host of
 * the internet over https will do, but no number and no name of a local network. On a sandbox of this computer only this
 * computer, so that what is tried out there never leaves it.
 */
export function signedAddress(text: string, apiOrigin: string): URL | string {
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
  // The last label of a public name is letters; that leaves out numbers of IPv4 and IPv6 as well.
  if (!/\.[a-z]{2,63}$/u.test(url.hostname) || localName.test(url.hostname))
    return 'the host is none of the internet';
  return url;
}
