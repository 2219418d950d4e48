import type { Catalog, Operation } from '../../catalog/index.ts';
import { AscError } from '../../client/errors.ts';
import { type Answer, say } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { describeJob, jobNamed } from '../jobs.ts';
import { operationNamed } from '../operation.ts';
import { friendlyName } from '../params.ts';
import { describeOperation } from './text.ts';

/** The whole operation, or all values of one of its arguments. */
export function describe(
  { catalog, names, jobs }: ToolContext,
  args: { readonly operation: string; readonly values_of?: string | undefined },
): Answer {
  const job = jobNamed(jobs, args.operation);
  if (job !== undefined) return describeJob(job);
  const operation = operationNamed(catalog, args.operation);
  if (args.values_of === undefined) return say(describeOperation(catalog, operation, names.owner(operation)));
  return say(`${args.values_of}: ${valuesOf(catalog, operation, args.values_of).join(', ')}`);
}

function valuesOf(catalog: Catalog, operation: Operation, name: string): readonly string[] {
  const parameters = catalog.parameters(operation);
  const found = parameters.find(
    (parameter) => friendlyName(parameter.name) === name || parameter.name === name,
  );
  const legal = found?.enum ?? catalog.bodyEnum(operation, name.replace(/^attributes\./, ''));
  if (legal !== undefined) return legal;
  const known = parameters.flatMap((parameter) =>
    parameter.enum === undefined ? [] : [friendlyName(parameter.name)],
  );
  throw new AscError({
    code: 'unknown_argument',
    message: `${name.slice(0, 80)} is no argument with a list of values.`,
    ...(known.length === 0 ? {} : { meaning: `Those are: ${known.join(', ')}.` }),
  });
}
