import { AscError } from '../../client/errors.ts';
import { mostSteps } from '../../guard/plan.ts';
import type { StepResult } from '../../guard/types.ts';
import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { runJob } from '../write/job.ts';
import type { Step } from '../write/prepare.ts';
import { listPeople } from './list.ts';
import { cancel, change, type Due, invite, remove } from './steps.ts';
import { type Member, readTeam } from './team.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** A call of `asc_manage_people`, parsed. */
export interface PeopleCall {
  readonly action: 'list' | 'invite' | 'change' | 'remove' | 'cancel';
  readonly people?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly apps?: readonly string[] | undefined;
  readonly provisioning?: boolean | undefined;
  readonly csv?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Shows who can do what, or changes it for some: looks at everybody first, and sends only what is not so yet. */
export async function managePeople(
  context: ToolContext,
  call: PeopleCall,
): Promise<Answer | ApprovalRequest> {
  if (call.action === 'list') return listPeople(context, call, await readTeam(context));
  const wanted = await wantedOf(context, call);
  context.progress(0, undefined, 'reading the team');
  const team = await readTeam(context);
  const now = Date.now();
  const dues = wanted.map((one) => dueOf(call.action, one, team, now));
  const steps: Step[] = [];
  let later = 0;
  for (const due of dues)
    if (steps.length + due.steps.length <= mostSteps) steps.push(...due.steps);
    else later += 1;
  const notes = [
    ...dues.flatMap(({ note }) => note ?? []),
    ...(later > 0
      ? [`${later} more people do not fit into one plan of ${mostSteps}: make the same call again`]
      : []),
  ];
  if (steps.length === 0) return nothingToDo(undefined, notes.slice(0, notesShown));
  return runJob(
    context,
    { steps, notes: notes.slice(0, notesShown), explain: (results) => explain(results, steps) },
    call.dry_run,
  );
}

/** Notes that an answer has room for. */
const notesShown = 30;

function dueOf(action: PeopleCall['action'], wanted: Wanted, team: readonly Member[], now: number): Due {
  if (action === 'invite') return invite(wanted, team, now);
  if (action === 'change') return change(wanted, team);
  return action === 'remove' ? remove(wanted, team) : cancel(wanted, team);
}

/** An invitation that was accepted in the meantime is gone (410). */
function explain(results: readonly StepResult[], steps: readonly Step[]): void {
  const at = results.findIndex(({ outcome }) => outcome === 'rejected');
  const error = results[at]?.error;
  if (error?.status !== 410 || steps[at]?.change.operation !== 'userInvitations_deleteInstance') return;
  throw new AscError({
    code: error.code,
    message: `That invitation was accepted in the meantime: the person is on the team now. ${at > 0 ? `The ${at} changes before it were made.` : 'Nothing was changed.'}`,
    meaning: 'An accepted invitation is gone; it cannot be taken back.',
    next: 'asc_manage_people with the action "remove" takes the person out of the team.',
    entries: error.entries,
    outcome: 'rejected',
    status: 410,
  });
}
