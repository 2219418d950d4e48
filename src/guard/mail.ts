/** Who gets mail because of a change, as every form says it. */

/**
 * Whether Apple sends mail because of a step: `true`, or in our words when or to whom where that is not certain ("on
 * add").
 */
export type SendsEmail = boolean | string;

/** When it sends, in brackets behind "sends mail": ` (on add)`; nothing where it always does. */
export function mailCondition(steps: readonly { readonly sendsEmail: SendsEmail }[]): string {
  const said = steps.flatMap(({ sendsEmail }) => (typeof sendsEmail === 'string' ? [sendsEmail] : []));
  return said.length === 0 ? '' : ` (${[...new Set(said)].join('; ')})`;
}
