import type { Operation, Resource } from '../../catalog/index.ts';
import type { ToolContext } from '../context.ts';
import { pageLimit } from '../params.ts';

/** What a list read was asked for. */
export interface ListRequest {
  /** Undefined for a path that the catalogue does not know. */
  readonly operation: Operation | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly all: boolean;
  readonly cursor: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly saveTo: string | undefined;
}

/** Page size of nearly every list (API document 4.5.1). */
const largestPage = 200;
/** Every row begins with it. */
export const idColumn = 'id';

/** The resource whose objects a list holds, where the catalogue knows it. */
export function listed(context: ToolContext, operation: Operation | undefined): Resource | undefined {
  return operation?.returns.kind === 'list'
    ? context.catalog.resource(operation.returns.resource)
    : undefined;
}

/** Asks for pages as large as the list allows; an empty limit means that the list takes none. */
export function paged(
  context: ToolContext,
  request: ListRequest,
  query: Readonly<Record<string, string>>,
  wanted: number,
): Record<string, string> {
  const most =
    request.operation === undefined ? largestPage : pageLimit(context.catalog.parameters(request.operation));
  return { ...query, limit: most === undefined ? '' : String(Math.max(1, Math.min(most, wanted))) };
}
