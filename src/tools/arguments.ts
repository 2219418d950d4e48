import * as z from 'zod';
import { isObject } from '../catalog/json.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import type { AscError } from '../client/errors.ts';
import { notAsked } from './refused.ts';

/** Repairs what models mistype, then parses strictly. Throws `illegal_arguments` with everything that is wrong. */
export function parseArguments<Input extends z.ZodObject>(
  tool: { readonly name: string; readonly input: Input },
  args: unknown,
): z.output<Input> {
  const parsed = tool.input.safeParse(unstring(tool.input.shape, args ?? {}));
  if (parsed.success) return parsed.data;
  const known = Object.keys(tool.input.shape);
  throw illegalArguments(
    tool.name,
    parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownArguments(issue.keys, known)
        : isAbsent(issue, args)
          ? missingArgument(String(issue.path[0]), tool.input.shape)
          : `${issue.path.map(String).join('.') || 'arguments'}: ${issue.message}.`,
    ),
  );
}

function isAbsent({ path }: { readonly path: readonly PropertyKey[] }, args: unknown): boolean {
  const [name, more] = path;
  return typeof name === 'string' && more === undefined && (!isObject(args) || args[name] === undefined);
}

/** An argument that cannot be left out, with what it takes. */
function missingArgument(name: string, shape: Readonly<Record<string, unknown>>): string {
  const wanted = shape[name];
  const takes = wanted instanceof z.ZodType ? wanted.description : undefined;
  const values = wanted instanceof z.ZodEnum ? wanted.options.map(String).join(', ') : undefined;
  const detail = [takes, values].filter((one) => one !== undefined).join(': ');
  return `${name} is missing${detail === '' ? '' : ` (${detail})`}.`;
}

/** Whether a value has more levels than that; looks no further. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** One error for all that is wrong with the arguments of a call. */
export function illegalArguments(tool: string, problems: readonly string[]): AscError {
  return notAsked(
    'illegal_arguments',
    `${tool} was not called. ${problems.join(' ')}`,
    'Correct the arguments and call again.',
  );
}

/** Names that there are not, with the nearest and all that there are. */
export function unknownArguments(keys: readonly string[], known: readonly string[]): string {
  const near = [...new Set(keys.flatMap((key) => nearestNames(known, key).slice(0, 2)))];
  const names = keys.map((key) => `"${key.slice(0, 60)}"`).join(', ');
  return `Unknown argument ${names}${near.length > 0 ? ` (nearest: ${near.join(', ')})` : ''}; known: ${known.join(', ')}.`;
}

/**
 * Models send objects and numbers as JSON text and lists as comma-joined text. Where the schema wants one of these and
 * the text can only mean it, it is taken so. The other way round only for whole numbers, such as build 3204: a version
 * 3.10 that came as a number is 3.1 by now.
 */
function unstring(shape: Readonly<Record<string, unknown>>, args: unknown): unknown {
  if (!isObject(args)) return args;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(args)) {
    const wanted = shape[key];
    out[key] =
      typeof value === 'string' && wanted instanceof z.ZodType
        ? repairedText(value, (candidate) => wanted.safeParse(candidate).success)
        : Number.isSafeInteger(value) && wanted instanceof z.ZodType && isText(wanted, String(value))
          ? String(value)
          : value;
  }
  return out;
}

/** Whether only the text fits, not the number that it stands for. */
function isText(wanted: z.ZodType, text: string): boolean {
  return !wanted.safeParse(Number(text)).success && wanted.safeParse(text).success;
}

/** The text, or what it can only mean, as `fits` judges. */
export function repairedText(text: string, fits: (value: unknown) => boolean): unknown {
  if (fits(text)) return text;
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  if (/^\d{1,9}$/.test(text) && fits(Number(text))) return Number(text);
  const list = text.split(',').map((part) => part.trim());
  if (fits(list)) return list;
  return text === 'true' ? true : text === 'false' ? false : text;
}
