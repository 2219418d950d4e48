import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Downloads } from '../../src/client/download.ts';
import { downloadAddress } from '../../src/client/download-hosts.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

const apple = 'https://api.appstoreconnect.apple.com';

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

async function read(url: string, signal = new AbortController().signal) {
  const downloads = new Downloads(url);
  open.push(downloads);
  const chunks: Uint8Array[] = [];
  const got = await downloads.read(
    `${url}/0.csv.gz?Signature=secret`,
    (chunk) => void chunks.push(chunk),
    signal,
  );
  return { ...got, text: Buffer.concat(chunks).toString() };
}

describe('addresses of segments', () => {
  it.each([
    'https://asp-us-west-2.s3.us-west-2.amazonaws.com/reports/1/0.csv.gz?X-Amz-Signature=a',
    'https://bucket.s3.amazonaws.com/x',
    'https://reports.apple.com/x',
  ])('uses %s', (address) => {
    expect(downloadAddress(address, apple)).toBeInstanceOf(URL);
  });

  it.each([
    ['http://bucket.s3.amazonaws.com/x', 'the address is not https'],
    ['https://bucket.s3.amazonaws.com.example.com/x', 'the host is not one of Apple’s'],
    ['https://amazonaws.com/x', 'the host is not one of Apple’s'],
    ['https://lambda.us-west-2.amazonaws.com/x', 'the host is not one of Apple’s'],
    ['https://apple.com.example.com/x', 'the host is not one of Apple’s'],
    ['https://user@reports.apple.com/x', 'the address holds a user'],
    ['https://reports.apple.com:8443/x', 'the address has a port of its own'],
    ['http://127.0.0.1/x', 'the address is not https'],
    ['file:///etc/passwd', 'the address is not https'],
    ['', 'the address is not one'],
  ])('refuses %s', (address, why) => {
    expect(downloadAddress(address, apple)).toBe(why);
  });

  it('stays on this computer when the API is here', () => {
    expect(downloadAddress('https://bucket.s3.amazonaws.com/x', 'http://127.0.0.1:8080')).toBe(
      'the address is not on this computer, and the API is',
    );
  });
});

describe('a download', () => {
  it('sends no token and no header of ours, and tells size and checksum', async () => {
    let headers: Record<string, unknown> = {};
    const url = await serve((request, response) => {
      headers = request.headers;
      response.end('1234');
    });
    expect(await read(url)).toEqual({ bytes: 4, md5: '81dc9bdb52d04dc20036dbd8313ed055', text: '1234' });
    expect(Object.keys(headers).sort()).toEqual(['connection', 'host']);
  });

  it.each([
    [403, 'download_expired'],
    [404, 'download_expired'],
    [302, 'download_failed'],
    [503, 'download_failed'],
  ])('takes %i for %s, and its address is in no error', async (status, code) => {
    const url = await serve((_, response) => {
      response.writeHead(status, { location: 'https://example.com' });
      response.end('<Error>secret</Error>');
    });
    const error: unknown = await read(url).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  it('ends when the connection does, and when the call is cancelled', async () => {
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('12');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(read(cut)).rejects.toMatchObject({ code: 'download_failed', retryable: true });
    const slow = await serve((_, response) => void response.writeHead(200).write('1'));
    const stop = new AbortController();
    const reading = read(slow, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
