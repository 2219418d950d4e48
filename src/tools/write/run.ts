import * as z from 'zod';
import { isObject } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import { mailCondition } from '../../guard/mail.ts';
import type { PlannedStep } from '../../guard/plan.ts';
import type { StepResult, Write } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import { indexIncluded, shapeResource } from '../shape.ts';
import { type Change, prepareAll, type WriteKind } from './prepare.ts';

/** A call of one of the three write tools, parsed. */
export interface WriteCall {
  readonly operation?: string | undefined;
  readonly id?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly relationships?: Readonly<Record<string, unknown>> | undefined;
  readonly included?: readonly { readonly type: string; readonly [key: string]: unknown }[] | undefined;
  readonly to?: unknown;
  readonly dry_run?: boolean | undefined;
  readonly batch?: readonly { readonly operation: string; readonly [key: string]: unknown }[] | undefined;
}

/** One change of a batch: the same arguments, checked as strictly. */
const changeSchema = z.strictObject({
  operation: z.string(),
  id: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  relationships: z.record(z.string(), z.unknown()).optional(),
  included: z
    .array(
      z.strictObject({
        type: z.string(),
        id: z.string().optional(),
        attributes: z.record(z.string(), z.unknown()).optional(),
        relationships: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  to: z.union([z.string(), z.array(z.string()), z.null()]).optional(),
});

/** Prepares every change before the first is sent, then hands them to the executor together. */
export async function runWrite(
  context: ToolContext,
  kind: WriteKind,
  call: WriteCall,
): Promise<Answer | ApprovalRequest> {
  const steps = changesOf(call).map((change) => ({ kind, change }));
  return submitWrites(context, await prepareAll(context, steps), call.dry_run === true);
}

/**
 * Sends writes, shows them whole, or asks a person; the answer says what became of each, and the notes beside it. For
 * requests that the assistant has put together itself: jobs have words of their own.
 */
export async function submitWrites(
  context: ToolContext,
  writes: readonly Write[],
  dryRun: boolean,
  notes: readonly string[] = [],
): Promise<Answer | ApprovalRequest> {
  if (dryRun) return withNotes(await previewWrites(context, writes, true), notes);
  const submission = await context.executor.submit(writes, context.signal);
  if (submission.kind === 'plan') return new ApprovalRequest(submission.plan, submission.approved, notes);
  return withNotes(resultsAnswer(writes, submission.results), notes);
}

/**
 * What would be sent, and what it would change. Nothing is sent. A body says no more than the rows of before and after
 * do, so it is only shown `whole` to whoever wrote it.
 */
export async function previewWrites(
  context: ToolContext,
  writes: readonly Write[],
  whole = false,
): Promise<Answer> {
  return previewAnswer(await context.executor.preview(writes, context.signal), whole);
}

/** An answer, and below its head what else the assistant should know. */
export function withNotes(answer: Answer, notes: readonly string[]): Answer {
  return { ...answer, head: [...answer.head, ...notes] };
}

/** The single change, or those of the batch. Also used for creates that look for what exists first. */
export function changesOf(call: WriteCall): Change[] {
  const { batch, dry_run: _dry, ...single } = call;
  if (batch === undefined && single.operation === undefined)
    throw refused('Give operation, or batch with several changes.');
  const rest = Object.entries(single).filter(([, value]) => value !== undefined);
  if (batch !== undefined && rest.length > 0)
    throw refused(`With batch, ${rest.map(([name]) => name).join(', ')} belong into its entries.`);
  const given = batch ?? [Object.fromEntries(rest)];
  return given.map((change, index) => {
    const parsed = changeSchema.safeParse(change);
    if (parsed.success) return parsed.data;
    const where = batch === undefined ? '' : `batch[${index}]: `;
    throw refused(
      parsed.error.issues
        .map((issue) => `${where}${issue.path.map(String).join('.') || 'change'}: ${issue.message}.`)
        .concat(`Known: ${Object.keys(changeSchema.shape).join(', ')}.`)
        .join(' '),
    );
  });
}

function previewAnswer(steps: readonly PlannedStep[], whole: boolean): Answer {
  const data = steps.map(({ write, view }, index) =>
    [
      `${steps.length > 1 ? `${index + 1}. ` : ''}${view.title} (${view.tier}${view.irreversible ? ', cannot be undone' : ''}${view.sendsEmail ? `, sends e-mail${mailCondition([view])}` : ''})`,
      ...view.changes.map(
        ({ field, before, after, kept }) =>
          `   ${field}: ${before ?? '(none)'}${kept === true ? '' : ` → ${after ?? '(none)'}`}`,
      ),
      `   ${write.method} ${write.path}${whole && write.body !== undefined ? ` ${JSON.stringify(maskSecrets(write.body))}` : ''}`,
    ].join('\n'),
  );
  return { head: ['dry run: nothing was sent.'], data: data.join('\n') };
}

const secretNames = new Set(['secret', 'demoAccountPassword']);

/** What a person typed in as a secret is not repeated back. */
function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretNames.has(key) && item !== null ? '[withheld]' : maskSecrets(item),
    ]),
  );
}

/**
 * What became of each write. A single refused one is an error; so is a batch that stopped. `titles` are what a person
 * was shown; without them operations are named.
 */
export function resultsAnswer(
  writes: readonly Write[],
  results: readonly StepResult[],
  titles: readonly string[] = [],
): Answer {
  const [only] = results;
  const [write] = writes;
  if (writes.length === 1 && write !== undefined && only !== undefined) {
    if (only.outcome === 'applied' || only.outcome === 'applied_unverified')
      return appliedAnswer(write, only, titles[0]);
    throw failure(write, only, 0);
  }
  const lines = results.map(
    (result, index) => `${index + 1}. ${lineOf(writes[index], result, titles[index])}`,
  );
  const open = writes.length - results.length;
  const failed = results.find(
    (result) => result.outcome !== 'applied' && result.outcome !== 'applied_unverified',
  );
  if (failed !== undefined || open > 0) {
    const at = failed === undefined ? write : writes[results.indexOf(failed)];
    const why = failed === undefined || at === undefined ? undefined : failure(at, failed, open);
    throw new AscError({
      code: why?.code ?? 'cancelled',
      message: `Stopped after ${results.filter((result) => result.outcome === 'applied').length} of ${writes.length} changes. ${lines.join(' ')}${open > 0 ? ` ${open} were not sent.` : ''}`,
      ...(why?.meaning === undefined ? {} : { meaning: why.meaning }),
      next: why?.next ?? 'Send the rest again.',
      ...(why === undefined ? {} : { entries: why.entries }),
    });
  }
  return { head: [`applied: all ${results.length} changes.`], data: lines.join('\n') };
}

function appliedAnswer(write: Write, result: StepResult, title: string | undefined): Answer {
  const data = isObject(result.body) ? result.body['data'] : undefined;
  const shaped =
    isObject(data) && 'attributes' in data
      ? JSON.stringify(shapeResource(data, indexIncluded([])))
      : undefined;
  return { head: [lineOf(write, result, title)], ...(shaped === undefined ? {} : { data: shaped }) };
}

function lineOf(write: Write | undefined, result: StepResult, title: string | undefined): string {
  const id = result.id === undefined ? '' : title === undefined ? ` ${result.id}` : ` (id ${result.id})`;
  const what = `${title ?? write?.operation.id ?? ''}${id}`;
  const evidence = result.evidence === undefined ? '' : ` (${result.evidence})`;
  const reason = result.outcome === 'applied' || result.error === undefined ? '' : `: ${result.error.code}`;
  return `${result.outcome}: ${what}${reason}${evidence}`;
}

/** The error of a write that did not certainly succeed, with what is known of it. */
function failure(write: Write, result: StepResult, open: number): AscError {
  const { error } = result;
  const rest = open > 0 ? ` ${open} further changes were not sent.` : '';
  if (result.outcome === 'unknown')
    return new AscError({
      code: 'outcome_unknown',
      message: `It is not known whether ${write.operation.id} happened: ${error?.message ?? 'the answer was lost'}.${rest}`,
      ...(result.evidence === undefined ? {} : { meaning: result.evidence }),
      next:
        result.check === undefined
          ? 'Read the object before you try again.'
          : `This read tells: ${result.check}`,
      outcome: 'unknown',
      entries: error?.entries ?? [],
    });
  return new AscError({
    code: error?.code ?? result.outcome,
    message: `${error?.message ?? `${write.operation.id} did not happen.`} Nothing was changed${open > 0 ? ' by it' : ''}.${rest}`,
    ...(error?.meaning === undefined ? {} : { meaning: error.meaning }),
    ...(error?.next === undefined ? {} : { next: error.next }),
    ...(error?.status === undefined ? {} : { status: error.status }),
    entries: error?.entries ?? [],
    outcome: result.outcome === 'not_sent' ? 'not_sent' : 'rejected',
    ...(error?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error?.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
