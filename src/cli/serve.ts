import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type Config, forgetSecrets } from '../config.ts';
import { serverFactory } from '../server.ts';
import { listedTools } from '../tools/registry.ts';
import { checkOtherSources, connect, policyOf } from './connect.ts';
import { complain } from './print.ts';
import { version } from './version.ts';

/** Serves MCP over stdin and stdout until the client goes. Throws before the first byte when the configuration cannot work. */
export async function serve(config: Config): Promise<void> {
  await checkOtherSources(config);
  const policy = await policyOf(config);
  const { pipeline } = connect(config, version, policy);
  forgetSecrets();
  const handle = serveStdio(
    serverFactory({
      version,
      sandbox: config.sandbox,
      tools: listedTools(policy.mode === 'read-only'),
      pipeline,
    }),
    {
      onerror: (error) => complain(`asc-mcp: ${error.message}`),
    },
  );
  const stop = (): void => void handle.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // The client is gone: calls under way are aborted by the transport; sockets and the sandbox must not keep us.
  process.stdin.on('end', () => setTimeout(() => process.exit(0), 200));
}
