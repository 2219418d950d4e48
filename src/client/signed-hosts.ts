import { fileAddress } from './file-address.ts';

/** A family of hosts that files come from. */
interface Hosts {
  /** Begins with a dot: only names below it. */
  readonly suffix: string;
  /** Anybody can have a name below it: only with a signature in the query. */
  readonly shared?: true;
}

/**
 * Where files behind signed addresses come from (Apple's documentation of report segments, and answers collected from
 * live reports, 2026-11-22). Nothing secret goes along; a list keeps a forged answer from leading us elsewhere.
 */
const hosts: readonly Hosts[] = [
  // Object stores and everything else of Apple's own.
  { suffix: '.apple.com' },
  // Pictures and what goes with them.
  { suffix: '.mzstatic.com' },
  { suffix: '.cdn-apple.com' },
  // Artifacts of Xcode Cloud.
  { suffix: '.icloud-content.com' },
  // Segments of analytics: `asp-….s3.us-west-2.amazonaws.com`.
  { suffix: '.amazonaws.com', shared: true },
  { suffix: '.cloudfront.net', shared: true },
];

const signatures = ['X-Amz-Signature', 'Signature'];

/** The address of a file that Apple signed, or why nothing is fetched from it. */
export function signedAddress(text: string, apiOrigin: string): URL | string {
  return fileAddress(text, apiOrigin, ({ hostname, searchParams }) => {
    const family = hosts.find(({ suffix }) => hostname.endsWith(suffix));
    // The name helps whoever reports that Apple uses another one by now; the rest of the address stays secret.
    if (family === undefined) return `Apple is not known to use the host ${hostname}`;
    const signed = signatures.some((name) => searchParams.has(name));
    return family.shared === true && !signed ? 'the address is not signed' : undefined;
  });
}
