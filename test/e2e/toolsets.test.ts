import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { friendlyBody } from '../../src/catalog/body.ts';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { jobsOf, tools } from '../../src/tools/registry.ts';
import { toolNames } from '../../src/tools/toolsets/names.ts';
import { planOf } from '../../src/tools/toolsets/plan.ts';
import { everyNth, long } from '../support/long.ts';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';
import { legalWrite } from '../support/writes.ts';
import { callsOf, inParallel } from './walk.ts';

const catalog = loadCatalog();
const names = toolNames(catalog);
const nameOf = new Map([...names].map(([name, { id }]) => [id, name]));

/** Walks need more room than a person's hour. */
const policy = {
  version: 1,
  mode: 'read-write',
  limits: { writesPerHour: 5_000, deletesPerHour: 5_000, pendingPlans: 1_000 },
};

/** The judge refuses every body of these two (see test/catalog/oracle.test.ts). */
const unjudgeable = /\/v1\/appAssetLibraryPlacement(s|OrderingRequests)$/;

/** The arguments of the typed tool for a call of the general one. */
function flat(operation: Operation, call: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, part, key, shape } of planOf(catalog, operation)) {
    const group = part === 'call' ? call : call[part];
    const value = isObject(group) ? group[key] : undefined;
    if (value === undefined) continue;
    if (shape.many === true) out[name] = Array.isArray(value) ? value : String(value).split(',');
    else if (shape.type === 'boolean') out[name] = value === 'true' ? true : value;
    else out[name] = value;
  }
  return out;
}

const running: Running[] = [];
afterAll(async () => {
  for (const server of running) await server.close();
});

async function started(options: Parameters<typeof startServer>[0]): Promise<Running> {
  const server = await startServer(options);
  running.push(server);
  return server;
}

const everything = ['--toolsets', 'all'];
/** The general ones stand first, literally in the snapshot of the contract tests. */
const generalNames = tools.map(({ name }) => name);

/** The list as a client gets it: page by page, or at once where the client puts the pages together. */
async function pagesOf({ client }: Running) {
  const pages: { readonly name: string; readonly inputSchema: unknown }[][] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    pages.push(page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('the list with --toolsets all', () => {
  it('comes in pages, the general tools first, the same from start to start and for each client', async () => {
    const lists: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const server = await started({ flags: everything, generation: 'old' });
      const pages = await pagesOf(server);
      expect(pages.map((page) => page.length)).toEqual([
        200,
        200,
        200,
        200,
        200,
        200,
        103 + generalNames.length + jobsOf(['all']).length,
      ]);
      expect(pages[0]?.slice(0, generalNames.length).map(({ name }) => name)).toEqual(generalNames);
      lists.push(JSON.stringify(pages.flat()));
      await expect(server.client.listTools({ cursor: '7' })).rejects.toThrow('Invalid cursor');
      await expect(server.client.listTools({ cursor: '1400' })).rejects.toThrow('Invalid cursor');
    }
    const modern = await started({ flags: everything });
    lists.push(JSON.stringify((await modern.client.listTools()).tools));
    expect(lists[1]).toBe(lists[0]);
    expect(lists[2]).toBe(lists[0]);
    expect(modern.taken()).toEqual([]);
  });
});

describe('areas', () => {
  it.each([
    [{ flags: ['--toolsets', 'Reviews,webhooks'] }, 25],
    [{ environment: { ASC_TOOLSETS: 'reviews,webhooks' } }, 25],
    [{ policy: { version: 1, toolsets: ['reviews'] } }, 11],
    // What is nearer wins.
    [{ policy: { version: 1, toolsets: ['reviews'] }, environment: { ASC_TOOLSETS: 'webhooks' } }, 14],
    [{ flags: ['--toolsets', 'reviews', '--read-only'] }, 9],
  ])('of %j: %d typed tools', async (options, count) => {
    const { client } = await started(options);
    const { tools } = await client.listTools();
    expect(tools.filter(({ name }) => !name.startsWith('asc_')).length).toBe(count);
  });

  it('that are not enabled say how they are', async () => {
    const server = await started({ flags: ['--toolsets', 'reviews'] });
    const { text, isError } = await server.call('list_beta_groups', { app: ['1'] });
    expect(isError).toBe(true);
    expect(text).toContain('is in the toolset testflight, which is not enabled');
    expect(text).toContain('Start with --toolsets testflight');
    expect(server.taken()).toEqual([]);
    await expect(server.call('list_unicorns')).rejects.toThrow('Unknown tool');
    const reader = await started({ flags: ['--toolsets', 'all', '--read-only'] });
    const refused = await reader.call('create_beta_group', { name: 'x', app: '1' });
    expect(refused.text).toContain('create_beta_group changes something, and this server only reads');
    const general = await reader.call('asc_update', { operation: 'apps_updateInstance' });
    expect(general.text).toContain('asc_update changes something, and this server only reads');
    expect(reader.taken()).toEqual([]);
  });
});

describe('a job that lists as well as changes, on a server that only reads', () => {
  it('lists, and refuses the rest before anything is asked of Apple', async () => {
    const reader = await started({ flags: ['--toolsets', 'users', '--read-only'] });
    const { tools } = await reader.client.listTools();
    const people = tools.find(({ name }) => name === 'asc_manage_people');
    expect(people?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(people?.description).toContain('This server only reads');
    const listed = await reader.call('asc_manage_people', { action: 'list' });
    expect([listed.isError, listed.text]).toEqual([false, listed.text]);
    reader.taken();
    const call = { action: 'remove', people: ['anna@example.com'], dry_run: true };
    const refused = await reader.call('asc_manage_people', call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(
      'read_only: With these arguments asc_manage_people changes something, and this server only reads.',
    );
    // Not listed here, and read by the general tool all the same.
    const params = { action: 'list', app: teamIds.weather.app };
    const hooks = await reader.call('asc_read', { operation: 'asc_manage_webhooks', params });
    expect([hooks.isError, hooks.text]).toEqual([false, hooks.text]);
    const named = await reader.call('asc_manage_webhooks', params);
    expect(named.text).toContain(
      'asc_read {"operation":"asc_manage_webhooks","params":{"action":"list","app":"1500000101"}} does the same',
    );
    expect(reader.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('a server that only reads', () => {
  it('offers no step that it would refuse', async () => {
    const reader = await started({ flags: ['--read-only'] });
    const app = teamIds.weather.app;
    const checked = await reader.call('asc_check_release', { app });
    expect(checked.text).toContain("What's New is empty → at appStoreVersionLocalizations_updateInstance\n");
    expect(checked.text).toMatch(/→ asc_read \{"operation":"builds_getInstance",/);
    const testing = await reader.call('asc_testflight_status', { app });
    expect(testing.text).toContain('you: the answer about encryption');
    const runs = await reader.call('asc_read', { operation: 'asc_ci_status', params: { app } });
    expect(runs.text).toContain('logs as files: asc_read {');
    const next = await reader.call('asc_release_status', { app });
    expect(next.text).toContain('asc_check_release {');
    const steps = [checked, testing, runs, next].flatMap(({ text }) => [...text.matchAll(/asc_\w+(?= \{)/g)]);
    expect([...new Set(steps.map(String))].sort()).toEqual(['asc_check_release', 'asc_read']);
  });
});

describe('each of the 1,303 typed tools, called once', () => {
  it.each(['new', 'old'] as const)(
    'asks what it should, legally (%s client, a person who agrees)',
    async (generation) => {
      const server = await started({
        generation,
        flags: everything,
        policy,
        person: agreeing,
        sandbox: { rate: { hourLimit: 1_000_000 } },
      });
      const { store } = server.sandbox;
      const accepts = await acceptors(server);
      const wrong: string[] = [];
      // In the short form the new client makes all writes, for one makes the next possible, and some of the reads.
      const all = [...names.values()];
      const changing = all.filter(({ kind }) => kind !== 'read');
      const reads = everyNth(
        all.filter(({ kind }) => kind === 'read'),
        generation === 'new' ? 4 : 16,
      );
      await inParallel(reads, async (operation) => {
        const name = nameOf.get(operation.id) ?? '';
        let last = 'there is no object to start from';
        for (const call of callsOf(store, operation)) {
          const args = flat(operation, call);
          wrong.push(...accepts(name, args));
          const { text, isError } = await server.call(name, args);
          if (!isError) return;
          last = text;
        }
        wrong.push(`${name}: ${last}`);
      });
      const asked = server.taken();
      const seen = new Set(asked.map(({ path }) => catalog.route('GET', path)?.operation.id));
      wrong.push(...reads.filter(({ id }) => !seen.has(id)).map(({ id }) => `${id} was not asked`));
      wrong.push(...faults(asked));
      // Deletes last, so that there is something left to change.
      const writes = (generation === 'new' ? changing : everyNth(changing, 16)).toSorted(
        (a, b) => Number(a.kind === 'delete') - Number(b.kind === 'delete'),
      );
      for (const operation of writes) {
        const name = nameOf.get(operation.id) ?? '';
        const { id, body } = legalWrite(operation, server.sandbox);
        server.taken();
        const args = flat(operation, {
          ...friendlyBody(operation, body),
          ...(id === undefined ? {} : { id }),
        });
        wrong.push(...accepts(name, args));
        const { text } = await server.call(name, args);
        const taken = server.taken();
        const sent = taken.filter(({ method }) => method !== 'GET');
        const [only] = sent;
        if (
          sent.length !== 1 ||
          catalog.route(operation.method, only?.path ?? '')?.operation.id !== operation.id
        )
          wrong.push(`${name} ×${sent.length}: ${text.slice(0, 200)}`);
        wrong.push(...faults(taken.filter(({ path }) => !unjudgeable.test(path))));
      }
      if (long) expect(reads.length + writes.length).toBe(1_303);
      expect(wrong).toEqual([]);
    },
    240_000,
  );
});

/** Whether a tool's own schema, as the client got it, takes the arguments: clients check that before they send. */
async function acceptors(server: Running): Promise<(name: string, args: unknown) => string[]> {
  const schemas = new Map<string, unknown>();
  for (const { name, inputSchema } of (await pagesOf(server)).flat()) schemas.set(name, inputSchema);
  const ajv = new Ajv.default({ strict: false });
  return (name, args) => {
    const schema = schemas.get(name);
    if (!isObject(schema)) return [`${name}: not listed`];
    const check = ajv.compile(schema);
    return check(args) ? [] : [`${name}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(args)}`];
  };
}
