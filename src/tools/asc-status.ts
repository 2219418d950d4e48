import * as z from 'zod';
import type { RateBudget } from '../client/types.ts';
import { say } from './answer.ts';
import { defineTool } from './define.ts';
import { reachOf } from './reach.ts';

export const ascStatus = defineTool({
  name: 'asc_status',
  title: 'Connection and limits',
  kind: 'read',
  openWorld: true,
  description:
    'Says how this server is connected: live or sandbox, kind of key, mode, rate budget left, versions. With reach it asks Apple what the key may read.',
  input: z.strictObject({
    reach: z.boolean().optional().describe('Probe each area with one small read (up to 8 requests)'),
  }),
  run: async ({ reach }, context) => {
    const { facts, client, catalog, executor, signal } = context;
    const pending = await executor.pending();
    // Asked first, so that the budget below counts these requests and knows what Apple said of them.
    const reached = reach === true ? await reachOf(client, signal) : undefined;
    const lines = [
      `connection: ${facts.sandbox ? 'sandbox (an embedded App Store Connect with an invented team; nothing is real)' : `live, ${facts.origin}`}`,
      facts.keyProblem === undefined
        ? `key: ${facts.keyId ?? 'none'} (${facts.keyKind ?? 'unknown'} key)`
        : `key: none usable. ${facts.keyProblem}`,
      ...(facts.account === undefined
        ? []
        : [
            `account: ${facts.account}${(facts.otherAccounts ?? []).length === 0 ? '' : `; the others: ${facts.otherAccounts?.join(', ')} (argument account)`}`,
          ]),
      `mode: ${facts.readOnly ? 'read-only' : 'read and guarded write'}`,
      `rate: ${rateText(client.rate())}; ${client.requestCount()} requests since the start`,
      `versions: server ${facts.version}, API catalogue ${catalog.api} with ${catalog.operationIds().length} operations`,
      `downloads: ${context.files.root}`,
      ...listOf('plans waiting', pending.plans),
      ...listOf('grants', pending.grants),
      ...(facts.vendorNumber === undefined ? [] : [`vendor number: ${facts.vendorNumber}`]),
    ];
    if (reached === undefined) return say(...lines);
    return say(...lines, 'reach:', ...reached.map(({ area, answer }) => `- ${area}: ${answer}`));
  },
});

function listOf(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `- ${line}`)];
}

function rateText(budgets: readonly RateBudget[]): string {
  if (budgets.length === 0) return 'not known before the first request';
  return budgets
    .map((budget) => `${budget.remaining ?? '?'} of ${budget.limit ?? '?'} left (${budget.name})`)
    .join(', ');
}
