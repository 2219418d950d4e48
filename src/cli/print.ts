/** The only writers to the terminal. While the protocol is served, nothing may use `print`. */

/** One line for whoever ran the command. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** One line of the log, or of an error. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
