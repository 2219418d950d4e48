import type { Command } from 'commander';
import { type Catalog, loadCatalog, type Operation } from '../catalog/index.ts';
import { bodySchema, type JsonSchema } from '../catalog/schema.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { explain, isAppId, matches, nameOfRule, type Policy, tightened } from '../guard/policy.ts';
import { loadPolicy, PolicyError } from '../guard/policy-file.ts';
import { isTeamOperation } from '../guard/scope.ts';
import { assess } from '../guard/tier.ts';
import type { Assessment, Write } from '../guard/types.ts';
import { print } from './print.ts';

interface ExplainFlags {
  readonly app?: string;
  readonly attr?: readonly string[];
  readonly readOnly?: boolean;
}

/** Adds `policy explain` and `policy test` to the command. Neither asks Apple anything. */
export function registerPolicy(command: Command): void {
  const policy = command
    .command('policy')
    .description('what the policy file allows (docs/policy.md); asks Apple nothing');
  policy
    .command('explain <operation>')
    .description('the tier of a call, everything that is looked at, and the word that counts')
    .option('--app <app>', 'the app that the call concerns, as the policy calls it')
    .option('--attr <name=value>', 'an attribute that the call sets; may be given again', collect, [])
    .option('--read-only', 'as the server would say with this flag')
    .action((operation: string, flags: ExplainFlags) => explainCall(operation, flags));
  policy
    .command('test')
    .description('one example call for each tier and each rule, and what the policy says to it')
    .option('--read-only', 'as the server would say with this flag')
    .action((flags: { readOnly?: boolean }) => testPolicy(flags));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

interface Loaded {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly policy: Policy;
}

function load(flags: { readonly readOnly?: boolean }): Loaded {
  const config = readConfig(flags.readOnly === undefined ? {} : { readOnly: flags.readOnly });
  const catalog = loadCatalog(config.catalogFile);
  try {
    return { config, catalog, policy: tightened(loadPolicy(config.policyFile, catalog), config) };
  } catch (error) {
    throw error instanceof PolicyError ? new ConfigError(error.message) : error;
  }
}

function explainCall(id: string, flags: ExplainFlags): void {
  const { config, catalog, policy } = load(flags);
  const operation = catalog.operation(id);
  if (operation === undefined) {
    const near = nearestNames(catalog.operationIds(), id).slice(0, 3);
    throw new ConfigError(
      `There is no operation "${id.slice(0, 80)}".${near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`}`,
    );
  }
  const assessment = assessed(catalog, operation, flags.attr ?? []);
  const isTeamObject = isTeamOperation(catalog, id);
  const numbered = withNumbers(policy);
  const { verdict, trace } = explain(numbered.policy, {
    operation,
    tier: assessment?.tier ?? 'R0',
    isTeamObject,
    appId: isTeamObject || flags.app === undefined ? undefined : numbered.idOf(flags.app),
  });
  print(`${id}: tier ${assessment?.tier ?? 'R0'}`);
  for (const reason of assessment?.reasons ?? ['It only reads.']) print(`  ${reason}`);
  if (operation.kind !== 'read')
    print(
      isTeamObject
        ? '  It belongs to the team, not to an app.'
        : flags.app === undefined
          ? '  App: not said (--app), so as if it could not be told.'
          : `  App: ${flags.app}`,
    );
  print(policy.hash === undefined ? `No file at ${config.policyFile}: the default.` : config.policyFile);
  print();
  for (const row of table(
    trace.map(({ what, says, why }) => [what, says === 'nothing' ? '–' : says, numbered.named(why)]),
  ))
    print(`  ${row}`);
  print();
  print(`${verdict.effect} (${verdict.rule})`);
}

/** One call for each tier as it is without a rule, then one for each rule. */
function testPolicy(flags: { readonly readOnly?: boolean }): void {
  const { config, catalog, policy } = load(flags);
  const ids = catalog.operationIds();
  const examples: [string, Operation | undefined, string | undefined][] = [
    ...tierExamples.map(([tier, id]): [string, Operation | undefined, string | undefined] => [
      tier,
      catalog.operation(id),
      policy.apps?.[0] ?? 'any app',
    ]),
    ...policy.rules.map((rule, index): [string, Operation | undefined, string | undefined] => {
      const fitting = ids
        .flatMap((id) => catalog.operation(id) ?? [])
        .filter(({ id, method }) => method !== 'GET' && rule.ops.some((pattern) => matches(pattern, id)));
      const app = rule.apps?.[0] ?? policy.apps?.[0] ?? 'any app';
      const decides = fitting.find(
        (operation) =>
          verdictOf(catalog, policy, operation, app).rule === nameOfRule(policy.rules, index, operation.id),
      );
      return [`rule ${index + 1}`, decides ?? fitting[0], app];
    }),
  ];
  print(policy.hash === undefined ? `No file at ${config.policyFile}: the default.` : config.policyFile);
  print();
  const rows = examples.flatMap(([what, operation, app]) => {
    if (operation === undefined) return [];
    const isTeam = isTeamOperation(catalog, operation.id);
    const verdict = verdictOf(catalog, policy, operation, app);
    const tier = assessed(catalog, operation, [])?.tier ?? 'R0';
    return [[what, operation.id, tier, isTeam ? 'team' : (app ?? ''), verdict.effect, verdict.rule]];
  });
  for (const row of table([['example of', 'call', 'tier', 'app', 'says', 'because of'], ...rows])) print(row);
}

/** Calls that have their tier whatever their body says. */
const tierExamples: readonly (readonly [string, string])[] = [
  ['R0', 'apps_getCollection'],
  ['R1', 'appScreenshotSets_createInstance'],
  ['R2', 'customerReviewResponses_createInstance'],
  ['R3', 'subscriptions_deleteInstance'],
  ['the team', 'devices_createInstance'],
];

function verdictOf(
  catalog: Catalog,
  policy: Policy,
  operation: Operation,
  app: string | undefined,
): ReturnType<typeof explain>['verdict'] {
  const isTeamObject = isTeamOperation(catalog, operation.id);
  const tier = assessed(catalog, operation, [])?.tier ?? 'R0';
  const numbered = withNumbers(policy);
  const appId = isTeamObject || app === undefined ? undefined : numbered.idOf(app);
  return explain(numbered.policy, { operation, tier, isTeamObject, appId }).verdict;
}

/**
 * The policy with a made-up id for each app that it calls by name: without Apple, a name is taken for an app of its
 * own. The server looks names up instead.
 */
function withNumbers(policy: Policy): {
  readonly policy: Policy;
  readonly idOf: (app: string) => string;
  readonly named: (text: string) => string;
} {
  const ids = new Map<string, { readonly id: string; readonly app: string }>();
  const idOf = (app: string): string => {
    if (isAppId(app)) return app;
    const key = app.toLowerCase();
    const known = ids.get(key) ?? { id: `${firstMadeUp + ids.size}`, app };
    ids.set(key, known);
    return known.id;
  };
  return {
    policy: {
      ...policy,
      ...(policy.apps === undefined ? {} : { apps: policy.apps.map(idOf) }),
      rules: policy.rules.map((rule) =>
        rule.apps === undefined ? rule : { ...rule, apps: rule.apps.map(idOf) },
      ),
    },
    idOf,
    named: (text) => [...ids.values()].reduce((all, { id, app }) => all.replaceAll(id, app), text),
  };
}

/** Above every id that Apple has given. */
const firstMadeUp = 900_000_000_000_000;

/** The tier of a call that sets these attributes and links nothing; `undefined` for reads. */
function assessed(
  catalog: Catalog,
  operation: Operation,
  settings: readonly string[],
): Assessment | undefined {
  if (operation.method === 'GET') return undefined;
  const { body } = operation;
  const known =
    body === undefined ? {} : (bodySchema(catalog.data, body).properties?.['data']?.properties ?? {});
  const attributes = Object.fromEntries(
    settings.map((setting) => attributeOf(setting, known['attributes']?.properties ?? {})),
  );
  const write: Write = {
    operation,
    method: operation.method,
    path: operation.path,
    ...(body === undefined || body.linkage === true
      ? {}
      : { body: { data: { type: body.type, attributes } } }),
  };
  return assess(write, { tainted: false });
}

function attributeOf(
  setting: string,
  known: Readonly<Record<string, JsonSchema>>,
): readonly [string, unknown] {
  const at = setting.indexOf('=');
  if (at < 1) throw new ConfigError(`"${setting.slice(0, 60)}" is not name=value.`);
  const name = setting.slice(0, at);
  const text = setting.slice(at + 1);
  const schema = Object.hasOwn(known, name) ? known[name] : undefined;
  if (schema === undefined) {
    const names = Object.keys(known);
    throw new ConfigError(
      names.length === 0
        ? 'This operation takes no attributes.'
        : `There is no attribute "${name.slice(0, 60)}". Known are: ${names.join(', ')}.`,
    );
  }
  if (text === 'null') return [name, null];
  if (schema.type === 'string') return [name, text];
  try {
    const value: unknown = JSON.parse(text);
    return [name, value];
  } catch {
    return [name, text];
  }
}

/** Columns as wide as their widest cell; the last one as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
