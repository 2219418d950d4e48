import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Pool } from 'undici';
import { isObject } from '../src/catalog/json.ts';
import type { Command } from './stdio-client.ts';

/** All that the measures work with: the built server, the minimal one, and an API for the first. */
export interface World {
  readonly server: Command;
  readonly minimal: Command;
  /** undici alone, to the same API. */
  readonly undici: Pool;
  /** Requests that the API has had since this was asked last. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

/** Bundles what is needed into a folder of its own, away from builds that run meanwhile, and starts the API. */
export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'asc-bench-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  cpSync('dist', join(folder, 'server'), { recursive: true });
  // The same settings as for the product.
  for (const name of ['minimal-server', 'fake-api'])
    await build({
      entryPoints: [`bench/${name}.ts`],
      outdir: join(folder, name),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.18',
      minify: true,
      legalComments: 'none',
      logLevel: 'warning',
    });
  const { child, url } = await startApi(join(folder, 'fake-api', 'fake-api.js'));
  const undici = new Pool(url, { connections: 16, pipelining: 1 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    undici,
    minimal: { file: join(folder, 'minimal-server', 'minimal-server.js'), env: {} },
    server: {
      file: join(folder, 'server', 'index.js'),
      env: {
        HOME: folder,
        ASC_KEY_ID: 'BENCH00001',
        ASC_ISSUER_ID: '57246542-96fe-1a63-e053-0824d011072a',
        ASC_PRIVATE_KEY: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        ASC_BASE_URL: url,
        ASC_DOWNLOAD_DIR: join(folder, 'downloads'),
      },
    },
    requests: async () => {
      const { body } = await undici.request({ method: 'GET', path: '/requests' });
      const answer = await body.json();
      return isObject(answer) ? Number(answer['requests']) : Number.NaN;
    },
    close: async () => {
      await undici.destroy();
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startApi(file: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error('The API of the benchmark did not start.')));
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve({ child, url: line.trim() }));
  });
}
