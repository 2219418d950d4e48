import { toolsetLines, toolsetRows } from '../src/cli/toolsets.ts';
import { withPart } from './marked-part.ts';
import { claudeMarketplace, claudePlugin, geminiExtension } from './packages/extensions.ts';
import { installLinks } from './packages/install-links.ts';
import { manifest } from './packages/mcpb.ts';
import { registryEntry } from './packages/registry-entry.ts';
import { withToolsTable } from './tools-table.ts';

/** A file that is made, or has parts that are made, from the code and `package.json`. */
export interface MadeFile {
  readonly file: string;
  /** The file as it must be, given the one that is there (empty when there is none). */
  readonly fresh: (committed: string) => string | Promise<string>;
}

/** Everything that `npm run docs` writes and `npm run generated` compares. */
export const madeFiles: readonly MadeFile[] = [
  {
    file: 'README.md',
    fresh: (committed) => withPart(withToolsTable(committed), 'links', installLinks()),
  },
  {
    file: 'docs/toolsets.md',
    fresh: async (committed) =>
      withPart(committed, 'toolsets', ['```text', ...toolsetLines(await toolsetRows()), '```'].join('\n')),
  },
  { file: 'manifest.json', fresh: manifest },
  { file: 'server.json', fresh: registryEntry },
  { file: '.claude-plugin/plugin.json', fresh: claudePlugin },
  { file: '.claude-plugin/marketplace.json', fresh: claudeMarketplace },
  { file: 'gemini-extension.json', fresh: geminiExtension },
];
