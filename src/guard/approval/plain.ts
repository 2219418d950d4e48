/** A plan as plain text, for terminal and dialog. */
import { mailCondition } from '../mail.ts';
import type { PlanView } from '../types.ts';
import { clockTime } from './desk.ts';
import { block, facts, limitOf, line, nameLimit, summaryLimit, tierWords, titleLimit } from './words.ts';

/** All of a plan that a person has to see before an answer; nothing is left out to save room. */
export function planText(plan: PlanView): string[] {
  const { undo, email } = facts(plan);
  const many = plan.steps.length > 1;
  const steps = plan.steps.flatMap((step, index) => [
    `${many ? `${index + 1}. ` : ''}${line(step.title, titleLimit)}`,
    `   ${[
      step.tier,
      ...(step.app === undefined ? [] : [line(step.app, nameLimit)]),
      ...(many && step.irreversible ? ['CANNOT BE UNDONE'] : []),
      ...(many && step.sendsEmail ? [`sends mail${mailCondition([step])}`] : []),
    ].join(' · ')}`,
    ...step.changes.map((change) => {
      const { field, before, after, kept } = change;
      const was = shown(before, limitOf(change));
      return `   ${line(field, nameLimit)}: ${was}${kept === true ? '' : ` → ${shown(after, limitOf(change))}`}`;
    }),
  ]);
  // Steps of a kind share theirs: 175 prices say it once.
  const reasons = new Set(
    plan.steps.flatMap((step) => step.reasons.map((reason) => line(reason, titleLimit))),
  );
  return [
    ...(plan.summary ?? []).map((text) => line(text, summaryLimit)),
    ...(plan.summary === undefined ? [] : ['']),
    ...steps,
    '',
    ...reasons,
    `Effect: ${plan.tier}, ${tierWords[plan.tier]}`,
    `Can be undone: ${undo}`,
    `Who gets mail: ${email}`,
    `Goes to: ${line(plan.target, titleLimit)}`,
    `Why it asks: ${line(plan.rule, titleLimit)}. Valid until ${clockTime(plan.expiresAt)}.`,
    ...(plan.taint === undefined
      ? []
      : [`Check that this is what you asked for. ${line(plan.taint, titleLimit)}`]),
  ];
}

/** In quotes, with line ends written out: no value can look like a line of ours. */
function shown(text: string | undefined, limit: number): string {
  return text === undefined
    ? 'nothing'
    : `"${block(text, limit)
        .replaceAll('"', '”')
        .replaceAll(/\s*\n\s*/gu, ' ⏎ ')}"`;
}
