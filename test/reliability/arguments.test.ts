import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { tools } from '../../src/tools/registry.ts';
import { type Called, faults, type Running, startServer } from '../support/server.ts';

/** Arguments that nobody should send: each refused before the network, or sent as it stands. */
let server: Running;
const asked: string[] = [];
beforeAll(async () => {
  server = await startServer({
    person: async ({ message }) => {
      asked.push(message);
      // Who says no faster than people read counts as no person.
      await pause(405);
      return { action: 'decline' };
    },
  });
});
afterAll(() => server.close());

const sent = (): string[] =>
  server
    .taken()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);

async function refused(name: string, args: Record<string, unknown>): Promise<Called> {
  server.taken();
  const answer = await server.call(name, args);
  expect(answer.isError, `${JSON.stringify(args).slice(0, 200)}: ${answer.text}`).toBe(true);
  expect(sent()).toEqual([]);
  expect(answer.text.length).toBeLessThan(3_000);
  return answer;
}

const localization = 'Weather Now/3.2/en-US';
const change = (attributes: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  operation: 'appStoreVersionLocalizations_updateInstance',
  id: localization,
  attributes,
  ...more,
});

describe('fault 9: an argument that would approve', () => {
  it.each(tools.map(({ name }) => name))(
    'fault 9: %s refuses confirmed, code and approve by name',
    async (name) => {
      for (const extra of ['confirmed', 'code', 'approve', 'inputResponses', 'requestState']) {
        const { text } = await refused(name, { [extra]: true });
        expect(text).toContain(`"${extra}"`);
      }
    },
  );
});

describe('fault 11: values of parameters', () => {
  it.each([
    [{ fields: { apps: ['nope'] } }, /nope/],
    [{ limits: { builds: 1_000 }, include: ['builds'] }, /builds/],
    [{ limit: 0 }, /limit/],
    [{ limit: -1 }, /limit/],
    [{ limit: '1e3' }, /limit/],
    [{ sort: ['nope'] }, /nope/],
    [{ include: ['nope'] }, /nope/],
    [{ filter: { nope: 'x' } }, /nope/],
  ])('fault 11: %j is refused with what is allowed', async (args, says) => {
    server.taken();
    const { text, isError } = await server.call('asc_read', { operation: 'apps_getCollection', ...args });
    expect(isError, text).toBe(true);
    expect(text).toMatch(says);
    expect(server.taken()).toEqual([]);
  });

  it('fault 11: "50" is a number, and legal', async () => {
    server.taken();
    const { isError } = await server.call('asc_read', { operation: 'apps_getCollection', limit: '50' });
    expect(isError).toBe(false);
    expect(faults(server.taken())).toEqual([]);
  });
});

describe('bodies', () => {
  it('fault 12: there is one id, of the path; a second is refused', async () => {
    const { text } = await refused('asc_update', change({ id: '9' }));
    expect(text).toMatch(/id/);
    await refused('asc_update', { ...change({ keywords: 'x' }), data: { id: '9' } });
  });

  it.each([
    [{ promotionaltext: 'x' }, /promotionalText/],
    [{ promotionalText: 5 }, /promotionalText/],
    [{ nonsense: 'x' }, /nonsense/],
  ])('fault 13: %j is refused with the field and the nearest name', async (attributes, says) => {
    expect((await refused('asc_update', change(attributes))).text).toMatch(says);
  });

  it('fault 13: an enum in lower case is refused with what is allowed', async () => {
    const { text } = await refused('asc_update', {
      operation: 'appStoreVersions_updateInstance',
      id: 'Weather Now/3.2',
      attributes: { releaseType: 'manual' },
    });
    expect(text).toContain('MANUAL');
  });

  it('fault 14: null where the schema takes none is refused; where it does, a person is asked', async () => {
    await refused('asc_update', {
      operation: 'betaGroups_updateInstance',
      id: teamIds.groups.weatherPublic,
      attributes: { nonsense: null },
    });
    asked.length = 0;
    server.taken();
    await server.call('asc_update', change({ supportUrl: null }));
    expect(asked.join('\n')).toMatch(/supportUrl: .*\(cleared\)/);
    expect(sent()).toEqual([]);
  });

  it.each([
    ['1 MB', 'x'.repeat(1_000_000)],
    ['NUL', 'a\u0000b'],
    ['a lone surrogate', 'a\ud800b'],
    ['U+FFFD, what is left of broken bytes', 'a\ufffdb'],
  ])('fault 15: %s in a public text is refused', async (_, text) => {
    await refused('asc_update', change({ promotionalText: text }));
  });

  it('fault 15: what turns text round cannot turn the question round', async () => {
    asked.length = 0;
    await server.call('asc_update', {
      operation: 'betaGroups_updateInstance',
      id: teamIds.groups.weatherPublic,
      attributes: { name: 'Friends\u202e\u2066evil\u200b\u{e0041}', publicLinkEnabled: false },
    });
    expect(asked.join('\n')).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u);
    expect(asked.length).toBe(1);
    expect(sent()).toEqual([]);
  });

  it('fault 16: 1,000 things in one call are refused with how to split them', async () => {
    const { text } = await refused('asc_delete', {
      operation: 'betaTesters_deleteInstance',
      batch: Array.from({ length: 1_000 }, (_, n) => ({ id: `tester-${n}` })),
    });
    expect(text).toMatch(/50/);
  });
});

describe('resources', () => {
  async function code(uri: string): Promise<unknown> {
    const began = performance.now();
    const answer: unknown = await server.client.readResource({ uri }).then(
      () => 'answered',
      (error: unknown) => (isObject(error) ? error['code'] : undefined),
    );
    expect(performance.now() - began).toBeLessThan(2_000);
    return answer;
  }

  it.each(['asc://apps/../users', 'asc://apps/%2e%2e/users', 'asc://apps/..%2fusers'])(
    'fault 17: %s is not found, and nothing is sent',
    async (uri) => {
      server.taken();
      expect(await code(uri)).toBe(-32602);
      expect(server.taken()).toEqual([]);
    },
  );

  it.each([
    'file:///etc/passwd',
    'http://169.254.169.254/',
    'https://example.com/',
    'data:text/plain,x',
    'asc://user@apps/1',
    'asc://apps:80/1',
  ])('fault 18: %s is refused, and nothing is sent', async (uri) => {
    server.taken();
    expect(await code(uri)).toBe(-32602);
    expect(server.taken()).toEqual([]);
  });

  it('fault 19: values of 50,000 characters or of braces take no time', async () => {
    server.taken();
    for (const value of [
      'x'.repeat(50_000),
      '{{{',
      '{'.repeat(20_000),
      '%'.repeat(20_000),
      `${'a/'.repeat(20_000)}`,
    ])
      expect(await code(`asc://apps/${value}`)).toBe(-32602);
    expect(server.taken().filter(({ path }) => path !== '/v1/apps')).toEqual([]);
  });
});

it('fault 22: no source has a switch that turns the check of certificates off', () => {
  for (const file of sources('src'))
    expect(
      /rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity/.test(readFileSync(file, 'utf8')),
      file,
    ).toBe(false);
});

describe('R-SEC-2: what a tool can be given', () => {
  /** Every property of a schema with its path. */
  function properties(schema: unknown, at = ''): [string, unknown][] {
    const own = Object.entries(objectAt(schema, 'properties'));
    return [
      ...own.map(([name, value]): [string, unknown] => [`${at}${name}`, value]),
      ...own.flatMap(([name, value]) => properties(value, `${at}${name}.`)),
      ...(isObject(schema) && isObject(schema['items']) ? properties(schema['items'], `${at}[].`) : []),
    ];
  }

  it('R-SEC-2: no tool takes an address to ask, a token, a PIN, a code or a command line', async () => {
    const { tools: listed } = await server.client.listTools();
    const names = listed.flatMap((tool) =>
      properties(tool.inputSchema).map(([name]) => `${tool.name} ${name}`),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(
      names.filter((name) =>
        /\b(url|uri|host|endpoint|token|jwt|secret|password|pin|code|shell|command|cmd|exec|header)s?\b/i.test(
          name,
        ),
      ),
    ).toEqual([]);
  });

  it('R-SEC-2: no source runs text as code, or a command through a shell', () => {
    const files = sources('src');
    expect(files.length).toBeGreaterThan(200);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(
        /(?<![.\w])eval\(|new Function\(|\bexecSync\(|\bexec\(['"`]|shell: true|\bvm\b['"]/.test(text),
        file,
      ).toBe(false);
      // Imports name files, never data.
      for (const [, what = ''] of text.matchAll(/\bimport\(([^)]*)\)/g))
        expect(what.trim(), file).toMatch(/^['"]/);
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
