import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startServer } from '../support/server.ts';

/** The server with the sandbox in itself, as `--sandbox` starts it: nobody told it an address. */
let server: Running;
beforeAll(async () => {
  server = await startServer({
    flags: ['--sandbox', '--toolsets', 'testflight,xcode-cloud'],
    environment: { ASC_BASE_URL: '' },
  });
});
afterAll(() => server.close());

describe('files behind signed addresses of the embedded sandbox', () => {
  it('are artifacts of Xcode Cloud', async () => {
    const { text } = await server.call('asc_ci_status', { app: 'Weather Now', run: '213', save: 'all' });
    const saved = [...text.matchAll(/^saved: (\S+) \(/gm)].map(([, path = '']) => existsSync(path));
    expect(saved, text).toEqual([true, true]);
    expect(text).not.toContain('not saved');
  });

  it('are pictures of testers', async () => {
    const { text } = await server.call('asc_testflight_status', { app: 'Weather Now', feedback: true });
    expect(text).toContain('and 16 logs and pictures beside it');
    expect(text).not.toContain('not saved');
  });

  it('never come from the sandbox that the tests run', () => {
    expect(server.taken()).toEqual([]);
  });
});
