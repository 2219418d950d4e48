import { expect, it } from 'vitest';
import { CREDENTIALS, json, startApi } from '../client/support.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { startBlackHole } from '../support/black-hole.ts';

/** A network whose name server gives an IPv6 address first, and which then drops all of IPv6. */
const names = `import dns from 'node:dns';
const { lookup } = dns;
dns.lookup = (name, options, done) =>
  name === 'localhost' && options.all
    ? (process.stderr.write('the name was asked for\\n'), process.nextTick(done, null, [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]))
    : lookup(name, options, done);`;

it.runIf(process.platform === 'linux')(
  'fault 28: when packets of IPv6 are swallowed, reads and writes go by IPv4, once, and long before ten seconds',
  async (test) => {
    const api = await startApi((_, response) => json(response, { data: [] }));
    test.onTestFinished(() => api.close());
    const { port } = new URL(api.url);
    const hole = await startBlackHole(Number(port));
    if (hole === undefined) return test.skip('There is no IPv6 on loopback.');
    test.onTestFinished(() => hole.close());
    expect(await hole.swallows(1_500)).toBe(true);
    const server = new ServerProcess({
      environment: {
        ASC_KEY_ID: CREDENTIALS.keyId,
        ASC_ISSUER_ID: CREDENTIALS.issuerId ?? '',
        ASC_PRIVATE_KEY: CREDENTIALS.privateKey,
        ASC_BASE_URL: `http://localhost:${port}`,
      },
      nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(names)}`],
    });
    test.onTestFinished(() => void server.child.kill('SIGKILL'));
    await server.initialize();
    await server.request(1, 'tools/list');
    const began = performance.now();
    const calls = Array.from({ length: 8 }, (_, n) =>
      server.request(10 + n, 'tools/call', {
        name: 'asc_read',
        arguments: { operation: 'apps_getCollection', limit: n + 1 },
      }),
    );
    for (const answer of await Promise.all(calls)) {
      const { text, isError } = resultText(answer);
      expect(isError, text).toBe(false);
    }
    const took = performance.now() - began;
    console.info(`eight reads past a black hole: ${Math.round(took)} ms`);
    expect(took).toBeLessThan(10_000);
    expect(server.stderr).toContain('the name was asked for');
    const reads = api.seen.length;
    const { text, isError } = resultText(
      await server.request(30, 'tools/call', {
        name: 'asc_update',
        arguments: {
          operation: 'betaAppReviewDetails_updateInstance',
          id: '1500000101',
          attributes: { notes: 'n' },
        },
      }),
    );
    expect(
      api.seen.slice(reads).filter(({ method }) => method === 'PATCH'),
      `${isError} ${text}`,
    ).toHaveLength(1);
  },
  30_000,
);
