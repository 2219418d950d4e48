import type { ToolSchema } from '../define.ts';
import type { Argument, Shape } from './plan.ts';

/** The JSON Schema of flat arguments: terse, because 1,303 of them stand in one list. */
export function schemaOf(plan: readonly Argument[]): ToolSchema {
  const required = plan.filter((argument) => argument.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      plan.map(({ name, shape, says }) => [
        name,
        { ...valueSchema(shape), ...(says === undefined ? {} : { description: says }) },
      ]),
    ),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function valueSchema({ type, many, enum: values }: Shape): Record<string, unknown> {
  const one = {
    ...(type === undefined ? {} : { type }),
    ...(values === undefined ? {} : { enum: values }),
  };
  return many === true ? { type: 'array', items: one } : one;
}
