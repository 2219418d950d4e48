import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../src/catalog/json.ts';
import { instructions } from '../../src/instructions.ts';
import { annotationsOf } from '../../src/tools/define.ts';
import { tools } from '../../src/tools/registry.ts';
import { schemaFaults } from '../support/schema-faults.ts';

/** Rules that clients of 2026 need, found by breaking them; each names who breaks. */
describe('every tool', () => {
  for (const tool of tools) {
    const schema = tool.schema();

    it(`${tool.name}: has a name that every client takes`, () => {
      expect(tool.name).toMatch(/^asc_[a-z0-9]+(_[a-z0-9]+)*$/);
      // Cursor: server and tool name together at most 60; plugins of Claude put their own names before it.
      expect(tool.name.length).toBeLessThanOrEqual(30);
    });

    it(`${tool.name}: says in a narrow description what it does`, () => {
      expect(tool.description.length).toBeGreaterThan(60);
      expect(tool.description.length).toBeLessThanOrEqual(2_048);
      expect(tool.title.length).toBeGreaterThan(3);
    });

    it(`${tool.name}: has a schema that no dialect stumbles over`, () => {
      expect(schemaFaults(schema)).toEqual([]);
      expect(schema['additionalProperties']).toBe(false);
    });

    it(`${tool.name}: describes each argument`, () => {
      const properties = isObject(schema['properties']) ? schema['properties'] : {};
      const silent = Object.entries(properties)
        .filter(([, property]) => !isObject(property) || typeof property['description'] !== 'string')
        .map(([name]) => name);
      expect(silent).toEqual([]);
    });

    it(`${tool.name}: states all four hints`, () => {
      const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotationsOf(tool);
      expect(
        [readOnlyHint, destructiveHint, idempotentHint, openWorldHint].map((hint) => typeof hint),
      ).toEqual(['boolean', 'boolean', 'boolean', 'boolean']);
      expect(readOnlyHint).toBe(!destructiveHint);
    });
  }

  it('has a name of its own', () => {
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  });
});

describe('the instructions', () => {
  it('fit what clients keep, and their beginning stands alone', () => {
    const text = instructions({ sandbox: true });
    expect(text.length).toBeLessThanOrEqual(2_048);
    // Codex reads the first 512 characters: the way from question to answer has to be in them.
    for (const tool of ['asc_find_operations', 'asc_describe_operation', 'asc_read'])
      expect(text.slice(0, 512)).toContain(tool);
    console.info(`instructions: ${encode(text).length} tokens`);
  });
});

describe('the rules themselves', () => {
  it('see each kind of fault', () => {
    expect(schemaFaults({ type: 'object', properties: { 'filter[app]': { type: 'string' } } })).toEqual([
      '/filter[app]: key',
    ]);
    expect(schemaFaults({ type: 'object', anyOf: [{ type: 'object' }] })).toEqual([': union at the root']);
    expect(schemaFaults({ type: 'object', properties: { a: { type: 'array' } } })).toEqual([
      '/a: array without items',
    ]);
    expect(schemaFaults({ type: 'object', properties: { a: { type: ['string', 'null'] } } })).toEqual([
      '/a: several types',
    ]);
    expect(schemaFaults({ type: 'object', properties: { a: { $ref: '#/$defs/A' } } })).toEqual(['/a: $ref']);
  });
});
