import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Apple's document and the independent judge of requests stand beside the checkout; tests that need them are skipped where they do not. */
const root = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const documentFile = `${root}openapi/app-store-connect-4.5.1.json`;
const oracleFile = `${root}oracle/ajv-oracle.cjs`;

export const hasDocument = existsSync(documentFile) && existsSync(oracleFile);

export interface OracleRequest {
  method: 'get' | 'post' | 'patch' | 'delete';
  url: { path: string; query?: Record<string, string> };
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Oracle {
  check(request: OracleRequest): { code: string; message: string }[];
}

interface OracleModule {
  load(file: string): unknown;
  check(routes: unknown, request: OracleRequest): { code: string; message: string }[];
}

function isOracle(value: unknown): value is OracleModule {
  return typeof value === 'object' && value !== null && 'load' in value && 'check' in value;
}

let oracle: Oracle | undefined;

/** Loads the judge once (2–3 s). */
export function loadOracle(): Oracle {
  if (oracle !== undefined) return oracle;
  // The judge asks for ajv by name: resolve it from here, wherever its own folder is.
  const require = createRequire(import.meta.url);
  const Module: { _initPaths(): void } & NodeJS.Module['constructor'] = require('node:module');
  process.env['NODE_PATH'] = fileURLToPath(new URL('../../node_modules', import.meta.url));
  Module._initPaths();
  const loaded: unknown = require(oracleFile);
  if (!isOracle(loaded)) throw new Error('The oracle has another shape than expected.');
  const routes = loaded.load(documentFile);
  oracle = { check: (request) => loaded.check(routes, request) };
  return oracle;
}
