import type { Console } from '../guard/approval/terminal.ts';

export interface Hints {
  /** What Enter means. */
  readonly suggestion?: string;
  /** What is wrong with an answer, in a sentence; a person is told and asked again. */
  readonly wrong?: (typed: string) => string | undefined;
}

/** How setup talks to whoever runs it. */
export interface Guide {
  say(line?: string): void;
  /** What was typed, or the suggestion; `undefined` when nobody answers and nothing was suggested. */
  ask(question: string, hints?: Hints): Promise<string | undefined>;
  /** Yes or no; Enter means yes. */
  agree(question: string): Promise<boolean>;
}

/** A person at a terminal. */
export function personGuide(person: Console): Guide {
  return {
    say: (line = '') => person.write(line),
    ask: async (question, { suggestion, wrong } = {}) => {
      const hint = suggestion === undefined ? '' : ` [${suggestion}]`;
      for (;;) {
        const typed = (await person.ask(`${question}${hint}: `))?.trim();
        if (typed === undefined || typed === '') return suggestion;
        const problem = wrong?.(typed);
        if (problem === undefined) return typed;
        person.write(problem);
      }
    },
    agree: async (question) => {
      for (;;) {
        const typed = (await person.ask(`${question} [Y/n] `))?.trim().toLowerCase();
        // The end of the input is no consent.
        if (typed === undefined || /^no?$/.test(typed)) return false;
        if (/^(y(es)?)?$/.test(typed)) return true;
      }
    },
  };
}

/** Nobody is asked: what is suggested is taken, and everything is agreed to. `--yes`. */
export function yesGuide(write: (line: string) => void): Guide {
  return {
    say: (line = '') => write(line),
    ask: (_question, { suggestion } = {}) => Promise.resolve(suggestion),
    agree: () => Promise.resolve(true),
  };
}
