import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { AscError } from '../client/errors.ts';
import { cleanText } from '../tools/clean.ts';
import { errorText, unexpectedText } from '../tools/errors.ts';
import { redact } from '../tools/redact.ts';
import type { Pipeline } from '../tools/run.ts';
import type { Prompt, PromptArguments } from './define.ts';
import { prompts } from './registry.ts';

/** Longest argument; names of apps have 30 characters. */
const longest = 200;

/** The list as clients get it. */
export function listPrompts() {
  return {
    prompts: prompts.map(({ name, title, description, arguments: declared }) => ({
      name,
      title,
      description,
      arguments: declared.map(({ name: argument, description: means, required }) => ({
        name: argument,
        description: means,
        required,
      })),
    })),
  };
}

/** The prompt of this name. Throws a protocol error that lists the known ones. */
export function promptNamed(name: string): Prompt {
  const prompt = prompts.find((candidate) => candidate.name === name);
  if (prompt !== undefined) return prompt;
  throw illegal(`Unknown prompt. Prompts: ${prompts.map((known) => known.name).join(', ')}`);
}

/** A prompt filled from the account: one message of the user. Throws protocol errors that say what to correct. */
export async function getPrompt(
  name: string,
  given: Readonly<Record<string, string>> | undefined,
  pipeline: Pipeline,
  signal: AbortSignal,
) {
  const prompt = promptNamed(name);
  const args = argumentsOf(prompt, given ?? {});
  try {
    const text = await prompt.write(args, { ...pipeline.context, signal, progress: () => {} });
    return {
      description: prompt.description,
      messages: [
        { role: 'user' as const, content: { type: 'text' as const, text: redact(text, pipeline.secrets) } },
      ],
    };
  } catch (error) {
    if (error instanceof AscError) {
      const ours = error.outcome === 'not_sent' || error.status === 404;
      const code = ours ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
      throw new ProtocolError(code, redact(errorText(error), pipeline.secrets));
    }
    const reference = randomUUID().slice(0, 8);
    pipeline.log(
      `${reference} prompt ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    throw new ProtocolError(ProtocolErrorCode.InternalError, unexpectedText(reference));
  }
}

function argumentsOf(prompt: Prompt, given: Readonly<Record<string, string>>): PromptArguments {
  const known = prompt.arguments.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw illegal(
      `${prompt.name} has no argument ${cleanText(unknown.join(', '), 80)}. Known: ${known.join(', ')}.`,
    );
  const args: Record<string, string> = {};
  for (const { name, required } of prompt.arguments) {
    const value = cleanText(given[name] ?? '', longest)
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (value !== '') args[name] = value;
    else if (required) throw illegal(`${prompt.name} needs the argument ${name}.`);
  }
  return args;
}

function illegal(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
