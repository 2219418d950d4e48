import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type AuditEvent, AuditLog } from '../../src/guard/audit.ts';

const folders: string[] = [];
/** A new folder; taken away after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'asc-audit-'));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** A log that holds these events and is closed; `logs` are its parts by name. */
export async function filled(
  events: readonly AuditEvent[],
  partBytes?: number,
): Promise<{ path: string; logs: string[] }> {
  const path = folder();
  const log = AuditLog.open(path, partBytes === undefined ? {} : { partBytes });
  for (const event of events) await log.append(event);
  await log.close();
  return {
    path,
    logs: readdirSync(path)
      .filter((name) => name.endsWith('.jsonl'))
      .sort(),
  };
}
