import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';

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

/** What a key can read of one area: `yes`, or why not. */
export interface Reach {
  readonly area: string;
  readonly answer: string;
  readonly reached: boolean;
}

/** Asks Apple what the key may read: one small read an area, up to eight in all. */
export async function reachOf(client: AscClient, signal: AbortSignal): Promise<readonly Reach[]> {
  const ask = async (
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly unknown[] | AscError> => {
    try {
      return (await client.pages({ method: 'GET', path, query, maxItems: 1, signal })).data;
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
  return [...answers, ...further].map(({ area, answer }) =>
    answer instanceof AscError
      ? { area, answer: refusal(answer), reached: false }
      : { area, answer: 'yes', reached: true },
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
