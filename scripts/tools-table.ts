import type { AnyTool } from '../src/tools/define.ts';
import { jobs, tools } from '../src/tools/registry.ts';
import { withPart } from './marked-part.ts';

/** The document with its table of tools as the registry has them. Throws when the markers are not there. */
export function withToolsTable(document: string): string {
  return withPart(document, 'tools', toolsTable());
}

/** One row a tool: name, title, what it is for; first the default list, then what stands in a toolset. */
function toolsTable(): string {
  const inToolsets = jobs(false).filter(({ job }) => job?.toolset !== undefined);
  return [
    '| Tool | Title | What it is for |',
    '| --- | --- | --- |',
    ...tools.map((tool) => row(tool, tool.title)),
    ...inToolsets.map((tool) => row(tool, `${tool.title} (toolset \`${tool.job?.toolset}\`)`)),
  ].join('\n');
}

function row({ name, description }: AnyTool, title: string): string {
  return `| \`${name}\` | ${title} | ${firstSentence(description)} |`;
}

/** The first sentence of a description says when to use the tool. */
function firstSentence(text: string): string {
  return (/^.*?[.…](?=\s+[A-Z]|$)/s.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}
