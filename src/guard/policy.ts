import type { Operation } from '../catalog/index.ts';
import type { Tier } from '../catalog/risk.ts';
import { teamWithoutApp } from './scope-table.ts';
import type { ChannelName, Verdict } from './types.ts';

/** One rule of the policy file. */
export interface PolicyRule {
  readonly effect: 'deny' | 'ask' | 'allow';
  /** Operation ids; `*` stands for any letters: `users_*`. */
  readonly ops: readonly string[];
  /** Only for writes to these apps. Absent: every app and the team. */
  readonly apps?: readonly string[];
  /** A person's note. */
  readonly why?: string;
}

/** What a person allows this server to do. Read once at the start (`policy-file.ts`), never changed after. */
export interface Policy {
  readonly mode: 'read-write' | 'read-only';
  /** Ids of the apps that may be written to; absent: all. Names and bundle ids until `withAppIds` has resolved them. */
  readonly apps?: readonly string[];
  /** What belongs to the team and to no app: users, devices, certificates… */
  readonly teamScope: 'allow' | 'ask' | 'deny';
  readonly roots: {
    /** Folders that files may be uploaded from; none when empty. */
    readonly upload: readonly string[];
    readonly download?: string;
  };
  readonly limits: {
    readonly writesPerHour: number;
    readonly deletesPerHour: number;
    readonly pendingPlans: number;
  };
  readonly rules: readonly PolicyRule[];
  readonly approval: {
    readonly channels: readonly Exclude<ChannelName, 'policy'>[];
    /** Up to which tier a plan may be applied in a second step without a person. R3 never. */
    readonly twoStepWithoutHuman: 'never' | 'R1' | 'R2';
  };
  readonly toolsets?: readonly string[];
  /** SHA-256 of the file, hexadecimal; absent when there is no file. */
  readonly hash?: string;
}

/** The policy of someone who has written none: writes are guarded by their tier. */
export const defaultPolicy: Policy = Object.freeze<Policy>({
  mode: 'read-write',
  teamScope: 'allow',
  roots: { upload: [] },
  limits: { writesPerHour: 300, deletesPerHour: 30, pendingPlans: 20 },
  rules: [],
  approval: { channels: ['elicitation', 'dialog', 'terminal', 'page'], twoStepWithoutHuman: 'never' },
});

/** A call as the policy sees it. */
export interface PolicyCall {
  readonly operation: Operation;
  readonly tier: Tier;
  /** Id of the app that the write concerns. With `isTeamObject` false, absent means the same as `unresolvable`. */
  readonly appId?: string | undefined;
  /** It belongs to the team and to no app. */
  readonly isTeamObject: boolean;
}

/** `appId` of a write whose app cannot be told. */
export const unresolvable = 'unresolvable';

/** One thing that was looked at, in order. */
export interface TraceLine {
  readonly what: string;
  readonly says: 'deny' | 'ask' | 'allow' | 'nothing';
  readonly why: string;
}

/** What the policy says to a call. Pure; the first of: mode, apps, team, deny, ask, allow, tier. */
export function decide(policy: Policy, call: PolicyCall): Verdict {
  return explain(policy, call).verdict;
}

/** The same with everything that was looked at up to the decision. */
export function explain(
  policy: Policy,
  call: PolicyCall,
): { readonly verdict: Verdict; readonly trace: readonly TraceLine[] } {
  const trace: TraceLine[] = [];
  for (const line of questions(policy, call)) {
    trace.push(line);
    if (line.says !== 'nothing') return { verdict: { effect: line.says, rule: line.what }, trace };
  }
  // Not reached: the tier always says something. If it ever were, no is the safe answer.
  return { verdict: { effect: 'deny', rule: 'no rule' }, trace };
}

function* questions(policy: Policy, call: PolicyCall): Generator<TraceLine> {
  if (call.operation.kind === 'read') {
    yield line('tier R0', 'allow', 'Reads are not the policy’s business.');
    return;
  }
  yield policy.mode === 'read-only'
    ? line('mode read-only', 'deny', 'Nothing may be changed.')
    : line('mode read-write', 'nothing', 'Changes are possible.');
  yield appScope(policy, call);
  if (call.isTeamObject && policy.teamScope === 'deny')
    yield line('teamScope deny', 'deny', 'It belongs to the team, not to an app.');
  yield* rulesOf(policy, 'deny', call);
  if (call.isTeamObject && policy.teamScope === 'ask')
    yield line('teamScope ask', 'ask', 'It belongs to the team, not to an app.');
  yield* rulesOf(policy, 'ask', call);
  yield* rulesOf(policy, 'allow', call);
  yield call.tier === 'R0' || call.tier === 'R1'
    ? line(`tier ${call.tier}`, 'allow', 'A draft that can be undone.')
    : line(`tier ${call.tier}`, 'ask', 'Others see it, or it is hard to undo.');
}

function appScope(policy: Policy, call: PolicyCall): TraceLine {
  if (policy.apps === undefined) return line('apps', 'nothing', 'The policy names no apps.');
  if (call.isTeamObject) return line('apps', 'nothing', 'It belongs to the team: teamScope decides.');
  const app = appIdOf(call);
  if (app === unresolvable) return line('apps', 'deny', 'Which app it belongs to cannot be told.');
  return policy.apps.includes(app)
    ? line('apps', 'nothing', `App ${app} is in the list.`)
    : line('apps', 'deny', `App ${app} is not in the list.`);
}

function* rulesOf(policy: Policy, effect: PolicyRule['effect'], call: PolicyCall): Generator<TraceLine> {
  for (const [index, rule] of policy.rules.entries()) {
    if (rule.effect !== effect) continue;
    const name = nameOfRule(policy.rules, index, call.operation.id);
    if (!rule.ops.some((pattern) => matches(pattern, call.operation.id)))
      yield line(name, 'nothing', 'It is about other operations.');
    else if (!concerns(rule, call)) yield line(name, 'nothing', 'It is about other apps.');
    else if (effect === 'allow' && call.tier === 'R3')
      yield line(name, 'nothing', 'No rule allows R3: a person is always asked.');
    else
      yield line(
        name,
        effect,
        rule.why ?? (isCertain(rule, call) ? 'It fits.' : 'It may be about this app.'),
      );
  }
}

/**
 * Whether a rule's apps are this call's. What is uncertain counts against the call: a name that has not been resolved
 * and an app that cannot be told fit every `deny` and `ask`, and no `allow`.
 */
function concerns(rule: PolicyRule, call: PolicyCall): boolean {
  if (rule.apps === undefined) return true;
  if (call.isTeamObject) return false;
  if (isCertain(rule, call)) return true;
  const app = appIdOf(call);
  return rule.effect !== 'allow' && (app === unresolvable || !rule.apps.every(isAppId));
}

function isCertain(rule: PolicyRule, call: PolicyCall): boolean {
  return rule.apps === undefined || (appIdOf(call) !== unresolvable && rule.apps.includes(appIdOf(call)));
}

function appIdOf(call: PolicyCall): string {
  return call.appId ?? unresolvable;
}

function line(what: string, says: TraceLine['says'], why: string): TraceLine {
  return { what, says, why };
}

/** `rule 2 (deny users_*)`: the pattern that fits, or the first. */
export function nameOfRule(rules: readonly PolicyRule[], index: number, operationId?: string): string {
  const rule = rules[index];
  const fitting = rule?.ops.find((pattern) => operationId !== undefined && matches(pattern, operationId));
  return `rule ${index + 1} (${rule?.effect} ${fitting ?? rule?.ops[0]})`;
}

/** `*` stands for any letters, none included; everything else for itself. */
export function matches(pattern: string, operationId: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === operationId;
  const last = rest.pop() ?? '';
  if (!operationId.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = operationId.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= operationId.length - last.length && operationId.endsWith(last);
}

/** An app's id, as opposed to its name or bundle id. */
export function isAppId(text: string): boolean {
  return /^\d{6,}$/.test(text);
}

/** Whether the answer to this operation depends on whose its target is, so that it is worth the requests to find it out. */
export function needsApp(policy: Policy, operationId: string): boolean {
  return (
    policy.apps !== undefined ||
    (policy.teamScope !== 'allow' && teamWithoutApp.has(operationId)) ||
    policy.rules.some(
      (rule) => rule.apps !== undefined && rule.ops.some((pattern) => matches(pattern, operationId)),
    )
  );
}

/** Flags and environment only tighten: read-only stays, whatever the file says. */
export function tightened(policy: Policy, flags: { readonly readOnly: boolean }): Policy {
  return flags.readOnly ? Object.freeze({ ...policy, mode: 'read-only' }) : policy;
}
