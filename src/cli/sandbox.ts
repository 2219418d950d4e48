import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/index.ts';
import { print } from './print.ts';

/** Serves the sandbox until it is stopped, and prints what a client needs to talk to it. */
export async function sandbox(flags: { port?: number; apps?: number }): Promise<void> {
  const { url, credentials } = await startSandbox({ team: 'demo', ...flags });
  const folder = mkdtempSync(join(tmpdir(), 'asc-sandbox-'));
  const path = join(folder, `AuthKey_${credentials.keyId}.p8`);
  writeFileSync(path, credentials.privateKey, { mode: 0o600 });
  print(
    `The sandbox answers at ${url} until you press Ctrl-C. Its team is invented; its key is good for nothing else:`,
  );
  print();
  print(`export ASC_BASE_URL=${url}`);
  print(`export ASC_KEY_ID=${credentials.keyId}`);
  print(`export ASC_ISSUER_ID=${credentials.issuerId ?? ''}`);
  print(`export ASC_PRIVATE_KEY_PATH=${path}`);
}
