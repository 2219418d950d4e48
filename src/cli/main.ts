import { AscError } from '../client/errors.ts';
import { ConfigError } from '../config.ts';
import { complain, usageExit } from './print.ts';

/** Runs the command line. Sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    // Nearly all clients start the bare command: there is nothing to read in it, so what reads it is not loaded.
    if (argv.length <= 2) await serveOverStdio();
    else await (await import('./program.ts')).runCommand(argv);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof AscError) {
      complain(
        `asc-mcp: ${error.message}${error instanceof AscError && error.next !== undefined ? ` ${error.next}` : ''}`,
      );
      process.exitCode = usageExit;
    } else {
      complain(`asc-mcp: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

async function serveOverStdio(): Promise<void> {
  const [{ serve }, { configured }] = await Promise.all([import('./serve.ts'), import('./configured.ts')]);
  await serve(configured({}));
}
