import { tools } from '../src/tools/registry.ts';

const start = '<!-- tools:start -->';
const end = '<!-- tools:end -->';

/** The document with its table of tools as the registry has them. Throws when the markers are not there. */
export function withToolsTable(document: string): string {
  const [before, rest] = halves(document, start);
  const [, after] = halves(rest, end);
  return `${before}${start}\n${toolsTable()}\n${end}${after}`;
}

/** One row a tool: name, title, what it is for. */
function toolsTable(): string {
  const rows = tools.map(
    ({ name, title, description }) => `| \`${name}\` | ${title} | ${firstSentence(description)} |`,
  );
  return ['| Tool | Title | What it is for |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The first sentence of a description says when to use the tool. */
function firstSentence(text: string): string {
  return (/^.*?[.…](?=\s+[A-Z]|$)/s.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}

function halves(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0 || text.includes(marker, at + 1))
    throw new Error(`The marker ${marker} must stand in the document once.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
