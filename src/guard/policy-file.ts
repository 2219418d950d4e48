import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Catalog } from '../catalog/index.ts';
import { objectAt, stringAt } from '../catalog/json.ts';
import { riskOf, tiers } from '../catalog/risk.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import { distance } from '../catalog/search-words.ts';
import { systemCode } from '../client/system-code.ts';
import type { AscClient } from '../client/types.ts';
import { JsonLineError, type LinedJson, readLinedJson } from './json-lines.ts';
import { defaultPolicy, isAppId, matches, nameOfRule, type Policy, type PolicyRule } from './policy.ts';
import { isTeamOperation } from './scope.ts';

/** The policy file is not usable: one line for a person that names the file and the line. */
export class PolicyError extends Error {}

const largest = 1024 * 1024;

const app = z.string().trim().min(1);
const count = z.number().int().min(0).max(100_000);
const rule = z.strictObject({
  effect: z.enum(['deny', 'ask', 'allow']),
  ops: z.array(z.string().min(1)).min(1),
  apps: z.array(app).min(1).optional(),
  why: z.string().max(500).optional(),
});
const roots = z.strictObject({
  upload: z.array(z.string().min(1)).optional(),
  download: z.string().optional(),
});
const limits = z.strictObject({
  writesPerHour: count.optional(),
  deletesPerHour: count.optional(),
  pendingPlans: z.number().int().min(1).max(1000).optional(),
});
const approval = z.strictObject({
  channels: z.array(z.enum(['elicitation', 'dialog', 'terminal', 'page'])).optional(),
  twoStepWithoutHuman: z.enum(['never', 'R1', 'R2']).optional(),
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  mode: z.enum(['read-write', 'read-only']).optional(),
  apps: z.array(app).optional(),
  teamScope: z.enum(['allow', 'ask', 'deny']).optional(),
  roots: roots.optional(),
  limits: limits.optional(),
  rules: z.array(rule).optional(),
  approval: approval.optional(),
  toolsets: z.array(z.string().min(1)).optional(),
});

/** Keys by where they stand, for the nearest known one. */
const known: { readonly [path: string]: readonly string[] } = {
  '': Object.keys(fileSchema.shape),
  roots: Object.keys(roots.shape),
  limits: Object.keys(limits.shape),
  approval: Object.keys(approval.shape),
  rules: Object.keys(rule.shape),
};

/**
 * The policy at `path`, or the default one when there is no file. Throws `PolicyError` for a file that others could
 * have written, for anything in it that is not understood, and for rules that could never decide anything.
 */
export function loadPolicy(path: string, catalog: Catalog): Policy {
  const bytes = readGuarded(path);
  if (bytes === undefined) return defaultPolicy;
  const policy = parsePolicy(bytes.toString('utf8'), catalog, path);
  return Object.freeze({ ...policy, hash: createHash('sha256').update(bytes).digest('hex') });
}

/** The policy that a text says; `name` is how errors call the file. Throws `PolicyError`. */
export function parsePolicy(text: string, catalog: Catalog, name = 'policy.json'): Policy {
  let json: LinedJson;
  try {
    json = readLinedJson(text);
  } catch (error) {
    if (error instanceof JsonLineError)
      throw new PolicyError(`${name}, line ${error.line}: not JSON, ${error.message}.`);
    throw error;
  }
  const fail = (path: readonly PropertyKey[], message: string): never => {
    throw new PolicyError(`${name}, line ${json.lineOf(path)}: ${message}`);
  };
  const parsed = fileSchema.safeParse(json.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) return fail([], 'not a policy.');
    return issue.code === 'unrecognized_keys'
      ? fail([...issue.path, issue.keys[0] ?? ''], unknownKey(issue.path, issue.keys[0] ?? ''))
      : fail(issue.path, `${whereOf(issue.path)}: ${issue.message}.`);
  }
  const policy = policyOf(parsed.data);
  checkPatterns(policy.rules, catalog, fail);
  checkDead(policy, catalog, fail);
  return Object.freeze(policy);
}

function policyOf(file: z.output<typeof fileSchema>): Policy {
  return {
    mode: file.mode ?? defaultPolicy.mode,
    ...(file.apps === undefined ? {} : { apps: file.apps }),
    // Who names apps does not mean the team's users and certificates as well.
    teamScope: file.teamScope ?? (file.apps === undefined ? 'allow' : 'deny'),
    roots: {
      upload: (file.roots?.upload ?? []).map(home),
      ...(file.roots?.download === undefined ? {} : { download: home(file.roots.download) }),
    },
    limits: {
      writesPerHour: file.limits?.writesPerHour ?? defaultPolicy.limits.writesPerHour,
      deletesPerHour: file.limits?.deletesPerHour ?? defaultPolicy.limits.deletesPerHour,
      pendingPlans: file.limits?.pendingPlans ?? defaultPolicy.limits.pendingPlans,
    },
    rules: (file.rules ?? []).map(
      ({ effect, ops, apps, why }): PolicyRule => ({
        effect,
        ops,
        ...(apps === undefined ? {} : { apps }),
        ...(why === undefined ? {} : { why }),
      }),
    ),
    approval: {
      channels: file.approval?.channels ?? defaultPolicy.approval.channels,
      twoStepWithoutHuman: file.approval?.twoStepWithoutHuman ?? defaultPolicy.approval.twoStepWithoutHuman,
    },
    ...(file.toolsets === undefined ? {} : { toolsets: file.toolsets }),
  };
}

function home(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** The bytes of a file that only its owner can have written; `undefined` when there is none. */
function readGuarded(path: string): Buffer | undefined {
  let descriptor: number;
  try {
    // Opened once and judged by what was opened: nothing can be put in its place in between. A FIFO must not block.
    descriptor = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
  } catch (error) {
    const code = systemCode(error) ?? 'unknown error';
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw new PolicyError(`${path} is a symbolic link. Put the policy itself there.`);
    throw new PolicyError(`${path} cannot be read (${code}).`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new PolicyError(`${path} is not a regular file.`);
    if (stat.size > largest) throw new PolicyError(`${path} is larger than 1 MB.`);
    if (process.platform !== 'win32') {
      const own = process.getuid?.() ?? stat.uid;
      if ((stat.mode & 0o022) !== 0)
        throw new PolicyError(`${path} can be written by others. Run: chmod 600 "${path}"`);
      if (stat.uid !== own && stat.uid !== 0)
        throw new PolicyError(`${path} belongs to another user. It must be yours.`);
    }
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const choices = known[String(path[0] ?? '')] ?? known[''] ?? [];
  const [nearest] = choices
    .map((choice) => ({ choice, far: distance(choice.toLowerCase(), key.toLowerCase(), 4) }))
    .sort((a, b) => a.far - b.far);
  const advice =
    nearest !== undefined && nearest.far <= 3
      ? `Did you mean "${nearest.choice}"?`
      : `Known are: ${choices.join(', ')}.`;
  return `${path.length === 0 ? '' : `${whereOf(path)}: `}unknown key "${key.slice(0, 60)}". ${advice}`;
}

/** `rules.1.ops` → `rule 2, ops`. */
function whereOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  if (path[0] !== 'rules' || path.length < 2) return path.map(String).join('.');
  const rest = path.slice(2).map(String).join('.');
  return `rule ${Number(path[1]) + 1}${rest === '' ? '' : `, ${rest}`}`;
}

type Fail = (path: readonly PropertyKey[], message: string) => never;

function checkPatterns(rules: readonly PolicyRule[], catalog: Catalog, fail: Fail): void {
  const ids = catalog.operationIds();
  for (const [index, { ops }] of rules.entries())
    for (const [place, pattern] of ops.entries()) {
      const path = ['rules', index, 'ops', place];
      const found = ids.filter((id) => matches(pattern, id));
      if (found.length === 0) {
        const writes = ids.filter((id) => catalog.operation(id)?.method !== 'GET');
        const [near] = nearestNames(writes, pattern.replaceAll('*', ''));
        fail(
          path,
          `rule ${index + 1}: no operation is called "${pattern.slice(0, 80)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
        );
      }
      if (found.every((id) => catalog.operation(id)?.method === 'GET'))
        fail(
          path,
          `rule ${index + 1}: "${pattern}" fits reads only. Rules are about changes; reads are free.`,
        );
    }
}

const strength = { deny: 0, ask: 1, allow: 2 } as const;

/** Refuses the first rule that could never be the one that decides. */
function checkDead(policy: Policy, catalog: Catalog, fail: Fail): void {
  const writes = catalog.operationIds().filter((id) => catalog.operation(id)?.method !== 'GET');
  for (const [index, rule] of policy.rules.entries()) {
    const why = whyDead(policy, index, rule, writes, catalog);
    if (why !== undefined)
      fail(['rules', index], `${nameOfRule(policy.rules, index)} can never decide anything: ${why}`);
  }
}

function whyDead(
  policy: Policy,
  index: number,
  rule: PolicyRule,
  writes: readonly string[],
  catalog: Catalog,
): string | undefined {
  const ops = writes.filter((id) => rule.ops.some((pattern) => matches(pattern, id)));
  const inScope = (name: string): boolean => policy.apps === undefined || includes(policy.apps, name);
  // Names and ids of one app cannot be told to be the same without asking Apple; only like is compared with like.
  if (rule.apps !== undefined && policy.apps !== undefined && alike([...rule.apps, ...policy.apps]))
    if (!rule.apps.some(inScope)) return 'its apps are not among the "apps" of the policy.';
  const team = (id: string): boolean => isTeamOperation(catalog, id);
  if (rule.apps !== undefined && ops.every(team)) return 'it names apps, but these belong to the whole team.';
  // A deny beside a teamScope that denies anyhow is double, but says what it does.
  if (policy.teamScope !== 'allow' && rule.effect !== 'deny' && ops.every(team))
    return `teamScope ${policy.teamScope === 'deny' ? 'denies' : 'asks for'} everything of the team.`;
  if (rule.effect === 'allow' && ops.every(isAlwaysR3))
    return 'these are all R3, and no rule allows R3: a person is always asked.';
  const before = policy.rules.filter(
    (other, place) =>
      strength[other.effect] < strength[rule.effect] || (other.effect === rule.effect && place < index),
  );
  const coverers = new Set<PolicyRule>();
  const covered = ops.every((id) => {
    const fitting = before.filter((other) => other.ops.some((pattern) => matches(pattern, id)));
    for (const other of fitting) coverers.add(other);
    if (fitting.some((other) => other.apps === undefined)) return true;
    const apps = fitting.flatMap((other) => other.apps ?? []);
    return rule.apps?.every((name) => includes(apps, name)) === true;
  });
  if (!covered) return undefined;
  const names = [...coverers].map((other) => nameOfRule(policy.rules, policy.rules.indexOf(other)));
  return `${names.slice(0, 3).join(', ')} always come${names.length === 1 ? 's' : ''} first (deny, then ask, then allow).`;
}

function includes(apps: readonly string[], name: string): boolean {
  return apps.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** All ids, or all bundle ids, or all names. */
function alike(apps: readonly string[]): boolean {
  return (
    new Set(apps.map((name) => (isAppId(name) ? 'id' : name.includes('.') ? 'bundle' : 'name'))).size === 1
  );
}

/** Whatever the body says, it is R3. */
function isAlwaysR3(operationId: string): boolean {
  const { level, when = [] } = riskOf(operationId);
  return [level, ...when.map((row) => row.level)].every((one) => tiers[one] === 'R3');
}

/**
 * The policy with every app as an id: names and bundle ids are looked up, whole and without regard to case. Throws
 * `PolicyError` for one that no app has, or two.
 */
export async function withAppIds(
  policy: Policy,
  client: AscClient,
  others: () => Promise<readonly AscClient[]> = () => Promise.resolve([]),
): Promise<Policy> {
  const mentioned = [policy.apps ?? [], ...policy.rules.map((one) => one.apps ?? [])].flat();
  if (mentioned.every(isAppId)) return policy;
  const data = await appsOf(client);
  let elsewhere: readonly unknown[] = [];
  if (mentioned.some((text) => !isAppId(text) && named(data, text).length === 0))
    elsewhere = (await Promise.all((await others()).map(appsOf))).flat();
  const idsOf = (text: string): readonly string[] => {
    if (isAppId(text)) return [text];
    const found = named(data, text);
    // An app of another account: nothing here is meant.
    if (found.length === 0 && named(elsewhere, text).length > 0) return [];
    const id = stringAt(found[0], 'id');
    if (found.length !== 1 || id === undefined)
      throw new PolicyError(
        `The policy names the app "${text.slice(0, 80)}", but ${found.length === 0 ? 'no app' : `${found.length} apps`} of this key ${found.length > 1 ? 'have' : 'has'} this name or bundle id. Write the app's id.`,
      );
    return [id];
  };
  return Object.freeze({
    ...policy,
    ...(policy.apps === undefined ? {} : { apps: policy.apps.flatMap(idsOf) }),
    // A rule stays where it is without any app left: messages count rules.
    rules: policy.rules.map((one) =>
      one.apps === undefined ? one : { ...one, apps: one.apps.flatMap(idsOf) },
    ),
  });
}

function appsOf(client: AscClient): Promise<readonly unknown[]> {
  return client
    .pages({
      method: 'GET',
      path: '/v1/apps',
      query: { 'fields[apps]': 'name,bundleId', limit: '200' },
      maxItems: 10_000,
    })
    .then(({ data }) => data);
}

/** The apps with this name or bundle id. */
function named(apps: readonly unknown[], text: string): readonly unknown[] {
  const wanted = text.toLowerCase();
  return apps.filter((app) => {
    const attributes = objectAt(app, 'attributes');
    return ['name', 'bundleId'].some((key) => stringAt(attributes, key)?.toLowerCase() === wanted);
  });
}
