import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { operationNamed } from '../operation.ts';
import { type Change, prepare, type WriteKind } from './prepare.ts';
import { resultsAnswer } from './run.ts';

/** One write through the executor, now. Throws what became of it unless it was applied; `approval_needed` when a policy asks. */
export async function change(context: ToolContext, kind: WriteKind, wanted: Change): Promise<unknown> {
  const write = await prepare(context, kind, wanted);
  const submission = await context.executor.submit([write], context.signal);
  if (submission.kind === 'plan') {
    await context.executor.refused(submission.plan, 'policy');
    throw new AscError({
      code: 'approval_needed',
      message: `The policy wants a person to approve ${write.operation.id}, and an upload is many of them in a row.`,
      meaning:
        'Nothing was changed by this step. Steps that were done before stay; a second call goes on from there.',
      next: `A person can write into the policy file: {"effect":"allow","ops":["${wanted.operation.replace(/_.*/, '_*')}"]}.`,
      outcome: 'not_sent',
    });
  }
  const [result] = submission.results;
  if (result === undefined) throw new AscError({ code: 'cancelled', message: 'The call was cancelled.' });
  if (result.outcome !== 'applied') resultsAnswer([write], submission.results);
  // Proved by reading back: the body is what was lost, and is read anew.
  if (result.body === undefined && kind === 'create' && result.id !== undefined)
    return reread(context, wanted.operation, result.id);
  return result.body;
}

async function reread(context: ToolContext, operation: string, id: string): Promise<unknown> {
  const { path } = operationNamed(context.catalog, operation);
  const { body } = await context.client.request({
    method: 'GET',
    path: `${path}/${id}`,
    signal: context.signal,
  });
  return body;
}
