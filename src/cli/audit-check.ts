import { AscError } from '../client/errors.ts';
import type { Config } from '../config.ts';
import type { KeptHead } from '../guard/audit-record.ts';
import { type AuditVerdict, verifyAudit } from '../guard/audit-verify.ts';
import { auditFolder } from '../guard/index.ts';

/** What became of the log's own check, and whether the ends that Redis knows could be compared. */
export interface CheckedAudit extends AuditVerdict {
  /** Why the ends of the logs could not be compared with those in Redis. */
  readonly unreached?: string;
}

/** Holds the log of a state folder against itself, and against what Redis knows of it where one is used. */
export async function checkedAudit({
  stateDir,
  redisUrl,
}: Pick<Config, 'stateDir' | 'redisUrl'>): Promise<CheckedAudit> {
  const folder = auditFolder(stateDir);
  if (redisUrl === undefined) return verifyAudit(folder);
  try {
    // First what Redis knows: a server that is writing is then ahead of it, never behind.
    return await verifyAudit(folder, await headsIn(redisUrl, folder));
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    const unreached = `${error.message} The ends of the logs could not be compared with those kept there. ${error.next ?? ''}`;
    return { ...(await verifyAudit(folder)), unreached: unreached.trim() };
  }
}

async function headsIn(redisUrl: string, folder: string): Promise<readonly KeptHead[]> {
  const [{ connectRedis }, { AuditHeads }] = await Promise.all([
    import('../redis/connection.ts'),
    import('../redis/audit-heads.ts'),
  ]);
  const redis = await connectRedis(redisUrl, () => undefined);
  try {
    return await new AuditHeads(redis).of(folder);
  } finally {
    await redis.close();
  }
}
