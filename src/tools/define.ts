import { z } from 'zod';
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
  readonly run: (
    args: z.output<Input>,
    context: ToolContext,
  ) => Promise<Answer | ApprovalRequest> | Answer | ApprovalRequest;
}

/** A tool whose arguments have been given their types: what the pipeline works with. */
export interface AnyTool {
  readonly name: string;
  readonly title: string;
  readonly kind: ToolKind;
  readonly description: string;
  readonly openWorld: boolean;
  readonly input: z.ZodObject;
  /** Parses strictly, then runs. Arguments that do not fit are returned as the parser's report. */
  readonly call: (args: unknown, context: ToolContext) => Promise<Answer | ApprovalRequest | z.ZodError>;
}

/** Closes a declaration: from here on its argument types are its own business. */
export function defineTool<Input extends z.ZodObject>(tool: ToolDefinition<Input>): AnyTool {
  const { run, ...declaration } = tool;
  return {
    ...declaration,
    call: async (args, context) => {
      const parsed = tool.input.safeParse(args);
      return parsed.success ? run(parsed.data, context) : parsed.error;
    },
  };
}

/** All four hints, explicit for every tool (directory rules, 2026-08). */
export function annotationsOf(tool: Pick<AnyTool, 'kind' | 'title' | 'openWorld'>) {
  return {
    title: tool.title,
    readOnlyHint: tool.kind === 'read',
    destructiveHint: tool.kind !== 'read',
    idempotentHint: tool.kind === 'read',
    openWorldHint: tool.openWorld,
  };
}

/**
 * The schema as clients get it: JSON Schema without what some of them stumble over or what costs tokens and says
 * nothing (`$schema`, `propertyNames`, the bounds of a safe integer).
 */
export function inputSchemaOf(tool: Pick<AnyTool, 'input'>): { type: 'object'; [key: string]: unknown } {
  const schema = z.toJSONSchema(tool.input, {
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
