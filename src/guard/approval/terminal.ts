/** The conversation of `asc-mcp approve`: which plans wait, what they do, and a person's answer. */
import { type PinState, pinLength } from '../pin.ts';
import type { PlanView } from '../types.ts';
import type { Answer, Reply } from './desk.ts';
import { clockTime } from './desk.ts';
import { planText } from './plain.ts';
import { line, titleLimit } from './words.ts';

/** A running server, as the terminal sees it. */
export interface TerminalServer {
  offered(): Promise<Offered>;
  answer(plan: string, answer: Answer): Promise<Reply>;
}

export interface Offered {
  readonly plans: readonly PlanView[];
  readonly pin: PinState;
}

/** A person at a terminal. `ask` answers `undefined` when the input ends. */
export interface Console {
  write(line: string): void;
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>;
}

export type Ending = 'approved' | 'declined' | 'nothing';

interface Found {
  readonly server: TerminalServer;
  readonly plan: PlanView;
  readonly pin: PinState;
}

/** Shows what waits and takes an answer. `wanted` is a plan's id or its beginning. */
export async function approveInTerminal(
  servers: readonly TerminalServer[],
  person: Console,
  wanted?: string,
): Promise<Ending> {
  const found = await waitingIn(servers);
  const fitting = wanted === undefined ? found : found.filter(({ plan }) => plan.id.startsWith(wanted));
  if (fitting.length === 0) {
    person.write(
      found.length === 0
        ? 'Nothing waits for your approval.'
        : `No plan that begins with ${line(wanted ?? '', 40)} waits for your approval.`,
    );
    return 'nothing';
  }
  const chosen = await choose(fitting, person);
  return chosen === undefined ? 'nothing' : answerOne(chosen, person);
}

async function waitingIn(servers: readonly TerminalServer[]): Promise<Found[]> {
  const all = await Promise.all(
    servers.map(async (server): Promise<Found[]> => {
      // One that does not answer any more has nothing waiting.
      const { plans, pin } = await server
        .offered()
        .catch((): Offered => ({ plans: [], pin: { kind: 'none' } }));
      return plans.map((plan) => ({ server, plan, pin }));
    }),
  );
  return all.flat().sort((a, b) => a.plan.createdAt - b.plan.createdAt);
}

async function choose(found: readonly Found[], person: Console): Promise<Found | undefined> {
  const [first] = found;
  if (found.length === 1) return first;
  person.write(`${found.length} plans wait for your approval:`);
  for (const [index, { plan }] of found.entries()) {
    const more = plan.steps.length > 1 ? ` and ${plan.steps.length - 1} more` : '';
    person.write(`  ${index + 1}  ${plan.tier}  ${line(plan.steps[0]?.title ?? '', titleLimit)}${more}`);
  }
  for (;;) {
    const typed = await person.ask(`Which one (1 to ${found.length}, Enter for none)? `);
    if (typed === undefined || typed.trim() === '') return undefined;
    const one = /^\d{1,4}$/.test(typed.trim()) ? found[Number(typed) - 1] : undefined;
    if (one !== undefined) return one;
  }
}

async function answerOne({ server, plan, pin }: Found, person: Console): Promise<Ending> {
  person.write('');
  for (const text of planText(plan)) person.write(text);
  person.write('');
  const said = await person.ask('Approve? Type yes to approve, no to decline: ');
  const word = said?.trim().toLowerCase();
  if (word !== 'yes' && word !== 'y') {
    if (word !== 'no' && word !== 'n') {
      person.write('Left as it is: the plan still waits.');
      return 'nothing';
    }
    return told(await server.answer(plan.id, { approve: false }), person);
  }
  let first = pin.kind === 'none';
  if (pin.kind === 'locked')
    person.write(`Too many wrong PINs. Approving is locked until ${clockTime(pin.until)}.`);
  if (pin.kind === 'locked') return 'nothing';
  for (;;) {
    const answer = await typed(plan, first, person);
    if (answer === undefined) {
      person.write('Left as it is: the plan still waits.');
      return 'nothing';
    }
    const reply = await server.answer(plan.id, answer);
    if (reply.kind !== 'again') return told(reply, person);
    person.write(reply.text);
    // Locked in the meantime, or the first PIN was chosen elsewhere: look again before the next try.
    const { pin: state } = await server.offered();
    if (state.kind === 'locked') return 'nothing';
    first = state.kind === 'none';
  }
}

async function typed(plan: PlanView, first: boolean, person: Console): Promise<Answer | undefined> {
  let code: string | undefined;
  if (plan.tier === 'R3') {
    code = await person.ask(`Type ${plan.code ?? ''} to show that you mean it: `);
    if (code === undefined) return undefined;
  }
  if (first)
    person.write(
      `There is no approval PIN yet. Choose one now, ${pinLength} or more digits or letters, and never tell it to your assistant.`,
    );
  const pin = await person.ask(first ? 'New PIN: ' : 'PIN: ', { hidden: true });
  if (pin === undefined || pin === '') return undefined;
  const repeat = first ? await person.ask('The same PIN again: ', { hidden: true }) : undefined;
  return {
    approve: true,
    pin,
    ...(repeat === undefined ? {} : { repeat }),
    ...(code === undefined ? {} : { code }),
  };
}

function told(reply: Reply, person: Console): Ending {
  if (reply.kind !== 'decided') {
    person.write('This plan was answered elsewhere, withdrawn or has expired.');
    return 'nothing';
  }
  if (reply.decision.kind === 'approved') {
    person.write('Approved. Go back to your assistant; it reports what became of it.');
    return 'approved';
  }
  person.write(`Not approved: ${line(reply.decision.why, 200)} Nothing was sent.`);
  return 'declined';
}
