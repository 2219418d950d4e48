import { limits } from '../../catalog/limits.ts';
import type { Guide } from '../guides.ts';

/** Made of the same table that `asc_find_operations` answers from. */
export const limitsGuide: Guide = {
  title: 'What the API cannot do',
  description: 'What is missing in the public API, and where it is done instead',
  text: () => `# What the API cannot do

${limits.map(({ says, where }) => `- ${says} → ${where}`).join('\n')}
`,
};
