import { tools } from '../../src/tools/registry.ts';
import { facts, json, privacyPolicy, reference, settings } from './facts.ts';

/** The Claude Desktop bundle (MCPB 0.3) as the code has it; blank optional settings need a default (mcpb issue 250). */
export function manifest(): string {
  return json({
    manifest_version: '0.3',
    name: facts.name,
    display_name: facts.displayName,
    version: facts.version,
    description: facts.description,
    author: { name: facts.author },
    repository: { type: 'git', url: facts.repository },
    license: facts.license,
    keywords: facts.keywords,
    icon: 'assets/icon.png',
    privacy_policies: [privacyPolicy],
    server: {
      type: 'node',
      entry_point: 'dist/index.js',
      mcp_config: {
        command: 'node',
        args: [`${reference('__dirname')}/dist/index.js`],
        env: Object.fromEntries(
          settings.map(({ name, variable }) => [variable, reference(`user_config.${name}`)]),
        ),
      },
    },
    tools: tools.map(({ name, title }) => ({ name, description: title })),
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: facts.node } },
    user_config: Object.fromEntries(
      settings.map(({ name, type, title, description }) => [
        name,
        { type, title, description, default: type === 'boolean' ? false : '', required: false },
      ]),
    ),
  });
}
