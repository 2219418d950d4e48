import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import type { Executor } from '../guard/executor.ts';
import type { AccountBudget } from '../http/metrics.ts';
import type { Pipeline } from '../tools/run.ts';
import { credentialsOf } from './credentials.ts';
import { type Connecting, makeParts, type Parts } from './parts.ts';
import { type ClientName, pipelineFor } from './pipeline.ts';
import { complain } from './print.ts';

/** What serving needs to know before the first call, and how to make the rest then. */
export interface Connection {
  /** What a client's calls work with: its plans, its limits, what it was shown. The same one each time. */
  readonly pipeline: (client?: ClientName, account?: string) => Promise<Pipeline>;
  /** A write has been handed to the network and its outcome is not known yet. */
  readonly writing: () => boolean;
  /** The way to Apple, for what concerns no one client of ours. */
  readonly client: () => Promise<AscClient>;
  /** What has been sent to Apple, as far as anything has. */
  readonly sent: () => { readonly requests: number; readonly budgets: readonly AccountBudget[] };
}

const owner: ClientName = { principal: 'stdio', readOnly: false };
/** Clients that are remembered; the one that was silent for longest is forgotten first. */
const mostClients = 1_000;

/**
 * Reads the key at once, so that a fault is told at the start, and leaves everything else (catalogue, client, sandbox)
 * to the first call: clients start servers twice and only want the tool list.
 */
export async function connect(connecting: Connecting): Promise<Connection> {
  const { config } = connecting;
  const credentials = config.sandbox ? undefined : await credentialsOf(config);
  if (credentials instanceof AscError)
    complain(
      `asc-mcp: ${connecting.account === undefined ? '' : `account ${connecting.account.name}: `}${credentials.message} ${credentials.next ?? ''} The tools are listed, but every call will say this.`,
    );
  let parts: Promise<Parts> | undefined;
  let client: AscClient | undefined;
  const made = new Map<string, Promise<Pipeline>>();
  const executors = new Map<string, Executor>();
  const ready = (): Promise<Parts> => {
    parts ??= makeParts(connecting, credentials).then(
      (all) => {
        client = all.client;
        return all;
      },
      (error: unknown) => {
        // What failed now may work for the next call.
        parts = undefined;
        throw error;
      },
    );
    return parts;
  };
  return {
    client: async () => (await ready()).client,
    pipeline: (name = owner) => {
      const key = `${name.principal} ${name.readOnly}`;
      const pipeline =
        made.get(key) ??
        (async () => {
          try {
            const made = await pipelineFor(await ready(), name);
            executors.set(key, made.context.executor);
            return made;
          } catch (error) {
            made.delete(key);
            throw error;
          }
        })();
      // Put at the end: the first is the one that was silent for longest.
      made.delete(key);
      made.set(key, pipeline);
      const [silent] = made.keys();
      if (made.size > mostClients && silent !== undefined && executors.get(silent)?.underWay === 0) {
        made.delete(silent);
        executors.delete(silent);
      }
      return pipeline;
    },
    writing: () => [...executors.values()].some(({ underWay }) => underWay > 0),
    sent: () => ({ requests: client?.requestCount() ?? 0, budgets: client?.rate() ?? [] }),
  };
}
