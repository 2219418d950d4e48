import type { ServerContext } from '@modelcontextprotocol/server';

/** Shortest time between two progress messages, milliseconds. */
const pause = 100;

/** What is added where nothing more is done, but something else is said. Exact in binary, so that sums stay short. */
const least = 1 / 64;

/** What a call tells its client of how far it is. */
export interface Progress {
  readonly report: (done: number, total?: number, message?: string) => void;
  readonly end: () => void;
}

/**
 * Sends progress when the client asked for it; of messages that follow each other closely, the last. After `end` nothing
 * is sent, so the last message of a call may be lost and never carries information.
 *
 * Calls count each of their stages from nothing, and the protocol wants a value that only grows (2025-11-25, progress:
 * "MUST increase with each notification"): a stage goes on where the one before ended.
 */
export function progressOf({ _meta, notify }: Pick<ServerContext['mcpReq'], '_meta' | 'notify'>): Progress {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return { report: () => {}, end: () => {} };
  let last = 0;
  let waiting: NodeJS.Timeout | undefined;
  let before = 0;
  let stage = { done: 0, total: 0 };
  let sent = -least;
  const end = (): void => clearTimeout(waiting);
  const send = (done: number, total: number | undefined, message: string | undefined): void => {
    last = performance.now();
    const progress = Math.max(done, sent + least);
    sent = progress;
    const params = {
      progressToken,
      progress,
      ...(total === undefined ? {} : { total: Math.max(total, progress) }),
      ...(message === undefined ? {} : { message }),
    };
    // A client that is gone needs no progress.
    notify({ method: 'notifications/progress', params }).catch(() => {});
  };
  const report = (done: number, total?: number, message?: string): void => {
    end();
    if (done < stage.done) {
      before += Math.max(stage.done, stage.total);
      stage = { done: 0, total: 0 };
    }
    stage = { done, total: total ?? stage.total };
    const [place, whole] = [before + done, total === undefined ? undefined : before + total] as const;
    const since = performance.now() - last;
    if (since < pause) waiting = setTimeout(send, pause - since, place, whole, message);
    else send(place, whole, message);
  };
  return { report, end };
}
