import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import { print } from './print.ts';

/** Serves the sandbox until it is stopped, and prints what a client needs to talk to it. */
export async function sandbox(flags: { port?: number; apps?: number; sandboxClock?: string }): Promise<void> {
  const { url, credentials, controlKey } = await started(flags);
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
  print();
  print('Its time can be moved on, and the next review rejected (docs/sandbox.md), with this key:');
  print();
  print(`export ASC_SANDBOX_KEY=${controlKey}`);
}

async function started(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox({ team: 'demo', ...options });
  } catch (error) {
    throw error instanceof RangeError ? new ConfigError(error.message) : error;
  }
}
