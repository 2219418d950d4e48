import { afterEach, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { downloadSigned } from '../../src/client/signed-download.ts';
import { signedAddress } from '../../src/client/signed-hosts.ts';
import { type Answer, type Api, startApi } from './support.ts';

const apple = 'https://api.appstoreconnect.apple.com';
let api: Api | undefined;

afterEach(() => api?.close());

async function fetched(answer: Answer, signal = new AbortController().signal): Promise<string> {
  api = await startApi(answer);
  const chunks: Uint8Array[] = [];
  const url = `${api.url}/a/Logs.zip?Expires=1&Signature=sesame`;
  const sink = (chunk: Uint8Array): void => {
    chunks.push(chunk);
  };
  try {
    const bytes = await downloadSigned({ url, apiOrigin: api.url, sink, signal });
    return `${bytes}: ${Buffer.concat(chunks).toString()}`;
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    expect(JSON.stringify([error.message, error.meaning, error.next])).not.toContain('sesame');
    return error.code;
  }
}

describe('a file behind a signed address', () => {
  it('arrives as it is, without a token', async () => {
    const gzip = { 'content-type': 'application/zip' };
    expect(
      await fetched((_, response) => {
        response.writeHead(200, gzip).end('PK and more');
      }),
    ).toBe('11: PK and more');
    expect(api?.seen[0]?.headers['authorization']).toBeUndefined();
    expect(api?.seen[0]?.url).toBe('/a/Logs.zip?Expires=1&Signature=sesame');
  });

  it('is an error that does not name the address where it is refused, cut off or cancelled', async () => {
    const status = (code: number) =>
      fetched((_, response) => {
        response.writeHead(code, { location: 'http://127.0.0.1:1/x' }).end('<Error>sesame</Error>');
      });
    expect(await status(403)).toBe('download_expired');
    expect(await status(302)).toBe('download_refused');
    expect(await status(503)).toBe('download_refused');
    expect(
      await fetched((_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        response.destroy();
      }),
    ).toBe('download_failed');
    const stop = new AbortController();
    expect(
      await fetched((_, response) => {
        response.writeHead(200).write('half');
        stop.abort();
      }, stop.signal),
    ).toBe('cancelled');
  });

  it('lies on the internet over https, or with a sandbox of this computer on this computer', () => {
    const good = (text: string, origin = apple): boolean => typeof signedAddress(text, origin) !== 'string';
    expect(good('https://bucket.s3.us-west-2.amazonaws.com/a/b.zip?X-Amz-Signature=x')).toBe(true);
    expect(good('https://store.apple.com/a')).toBe(true);
    for (const bad of [
      'http://store.apple.com/a',
      'https://127.0.0.1/a',
      'https://10.0.0.8/a',
      'https://[::1]/a',
      'https://2130706433/a',
      'https://localhost/a',
      'https://printer.local/a',
      'https://metadata.google.internal/a',
      'https://user@store.apple.com/a',
      'https://store.apple.com:8443/a',
      'https://store.apple.com/a#b',
      'https://store.apple.com\\@evil.example/a',
      'file:///etc/passwd',
    ])
      expect([bad, good(bad)]).toEqual([bad, false]);
    expect(good('http://127.0.0.1:4010/a', 'http://127.0.0.1:4010')).toBe(true);
    expect(good('https://store.apple.com/a', 'http://127.0.0.1:4010')).toBe(false);
  });
});
