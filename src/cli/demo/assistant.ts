import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { isObject } from '../../catalog/json.ts';
import { estimateTokens } from '../../tools/tokens.ts';
import { version } from '../version.ts';
import { paper } from './paper.ts';

/** Longest wait for one answer, milliseconds. */
const patience = 10_000;

/** What a scripted assistant can do: call tools and show each call with what it cost. */
export interface Assistant {
  /** Revision of the protocol that client and server agreed on. */
  readonly protocol: string;
  /** Calls a tool, prints call and cost, and gives its text. Throws when the tool answers with an error. */
  ask(tool: string, args: Readonly<Record<string, unknown>>): Promise<string>;
  /** Calls and estimated tokens of all answers so far. */
  spent(): { readonly calls: number; readonly tokens: number };
  close(): Promise<void>;
}

/** Starts the built server beside this file with the embedded sandbox, and connects a real MCP client to it. */
export async function startAssistant(options: {
  readonly downloads: string;
  readonly vendorNumber: string;
}): Promise<Assistant> {
  const client = new Client({ name: 'asc-mcp-demo', version }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [
        fileURLToPath(new URL('./index.js', import.meta.url)),
        '--sandbox',
        '--download-dir',
        options.downloads,
      ],
      env: { ASC_VENDOR_NUMBER: options.vendorNumber },
      stderr: 'inherit',
    }),
  );
  let calls = 0;
  let tokens = 0;
  return {
    protocol: client.getNegotiatedProtocolVersion() ?? 'unknown',
    ask: async (tool, args) => {
      paper.call(tool, JSON.stringify(args));
      const began = performance.now();
      const { text, failed } = read(
        await client.callTool({ name: tool, arguments: { ...args } }, { timeout: patience }),
      );
      const took = Math.max(1, Math.round(performance.now() - began));
      const cost = estimateTokens(text);
      calls += 1;
      tokens += cost;
      if (failed) throw new Error(`${tool} answered with an error. ${text.replaceAll('\n', ' ')}`);
      paper.answered(`${gist(text)} · ${took} ms · ~${cost} tokens`);
      return text;
    },
    spent: () => ({ calls, tokens }),
    close: () => client.close(),
  };
}

function read(result: unknown): { text: string; failed: boolean } {
  const parts = isObject(result) && Array.isArray(result['content']) ? result['content'] : [];
  const texts = parts.map((part: unknown) => (isObject(part) ? String(part['text'] ?? '') : ''));
  return { text: texts.join('\n'), failed: isObject(result) && result['isError'] === true };
}

/** The line that says most: the first, or the first operation that was found. */
function gist(text: string): string {
  const [first = '', second = ''] = text.split('\n');
  const line = first === 'Best:' ? second.replace(/^- | \(.*$/g, '') : first;
  return line.length <= 70 ? line : `${line.slice(0, 69)}…`;
}
