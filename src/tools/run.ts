import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isObject } from '../catalog/json.ts';
import { nearestNames } from '../catalog/search-nearest.ts';
import { AscError } from '../client/errors.ts';
import { type Answer, answerText } from './answer.ts';
import { ApprovalRequest } from './approval-request.ts';
import { askPerson, type Elicitation, type OtherChannels, takeReply } from './approve.ts';
import type { ToolContext } from './context.ts';
import type { AnyTool } from './define.ts';
import { errorText, unexpectedText } from './errors.ts';
import { redact } from './redact.ts';

/** A tool result of the protocol: text only, so that every client shows the model the same. */
export type ToolResult = {
  content: { type: 'text'; text: string }[];
  isError?: boolean;
};

export interface Pipeline {
  readonly context: Omit<ToolContext, 'signal' | 'progress'>;
  /** Ways to ask a person that do not go through the client. */
  readonly channels: OtherChannels;
  /** This process's own secrets, never shown. */
  readonly secrets: readonly string[];
  /** Where unexpected faults are told; never to the model. */
  readonly log: (line: string) => void;
}

/** What belongs to one call: how it is cancelled, how it reports, how its client asks its user. */
export interface Call<Asked> {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total?: number, message?: string) => void;
  readonly elicitation: Elicitation<Asked>;
}

/**
 * The way of every call: repair what models mistype, parse strictly, run, ask a person where one is needed, shape,
 * redact. Never throws: a failure is a result with code, meaning and next step.
 */
export async function runTool<Asked>(
  tool: AnyTool,
  args: unknown,
  pipeline: Pipeline,
  call: Call<Asked>,
): Promise<ToolResult | Asked> {
  const result = await attempt(tool, args, pipeline, call);
  if ('asked' in result) return result.asked;
  return {
    content: [{ type: 'text', text: redact(result.text, pipeline.secrets) }],
    ...(result.failed ? { isError: true } : {}),
  };
}

async function attempt<Asked>(
  tool: AnyTool,
  args: unknown,
  pipeline: Pipeline,
  call: Call<Asked>,
): Promise<{ text: string; failed: boolean } | { asked: Asked }> {
  const { executor } = pipeline.context;
  try {
    call.signal.throwIfAborted();
    const { signal, progress, elicitation } = call;
    const person = { executor, elicitation, channels: pipeline.channels, signal, progress };
    let answer: Answer | ApprovalRequest | z.ZodError | { asked: Asked };
    // A reply to our own question continues the plan that it was about, whatever the arguments say now.
    if (elicitation.reply !== undefined && tool.kind !== 'read')
      answer = await takeReply(elicitation.reply, person);
    else answer = await tool.call(unstring(tool, args ?? {}), { ...pipeline.context, signal, progress });
    if (answer instanceof ApprovalRequest) answer = await askPerson(answer, person);
    if (answer instanceof z.ZodError) return { text: errorText(illegal(tool, answer)), failed: true };
    if ('asked' in answer) return answer;
    if (answer.foreign !== undefined) executor.markForeign(answer.foreign.kind, answer.foreign.count);
    return { text: answerText(answer), failed: false };
  } catch (error) {
    if (error instanceof AscError) return { text: errorText(error), failed: true };
    if (call.signal.aborted)
      return {
        text: errorText(new AscError({ code: 'cancelled', message: 'The call was cancelled.' })),
        failed: true,
      };
    const reference = randomUUID().slice(0, 8);
    pipeline.log(
      `${reference} ${tool.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return { text: unexpectedText(reference), failed: true };
  }
}

/**
 * Models send objects and numbers as JSON text and lists as comma-joined text. Where the schema wants one of these and
 * the text can only mean it, it is taken so.
 */
function unstring(tool: AnyTool, args: unknown): unknown {
  if (!isObject(args)) return args;
  const shape: Record<string, unknown> = tool.input.shape;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(args)) {
    const wanted = shape[key];
    out[key] = typeof value === 'string' && wanted instanceof z.ZodType ? repaired(wanted, value) : value;
  }
  return out;
}

function repaired(wanted: z.ZodType, text: string): unknown {
  if (wanted.safeParse(text).success) return text;
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  if (/^\d{1,9}$/.test(text) && wanted.safeParse(Number(text)).success) return Number(text);
  const list = text.split(',').map((part) => part.trim());
  if (wanted.safeParse(list).success) return list;
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** One error for all that is wrong with the arguments, with the names that are known. */
function illegal(tool: AnyTool, error: z.ZodError): AscError {
  const known = Object.keys(tool.input.shape);
  const parts = error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const near = [...new Set(issue.keys.flatMap((key) => nearestNames(known, key).slice(0, 2)))];
      const names = issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ');
      return `Unknown argument ${names}${near.length > 0 ? ` (nearest: ${near.join(', ')})` : ''}; known: ${known.join(', ')}.`;
    }
    return `${issue.path.map(String).join('.') || 'arguments'}: ${issue.message}.`;
  });
  return new AscError({
    code: 'illegal_arguments',
    message: `${tool.name} was not called. ${parts.join(' ')}`,
    next: 'Correct the arguments and call again.',
    outcome: 'not_sent',
  });
}
