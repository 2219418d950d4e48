import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AscClient } from '../../src/client/types.ts';
import { AuditLog } from '../../src/guard/audit.ts';
import { WriteBudget } from '../../src/guard/budget.ts';
import { Executor } from '../../src/guard/executor.ts';
import type { ExecutorParts } from '../../src/guard/executor-parts.ts';
import { Grants } from '../../src/guard/grants.ts';
import { PlanStore } from '../../src/guard/plan.ts';
import { defaultPolicy, type Policy } from '../../src/guard/policy.ts';
import { Scopes } from '../../src/guard/scope.ts';
import { Taint } from '../../src/guard/taint.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import type { LegalWrite } from '../support/writes.ts';
import { catalog, never, noPauses } from './writes.ts';

/** The executor as the server makes it, with its parts at hand and a clock of its own. */
export interface Rig {
  readonly executor: Executor;
  readonly parts: ExecutorParts;
  readonly auditFolder: string;
  /** Moves the clock of plans, grants and budget. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly client: AscClient;
  readonly policy?: Partial<Policy>;
  readonly writeDeadlineMs?: number;
  readonly pauses?: ExecutorParts['pauses'];
  readonly auditFolder?: string;
}

/** Room for walks over every operation. */
export const roomy = { writesPerHour: 100_000, deletesPerHour: 100_000, pendingPlans: 1_000 } as const;

export function makeRig(options: RigOptions): Rig {
  const { client } = options;
  const policy: Policy = { ...defaultPolicy, ...options.policy };
  const auditFolder = options.auditFolder ?? join(mkdtempSync(join(tmpdir(), 'asc-guard-')), 'audit');
  const audit = AuditLog.open(auditFolder);
  let now = Date.UTC(2026, 10, 22);
  const clock = (): number => now;
  const parts: ExecutorParts = {
    client,
    catalog,
    policy,
    scopes: new Scopes(client, catalog),
    plans: new PlanStore({
      principal: 'test',
      keyId: 'ABC',
      target: 'Sandbox',
      most: policy.limits.pendingPlans,
      now: clock,
    }),
    taint: new Taint(),
    grants: new Grants(clock),
    budget: new WriteBudget(policy.limits, clock),
    audit,
    pauses: options.pauses ?? noPauses(),
    ...(options.writeDeadlineMs === undefined ? {} : { writeDeadlineMs: options.writeDeadlineMs }),
  };
  return {
    executor: new Executor(parts),
    parts,
    auditFolder,
    advance: (ms) => {
      now += ms;
    },
    close: () => audit.close(),
  };
}

/** A write from what the sandbox says is legal. */
export function toWrite(operation: Write['operation'], legal: LegalWrite): Write {
  if (operation.method === 'GET') throw new Error(`${operation.id} is no write.`);
  return {
    operation,
    method: operation.method,
    path: operation.path.replace('{id}', legal.id ?? ''),
    ...legal,
  };
}

/** Sends one write; where a person is needed, they agree at once. */
export async function carryOut(executor: Executor, write: Write): Promise<StepResult> {
  const submission = await executor.submit([write], never);
  let { results } = submission.kind === 'done' ? submission : { results: [] };
  if (submission.kind === 'plan') {
    if (!submission.approved) await executor.approved(submission.plan, 'dialog', false);
    ({ results } = await executor.apply(submission.plan.view.id, never));
  }
  const [result] = results;
  if (result === undefined) throw new Error(`${write.operation.id}: nothing was done.`);
  return result;
}
