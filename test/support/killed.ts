import { rmSync } from 'node:fs';
import type { RequestLog, Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import {
  type Called,
  type Running,
  type RunningOptions,
  startServer,
  startWorld,
  type World,
} from './server.ts';

/** A chain of tool calls that a person's assistant would make, and make again after an accident. */
export type Chain = (server: Running) => Promise<void>;

export interface Accidents {
  /** Made anew for each run; its clock and size as in any other test. */
  readonly sandbox?: SandboxOptions;
  readonly server?: Omit<RunningOptions, 'sandbox' | 'world'>;
  /** Puts files where the chain looks for them. */
  readonly prepare?: (world: World) => Promise<void> | void;
  readonly chain: Chain;
  /** What the chain is for, read from Apple's side in a form that may be compared: no ids, no times. */
  readonly endState: (sandbox: Sandbox) => unknown;
  /** Which of the writes to have an accident at; all when absent. From 1. */
  readonly at?: (write: number) => boolean;
}

/** What came of a chain that was cut off once: where, and what Apple's side looks like in the end. */
export interface Survived {
  /** From 1. */
  readonly write: number;
  readonly cutOff: string;
  readonly endState: unknown;
  /** Every request of both runs. */
  readonly requests: readonly RequestLog[];
}

/** An undisturbed run and one with an accident at each write. */
export interface Outcome {
  readonly undisturbed: unknown;
  readonly writes: number;
  readonly survived: readonly Survived[];
}

/**
 * Runs the chain once undisturbed, and then once for each write it makes: at that write, which takes effect at Apple's
 * side, the server is killed before it sees the answer; a new server with the same state folder runs the chain again.
 * The caller expects every `endState` to equal `undisturbed`.
 */
export async function killedAtEveryWrite(accidents: Accidents): Promise<Outcome> {
  const first = await run(accidents, Number.POSITIVE_INFINITY);
  const survived: Survived[] = [];
  for (let write = 1; write <= first.writes; write += 1)
    if (accidents.at?.(write) ?? true) survived.push(await run(accidents, write));
  return { undisturbed: first.endState, writes: first.writes, survived };
}

async function run(accidents: Accidents, cutAt: number): Promise<Survived & { readonly writes: number }> {
  let writes = 0;
  let cutOff = '';
  let server: Running | undefined;
  const world = await startWorld({
    ...accidents.sandbox,
    onRequest: (request) => {
      accidents.sandbox?.onRequest?.(request);
      if (request.method === 'GET' || request.status >= 400) return;
      writes += 1;
      if (writes !== cutAt) return;
      cutOff = `${request.method} ${request.path}`;
      server?.kill();
    },
  });
  try {
    await accidents.prepare?.(world);
    server = await startServer({ ...accidents.server, world });
    const undisturbed = await accidents.chain(server).then(
      () => true,
      (error: unknown) => {
        if (cutOff === '') throw error;
        return false;
      },
    );
    await server.close();
    if (!undisturbed) {
      server = await startServer({ ...accidents.server, world });
      await accidents.chain(server);
      await server.close();
    }
    return {
      write: cutAt,
      cutOff,
      writes,
      endState: accidents.endState(world.sandbox),
      requests: world.taken(),
    };
  } finally {
    await world.sandbox.close();
    rmSync(world.downloads, { recursive: true, force: true });
  }
}

/** A tool answer that must not be an error: in a chain an error is a fault of the test, or the accident. */
export function succeeded({ text, isError }: Called): string {
  if (isError) throw new Error(text);
  return text;
}
