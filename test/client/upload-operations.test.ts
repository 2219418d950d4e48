import { describe, expect, it } from 'vitest';
import { uploadParts } from '../../src/client/upload-operations.ts';
import { failureOf } from './support.ts';

const apple = 'https://api.appstoreconnect.apple.com';
const store = 'https://store-030.blobstore.apple.com/itmspod/part?Expires=1&Signature=x';

function part(offset: number, length: number, more: Record<string, unknown> = {}) {
  const requestHeaders = [{ name: 'Content-Type', value: 'image/png' }];
  return { method: 'PUT', url: store, offset, length, requestHeaders, ...more };
}

async function refusal(operations: unknown, size = 10, origin = apple): Promise<string> {
  const error = await failureOf(Promise.resolve().then(() => uploadParts(operations, size, origin)));
  expect(error.code).toBe('upload_refused');
  expect(error.outcome).toBe('not_sent');
  // A signed address is a secret, and a foreign one is somebody else's text.
  expect(`${error.message} ${error.meaning} ${error.next}`).not.toMatch(/blobstore|evil|Signature/);
  return error.message;
}

const headers = (name: string, value: string) => [part(0, 10, { requestHeaders: [{ name, value }] })];
const at = (url: string) => [part(0, 10, { url })];

describe('upload operations', () => {
  it('become parts in the order of the file', () => {
    expect(uploadParts([part(6, 4), part(0, 6)], 10, apple)).toEqual([
      {
        index: 0,
        offset: 0,
        length: 6,
        origin: 'https://store-030.blobstore.apple.com',
        target: '/itmspod/part?Expires=1&Signature=x',
        headers: ['Content-Type', 'image/png', 'content-length', '6'],
      },
      {
        index: 1,
        offset: 6,
        length: 4,
        origin: 'https://store-030.blobstore.apple.com',
        target: '/itmspod/part?Expires=1&Signature=x',
        headers: ['Content-Type', 'image/png', 'content-length', '4'],
      },
    ]);
  });

  it.each([
    'https://store-030.blobstore.apple.com/a',
    'https://northamerica-1.object-storage.apple.com/a',
    'https://du.itunes.apple.com/a?x=%2F%3D',
  ])('go to %s', (url) => {
    expect(uploadParts(at(url), 10, apple)).toHaveLength(1);
  });

  it('must cover the file exactly', async () => {
    expect(await refusal([part(0, 6), part(5, 5)])).toContain('two parts cover the bytes from 5');
    expect(await refusal([part(0, 4), part(6, 4)])).toContain('nothing covers the bytes from 4 to 6');
    expect(await refusal([part(1, 9)])).toContain('nothing covers the bytes from 0 to 1');
    expect(await refusal([part(0, 11)])).toContain('cover 11 bytes, and the file has 10');
    expect(await refusal([part(0, 9)])).toContain('cover 9 bytes, and the file has 10');
    expect(await refusal([])).toContain('there are no upload operations');
    expect(await refusal(undefined)).toContain('there are no upload operations');
    expect(await refusal([part(0, 10), part(10, 0)])).toContain('covers no bytes');
    expect(await refusal([part(-1, 11)])).toContain('covers no bytes');
    expect(await refusal([part(0, 9.5)])).toContain('covers no bytes');
    expect(await refusal([part(0, 10, { length: '10' })])).toContain('covers no bytes');
    expect(await refusal(['x'])).toContain('it is no object');
  });

  it.each(['POST', 'put', 'DELETE', undefined])('with the method %s are refused', async (method) => {
    expect(await refusal([part(0, 10, { method })])).toContain('the method is not PUT');
  });

  it.each([
    ['https://evil.com/a', 'not Apple'],
    ['https://apple.com.evil.com/a', 'not Apple'],
    ['https://evilapple.com/a', 'not Apple'],
    ['https://apple.com/a', 'not Apple'],
    ['https://store.apple.com./a', 'not Apple'],
    ['https://17.1.2.3/a', 'not Apple'],
    ['https://[::1]/a', 'not Apple'],
    ['https://127.0.0.1/a', 'not Apple'],
    ['https://0x7f000001/a', 'not Apple'],
    ['http://store-030.blobstore.apple.com/a', 'not https'],
    ['ftp://store.apple.com/a', 'not https'],
    ['https://store.apple.com:8443/a', 'a port of its own'],
    ['https://user@store.apple.com/a', 'holds a user'],
    ['https://evil.com@store.apple.com/a', 'holds a user'],
    ['https://store.apple.com/a#b', 'a fragment'],
    ['https://evil.com\\@store.apple.com/a', 'not one'],
    ['https://evil.com\t.apple.com/a', 'not one'],
    ['//store.apple.com/a', 'not one'],
    ['', 'not one'],
  ])('to %s are refused', async (url, why) => {
    expect(await refusal(at(url))).toContain(why);
  });

  it.each([
    ['Authorization', 'Bearer x'],
    ['authorization', 'x'],
    ['Host', 'evil.com'],
    ['Cookie', 'a=b'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['X-Forwarded-Host', 'evil.com'],
    ['Content-Type', 'image/png\r\nHost: evil.com'],
    ['Content-Type\r\nHost', 'image/png'],
    ['Content-Type', 'image/pñg'],
    ['', ''],
  ])('with the header %j: %j are refused', async (name, value) => {
    expect(await refusal(headers(name, value))).toContain('a header that an upload does not need');
  });

  it('agree with themselves', async () => {
    expect(await refusal(headers('Content-Length', '9'))).toContain('not its length');
    const twice = [
      { name: 'Content-Type', value: 'a' },
      { name: 'content-type', value: 'b' },
    ];
    expect(await refusal([part(0, 10, { requestHeaders: twice })])).toContain('twice');
    expect(uploadParts(headers('Content-Length', '10'), 10, apple)[0]?.headers).toEqual([
      'Content-Length',
      '10',
    ]);
  });

  it('stay on this computer when the API is here, and leave it when it is not', async () => {
    const sandbox = 'http://127.0.0.1:4010';
    expect(uploadParts(at('http://127.0.0.1:4010/upload/a/0'), 10, sandbox)).toHaveLength(1);
    expect(await refusal(at(store), 10, sandbox)).toContain('not on this computer');
    expect(await refusal(at('http://127.0.0.1.evil.com/'), 10, sandbox)).toContain('not on this computer');
    expect(await refusal(at('http://127.0.0.1:4010/upload/a/0'))).toContain('not https');
  });
});
