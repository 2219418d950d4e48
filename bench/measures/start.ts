import { median, milliseconds } from '../numbers.ts';
import type { Row } from '../row.ts';
import { type Command, StdioClient } from '../stdio-client.ts';
import type { World } from '../world.ts';

const rounds = 15;
const slowest = 1.3;
const largest = 1.4;

/** From starting the process to its answer to `initialize`, and the most memory it held until `tools/list`. */
export async function measureStart({ server, minimal }: World): Promise<readonly Row[]> {
  const ours = { time: [] as number[], memory: [] as number[] };
  const theirs = { time: [] as number[], memory: [] as number[] };
  for (let round = -2; round < rounds; round += 1)
    for (const [command, into] of [
      [server, ours],
      [minimal, theirs],
    ] as const) {
      const { time, memory } = await start(command);
      // The first two warm the disk's cache.
      if (round < 0) continue;
      into.time.push(time);
      if (memory !== undefined) into.memory.push(memory);
    }
  const slower = median(ours.time) / median(theirs.time);
  const time: Row = {
    what: 'start to initialize',
    ours: milliseconds(median(ours.time)),
    beside: `minimal server ${milliseconds(median(theirs.time))}`,
    result: `${slower.toFixed(2)}×`,
    bar: `≤ ${slowest}×`,
    met: slower <= slowest,
  };
  if (ours.memory.length === 0) return [time];
  const larger = median(ours.memory) / median(theirs.memory);
  return [
    time,
    {
      what: 'peak memory after tools/list',
      ours: `${median(ours.memory).toFixed(1)} MB`,
      beside: `minimal server ${median(theirs.memory).toFixed(1)} MB`,
      result: `${larger.toFixed(2)}×`,
      bar: `≤ ${largest}×`,
      met: larger <= largest,
    },
  ];
}

async function start(command: Command): Promise<{ time: number; memory: number | undefined }> {
  const began = performance.now();
  const client = new StdioClient(command);
  try {
    await client.initialize();
    const time = performance.now() - began;
    await client.request('tools/list');
    return { time, memory: client.peakMemory() };
  } finally {
    await client.close();
  }
}
