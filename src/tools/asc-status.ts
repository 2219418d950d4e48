import { z } from 'zod';
import { AscError } from '../client/errors.ts';
import type { RateBudget } from '../client/types.ts';
import { say } from './answer.ts';
import type { ToolContext } from './context.ts';
import { defineTool } from './define.ts';

/** One cheap read an area; what it answers tells what the key's roles reach. No operation says so itself. */
const areas: readonly {
  readonly area: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}[] = [
  { area: 'apps', path: '/v1/apps', query: { limit: '1', 'fields[apps]': 'name' } },
  { area: 'TestFlight', path: '/v1/betaGroups', query: { limit: '1', 'fields[betaGroups]': 'name' } },
  { area: 'Xcode Cloud', path: '/v1/ciProducts', query: { limit: '1', 'fields[ciProducts]': 'name' } },
  {
    area: 'certificates, devices, profiles',
    path: '/v1/certificates',
    query: { limit: '1', 'fields[certificates]': 'name' },
  },
  { area: 'users and access', path: '/v1/users', query: { limit: '1', 'fields[users]': 'roles' } },
  { area: 'sandbox testers', path: '/v2/sandboxTesters', query: { limit: '1' } },
];

/** Reads that need an app to ask about. */
const appAreas: readonly { readonly area: string; readonly path: string }[] = [
  { area: 'customer reviews', path: 'customerReviews' },
  { area: 'analytics reports', path: 'analyticsReportRequests' },
];

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
    const { facts, client, catalog, executor } = context;
    const pending = await executor.pending();
    const lines = [
      `connection: ${facts.sandbox ? 'sandbox (an embedded App Store Connect with an invented team; nothing is real)' : `live, ${facts.origin}`}`,
      facts.keyProblem === undefined
        ? `key: ${facts.keyId ?? 'none'} (${facts.keyKind ?? 'unknown'} key)`
        : `key: none usable. ${facts.keyProblem}`,
      `mode: ${facts.readOnly ? 'read-only' : 'read and guarded write'}`,
      `rate: ${rateText(client.rate())}; ${client.requestCount()} requests since the start`,
      `versions: server ${facts.version}, API catalogue ${catalog.api} with ${catalog.operationIds().length} operations`,
      `downloads: ${context.files.root}`,
      ...listOf('plans waiting', pending.plans),
      ...listOf('grants', pending.grants),
      ...(facts.vendorNumber === undefined ? [] : [`vendor number: ${facts.vendorNumber}`]),
    ];
    if (reach !== true) return say(...lines);
    return say(...lines, 'reach:', ...(await probe(context)).map((line) => `- ${line}`));
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

async function probe(context: ToolContext): Promise<string[]> {
  const ask = async (
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly unknown[] | AscError> => {
    try {
      return (await context.client.pages({ method: 'GET', path, query, maxItems: 1, signal: context.signal }))
        .data;
    } catch (error) {
      if (error instanceof AscError && error.code !== 'cancelled') return error;
      throw error;
    }
  };
  const answers = await Promise.all(
    areas.map(async ({ area, path, query }) => ({ area, answer: await ask(path, query) })),
  );
  const apps = answers[0]?.answer;
  const app = Array.isArray(apps) ? appId(apps[0]) : undefined;
  const further =
    app === undefined
      ? []
      : await Promise.all(
          appAreas.map(async ({ area, path }) => ({
            area,
            answer: await ask(`/v1/apps/${app}/${path}`, { limit: '1' }),
          })),
        );
  return [...answers, ...further].map(
    ({ area, answer }) => `${area}: ${answer instanceof AscError ? refusal(answer) : 'yes'}`,
  );
}

function appId(app: unknown): string | undefined {
  return typeof app === 'object' && app !== null && 'id' in app && typeof app.id === 'string'
    ? app.id
    : undefined;
}

function refusal(error: AscError): string {
  if (error.status === 403 || error.status === 401)
    return `no (${error.code}${error.meaning === undefined ? '' : `: ${error.meaning}`})`;
  return `not known (${error.code})`;
}
