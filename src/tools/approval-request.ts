import type { Plan } from '../guard/plan.ts';

/** What a tool answers instead of data when its change waits for a person, or for a second look by the assistant. */
export class ApprovalRequest {
  readonly plan: Plan;
  /** The policy lets it run; it only has to be applied by id, because it is many changes at once. */
  readonly approved: boolean;

  constructor(plan: Plan, approved: boolean) {
    this.plan = plan;
    this.approved = approved;
  }
}
