import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Operation } from '../../src/catalog/index.ts';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import { documentFile } from '../support/document.ts';

/** Response schemas of the document: formats on, a choice by discriminator taken as "any of". */
export class Schemas {
  readonly #document: unknown = JSON.parse(readFileSync(documentFile, 'utf8'));
  readonly #ajv = new Ajv.default({ strict: false, allErrors: false, validateFormats: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    addFormats.default(this.#ajv);
    // Places where the document gives no format or no known one.
    for (const format of ['uri-reference', 'number']) this.#ajv.addFormat(format, true);
    repair(this.#document);
    this.#ajv.addSchema({ $id: 'asc', components: objectAt(this.#document, 'components') });
  }

  /** What is wrong with an answer, or undefined. */
  faults(operation: Operation, status: number, type: string, json: unknown): string | undefined {
    const answer = [
      'paths',
      operation.path,
      operation.method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
    ].reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.#document);
    const schema = objectAt(answer, 'schema');
    const text = JSON.stringify(schema).replaceAll('"#/components', '"asc#/components');
    let check = this.#compiled.get(text);
    if (check === undefined) {
      check = this.#ajv.compile(JSON.parse(text));
      this.#compiled.set(text, check);
    }
    if (check(json)) return undefined;
    return JSON.stringify(
      check.errors?.slice(0, 3).map(({ instancePath, message }) => `${instancePath} ${message}`),
    );
  }
}

function repair(value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach(repair);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node: Record<string, unknown> = Object.assign(value);
  if (node['format'] === null) delete node['format'];
  if (Array.isArray(node['oneOf']) && node['discriminator'] !== undefined) {
    node['anyOf'] = node['oneOf'];
    delete node['oneOf'];
    delete node['discriminator'];
  }
  Object.values(node).forEach(repair);
}
