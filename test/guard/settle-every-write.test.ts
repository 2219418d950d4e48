import { expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { presentState } from '../../src/guard/present.ts';
import { settle } from '../../src/guard/read-back.ts';
import type { Write } from '../../src/guard/types.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { startApi } from '../client/support.ts';
import { type LegalWrite, legalWrite } from '../support/writes.ts';
import { catalog, never, noPauses, send } from './writes.ts';

/** A request that the sandbox takes; some need a state of the world that a write before has used up. */
function legal(sandbox: Sandbox, operation: Write['operation']): LegalWrite | undefined {
  try {
    return legalWrite(operation, sandbox);
  } catch {
    return undefined;
  }
}

it('tells the truth about every write whose answer is lost, or that it does not know', async () => {
  const sandbox = await startSandbox({ catalog, rate: { hourLimit: 10_000_000 } });
  let swallow = false;
  let carriedOut = false;
  const api = await startApi((request, response) => {
    const write = request.method !== 'GET';
    if (write && swallow) {
      response.destroy();
      return;
    }
    void fetch(sandbox.url + request.url, {
      method: request.method,
      headers: {
        authorization: String(request.headers.authorization),
        ...(request.body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === '' ? {} : { body: request.body }),
    }).then(async (answer) => {
      const text = await answer.text();
      if (write) {
        carriedOut = answer.ok;
        response.destroy();
      } else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    });
  });
  const client = createClient({ credentials: sandbox.credentials, baseUrl: api.url, random: () => 0 });
  const lies: string[] = [];
  const counts = { tried: 0, settled: 0 };
  for (const id of catalog.operationIds()) {
    const operation = catalog.operation(id);
    if (operation === undefined || operation.method === 'GET') continue;
    for (const lost of [true, false]) {
      const request = legal(sandbox, operation);
      if (request === undefined) continue;
      const write: Write = {
        operation,
        method: operation.method,
        path: operation.path.replace('{id}', request.id ?? ''),
        ...request,
      };
      swallow = lost;
      carriedOut = false;
      const before = await presentState(client, catalog, write, never);
      await send(client, write);
      const result = await settle(client, catalog, write, before, never, noPauses());
      counts.tried += 1;
      if (result.outcome !== 'unknown') counts.settled += 1;
      // What it had before, it has whether or not the request arrived.
      const wasSo = /before\.$/.test(result.evidence ?? '');
      const lie = carriedOut ? result.outcome === 'not_sent' : result.outcome === 'applied' && !wasSo;
      if (lie) lies.push(`${id} ${lost ? 'lost' : 'carried out'}: ${result.outcome}, ${result.evidence}`);
    }
  }
  await client.close();
  await api.close();
  await sandbox.close();
  expect(lies).toEqual([]);
  expect(counts.tried).toBeGreaterThan(700);
  expect(counts.settled / counts.tried).toBeGreaterThan(0.75);
}, 180_000);
