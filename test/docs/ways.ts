import { expect } from 'vitest';
import type { World } from './world.ts';

/** A command that ends by itself with 0 and says this; what a page leaves open is filled in. */
export const says =
  (expected: RegExp, fill: Readonly<Record<string, string>> = {}) =>
  async (command: string, world: World): Promise<void> => {
    const whole = Object.entries(fill).reduce((text, [open, value]) => text.replace(open, value), command);
    const { code, text } = await world.shell(whole, world.key);
    expect(text).toMatch(expected);
    expect([whole, code], text).toEqual([whole, 0]);
  };

/** A command that goes on: it gets as far as this, and ends when it is told to. A fixed port may be taken: a free one. */
export const serves =
  (sign: RegExp, code: number | null) =>
  async (command: string, world: World): Promise<void> => {
    const { stop } = await world.serve(`${command.replace(/ --port \d+/, '')} --port 0`, sign);
    expect(await stop()).toBe(code);
  };

/** `asc-mcp …` over stdin and stdout: says who it is and ends with the input. */
export async function speaksMcp(command: string, world: World): Promise<void> {
  const hello = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'reader', version: '1' } },
  };
  const { code, text } = await world.shell(`echo '${JSON.stringify(hello)}' | ${command}`, world.key);
  expect(text).toContain('"serverInfo":{"name":"asc","title":"App Store Connect"');
  expect(code, text).toBe(0);
}

/** A request that succeeds, to a server that runs here. */
export async function requests(command: string, world: World): Promise<void> {
  const address = command.includes('127.0.0.1:8321') ? await world.overHttp() : '';
  const whole = command
    .replaceAll('http://127.0.0.1:8321', address)
    .replace(/^curl /, 'curl --silent --show-error --fail-with-body ');
  const { code, text } = await world.shell(whole);
  expect(code, text).toBe(0);
}

/** A variable that later commands of the pages use. */
export async function exported(command: string, world: World): Promise<void> {
  await world.overHttp();
  const name = /^export (\w+)=/.exec(command)?.[1] ?? '';
  const { code, text } = await world.shell(`${command}; printenv ${name}`);
  expect(code, text).toBe(0);
  world.variables[name] = text.trim();
}

/** Starts the server as `docker run` would: the variables that come along, and what stands behind the image. */
export async function startAsContained(options: string, given: string, world: World): Promise<void> {
  const named = [...options.matchAll(/ -e (\w+)/g)].map(([, name = '']) => name);
  if (!options.includes(' --env-file ')) expect(named).toEqual(Object.keys(world.key));
  if (given === '') return speaksMcp('asc-mcp', world);
  const { stop } = await world.serve(`asc-mcp${given} --port 0`, /MCP at http/, {
    ...world.key,
    ASC_HTTP_HOSTS: 'asc.example.com',
    ASC_OAUTH_ISSUER: 'https://login.example.com',
    ASC_OAUTH_RESOURCE: 'https://asc.example.com/mcp',
    ASC_OAUTH_JWKS: 'https://login.example.com/keys',
  });
  expect(await stop()).toBe(0);
}
