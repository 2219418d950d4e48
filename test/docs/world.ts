import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { node, serverFile } from '../support/server.ts';
import { root } from './parts.ts';

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** A reader's computer: a home folder, the checkout, `asc-mcp` on the path, and the sandbox in Apple's place. */
export class World {
  readonly home = mkdtempSync(join(tmpdir(), 'asc-reader-'));
  readonly sandbox: Sandbox;
  /** Variables of the reader's shell; what a page exports comes in addition. */
  readonly variables: Record<string, string>;
  readonly #serving = new Set<ChildProcess>();
  #overHttp: Promise<string> | undefined;

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    const programs = join(this.home, 'bin');
    mkdirSync(programs);
    writeFileSync(join(programs, 'asc-mcp'), `#!/bin/sh\nexec '${node}' '${serverFile}' "$@"\n`, {
      mode: 0o755,
    });
    this.variables = {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      HOME: this.home,
      ASC_BASE_URL: sandbox.url,
      ASC_SANDBOX_KEY: sandbox.controlKey,
    };
  }

  static async start(): Promise<World> {
    return new World(await startSandbox());
  }

  /** The variables of a key, for commands that have no account yet. */
  get key(): Readonly<Record<string, string>> {
    const { keyId, issuerId, privateKey } = this.sandbox.credentials;
    return { ASC_KEY_ID: keyId, ASC_ISSUER_ID: issuerId ?? '', ASC_PRIVATE_KEY: privateKey };
  }

  /** Runs a command as the page has it, in the checkout; both of its outputs together. */
  shell(command: string, variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = this.#spawn(command, variables, 30_000);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
  }

  /** Starts a command that goes on until it is stopped; resolves with what it said once it says `sign`. */
  serve(
    command: string,
    sign: RegExp,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly said: string; stop(): Promise<number | null> }> {
    const child = this.#spawn(command, variables);
    this.#serving.add(child);
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    return new Promise((resolve, reject) => {
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (sign.test(said))
            resolve({
              said,
              stop: () => {
                child.kill('SIGTERM');
                return ended;
              },
            });
        });
      void ended.then((code) => reject(new Error(`"${command}" ended with ${code}: ${said}`)));
    });
  }

  /** Address of a server that was started as docs/http.md says; its token is in the state folder. */
  overHttp(): Promise<string> {
    this.#overHttp ??= this.serve('asc-mcp serve --http --sandbox --port 0', /MCP at http/).then(
      ({ said }) => /MCP at (http:\/\/[\d.:]+)\/mcp/.exec(said)?.[1] ?? '',
    );
    return this.#overHttp;
  }

  async close(): Promise<void> {
    for (const child of this.#serving) child.kill('SIGKILL');
    await this.sandbox.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  #spawn(command: string, variables: Readonly<Record<string, string>>, timeout?: number): ChildProcess {
    return spawn('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: root,
      env: { ...this.variables, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
  }
}
