import { randomBytes } from 'node:crypto';
import {
  createRequestStateCodec,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { elicitationOf } from './elicitation.ts';
import { instructions } from './instructions.ts';
import type { AskedState } from './tools/approve.ts';
import { type AnyTool, annotationsOf, metaOf } from './tools/define.ts';
import type { Pipeline } from './tools/run.ts';

/** What a server is made of; nothing here does I/O before the first call of a tool. */
export interface ServerDeps {
  readonly version: string;
  readonly sandbox: boolean;
  readonly tools: readonly AnyTool[];
  /** Made on the first call: catalogue, client, names. */
  readonly pipeline: () => Promise<Pipeline>;
}

/** The list does not change while the process runs, so clients may keep it for an hour. */
const lasting = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

/** How long a person may think about a question, milliseconds. */
const questionLife = 300_000;

/** Makes a factory: one server for each connection, everything shareable made once. */
export function serverFactory(deps: ServerDeps): () => McpServer {
  const byName = new Map(deps.tools.map((tool) => [tool.name, tool]));
  const listed = { tools: deps.tools.map(listing) };
  // Signed with a key of this process: an answer to a question of another one means nothing here.
  const states = createRequestStateCodec<AskedState>({
    key: randomBytes(32),
    ttlSeconds: questionLife / 1000,
  });
  const options = {
    capabilities: { tools: { listChanged: false } },
    instructions: instructions({ sandbox: deps.sandbox }),
    cacheHints: { 'tools/list': lasting, 'server/discover': lasting },
    requestState: { verify: states.verify },
    inputRequired: { maxRounds: 4, roundTimeoutMs: questionLife },
  };
  return () => {
    // One connection, one client: what it was caught at holds for it alone.
    const trust = { distrusted: false };
    const mcp = new McpServer({ name: 'asc', title: 'App Store Connect', version: deps.version }, options);
    mcp.server.setRequestHandler('tools/list', (request) => {
      if (request.params?.cursor !== undefined)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor');
      return listed;
    });
    mcp.server.setRequestHandler('tools/call', async (request, context) => {
      const tool = byName.get(request.params.name);
      if (tool === undefined)
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool. Tools: ${[...byName.keys()].join(', ')}`,
        );
      const { runTool } = await import('./tools/run.ts');
      return runTool(tool, request.params.arguments, await deps.pipeline(), {
        signal: context.mcpReq.signal,
        progress: progressOf(context),
        elicitation: elicitationOf(mcp, context, states, trust),
      });
    });
    return mcp;
  };
}

function listing(tool: AnyTool) {
  const meta = metaOf(tool);
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: tool.schema(),
    annotations: annotationsOf(tool),
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

/** Shortest time between two progress messages, milliseconds. */
const progressPause = 100;

/** Sends progress when the client asked for it. The last message may be lost, so it never carries information. */
function progressOf(context: ServerContext): (done: number, total?: number, message?: string) => void {
  const token = context.mcpReq._meta?.progressToken;
  if (token === undefined) return () => {};
  let last = 0;
  return (done, total, message) => {
    const now = performance.now();
    if (now - last < progressPause) return;
    last = now;
    const params = {
      progressToken: token,
      progress: done,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    };
    // A client that is gone needs no progress.
    context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}
