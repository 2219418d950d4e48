import { isObject } from './json.ts';

/**
 * Faults of the document as Apple publishes it, each a named patch with the number of places it must match.
 * Any other number is an error: the document changed and somebody has to look.
 */
export interface Correction {
  readonly name: string;
  readonly why: string;
  /** Matches in 4.5.1; other versions may differ and then need their own row. */
  readonly matches: number;
  /** Returns `true` when it changed the schema object in place. */
  readonly apply: (schema: Record<string, unknown>, resolve: (ref: string) => unknown) => boolean;
}

export const corrections: readonly Correction[] = [
  {
    name: 'string-format-number',
    why: 'Decimal amounts are strings with the unknown format "number"; they stay plain strings (4.5.1, 2026-10-06).',
    matches: 19,
    apply: (schema) => {
      if (schema['type'] !== 'string' || schema['format'] !== 'number') return false;
      delete schema['format'];
      return true;
    },
  },
  {
    name: 'nullable-beside-ref',
    why: 'In OpenAPI 3.0 members beside $ref are ignored, so null would be illegal where Apple means it to clear a value; the target is copied in (4.5.1, 2026-10-06).',
    matches: 61,
    apply: (schema, resolve) => {
      const ref = schema['$ref'];
      if (typeof ref !== 'string' || schema['nullable'] === undefined) return false;
      const target = resolve(ref);
      if (!isObject(target)) return false;
      delete schema['$ref'];
      Object.assign(schema, structuredClone(target), { nullable: true, 'x-named': ref.split('/').at(-1) });
      return true;
    },
  },
];
