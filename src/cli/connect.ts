import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import { AscError } from '../client/errors.ts';
import { readCredentials } from '../client/key.ts';
import { apiOrigin } from '../client/target.ts';
import type { Credentials } from '../client/types.ts';
import { type Config, ConfigError } from '../config.ts';
import { defaultPolicy, type Policy, tightened } from '../guard/policy.ts';
import type { ServerFacts } from '../tools/context.ts';
import type { Uploads } from '../tools/media/uploads.ts';
import { jobs } from '../tools/registry.ts';
import type { Pipeline } from '../tools/run.ts';
import { complain } from './print.ts';

/** What serving needs to know before the first call, and how to make the rest then. */
export interface Connection {
  readonly pipeline: () => Promise<Pipeline>;
  /** A write has been handed to the network and its outcome is not known yet. */
  readonly writing: () => boolean;
}

/**
 * Reads the key at once, so that a fault is told at the start, and leaves everything else (catalogue, client, sandbox)
 * to the first call: clients start servers twice and only want the tool list.
 */
export function connect(config: Config, version: string, policy: Policy): Connection {
  const credentials = config.sandbox ? undefined : credentialsOf(config);
  if (credentials instanceof AscError)
    complain(
      `asc-mcp: ${credentials.message} ${credentials.next ?? ''} The tools are listed, but every call will say this.`,
    );
  let made: Promise<Pipeline> | undefined;
  let pipeline: Pipeline | undefined;
  return {
    pipeline: () => {
      made ??= makePipeline(config, version, credentials, policy).then((ready) => {
        pipeline = ready;
        return ready;
      });
      return made;
    },
    writing: () => (pipeline?.context.executor.underWay ?? 0) > 0,
  };
}

/**
 * What only some users have and nothing works without: another address, a catalogue of their own. Without them this
 * costs nothing. Throws `AscError` or `ConfigError`.
 */
export async function checkOtherSources(config: Config): Promise<void> {
  if (!config.sandbox) apiOrigin(config.baseUrl);
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

function credentialsOf(config: Config): Credentials | AscError {
  if (config.keyId === undefined || config.key === undefined) {
    const missing = [
      ...(config.keyId === undefined ? ['ASC_KEY_ID'] : []),
      ...(config.key === undefined ? ['ASC_PRIVATE_KEY_PATH'] : []),
    ].join(' and ');
    return new AscError({
      code: 'no_key',
      message: `There is no App Store Connect API key: ${missing} ${missing.includes(' and ') ? 'are' : 'is'} not set.`,
      meaning: 'Nothing can be asked of Apple without a key.',
      next: 'Make a key in App Store Connect under Users and Access → Integrations, set ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH, and restart; or start with --sandbox to try everything without one.',
      outcome: 'not_sent',
    });
  }
  try {
    return readCredentials({ keyId: config.keyId, issuerId: config.issuerId, key: config.key });
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
}

async function makePipeline(
  config: Config,
  version: string,
  credentials: Credentials | AscError | undefined,
  policy: Policy,
): Promise<Pipeline> {
  const [{ loadCatalog }, { createClient }, { Names }, { Files }, { createGuard }, { createApproval }] =
    await Promise.all([
      import('../catalog/index.ts'),
      import('../client/client.ts'),
      import('../tools/names.ts'),
      import('../tools/files.ts'),
      import('../guard/index.ts'),
      import('../guard/approval/index.ts'),
    ]);
  const catalog = loadCatalog(config.catalogFile);
  const target =
    credentials === undefined
      ? await sandboxOf(catalog)
      : { credentials, baseUrl: config.baseUrl, vendorNumber: undefined };
  const client = createClient({
    credentials: target.credentials,
    ...(target.baseUrl === undefined ? {} : { baseUrl: target.baseUrl }),
  });
  const vendorNumber = config.vendorNumber ?? target.vendorNumber;
  const facts = {
    ...factsOf(config, version, target.credentials, policy),
    ...(vendorNumber === undefined ? {} : { vendorNumber }),
  };
  const uploads = uploadsOf(config, policy, target.baseUrl);
  const { executor, audit } = await createGuard({
    client,
    catalog,
    policy,
    stateDir: config.stateDir,
    keyId: facts.keyId ?? 'none',
    target: facts.sandbox ? 'Sandbox' : `Live account (key ${facts.keyId ?? 'none'})`,
    onAuditHead: (line) => complain(`asc-mcp: ${line}`),
  });
  return {
    forms: policy.approval.channels.includes('elicitation'),
    channels: createApproval({
      folder: config.stateDir,
      channels: policy.approval.channels,
      display: config.display,
      // A PIN chosen now may have been chosen by whoever has this computer: the log remembers.
      onPinSet: (channel) => void audit.append({ kind: 'pin', channel }).catch(() => undefined),
      ...(config.browser === undefined ? {} : { browser: config.browser }),
    }),
    context: {
      catalog,
      client,
      names: new Names(catalog, client),
      files: new Files(resolve(policy.roots.download ?? config.downloadDir), policy.roots.upload),
      uploads,
      facts,
      executor,
      jobs: jobs(facts.readOnly),
    },
    secrets: secretsOf(config, target.credentials),
    log: (line) => complain(`asc-mcp: ${line}`),
  };
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

async function sandboxOf(
  catalog: Catalog,
): Promise<{ credentials: Credentials; baseUrl: string; vendorNumber: string }> {
  const [{ startSandbox }, { teamIds }] = await Promise.all([
    import('../sandbox/index.ts'),
    import('../sandbox/team-ids.ts'),
  ]);
  const { credentials, url: baseUrl } = await startSandbox({ catalog, team: 'demo' });
  return { credentials, baseUrl, vendorNumber: teamIds.vendorNumber };
}

function factsOf(
  config: Config,
  version: string,
  credentials: Credentials | AscError,
  policy: Policy,
): ServerFacts {
  const usable = credentials instanceof AscError ? undefined : credentials;
  return {
    version,
    sandbox: config.sandbox,
    readOnly: policy.mode === 'read-only',
    origin: config.baseUrl ?? 'https://api.appstoreconnect.apple.com',
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
