import { fileAddress } from './file-address.ts';

/** Names that only a local network knows (RFC 6761, 6762, 8375; `internal` is ICANN's choice of 2024). */
const localName = /\.(?:local|localhost|internal|home|lan|intranet|corp|test|invalid|home\.arpa)$/u;

/**
 * The address of a file that Apple signed, or why nothing is fetched from it. Apple names no hosts for downloads (its
 * examples show S3, its answers also lead to iCloud and CDNs; read 2026-11-22), and a list that is too short would keep
 * people from their own files. The address comes in Apple's answer and nothing secret goes along, so any named host of
 * the internet over https will do, but no number and no name of a local network.
 */
export function signedAddress(text: string, apiOrigin: string): URL | string {
  // The last label of a public name is letters; that leaves out numbers of IPv4 and IPv6 as well.
  return fileAddress(text, apiOrigin, (hostname) =>
    /\.[a-z]{2,63}$/u.test(hostname) && !localName.test(hostname)
      ? undefined
      : 'the host is none of the internet',
  );
}
