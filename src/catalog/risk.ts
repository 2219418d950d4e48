import { readFileSync } from 'node:fs';
import { isObject } from './json.ts';
import { riskOverrides } from './risk-overrides.ts';

/**
 * What a write does to the world at its worst: a private draft, the team, customers, money, credentials, or something
 * that cannot be undone.
 */
export type RiskLevel = 'draft' | 'team' | 'customer' | 'money' | 'credentials' | 'irreversible';

/** R0 reads · R1 reversible drafts · R2 outward or hard to undo · R3 irreversible, or power and money. */
export type Tier = 'R0' | 'R1' | 'R2' | 'R3';

/** Escalation by what the body says. The first row that fits decides. */
export interface RiskRule {
  readonly attr?: string;
  readonly equals?: unknown;
  readonly present?: boolean;
  readonly otherwise?: boolean;
  readonly level: RiskLevel;
}

export interface Risk {
  readonly level: RiskLevel;
  /** One sentence of ours. */
  readonly why: string;
  readonly when?: readonly RiskRule[];
  /** Further effects beside the worst. */
  readonly also?: readonly RiskLevel[];
  /** Apple sends mail to somebody; a text says when, or to whom. */
  readonly sendsEmail?: boolean | string;
}

/** Tier of a level; what nobody classified is R3. */
export const tiers: { readonly [level in RiskLevel]: Tier } = {
  draft: 'R1',
  team: 'R2',
  customer: 'R2',
  money: 'R3',
  credentials: 'R3',
  irreversible: 'R3',
};

const unclassified: Risk = { level: 'irreversible', why: 'Nobody has classified this operation yet.' };

let table: ReadonlyMap<string, Risk> | undefined;

/** The reviewed classification of a write: risk.json, a row for each of the 477 writes of 4.5.1, with our overrides. */
export function riskOf(operationId: string): Risk {
  table ??= read();
  const row = table.get(operationId) ?? unclassified;
  const override = Object.hasOwn(riskOverrides, operationId) ? riskOverrides[operationId] : undefined;
  return override === undefined ? row : { ...row, ...override };
}

/** Ids that have a row. */
export function classified(): Iterable<string> {
  table ??= read();
  return table.keys();
}

function read(): ReadonlyMap<string, Risk> {
  const value: unknown = JSON.parse(readFileSync(new URL('./risk.json', import.meta.url), 'utf8'));
  const rows = new Map<string, Risk>();
  if (isObject(value)) for (const [id, row] of Object.entries(value)) if (isRisk(row)) rows.set(id, row);
  return rows;
}

function isRisk(value: unknown): value is Risk {
  return (
    isObject(value) &&
    typeof value['level'] === 'string' &&
    value['level'] in tiers &&
    typeof value['why'] === 'string'
  );
}
