import { isObject } from '../../src/catalog/json.ts';
import { median, milliseconds } from '../numbers.ts';
import type { Row } from '../row.ts';
import { type Command, StdioClient } from '../stdio-client.ts';
import type { World } from '../world.ts';

const rounds = 9;
const slowest = 1.5;
const largest = 2;

/** The server with all 1,303 typed tools beside the same one without: start, and peak memory after the whole list. */
export async function measureToolsets({ server }: World): Promise<readonly Row[]> {
  const all: Command = { ...server, env: { ...server.env, ASC_TOOLSETS: 'all' } };
  const ours: Sample[] = [];
  const plain: Sample[] = [];
  for (let round = -1; round < rounds; round += 1)
    for (const [command, into] of [
      [all, ours],
      [server, plain],
    ] as const) {
      const sample = await start(command);
      // The first warms the disk's cache.
      if (round >= 0) into.push(sample);
    }
  const times = [ours, plain].map((samples) => median(samples.map(({ time }) => time)));
  const lists = median(ours.map(({ list }) => list));
  const memories = [ours, plain].map((samples) => median(samples.flatMap(({ memory }) => memory ?? [])));
  const [time = Number.NaN, plainTime = Number.NaN] = times;
  const [memory = Number.NaN, plainMemory = Number.NaN] = memories;
  const rows: Row[] = [
    {
      what: 'start with --toolsets all',
      ours: `${milliseconds(time)}, then ${milliseconds(lists)} for the whole list`,
      beside: `without ${milliseconds(plainTime)}`,
      result: `${(time / plainTime).toFixed(2)}×`,
      bar: `≤ ${slowest}×`,
      met: time / plainTime <= slowest,
    },
  ];
  if (!Number.isFinite(memory / plainMemory)) return rows;
  return [
    ...rows,
    {
      what: 'peak memory with --toolsets all',
      ours: `${memory.toFixed(1)} MB`,
      beside: `without ${plainMemory.toFixed(1)} MB`,
      result: `${(memory / plainMemory).toFixed(2)}×`,
      bar: `≤ ${largest}×`,
      met: memory / plainMemory <= largest,
    },
  ];
}

interface Sample {
  readonly time: number;
  readonly list: number;
  readonly memory: number | undefined;
}

async function start(command: Command): Promise<Sample> {
  const began = performance.now();
  const client = new StdioClient(command);
  try {
    await client.initialize();
    const time = performance.now() - began;
    for (let cursor: unknown = null; cursor !== undefined; ) {
      const page = await client.request('tools/list', cursor === null ? {} : { cursor });
      cursor = isObject(page) ? page['nextCursor'] : undefined;
    }
    return { time, list: performance.now() - began - time, memory: client.peakMemory() };
  } finally {
    await client.close();
  }
}
