/**
 * The native dialog: osascript on macOS, zenity or kdialog on Linux. Text travels as arguments, never inside a script,
 * and the button that Enter presses is the no.
 */
import { execFile } from 'node:child_process';
import type { Channel, Decision, PlanView } from '../types.ts';
import { sameCode } from './desk.ts';
import { planText } from './plain.ts';
import { summarise } from './words.ts';

/** Runs a program without a shell. `code` is `undefined` when it could not be started or was ended. */
export type Run = (
  file: string,
  args: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly code: number | undefined; readonly stdout: string }>;

export interface DialogOptions {
  readonly platform?: NodeJS.Platform;
  /** Linux: X11 or Wayland is there. */
  readonly display?: boolean;
  /** For tests: how programs are run. */
  readonly run?: Run;
}

const patienceSeconds = 120;
const wrongAnswers = 3;
/** What a dialog can show without scrolling. A plan that needs more is for the page: what is approved was seen whole. */
const mostLines = 26;
const mostCharacters = 1_600;
const word = 'approve';

type Pressed =
  | { readonly kind: 'yes'; readonly typed: string }
  | { readonly kind: 'no' }
  | { readonly kind: 'silent' };

interface Asked {
  readonly title: string;
  readonly text: string;
  /** A text has to be typed, not only a button pressed. */
  readonly typed: boolean;
}

/** `undefined` = the program failed, or said what it never says. */
type Ask = (asked: Asked, run: Run, signal: AbortSignal) => Promise<Pressed | undefined>;

/** Never throws; what cannot be shown is `unavailable`. */
export function dialogChannel(options: DialogOptions = {}): Channel {
  const { platform = process.platform, display = false, run = start } = options;
  return {
    name: 'dialog',
    async ask(plan, signal) {
      const ways: readonly Ask[] =
        platform === 'darwin' ? [osascript] : platform === 'linux' && display ? [zenity, kdialog] : [];
      if (ways.length === 0) return unavailable('There is no dialog on this system.');
      const text = planText(plan).join('\n');
      if (text.length > mostCharacters || text.split('\n').length > mostLines)
        return unavailable('The plan does not fit into a dialog.');
      for (const ask of ways) {
        const decision = await answerOf(plan, text, ask, run, signal);
        if (decision !== undefined) return decision;
      }
      return unavailable('No dialog could be opened.');
    },
  };
}

/** `undefined` = this program does not work here. */
async function answerOf(
  plan: PlanView,
  text: string,
  ask: Ask,
  run: Run,
  signal: AbortSignal,
): Promise<Decision | undefined> {
  // kdialog has no way to make "no" the default, so there a word is typed instead.
  const wanted = plan.tier === 'R3' ? plan.code : ask === kdialog ? word : undefined;
  if (plan.tier === 'R3' && wanted === undefined) return unavailable('The plan has no code to type.');
  const { headline, sandbox } = summarise(plan);
  const title = `${sandbox ? 'Sandbox' : 'App Store Connect'}: ${headline}`;
  for (let wrong = 0; wrong < wrongAnswers; wrong += 1) {
    const request =
      wanted === undefined ? '' : `\n\n${wrong > 0 ? 'That was not it. ' : ''}To approve, type ${wanted}`;
    const pressed = await ask({ title, text: `${text}${request}`, typed: wanted !== undefined }, run, signal);
    if (signal.aborted) return unavailable('The question was withdrawn.');
    if (pressed?.kind === 'no') return { kind: 'refused', channel: 'dialog', why: 'The person declined.' };
    if (pressed?.kind === 'silent')
      return unavailable(`Nobody answered the dialog in ${patienceSeconds} seconds.`);
    // Whatever is not plainly a yes is none.
    if (pressed?.kind !== 'yes') return wrong === 0 ? undefined : unavailable('The dialog failed.');
    if (plan.expiresAt <= Date.now()) return unavailable('The plan expired while the dialog was open.');
    if (wanted === undefined || sameCode(pressed.typed, wanted))
      return { kind: 'approved', channel: 'dialog' };
  }
  return { kind: 'refused', channel: 'dialog', why: `${wrongAnswers} wrong answers` };
}

/** Arguments: text, title, and whether there is a field. Answers `approve` and what was typed, `decline`, or `silent`. */
const appleScript = `on run argv
set theText to item 1 of argv
set theTitle to item 2 of argv
set isTyped to item 3 of argv
tell current application to activate
try
if isTyped is "typed" then
set theAnswer to display dialog theText with title theTitle default answer "" buttons {"Decline", "Approve"} default button "Decline" cancel button "Decline" with icon caution giving up after ${patienceSeconds}
else
set theAnswer to display dialog theText with title theTitle buttons {"Decline", "Approve"} default button "Decline" cancel button "Decline" with icon caution giving up after ${patienceSeconds}
end if
on error number -128
return "decline"
end try
if gave up of theAnswer then return "silent"
if button returned of theAnswer is not "Approve" then return "decline"
if isTyped is "typed" then return "approve " & text returned of theAnswer
return "approve"
end run`;

async function osascript(asked: Asked, run: Run, signal: AbortSignal): Promise<Pressed | undefined> {
  const { code, stdout } = await run(
    '/usr/bin/osascript',
    ['-e', appleScript, '--', asked.text, asked.title, asked.typed ? 'typed' : 'button'],
    signal,
  );
  if (code !== 0) return undefined;
  const [answer = '', ...typed] = stdout.trim().split(' ');
  if (answer === 'approve') return { kind: 'yes', typed: typed.join('') };
  if (answer === 'decline') return { kind: 'no' };
  return answer === 'silent' ? { kind: 'silent' } : undefined;
}

async function zenity(asked: Asked, run: Run, signal: AbortSignal): Promise<Pressed | undefined> {
  // zenity reads backslashes as escapes; a question's text is markup unless told otherwise, an entry's never is.
  const common = [
    `--title=${asked.title}`,
    `--text=${asked.text.replaceAll('\\', '\\\\')}`,
    '--ok-label=Approve',
    '--cancel-label=Decline',
    `--timeout=${patienceSeconds}`,
    '--width=560',
  ];
  const kind = asked.typed
    ? ['--entry']
    : ['--question', '--no-markup', '--default-cancel', '--icon-name=dialog-warning'];
  const { code, stdout } = await run('zenity', [...kind, ...common], signal);
  if (code === 0) return { kind: 'yes', typed: stdout };
  if (code === 1) return { kind: 'no' };
  return code === 5 ? { kind: 'silent' } : undefined;
}

async function kdialog(asked: Asked, run: Run, signal: AbortSignal): Promise<Pressed | undefined> {
  // Qt guesses whether a text is rich; without an opening bracket it never is.
  const text = asked.text.replaceAll('<', '‹');
  const { code, stdout } = await run('kdialog', ['--title', asked.title, '--inputbox', text, ''], signal);
  if (code === 0) return { kind: 'yes', typed: stdout };
  return code === 1 ? { kind: 'no' } : undefined;
}

function unavailable(why: string): Decision {
  return { kind: 'unavailable', why };
}

const start: Run = (file, args, signal) =>
  new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { signal, shell: false, timeout: (patienceSeconds + 10) * 1_000, maxBuffer: 65_536, windowsHide: true },
      (error, stdout) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
        resolve({ code, stdout });
      },
    );
  });
