import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascDescribeOperation = defineTool({
  name: 'asc_describe_operation',
  title: 'Describe an operation',
  kind: 'read',
  openWorld: false,
  description:
    'What one of the 1,303 operations takes and answers: typed arguments (* = required), risk, a call that works, what usually comes before and after.',
  input: z.strictObject({
    operation: z.string().describe('Operation id from asc_find_operations'),
    values_of: z.string().optional().describe('One argument, e.g. "filter.territory": lists all its values'),
  }),
  run: async (args, context) => (await import('./describe/run.ts')).describe(context, args),
});
