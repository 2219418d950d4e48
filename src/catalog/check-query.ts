import type { Catalog, Operation, Parameter } from './index.ts';

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

/** Everything that is wrong with query values as they travel (lists comma-joined). Needs no schema compiler. */
export function checkQuery(
  catalog: Catalog,
  operation: Operation,
  query: Readonly<Record<string, string>>,
): readonly Problem[] {
  const parameters = catalog.parameters(operation);
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const problems: Problem[] = [];
  for (const [name, raw] of Object.entries(query)) {
    const parameter = known.get(name);
    if (parameter === undefined)
      problems.push({
        kind: 'unknown-query',
        field: name,
        rule: 'unknown',
        name,
        message: `"${name}" is not a parameter of ${operation.id}`,
        allowed: [...known.keys()],
      });
    else
      for (const value of parameter.list ? raw.split(',') : [raw])
        problems.push(...checkValue(parameter, value));
  }
  for (const { name, required } of parameters)
    if (required && !Object.hasOwn(query, name))
      problems.push({
        kind: 'missing-query',
        field: name,
        rule: 'required',
        name,
        message: `"${name}" is required`,
      });
  return problems;
}

function checkValue(parameter: Parameter, value: string): Problem[] {
  const wrong = (rule: string, message: string, allowed?: readonly string[]): Problem[] => [
    { kind: 'query', field: parameter.name, rule, message, ...(allowed === undefined ? {} : { allowed }) },
  ];
  if (parameter.enum !== undefined)
    return parameter.enum.includes(value)
      ? []
      : wrong('enum', `"${value}" is not a value of ${parameter.name}`, parameter.enum);
  switch (parameter.type) {
    case 'boolean':
      return value === 'true' || value === 'false'
        ? []
        : wrong('type', `${parameter.name} must be true or false`, ['true', 'false']);
    case 'integer': {
      if (!/^-?\d+$/.test(value)) return wrong('type', `${parameter.name} must be an integer`);
      const number = Number(value);
      if (parameter.maximum !== undefined && number > parameter.maximum)
        return wrong('maximum', `${parameter.name} must be at most ${parameter.maximum}`);
      if (parameter.minimum !== undefined && number < parameter.minimum)
        return wrong('minimum', `${parameter.name} must be at least ${parameter.minimum}`);
      return [];
    }
    default:
      return [];
  }
}
