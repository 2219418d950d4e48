import { ERROR_MEANINGS } from '../../client/errors-table.ts';
import type { Guide } from '../guides.ts';

/** Made of the same table that explains failures, so that the two never differ. */
export const errorsGuide: Guide = {
  title: 'What errors mean',
  description: "Apple's error codes, what they mean and what to do next",
  text: () => `# What errors mean

Codes go from general to special, so the beginning decides. Every answer of this server names Apple's code, the field, the meaning and the next step.

${ERROR_MEANINGS.map(
  ({ code, status, meaning, next }) =>
    `- **${[code, statusText(status)].filter(Boolean).join(' · ') || 'any'}** ${meaning} → ${next}`,
).join('\n')}
`,
};

function statusText(status: number | readonly number[] | undefined): string | undefined {
  if (status === undefined) return undefined;
  return typeof status === 'number' ? String(status) : status.join(', ');
}
