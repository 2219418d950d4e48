import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { type Config, ConfigError, forgetSecrets } from '../config.ts';
import { tightened } from '../guard/policy.ts';
import { privateFolder, replaceFile } from '../guard/private-file.ts';
import { oneToken, principalOf, scopes, serverTokens } from '../http/admission.ts';
import { type Listening, listen } from '../http/listen.ts';
import { createMetrics } from '../http/metrics.ts';
import { type CommonState, commonState } from '../redis/state.ts';
import { type ServedClient, serverFactory } from '../server.ts';
import { listedTools } from '../tools/registry.ts';
import { connectAccounts } from './accounts.ts';
import type { Connection } from './connect.ts';
import type { Connecting } from './parts.ts';
import type { ClientName } from './pipeline.ts';
import { policyOf } from './start-checks.ts';
import { toolsetsOf } from './toolsets.ts';
import { version } from './version.ts';

/** Milliseconds from the signal to the end at the latest: supervisors kill what takes longer. */
const longestStop = 9_500;
/** Of these, what requests under way get; the rest is for a write whose outcome belongs into the log. */
const grace = 8_000;
/** Clients whose distrust is remembered; the one that was silent for longest is forgotten first. */
const mostClients = 1_000;

/** Serves MCP over Streamable HTTP until it is told to stop. Throws before it listens when the configuration cannot work. */
export async function serveHttp(config: Config): Promise<void> {
  assertSafe(config);
  const policy = await policyOf(config);
  const toolsets = {
    reading: await toolsetsOf(config, tightened(policy, { readOnly: true })),
    writing: await toolsetsOf(config, policy),
  };
  const logger = pino({ base: { name: 'asc-mcp' } }, pino.destination({ dest: 2, sync: true }));
  // One for each key; the first is the default account's.
  const states: CommonState[] = [];
  const { redisUrl: url } = config;
  const common: Connecting['common'] = async (catalog, account) => {
    if (url === undefined) return undefined;
    const state = await commonState({ url, account, catalog, onLoss: (message) => logger.error(message) });
    states.push(state);
    return state;
  };
  const { connection, accounts } = await connectAccounts({ config, version, policy, common });
  const { token, kept } = await tokenOf(config);
  // Everything that can fail fails before the first client comes: the key, the catalogue, Redis.
  for (const account of accounts ?? [undefined])
    await connection.pipeline({ principal: 'http', readOnly: false }, account);
  forgetSecrets();
  const forgetful = await states[0]?.forgets();
  if (forgetful !== undefined) logger.warn(forgetful);
  /** Every account speaks to the same Redis: one fault stands for all. */
  const missing = async (): Promise<Readonly<Record<string, string>>> => {
    const faults = await Promise.all(states.map((state) => state.check()));
    const [fault] = faults.flatMap((found) => found ?? []);
    return fault === undefined ? {} : { redis: fault.word };
  };
  const metrics = createMetrics({
    budgets: () => connection.sent().budgets,
    sent: () => connection.sent().requests,
    ...(states.length === 0 ? {} : { redis: async () => Object.keys(await missing()).length === 0 }),
  });
  const factory = (readOnly: boolean) =>
    serverFactory({
      version,
      sandbox: config.sandbox,
      tools: listedTools(readOnly),
      ...(readOnly ? toolsets.reading : toolsets.writing),
      ...(accounts === undefined ? {} : { accounts }),
      onCall: (tool, milliseconds, failed) => metrics.call(tool, milliseconds, failed),
      ...(states[0] === undefined ? {} : { stateKey: states[0].stateKey }),
    });
  const servers = { reading: factory(true), writing: factory(policy.mode === 'read-only') };
  const clients = rememberedClients(connection);
  const { oauth } = config.http;
  const listening = await listen({
    ...config.http,
    version,
    verifier: oauth === undefined ? oneToken(token) : serverTokens(oauth),
    serverFor: (auth) => {
      const name = { principal: principalOf(auth), readOnly: !auth.scopes.includes(scopes.write) };
      return (name.readOnly ? servers.reading : servers.writing)(clients(name));
    },
    metrics,
    missing,
    log: (entry) => logger.info(entry),
    onError: (error) => logger.warn(error.message.replaceAll(/\s+/g, ' ').slice(0, 500)),
  });
  onceToldToStop(() => {
    logger.info('stopping');
    return stopped(listening, connection, states);
  });
  // Said last: whoever reads it may send a signal at once.
  logger.info(
    `MCP at ${listening.url}${oauth === undefined ? `; the token for clients is ${kept}` : `; tokens of ${oauth.issuer}`}${states.length === 0 ? '' : '; state in Redis'}`,
  );
}

/** Each client as it was served before: what it was caught at holds for its later requests. */
function rememberedClients(connection: Connection): (name: ClientName) => ServedClient {
  const served = new Map<string, ServedClient>();
  return (name) => {
    const key = `${name.principal} ${name.readOnly}`;
    const client = served.get(key) ?? {
      pipeline: (account?: string) => connection.pipeline(name, account),
      distrusted: false,
    };
    // Put at the end: the first is the one that was silent for longest.
    served.delete(key);
    served.set(key, client);
    const [silent] = served.keys();
    if (served.size > mostClients && silent !== undefined) served.delete(silent);
    return client;
  };
}

/** Ends the process with the first signal, once `stop` is through or took too long. */
function onceToldToStop(stop: () => Promise<void>): void {
  const end = (): void => {
    setTimeout(() => process.exit(0), longestStop).unref();
    void stop().finally(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function stopped(
  listening: Listening,
  connection: Connection,
  states: readonly CommonState[],
): Promise<void> {
  const from = performance.now();
  await listening.close(grace);
  while (connection.writing() && performance.now() - from < longestStop) await pause(50);
  await Promise.all(states.map((state) => state.close()));
}

/** Reached from elsewhere, one token for all is not enough, and names must be known. Throws `ConfigError`. */
function assertSafe({ http: { host, hosts, oauth } }: Config): void {
  if (['127.0.0.1', 'localhost', '::1'].includes(host)) return;
  if (hosts.length === 0)
    throw new ConfigError(
      `--host ${host} lets other machines in: set ASC_HTTP_HOSTS to the names by which they reach this server.`,
    );
  if (oauth === undefined)
    throw new ConfigError(
      `--host ${host} lets other machines in, and one token for all of them says nothing about who acts: set ASC_OAUTH_ISSUER, ASC_OAUTH_RESOURCE and ASC_OAUTH_JWKS.`,
    );
}

/** The token that clients send: the one that is set, or one that is made once and kept for the owner's eyes. */
async function tokenOf(config: Config): Promise<{ readonly token: string; readonly kept: string }> {
  const { token } = config.http;
  if (token !== undefined) {
    if (token.length < 24) throw new ConfigError('ASC_HTTP_TOKEN must have at least 24 characters.');
    return { token, kept: 'the one in ASC_HTTP_TOKEN' };
  }
  const path = join(config.stateDir, 'http-token');
  try {
    const known = readFileSync(path, 'utf8').trim();
    if (known.length >= 24) return { token: known, kept: `in ${path}` };
  } catch {
    // There is none yet.
  }
  const made = randomBytes(32).toString('base64url');
  await privateFolder(config.stateDir);
  await replaceFile(path, `${made}\n`);
  return { token: made, kept: `in ${path}` };
}
