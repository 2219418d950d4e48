import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portOf } from '../support/port.ts';
import { startProxy } from '../support/proxy.ts';
import { type Running, startServer, startWorld, type World } from '../support/server.ts';

const apple = 'api.appstoreconnect.apple.com';
let folder: string;
let world: World;
let apples: Server;
const names: (string | undefined)[] = [];

/** Whether openssl is there to make certificates with. */
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A certificate authority of this test's own, and a certificate of it in Apple's name. */
function makeCertificates(): { key: Buffer; cert: Buffer } {
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...curve, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority');
  openssl('req', ...curve, '-keyout', 'apple.key', '-out', 'apple.csr', '-subj', `/CN=${apple}`);
  writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${apple}`);
  openssl(
    'x509',
    '-req',
    '-in',
    'apple.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
    '-out',
    'apple.pem',
  );
  return { key: readFileSync(join(folder, 'apple.key')), cert: readFileSync(join(folder, 'apple.pem')) };
}

/** The server as it is used: Apple's own address, reached through a proxy with a password. */
const serve = (proxy: string, more: Record<string, string> = {}): Promise<Running> =>
  startServer({
    world,
    environment: { ASC_BASE_URL: '', HTTPS_PROXY: proxy, NO_PROXY: 'localhost', ...more },
  });

describe.skipIf(!hasOpenssl)('through a proxy to Apple’s address', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'asc-proxy-'));
    world = await startWorld();
    const sandbox = new URL(world.sandbox.url);
    apples = createServer(makeCertificates(), (asked, answer) => {
      names.push(asked.headers.host);
      const onward = request(
        {
          host: sandbox.hostname,
          port: sandbox.port,
          method: asked.method,
          path: asked.url,
          headers: asked.headers,
        },
        (reply) => {
          answer.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(answer);
        },
      );
      asked.pipe(onward);
    });
    await new Promise<void>((resolve) => apples.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    apples.close();
    await world.sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks, with the certificate that NODE_EXTRA_CA_CERTS names, and says nothing of the password', async () => {
    const proxy = await startProxy(portOf(apples.address()), 'me:pass-word-1');
    const server = await serve(proxy.url.replace('//', '//me:pass-word-1@'), {
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    });
    const { text, isError } = await server.call('asc_read', { operation: 'apps_getCollection' });
    expect(isError).toBe(false);
    expect(text).toContain('Weather Now');
    expect(proxy.asked).toEqual([`${apple}:443`]);
    expect(names.splice(0)).toEqual([apple]);
    const status = await server.call('asc_status', { reach: true });
    expect(status.text + server.stderr()).not.toContain('pass-word-1');
    names.splice(0);
    await server.close();
    await proxy.close();
  });

  it('without that certificate trusts nobody, and says why', async () => {
    const proxy = await startProxy(portOf(apples.address()));
    const server = await serve(proxy.url);
    const { text, isError } = await server.call('asc_read', { operation: 'apps_getCollection' });
    expect(isError).toBe(true);
    expect(text).toContain('No trusted connection to App Store Connect');
    expect(text).toContain('NODE_EXTRA_CA_CERTS');
    expect(names.splice(0)).toEqual([]);
    await server.close();
    await proxy.close();
  });

  it('says when the proxy wants to know who asks', async () => {
    const proxy = await startProxy(portOf(apples.address()), 'me:pass-word-1');
    const server = await serve(proxy.url.replace('//', '//me:wrong-word-1@'));
    const { text, isError } = await server.call('asc_read', { operation: 'apps_getCollection' });
    expect(isError).toBe(true);
    expect(text).toContain('(PROXY_407)');
    expect(text).toContain('Check HTTPS_PROXY');
    expect(text + server.stderr()).not.toContain('wrong-word-1');
    await server.close();
    await proxy.close();
  });

  it('does not start with a proxy that is none, and does not show it', async () => {
    const failed = serve('socks5://me:pass-word-1@127.0.0.1:1');
    await expect(failed).rejects.toThrow();
    await expect(failed.catch((error: unknown) => String(error))).resolves.not.toContain('pass-word-1');
  });
});
