import type { Plan } from '../guard/plan.ts';

/** What was left alone, and why: of one plan, for as long as it lives. */
const notes = new WeakMap<Plan, readonly string[]>();

/** What a tool answers instead of data when its change waits for a person, or for a second look by the assistant. */
export class ApprovalRequest {
  readonly plan: Plan;
  /** The policy lets it run; it only has to be applied by id, because it is many changes at once. */
  readonly approved: boolean;

  /** `beside`: lines for the assistant, told with the plan and once more when it was applied. */
  constructor(plan: Plan, approved: boolean, beside: readonly string[] = []) {
    this.plan = plan;
    this.approved = approved;
    if (beside.length > 0) notes.set(plan, beside);
  }
}

/** What the tool that made a plan had to say beside it. No person is asked about it. */
export function notesOf(plan: Plan): readonly string[] {
  return notes.get(plan) ?? [];
}
