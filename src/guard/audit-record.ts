/**
 * What one line of the audit log may hold, and how lines hang together. A line is an event, who acts, and: `n` from 1,
 * `at` (ISO 8601, UTC), `mono` (milliseconds that only grow, to order what a jumping clock would not), `boot` and `pid`
 * of the process, `prev` and `hash` (SHA-256 of `prev` and the canonical text of all other fields). The opening line
 * has `seen`: `chain n hash` of the other logs of the folder, so that a log that goes missing is missed.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../catalog/json.ts';
import type { Tier } from '../catalog/risk.ts';
import { cleanForeign } from '../client/foreign.ts';
import { canonical } from './digest.ts';
import type { ChannelName, StepOutcome } from './types.ts';

export type AuditKind =
  | 'open'
  | 'start'
  | 'plan'
  | 'approved'
  | 'refused'
  | 'stale'
  | 'intent'
  | 'outcome'
  | 'denied'
  | 'grant'
  | 'policy'
  | 'token'
  | 'pin';

/**
 * An event as the guard reports it. There is no field for a body, a token, a path of a key, a signed URL or a person's
 * name: what is not here cannot be written.
 */
export interface AuditEvent {
  readonly kind: AuditKind;
  readonly tool?: string;
  readonly operation?: string;
  /** Id of the app that the write concerns. */
  readonly app?: string;
  /** Ids of what the write touches. */
  readonly targets?: readonly string[];
  readonly tier?: Tier;
  /** The rule of the policy that decided, in its own words. */
  readonly rule?: string;
  readonly policyHash?: string;
  readonly plan?: string;
  readonly digest?: string;
  readonly bodySha256?: string;
  /** Names of changed fields; never their values. */
  readonly fields?: readonly string[];
  /** Which step of a plan, from 1. */
  readonly step?: number;
  readonly steps?: number;
  readonly channel?: ChannelName;
  readonly requestId?: string;
  readonly status?: number;
  readonly outcome?: StepOutcome;
  /** How the outcome was found out: a code of ours, not a text of Apple's. */
  readonly verified?: string;
  readonly durationMs?: number;
  /** Why, in a few words of ours. */
  readonly reason?: string;
}

/** Who acts: known once a client has introduced itself. */
export interface AuditActor {
  readonly principal?: string;
  readonly client?: string;
  readonly clientVersion?: string;
  /** Its name, where the server speaks for accounts that have one. */
  readonly account?: string;
}

/** Where a chain ends: also kept in a second file, because a chain alone does not show a cut tail. */
export interface AuditHead {
  readonly n: number;
  readonly h: string;
}

/** The end of a chain as it is known elsewhere. */
export interface KeptHead extends AuditHead {
  readonly chain: string;
  /** It was written into this very folder, so it must be here. */
  readonly here: boolean;
}

type Shape = 'text' | 'texts' | 'number';

/** Every field that the guard may fill in. The compiler holds it against the interfaces; at run time nothing else passes. */
const allowed: Readonly<Record<Exclude<keyof AuditEvent | keyof AuditActor, 'kind'>, Shape>> = {
  principal: 'text',
  client: 'text',
  clientVersion: 'text',
  account: 'text',
  tool: 'text',
  operation: 'text',
  app: 'text',
  targets: 'texts',
  tier: 'text',
  rule: 'text',
  policyHash: 'text',
  plan: 'text',
  digest: 'text',
  bodySha256: 'text',
  fields: 'texts',
  step: 'number',
  steps: 'number',
  channel: 'text',
  requestId: 'text',
  status: 'number',
  outcome: 'text',
  verified: 'text',
  durationMs: 'number',
  reason: 'text',
};

/** Longest text of a field; ids of Apple's are shorter. */
const textLimit = 255;
/** Most ids or field names of one event. */
const listLimit = 200;

/** Things that have no business here, should a caller ever put them into a text: keys, tokens, addresses of any kind. */
const unwanted = /-----BEGIN|\beyJ[\w-]{10,}|\b[a-z][a-z0-9+.-]*:\/\/|[^\s@]+@[^\s@]+\.[^\s@]+|\.p8\b/iu;

/** The event with allowed fields only, as plain JSON. */
export function permitted(event: AuditEvent & AuditActor): JsonObject {
  const given: JsonObject = { ...event };
  const entries = Object.entries(allowed).flatMap(([name, shape]): [string, unknown][] => {
    const value = fitting(given[name], shape);
    return value === undefined ? [] : [[name, value]];
  });
  return { kind: event.kind, ...Object.fromEntries(entries) };
}

function fitting(value: unknown, shape: Shape): unknown {
  if (shape === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (shape === 'text') return typeof value === 'string' ? decent(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  return value
    .filter((item) => typeof item === 'string')
    .slice(0, listLimit)
    .map(decent);
}

function decent(text: string): string {
  const clean = cleanForeign(text, textLimit).replaceAll(/\s+/gu, ' ');
  return unwanted.test(clean) ? '[left out]' : clean;
}

/** Hash of a record's fields without `hash`, behind the hash of the record before it. */
export function chainHash(prev: string, fields: JsonObject): string {
  return createHash('sha256').update(prev).update(canonical(fields)).digest('hex');
}

/** What the first record of a chain follows. */
export function genesis(boot: string): string {
  return createHash('sha256').update(`app-store-connect-mcp audit ${boot}`).digest('hex');
}
