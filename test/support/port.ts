import type { AddressInfo } from 'node:net';

/** The port that a server of a test listens on. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
