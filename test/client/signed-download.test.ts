import { afterEach, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { SignedDownloads } from '../../src/client/signed-download.ts';
import { signedAddress } from '../../src/client/signed-hosts.ts';
import { type Answer, type Api, startApi } from './support.ts';

const apple = 'https://api.appstoreconnect.apple.com';
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function fetched(
  answer: Answer,
  signal = new AbortController().signal,
): Promise<{ readonly api: Api; readonly says: string; readonly retryable?: boolean }> {
  const api = await startApi(answer);
  const downloads = new SignedDownloads(api.url);
  open.push(api, downloads);
  const chunks: Uint8Array[] = [];
  const sink = (chunk: Uint8Array): void => {
    chunks.push(chunk);
  };
  try {
    const got = await downloads.read(`${api.url}/a/Logs.zip?Expires=1&Signature=sesame`, sink, signal);
    return { api, says: `${got.bytes} ${got.md5}: ${Buffer.concat(chunks).toString()}` };
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    expect(JSON.stringify([error, error.message, error.meaning, error.next])).not.toContain('sesame');
    return { api, says: error.code, retryable: error.retryable };
  }
}

describe('a file behind a signed address', () => {
  it('arrives as it is, with size and checksum, and without a token or a header of ours', async () => {
    const { api, says } = await fetched((_, response) => {
      response.writeHead(200, { 'content-type': 'application/zip' }).end('1234');
    });
    expect(says).toBe('4 81dc9bdb52d04dc20036dbd8313ed055: 1234');
    expect(Object.keys(api.seen[0]?.headers ?? {}).sort()).toEqual(['connection', 'host']);
    expect(api.seen[0]?.url).toBe('/a/Logs.zip?Expires=1&Signature=sesame');
  });

  it.each([
    [400, 'download_expired'],
    [403, 'download_expired'],
    [404, 'download_expired'],
    [302, 'download_failed'],
    [503, 'download_failed'],
  ])('takes %i for %s, and its address is in no error', async (status, code) => {
    const { says } = await fetched((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/x' }).end('<Error>sesame</Error>');
    });
    expect(says).toBe(code);
  });

  it('ends when the connection does, and when the call is cancelled', async () => {
    const cut = await fetched((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(cut).toMatchObject({ says: 'download_failed', retryable: true });
    const stop = new AbortController();
    const slow = await fetched((_, response) => {
      response.writeHead(200).write('half');
      setTimeout(() => stop.abort(), 20);
    }, stop.signal);
    expect(slow.says).toBe('cancelled');
    const before = await fetched((_, response) => void response.end('never'), AbortSignal.abort());
    expect([before.says, before.api.seen.length]).toEqual(['cancelled', 0]);
  });
});

describe('a signed address', () => {
  it.each([
    'https://asp-us-west-2.s3.us-west-2.amazonaws.com/reports/1/0.csv.gz?X-Amz-Signature=a',
    'https://d1.cloudfront.net/a?Expires=1&Signature=b&Key-Pair-Id=c',
    'https://cvws.icloud-content.com/B/a?o=b',
    'https://is1-ssl.mzstatic.com/image/a.png',
    'https://store.apple.com/a',
  ])('leads to %s', (address) => {
    expect(signedAddress(address, apple)).toBeInstanceOf(URL);
  });

  it.each([
    ['http://store.apple.com/a', 'the address is not https'],
    ['http://127.0.0.1/a', 'the address is not https'],
    ['file:///etc/passwd', 'the address is not https'],
    ['https://127.0.0.1/a', 'Apple is not known to use the host 127.0.0.1'],
    ['https://[::1]/a', 'Apple is not known to use the host [::1]'],
    ['https://2130706433/a', 'Apple is not known to use the host 127.0.0.1'],
    ['https://localhost/a', 'Apple is not known to use the host localhost'],
    ['https://store.apple.com./a', 'Apple is not known to use the host store.apple.com.'],
    ['https://evilapple.com/a', 'Apple is not known to use the host evilapple.com'],
    ['https://apple.com.example.com/a', 'Apple is not known to use the host apple.com.example.com'],
    ['https://metadata.google.internal/a', 'Apple is not known to use the host metadata.google.internal'],
    ['https://bucket.s3.amazonaws.com/a', 'the address is not signed'],
    ['https://d1.cloudfront.net/a', 'the address is not signed'],
    ['https://user@store.apple.com/a', 'the address holds a user'],
    ['https://store.apple.com:8443/a', 'the address has a port of its own'],
    ['https://store.apple.com/a#b', 'the address holds a fragment'],
    ['https://store.apple.com\\@evil.example/a', 'the address is not one'],
    ['', 'the address is not one'],
  ])('does not lead to %s', (address, why) => {
    expect(signedAddress(address, apple)).toBe(why);
  });

  it('stays on this computer when the API is here', () => {
    expect(signedAddress('http://127.0.0.1:4010/a', 'http://127.0.0.1:4010')).toBeInstanceOf(URL);
    expect(signedAddress('https://store.apple.com/a', 'http://127.0.0.1:4010')).toBe(
      'the address is not on this computer, and the API is',
    );
  });
});
