import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { AscError } from '../client/errors.ts';
import { digestOf } from '../guard/digest.ts';
import { type Answer, type AnswerImage, answerText } from './answer.ts';
import { ApprovalRequest } from './approval-request.ts';
import { askPerson, type Elicitation, type OtherChannels, takeReply } from './approve.ts';
import { illegalArguments, isDeeper } from './arguments.ts';
import type { ToolContext } from './context.ts';
import type { AnyTool } from './define.ts';
import { errorText, unexpectedText } from './errors.ts';
import { asCallable, isForReaders } from './jobs.ts';
import { redact } from './redact.ts';

/** A part of a result: text that every client shows the model, and sometimes a picture beside it. */
type Part = { type: 'text'; text: string } | { type: 'image'; data: string; mimeType: string };

/** A tool result of the protocol. The text says everything: many clients show the model nothing else. */
export type ToolResult = {
  content: Part[];
  isError?: boolean;
};

export interface Pipeline {
  readonly context: Omit<ToolContext, 'signal' | 'progress'>;
  /** Ways to ask a person that do not go through the client. */
  readonly channels: OtherChannels;
  /** The policy lets the client's own forms decide. */
  readonly forms: boolean;
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
  /** Said behind every answer to this call. */
  readonly note?: string;
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
  const { image } = result;
  return {
    content: [
      {
        type: 'text',
        text: `${redact(result.text, pipeline.secrets)}${call.note === undefined ? '' : `\n${call.note}`}`,
      },
      ...(image === undefined ? [] : [imagePart(image)]),
    ],
    ...(result.failed ? { isError: true } : {}),
  };
}

function imagePart({ bytes, mimeType }: AnswerImage): Part {
  return { type: 'image', data: Buffer.from(bytes).toString('base64'), mimeType };
}

/** Levels of the deepest body of the API, and room to spare. */
const deepest = 50;

async function attempt<Asked>(
  tool: AnyTool,
  args: unknown,
  pipeline: Pipeline,
  call: Call<Asked>,
): Promise<{ text: string; failed: boolean; image?: AnswerImage | undefined } | { asked: Asked }> {
  const { executor, facts, jobs } = pipeline.context;
  try {
    call.signal.throwIfAborted();
    // A plan of fifty steps reads a hundred things at once; each listens, and that is no leak.
    setMaxListeners(0, call.signal);
    const { signal, progress } = call;
    const elicitation = { ...call.elicitation, usable: call.elicitation.usable && pipeline.forms };
    if (isDeeper(args, deepest)) throw illegalArguments(tool.name, ['The arguments are nested too deeply.']);
    // Which call a question belongs to; reads never ask.
    const digest = tool.kind === 'read' ? '' : digestOf({ tool: tool.name, args: args ?? {} });
    const person = { executor, elicitation, call: digest, channels: pipeline.channels, signal, progress };
    let answer: Answer | ApprovalRequest | { asked: Asked };
    // A reply to our own question continues the plan that it was about.
    if (elicitation.reply !== undefined && tool.kind !== 'read')
      answer = await takeReply(elicitation.reply, person);
    else answer = await tool.call(args, { ...pipeline.context, signal, progress });
    if (answer instanceof ApprovalRequest) answer = await askPerson(answer, person);
    if ('asked' in answer) return answer;
    if (answer.foreign !== undefined) await executor.markForeign(answer.foreign.kind, answer.foreign.count);
    const { head, image } = answer;
    const tail = (answer.tail ?? []).filter((step) => !facts.readOnly || isForReaders(step, jobs));
    const own = (lines: readonly string[]): string[] => lines.map((line) => asCallable(line, jobs));
    return { text: answerText({ ...answer, head: own(head), tail: own(tail) }), failed: false, image };
  } catch (error) {
    if (error instanceof AscError) return { text: asCallable(errorText(error), jobs), failed: true };
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
