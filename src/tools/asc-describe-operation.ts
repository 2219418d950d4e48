import { z } from 'zod';
import type { Catalog, Operation } from '../catalog/index.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import { AscError } from '../client/errors.ts';
import { say } from './answer.ts';
import { defineTool } from './define.ts';
import { describeOperation } from './describe/text.ts';
import { friendlyName } from './params.ts';

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
  run: (args, { catalog, names }) => {
    const operation = catalog.operation(args.operation);
    if (operation === undefined) {
      const near = nearestNames(catalog.operationIds(), args.operation);
      throw new AscError({
        code: 'unknown_operation',
        message: `No operation is called "${args.operation.slice(0, 80)}".`,
        ...(near.length === 0 ? {} : { meaning: `Nearest: ${near.join(', ')}.` }),
        next: 'asc_find_operations {"query":"what you want to do"} finds it.',
      });
    }
    if (args.values_of === undefined)
      return say(describeOperation(catalog, operation, names.owner(operation)));
    return say(`${args.values_of}: ${valuesOf(catalog, operation, args.values_of).join(', ')}`);
  },
});

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
