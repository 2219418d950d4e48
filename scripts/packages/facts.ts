import packageJson from '../../package.json' with { type: 'json' };

/** A setting of the server that people fill in, and the variable by which it arrives. */
export interface Setting {
  readonly name: string;
  readonly variable: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'string' | 'file' | 'boolean';
  /** Points at a secret; shown by no client. */
  readonly secret?: true;
  /** Starts an address or a command line that people copy. */
  readonly example?: string;
}

/** What every way of installing asks for. One list: each package file takes its fields from here. */
export const settings: readonly Setting[] = [
  {
    name: 'key_id',
    variable: 'ASC_KEY_ID',
    title: 'Key ID',
    description: 'Ten characters, from Users and Access → Integrations. Leave empty to try the sandbox.',
    type: 'string',
    example: 'ABC123DEFG',
  },
  {
    name: 'issuer_id',
    variable: 'ASC_ISSUER_ID',
    title: 'Issuer ID',
    description: 'Of a team key; an individual key has none.',
    type: 'string',
    example: '00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'private_key_path',
    variable: 'ASC_PRIVATE_KEY_PATH',
    title: 'Private key (.p8)',
    description: 'The file AuthKey_….p8. It stays on this computer.',
    type: 'file',
    example: '~/keys/AuthKey_ABC123DEFG.p8',
  },
  {
    name: 'vendor_number',
    variable: 'ASC_VENDOR_NUMBER',
    title: 'Vendor number',
    description: 'For sales and finance reports; from Payments and Financial Reports.',
    type: 'string',
  },
  {
    name: 'read_only',
    variable: 'ASC_READ_ONLY',
    title: 'Read only',
    description: 'List no tool that changes anything.',
    type: 'boolean',
  },
  {
    name: 'sandbox',
    variable: 'ASC_SANDBOX',
    title: 'Sandbox',
    description: 'Talk to an embedded App Store Connect with an invented team.',
    type: 'boolean',
  },
];

/** What all package files say of the project; `package.json` is where it is changed. */
export const facts = {
  name: packageJson.name,
  displayName: 'App Store Connect',
  version: packageJson.version,
  description: packageJson.description,
  license: packageJson.license,
  keywords: packageJson.keywords,
  node: packageJson.engines.node,
  registryName: packageJson.mcpName,
  repository: packageJson.repository.url.replace(/^git\+|\.git$/g, ''),
  author: 'The app-store-connect-mcp authors',
  /** The name under which clients know the server; tools are called `mcp__asc__asc_read` there. */
  serverKey: 'asc',
} as const;

/** Where the privacy policy can be read without the package. */
export const privacyPolicy = `${facts.repository}/blob/main/docs/privacy.md`;

/** How a client starts the published package. */
export const launch = { command: 'npx', args: ['-y', `${facts.name}@${facts.version}`] } as const;

/** `${name}`, which the client replaces. */
export function reference(name: string): string {
  return `$\{${name}}`;
}

/** As package files are written: two spaces, one newline at the end. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
