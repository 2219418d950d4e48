import { randomBytes } from 'node:crypto';
import {
  createRequestStateCodec,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { type AccountNames, takeAccount, withAccountArgument } from './accounts.ts';
import { browsingCapabilities, serveBrowsing } from './browsing.ts';
import { elicitationOf } from './elicitation.ts';
import { instructions, workflowsAmong } from './instructions.ts';
import { progressOf } from './progress.ts';
import type { AskedState } from './tools/approve.ts';
import { type AnyTool, listingOf } from './tools/define.ts';
import type { Pipeline } from './tools/run.ts';

/** What a server is made of; nothing here does I/O before the first call of a tool. */
export interface ServerDeps {
  readonly version: string;
  readonly sandbox: boolean;
  /** The general tools, always first in the list. */
  readonly tools: readonly AnyTool[];
  /** The typed tools of the areas that were asked for; made for the first list or call. */
  readonly typed?: () => Promise<readonly AnyTool[]>;
  /** Names of these areas, for the instructions. */
  readonly toolsets?: readonly string[];
  /** What to say about a tool that exists but is not enabled; undefined when there is none of that name. */
  readonly disabled?: (name: string, args: unknown) => Promise<string | undefined>;
  /** More than one: each tool takes the name of the one that it is called for. */
  readonly accounts?: AccountNames;
  /** Told of each call of a tool when it is over. */
  readonly onCall?: (tool: string, milliseconds: number, failed: boolean) => void;
  /** Signs questions to people; of this process alone when absent, so that their answers mean nothing elsewhere. */
  readonly stateKey?: Uint8Array;
}

/** Whom a server instance serves. Over HTTP many instances serve one client, and it is the same each time. */
export interface ServedClient {
  /** Made on the first call: catalogue, client, names. Of the default account when none is named. */
  readonly pipeline: (account?: string) => Promise<Pipeline>;
  /** It was caught answering forms by itself. */
  distrusted: boolean;
}

/** The list does not change while the process runs, so clients may keep it for an hour. */
const lasting = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

/** How long a person may think about a question, milliseconds. */
const questionLife = 300_000;

/** Makes a factory: one server for each connection or request, everything shareable made once. */
export function serverFactory(deps: ServerDeps): (served: ServedClient) => McpServer {
  const byName = new Map(deps.tools.map((tool) => [tool.name, tool]));
  const { accounts } = deps;
  // Made with the first list, and kept: some clients start a server only to see that it answers.
  let general: ReturnType<typeof pageOf> | undefined;
  const firstPage = (): ReturnType<typeof pageOf> => {
    general ??= pageOf(deps.tools, undefined, accounts);
    return general;
  };
  let typed: Promise<readonly AnyTool[]> | undefined;
  const all = async (): Promise<readonly AnyTool[]> => {
    typed ??= (deps.typed?.() ?? Promise.resolve([])).then((tools) => {
      for (const tool of tools) byName.set(tool.name, tool);
      return [...deps.tools, ...tools];
    });
    return typed;
  };
  const states = createRequestStateCodec<AskedState>({
    key: deps.stateKey ?? randomBytes(32),
    ttlSeconds: questionLife / 1000,
  });
  const options = {
    capabilities: { tools: { listChanged: false }, ...browsingCapabilities },
    instructions: instructions({
      sandbox: deps.sandbox,
      readOnly: deps.tools.every((tool) => tool.kind === 'read'),
      toolsets: deps.toolsets ?? [],
      workflows: workflowsAmong(deps.tools.map(({ name }) => name)),
      accounts: accounts ?? [],
    }),
    cacheHints: {
      'tools/list': lasting,
      'server/discover': lasting,
      'resources/list': lasting,
      'resources/templates/list': lasting,
      'prompts/list': lasting,
    },
    requestState: { verify: states.verify },
    inputRequired: { maxRounds: 4, roundTimeoutMs: questionLife },
  };
  return (served) => {
    const mcp = new McpServer({ name: 'asc', title: 'App Store Connect', version: deps.version }, options);
    mcp.server.setRequestHandler('tools/list', async (request) => {
      const cursor = request.params?.cursor;
      return deps.typed === undefined && cursor === undefined
        ? firstPage()
        : pageOf(await all(), cursor, accounts);
    });
    mcp.server.setRequestHandler('tools/call', async (request, context) => {
      const { name } = request.params;
      if (!byName.has(name)) await all();
      const tool = byName.get(name);
      if (tool === undefined) {
        const how = await deps.disabled?.(name, request.params.arguments);
        if (how !== undefined) return failure(how);
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool. Tools: ${deps.tools.map((known) => known.name).join(', ')}`,
        );
      }
      const { runTool } = await import('./tools/run.ts');
      const began = performance.now();
      const chosen =
        accounts === undefined
          ? { account: undefined, rest: request.params.arguments }
          : takeAccount(request.params.arguments, accounts);
      if ('unknown' in chosen)
        return failure(
          `There is no account "${chosen.unknown}". Accounts: ${accounts?.join(', ')}. Nothing was done.`,
        );
      const { account, rest } = chosen;
      const progress = progressOf(context.mcpReq);
      const result = await runTool(tool, rest, await served.pipeline(account), {
        signal: context.mcpReq.signal,
        progress: progress.report,
        elicitation: elicitationOf(mcp, context, states, served),
        // What an answer says to call next is meant for the account that it is about.
        ...(account === undefined || account === accounts?.[0]
          ? {}
          : {
              note: `This is account "${account}": give account "${account}" to the calls that go on with it.`,
            }),
      }).finally(progress.end);
      deps.onCall?.(name, performance.now() - began, 'isError' in result && result.isError === true);
      return result;
    });
    serveBrowsing(mcp, () => served.pipeline());
    return mcp;
  };
}

/** Tools on one page of a list. Clients that read only the first page still get the general ones. */
const pageSize = 200;

/** One page; a cursor is the place of its first tool. Schemas are made when they are listed, and not kept. */
function pageOf(tools: readonly AnyTool[], cursor: string | undefined, accounts: AccountNames | undefined) {
  const from = cursor === undefined ? 0 : Number(cursor);
  if (
    !Number.isInteger(from) ||
    from % pageSize !== 0 ||
    (cursor !== undefined && from <= 0) ||
    from >= tools.length
  )
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor');
  const end = from + pageSize;
  return {
    tools: tools
      .slice(from, end)
      .map(listingOf)
      .map((listing) => (accounts === undefined ? listing : withAccountArgument(listing, accounts))),
    ...(end < tools.length ? { nextCursor: String(end) } : {}),
  };
}

function failure(text: string) {
  return { content: [{ type: 'text' as const, text }], isError: true };
}
