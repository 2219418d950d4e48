import type { PlannedStep } from '../../src/guard/plan.ts';
import type { Write } from '../../src/guard/types.ts';
import { writeOf } from './writes.ts';

/** R2: testers see it. */
export const rename = writeOf('betaGroups_updateInstance', {
  id: 'group-1',
  attributes: { name: 'Insiders' },
});

/** A write as a step of a plan, with what its judging would have said of it. */
export function stepOf(write: Write = rename, more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    write,
    stateDigest: 'state',
    assessment: { tier: 'R2', level: 'team', reasons: [], sendsEmail: false, irreversible: false },
    view: {
      title: 'Change it',
      operationId: write.operation.id,
      tier: 'R2',
      changes: [],
      reasons: [],
      sendsEmail: false,
      irreversible: false,
    },
    ...more,
  };
}
