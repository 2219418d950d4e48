import type { Catalog, Operation } from '../../catalog/index.ts';
import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { operationNamed } from '../operation.ts';
import { notAsked } from '../refused.ts';

/** What to read: the operation, if the catalogue knows it, and the concrete path. */
export interface Target {
  readonly operation: Operation | undefined;
  readonly path: string;
}

/** Segments of a path that is not in the catalogue; nothing that a URL parser would change. */
const plainPath = /^\/v\d{1,2}(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~=-]{1,255}){1,8}$/;

/** Finds the operation that is meant and puts the id in. Throws `unknown_operation`, `not_a_read`, `bad_id`… */
export async function findTarget(
  context: ToolContext,
  args: { operation?: string | undefined; path?: string | undefined; id?: string | undefined },
): Promise<Target> {
  const { catalog } = context;
  if ((args.operation === undefined) === (args.path === undefined))
    throw notAsked(
      'illegal_request',
      'Give either operation or path.',
      'asc_find_operations finds the operation for what you want to know.',
    );
  if (args.operation !== undefined) return ofOperation(context, readable(catalog, args.operation), args.id);
  const path = args.path ?? '';
  const known = byPath(catalog, path) ?? byNamedPath(catalog, path);
  if (known !== undefined) return ofOperation(context, known.operation, args.id ?? known.id);
  if (catalog.methodsAt(path).length > 0) throw notARead(path, catalog.methodsAt(path).join(', '));
  if (!plainPath.test(path))
    throw new AscError({
      code: 'bad_path',
      message: 'That is not a path of the API.',
      meaning:
        'A path looks like /v1/apps/1234567890/builds: no host, no query, no dots or encoded characters.',
      next: 'Write "path":"/v1/apps/{id}/builds","id":"Weather Now" and put parameters into filter, fields, include…; or use an operation id.',
      outcome: 'not_sent',
    });
  return { operation: undefined, path };
}

/** A path with `{id}` in it, or with an id in its place. */
function byPath(catalog: Catalog, path: string): { operation: Operation; id?: string } | undefined {
  const route = catalog.route('GET', path);
  return route?.id === '{id}' ? { operation: route.operation } : route;
}

/** A path as people write it: the version left out, a name in the place of the id (`apps/Weather Now/builds`). */
function byNamedPath(catalog: Catalog, path: string): { operation: Operation; id?: string } | undefined {
  const parts = /^\/?(?:(v\d)\/)?([A-Za-z]+)(?:\/([^/?#%\\]{1,200})((?:\/[A-Za-z]+){0,2}))?$/.exec(path);
  if (parts === null) return undefined;
  const [, version, group = '', name, rest = ''] = parts;
  for (const tried of version === undefined ? ['v1', 'v2', 'v3'] : [version]) {
    const route = catalog.route('GET', `/${tried}/${group}${name === undefined ? '' : `/{id}${rest}`}`);
    if (route !== undefined)
      return { operation: route.operation, ...(name === undefined ? {} : { id: name }) };
  }
  return undefined;
}

function readable(catalog: Catalog, id: string): Operation {
  const operation = operationNamed(catalog, id);
  if (operation.method !== 'GET') throw notARead(id, operation.method);
  return operation;
}

function notARead(what: string, methods: string): AscError {
  return new AscError({
    code: 'not_a_read',
    message: `${what} changes something (${methods}); asc_read only reads.`,
    meaning: 'Nothing was sent.',
    next: 'asc_describe_operation shows what it takes and how much it changes.',
    outcome: 'not_sent',
  });
}

async function ofOperation(
  context: ToolContext,
  operation: Operation,
  given: string | undefined,
): Promise<Target> {
  if (!operation.hasId) {
    if (given === undefined) return { operation, path: operation.path };
    throw notAsked(
      'illegal_request',
      `${operation.id} takes no id.`,
      `Leave id out, or use an operation on one object (asc_find_operations "${operation.group} by id").`,
    );
  }
  if (given === undefined || given === '')
    throw notAsked(
      'illegal_request',
      `${operation.id} needs the id or the name of an object: its path is ${operation.path}.`,
      'Give id, for example "id": "Weather Now" or "id": "1234567890".',
    );
  const id = await context.names.idOf(context.names.owner(operation), given, context.signal);
  return { operation, path: operation.path.replace('{id}', id) };
}
