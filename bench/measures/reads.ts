import type { Pool } from 'undici';
import { count, inParallel, median, milliseconds, timed } from '../numbers.ts';
import type { Row } from '../row.ts';
import { StdioClient } from '../stdio-client.ts';
import type { World } from '../world.ts';
import { officialClient } from './official-client.ts';

const path = '/v1/apps/1500000007';
const arguments_ = { operation: 'apps_getInstance', id: '1500000007' } as const;

const rounds = 9;
const coldRounds = 5;
const readsPerRound = 200;
const warmUp = 600;
const mostOverhead = 0.5;

const burst = 300;
const width = 16;
const leastPerSecond = 1200;

/** One small object, one call after the other: what the way through the server adds to the request itself. */
export async function measureSmallRead(world: World): Promise<readonly Row[]> {
  const client = await StdioClient.start(world.server);
  const official = await officialClient(world.server);
  const ways = [
    { call: () => client.call('asc_read', arguments_), medians: [] as number[] },
    { call: () => official.call('asc_read', arguments_), medians: [] as number[] },
    { call: () => alone(world.undici), medians: [] as number[] },
  ] as const;
  try {
    for (const { call } of ways) await inParallel(warmUp, 1, call);
    for (let round = 0; round < rounds; round += 1)
      for (const { call, medians } of ways) medians.push(await middleOf(readsPerRound, call));
  } finally {
    await client.close();
    await official.close();
  }
  const [ours, throughOfficial, undici] = ways.map(({ medians }) => median(medians));
  const beside = `undici alone ${milliseconds(undici ?? Number.NaN)}`;
  const overhead = (ours ?? Number.NaN) - (undici ?? Number.NaN);
  return [
    {
      what: 'small read, p50',
      ours: milliseconds(ours ?? Number.NaN),
      beside,
      result: `+${milliseconds(overhead)}`,
      bar: `≤ +${mostOverhead} ms`,
      met: overhead <= mostOverhead,
    },
    {
      what: 'the same by @modelcontextprotocol/client',
      ours: milliseconds(throughOfficial ?? Number.NaN),
      beside,
      result: `+${milliseconds((throughOfficial ?? Number.NaN) - (undici ?? Number.NaN))}`,
    },
  ];
}

/** 300 reads, 16 at a time: client, server and API share the computer. */
export async function measureBurst(world: World): Promise<readonly Row[]> {
  const client = await StdioClient.start(world.server);
  const read = () => client.call('asc_read', arguments_);
  const speeds = { ours: [] as number[], undici: [] as number[] };
  try {
    await inParallel(warmUp, width, read);
    await world.requests();
    for (let round = 0; round < rounds; round += 1) {
      speeds.ours.push(await perSecond(read));
      speeds.undici.push(await perSecond(() => alone(world.undici)));
    }
    const requests = await world.requests();
    const speed = median(speeds.ours);
    const reads = 2 * rounds * burst;
    const honest = requests === reads;
    return [
      {
        what: `${burst} reads, ${width} at a time`,
        ours: `${count(speed)}/s`,
        beside: `undici alone ${count(median(speeds.undici))}/s`,
        ...(honest ? {} : { result: `${requests} requests for ${reads} reads` }),
        bar: `≥ ${count(leastPerSecond)}/s`,
        met: honest && speed >= leastPerSecond,
      },
    ];
  } finally {
    await client.close();
  }
}

/** What a session pays once: the first call loads what the start did not wait for. */
export async function measureFirstCalls(world: World): Promise<readonly Row[]> {
  const times = { first: [] as number[], burst: [] as number[] };
  for (let round = 0; round < coldRounds; round += 1) {
    await withServer(world, async (read) => times.first.push(await timed(read)));
    await withServer(world, async (read) => times.burst.push(await perSecond(read)));
  }
  return [
    { what: 'the first call after the start', ours: milliseconds(median(times.first)) },
    { what: `${burst} reads as the first thing`, ours: `${count(median(times.burst))}/s` },
  ];
}

async function withServer(
  world: World,
  work: (read: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const client = await StdioClient.start(world.server);
  try {
    await client.request('tools/list');
    await work(() => client.call('asc_read', arguments_));
  } finally {
    await client.close();
  }
}

async function alone(undici: Pool): Promise<unknown> {
  const { body } = await undici.request({
    method: 'GET',
    path,
    headers: { authorization: 'Bearer none', accept: 'application/json' },
  });
  return body.json();
}

async function middleOf(total: number, call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < total; index += 1) times.push(await timed(call));
  return median(times);
}

async function perSecond(call: () => Promise<unknown>): Promise<number> {
  return (burst / (await timed(() => inParallel(burst, width, call)))) * 1000;
}
