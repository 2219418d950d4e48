import { median, milliseconds, timed } from '../numbers.ts';
import type { Row } from '../row.ts';
import { StdioClient } from '../stdio-client.ts';
import { tokensOf } from '../tokens.ts';
import type { World } from '../world.ts';

const rounds = 5;
const mostRequests = 11;
const mostSummaryTokens = 600;

/** 2,000 apps in one call: to a file that was asked for, and to one that the server chose because they are too many. */
export async function measurePaging(world: World): Promise<readonly Row[]> {
  const client = await StdioClient.start(world.server);
  const ways = [
    { what: '2,000 objects with save_to', args: (round: number) => ({ save_to: `apps-${round}.csv` }) },
    { what: '2,000 objects with all and columns', args: () => ({ columns: ['name', 'bundleId'] }) },
  ];
  const rows: Row[] = [];
  try {
    for (const { what, args } of ways) {
      const times: number[] = [];
      let requests = 0;
      let answer = '';
      for (let round = 0; round < rounds; round += 1) {
        await world.requests();
        times.push(
          await timed(async () => {
            answer = await client.call('asc_read', {
              operation: 'apps_getCollection',
              all: true,
              ...args(round),
            });
          }),
        );
        requests = Math.max(requests, await world.requests());
      }
      const complete = answer.startsWith('apps: 2000 of 2000, complete: true');
      const tokens = tokensOf(answer);
      rows.push({
        what,
        ours: milliseconds(median(times)),
        result: `${requests} requests, ${tokens} tokens${complete ? '' : ', NOT complete'}`,
        bar: `≤ ${mostRequests}, ≤ ${mostSummaryTokens}`,
        met: complete && requests <= mostRequests && tokens <= mostSummaryTokens,
      });
    }
  } finally {
    await client.close();
  }
  return rows;
}
