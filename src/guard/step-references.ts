/** Ids that do not exist yet when a plan is made: a later step names what an earlier one makes. */
import { isObject } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import type { StepResult, Write } from './types.ts';

const reference = /^\$\{step-(\d{1,3})\}$/;

/**
 * Stands for the id of what a step of the same call makes, from 1. It goes wherever an id goes in relationships and
 * linkages; it is part of what a person agrees to, and only Apple's answer to that very step fills it in.
 */
export function idOfStep(step: number): string {
  return `\${step-${step}}`;
}

/** What a person reads in place of such an id; `undefined` for any other text. */
export function referenceInWords(id: string): string | undefined {
  const step = reference.exec(id)?.[1];
  return step === undefined ? undefined : `what step ${step} makes`;
}

/** Whether the body of a write names what another step makes. */
export function refersToSteps(write: Write): boolean {
  return found(write.body);
}

function found(value: unknown): boolean {
  if (typeof value === 'string') return reference.test(value);
  if (Array.isArray(value)) return value.some(found);
  return (
    isObject(value) && Object.entries(value).some(([name, inner]) => name !== 'attributes' && found(inner))
  );
}

/**
 * The write with the ids that the steps before it made. Throws `missing_step` when one of them has none: then it
 * cannot be sent.
 */
export function withMadeIds(write: Write, results: readonly StepResult[]): Write {
  if (!refersToSteps(write)) return write;
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const step = reference.exec(value)?.[1];
      if (step === undefined) return value;
      const id = results[Number(step) - 1]?.id;
      if (id !== undefined) return id;
      throw new AscError({
        code: 'missing_step',
        message: `${write.operation.id} needs the id that step ${step} was to give, and there is none.`,
        next: 'Make the call again; it looks at what is there and goes on.',
        outcome: 'not_sent',
      });
    }
    if (Array.isArray(value)) return value.map(fill);
    if (!isObject(value)) return value;
    // What a caller writes into an attribute is text, whatever it looks like.
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, name === 'attributes' ? inner : fill(inner)]),
    );
  };
  return { ...write, body: fill(write.body) };
}
