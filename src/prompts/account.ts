import { objectAt, stringAt } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import { answerText } from '../tools/answer.ts';
import { cleanText } from '../tools/clean.ts';
import type { ToolContext } from '../tools/context.ts';
import { errorText } from '../tools/errors.ts';
import { type ReadCall, read } from '../tools/read/run.ts';

/** An app as a prompt speaks of it. */
export interface NamedApp {
  readonly id: string;
  readonly name: string;
}

/** The app that an argument means, with its own name. Throws `unknown_name` with what comes near. */
export async function appOf(context: ToolContext, given: string | undefined): Promise<NamedApp> {
  const { catalog, client, names, signal } = context;
  const id = await names.idOf(catalog.resource('App'), given ?? '', signal);
  const { body } = await client.request({
    method: 'GET',
    path: `/v1/apps/${id}`,
    query: { 'fields[apps]': 'name' },
    signal,
  });
  const attributes = objectAt(objectAt(body, 'data'), 'attributes');
  return { id, name: cleanText(stringAt(attributes, 'name') ?? id, 100) };
}

/** A part of the account, as `asc_read` shows it. */
export interface Look extends ReadCall {
  readonly heading: string;
  readonly operation: string;
}

/**
 * What the account says right now, one heading for each look. Other people's text stands between marks and is
 * remembered as shown; what cannot be read says why instead of failing the prompt.
 */
export async function stateOf(context: ToolContext, looks: readonly Look[]): Promise<string> {
  const parts = await Promise.all(
    looks.map(async ({ heading, ...call }) => `### ${heading}\n${await lookAt(context, call)}`),
  );
  return [`What App Store Connect says now (${looks.length} reads):`, ...parts].join('\n\n');
}

async function lookAt(context: ToolContext, call: ReadCall): Promise<string> {
  try {
    const answer = await read(context, call);
    if (answer.foreign !== undefined)
      await context.executor.markForeign(answer.foreign.kind, answer.foreign.count);
    return answerText(answer);
  } catch (error) {
    if (!(error instanceof AscError) || error.code === 'cancelled') throw error;
    return `It could not be read.\n${errorText(error)}`;
  }
}
