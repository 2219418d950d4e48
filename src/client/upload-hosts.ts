import { fileAddress } from './file-address.ts';

/** Apple's hosts that take uploads: object stores of two kinds and apple.com itself (seen in live reports, 2026-11-22). */
const appleHosts = ['.blobstore.apple.com', '.object-storage.apple.com', '.apple.com'];

/** The address of a part, or why no byte may go there: Apple's hosts only. */
export function uploadAddress(text: string, apiOrigin: string): URL | string {
  return fileAddress(text, apiOrigin, ({ hostname }) =>
    appleHosts.some((suffix) => hostname.endsWith(suffix)) ? undefined : 'the host is not Apple’s',
  );
}
