import type { ToolContext } from '../context.ts';
import { type Instance, segmentsOf } from './analytics-source.ts';
import type { KeptReports } from './kept.ts';
import { readRows } from './rows.ts';

/** Who takes the rows of instances. */
export interface InstanceTaker {
  /** Names of the columns of the instance of this date; what it answers takes each row. */
  header(names: readonly string[], date: string): (cells: readonly string[]) => void;
  /** Awaited after each piece of a file. */
  flush?(): Promise<void>;
}

/** What was read. */
export interface RowsRead {
  /** Instances, those that came twice included. */
  readonly read: number;
  readonly segments: number;
  /** Segments that were not kept from an earlier call. */
  readonly fresh: number;
  /** What was odd, in words. */
  readonly notes: readonly string[];
}

/** Reads instances in their order; one that Apple made twice with the same content is counted once. */
export async function readInstanceRows(
  context: ToolContext,
  kept: KeptReports,
  instances: readonly Instance[],
  taker: InstanceTaker,
): Promise<RowsRead> {
  const notes: string[] = [];
  const seen = new Map<string, string>();
  let segments = 0;
  let fresh = 0;
  for (const [index, instance] of instances.entries()) {
    context.signal.throwIfAborted();
    const { date } = instance;
    const got = await segmentsOf(context, kept, instance, notes);
    const print = got.map(({ checksum }) => checksum).join(' ');
    const twin = got.length === 0 ? undefined : seen.get(print);
    if (twin !== undefined) {
      notes.push(`${date} is the same as ${twin} once more (a fault of Apple's): counted once`);
      continue;
    }
    seen.set(print, date);
    for (const { path, isFresh } of got) {
      segments += 1;
      if (isFresh) fresh += 1;
      await readRows(path, { ...taker, header: (names) => taker.header(names, date) });
    }
    context.progress(index + 1, instances.length, 'instances are read');
  }
  return { read: instances.length, segments, fresh, notes };
}
