import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Catalog, Operation, Parameter } from './index.ts';
import { bodySchema, type JsonSchema } from './schema.ts';
import type { CatalogData } from './types.ts';

/** What is wrong with a request, in the order of its parts. */
export interface Problem {
  readonly kind: 'unknown-query' | 'missing-query' | 'query' | 'missing-body' | 'unexpected-body' | 'body';
  /** Query parameter as Apple names it, or JSON pointer into the body. */
  readonly field: string;
  /** Which rule was broken: `enum`, `type`, `format`, `maximum`, `required`, `additionalProperties`… */
  readonly rule: string;
  readonly message: string;
  /** Values or names that would be legal, where there is a list of them. */
  readonly allowed?: readonly string[];
  /** The name that is missing or not known. */
  readonly name?: string;
}

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

interface Compiled {
  readonly parameters: ReadonlyMap<
    string,
    { readonly parameter: Parameter; readonly check: ValidateFunction | undefined }
  >;
  readonly required: readonly string[];
  readonly body: ValidateFunction | undefined;
}

const compiled = new WeakMap<CatalogData, Map<string, Compiled>>();

/** Validators of an operation, compiled on first use and kept. */
function validators(catalog: Catalog, operation: Operation): Compiled {
  let known = compiled.get(catalog.data);
  if (known === undefined) {
    known = new Map();
    compiled.set(catalog.data, known);
  }
  const found = known.get(operation.id);
  if (found !== undefined) return found;
  const parameters = catalog.parameters(operation);
  const made: Compiled = {
    parameters: new Map(
      parameters.map((parameter) => [parameter.name, { parameter, check: compileParameter(parameter) }]),
    ),
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    body: operation.body === undefined ? undefined : ajv.compile(bodySchema(catalog.data, operation.body)),
  };
  known.set(operation.id, made);
  return made;
}

/** Enums are looked up, not compiled: there are thousands of them and only a few are ever asked for. */
function compileParameter(parameter: Parameter): ValidateFunction | undefined {
  if (parameter.type === 'string') return undefined;
  const schema: JsonSchema = {
    type: parameter.type,
    ...(parameter.minimum === undefined ? {} : { minimum: parameter.minimum }),
    ...(parameter.maximum === undefined ? {} : { maximum: parameter.maximum }),
  };
  return ajv.compile(schema);
}

/** Everything that is wrong with a request to this operation; an empty list means that it is legal. */
export function checkRequest(catalog: Catalog, operation: Operation, request: Request): readonly Problem[] {
  const { parameters, required, body } = validators(catalog, operation);
  const query = request.query ?? {};
  const problems: Problem[] = [];
  for (const [name, raw] of Object.entries(query)) {
    const known = parameters.get(name);
    if (known === undefined)
      problems.push({
        kind: 'unknown-query',
        field: name,
        rule: 'unknown',
        name,
        message: `"${name}" is not a parameter of ${operation.id}`,
        allowed: [...parameters.keys()],
      });
    else problems.push(...checkValue(known.parameter, known.check, raw));
  }
  for (const name of required)
    if (!Object.hasOwn(query, name))
      problems.push({
        kind: 'missing-query',
        field: name,
        rule: 'required',
        name,
        message: `"${name}" is required`,
      });
  if (body === undefined) {
    if (request.body !== undefined)
      problems.push({
        kind: 'unexpected-body',
        field: '',
        rule: 'body',
        message: `${operation.id} takes no body`,
      });
  } else if (request.body === undefined)
    problems.push({ kind: 'missing-body', field: '', rule: 'body', message: `${operation.id} needs a body` });
  else if (!body(request.body)) problems.push(...(body.errors ?? []).map(bodyProblem));
  return problems;
}

function checkValue(parameter: Parameter, check: ValidateFunction | undefined, raw: string): Problem[] {
  const values = parameter.list ? raw.split(',') : [raw];
  const problems: Problem[] = [];
  for (const value of values) {
    if (parameter.enum !== undefined) {
      if (!parameter.enum.includes(value))
        problems.push({
          kind: 'query',
          field: parameter.name,
          rule: 'enum',
          message: `"${value}" is not a value of ${parameter.name}`,
          allowed: parameter.enum,
        });
    } else if (check !== undefined && !check(decode(parameter, value))) {
      const error = check.errors?.[0];
      problems.push({
        kind: 'query',
        field: parameter.name,
        rule: error?.keyword ?? 'type',
        message: `${parameter.name} ${error?.message ?? 'is not legal'}`,
      });
    }
  }
  return problems;
}

function decode(parameter: Parameter, value: string): unknown {
  if (parameter.type === 'integer' && /^-?\d+$/.test(value)) return Number(value);
  if (parameter.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
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
