import * as z from 'zod';
import type { Tier } from '../catalog/risk.ts';
import { AscError } from '../client/errors.ts';
import type { Answer } from './answer.ts';
import type { ApprovalRequest } from './approval-request.ts';
import type { ToolContext } from './context.ts';

/** What a tool may do; everything that clients are told about its risk derives from it. */
export type ToolKind = 'read' | 'create' | 'update' | 'delete' | 'apply';

/**
 * A tool is data plus one short function. Schema, annotations, docs and tests derive from this declaration; parsing,
 * guarding, shaping and explaining happen around `run`, once for all.
 */
export interface ToolDefinition<Input extends z.ZodObject> {
  /** `asc_verb_noun`, at most 40 characters. */
  readonly name: string;
  readonly title: string;
  readonly kind: ToolKind;
  /** Narrow and true; at most 2,048 characters, the first sentence says when to use it. */
  readonly description: string;
  /** Flat, strict; every property says what it means and where its value comes from. */
  readonly input: Input;
  /** `false` for tools that never ask Apple. */
  readonly openWorld: boolean;
  /** Of a tool that does a whole piece of work. */
  readonly job?: Job;
  /** Of a tool that changes things: whether these arguments only look. A server that only reads lists it for those. */
  readonly reads?: (args: z.output<Input>) => boolean;
  readonly run: (
    args: z.output<Input>,
    context: ToolContext,
  ) => Promise<Answer | ApprovalRequest> | Answer | ApprovalRequest;
}

/** A whole piece of work, and which operations somebody looks for who wants it done. */
export interface Job {
  /** Beginnings of operation ids, as in an area of `catalog/toolsets.ts`: finding one of them finds the job. */
  readonly operations: string;
  /** The toolset that lists it; absent: in the default list. Unlisted, the general tools call it by its name. */
  readonly toolset?: string;
}

/** JSON Schema of a tool's arguments. */
export type ToolSchema = { type: 'object'; [key: string]: unknown };

/** A tool whose arguments are its own business: what the server and the pipeline work with. */
export interface AnyTool {
  readonly name: string;
  readonly title: string;
  readonly kind: ToolKind;
  /** Of the one operation that the tool stands for, at its worst; absent for tools that do many things. */
  readonly tier?: Tier;
  readonly description: string;
  readonly openWorld: boolean;
  readonly job?: Job;
  /** The same tool as a server has it that only reads: of kind `read`, and it refuses what changes something. */
  readonly reading?: AnyTool;
  /** The schema as clients get it, made when it is asked for. */
  readonly schema: () => ToolSchema;
  /** Repairs, parses strictly, then runs. Throws `illegal_arguments`. */
  readonly call: (args: unknown, context: ToolContext) => Promise<Answer | ApprovalRequest>;
}

/** Closes a declaration: from here on its argument types are its own business. */
export function defineTool<Input extends z.ZodObject>(tool: ToolDefinition<Input>): AnyTool {
  const { run, input, reads, ...declaration } = tool;
  const parsed = async (args: unknown) => (await import('./arguments.ts')).parseArguments(tool, args);
  const made: AnyTool = {
    ...declaration,
    schema: () => inputSchemaOf(input),
    call: async (args, context) => run(await parsed(args), context),
  };
  if (reads === undefined) return made;
  const reading: AnyTool = {
    ...made,
    kind: 'read',
    description: `${made.description} This server only reads: what changes something is refused.`,
    call: async (args, context) => {
      const given = await parsed(args);
      if (!reads(given)) throw onlyReads(tool.name);
      return run(given, context);
    },
  };
  return { ...made, reading };
}

function onlyReads(name: string): AscError {
  return new AscError({
    code: 'read_only',
    message: `With these arguments ${name} changes something, and this server only reads.`,
    meaning: 'Nothing was sent.',
    next: 'A person can start the server without --read-only, or change the mode in the policy file.',
    outcome: 'not_sent',
  });
}

/**
 * All four hints, explicit for every tool (directory rules, 2026-08). A tool of one operation knows more than its kind:
 * a new draft destroys nothing, and what sets or removes may be repeated.
 */
export function annotationsOf(tool: Pick<AnyTool, 'kind' | 'title' | 'openWorld' | 'tier'>) {
  const one = tool.tier !== undefined;
  return {
    title: tool.title,
    readOnlyHint: tool.kind === 'read',
    destructiveHint: tool.kind !== 'read' && !(tool.kind === 'create' && tool.tier === 'R1'),
    idempotentHint: tool.kind === 'read' || (one && tool.kind !== 'create'),
    openWorldHint: tool.openWorld,
  };
}

/** What some clients know beside the hints: Claude Code asks its user at each call (2.1.199 and newer). */
function metaOf(tool: Pick<AnyTool, 'tier'>): Record<string, unknown> | undefined {
  return tool.tier === 'R3' ? { 'anthropic/requiresUserInteraction': true } : undefined;
}

/** The tool as it stands in `tools/list`. A typed tool's title is its name again, so it stands only where it must. */
export function listingOf(tool: AnyTool) {
  const meta = metaOf(tool);
  return {
    name: tool.name,
    ...(tool.tier === undefined ? { title: tool.title } : {}),
    description: tool.description,
    inputSchema: tool.schema(),
    annotations: annotationsOf(tool),
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

/**
 * The schema as clients get it: JSON Schema without what some of them stumble over or what costs tokens and says
 * nothing (`$schema`, `propertyNames`, the bounds of a safe integer).
 */
function inputSchemaOf(input: z.ZodObject): ToolSchema {
  const schema = z.toJSONSchema(input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.propertyNames;
      if (isEmpty(jsonSchema.additionalProperties)) delete jsonSchema.additionalProperties;
    },
  });
  const { $schema: _dialect, ...rest } = schema;
  return { ...rest, type: 'object' };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
