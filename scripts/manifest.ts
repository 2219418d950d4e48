import manifestOfPackage from '../package.json' with { type: 'json' };
import { tools } from '../src/tools/registry.ts';

/** A setting of the bundle that reaches the server as an environment variable. */
const settings = {
  key_id: {
    type: 'string',
    title: 'Key ID',
    description: 'Ten characters, from Users and Access → Integrations. Leave empty to try the sandbox.',
    variable: 'ASC_KEY_ID',
    default: '',
  },
  issuer_id: {
    type: 'string',
    title: 'Issuer ID',
    description: 'Of a team key; an individual key has none.',
    variable: 'ASC_ISSUER_ID',
    default: '',
  },
  private_key_path: {
    type: 'file',
    title: 'Private key (.p8)',
    description: 'The file AuthKey_….p8. It stays on this computer.',
    variable: 'ASC_PRIVATE_KEY_PATH',
    default: '',
  },
  vendor_number: {
    type: 'string',
    title: 'Vendor number',
    description: 'For sales and finance reports; from Payments and Financial Reports.',
    variable: 'ASC_VENDOR_NUMBER',
    default: '',
  },
  read_only: {
    type: 'boolean',
    title: 'Read only',
    description: 'List no tool that changes anything.',
    variable: 'ASC_READ_ONLY',
    default: false,
  },
  sandbox: {
    type: 'boolean',
    title: 'Sandbox',
    description: 'Talk to an embedded App Store Connect with an invented team.',
    variable: 'ASC_SANDBOX',
    default: false,
  },
} as const;

/** The Claude Desktop bundle (MCPB 0.3) as the code has it; blank optional settings need a default (mcpb issue 250). */
export function manifest(): string {
  const entries = Object.entries(settings);
  const value = {
    manifest_version: '0.3',
    name: manifestOfPackage.name,
    display_name: 'App Store Connect',
    version: manifestOfPackage.version,
    description: manifestOfPackage.description,
    author: { name: 'The app-store-connect-mcp authors' },
    license: manifestOfPackage.license,
    keywords: manifestOfPackage.keywords,
    server: {
      type: 'node',
      entry_point: 'dist/index.js',
      mcp_config: {
        command: 'node',
        args: [`${reference('__dirname')}/dist/index.js`],
        env: Object.fromEntries(
          entries.map(([name, { variable }]) => [variable, reference(`user_config.${name}`)]),
        ),
      },
    },
    tools: tools.map(({ name, title }) => ({ name, description: title })),
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: manifestOfPackage.engines.node },
    },
    user_config: Object.fromEntries(
      entries.map(([name, { variable: _variable, ...setting }]) => [name, { ...setting, required: false }]),
    ),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `${name}`, which the client replaces. */
function reference(name: string): string {
  return `$\{${name}}`;
}
