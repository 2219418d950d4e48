import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import { createClient } from '../../src/client/client.ts';
import { UploadEngine } from '../../src/client/upload.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { median, milliseconds, timed } from '../numbers.ts';
import type { Row } from '../row.ts';

const rounds = 3;
const parts = 30;
const partBytes = 256 * 1024;
const latencyMs = 50;
const leastGain = 3;

/** The same file, a part at a time and five, to a sandbox that is 50 ms away. */
export async function measureUploads(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({ latencyMs, uploadPartBytes: partBytes });
  const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
  const folder = mkdtempSync(join(tmpdir(), 'asc-bench-'));
  const size = parts * partBytes;
  writeFileSync(join(folder, 'file'), Buffer.alloc(size, 'abc'));
  const file = await open(join(folder, 'file'));
  const version = sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext);
  const [detail = ''] = version === undefined ? [] : sandbox.store.linked(version, 'appStoreReviewDetail');

  const once = async (parallel: number, round: number): Promise<number> => {
    const data = {
      type: 'appStoreReviewAttachments',
      attributes: { fileName: `${parallel}-${round}.bin`, fileSize: size },
      relationships: { appStoreReviewDetail: { data: { type: 'appStoreReviewDetails', id: detail } } },
    };
    const { body } = await client.request({ method: 'POST', path: `/v1/${data.type}`, body: { data } });
    const made = objectAt(body, 'data');
    const engine = new UploadEngine({ apiOrigin: sandbox.url, parallel });
    const ways = engine.parts(objectAt(made, 'attributes')['uploadOperations'], size);
    const { signal } = new AbortController();
    const time = await timed(() => engine.send({ parts: ways, file, signal }));
    await engine.close();
    await client.request({ method: 'DELETE', path: `/v1/${data.type}/${stringAt(made, 'id') ?? ''}` });
    return time;
  };
  try {
    const single: number[] = [];
    const five: number[] = [];
    for (let round = 0; round < rounds; round++) {
      single.push(await once(1, round));
      five.push(await once(5, round));
    }
    const gain = median(single) / median(five);
    return [
      {
        what: `${parts} parts of a file, ${latencyMs} ms away`,
        ours: milliseconds(median(five)),
        beside: `one at a time ${milliseconds(median(single))}`,
        result: `${gain.toFixed(1)} times as fast`,
        bar: `≥ ${leastGain}`,
        met: gain >= leastGain,
      },
    ];
  } finally {
    await file.close();
    await client.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
}
