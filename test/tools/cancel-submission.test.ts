import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { ApprovalRequest } from '../../src/tools/approval-request.ts';
import { readApp } from '../../src/tools/ship/app.ts';
import { cancelSubmission } from '../../src/tools/ship/cancel.ts';
import { type UploadWorld, uploadWorld } from './upload-context.ts';

let sandbox: Sandbox;
let world: UploadWorld;
afterEach(async () => {
  await world.close();
  await sandbox.close();
});

/** A submission that stays in CANCELING: nothing happens by itself. */
async function cancelling(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'asc-cancel-'));
  const now = Date.now();
  sandbox = await startSandbox({ clock: () => now });
  const { url: origin, credentials, store } = sandbox;
  world = await uploadWorld({ origin, credentials, root, stateDir: join(root, 'state') });
  const submission = store.get('ReviewSubmission', teamIds.submissions.ledgerWaiting);
  Object.assign(submission?.attributes ?? {}, { state: 'CANCELING' });
}

describe('cancelling a submission', () => {
  it('gives up waiting after 30 seconds, and says how to look again', async () => {
    await cancelling();
    const said: (string | undefined)[] = [];
    const context = {
      ...world.context,
      progress: (_done: number, _total?: number, message?: string) => void said.push(message),
    };
    let passed = 0;
    const pause = async (milliseconds: number) => {
      passed += milliseconds;
    };
    const app = await readApp(context, 'Pocket Ledger');
    const answer = await cancelSubmission(context, app, {}, { pause });
    if (answer instanceof ApprovalRequest) throw new Error('Nothing is left to ask about.');
    expect(answer.head[0]).toContain('Apple still says CANCELING');
    expect(answer.tail?.[0]).toContain(
      `asc_read {"operation":"reviewSubmissions_getInstance","id":"${teamIds.submissions.ledgerWaiting}"}`,
    );
    expect(passed).toBe(30_000);
    expect(said).toHaveLength(30);
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('stops waiting when the call is cancelled', async () => {
    await cancelling();
    const stop = new AbortController();
    const context = { ...world.context, signal: stop.signal, progress: () => stop.abort() };
    const app = await readApp(context, 'Pocket Ledger');
    await expect(cancelSubmission(context, app, {})).rejects.toThrow('abort');
  });
});
