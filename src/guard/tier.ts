import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import { type Risk, type RiskLevel, type RiskRule, riskOf, type Tier, tiers } from '../catalog/risk.ts';
import { isSink } from '../catalog/sinks.ts';
import type { Assessment, Write } from './types.ts';

/** What an assessment may know beside the write itself. */
export interface AssessmentContext {
  /** The session has shown text of other people. */
  readonly tainted: boolean;
  /** Attributes of the object as they are now, where they were read. */
  readonly before?: Readonly<Record<string, unknown>>;
}

const order: readonly Tier[] = ['R0', 'R1', 'R2', 'R3'];
/** How bad a level is, for choosing the worst. */
const severity: readonly RiskLevel[] = ['draft', 'team', 'customer', 'money', 'credentials', 'irreversible'];

/** The higher of two tiers. */
export function higher(a: Tier, b: Tier): Tier {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function raised(tier: Tier): Tier {
  return order[Math.min(order.indexOf(tier) + 1, 3)] ?? 'R3';
}

/**
 * Tier of exactly this write: the classification, raised by what the body says, by emptying and clearing, and by the
 * taint. It is never lowered below what the classification says, except by its own `otherwise` rule.
 */
export function assess(write: Write, context: AssessmentContext): Assessment {
  const risk = riskOf(write.operation.id);
  const attributes = attributesOf(write.body);
  const level = levelOf(risk, attributes, context.before);
  const reasons = [risk.why];
  let tier = tiers[level];
  if (level !== risk.level) reasons.push(`What this request sets makes it ${level}.`);
  const emptied = emptiedLinks(write);
  if (emptied !== undefined) {
    tier = higher(tier, 'R2');
    reasons.push(`${emptied} counts as deleting.`);
  }
  const cleared = Object.keys(attributes).filter(
    (name) =>
      attributes[name] === null &&
      context.before?.[name] !== null &&
      (context.before === undefined || context.before[name] !== undefined),
  );
  if (cleared.length > 0) {
    tier = raised(tier);
    reasons.push(`It clears ${cleared.join(', ')}.`);
  }
  if (context.tainted && carriesOut(write, attributes)) {
    tier = raised(tier);
    reasons.push('It can carry data out, and this session has read text of other people.');
  }
  return {
    tier,
    level,
    reasons,
    sendsEmail: risk.sendsEmail ?? false,
    irreversible: level === 'irreversible' || risk.also?.includes('irreversible') === true,
  };
}

/** Also what is created along with it: an inline localization is as public as one of its own. */
function carriesOut(write: Write, attributes: Readonly<Record<string, unknown>>): boolean {
  return (
    isSink(write.operation.id, attributes) ||
    arrayAt(write.body, 'included').some((inline) =>
      isSink(`${stringAt(inline, 'type') ?? ''}_createInstance`, objectAt(inline, 'attributes')),
    )
  );
}

function attributesOf(body: unknown): Readonly<Record<string, unknown>> {
  return objectAt(objectAt(body, 'data'), 'attributes');
}

/** The classification, or what its rules make of this body: the worst that fits. Only an `otherwise` rule lowers it. */
function levelOf(
  risk: Risk,
  attributes: Readonly<Record<string, unknown>>,
  before?: Readonly<Record<string, unknown>>,
): RiskLevel {
  const rules = risk.when ?? [];
  const otherwise = rules.find((rule) => rule.otherwise === true);
  const fitting = rules.filter((rule) => fits(rule, attributes, before)).map((rule) => rule.level);
  if (otherwise === undefined) return worst([risk.level, ...fitting]);
  return fitting.length > 0 ? worst(fitting) : otherwise.level;
}

/** On a delete the rules ask what the object has now; what is not known counts as fitting. */
function fits(
  rule: RiskRule,
  attributes: Readonly<Record<string, unknown>>,
  before?: Readonly<Record<string, unknown>>,
): boolean {
  if (rule.attr === undefined) return false;
  const asked = Object.keys(attributes).length > 0 ? attributes : before;
  if (asked === undefined) return true;
  const value = asked[rule.attr];
  if (rule.equals !== undefined) return value === rule.equals;
  return rule.present === true && value !== undefined && (asked === attributes || value !== null);
}

function worst(levels: readonly RiskLevel[]): RiskLevel {
  return levels.reduce((a, b) => (severity.indexOf(a) >= severity.indexOf(b) ? a : b));
}

/** Emptying a relationship, whichever way it is said. */
function emptiedLinks(write: Write): string | undefined {
  const data = isObject(write.body) ? write.body['data'] : undefined;
  if (write.operation.body?.linkage === true) {
    if (write.method === 'DELETE') return 'Taking objects out of the relationship';
    if (data === null || (Array.isArray(data) && data.length === 0)) return 'Emptying the relationship';
    return undefined;
  }
  for (const [name, link] of Object.entries(objectAt(data, 'relationships'))) {
    const target = isObject(link) ? link['data'] : undefined;
    const isEmpty = target === null || (Array.isArray(target) && target.length === 0);
    if (isEmpty && write.method === 'PATCH') return `Emptying ${name}`;
  }
  return undefined;
}
