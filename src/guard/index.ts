import { join } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import type { AscClient } from '../client/types.ts';
import { AuditLog } from './audit.ts';
import { WriteBudget } from './budget.ts';
import { Executor } from './executor.ts';
import { Grants } from './grants.ts';
import { PlanStore } from './plan.ts';
import type { Policy } from './policy.ts';
import { withAppIds } from './policy-file.ts';
import { Scopes } from './scope.ts';
import { Taint } from './taint.ts';

/** What the guard is made for: one process, one key, one policy. */
export interface GuardOptions {
  readonly client: AscClient;
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** Folder of the audit log. */
  readonly stateDir: string;
  readonly keyId: string;
  /** Where changes go, in words for the person: "the live account of key ABC", "the sandbox". */
  readonly target: string;
  readonly principal?: string;
  readonly onAuditHead?: (line: string) => void;
}

/** Where the audit log of a state folder is. */
export function auditFolder(stateDir: string): string {
  return join(stateDir, 'audit');
}

/** The executor, and the log that it writes, for what else is worth a line. */
export interface Guard {
  readonly executor: Executor;
  readonly audit: AuditLog;
}

/** Puts the executor together. Nothing is written before the first change. */
export async function createGuard(options: GuardOptions): Promise<Guard> {
  const { client, catalog } = options;
  const policy = await withAppIds(options.policy, client);
  const principal = options.principal ?? 'stdio';
  const audit = AuditLog.open(auditFolder(options.stateDir), {
    onHead: ({ n, h }) => options.onAuditHead?.(`audit head ${n} ${h}`),
  });
  audit.identify({ principal });
  const executor = new Executor({
    client,
    catalog,
    policy,
    scopes: new Scopes(client, catalog),
    plans: new PlanStore({
      principal,
      keyId: options.keyId,
      target: options.target,
      most: policy.limits.pendingPlans,
    }),
    taint: new Taint(),
    grants: new Grants(),
    budget: new WriteBudget(policy.limits),
    audit,
  });
  return { executor, audit };
}
