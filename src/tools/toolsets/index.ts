import type { Catalog, Operation } from '../../catalog/index.ts';
import { riskOf, type Tier, tiers } from '../../catalog/risk.ts';
import { areas, areasOf, belongs, everything } from '../../catalog/toolsets.ts';
import { AscError } from '../../client/errors.ts';
import type { AnyTool } from '../define.ts';
import { errorText } from '../errors.ts';
import { callOf } from '../jobs.ts';
import { toolNames } from './names.ts';
import { planOf } from './plan.ts';
import { schemaOf } from './schema.ts';

/** The tools that do the work, by what they do: `asc_read` and its siblings. */
export type GeneralTools = Readonly<Record<Operation['kind'], AnyTool>>;

/** The typed tools of some areas, or of all, in the catalogue's order. */
export function typedTools(
  catalog: Catalog,
  general: GeneralTools,
  toolsets: readonly string[],
): readonly AnyTool[] {
  const all = toolsets.includes(everything);
  const chosen = areas.filter(({ name }) => toolsets.includes(name));
  const out: AnyTool[] = [];
  for (const [name, operation] of toolNames(catalog))
    if (all || chosen.some((area) => belongs(area, operation.id)))
      out.push(typedTool(catalog, general[operation.kind], name, operation));
  return out;
}

/**
 * What to say when a typed tool is called that is not listed: how to enable it, and what does the same meanwhile.
 * Undefined when no operation has a tool of this name.
 */
export function disabledTool(catalog: Catalog, name: string, readOnly: boolean): string | undefined {
  const operation = toolNames(catalog).get(name);
  if (operation === undefined) return undefined;
  const { kind, id } = operation;
  const toolsets = areasOf(id).map((area) => area.name);
  return notEnabled({ name, kind, toolsets, same: `asc_${kind} {"operation":"${id}"}` }, readOnly);
}

/** The same for a job that no list of this configuration holds. */
export function disabledJob(
  jobs: readonly AnyTool[],
  name: string,
  readOnly: boolean,
  args?: unknown,
): string | undefined {
  const found = jobs.find((job) => job.name === name);
  if (found === undefined) return undefined;
  const { kind, job } = found;
  const toolsets = job?.toolset === undefined ? [] : [job.toolset];
  return notEnabled({ name, kind, toolsets, same: callOf(found, args) }, readOnly);
}

function notEnabled(
  tool: {
    readonly name: string;
    readonly kind: AnyTool['kind'];
    readonly toolsets: readonly string[];
    /** The call that does the same. */
    readonly same: string;
  },
  readOnly: boolean,
): string {
  const { name, kind, toolsets, same } = tool;
  const refused = readOnly && kind !== 'read';
  return errorText(
    new AscError({
      code: 'tool_not_enabled',
      message: refused
        ? `${name} changes something, and this server only reads.`
        : `${name} is in the toolset ${toolsets.join(' and in ') || everything}, which is not enabled.`,
      meaning: 'Nothing was sent.',
      next: refused
        ? 'A person can start the server without --read-only, or change the mode in the policy file.'
        : `Start with --toolsets ${toolsets[0] ?? everything}; until then ${same} does the same.`,
      outcome: 'not_sent',
    }),
  );
}

/** One operation as a tool. Its schema is made when it is listed, its plan when it is called. */
function typedTool(catalog: Catalog, general: AnyTool, name: string, operation: Operation): AnyTool {
  const { kind } = operation;
  return {
    name,
    title: titleOf(name),
    kind,
    tier: worstTier(operation),
    description: `${operation.method} ${operation.path}`,
    openWorld: true,
    schema: () => schemaOf(planOf(catalog, operation)),
    call: async (args, context) => {
      const { generalCall } = await import('./parse.ts');
      const tool = { name, kind, operation: operation.id };
      return general.call(generalCall(tool, planOf(catalog, operation), args ?? {}), context);
    },
  };
}

/** `list_app_builds` → `List app builds`. */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const order: readonly Tier[] = ['R0', 'R1', 'R2', 'R3'];

/** The tier of an operation whatever its body says: hints cannot know it. */
export function worstTier(operation: Operation): Tier {
  if (operation.kind === 'read') return 'R0';
  const { level, also = [], when = [] } = riskOf(operation.id);
  const all = [level, ...also, ...when.map((rule) => rule.level)].map((each) => order.indexOf(tiers[each]));
  return order[Math.max(...all)] ?? 'R3';
}
