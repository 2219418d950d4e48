import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { checkQuery, type Problem } from './check-query.ts';
import type { Catalog, Operation } from './index.ts';
import { bodySchema } from './schema.ts';
import type { CatalogData } from './types.ts';

export type { Problem } from './check-query.ts';

/** The parts of a request that the catalogue can judge. Query values are as they travel: lists comma-joined. */
export interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Ajv's default export is the class in ESM and a namespace with `default` in some bundlers. */
const ajv = addKnownFormats(new Ajv.default({ strict: false, allErrors: true, verbose: true }));

function addKnownFormats(instance: Ajv.default): Ajv.default {
  addFormats.default(instance);
  // Apple puts unresolved templates ({w}x{h}) into these.
  instance.addFormat('uri-reference', true);
  return instance;
}

const compiled = new WeakMap<CatalogData, Map<string, ValidateFunction>>();

/** The validator of an operation's body, compiled on first use and kept. */
function bodyValidator(catalog: Catalog, operation: Operation): ValidateFunction | undefined {
  if (operation.body === undefined) return undefined;
  const known = compiled.get(catalog.data) ?? new Map<string, ValidateFunction>();
  compiled.set(catalog.data, known);
  const found = known.get(operation.id);
  if (found !== undefined) return found;
  const made = ajv.compile(bodySchema(catalog.data, operation.body));
  known.set(operation.id, made);
  return made;
}

/** Everything that is wrong with a request to this operation; an empty list means that it is legal. */
export function checkRequest(catalog: Catalog, operation: Operation, request: Request): readonly Problem[] {
  const problems = [...checkQuery(catalog, operation, request.query ?? {})];
  const validate = bodyValidator(catalog, operation);
  if (validate === undefined) {
    if (request.body !== undefined)
      problems.push({
        kind: 'unexpected-body',
        field: '',
        rule: 'body',
        message: `${operation.id} takes no body`,
      });
  } else if (request.body === undefined)
    problems.push({ kind: 'missing-body', field: '', rule: 'body', message: `${operation.id} needs a body` });
  else if (!validate(request.body)) problems.push(...(validate.errors ?? []).map(bodyProblem));
  return problems;
}

function bodyProblem(error: ErrorObject): Problem {
  const params: Record<string, unknown> = error.params;
  const name = params['missingProperty'] ?? params['additionalProperty'];
  const parent: unknown = error.parentSchema;
  const known =
    error.keyword === 'additionalProperties' &&
    typeof parent === 'object' &&
    parent !== null &&
    'properties' in parent
      ? Object.keys(parent.properties ?? {})
      : Array.isArray(params['allowedValues'])
        ? params['allowedValues'].filter((value) => typeof value === 'string')
        : undefined;
  return {
    kind: 'body',
    field: error.instancePath,
    rule: error.keyword,
    message: `${error.instancePath || '/'} ${error.message ?? 'is not legal'}`,
    ...(typeof name === 'string' ? { name } : {}),
    ...(known === undefined ? {} : { allowed: known }),
  };
}
