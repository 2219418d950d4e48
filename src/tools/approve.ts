import { AscError } from '../client/errors.ts';
import { summaryLimit } from '../guard/approval/words.ts';
import type { Executor } from '../guard/executor.ts';
import { mailCondition } from '../guard/mail.ts';
import type { Plan } from '../guard/plan.ts';
import type { Decision, PlanView, StepResult, StepView } from '../guard/types.ts';
import { planEnded } from './after-plan.ts';
import type { Answer } from './answer.ts';
import { type ApprovalRequest, notesOf } from './approval-request.ts';
import { cleanText } from './clean.ts';
import { notSent } from './refused.ts';
import { resultsAnswer } from './write/run.ts';

/** What a client's form came back with. Nothing in it is trusted. */
export interface FormReply {
  readonly action: string;
  readonly content: Readonly<Record<string, unknown>> | undefined;
}

/** What travels with a question and comes back signed. */
export interface AskedState {
  readonly plan: string;
  readonly digest: string;
  /** Digest of the call that the question was asked in; an answer belongs to no other. */
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A form as the protocol has it: one property, required, no default. */
export interface Form {
  readonly message: string;
  readonly property: string;
  readonly title: string;
  /** Choices; absent for text. */
  readonly choices?: readonly { readonly value: string; readonly title: string }[];
}

/** The client's way of asking its user, if it has one. `Asked` is what the protocol layer returns for a question. */
export interface Elicitation<Asked> {
  /** The client says that it can show forms, and has not been caught answering by itself. */
  readonly usable: boolean;
  /** The reply to an earlier question of ours, its state verified. */
  readonly reply?: { readonly state: AskedState; readonly form: FormReply };
  ask(form: Form, state: AskedState): Promise<Asked>;
  /** From now on this client is not asked any more. */
  distrust(): void;
}

/** Ways to a person that do not go through the client. */
export interface OtherChannels {
  dialog(plan: PlanView, signal: AbortSignal): Promise<Decision>;
  /** Opens the page and the terminal's meeting point; says which of them a person can really use. */
  offer(plan: PlanView): Promise<{ readonly page: boolean; readonly terminal: boolean }>;
  waitFor(planId: string, milliseconds: number, signal: AbortSignal): Promise<Decision | 'waiting'>;
  forget(planId: string): void;
}

export interface Person<Asked> {
  readonly executor: Executor;
  readonly elicitation: Elicitation<Asked>;
  /** Digest of this call: its tool and arguments. */
  readonly call: string;
  readonly channels: OtherChannels;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total?: number, message?: string) => void;
  readonly now?: () => number;
}

/** A no that comes faster than anybody can read was not given by a person. */
const tooFast = 400;
/** How long a call waits for the page or the terminal before it answers; clients give up after a minute. */
const patience = 45_000;

/** Asks the person, in the order of the channels, and applies the plan when they agree. */
export async function askPerson<Asked>(
  request: ApprovalRequest,
  person: Person<Asked>,
): Promise<Answer | { asked: Asked }> {
  const { plan } = request;
  if (request.approved)
    return planAnswer(
      plan,
      'It runs without asking, but is many changes at once: look at it, then apply it.',
    );
  if (person.elicitation.usable) return askForm(plan, person);
  return askElsewhere(plan, person);
}

/** Takes the reply to a form: applies, gives up, asks once more, or goes to the next channel. */
export async function takeReply<Asked>(
  reply: { readonly state: AskedState; readonly form: FormReply },
  person: Person<Asked>,
): Promise<Answer | { asked: Asked }> {
  const { executor, elicitation } = person;
  const { state, form } = reply;
  const { plan, state: planState } = await executor.open(state.plan);
  if (state.call !== person.call || plan.digest !== state.digest || planState !== 'pending') throw strange();
  if (form.action === 'accept') {
    const verdict = judge(plan.view, form.content);
    if (verdict === 'cancel') return refuse(plan, person, 'the person chose to cancel');
    if (verdict !== undefined) {
      await executor.approved(plan, 'elicitation', verdict === 'apply_15_min');
      return apply(plan, person);
    }
    if (await executor.wrongAnswer(plan.view.id)) {
      await executor.refused(plan, 'elicitation');
      throw refusal('the client answered three times without a valid choice');
    }
    return askForm(plan, person, 'That was no valid answer. ');
  }
  const elapsed = (person.now ?? Date.now)() - state.at;
  if (elapsed >= tooFast)
    return refuse(
      plan,
      person,
      `the client reported "${form.action === 'decline' ? 'declined' : 'cancelled'}"`,
    );
  // Nobody saw the form: some clients decline by themselves. It is no consent, and no refusal either.
  elicitation.distrust();
  return askElsewhere(plan, person);
}

/** The choice, when it is one of ours; for R3 only the code counts. */
function judge(
  view: PlanView,
  content: FormReply['content'],
): 'apply' | 'apply_15_min' | 'cancel' | undefined {
  if (view.tier === 'R3') {
    const code = content?.['code'];
    return typeof code === 'string' && view.code !== undefined && code.trim().toUpperCase() === view.code
      ? 'apply'
      : undefined;
  }
  const decision = content?.['decision'];
  return decision === 'apply' || decision === 'apply_15_min' || decision === 'cancel' ? decision : undefined;
}

async function askForm<Asked>(plan: Plan, person: Person<Asked>, before = ''): Promise<{ asked: Asked }> {
  const { view } = plan;
  const state: AskedState = {
    plan: view.id,
    digest: plan.digest,
    call: person.call,
    at: (person.now ?? Date.now)(),
  };
  const message = `${before}${planText(view)}`;
  if (view.tier === 'R3')
    return {
      asked: await person.elicitation.ask(
        { message: `${message}\n\nType ${view.code ?? ''} to do this.`, property: 'code', title: 'Code' },
        state,
      ),
    };
  const choices = [
    { value: 'cancel', title: 'Cancel, change nothing' },
    { value: 'apply', title: 'Apply' },
    { value: 'apply_15_min', title: 'Apply, and allow the same on this app for 15 minutes' },
  ];
  return {
    asked: await person.elicitation.ask({ message, property: 'decision', title: 'Decision', choices }, state),
  };
}

async function askElsewhere<Asked>(plan: Plan, person: Person<Asked>): Promise<Answer> {
  const { channels, signal, executor, progress } = person;
  const spoken = await channels.dialog(plan.view, signal);
  if (spoken.kind !== 'unavailable') return decided(spoken, plan, person);
  const offered = await channels.offer(plan.view);
  if (!offered.page && !offered.terminal) {
    await executor.refused(plan, 'policy');
    throw nobody();
  }
  progress(0, undefined, 'waiting for a person to approve');
  const answer = await channels.waitFor(plan.view.id, patience, signal);
  if (answer !== 'waiting') return decided(answer, plan, person);
  const ways = [
    ...(offered.page ? ['in the page that opened in the browser'] : []),
    ...(offered.terminal ? ['with "asc-mcp approve" in a terminal'] : []),
  ];
  return planAnswer(plan, `Nobody has decided yet. A person can, ${ways.join(' or ')}; then apply it.`);
}

async function decided<Asked>(decision: Decision, plan: Plan, person: Person<Asked>): Promise<Answer> {
  if (decision.kind === 'approved') {
    await person.executor.approved(plan, decision.channel, false);
    return apply(plan, person);
  }
  return refuse(plan, person, decision.why);
}

async function apply<Asked>(plan: Plan, person: Person<Asked>): Promise<Answer> {
  person.channels.forget(plan.view.id);
  // One step has no way to tell of, and its message would crowd out the first of what follows (see server.ts).
  const onStep = plan.steps.length > 1 ? person.progress : undefined;
  const { results } = await person.executor.apply(plan.view.id, person.signal, onStep);
  return (await planEnded(plan, results, person)) ?? planResults(plan, results);
}

/** What became of a plan, and what the tool that made it had to say beside it. */
export function planResults(plan: Plan, results: readonly StepResult[]): Answer {
  const answer = resultsAnswer(
    plan.steps.map(({ write }) => write),
    results,
  );
  return { ...answer, head: [...answer.head, ...notesOf(plan)] };
}

async function refuse<Asked>(plan: Plan, person: Person<Asked>, why: string): Promise<never> {
  person.channels.forget(plan.view.id);
  await person.executor.refused(plan, 'elicitation');
  throw refusal(why);
}

/** The plan as the assistant sees it: everything but the code. Names and values in it are other people's: fenced. */
function planAnswer(plan: Plan, note: string): Answer {
  const { view } = plan;
  return {
    fenced: true,
    head: [
      `plan ${view.id} (${view.tier}, ${view.steps.length} changes, expires ${new Date(view.expiresAt).toISOString()})`,
      ...notesOf(plan),
    ],
    data: isSummed(view)
      ? summed(view).join('\n')
      : view.steps.map((step, index) => stepText(step, index, view.steps.length)).join('\n'),
    tail: [`${note} asc_apply_plan {"plan_id":"${view.id}"}`],
  };
}

/** Steps up to which a form shows long texts whole. */
const wholeSteps = 3;
/** Steps that a form spells out; the rest is counted by operation. */
const stepsShown = 12;
/** Rows of before and after beyond which a plan that has a summary is shown by it. */
const rowsShown = 20;

/** Whether a person sees the summary instead of steps that nobody could read in a form. The page always has both. */
function isSummed({ summary, steps }: PlanView): boolean {
  const rows = steps.reduce((sum, step) => sum + step.changes.length, 0);
  return summary !== undefined && (steps.length > stepsShown || rows > rowsShown);
}

/** The summary, and how many requests it stands for. */
function summed({ summary = [], steps }: PlanView): readonly string[] {
  return [...summary.map((text) => cleanText(text, summaryLimit)), `as ${counted(steps)}`];
}

/** The question, from our own template: what changes, for whom, can it be undone, who gets mail, who asked. */
function planText(view: PlanView): string {
  const shown = isSummed(view)
    ? summed(view)
    : [
        ...(view.summary ?? []).map((text) => cleanText(text, summaryLimit)),
        ...view.steps.slice(0, stepsShown).map((step, index) => stepText(step, index, view.steps.length)),
      ];
  const rest = isSummed(view) ? 0 : view.steps.length - stepsShown;
  return [
    `${view.target}: ${view.steps.length === 1 ? 'one change' : `${view.steps.length} changes`} (${view.tier}${view.rule === `tier ${view.tier}` ? '' : `, because of ${view.rule}`})`,
    ...shown,
    ...(rest > 0 ? [`… and ${rest} more: ${counted(view.steps.slice(stepsShown))}`] : []),
    ...(view.steps.some((step) => step.irreversible) ? ['This cannot be undone.'] : []),
    ...(view.steps.some((step) => step.sendsEmail)
      ? [`Apple sends e-mail about it${mailCondition(view.steps)}.`]
      : []),
    ...(view.taint === undefined ? [] : [view.taint]),
  ].join('\n');
}

function counted(steps: readonly StepView[]): string {
  const counts = new Map<string, number>();
  for (const step of steps) counts.set(step.operationId, (counts.get(step.operationId) ?? 0) + 1);
  return [...counts].map(([id, count]) => `${count} × ${id}`).join(', ');
}

function stepText(step: StepView, index: number, of: number): string {
  const number = of === 1 ? '' : `${index + 1}. `;
  return [
    `${number}${step.title}${of === 1 ? '' : ` (${step.tier})`}`,
    ...step.changes.map((change) => {
      // What the public will read is shown whole, as long as not too many steps share the form.
      const most = change.long !== true ? 80 : of <= wholeSteps ? 6_000 : 400;
      const was = short(change.before, most);
      return `   ${change.field}: ${was}${change.kept === true ? '' : ` → ${short(change.after, most)}`}`;
    }),
  ].join('\n');
}

/** Short, and without a scheme, so that no client makes a link of it. */
function short(text: string | undefined, most: number): string {
  return text === undefined
    ? '(none)'
    : JSON.stringify(cleanText(text, most).replaceAll(/https?:\/\//gi, ''));
}

function refusal(why: string): AscError {
  return new AscError({
    code: 'not_approved',
    message: `Nothing was changed: ${why}.`,
    next: 'Ask the person what they want instead; do not repeat the call unasked.',
    outcome: 'not_sent',
  });
}

function strange(): AscError {
  return notSent(
    'unknown_plan',
    'That answer belongs to no open question.',
    'Make the call again; it asks anew.',
  );
}

function nobody(): AscError {
  return new AscError({
    code: 'confirmation_unavailable',
    message: 'This change needs a person, and there is no way to ask one here. Nothing was changed.',
    meaning: 'The client shows no forms, no browser or dialog can be opened, and no approval PIN is set.',
    next: 'A person can set a PIN with "asc-mcp approve --set-pin" and approve in a terminal, use a client that shows forms, or allow the operation in the policy file.',
    outcome: 'not_sent',
  });
}
