import { type McpServer, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Pipeline } from './tools/run.ts';

/** What a server says it can do beside tools; none of it changes while it runs. */
export const browsingCapabilities = {
  resources: { listChanged: false },
  prompts: { listChanged: false },
  completions: {},
} as const;

/**
 * Answers for resources, prompts and the completion of their arguments. Everything behind it, the catalogue included,
 * loads with the first such request: a client that only wants tools does not pay for it.
 */
export function serveBrowsing(mcp: McpServer, pipeline: () => Promise<Pipeline>): void {
  const { server } = mcp;
  server.setRequestHandler('resources/list', async (request) => {
    if (request.params?.cursor !== undefined) throw illegal('Invalid cursor');
    const { listResources } = await import('./resources/browser.ts');
    return listResources((await pipeline()).context.catalog);
  });
  server.setRequestHandler('resources/templates/list', async (request) => {
    const { listTemplates } = await import('./resources/browser.ts');
    return listTemplates((await pipeline()).context.catalog, request.params?.cursor);
  });
  server.setRequestHandler('resources/read', async (request, context) => {
    const { readResource } = await import('./resources/browser.ts');
    return readResource(request.params.uri, await pipeline(), context.mcpReq.signal);
  });
  server.setRequestHandler('prompts/list', async (request) => {
    if (request.params?.cursor !== undefined) throw illegal('Invalid cursor');
    const { listPrompts } = await import('./prompts/run.ts');
    return listPrompts();
  });
  server.setRequestHandler('prompts/get', async (request, context) => {
    const { getPrompt } = await import('./prompts/run.ts');
    const { name, arguments: given } = request.params;
    return getPrompt(name, given, await pipeline(), context.mcpReq.signal);
  });
  server.setRequestHandler('completion/complete', async (request, context) => {
    const { complete } = await import('./completion.ts');
    const { ref, argument, context: before } = request.params;
    return {
      completion: await complete(
        ref.type === 'ref/prompt' ? { prompt: ref.name } : { template: ref.uri },
        argument,
        before?.arguments ?? {},
        await pipeline(),
        context.mcpReq.signal,
      ),
    };
  });
}

function illegal(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
