import { randomUUID } from 'node:crypto';

/** One entry of Apple's `errors[]`, before it gets an id. `status` is a number here, a string on the wire. */
export interface ApiError {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly source?: { readonly pointer: string } | { readonly parameter: string };
  readonly meta?: { readonly associatedErrors: Readonly<Record<string, readonly ApiError[]>> };
}

/** Ends the handling of a request with Apple's error answer. Thrown only inside the sandbox. */
export class Refusal extends Error {
  readonly errors: readonly ApiError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(errors: readonly ApiError[], headers: Readonly<Record<string, string>> = {}) {
    super(errors[0]?.detail ?? 'Refused');
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return this.errors[0]?.status ?? 500;
  }
}

/** Titles by code, the longest prefix wins: what Apple's families mean, in a few words. */
const titles: Readonly<Record<string, string>> = {
  PARAMETER_ERROR: 'A parameter is not right',
  'PARAMETER_ERROR.ILLEGAL': 'A parameter is not allowed here',
  'PARAMETER_ERROR.INVALID': 'A parameter has an invalid value',
  'PARAMETER_ERROR.REQUIRED': 'A required parameter is missing',
  ENTITY_INVALID: 'The request body is not valid JSON',
  ENTITY_UNPROCESSABLE: 'The request body has the wrong shape',
  ENTITY_ERROR: 'The entity in the request has a problem',
  'ENTITY_ERROR.ATTRIBUTE.REQUIRED': 'A required attribute is missing',
  'ENTITY_ERROR.ATTRIBUTE.INVALID': 'An attribute has an invalid value',
  'ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED': 'An attribute is not allowed in this request',
  'ENTITY_ERROR.ATTRIBUTE.UNKNOWN': 'The entity has an unknown attribute',
  'ENTITY_ERROR.RELATIONSHIP.REQUIRED': 'A required relationship is missing',
  'ENTITY_ERROR.RELATIONSHIP.INVALID': 'A relationship has an invalid value',
  'ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED': 'A relationship is not allowed in this request',
  'ENTITY_ERROR.RELATIONSHIP.UNKNOWN': 'The entity has an unknown relationship',
  'ENTITY_ERROR.INCLUDED.INVALID_ID': 'An included entity has an invalid id',
  STATE_ERROR: 'The request does not fit the state of the resource',
  NOT_AUTHORIZED: 'Authentication credentials are missing or invalid.',
  FORBIDDEN_ERROR: 'The given operation is not allowed',
  NOT_FOUND: 'The specified resource does not exist',
  PATH_ERROR: 'The URL path is not valid',
  METHOD_NOT_ALLOWED: 'The method is not allowed for this path',
  NOT_ACCEPTABLE: 'The requested media type is not available',
  UNSUPPORTED_MEDIA_TYPE: 'The media type of the body is not supported',
  RATE_LIMIT_EXCEEDED: 'The request rate limit has been reached.',
  UNEXPECTED_ERROR: 'An unexpected error occurred',
};

/** An error of a family; the title follows the code. */
export function apiError(
  status: number,
  code: string,
  detail: string,
  source?: { readonly pointer: string } | { readonly parameter: string },
): ApiError {
  return { status, code, title: titleOf(code), detail, ...(source === undefined ? {} : { source }) };
}

function titleOf(code: string): string {
  for (let prefix = code; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))) {
    const title = titles[prefix];
    if (title !== undefined) return title;
  }
  return code;
}

/** 409 on an attribute of the body's `data`. */
export function attributeError(kind: string, name: string, detail: string): ApiError {
  return apiError(409, `ENTITY_ERROR.ATTRIBUTE.${kind}`, detail, { pointer: `/data/attributes/${name}` });
}

/** 409 on a relationship of the body's `data`. */
export function relationshipError(name: string, detail: string): ApiError {
  return apiError(409, 'ENTITY_ERROR.RELATIONSHIP.INVALID', detail, {
    pointer: `/data/relationships/${name}`,
  });
}

export function notFound(type: string, id: string): Refusal {
  return new Refusal([apiError(404, 'NOT_FOUND', `There is no resource of type '${type}' with id '${id}'`)]);
}

/** The JSON text of Apple's error document. */
export function errorDocument(errors: readonly ApiError[]): string {
  return JSON.stringify({ errors: errors.map(entry) });
}

function entry(error: ApiError): Record<string, unknown> {
  const { status, code, title, detail, source, meta } = error;
  return {
    id: randomUUID(),
    status: String(status),
    code,
    title,
    detail,
    ...(source === undefined ? {} : { source }),
    ...(meta === undefined
      ? {}
      : {
          meta: {
            associatedErrors: Object.fromEntries(
              Object.entries(meta.associatedErrors).map(([path, errors]) => [path, errors.map(entry)]),
            ),
          },
        }),
  };
}
