import { createInterface } from 'node:readline/promises';
import { ConfigError } from '../config.ts';
import type { Console } from '../guard/approval/terminal.ts';
import { print } from './print.ts';

const interrupt = '\u0003';
const endOfInput = '\u0004';

/** The person at this terminal. Throws `ConfigError` when there is none: answers are not piped in. */
export function openTerminal(
  why = 'Approving needs a person at a terminal. Run this command in one, without pipes',
): Console {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) throw new ConfigError(`${why}.`);
  return {
    write: print,
    ask: (question, options) => (options?.hidden === true ? hidden(question) : shown(question)),
  };

  async function shown(question: string): Promise<string | undefined> {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
      return await Promise.race([lines.question(question), ended]);
    } finally {
      lines.close();
    }
  }

  /** Reads without echo. Ctrl-C and Ctrl-D give nothing. */
  function hidden(question: string): Promise<string | undefined> {
    stderr.write(question);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.resume();
    return new Promise((resolve) => {
      let typed = '';
      const end = (text: string | undefined): void => {
        stdin.removeListener('data', take);
        stdin.setRawMode(false);
        stdin.pause();
        stderr.write('\n');
        resolve(text);
      };
      const take = (chunk: string): void => {
        for (const key of chunk) {
          if (key === '\r' || key === '\n') {
            end(typed);
            return;
          }
          if (key === interrupt || key === endOfInput) {
            end(undefined);
            return;
          }
          if (key === '\u007f' || key === '\b') typed = [...typed].slice(0, -1).join('');
          else if (key >= ' ') typed += key;
        }
      };
      stdin.on('data', take);
    });
  }
}
