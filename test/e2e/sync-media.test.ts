import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { png } from '../support/picture.ts';
import { faults, type Running, startServer } from '../support/server.ts';

let server: Running;
afterEach(() => server.close());

function tree(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asc-shots-')));
  for (const locale of ['de-DE', 'en-US']) {
    mkdirSync(join(root, 'screenshots', locale), { recursive: true });
    for (const number of [1, 2, 3])
      writeFileSync(
        join(root, 'screenshots', locale, `${number}.png`),
        png(1320, 2868, `${locale} ${number}`),
      );
  }
  return root;
}

describe('asc_sync_media, over MCP', () => {
  it('uploads a tree from a folder that the policy opens; again it changes nothing', async () => {
    const root = tree();
    server = await startServer({ policy: { version: 1, roots: { upload: [root] } } });
    const call = { app: 'Weather Now', platform: 'IOS', folder: join(root, 'screenshots') };
    const first = await server.call('asc_sync_media', call);
    expect(first).toMatchObject({ isError: false });
    expect(first.text).toContain('synced: uploaded 6');
    const requests = server.taken();
    const parts = requests.filter(({ method }) => method === 'PUT');
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
    expect(readdirSync(join(server.downloads, 'state', 'uploads'))).toEqual([]);

    const again = await server.call('asc_sync_media', call);
    expect(again.text).toContain('nothing to do: all 6 files are there');
    expect(server.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
    // No signed address in what the model sees.
    expect(first.text + again.text).not.toMatch(/Signature|\/upload\//);
  }, 60_000);

  it('sends nothing from folders that no policy opens', async () => {
    const root = tree();
    server = await startServer();
    const refused = await server.call('asc_sync_media', { app: 'Weather Now', folder: root });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain('No folder is open for uploads.');
    expect(server.taken()).toEqual([]);
  });
});
