/**
 * A second judge of every request: Prism's libraries, which find routes, read parameters and judge bodies with code of
 * their own. They are fetched into a folder that goes away again; nothing of them is a dependency. Runs the tests that
 * send each write and each read, and has every different request judged by Apple's document, in which unknown fields are
 * closed. Requests with one fault each, made from legal ones, show that the judge judges. `npm run test:prism`; other
 * test files can be named behind `--`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalog, type Operation } from '../src/catalog/index.ts';
import { arrayAt, isObject, objectAt, stringAt } from '../src/catalog/json.ts';
import { type Mutant, mutants } from '../test/support/mutants.ts';

/** The libraries as they were when Prism's command still ran on Node 20; they themselves do. */
const packages = ['@stoplight/prism-http@5.12.0', '@stoplight/prism-core@5.8.0'];
/** Repairs Apple's document and closes its request bodies; it stands beside the checkout, as the document does. */
const strictSpec = fileURLToPath(new URL('../../shared/oracle/strict-spec.cjs', import.meta.url));
/** Each write of the catalogue and each read, by the built server. */
const usual = ['test/e2e/guard-walk.test.ts', 'test/e2e/reads.test.ts'];
/** The strict document refuses every body of these two: an `anyOf` that is closed does not know its own `type`. */
const unjudgeable = /^\/v1\/appAssetLibraryPlacement(s|OrderingRequests)$/;
/** Faulty requests made from each operation. */
const faultsEach = 3;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Judge = (asked: Asked) => readonly string[];

if (!existsSync(strictSpec)) {
  console.log('Not run: Apple’s document is not beside this checkout.');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'asc-prism-'));
try {
  const record = join(folder, 'requests.jsonl');
  const files = process.argv.slice(2);
  const tests = spawnSync(
    'npx',
    ['vitest', 'run', '--maxWorkers=1', '--reporter=dot', ...(files.length === 0 ? usual : files)],
    { stdio: 'inherit', env: { ...process.env, ASC_TEST_RECORD: record } },
  );
  const all = different(readFileSync(record, 'utf8'));
  const asked = all.filter(({ method, path }) => method === 'GET' || !unjudgeable.test(path));
  const judge = await prism(folder);
  const refused = asked.flatMap((each) => judge(each).map((why) => `${each.method} ${each.path}: ${why}`));
  const { made, missed } = control(asked, judge);
  console.log(
    `Prism: ${asked.length} different requests (${asked.filter(({ method }) => method !== 'GET').length} writes), ${refused.length} objections; ${all.length - asked.length} could not be judged.`,
  );
  console.log(`Control: of ${made} requests with one fault each, ${made - missed.length} were refused.`);
  for (const line of [...refused.slice(0, 50), ...missed.slice(0, 50)])
    console.log(`  ${line.slice(0, 300)}`);
  if (tests.status !== 0 || refused.length > 0 || missed.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Each request once. Cursors are left out: the document declares none, and Apple’s links have one all the same. */
function different(lines: string): readonly Asked[] {
  const found = new Map<string, Asked>();
  for (const line of lines.split('\n').filter((each) => each !== '')) {
    const logged: unknown = JSON.parse(line);
    const { cursor: _given, ...query } = objectAt(logged, 'query');
    const asked = {
      method: stringAt(logged, 'method') ?? '',
      path: stringAt(logged, 'path') ?? '',
      query: texts(query),
      body: isObject(logged) ? logged['body'] : undefined,
    };
    found.set(JSON.stringify(asked), asked);
  }
  return [...found.values()];
}

function texts(query: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}

/** Faulty requests for the operations that were asked for, and those that the judge let through. */
function control(asked: readonly Asked[], judge: Judge): { made: number; missed: readonly string[] } {
  const catalog = loadCatalog();
  const operations = new Map(
    asked.flatMap(({ method, path }) => {
      const operation = isVerb(method) ? catalog.route(method, path)?.operation : undefined;
      return operation === undefined ? [] : [[operation.id, { operation, path }] as const];
    }),
  );
  const missed: string[] = [];
  let made = 0;
  for (const { operation, path } of operations.values())
    for (const { fault, request } of spread(refusable(mutants(catalog, operation)), faultsEach)) {
      made += 1;
      const { query, body } = request;
      if (judge({ method: operation.method, path, query, body }).length === 0)
        missed.push(`let through: ${operation.id}: ${fault}`);
    }
  return { made, missed };
}

/** Prism reads `1e3` as the thousand that it is, which is legal where the maximum is higher. */
function refusable(made: readonly Mutant[]): readonly Mutant[] {
  return made.filter(({ fault }) => !fault.startsWith('text '));
}

function isVerb(method: string): method is Operation['method'] {
  return ['GET', 'POST', 'PATCH', 'DELETE'].includes(method);
}

/** Some of them, from the first to the last. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, n) => items[Math.floor((n * (items.length - 1)) / (count - 1))],
  ).flatMap((item) => (item === undefined ? [] : [item]));
}

/** Fetches Prism and has it read the strict document (half a minute). */
async function prism(inside: string): Promise<Judge> {
  writeFileSync(join(inside, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: inside,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const require = createRequire(import.meta.url);
  const library = join(inside, 'node_modules/@stoplight/prism-http');
  const http: unknown = require(library);
  const router: unknown = require(join(library, 'dist/router'));
  const validator: unknown = require(join(library, 'dist/validator'));
  const strict: unknown = require(strictSpec);
  const operations = await called(member(http, 'getHttpOperationsFromSpec'), called(strict));
  const declared = declaredQueries(operations);
  return ({ method, path, query, body }) => {
    const input = {
      method: method.toLowerCase(),
      url: { path, query },
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body,
    };
    const found = called(member(router, 'default'), { resources: operations, input });
    if (stringAt(found, '_tag') === 'Left')
      return [stringAt(objectAt(found, 'left'), 'message') ?? 'no route'];
    const resource = isObject(found) ? found['right'] : undefined;
    const judged = called(member(validator, 'validateInput'), { resource, element: input });
    const objections = stringAt(judged, '_tag') === 'Left' ? arrayAt(judged, 'left') : [];
    // What the libraries do not look at: names of parameters, and bodies where there is none to be.
    const names = declared.get(resource) ?? new Set();
    const strange = Object.keys(query).filter((name) => !names.has(name));
    const unwanted =
      body !== undefined && Object.keys(objectAt(objectAt(resource, 'request'), 'body')).length === 0;
    return [
      // Severity 1 is a note: a parameter that is deprecated.
      ...objections
        .filter((each) => isObject(each) && each['severity'] === 0)
        .map((each) => JSON.stringify(each)),
      ...strange.map((name) => `unknown parameter ${name}`),
      ...(unwanted ? ['a body that does not belong there'] : []),
    ];
  };
}

/** The names of query parameters of each operation. */
function declaredQueries(operations: unknown): Map<unknown, ReadonlySet<string>> {
  const list: readonly unknown[] = Array.isArray(operations) ? operations : [];
  return new Map(
    list.map((operation) => [
      operation,
      new Set(
        arrayAt(objectAt(operation, 'request'), 'query').flatMap((each) => stringAt(each, 'name') ?? []),
      ),
    ]),
  );
}

function member(from: unknown, name: string): unknown {
  return isObject(from) ? from[name] : undefined;
}

function called(what: unknown, ...given: unknown[]): unknown {
  if (typeof what !== 'function') throw new Error('Prism’s libraries have another shape than expected.');
  const result: unknown = Reflect.apply(what, undefined, given);
  return result;
}
