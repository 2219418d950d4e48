import { setTimeout } from 'node:timers/promises';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type Config, forgetSecrets } from '../config.ts';
import { serverFactory } from '../server.ts';
import { listedTools } from '../tools/registry.ts';
import { connectAccounts } from './accounts.ts';
import { complain, keepStdoutForProtocol, protocolOutput, whenReaderIsGone } from './print.ts';
import { policyOf } from './start-checks.ts';
import { CheckedStdio } from './stdio.ts';
import { toolsetsOf } from './toolsets.ts';
import { version } from './version.ts';

/** Serves MCP over stdin and stdout until the client goes. Throws before the first byte when the configuration cannot work. */
export async function serve(config: Config): Promise<void> {
  keepStdoutForProtocol();
  const policy = await policyOf(config);
  const toolsets = await toolsetsOf(config, policy);
  const { connection, accounts } = await connectAccounts({ config, version, policy });
  forgetSecrets();
  const makeServer = serverFactory({
    version,
    sandbox: config.sandbox,
    tools: listedTools(policy.mode === 'read-only'),
    ...toolsets,
    ...(accounts === undefined ? {} : { accounts }),
  });
  const handle = serveStdio(
    // One connection, one client: what it was caught at holds for it alone.
    () => makeServer({ pipeline: (account) => connection.pipeline(undefined, account), distrusted: false }),
    {
      transport: new CheckedStdio(process.stdin, protocolOutput()),
      onerror: (error) => {
        // A reader that is gone is no fault of ours: the process ends.
        if (!error.message.includes('EPIPE'))
          complain(`asc-mcp: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 500)}`);
      },
    },
  );
  const stop = (): void => void handle.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // The client is gone: reads are aborted by the transport, and neither sockets nor the sandbox must keep us.
  process.stdin.on('end', () => void leave(connection.writing));
  // With nobody to answer, Node 24 does not say that stdin has ended.
  whenReaderIsGone(() => void leave(connection.writing));
}

/** Milliseconds: to let aborted calls end, and at most for a write whose outcome belongs into the audit log. */
const grace = 200;
const longestWrite = 10_000;

async function leave(writing: () => boolean): Promise<void> {
  const from = performance.now();
  do await setTimeout(grace);
  while (writing() && performance.now() - from < longestWrite);
  process.exit(0);
}
