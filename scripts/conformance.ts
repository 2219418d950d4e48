/**
 * The official conformance suite against the built server over HTTP, for each revision of the protocol that it names.
 * The suite sends no token, so a door on loopback adds it. Needs Node 24, which npx fetches. `npm run conformance`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expected, unsteady } from '../test/conformance/expected.ts';

const suite = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const token = 'the-token-of-the-conformance-suite';
const folder = mkdtempSync(join(tmpdir(), 'asc-conformance-'));

const server = spawn(process.execPath, ['dist/index.js', 'serve', '--http', '--sandbox', '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
  env: { ...process.env, ASC_STATE_DIR: folder, ASC_DOWNLOAD_DIR: folder, ASC_HTTP_TOKEN: token },
});
const url = await new Promise<URL>((resolve, reject) => {
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    const found = /MCP at (http:\/\/[^\s;"]+)/.exec(log)?.[1];
    if (found !== undefined) resolve(new URL(found));
  });
  server.once('exit', () => reject(new Error(`The server ended: ${log}`)));
});

const door = createServer((incoming, answer) => {
  const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
  const { method, url: path } = incoming;
  const onward = request({ host: url.hostname, port: url.port, path, method, headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  incoming.pipe(onward);
});
await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
const address = door.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

for (const [revision, groups] of Object.entries(expected)) {
  const baseline = join(folder, `${revision}.yml`);
  writeFileSync(
    baseline,
    `server:\n${groups.flatMap(({ fails }) => fails.map((name) => `  - ${name}\n`)).join('')}`,
  );
  const args = ['-y', '-p', 'node@24', '-p', suite, 'conformance', 'server'];
  const { code, text } = await run('npx', [
    ...args,
    ...['--url', `http://127.0.0.1:${port}/mcp`],
    ...['--requirements', revision, '--expected-failures', baseline],
  ]);
  const failed = unexpected(text).filter((name) => !unsteady.includes(name));
  const [, passed = '?', missed = '?'] = /Total: (\d+) passed, (\d+) failed/.exec(text) ?? [];
  // The suite ended for another reason than a scenario: it has said nothing that could be judged.
  const broken = code !== 0 && unexpected(text).length === 0;
  console.log(
    failed.length === 0 && !broken
      ? `${revision}: ${passed} checks pass; the other ${missed} are explained.`
      : `${revision}: not as expected: ${failed.join(', ')}\n${text.slice(-4_000)}`,
  );
  if (failed.length > 0 || broken) process.exitCode = 1;
}
server.kill();
door.close();
door.closeAllConnections();
rmSync(folder, { recursive: true, force: true });

/** Scenarios that failed and are not in the baseline. */
function unexpected(text: string): readonly string[] {
  const [, part = ''] = text.split('Unexpected failures (not in baseline):');
  return [...part.matchAll(/^\s*✗ ([\w:.-]+)/gm)].map(([, name]) => name ?? '');
}

function run(command: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    child.once('exit', (code) => resolve({ code: code ?? 1, text }));
  });
}
