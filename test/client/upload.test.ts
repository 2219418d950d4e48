import { mkdtempSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UploadEngine } from '../../src/client/upload.ts';
import type { UploadPart } from '../../src/client/upload-operations.ts';
import { type Answer, type Api, failureOf, startApi } from './support.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Rig {
  readonly api: Api;
  readonly engine: UploadEngine;
  readonly file: FileHandle;
  readonly parts: readonly UploadPart[];
}

/** A store on this computer, a file of `count` parts of ten letters, and the engine. */
async function rig(count: number, answer: Answer, parallel?: number): Promise<Rig> {
  const api = await startApi(answer);
  const path = join(mkdtempSync(join(tmpdir(), 'asc-upload-')), 'file');
  writeFileSync(path, Array.from({ length: count }, (_, index) => letter(index).repeat(10)).join(''));
  const file = await open(path);
  const engine = new UploadEngine({
    apiOrigin: api.url,
    random: () => 0,
    ...(parallel === undefined ? {} : { parallel }),
  });
  closing.push(
    () => file.close(),
    () => engine.close(),
    () => api.close(),
  );
  const operations = Array.from({ length: count }, (_, index) => ({
    method: 'PUT',
    url: `${api.url}/part/${index}?Signature=s`,
    offset: index * 10,
    length: 10,
    requestHeaders: [
      { name: 'Content-Type', value: 'image/png' },
      { name: 'x-amz-meta-part', value: String(index) },
    ],
  }));
  return { api, engine, file, parts: engine.parts(operations, count * 10) };
}

function letter(index: number): string {
  return String.fromCharCode(97 + (index % 26));
}

const ok = (_: unknown, response: ServerResponse): void => void response.writeHead(200).end();
const signal = new AbortController().signal;

describe('the upload engine', () => {
  it('sends each part once, with exactly the headers that Apple listed and no token', async () => {
    const { api, engine, file, parts } = await rig(7, ok);
    const accepted: number[] = [];
    await engine.send({ parts, file, signal, onAccepted: ({ index }) => accepted.push(index) });
    expect([...accepted].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const seen = [...api.seen].sort((left, right) => left.url.localeCompare(right.url));
    expect(seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual(
      parts.map(({ index }) => `PUT /part/${index}?Signature=s ${letter(index).repeat(10)}`),
    );
    for (const [index, { headers }] of seen.entries()) {
      const { host: _host, connection: _connection, ...rest } = headers;
      expect(rest).toEqual({
        'content-type': 'image/png',
        'x-amz-meta-part': String(index),
        'content-length': '10',
      });
    }
  });

  it('leaves out what was accepted before', async () => {
    const { api, engine, file, parts } = await rig(4, ok);
    await engine.send({ parts, file, signal, accepted: new Set([0, 2]) });
    expect(api.seen.map(({ url }) => url).sort()).toEqual(['/part/1?Signature=s', '/part/3?Signature=s']);
  });

  // How much faster that is, the benchmark says.
  it.each([1, 5])('sends %i at a time', async (parallel) => {
    const slow: Answer = (_, response) => void setTimeout(() => response.writeHead(200).end(), 50);
    const { engine, file, parts, api } = await rig(20, slow, parallel);
    await engine.send({ parts, file, signal });
    expect(api.busiest()).toBe(parallel);
  });

  it('tries a part again after 503, a reset and Retry-After, and not the others', async () => {
    const { api, engine, file, parts } = await rig(3, (request, response, index) => {
      const before = api.seen.slice(0, index).filter(({ url }) => url === request.url).length;
      if (request.url.startsWith('/part/1') && before === 0) response.writeHead(503).end();
      else if (request.url.startsWith('/part/1') && before === 1) response.destroy();
      else if (request.url.startsWith('/part/2') && before === 0)
        response.writeHead(429, { 'retry-after': '0' }).end();
      else response.writeHead(200).end();
    });
    await engine.send({ parts, file, signal });
    expect(api.seen.filter(({ url }) => url.startsWith('/part/0'))).toHaveLength(1);
    expect(api.seen.filter(({ url }) => url.startsWith('/part/1'))).toHaveLength(3);
    expect(api.seen.filter(({ url }) => url.startsWith('/part/2'))).toHaveLength(2);
    for (const { url, body } of api.seen) expect(body).toBe(letter(Number(url[6])).repeat(10));
  });

  it('gives up after three tries, names the part and no address', async () => {
    const { api, engine, file, parts } = await rig(2, (request, response) => {
      response.writeHead(request.url.startsWith('/part/1') ? 500 : 200).end('see Signature=s');
    });
    const error = await failureOf(engine.send({ parts, file, signal }));
    expect(error).toMatchObject({ code: 'upload_failed', message: 'Part 2 of 2 was refused with 500.' });
    expect(JSON.stringify(error)).not.toContain('Signature');
    expect(api.seen.filter(({ url }) => url.startsWith('/part/1'))).toHaveLength(3);
  });

  it.each([403, 404, 410])('says that the address has expired at %i, at once', async (status) => {
    const { api, engine, file, parts } = await rig(1, (_, response) => response.writeHead(status).end());
    const error = await failureOf(engine.send({ parts, file, signal }));
    expect(error.code).toBe('upload_expired');
    expect(api.seen).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const { api, engine, file, parts } = await rig(1, (_, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await failureOf(engine.send({ parts, file, signal }))).status).toBe(307);
    expect(api.seen.map(({ url }) => url)).toEqual(['/part/0?Signature=s']);
  });

  it('stops when cancelled, and sends nothing when it was cancelled before', async () => {
    const stop = new AbortController();
    const { api, engine, file, parts } = await rig(8, () => stop.abort());
    const error = await failureOf(engine.send({ parts, file, signal: stop.signal }));
    expect(error.code).toBe('cancelled');
    expect(api.seen.length).toBeLessThanOrEqual(5);
    const again = await failureOf(engine.send({ parts, file, signal: stop.signal }));
    expect(again.code).toBe('cancelled');
    expect(api.seen.length).toBeLessThanOrEqual(5);
  });
});
