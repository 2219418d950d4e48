import { AscError } from '../../client/errors.ts';
import { asUpdate, cannotChange, findExisting, saysDuplicate } from '../../guard/existing.ts';
import type { Write } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { prepare } from './prepare.ts';
import { changesOf, submitWrites, type WriteCall } from './run.ts';

/** A create, and what to do when the object is there already: the largest class of errors of this API. */
export interface CreateCall extends WriteCall {
  readonly if_exists?: 'fail' | 'return' | 'update' | undefined;
}

/** Creates; with `return` or `update`, looks first whether the object exists. */
export async function runCreate(context: ToolContext, call: CreateCall): Promise<Answer | ApprovalRequest> {
  const { client, catalog, signal } = context;
  const { if_exists: ifExists = 'fail', ...rest } = call;
  const writes: Write[] = [];
  const found: string[] = [];
  for (const change of changesOf(rest)) {
    const write = await prepare(context, 'create', change);
    const existing = ifExists === 'fail' ? undefined : await findExisting(client, catalog, write, signal);
    if (existing === undefined) {
      writes.push(write);
      continue;
    }
    const fixed = ifExists === 'update' ? cannotChange(catalog, write, existing) : [];
    found.push(
      `exists: ${existing.resource.type} ${existing.id}${fixed.length > 0 ? `; cannot be changed: ${fixed.join(', ')}` : ''}`,
    );
    const update = ifExists === 'update' ? asUpdate(catalog, write, existing) : undefined;
    if (update !== undefined) writes.push(update);
  }
  if (writes.length === 0) return { head: [...found, 'Nothing was changed.'] };
  try {
    const answer = await submitWrites(context, writes, rest.dry_run === true);
    return 'head' in answer ? { ...answer, head: [...found, ...answer.head] } : answer;
  } catch (error) {
    throw error instanceof AscError && saysDuplicate(error) ? duplicate(error) : error;
  }
}

/** Apple's refusal, with the way out that this tool has. */
function duplicate(error: AscError): AscError {
  return new AscError({
    code: error.code,
    message: error.message,
    meaning: error.meaning ?? 'There is one already.',
    next: 'Call again with "if_exists":"return" to get it, or "update" to give it these values.',
    entries: error.entries,
    outcome: 'rejected',
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
