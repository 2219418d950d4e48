import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as z from 'zod';

/** Where a private key comes from: a file, its text, or the system's keychain, where it stands under its id. */
export type KeySource = { readonly path: string } | { readonly text: string } | { readonly keychain: true };

/** The proxy of this machine as the environment has it, and what is reached without it. */
export interface ProxyConfig {
  /** `http://proxy.example.com:8080` */
  readonly origin: string;
  /** `Basic …`, when the variable names a user. A secret. */
  readonly authorization?: string;
  readonly except: readonly string[];
}

/** Everything that flags, environment and configuration file say, checked and frozen. Secrets are only in `key`. */
export interface Config {
  /** Talk to the embedded App Store Connect instead of Apple. */
  readonly sandbox: boolean;
  /** What the sandbox's clock shows and how fast it goes; the time on the wall when absent. */
  readonly sandboxClock: string | undefined;
  readonly readOnly: boolean;
  /** In read-only mode, tokens that allow one read each, where Apple takes them. */
  readonly scopedTokens: boolean;
  readonly keyId: string | undefined;
  /** Absent for an individual key. */
  readonly issuerId: string | undefined;
  readonly key: KeySource | undefined;
  /** Areas whose operations are listed as typed tools; absent: what the policy file says. */
  readonly toolsets: readonly string[] | undefined;
  /** Loopback only; the client refuses anything else. */
  readonly baseUrl: string | undefined;
  readonly vendorNumber: string | undefined;
  readonly downloadDir: string;
  /** A newer catalogue of the user's, made by `asc-mcp catalog update`. */
  readonly catalogFile: string | undefined;
  /** What may be done; absent files mean the defaults. */
  readonly policyFile: string;
  /** Folder of the audit log, the approval PIN and the meeting points of pending plans. */
  readonly stateDir: string;
  /** Command that opens an address, from BROWSER; the system's own when absent. */
  readonly browser: string | undefined;
  /** How to serve over HTTP. */
  readonly http: HttpConfig;
  /** Where several servers keep plans, limits and the rate budget together; in memory when absent. Holds a password. */
  readonly redisUrl: string | undefined;
  /** The account of `accounts.json` that was named: it wins over a key of the environment. */
  readonly account: string | undefined;
  readonly proxy: ProxyConfig | undefined;
  /** A screen on which a dialog or a browser can appear (Linux: DISPLAY or WAYLAND_DISPLAY). */
  readonly display: boolean;
}

/** Who may connect over HTTP, and under which names this server is reached. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** What clients send as bearer token; made and kept in the state folder when absent. */
  readonly token: string | undefined;
  /** Names beside those of this machine by which clients and their pages may address the server. */
  readonly hosts: readonly string[];
  /** Tokens of an authorization server instead of the one token. */
  readonly oauth: OAuthConfig | undefined;
}

export interface OAuthConfig {
  readonly issuer: string;
  /** The audience of tokens for this server: its own address as clients know it, `https://asc.example.com/mcp`. */
  readonly resource: string;
  /** Where the issuer publishes its keys. */
  readonly jwks: string;
}

/** Flags of the command that matter here; all others belong to their command. */
export interface Flags {
  readonly sandbox?: boolean;
  readonly sandboxClock?: string;
  readonly readOnly?: boolean;
  readonly config?: string;
  readonly downloadDir?: string;
  readonly baseUrl?: string;
  readonly toolsets?: string;
  readonly account?: string;
  readonly host?: string;
  readonly port?: number;
}

/** The command cannot start: one line for a person, exit code 2. */
export class ConfigError extends Error {}

/** The configuration file; also fastlane's `api_key.json`, so that a team that has one need not write another. */
const fileSchema = z.strictObject({
  keyId: z.string().optional(),
  issuerId: z.string().optional(),
  privateKeyPath: z.string().optional(),
  vendorNumber: z.string().optional(),
  downloadDir: z.string().optional(),
  readOnly: z.boolean().optional(),
  key_id: z.string().optional(),
  issuer_id: z.string().optional(),
  key: z.string().optional(),
  key_filepath: z.string().optional(),
  duration: z.number().optional(),
  in_house: z.boolean().optional(),
});

/** Folder for what this command keeps for a user: policy, audit log, approval PIN, a newer catalogue. */
export function userFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return home(given(environment['ASC_STATE_DIR']) ?? join('~', '.config', 'app-store-connect-mcp'));
}

/** Windows: where applications keep their data (APPDATA). */
export function applicationData(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return given(environment['APPDATA']);
}

/** Folders in which commands are looked for. */
export function searchPath(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  return (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Flags win over the environment, the environment over the file. Throws `ConfigError`. */
export function readConfig(flags: Flags = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const variable = (name: string): string | undefined => given(environment[name]);
  const file = readFile(flags.config ?? variable('ASC_CONFIG'));
  const keyId = variable('ASC_KEY_ID') ?? given(file.keyId) ?? given(file.key_id);
  const inline = variable('ASC_PRIVATE_KEY') ?? given(file.key);
  const path = variable('ASC_PRIVATE_KEY_PATH') ?? given(file.privateKeyPath) ?? given(file.key_filepath);
  const key =
    path !== undefined ? { path: home(path) } : inline !== undefined ? { text: inline } : customaryKey(keyId);
  const catalogFile = variable('ASC_CATALOG') ?? existing(join(userFolder(environment), 'catalog.json'));
  const readOnly = flags.readOnly ?? (isOn(variable('ASC_READ_ONLY')) || file.readOnly === true);
  return Object.freeze({
    sandbox: flags.sandbox ?? isOn(variable('ASC_SANDBOX')),
    sandboxClock: flags.sandboxClock,
    readOnly,
    scopedTokens: isOn(variable('ASC_SCOPED_TOKENS')),
    toolsets: listOf(flags.toolsets ?? variable('ASC_TOOLSETS')),
    keyId,
    issuerId: variable('ASC_ISSUER_ID') ?? given(file.issuerId) ?? given(file.issuer_id),
    key,
    baseUrl: flags.baseUrl ?? variable('ASC_BASE_URL'),
    vendorNumber: variable('ASC_VENDOR_NUMBER') ?? given(file.vendorNumber),
    downloadDir: home(
      flags.downloadDir ??
        variable('ASC_DOWNLOAD_DIR') ??
        given(file.downloadDir) ??
        join('~', 'Downloads', 'asc'),
    ),
    catalogFile: catalogFile === undefined ? undefined : home(catalogFile),
    policyFile: home(variable('ASC_POLICY') ?? join(userFolder(environment), 'policy.json')),
    stateDir: userFolder(environment),
    browser: variable('BROWSER'),
    http: {
      host: flags.host ?? '127.0.0.1',
      port: flags.port ?? 8_321,
      token: variable('ASC_HTTP_TOKEN'),
      hosts: listOf(variable('ASC_HTTP_HOSTS')) ?? [],
      oauth: oauthOf(
        variable('ASC_OAUTH_ISSUER'),
        variable('ASC_OAUTH_RESOURCE'),
        variable('ASC_OAUTH_JWKS'),
      ),
    },
    redisUrl: redisUrlOf(environment),
    account: flags.account ?? variable('ASC_ACCOUNT'),
    proxy: proxyOf(environment),
    display:
      process.platform !== 'linux' ||
      variable('DISPLAY') !== undefined ||
      variable('WAYLAND_DISPLAY') !== undefined,
  });
}

/**
 * HTTPS_PROXY, or HTTP_PROXY where only that is set; the lower-case name wins, as with curl. Throws `ConfigError`, which
 * never shows the value: a password may be in it.
 */
function proxyOf(environment: NodeJS.ProcessEnv): ProxyConfig | undefined {
  const either = (name: string): string | undefined =>
    given(environment[name.toLowerCase()]) ?? given(environment[name]);
  const address = either('HTTPS_PROXY') ?? either('HTTP_PROXY');
  if (address === undefined) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new ConfigError('HTTPS_PROXY is not an address such as http://proxy.example.com:8080.');
  let user: string;
  try {
    user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new ConfigError(
      'The user or password in HTTPS_PROXY is not written as addresses have it (%40 for @).',
    );
  }
  return {
    origin: url.origin,
    ...(url.username === '' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
    except: (either('NO_PROXY') ?? '').split(/[\s,]+/).filter((name) => name !== ''),
  };
}

/**
 * Where several servers keep what they have in common; undefined when there is one server. Throws `ConfigError`, which
 * never shows the value: a password is in it.
 */
export function redisUrlOf(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const address = given(environment['ASC_REDIS_URL']);
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new ConfigError(
      'ASC_REDIS_URL is not an address such as redis://user:password@host:6379, or rediss:// with TLS. Signs like @ / # in the password are written as %40 %2F %23.',
    );
  return address;
}

/** All three or none: a server that checks half of a token lets everybody in. */
function oauthOf(
  issuer: string | undefined,
  resource: string | undefined,
  jwks: string | undefined,
): OAuthConfig | undefined {
  if (issuer === undefined && resource === undefined && jwks === undefined) return undefined;
  if (issuer === undefined || resource === undefined || jwks === undefined)
    throw new ConfigError(
      'ASC_OAUTH_ISSUER, ASC_OAUTH_RESOURCE and ASC_OAUTH_JWKS belong together: set all three.',
    );
  for (const [name, address] of Object.entries({ ASC_OAUTH_RESOURCE: resource, ASC_OAUTH_JWKS: jwks })) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const local = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url === undefined || (url.protocol !== 'https:' && !local))
      throw new ConfigError(`${name} must be an https address (or one of this machine, to try it).`);
  }
  return { issuer, resource, jwks };
}

/** Takes secrets out of the environment, so that nothing started from here inherits them. */
export function forgetSecrets(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of ['ASC_PRIVATE_KEY', 'ASC_HTTP_TOKEN', 'ASC_REDIS_URL']) delete environment[name];
}

/**
 * A value that says something. Claude Desktop hands blank optional settings over as the literal `${user_config.x}`
 * (mcpb issue 250, open on 2026-11-22).
 */
function given(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === undefined || text === '' || /^\$\{.*\}$/.test(text) ? undefined : text;
}

function isOn(value: string | undefined): boolean {
  if (value === undefined || /^(0|false|no|off)$/i.test(value)) return false;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  throw new ConfigError(
    `"${value.slice(0, 20)}" is neither true nor false (ASC_READ_ONLY, ASC_SANDBOX, ASC_SCOPED_TOKENS).`,
  );
}

/** Names separated by commas. */
function listOf(value: string | undefined): readonly string[] | undefined {
  return value
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function home(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** Where Apple's own tools look for keys: `AuthKey_<key id>.p8` in one of three folders. */
function customaryKey(keyId: string | undefined): KeySource | undefined {
  if (keyId === undefined || !/^[A-Za-z0-9]{1,32}$/.test(keyId)) return undefined;
  for (const folder of ['~/.appstoreconnect/private_keys', '~/.private_keys', '~/private_keys']) {
    const path = existing(join(home(folder), `AuthKey_${keyId}.p8`));
    if (path !== undefined) return { path };
  }
  return undefined;
}

function readFile(path: string | undefined): z.output<typeof fileSchema> {
  if (path === undefined) return {};
  const name = `the configuration file ${path}`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(home(path), 'utf8'));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error;
    throw new ConfigError(
      missing
        ? `Cannot read ${name} (${String(error.code)}). Correct --config or ASC_CONFIG.`
        : `${name} is not JSON. Correct it, or remove it and use ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH.`,
    );
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = Object.keys(fileSchema.shape).join(', ');
  throw new ConfigError(
    `${name}: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not valid'}. Known keys: ${known}.`,
  );
}
