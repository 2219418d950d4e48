import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { instructions, workflowsAmong } from '../../src/instructions.ts';
import { prompts } from '../../src/prompts/registry.ts';
import { guides } from '../../src/resources/guides.ts';
import { jobs, tools } from '../../src/tools/registry.ts';

const catalog = loadCatalog();
/** Also the jobs that only a toolset lists: the general tools call them by name. */
const toolNames = new Set([...tools, ...jobs(false)].map(({ name }) => name));

/** Names of operations in a text. */
function operationsIn(text: string): string[] {
  return text.match(/\b[a-z]\w*_(?:\w+_)?(?:get|create|update|delete)[A-Z]\w*/g) ?? [];
}

describe('prompts', () => {
  it('are these', () => {
    expect(prompts.map(({ name }) => name)).toEqual([
      'release_version',
      'triage_reviews',
      'weekly_numbers',
      'start_beta',
      'set_up_signing',
      'price_product',
      'why_build_stuck',
    ]);
  });

  it('name only tools, operations and guides that exist', () => {
    const folder = new URL('../../src/prompts/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const text = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
    expect(operationsIn(text).length).toBeGreaterThan(20);
    expect(operationsIn(text).filter((id) => catalog.operation(id) === undefined)).toEqual([]);
    expect((text.match(/\basc_[a-z_]+/g) ?? []).filter((name) => !toolNames.has(name))).toEqual([]);
    const named = [...text.matchAll(/asc:\/\/guide\/(\w+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => guides[name] === undefined)).toEqual([]);
  });

  it('stand in the documentation with their arguments', () => {
    const page = readFileSync(new URL('../../docs/resources.md', import.meta.url), 'utf8');
    for (const { name, arguments: declared } of prompts)
      expect(page).toContain(`| \`${name}\` | ${declared.map((one) => `\`${one.name}\``).join(', ')} |`);
    for (const name of Object.keys(guides)) expect(page).toContain(name);
  });

  it('explain every argument, and complete with resources that exist', () => {
    for (const { name, title, description, arguments: declared } of prompts) {
      expect(name).toMatch(/^[a-z_]{1,40}$/);
      expect(title.length).toBeGreaterThan(5);
      expect(description.length).toBeGreaterThan(20);
      for (const argument of declared) {
        expect(argument.description.length, argument.name).toBeGreaterThan(10);
        const { completes } = argument;
        if (completes !== undefined && 'resource' in completes)
          expect(catalog.resource(completes.resource), completes.resource).toBeDefined();
      }
    }
  });
});

describe('the instructions', () => {
  const workflows = ['asc_release_check', 'asc_set_price'];
  const toolsets = ['testflight', 'pricing'];
  const cases = [true, false].flatMap((sandbox) =>
    [true, false].flatMap((readOnly) => [
      { sandbox, readOnly },
      { sandbox, readOnly, workflows, toolsets },
    ]),
  );

  it.each(cases)('fit, and begin with what stands alone: %j', (enabled) => {
    const text = instructions(enabled);
    expect(text.length).toBeLessThanOrEqual(2_048);
    const [first = ''] = text.split('\n');
    expect(first.length).toBeLessThanOrEqual(512);
    for (const name of ['asc_find_operations', 'asc_describe_operation', 'asc_read'])
      expect(first).toContain(name);
    expect(first.includes('asc_update')).toBe(!enabled.readOnly);
    expect(text.includes('asc_apply_plan')).toBe(!enabled.readOnly);
    expect(text.includes('sandbox')).toBe(enabled.sandbox);
    for (const name of enabled.workflows ?? []) expect(text).toContain(name);
    for (const name of enabled.toolsets ?? []) expect(text).toContain(name);
  });

  it('name every tool of the list, and only tools that exist', () => {
    const workflows = workflowsAmong([...toolNames]);
    const text = instructions({ sandbox: false, workflows });
    expect(text.length).toBeLessThanOrEqual(2_048);
    expect([...toolNames].filter((name) => !text.includes(name))).toEqual([]);
    expect((text.match(/\basc_[a-z_]+/g) ?? []).filter((name) => !toolNames.has(name))).toEqual([]);
  });
});
