import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that the tests put aside lands in one folder, which goes with them. Run once, before the workers start. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'asc-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
