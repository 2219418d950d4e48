import { objectAt } from '../../catalog/json.ts';
import type { Reader } from '../document.ts';

/** How many testers a group has, from Apple's own total; `undefined` where it says none. One small request. */
export async function memberCount({ client, signal }: Reader, groupId: string): Promise<number | undefined> {
  const { body } = await client.request({
    method: 'GET',
    path: `/v1/betaGroups/${groupId}/relationships/betaTesters`,
    query: { limit: '1' },
    signal,
  });
  const total = objectAt(objectAt(body, 'meta'), 'paging')['total'];
  return typeof total === 'number' ? total : undefined;
}
