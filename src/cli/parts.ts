import type { Catalog } from '../catalog/index.ts';
import { AscError } from '../client/errors.ts';
import { apiOrigin } from '../client/target.ts';
import type { AscClient, Credentials } from '../client/types.ts';
import type { Config } from '../config.ts';
import type { AuditHead, AuditLog } from '../guard/audit.ts';
import type { SharedState } from '../guard/index.ts';
import type { Policy } from '../guard/policy.ts';
import type { ForeignText } from '../guard/taint.ts';
import type { CommonAccount, CommonState } from '../redis/state.ts';
import type { OtherChannels } from '../tools/approve.ts';
import type { ServerFacts, ToolContext } from '../tools/context.ts';
import type { Uploads } from '../tools/media/uploads.ts';
import type { KeptReports } from '../tools/reports/kept.ts';
import { secretsOf } from './credentials.ts';
import { complain } from './print.ts';

/** What is served, and what all of it has in common. */
export interface Connecting {
  readonly config: Config;
  readonly version: string;
  readonly policy: Policy;
  /** State that several processes share; `undefined` where there is none. */
  readonly common?: (catalog: Catalog, account: CommonAccount) => Promise<CommonState | undefined>;
  /** The account's name, where it has one, and those of the others. */
  readonly account?: { readonly name: string; readonly others: readonly string[] };
  /** Clients of the other accounts. */
  readonly otherClients?: () => Promise<readonly AscClient[]>;
  /** What a client was shown of other people's text, through whichever account; of this one alone when absent. */
  readonly foreignText?: (principal: string) => ForeignText;
}

/** What all clients of a process share: the way to Apple, the log, the ways to people. */
export interface Parts
  extends Pick<ToolContext, 'catalog' | 'client' | 'names' | 'facts' | 'uploads' | 'reports'> {
  readonly config: Config;
  readonly policy: Policy;
  readonly audit: AuditLog;
  readonly shared: SharedState | undefined;
  readonly channels: OtherChannels;
  readonly secrets: readonly string[];
  readonly otherClients: Connecting['otherClients'];
  readonly foreignText: Connecting['foreignText'];
}

/** Loads what the first call needs, and no more. */
export async function makeParts(
  { config, version, policy, common, account, otherClients, foreignText }: Connecting,
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
    foreignText,
  };
}

function onScopeRefused(): void {
  complain(
    'asc-mcp: App Store Connect does not take tokens for one read each (ASC_SCOPED_TOKENS). The usual ones are used; that nothing is changed, this server alone ensures.',
  );
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
