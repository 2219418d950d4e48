import type { ToolContext } from '../tools/context.ts';

/** What values an argument is completed with. */
export type Completes =
  /** Objects of a resource, by what they are called; arguments given before narrow them. */
  { readonly resource: string } | { readonly values: readonly string[] };

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly completes?: Completes;
}

/** The arguments of a call: cleaned, blank ones left out. */
export type PromptArguments = Readonly<Record<string, string>>;

/**
 * A prompt is data plus one short function that writes what the person would say to an assistant: the task, the steps
 * with the operations for them, and what the account says right now.
 */
export interface Prompt {
  /** `verb_noun`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Reads the account with a few requests. Throws `AscError` when an argument names nothing. */
  readonly write: (args: PromptArguments, context: ToolContext) => Promise<string>;
}

/** Closes a declaration. */
export function definePrompt(prompt: Prompt): Prompt {
  return prompt;
}

/** Arguments that several prompts have. */
export const appArgument: PromptArgument = {
  name: 'app',
  description: 'The app: its name, bundle id or id',
  required: true,
  completes: { resource: 'App' },
};
