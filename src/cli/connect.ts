import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import { AscError } from '../client/errors.ts';
import { readCredentials } from '../client/key.ts';
import { apiOrigin } from '../client/target.ts';
import type { AscClient, Credentials } from '../client/types.ts';
import { type Config, ConfigError } from '../config.ts';
import type { AuditHead, AuditLog } from '../guard/audit.ts';
import type { Executor } from '../guard/executor.ts';
import type { SharedState } from '../guard/index.ts';
import { defaultPolicy, type Policy, tightened } from '../guard/policy.ts';
import type { AccountBudget } from '../http/metrics.ts';
import type { CommonAccount, CommonState } from '../redis/state.ts';
import { readFromKeychain } from '../setup/keychain.ts';
import type { OtherChannels } from '../tools/approve.ts';
import type { ServerFacts } from '../tools/context.ts';
import type { Uploads } from '../tools/media/uploads.ts';
import type { Names } from '../tools/names.ts';
import { jobs } from '../tools/registry.ts';
import type { KeptReports } from '../tools/reports/kept.ts';
import type { Pipeline } from '../tools/run.ts';
import { complain } from './print.ts';

/** What serving needs to know before the first call, and how to make the rest then. */
export interface Connection {
  /** What a client's calls work with: its plans, its limits, what it was shown. The same one each time. */
  readonly pipeline: (client?: ClientName, account?: string) => Promise<Pipeline>;
  /** A write has been handed to the network and its outcome is not known yet. */
  readonly writing: () => boolean;
  /** The way to Apple, for what concerns no one client of ours. */
  readonly client: () => Promise<AscClient>;
  /** What has been sent to Apple, as far as anything has. */
  readonly sent: () => { readonly requests: number; readonly budgets: readonly AccountBudget[] };
}

/** Who calls. Over stdin and stdout it is whoever started the server. */
export interface ClientName {
  readonly principal: string;
  /** It may not change anything, whatever the policy says. */
  readonly readOnly: boolean;
}

const owner: ClientName = { principal: 'stdio', readOnly: false };
/** Clients that are remembered; the one that was silent for longest is forgotten first. */
const mostClients = 1_000;

/** What is served, and what all of it has in common. */
export interface Connecting {
  readonly config: Config;
  readonly version: string;
  readonly policy: Policy;
  readonly common?: (catalog: Catalog, account: CommonAccount) => Promise<CommonState>;
  /** The account's name, where it has one, and those of the others. */
  readonly account?: { readonly name: string; readonly others: readonly string[] };
  /** Clients of the other accounts. */
  readonly otherClients?: () => Promise<readonly AscClient[]>;
}

/**
 * Reads the key at once, so that a fault is told at the start, and leaves everything else (catalogue, client, sandbox)
 * to the first call: clients start servers twice and only want the tool list.
 */
export function connect(connecting: Connecting): Connection {
  const { config } = connecting;
  const credentials = config.sandbox ? undefined : credentialsOf(config);
  if (credentials instanceof AscError)
    complain(
      `asc-mcp: ${connecting.account === undefined ? '' : `account ${connecting.account.name}: `}${credentials.message} ${credentials.next ?? ''} The tools are listed, but every call will say this.`,
    );
  let parts: Promise<Parts> | undefined;
  let client: AscClient | undefined;
  const made = new Map<string, Promise<Pipeline>>();
  const executors = new Map<string, Executor>();
  const ready = (): Promise<Parts> => {
    parts ??= makeParts(connecting, credentials).then(
      (all) => {
        client = all.client;
        return all;
      },
      (error: unknown) => {
        // What failed now may work for the next call.
        parts = undefined;
        throw error;
      },
    );
    return parts;
  };
  return {
    client: async () => (await ready()).client,
    pipeline: (name = owner) => {
      const key = `${name.principal} ${name.readOnly}`;
      const pipeline =
        made.get(key) ??
        (async () => {
          try {
            const made = await pipelineFor(await ready(), name);
            executors.set(key, made.context.executor);
            return made;
          } catch (error) {
            made.delete(key);
            throw error;
          }
        })();
      // Put at the end: the first is the one that was silent for longest.
      made.delete(key);
      made.set(key, pipeline);
      const [silent] = made.keys();
      if (made.size > mostClients && silent !== undefined && executors.get(silent)?.underWay === 0) {
        made.delete(silent);
        executors.delete(silent);
      }
      return pipeline;
    },
    writing: () => [...executors.values()].some(({ underWay }) => underWay > 0),
    sent: () => ({ requests: client?.requestCount() ?? 0, budgets: client?.rate() ?? [] }),
  };
}

/**
 * What only some users have and nothing works without: another address, a catalogue of their own. Without them this
 * costs nothing. Throws `AscError` or `ConfigError`.
 */
export async function checkOtherSources(config: Config): Promise<void> {
  if (!config.sandbox) apiOrigin(config.baseUrl);
  if (config.sandboxClock !== undefined) await checkClock(config.sandboxClock, config.sandbox);
  if (config.catalogFile === undefined) return;
  const { loadCatalog } = await import('../catalog/index.ts');
  try {
    loadCatalog(config.catalogFile);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ConfigError(
      `The catalogue ${config.catalogFile} cannot be used${code}. Make it anew with "asc-mcp catalog update FILE", or remove it to use the one that came with this version.`,
    );
  }
}

async function checkClock(clock: string, sandbox: boolean): Promise<void> {
  if (!sandbox) throw new ConfigError('--sandbox-clock needs --sandbox: Apple has no other clock than ours.');
  const { parseClock } = await import('../sandbox/clock.ts');
  try {
    parseClock(clock);
  } catch (error) {
    throw error instanceof RangeError ? new ConfigError(error.message) : error;
  }
}

/**
 * The policy file, or the default where there is none, tightened by the flags. Read here, before the first byte is
 * served: what is wrong in it stops the start. Throws `ConfigError`.
 */
export async function policyOf(config: Config): Promise<Policy> {
  const flags = { readOnly: config.readOnly };
  // A dangling link is a file that is wrong, not one that is absent.
  if (lstatSync(config.policyFile, { throwIfNoEntry: false }) === undefined)
    return tightened(defaultPolicy, flags);
  const [{ loadPolicy, PolicyError }, { loadCatalog }] = await Promise.all([
    import('../guard/policy-file.ts'),
    import('../catalog/index.ts'),
  ]);
  try {
    return tightened(loadPolicy(config.policyFile, loadCatalog(config.catalogFile)), flags);
  } catch (error) {
    throw error instanceof PolicyError ? new ConfigError(error.message) : error;
  }
}

export function credentialsOf(config: Config): Credentials | AscError {
  if (config.keyId === undefined || config.key === undefined) {
    const missing = [
      ...(config.keyId === undefined ? ['ASC_KEY_ID'] : []),
      ...(config.key === undefined ? ['ASC_PRIVATE_KEY_PATH'] : []),
    ].join(' and ');
    return new AscError({
      code: 'no_key',
      message: `There is no App Store Connect API key: ${missing} ${missing.includes(' and ') ? 'are' : 'is'} not set.`,
      meaning: 'Nothing can be asked of Apple without a key.',
      next: 'Make a key in App Store Connect under Users and Access → Integrations, run asc-mcp setup (or set ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH), and restart; or start with --sandbox to try everything without one.',
      outcome: 'not_sent',
    });
  }
  const key = 'keychain' in config.key ? { text: readFromKeychain(config.keyId) ?? '' } : config.key;
  if ('text' in key && key.text === '')
    return new AscError({
      code: 'keychain_closed',
      message: `The key ${config.keyId} could not be read from the system's keychain.`,
      meaning: 'The keychain is locked, nobody allowed it, or the key was taken out of it.',
      next: 'Unlock the keychain and restart, or give the key again: asc-mcp setup.',
      outcome: 'not_sent',
    });
  try {
    return readCredentials({ keyId: config.keyId, issuerId: config.issuerId, key });
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
}

/** What all clients of a process share: the way to Apple, the log, the ways to people. */
interface Parts {
  readonly config: Config;
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly client: AscClient;
  readonly names: Names;
  readonly facts: ServerFacts;
  readonly uploads: () => Promise<Uploads>;
  readonly reports: () => Promise<KeptReports>;
  readonly audit: AuditLog;
  readonly shared: SharedState | undefined;
  readonly channels: OtherChannels;
  readonly secrets: readonly string[];
  readonly otherClients: Connecting['otherClients'];
}

async function makeParts(
  { config, version, policy, common, account, otherClients }: Connecting,
  credentials: Credentials | AscError | undefined,
): Promise<Parts> {
  const [{ loadCatalog }, { createClient }, { Names }, { auditFolder }, { AuditLog }, { createApproval }] =
    await Promise.all([
      import('../catalog/index.ts'),
      import('../client/client.ts'),
      import('../tools/names.ts'),
      import('../guard/index.ts'),
      import('../guard/audit.ts'),
      import('../guard/approval/index.ts'),
    ]);
  const catalog = loadCatalog(config.catalogFile);
  const target =
    credentials === undefined
      ? await sandboxOf(catalog, config.sandboxClock)
      : { credentials, baseUrl: config.baseUrl, vendorNumber: undefined };
  const keyId = target.credentials instanceof AscError ? 'none' : target.credentials.keyId;
  const origin = apiOrigin(target.baseUrl);
  const state = await common?.(catalog, {
    keyId,
    origin,
    ...(target.credentials instanceof AscError ? {} : { privateKey: target.credentials.privateKey }),
    ...(account === undefined ? {} : { name: account.name }),
  });
  const client = createClient({
    credentials: target.credentials,
    ...(state === undefined ? {} : { sharedRate: state.rate }),
    ...(config.scopedTokens && policy.mode === 'read-only' ? { onScopeRefused } : {}),
    ...(target.baseUrl === undefined ? {} : { baseUrl: target.baseUrl }),
  });
  const vendorNumber = config.vendorNumber ?? target.vendorNumber;
  const facts = {
    ...factsOf(config, version, target.credentials, policy, origin),
    ...(vendorNumber === undefined ? {} : { vendorNumber }),
    ...(account === undefined ? {} : { account: account.name, otherAccounts: account.others }),
  };
  const log = auditFolder(config.stateDir);
  const audit = AuditLog.open(log, {
    onHead: ({ n, h }) => complain(`asc-mcp: audit head ${n} ${h}`),
    ...(state === undefined
      ? {}
      : { keepHead: (head: AuditHead, chain: string) => state.auditHeads.keep(log, chain, head) }),
  });
  return {
    config,
    policy,
    catalog,
    client,
    names: new Names(catalog, client),
    facts,
    uploads: uploadsOf(config, policy, target.baseUrl),
    reports: reportsOf(config, keyId, target.baseUrl),
    audit,
    shared: state?.guard,
    channels: createApproval({
      folder: config.stateDir,
      channels: policy.approval.channels,
      display: config.display,
      // A PIN chosen now may have been chosen by whoever has this computer: the log remembers.
      onPinSet: (channel) => void audit.append({ kind: 'pin', channel }).catch(() => undefined),
      ...(config.browser === undefined ? {} : { browser: config.browser }),
    }),
    secrets: secretsOf(config, target.credentials),
    otherClients,
  };
}

/** A client's own guard, on the parts that all share. What it saves lands where no other client reads. */
async function pipelineFor(parts: Parts, { principal, readOnly }: ClientName): Promise<Pipeline> {
  const [{ createGuard }, { Files }] = await Promise.all([
    import('../guard/index.ts'),
    import('../tools/files.ts'),
  ]);
  const { config, catalog, client, names, uploads, reports, audit, shared, channels, secrets } = parts;
  const policy = tightened(parts.policy, { readOnly });
  const facts = { ...parts.facts, readOnly: policy.mode === 'read-only' };
  const { executor } = await createGuard({
    client,
    catalog,
    policy,
    principal,
    stateDir: config.stateDir,
    audit,
    keyId: facts.keyId ?? 'none',
    target: targetOf(facts),
    ...(facts.account === undefined ? {} : { account: facts.account }),
    ...(parts.otherClients === undefined ? {} : { others: parts.otherClients }),
    ...(shared === undefined ? {} : { shared }),
  });
  const downloads = resolve(policy.roots.download ?? config.downloadDir);
  const folder = principal.startsWith('http-') ? join(downloads, 'clients', principal) : downloads;
  return {
    forms: policy.approval.channels.includes('elicitation'),
    channels,
    context: {
      catalog,
      client,
      names,
      files: new Files(folder, policy.roots.upload),
      uploads,
      reports,
      facts,
      executor,
      jobs: jobs(facts.readOnly),
    },
    secrets,
    log: (line) => complain(`asc-mcp: ${line}`),
  };
}

function onScopeRefused(): void {
  complain(
    'asc-mcp: App Store Connect does not take tokens for one read each (ASC_SCOPED_TOKENS). The usual ones are used; that nothing is changed, this server alone ensures.',
  );
}

/** Where changes go, in words for the person who agrees to them. */
function targetOf({ sandbox, account, keyId }: ServerFacts): string {
  if (sandbox) return 'Sandbox';
  return `Live account ${account === undefined ? '' : `"${account}" `}(key ${keyId ?? 'none'})`;
}

/** Loaded with the first file that is sent. */
function uploadsOf(config: Config, policy: Policy, baseUrl: string | undefined): () => Promise<Uploads> {
  let made: Promise<Uploads> | undefined;
  const own = [
    config.policyFile,
    ...(config.key !== undefined && 'path' in config.key ? [config.key.path] : []),
  ];
  return () => {
    made ??= import('../tools/media/uploads.ts').then(
      ({ Uploads }) =>
        new Uploads({
          origin: apiOrigin(baseUrl),
          roots: policy.roots.upload,
          stateDir: config.stateDir,
          own,
        }),
    );
    return made;
  };
}

/** Loaded with the first report. */
function reportsOf(config: Config, keyId: string, baseUrl: string | undefined): () => Promise<KeptReports> {
  let made: Promise<KeptReports> | undefined;
  return () => {
    made ??= import('../tools/reports/kept.ts').then(
      ({ KeptReports }) => new KeptReports({ origin: apiOrigin(baseUrl), keyId, stateDir: config.stateDir }),
    );
    return made;
  };
}

async function sandboxOf(
  catalog: Catalog,
  sandboxClock: string | undefined,
): Promise<{ credentials: Credentials; baseUrl: string; vendorNumber: string }> {
  const [{ startSandbox }, { teamIds }] = await Promise.all([
    import('../sandbox/index.ts'),
    import('../sandbox/team-ids.ts'),
  ]);
  const sandbox = await startSandbox({
    catalog,
    team: 'demo',
    ...(sandboxClock === undefined ? {} : { sandboxClock }),
  });
  const { credentials, url: baseUrl } = sandbox;
  // For the person who asked for another time; the assistant sees no stderr, and must not turn the clock itself.
  if (sandboxClock !== undefined)
    complain(
      `asc-mcp: the sandbox's clock is at ${baseUrl}/sandbox/clock, with the header x-sandbox-key: ${sandbox.controlKey}`,
    );
  return { credentials, baseUrl, vendorNumber: teamIds.vendorNumber };
}

function factsOf(
  config: Config,
  version: string,
  credentials: Credentials | AscError,
  policy: Policy,
  origin: string,
): ServerFacts {
  const usable = credentials instanceof AscError ? undefined : credentials;
  return {
    version,
    sandbox: config.sandbox,
    readOnly: policy.mode === 'read-only',
    origin,
    ...(usable === undefined
      ? {}
      : {
          keyId: usable.keyId,
          keyKind: usable.issuerId === undefined ? ('individual' as const) : ('team' as const),
        }),
    ...(credentials instanceof AscError
      ? { keyProblem: `${credentials.message} ${credentials.next ?? ''}`.trim() }
      : {}),
  };
}

/** Lines of the key and its path: replaced wherever they might turn up in an answer. */
function secretsOf(config: Config, credentials: Credentials | AscError): readonly string[] {
  const path = config.key !== undefined && 'path' in config.key ? [config.key.path] : [];
  if (credentials instanceof AscError) return path;
  return [
    ...path,
    ...credentials.privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')),
  ];
}
