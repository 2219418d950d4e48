import type { BodyData, Catalog, Operation, Resource } from '../catalog/index.ts';
import { isObject, stringAt } from '../catalog/json.ts';
import { keyOf } from '../catalog/schema.ts';
import { checkRequest, type Problem } from '../catalog/validate.ts';
import { type ApiError, apiError } from './errors.ts';
import { hasAttribute } from './relations.ts';

/** What is wrong with a body, in Apple's words. `resource` is the one that the body's `data` describes. */
export function bodyErrors(
  catalog: Catalog,
  operation: Operation,
  resource: Resource,
  body: unknown,
): readonly ApiError[] {
  const definition = operation.body;
  if (definition === undefined)
    return body === undefined ? [] : [apiError(400, 'ENTITY_INVALID', 'This request takes no body.')];
  if (!isObject(body) || !Object.hasOwn(body, 'data'))
    return [
      apiError(422, 'ENTITY_UNPROCESSABLE', "The body must be an object with the member 'data'.", {
        pointer: '/data',
      }),
    ];
  const errors: ApiError[] = [];
  const problems = checkRequest(catalog, operation, { body });
  const own = problems.filter((problem) => !problem.field.startsWith('/included'));
  errors.push(...entityErrors(own, definition, resource, '/data'));
  errors.push(...includedErrors(catalog, definition, body['included']));
  if (errors.length === 0 && problems.length > 0)
    errors.push(
      apiError(409, 'ENTITY_ERROR', problems[0]?.message ?? 'The body is not valid.', pointer('/included')),
    );
  return unique(errors);
}

/** Each included entity is judged by the inline create of its type: a failed choice between several says nothing. */
function includedErrors(catalog: Catalog, definition: BodyData, included: unknown): ApiError[] {
  if (included === undefined) return [];
  const names = definition.included?.split(' ') ?? [];
  if (!Array.isArray(included) || names.length === 0)
    return [
      apiError(
        409,
        'ENTITY_ERROR.INCLUDED',
        "'included' is not allowed in this request.",
        pointer('/included'),
      ),
    ];
  const items: readonly unknown[] = included;
  return items.flatMap((item, index) => {
    const at = `/included/${index}`;
    const type = stringAt(item, 'type');
    const name = names.find((candidate) => catalog.data.inlines[candidate]?.type === type);
    const inline = catalog.data.inlines[name ?? ''];
    if (name === undefined || inline === undefined)
      return [
        apiError(
          409,
          'ENTITY_ERROR.INCLUDED.INVALID_TYPE',
          `'${type ?? ''}' cannot be included here.`,
          pointer(`${at}/type`),
        ),
      ];
    // The catalogue judges operations; an inline create is judged as one that has just this body.
    const stand: Operation = {
      id: `inline:${name}`,
      method: 'POST',
      path: '',
      hasId: false,
      group: '',
      kind: 'create',
      returns: { kind: 'nothing' },
      media: [],
      json: true,
      deprecated: false,
      body: inline,
    };
    const resource = catalog
      .resourceNames()
      .map((candidate) => catalog.resource(candidate))
      .find((candidate) => candidate?.type === type);
    return resource === undefined
      ? []
      : entityErrors(checkRequest(catalog, stand, { body: { data: item } }), inline, resource, at);
  });
}

/** Problems of one entity; `at` replaces `/data` in the pointers. */
function entityErrors(
  problems: readonly Problem[],
  definition: BodyData,
  resource: Resource,
  at: string,
): ApiError[] {
  return problems.flatMap((problem) => entityError(problem, definition, resource, at));
}

function entityError(problem: Problem, definition: BodyData, resource: Resource, at: string): ApiError[] {
  const { field, rule, name = '' } = problem;
  const here = field.replace(/^\/data/, at);
  const [, , section, member] = field.split('/');
  // Said again by the errors of the alternatives.
  if (rule === 'anyOf' || rule === 'oneOf') return [];
  if (definition.linkage === true) return linkageError(problem, here);
  if (section === 'attributes' && member === undefined) {
    if (rule === 'required') return [missing('ATTRIBUTE', name, `${at}/attributes/${name}`)];
    if (rule === 'additionalProperties') {
      const foreign = hasAttribute(resource, name);
      return [
        apiError(
          409,
          `ENTITY_ERROR.ATTRIBUTE.${foreign ? 'NOT_ALLOWED' : 'UNKNOWN'}`,
          foreign
            ? `The attribute '${name}' cannot be included in a request of this kind`
            : `'${name}' is not an attribute on the resource '${resource.type}'`,
          pointer(`${at}/attributes/${name}`),
        ),
      ];
    }
  }
  if (section === 'attributes' && member !== undefined)
    return [
      apiError(
        409,
        'ENTITY_ERROR.ATTRIBUTE.INVALID',
        `The value of '${member}' is not valid: ${problem.message.replace(/^\S+ /, '')}${choices(problem)}`,
        pointer(here),
      ),
    ];
  if (section === 'relationships' && member === undefined) {
    if (rule === 'required') return [missing('RELATIONSHIP', name, `${at}/relationships/${name}`)];
    if (rule === 'additionalProperties') {
      const foreign = resource.relationships.some((relationship) => relationship.name === name);
      return [
        apiError(
          409,
          `ENTITY_ERROR.RELATIONSHIP.${foreign ? 'NOT_ALLOWED' : 'UNKNOWN'}`,
          foreign
            ? `The relationship '${name}' cannot be included in a request of this kind`
            : `'${name}' is not a relationship on the resource '${resource.type}'`,
          pointer(`${at}/relationships/${name}`),
        ),
      ];
    }
  }
  if (section === 'relationships' && member !== undefined)
    return [
      apiError(
        409,
        'ENTITY_ERROR.RELATIONSHIP.INVALID',
        `The relationship '${member}' is not valid: ${problem.message.replace(/^\S+ /, '')}${choices(problem)}`,
        pointer(`${at}/relationships/${member}`),
      ),
    ];
  if (rule === 'required' && name === 'attributes')
    return requiredOf(definition.attributes).map((attribute) =>
      missing('ATTRIBUTE', attribute, `${at}/attributes/${attribute}`),
    );
  if (rule === 'required' && name === 'relationships')
    return requiredOf(definition.relationships).map((relationship) =>
      missing('RELATIONSHIP', relationship, `${at}/relationships/${relationship}`),
    );
  return [
    apiError(
      409,
      'ENTITY_ERROR',
      `The entity is not valid: ${problem.message}${choices(problem)}`,
      pointer(here),
    ),
  ];
}

function linkageError(problem: Problem, here: string): ApiError[] {
  return [
    apiError(
      409,
      'ENTITY_ERROR.RELATIONSHIP.INVALID',
      `The linkage is not valid: ${problem.message}${choices(problem)}`,
      pointer(here),
    ),
  ];
}

function missing(kind: 'ATTRIBUTE' | 'RELATIONSHIP', name: string, at: string): ApiError {
  const word = kind.toLowerCase();
  return apiError(
    409,
    `ENTITY_ERROR.${kind}.REQUIRED`,
    `You must provide a value for the ${word} '${name}' with this request`,
    pointer(at),
  );
}

function requiredOf(members: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.keys(members ?? {}).flatMap((key) => {
    const { name, required } = keyOf(key);
    return required ? [name] : [];
  });
}

function choices(problem: Problem): string {
  return problem.allowed === undefined ? '' : `. Valid: ${problem.allowed.join(', ')}`;
}

function pointer(at: string): { readonly pointer: string } {
  return { pointer: at };
}

function unique(errors: readonly ApiError[]): readonly ApiError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = JSON.stringify([error.code, error.source]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
