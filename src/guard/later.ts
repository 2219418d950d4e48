/** Steps of a plan that hold marks for ids which only the job can tell, when it is their turn. */
import { randomUUID } from 'node:crypto';
import { isObject } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import { refersToSteps } from './step-references.ts';
import type { StepResult, Write } from './types.ts';

/**
 * A step that something has to be asked for in between: a price point of a product that the plan makes, a draft that
 * comes first. A person agrees to the request with marks in the place of ids (`<price point USA>`), and to what the marks
 * stand for, said in the step's words. Nothing but marks is ever replaced, and only by ids. What an earlier step simply
 * makes needs none of this: step-references.ts.
 */
export interface Later {
  /** By which the process that planned it finds what fills it. */
  readonly key: string;
}

/**
 * Mark → id, asked when it is this step's turn. May do drafts (R1) that have to come first. Throws `AscError` when an id
 * cannot be told: then the step is not sent.
 */
export type Fill = (
  earlier: readonly StepResult[],
  signal: AbortSignal,
) => Promise<Readonly<Record<string, string>>>;

/** Most steps that wait in this process; those of plans that nobody applied are forgotten first. */
const most = 4_000;
const fills = new Map<string, Fill>();

/** Lets a step wait: what fills it stays in this process, and a plan of another one cannot be sent here. */
export function waiting(fill: Fill): Later {
  const key = randomUUID();
  fills.set(key, fill);
  const [oldest] = fills.keys();
  if (fills.size > most && oldest !== undefined) fills.delete(oldest);
  return { key };
}

/** Whether ids are missing that only earlier steps, or the job at the step's turn, can give. */
export function isOpen(write: Write): boolean {
  return write.later !== undefined || refersToSteps(write);
}

/** Throws `planned_elsewhere` when a step waits for what only another process knows. */
export function assertFillable(writes: readonly Write[]): void {
  if (writes.every(({ later }) => later === undefined || fills.has(later.key))) return;
  throw new AscError({
    code: 'planned_elsewhere',
    message:
      'Another server, or this one before a restart, made this plan, and only that one can carry it out.',
    meaning: 'Nothing was changed.',
    next: 'Make the call again; it plans anew.',
    outcome: 'not_sent',
  });
}

/** The write with its marks filled in; itself where it has none. Throws what `fill` throws, or `missing_id`. */
export async function withAskedIds(
  write: Write,
  earlier: readonly StepResult[],
  signal: AbortSignal,
): Promise<Write> {
  if (write.later === undefined) return write;
  assertFillable([write]);
  return filled(write, (await fills.get(write.later.key)?.(earlier, signal)) ?? {});
}

const mark = /^<[a-zA-Z0-9 .:-]{1,80}>$/;
const id = /^[A-Za-z0-9._~=-]{1,255}$/;

/** Whether a text stands for an id that is not known yet. */
export function isMark(text: string): boolean {
  return mark.test(text);
}

/** The write with its marks replaced. Throws `missing_id` for a mark that got no id, or none that could be one. */
export function filled(write: Write, ids: Readonly<Record<string, string>>): Write {
  const replace = (text: string): string => {
    if (!isMark(text)) return text;
    const found = ids[text];
    if (found === undefined || !id.test(found)) throw missing(text);
    return found;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'id' && typeof item === 'string' ? replace(item) : key === 'attributes' ? item : walk(item),
      ]),
    );
  };
  const { later: _done, ...rest } = write;
  return {
    ...rest,
    path: write.path
      .split('/')
      .map((part) => replace(part))
      .join('/'),
    ...(write.id === undefined ? {} : { id: replace(write.id) }),
    ...(write.body === undefined ? {} : { body: walk(write.body) }),
  };
}

function missing(text: string): AscError {
  return new AscError({
    code: 'missing_id',
    message: `The id of ${text} could not be told, so the step was not sent.`,
    next: 'Make the call again; it goes on with what is there.',
    outcome: 'not_sent',
  });
}
