/** The only writers to the terminal. While the protocol is served, nothing may use `print`. */

/** The exit code of the person's mistake, or of something that only a person can mend: one line, nothing on stdout. */
export const usageExit = 2;

/** One line for whoever ran the command. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A person looks at a terminal that has colours, and nobody set NO_COLOR (Node itself looks). */
export function inColour(): boolean {
  return process.stdout.isTTY === true && process.stdout.hasColors();
}

/** A reader that has seen enough (`| head`) is no fault: the command just ends. */
export function endWithReader(): void {
  process.stdout.on('error', () => process.exit(0));
}

/** Calls back when nobody reads what is written any more. */
export function whenReaderIsGone(gone: () => void): void {
  process.stdout.once('error', gone);
}

/** One line of the log, or of an error. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** While the protocol has stdout, what a package prints by `console` goes to the log instead of between its frames. */
export function keepStdoutForProtocol(): void {
  const { Console } = console;
  globalThis.console = new Console(process.stderr);
}

/** stdout, for the one transport that writes frames to it. */
export function protocolOutput(): NodeJS.WriteStream {
  return process.stdout;
}
