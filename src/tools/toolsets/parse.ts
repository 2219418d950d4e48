import { isObject, type JsonObject } from '../../catalog/json.ts';
import { illegalArguments, repairedText, unknownArguments } from '../arguments.ts';
import { type Argument, rare, type Shape } from './plan.ts';

/**
 * A call of the general tool from the flat arguments of a typed one. Names, required ones and plain types are judged
 * here, everything else there. Throws `illegal_arguments`.
 */
export function generalCall(
  tool: { readonly name: string; readonly kind: keyof typeof rare; readonly operation: string },
  plan: readonly Argument[],
  args: unknown,
): Record<string, unknown> {
  if (!isObject(args)) throw illegalArguments(tool.name, ['The arguments must be an object.']);
  const known = new Map(plan.map((argument) => [argument.name, argument]));
  const given = gathered(args, known, rare[tool.kind]);
  const problems: string[] = [];
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) problems.push(unknownArguments(unknown, [...known.keys()]));
  const call: Record<string, unknown> = { operation: tool.operation };
  const groups: Record<string, Record<string, unknown>> = {};
  const cleared = namesIn(isObject(given['more']) ? given['more']['clear'] : undefined);
  for (const argument of plan) {
    const { name, part, key, required, shape } = argument;
    const raw = given[name];
    if (raw === undefined) {
      if (required && !cleared.includes(name)) problems.push(`"${name}" is required.`);
      continue;
    }
    const value = repaired(shape, raw);
    if (!fits(shape, value) && !(value === null && mayClear(argument)))
      problems.push(`${name} must be ${wording(shape)}.`);
    else if (part === 'call') call[key] = value;
    else
      groups[part] = { ...groups[part], ...(part === 'more' && isObject(value) ? value : { [key]: value }) };
  }
  const { more = {}, ...parts } = groups;
  const odd = Object.keys(more).filter((name) => !rare[tool.kind].includes(name));
  if (odd.length > 0) problems.push(`In more: ${unknownArguments(odd, rare[tool.kind])}`);
  const { clear: _named, ...rest } = more;
  for (const name of cleared) {
    const argument = known.get(name);
    if (argument === undefined || !mayClear(argument))
      problems.push(`more.clear: "${name.slice(0, 60)}" cannot be cleared.`);
    else if (argument.part === 'call') call[argument.key] = null;
    else parts[argument.part] = { ...parts[argument.part], [argument.key]: null };
  }
  if (problems.length > 0) throw illegalArguments(tool.name, problems);
  return { ...call, ...parts, ...rest };
}

/** Answers of the general tools say "all":true: what belongs into `more` is also taken beside it. */
function gathered(
  args: JsonObject,
  known: ReadonlyMap<string, Argument>,
  names: readonly string[],
): JsonObject {
  const beside = Object.entries(args).filter(([name]) => names.includes(name) && !known.has(name));
  if (beside.length === 0) return args;
  const rest = Object.fromEntries(
    Object.entries(args).filter(([name]) => !names.includes(name) || known.has(name)),
  );
  return {
    ...rest,
    more: { ...(isObject(args['more']) ? args['more'] : {}), ...Object.fromEntries(beside) },
  };
}

/** What null or `more.clear` may empty; whether Apple lets it the body's schema says. */
function mayClear({ part, key }: Argument): boolean {
  return part === 'attributes' || part === 'relationships' || key === 'to';
}

function namesIn(value: unknown): string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : String(value).split(',')).map(String);
}

/** What models mistype: text for everything, one value for a list of one. */
function repaired(shape: Shape, value: unknown): unknown {
  const made = typeof value === 'string' ? repairedText(value, (candidate) => fits(shape, candidate)) : value;
  if (shape.many === true && !Array.isArray(made) && fits(shape, [made])) return [made];
  return typeof made === 'number' && fits(shape, String(made)) ? String(made) : made;
}

function fits({ many, ...one }: Shape, value: unknown): boolean {
  if (many === true) return Array.isArray(value) && value.every((item) => fits(one, item));
  const { type, enum: values } = one;
  switch (type) {
    case undefined:
      return true;
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
      return typeof value === 'string' && (values === undefined || values.includes(value));
    default:
      return typeof value === type;
  }
}

function wording({ type, many, enum: values }: Shape): string {
  const one = values === undefined ? (type ?? 'any value') : `one of ${values.join(', ')}`;
  return many === true ? `a list (${one})` : values === undefined ? `of type ${one}` : one;
}
