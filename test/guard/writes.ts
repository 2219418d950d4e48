import { buildBody, type FriendlyBody } from '../../src/catalog/body.ts';
import { type Catalog, loadCatalog } from '../../src/catalog/index.ts';
import { AscError } from '../../src/client/errors.ts';
import type { AscClient } from '../../src/client/types.ts';
import type { Pauses } from '../../src/guard/read-back.ts';
import type { Write } from '../../src/guard/types.ts';

export const catalog: Catalog = loadCatalog();

/** A write as the tools would make it. */
export function writeOf(operationId: string, friendly: FriendlyBody = {}, from: Catalog = catalog): Write {
  const operation = from.operation(operationId);
  if (operation === undefined || operation.method === 'GET') throw new Error(`${operationId} is no write.`);
  const body = buildBody(from, operation, friendly);
  return {
    operation,
    method: operation.method,
    path: operation.path.replace('{id}', friendly.id ?? ''),
    ...(operation.hasId && friendly.id !== undefined ? { id: friendly.id } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

/** Sends a write; gives the error when it has to fail. */
export async function send(client: AscClient, write: Write): Promise<AscError | undefined> {
  try {
    await client.request({ method: write.method, path: write.path, body: write.body });
    return undefined;
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
}

/** Pauses that only note how long they would be. */
export function noPauses(): Pauses & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

export const never: AbortSignal = new AbortController().signal;
