import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect } from 'vitest';
import * as z from 'zod';
import { isObject } from '../../src/catalog/json.ts';
import { entryIn } from '../../src/setup/entry.ts';
import { textOf } from '../support/server.ts';
import { root } from './parts.ts';
import type { World } from './world.ts';

/** How a client starts the server. */
interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const started = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()).optional(),
});
const reached = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) });
const configuration = z.object({ mcpServers: z.object({ asc: z.union([reached, started]) }) });

/** The place of this checkout as pages write it. */
const anywhere = '/path/to/app-store-connect-mcp/';
const here = (text: string): string => text.replace(anywhere, root);

/** The server's tools, asked by a real client that starts it so. */
async function toolsOf(entry: Started, world: World): Promise<readonly string[]> {
  const { ASC_PRIVATE_KEY_PATH: keyFile, ...given } = entry.env ?? {};
  // The example's key file is not there, and its ids are nobody's: the sandbox's key takes their place.
  if (keyFile !== undefined) expect(Object.keys(given)).toEqual(['ASC_KEY_ID', 'ASC_ISSUER_ID']);
  const client = new Client({ name: 'reader', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StdioClientTransport({
      command: entry.command,
      args: entry.args.map(here),
      env: { ...world.variables, ...world.key },
      cwd: root,
      stderr: 'ignore',
    }),
  );
  const names: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    names.push(...page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  }
  const status = textOf(await client.callTool({ name: 'asc_status', arguments: {} }));
  await client.close();
  expect(status.isError, status.text).toBe(false);
  return names;
}

/** A client's configuration: setup's own reader finds the entry, and a client can use it. */
export async function useConfiguration(text: string, world: World): Promise<void> {
  const { asc } = configuration.parse(JSON.parse(text)).mcpServers;
  if ('url' in asc) {
    const file = join(world.home, '.config/app-store-connect-mcp/http-token');
    const address = new URL(asc.url.replace('http://127.0.0.1:8321', await world.overHttp()));
    const headers = Object.fromEntries(
      Object.entries(asc.headers).map(([name, value]) => [
        name,
        value.replace('…', readFileSync(file, 'utf8').trim()),
      ]),
    );
    const client = new Client({ name: 'reader', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('asc_read');
    await client.close();
    return;
  }
  expect(entryIn(text, { kind: 'json', under: 'mcpServers' })).toEqual({
    command: asc.command,
    args: asc.args,
  });
  const names = await toolsOf(asc, world);
  expect(names).toContain('asc_read');
  // An area's tools stand beside the general ones.
  expect(names.includes('create_beta_group')).toBe(asc.args.join(' ').includes('testflight'));
}

/** `claude mcp add NAME --env A=B … -- COMMAND ARGS`: the same server as the JSON on the same page. */
export async function addToClaudeCode(command: string, json: string, world: World): Promise<void> {
  const [options = '', line = ''] = command.split(' -- ');
  const [program = '', ...args] = line.split(' ');
  const env = Object.fromEntries(
    [...options.matchAll(/ --env (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const entry = { command: program, args, env };
  expect(options.replaceAll(/ --env \S+/g, '')).toBe('claude mcp add asc');
  expect(configuration.parse(JSON.parse(json)).mcpServers.asc).toEqual(entry);
  expect(await toolsOf(entry, world)).toContain('asc_read');
}

/** `asc_tool {…}` in a line: the call that a client makes of it succeeds. */
export async function callTool(text: string, world: World): Promise<void> {
  const [, name = '', json = ''] = /^(asc_\w+) (.*)$/.exec(text) ?? [];
  const given: unknown = JSON.parse(json);
  const client = new Client({ name: 'reader', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StdioClientTransport({
      command: 'asc-mcp',
      env: { ...world.variables, ...world.key },
      stderr: 'ignore',
    }),
  );
  const { text: answer, isError } = textOf(
    await client.callTool({ name, arguments: isObject(given) ? given : {} }),
  );
  await client.close();
  expect(isError, answer).toBe(false);
}
