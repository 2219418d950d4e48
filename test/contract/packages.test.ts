import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { madeFiles } from '../../scripts/generated-files.ts';
import { reference } from '../../scripts/packages/facts.ts';
import { installLinks } from '../../scripts/packages/install-links.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const run = (command: string, args: readonly string[], cwd = root): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const packed = z.array(
  z.object({
    filename: z.string(),
    integrity: z.string(),
    files: z.array(z.object({ path: z.string() })),
  }),
);
const pack = (...args: string[]) => {
  const [only] = packed.parse(JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', ...args])));
  if (only === undefined) throw new Error('npm packed nothing.');
  return only;
};

describe('the npm package', () => {
  it('holds what runs and nothing else', () => {
    const files = pack('--dry-run').files.map(({ path }) => path);
    expect(files.filter((path) => !/^dist\/chunk-\w{8}\.js$/.test(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'assets/icon.png',
      'dist/assets/chart-font.woff2',
      'dist/assets/rasterizer.wasm',
      'dist/generated/catalog.json',
      'dist/index.js',
      'dist/licenses.txt',
      'dist/risk.json',
      'manifest.json',
      'package.json',
    ]);
  });

  it('is the same, byte for byte, each time it is packed', () => {
    expect(pack('--dry-run').integrity).toBe(pack('--dry-run').integrity);
  });

  it('is installed alone, without scripts, and starts', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-package-'));
    const { filename } = pack('--pack-destination', folder);
    run('npm', ['install', '--no-save', '--offline', '--no-audit', `./${filename}`], folder);
    const tree = z
      .object({ dependencies: z.record(z.string(), z.looseObject({ dependencies: z.unknown().optional() })) })
      .parse(JSON.parse(run('npm', ['ls', '--all', '--json'], folder).replace(/^[^{]*/, '')));
    expect(Object.keys(tree.dependencies)).toEqual(['app-store-connect-mcp']);
    expect(tree.dependencies['app-store-connect-mcp']?.dependencies).toBeUndefined();
    expect(run('npx', ['--no-install', 'asc-mcp', '--version'], folder).trim()).toBe('0.1.0');
  });

  it('needs no package at run time and runs nothing when it is installed', () => {
    const { dependencies, scripts } = z
      .object({ dependencies: z.unknown().optional(), scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((name) => /install|prepare$/.test(name))).toEqual([]);
    const bill = z
      .object({ packages: z.array(z.object({ name: z.string() })) })
      .parse(JSON.parse(run('npm', ['sbom', '--omit=dev', '--sbom-format=spdx', '--package-lock-only'])));
    expect(bill.packages.map(({ name }) => name)).toEqual(['app-store-connect-mcp']);
  });
});

describe('the files of the ways to install', () => {
  it.each(madeFiles.map((made) => [made.file, made] as const))(
    '%s is what the code makes',
    async (file, { fresh }) => {
      expect(read(file)).toBe(await fresh(read(file)));
    },
  );

  it('the bundle for Claude Desktop is valid, and gives every blank setting a value', () => {
    expect(run('npx', ['mcpb', 'validate', 'manifest.json'])).toContain('Manifest schema validation passes!');
    const { user_config, server } = z
      .object({
        user_config: z.record(z.string(), z.object({ default: z.union([z.string(), z.boolean()]) })),
        server: z.object({ mcp_config: z.object({ env: z.record(z.string(), z.string()) }) }),
      })
      .parse(JSON.parse(read('manifest.json')));
    expect(Object.values(server.mcp_config.env).map((value) => value.slice(14, -1))).toEqual(
      Object.keys(user_config),
    );
  });

  it('the entry of the registry keeps its limits and names this package', () => {
    const { mcpName } = z.object({ mcpName: z.string() }).parse(JSON.parse(read('package.json')));
    const entry = z
      .object({
        name: z.string(),
        description: z.string(),
        packages: z.array(z.looseObject({ identifier: z.string() })),
      })
      .parse(JSON.parse(read('server.json')));
    expect(entry.name).toBe(mcpName);
    expect(entry.description.length).toBeLessThanOrEqual(100);
    expect(entry.packages.map(({ identifier }) => identifier)).toEqual(['app-store-connect-mcp']);
  });

  it('the links hold a server that the clients can read', () => {
    const [cursor = '', code = ''] = [...installLinks().matchAll(/\((https:[^)]*)\)/g)].map(
      ([, url]) => url ?? '',
    );
    const config = new URL(cursor).searchParams.get('config') ?? '';
    expect(JSON.parse(Buffer.from(config, 'base64').toString())).toEqual({
      command: 'npx',
      args: ['-y', 'app-store-connect-mcp@0.1.0'],
      env: {
        ASC_KEY_ID: 'ABC123DEFG',
        ASC_ISSUER_ID: '00000000-0000-0000-0000-000000000000',
        ASC_PRIVATE_KEY_PATH: '~/keys/AuthKey_ABC123DEFG.p8',
      },
    });
    expect(JSON.parse(new URL(code).searchParams.get('config') ?? '')).toEqual({
      command: 'npx',
      args: ['-y', 'app-store-connect-mcp@0.1.0'],
      env: {
        ASC_KEY_ID: reference('input:key_id'),
        ASC_ISSUER_ID: reference('input:issuer_id'),
        ASC_PRIVATE_KEY_PATH: reference('input:private_key_path'),
      },
    });
  });
});

describe('the container', () => {
  it('is described without a fault, runs as nobody, and holds no shell', () => {
    const text = read('Dockerfile');
    expect(validate(text)).toEqual([]);
    expect(text).toMatch(/^USER 65532:65532$/m);
    expect(text).toMatch(/^FROM scratch$/m);
  });
});
