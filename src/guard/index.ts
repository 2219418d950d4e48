import { join } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import type { AscClient } from '../client/types.ts';
import { AuditLog } from './audit.ts';
import { type WriteAllowance, WriteBudget } from './budget.ts';
import { Executor } from './executor.ts';
import { Grants } from './grants.ts';
import { PlanStore, type PlanStoreOptions, type Plans } from './plan.ts';
import type { Policy } from './policy.ts';
import { withAppIds } from './policy-file.ts';
import { Scopes } from './scope.ts';
import { type ForeignText, Taint } from './taint.ts';

/** What the guard is made for: one process, one key, one policy. */
export interface GuardOptions {
  readonly client: AscClient;
  readonly catalog: Catalog;
  readonly policy: Policy;
  readonly keyId: string;
  /** Where changes go, in words for the person: "the live account of key ABC", "the sandbox". */
  readonly target: string;
  readonly principal?: string;
  /** The name of the account, where it has one, for the log. */
  readonly account?: string;
  /** Clients of the other accounts under the same policy: it may name their apps, too. */
  readonly others?: () => Promise<readonly AscClient[]>;
  /** Folder of the audit log. */
  readonly stateDir: string;
  /** The log of this process, where several guards write it; one of its own when absent. */
  readonly audit?: AuditLog;
  /** What is kept where several processes find it; in memory when absent. */
  readonly shared?: SharedState;
  /** What the client was shown of other people's text, where several guards speak with it; its own when absent. */
  readonly foreignText?: ForeignText;
}

/** The memory of a guard, outside of its process: of one account, but for what a client was shown. */
export interface SharedState {
  plans(owner: Pick<PlanStoreOptions, 'principal' | 'keyId' | 'target' | 'most'>): Plans;
  foreignText(principal: string): ForeignText;
  allowance(limits: Policy['limits'], principal: string): WriteAllowance;
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
  const policy = await withAppIds(options.policy, client, options.others);
  const principal = options.principal ?? 'stdio';
  const { shared, account } = options;
  const actor = { principal, ...(account === undefined ? {} : { account }) };
  const audit = options.audit ?? AuditLog.open(auditFolder(options.stateDir));
  const owner = {
    principal,
    keyId: options.keyId,
    target: options.target,
    most: policy.limits.pendingPlans,
  };
  const executor = new Executor({
    client,
    catalog,
    policy,
    scopes: new Scopes(client, catalog),
    plans: shared?.plans(owner) ?? new PlanStore(owner),
    taint: shared?.foreignText(principal) ?? options.foreignText ?? new Taint(),
    grants: new Grants(),
    budget: shared?.allowance(policy.limits, principal) ?? new WriteBudget(policy.limits),
    audit: { append: (event) => audit.append(event, actor) },
  });
  return { executor, audit };
}
