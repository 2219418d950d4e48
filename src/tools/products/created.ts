import { objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { change } from '../write/change.ts';
import type { Change } from '../write/prepare.ts';

/** Creates a draft (R1) and takes its id from the answer: lists may not show it yet. Throws `not_there_yet` without one. */
export async function created(context: ToolContext, wanted: Change): Promise<string> {
  const id = stringAt(objectAt(await change(context, 'create', wanted), 'data'), 'id');
  if (id !== undefined) return id;
  throw new AscError({
    code: 'not_there_yet',
    message: `Apple took ${wanted.operation}, but its answer was lost.`,
    meaning: 'What was made so far stays.',
    next: 'Call again with the same arguments in a minute; it goes on from there.',
    outcome: 'not_sent',
  });
}
