import { Command, CommanderError } from 'commander';
import { ConfigError, type Flags, readConfig } from '../config.ts';
import { configured } from './configured.ts';
import { complain, usageExit } from './print.ts';
import { version } from './version.ts';

/** Runs what the command line says. Throws what a command throws; its own mistakes are told, with the exit code set. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  const command = program(argv);
  for (const register of await further(argv)) register(command);
  try {
    await command.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : usageExit;
  }
}

/**
 * Commands that a server never needs: their code is loaded when one of them is called, or all when help is asked for.
 */
async function further(argv: readonly string[]): Promise<((command: Command) => void)[]> {
  const called = firstWord(argv);
  const wanted = (name: string): boolean =>
    called === name ||
    called === 'help' ||
    (called === undefined && argv.some((argument) => /^(-h|--help)$/.test(argument)));
  return [
    ...(wanted('setup') ? [(await import('./setup.ts')).registerSetup] : []),
    ...(wanted('doctor') ? [(await import('./doctor.ts')).registerDoctor] : []),
    ...(wanted('approve') ? [(await import('./approve.ts')).registerApprove] : []),
    ...(wanted('audit') ? [(await import('./audit.ts')).registerAudit] : []),
    ...(wanted('policy') ? [(await import('./policy.ts')).registerPolicy] : []),
  ];
}

/** The command, where one is named. */
function firstWord(argv: readonly string[]): string | undefined {
  return argv.slice(2).find((argument) => !argument.startsWith('-'));
}

const clockHelp =
  "the sandbox's time: 2026-12-01T09:00:00Z, fast:1440 (a day in a minute), or both with a comma";

function program(argv: readonly string[]): Command {
  const command = new Command('asc-mcp')
    .description(
      "MCP server for Apple's App Store Connect API. Without a command it serves MCP over stdin and stdout.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(`asc-mcp: ${oneLine(text, firstWord(argv))}`) })
    .showHelpAfterError(false);

  serving(
    command
      .command('serve', { isDefault: true })
      .description('serve MCP over stdin and stdout (the default), or over HTTP'),
  )
    .option('--http', 'serve Streamable HTTP instead, for clients with a token (docs/http.md)')
    .option('--port <number>', 'with --http: port (default 8321); 0 takes a free one', portNumber)
    .option('--host <address>', 'with --http: address to listen on (default 127.0.0.1)')
    .action(async ({ http, ...flags }: Flags & { http?: boolean }) => {
      if (http === true) {
        const { serveHttp } = await import('./serve-http.ts');
        await serveHttp(configured(flags));
      } else {
        const { serve } = await import('./serve.ts');
        await serve(configured(flags));
      }
    });

  command
    .command('demo')
    .description('ask real questions of the embedded sandbox through a real MCP client and print the answers')
    .action(async () => {
      const { demo } = await import('./demo.ts');
      await demo();
    });

  command
    .command('sandbox')
    .description('serve the embedded App Store Connect alone, on this machine, and print a key to use')
    .option('--port <number>', 'port on 127.0.0.1; a free one when absent', portNumber)
    .option('--apps <number>', 'add this many plain apps', portNumber)
    .option('--sandbox-clock <time>', clockHelp)
    .action(async (flags: { port?: number; apps?: number; sandboxClock?: string }) => {
      const { sandbox } = await import('./sandbox.ts');
      await sandbox(flags);
    });

  command
    .command('toolsets')
    .description('the areas that --toolsets takes, with the number and the cost of their tools')
    .action(async () => {
      const { printToolsets } = await import('./toolsets.ts');
      await printToolsets(readConfig().catalogFile);
    });

  command
    .command('catalog')
    .description('the catalogue of operations')
    .command('update <file>')
    .description("read a newer OpenAPI document of Apple's, say what changed, and use it from now on")
    .action(async (file: string) => {
      const { updateCatalog } = await import('./catalog.ts');
      updateCatalog(file);
    });
  return command;
}

function serving(command: Command): Command {
  return command
    .option('--sandbox', 'talk to an embedded App Store Connect with an invented team; needs no key')
    .option('--sandbox-clock <time>', `with --sandbox: ${clockHelp}`)
    .option('--read-only', 'no tool that changes anything')
    .option('--account <name>', 'the account that is meant when none is named (see "asc-mcp setup")')
    .option(
      '--config <file>',
      "JSON with keyId, issuerId, privateKeyPath…; fastlane's api_key.json works too",
    )
    .option(
      '--toolsets <areas>',
      'typed tools for these areas: testflight,pricing or all (see "asc-mcp toolsets")',
    )
    .option('--download-dir <folder>', 'where saved files go (default ~/Downloads/asc)')
    .option('--base-url <url>', 'another address of the API; loopback only')
    .addHelpText(
      'after',
      '\nEnvironment: ASC_ACCOUNT, ASC_KEY_ID, ASC_ISSUER_ID (team keys), ASC_PRIVATE_KEY_PATH or ASC_PRIVATE_KEY, ASC_VENDOR_NUMBER,\nASC_DOWNLOAD_DIR, ASC_READ_ONLY, ASC_TOOLSETS, ASC_SANDBOX, ASC_CONFIG, ASC_CATALOG, ASC_BASE_URL, ASC_POLICY, ASC_STATE_DIR, BROWSER,\nHTTPS_PROXY, NO_PROXY;\nwith --http also ASC_HTTP_TOKEN, ASC_HTTP_HOSTS, ASC_OAUTH_ISSUER, ASC_OAUTH_RESOURCE, ASC_OAUTH_JWKS, ASC_REDIS_URL.',
    );
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new ConfigError(`"${text}" is not a number from 0 to 65535.`);
  return value;
}

function oneLine(text: string, called = ''): string {
  return `${text
    .trim()
    .replace(/^error: /, '')
    // What is no command is taken for an argument of the default one.
    .replace(/^too many arguments for 'serve'\..*$/, (told) =>
      called === 'serve' ? told : `there is no command "${called.slice(0, 40)}"`,
    )
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')}. Run "asc-mcp --help" to see what there is.`;
}
