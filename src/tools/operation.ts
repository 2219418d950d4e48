import type { Catalog, Operation } from '../catalog/index.ts';
import { nearestNames, wordsOf } from '../catalog/search-nearest.ts';
import { AscError } from '../client/errors.ts';

/** The operation of this id. Throws `unknown_operation` with the nearest ones. */
export function operationNamed(catalog: Catalog, id: string): Operation {
  const operation = catalog.operation(id);
  if (operation !== undefined) return operation;
  const near = nearestNames(catalog.operationIds(), id);
  throw new AscError({
    code: 'unknown_operation',
    message: `No operation is called "${id.slice(0, 80)}".`,
    ...(near.length === 0 ? {} : { meaning: `Nearest: ${near.join(', ')}.` }),
    next: `${near.length === 0 ? '' : 'Use one of these, or '}asc_find_operations ${JSON.stringify({ query: wordsOf(id) || 'what you want to know or do' })}.`,
    outcome: 'not_sent',
  });
}
