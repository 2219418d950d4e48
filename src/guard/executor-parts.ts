import type { Catalog } from '../catalog/index.ts';
import type { AscClient } from '../client/types.ts';
import type { AuditLog } from './audit.ts';
import type { WriteAllowance } from './budget.ts';
import type { Grants } from './grants.ts';
import type { Plans } from './plan.ts';
import type { Policy } from './policy.ts';
import type { Pauses } from './read-back.ts';
import type { Scopes } from './scope.ts';
import type { ForeignText } from './taint.ts';

/** The parts that the executor is put together from; each has its own file. */
export interface ExecutorParts {
  readonly client: AscClient;
  readonly catalog: Catalog;
  /** With every app as an id. */
  readonly policy: Policy;
  readonly scopes: Scopes;
  readonly plans: Plans;
  readonly taint: ForeignText;
  readonly grants: Grants;
  readonly budget: WriteAllowance;
  readonly audit: Pick<AuditLog, 'append'>;
  /** How reading back waits; real time when absent. */
  readonly pauses?: Pauses;
  /** Milliseconds after which a write is given up; the client's own limit when absent. */
  readonly writeDeadlineMs?: number;
}
