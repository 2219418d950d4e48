import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { areaName, areas, areasOf, belongs } from '../../src/catalog/toolsets.ts';
import { listingOf } from '../../src/tools/define.ts';
import { generalTools } from '../../src/tools/registry.ts';
import { disabledTool, typedTools, worstTier } from '../../src/tools/toolsets/index.ts';
import { toolNames } from '../../src/tools/toolsets/names.ts';
import { generalCall } from '../../src/tools/toolsets/parse.ts';
import { planOf } from '../../src/tools/toolsets/plan.ts';
import { schemaFaults } from '../support/schema-faults.ts';

const catalog = loadCatalog();
const names = toolNames(catalog);
const tools = typedTools(catalog, generalTools, ['all']);

function operationOf(name: string): Operation {
  const operation = names.get(name);
  if (operation === undefined) throw new Error(`There is no tool ${name}.`);
  return operation;
}

describe('the areas', () => {
  it('hold every operation', () => {
    expect(catalog.operationIds().filter((id) => areasOf(id).length === 0)).toEqual([]);
  });

  it('have no row that fits nothing', () => {
    const idle = areas.flatMap((area) =>
      area.operations
        .split(' ')
        .filter((row) => !catalog.operationIds().some((id) => belongs({ ...area, operations: row }, id)))
        .map((row) => `${area.name}: ${row}`),
    );
    expect(idle).toEqual([]);
  });

  it('are found as people write them', () => {
    expect(['TestFlight', ' in_app_purchases', 'Game Center'].map(areaName)).toEqual([
      'testflight',
      'in-app-purchases',
      'game-center',
    ]);
  });
});

describe('the names of typed tools', () => {
  it('are the ones that were reviewed', async () => {
    const lines = [...names].map(([name, { id }]) => `${name} ${id}`);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('snapshots/tool-names.txt');
  });

  it('are there for all 1,303 operations, each once, at most 40 plain letters', () => {
    expect(names.size).toBe(1_303);
    expect(new Set([...names.values()].map(({ id }) => id)).size).toBe(1_303);
    expect([...names.keys()].filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect([...names.keys()].filter((name) => name.length > 40)).toEqual([]);
  });

  it('say verb and noun', () => {
    expect(operationOf('list_app_builds').id).toBe('apps_builds_getToManyRelated');
    expect(operationOf('list_app_build_ids').id).toBe('apps_builds_getToManyRelationship');
    expect(operationOf('create_version').id).toBe('appStoreVersions_createInstance');
    expect(operationOf('add_beta_group_testers').id).toBe('betaGroups_betaTesters_createToManyRelationship');
    expect(operationOf('get_price_schedule_of_app').id).toBe('apps_appPriceSchedule_getToOneRelated');
    expect(operationOf('get_app_price_schedule').id).toBe('appPriceSchedules_getInstance');
  });

  it('never are those of the general tools', () => {
    expect([...names.keys()].filter((name) => name.startsWith('asc_'))).toEqual([]);
  });
});

describe('each of the 1,303 typed tools', () => {
  const listed = tools.map(listingOf);

  it('has a schema that no dialect stumbles over', () => {
    expect(tools.length).toBe(1_303);
    const faults = listed.flatMap(({ name, inputSchema }) =>
      schemaFaults(inputSchema).map((fault) => `${name}${fault}`),
    );
    expect(faults).toEqual([]);
    expect(listed.filter(({ inputSchema }) => inputSchema['additionalProperties'] !== false)).toEqual([]);
  });

  it('requires only what it has', () => {
    const lost = listed.flatMap(({ name, inputSchema: { properties, required } }) =>
      (Array.isArray(required) ? required : [])
        .filter((key) => !isObject(properties) || !(String(key) in properties))
        .map((key) => `${name}: ${String(key)}`),
    );
    expect(lost).toEqual([]);
  });

  it('takes every argument of its operation', () => {
    const lost: string[] = [];
    for (const operation of names.values()) {
      const plan = planOf(catalog, operation);
      const has = (part: string, key: string) => plan.some((each) => each.part === part && each.key === key);
      for (const { name } of catalog.parameters(operation)) {
        const [, family = '', key = ''] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
        // fields and limits stand in more, for all tools alike.
        if (family === 'fields' || family === 'limit') continue;
        if (family === '' ? !has('call', name) && !has('params', name) : !has(family, key))
          lost.push(`${operation.id}: ${name}`);
      }
      for (const part of ['attributes', 'relationships'] as const)
        for (const key of operation.body?.linkage === true ? [] : Object.keys(operation.body?.[part] ?? {}))
          if (!has(part, key.replace('*', ''))) lost.push(`${operation.id}: ${key}`);
      if (new Set(plan.map(({ name }) => name)).size < plan.length) lost.push(`${operation.id}: twice`);
    }
    expect(lost).toEqual([]);
  });

  it('states all four hints, as its method and its tier say', () => {
    const wrong = listed.filter(({ name, annotations, _meta }) => {
      const operation = operationOf(name);
      const tier = worstTier(operation);
      const { method } = operation;
      return (
        annotations.title === '' ||
        annotations.readOnlyHint !== (method === 'GET') ||
        annotations.destructiveHint !== (method !== 'GET' && !(method === 'POST' && tier === 'R1')) ||
        annotations.idempotentHint !== (method !== 'POST') ||
        annotations.openWorldHint !== true ||
        (_meta?.['anthropic/requiresUserInteraction'] === true) !== (tier === 'R3')
      );
    });
    expect(wrong).toEqual([]);
    expect(listed.filter(({ _meta }) => _meta !== undefined).length).toBeGreaterThan(50);
  });

  it('costs at most 130 tokens on average, 170,000 in all', () => {
    const cost = encode(JSON.stringify(listed)).length;
    console.info(`--toolsets all: ${cost} tokens, ${(cost / listed.length).toFixed(0)} a tool`);
    expect(cost).toBeLessThanOrEqual(1_303 * 130);
  });
});

describe('the arguments of a typed tool', () => {
  const call = (name: string, args: unknown) => {
    const operation = operationOf(name);
    const tool = { name, kind: operation.kind, operation: operation.id };
    return generalCall(tool, planOf(catalog, operation), args);
  };

  it('become those of the general one', () => {
    expect(
      call('list_builds', {
        app: ['Weather Now'],
        filter_id: ['1'],
        exists_usesNonExemptEncryption: true,
        include: ['app'],
        limit: 5,
        more: { fields: { builds: ['version'] }, save_to: 'builds.csv' },
      }),
    ).toEqual({
      operation: 'builds_getCollection',
      filter: { app: ['Weather Now'], id: ['1'] },
      exists: { usesNonExemptEncryption: true },
      include: ['app'],
      limit: 5,
      fields: { builds: ['version'] },
      save_to: 'builds.csv',
    });
    expect(
      call('create_beta_group', {
        name: 'Friends',
        app: 'Weather Now',
        builds: ['412'],
        more: { dry_run: true },
      }),
    ).toEqual({
      operation: 'betaGroups_createInstance',
      attributes: { name: 'Friends' },
      relationships: { app: 'Weather Now', builds: ['412'] },
      dry_run: true,
    });
  });

  it('may stand beside more, as the answers of the general tools say them', () => {
    expect(call('list_builds', { all: true, save_to: 'a.csv', more: { columns: ['version'] } })).toEqual({
      operation: 'builds_getCollection',
      all: true,
      save_to: 'a.csv',
      columns: ['version'],
    });
  });

  it('may be emptied, with null or by name', () => {
    const expected = {
      operation: 'appStoreVersionLocalizations_updateInstance',
      id: '7',
      attributes: { whatsNew: null },
    };
    expect(call('update_version_locale', { id: '7', whatsNew: null })).toEqual(expected);
    expect(call('update_version_locale', { id: '7', more: { clear: ['whatsNew'] } })).toEqual(expected);
    expect(() => call('update_version_locale', { id: '7', more: { clear: 'id' } })).toThrow(
      'more.clear: "id" cannot be cleared.',
    );
  });

  it('are taken for what they can only mean', () => {
    expect(
      call('list_builds', { app: 'Weather Now', processingState: 'VALID,FAILED', limit: '5' }),
    ).toMatchObject({ filter: { app: ['Weather Now'], processingState: ['VALID', 'FAILED'] }, limit: 5 });
    expect(call('create_beta_group', { name: 12, app: '1', publicLinkEnabled: 'true' })).toMatchObject({
      attributes: { name: '12', publicLinkEnabled: true },
    });
  });

  it('are refused together, with what would be right', () => {
    expect(() =>
      call('create_beta_group', { nam: 'x', publicLinkLimit: 'many', more: { colour: 1 } }),
    ).toThrow(
      /^create_beta_group was not called\. Unknown argument "nam" \(nearest: name\); known: name, .*"name" is required\. publicLinkLimit must be of type integer\. "app" is required\. In more: Unknown argument "colour"; known: clear, dry_run, if_exists\.$/,
    );
    expect(() => call('list_builds', { processingState: ['GONE'] })).toThrow(
      'processingState must be a list (one of PROCESSING, FAILED, INVALID, VALID).',
    );
    expect(() => call('list_builds', { more: { clear: ['app'] } })).toThrow('Unknown argument "clear"');
    expect(() => call('list_builds', [])).toThrow('The arguments must be an object.');
  });
});

describe('a typed tool that is not listed', () => {
  it('says how to enable it and what does the same', () => {
    expect(disabledTool(catalog, 'create_beta_group', false)).toBe(
      [
        'tool_not_enabled: create_beta_group is in the toolset testflight, which is not enabled.',
        'Next: Start with --toolsets testflight; until then asc_create {"operation":"betaGroups_createInstance"} does the same.',
        'Nothing was sent.',
      ].join('\n'),
    );
    expect(disabledTool(catalog, 'create_beta_group', true)).toContain('this server only reads');
    expect(disabledTool(catalog, 'create_unicorn', false)).toBeUndefined();
  });
});
