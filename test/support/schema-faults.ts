import { isObject } from '../../src/catalog/json.ts';

/** Everything in a schema that some client is known to refuse, with the place. */
export function schemaFaults(schema: unknown, at = ''): string[] {
  if (!isObject(schema)) return [];
  const faults: string[] = [];
  // Claude's API refuses unions at the root; Gemini lists of types; VS Code arrays without items.
  if (at === '' && ['anyOf', 'oneOf', 'allOf'].some((key) => key in schema))
    faults.push(': union at the root');
  if (at === '' && schema['type'] !== 'object') faults.push(': no object');
  if (Array.isArray(schema['type'])) faults.push(`${at}: several types`);
  if (schema['type'] === 'array' && !isObject(schema['items'])) faults.push(`${at}: array without items`);
  for (const key of ['$ref', '$dynamicRef', '$schema', '$defs'])
    if (key in schema) faults.push(`${at}: ${key}`);
  for (const [key, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(key)) faults.push(`${at}/${key}: key`);
    faults.push(...schemaFaults(property, `${at}/${key}`));
  }
  faults.push(...schemaFaults(schema['items'], `${at}/items`));
  if (isObject(schema['additionalProperties']))
    faults.push(...schemaFaults(schema['additionalProperties'], `${at}/*`));
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const members = schema[key];
    if (Array.isArray(members))
      for (const [index, member] of members.entries())
        faults.push(...schemaFaults(member, `${at}/${key}/${index}`));
  }
  return faults;
}
