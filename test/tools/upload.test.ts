import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { assetKinds } from '../../src/catalog/uploads.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { settledOne } from '../../src/tools/media/delivery.ts';
import { upload } from '../../src/tools/media/upload.ts';
import { failureOf } from '../client/support.ts';
import { startFaultyApi } from '../support/fault-proxy.ts';
import { faults } from '../support/server.ts';
import { type ContextFacts, uploadWorld } from './upload-context.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const part = 5 * 1024 * 1024;
const attachment = assetKinds.get('AppStoreReviewAttachment') ?? raise();

function raise(): never {
  throw new Error('not in the table');
}

interface Place {
  readonly sandbox: Sandbox;
  readonly requests: RequestLog[];
  readonly facts: ContextFacts;
  readonly detail: string;
  /** Path of a file of so many bytes, each part of it different. */
  file(size: number): string;
  /** Numbers of the parts that were put, in order. */
  puts(): string[];
}

let turn = 0;

async function place(options: { latencyMs?: number } = {}): Promise<Place> {
  turn = 0;
  const requests: RequestLog[] = [];
  const sandbox = await startSandbox({
    ...options,
    clock: () => Date.now() + turn,
    onRequest: (request) => requests.push(request),
  });
  closing.push(() => sandbox.close());
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'asc-upload-')));
  const root = join(parent, 'files');
  mkdirSync(root);
  const [detail = ''] = sandbox.store.linked(
    sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext) ?? raise(),
    'appStoreReviewDetail',
  );
  return {
    sandbox,
    requests,
    detail,
    facts: { origin: sandbox.url, credentials: sandbox.credentials, root, stateDir: join(parent, 'state') },
    file: (size) => {
      const path = join(root, 'notes.bin');
      const bytes = Buffer.alloc(size, 'abcdefg');
      for (let at = 0; at < size; at += part) bytes.write(String(at), at);
      writeFileSync(path, bytes);
      return path;
    },
    puts: () =>
      requests.filter(({ method, status }) => method === 'PUT' && status === 200).map(({ path }) => path),
  };
}

/** The same with a network in between that can fail, and a file that is ready to be sent. */
async function placeWithFaults() {
  const { sandbox, facts, detail, file } = await place();
  const api = await startFaultyApi(sandbox.url);
  closing.push(() => api.close());
  const { context, uploads, close } = await uploadWorld({ ...facts, origin: api.url });
  closing.push(close);
  return {
    sandbox,
    detail,
    api,
    context,
    uploads,
    copy: await uploads.files.copy(file(1_000), context.signal),
  };
}

function attachments(sandbox: Sandbox, detail: string) {
  return [...sandbox.store.all('AppStoreReviewAttachment')].filter((one) =>
    sandbox.store.linked(one, 'appStoreReviewDetail').includes(detail),
  );
}

describe('the table of uploads', () => {
  const catalog = loadCatalog();

  it('has every operation that reserves a file, with its parents, attributes and commit', () => {
    const reserving = [...catalog.operationIds()].filter(
      (id) => catalog.operation(id)?.body?.attributes?.['fileSize*'] !== undefined,
    );
    expect([...assetKinds.values()].map((kind) => `${kind.operations}_createInstance`).sort()).toEqual(
      reserving.sort(),
    );
    for (const kind of assetKinds.values()) {
      const body = catalog.operation(`${kind.operations}_createInstance`)?.body;
      const names = (record: object | undefined) => Object.keys(record ?? {}).sort();
      expect(names(body?.attributes)).toEqual([...kind.attributes, 'fileName*', 'fileSize*'].sort());
      const parents = names(body?.relationships).map((name) => name.replace('*', ''));
      expect(parents.filter((name) => name !== 'placements')).toEqual([...kind.parents].sort());
      const commit = catalog.operation(`${kind.operations}_updateInstance`)?.body?.attributes ?? {};
      expect(commit['uploaded']).toBeDefined();
      if (kind.checksum === 'none') expect(names(commit).join()).not.toContain('sourceFileChecksum');
      else expect(commit[kind.checksum]).toBeDefined();
      const remove = catalog.operation(`${kind.operations}_deleteInstance`);
      expect(remove !== undefined).toBe(kind.removable);
      const attributes = names(catalog.data.resources[kind.resource]?.attributes);
      expect(attributes.map((name) => name.replace('*', ''))).toContain(kind.state.attribute);
    }
  });
});

describe('an upload', () => {
  it('is reserved, sent without a token, committed with its checksum and judged', async () => {
    const { sandbox, requests, facts, detail, file, puts } = await place();
    const { context, uploads, close } = await uploadWorld(facts);
    closing.push(close);
    const path = file(2 * part + 100);
    const copy = await uploads.files.copy(path, context.signal);
    let bytes = 0;
    const parent = { relationship: 'appStoreReviewDetail', id: detail };
    const id = await upload(context, uploads, { kind: attachment, parent, file: copy }, (more) => {
      bytes += more;
    });
    await copy.dispose();
    expect(bytes).toBe(2 * part + 100);
    expect(puts()).toHaveLength(3);
    expect(
      requests.filter(({ method }) => method !== 'GET').map(({ method, status }) => `${method} ${status}`),
    ).toEqual(['POST 201', 'PUT 200', 'PUT 200', 'PUT 200', 'PATCH 200']);
    const pause = async () => {
      turn += 2_000;
    };
    expect(await settledOne(context, attachment, id, { pause })).toEqual({ state: 'COMPLETE', reasons: [] });
    expect(sandbox.store.get('AppStoreReviewAttachment', id)?.attributes['sourceFileChecksum']).toBe(
      createHash('md5').update(readFileSync(path)).digest('hex'),
    );
    expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
    // Nothing stays behind: no copy, no journal.
    expect(readdirSync(join(facts.stateDir, 'uploads'))).toEqual([]);
  });

  it('of a kind with a policy that asks says what a person can do', async () => {
    const { facts, detail, file, requests } = await place();
    const rules = [{ effect: 'ask' as const, ops: ['appStoreReviewAttachments_*'] }];
    const { context, uploads, close } = await uploadWorld(facts, { ...defaultPolicy, rules });
    closing.push(close);
    const copy = await uploads.files.copy(file(10), context.signal);
    const parent = { relationship: 'appStoreReviewDetail', id: detail };
    const error = await failureOf(upload(context, uploads, { kind: attachment, parent, file: copy }));
    await copy.dispose();
    expect(error.code).toBe('approval_needed');
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('whose commit loses its answer is committed once', async () => {
    const { sandbox, detail, api, context, uploads, copy } = await placeWithFaults();
    const asset = {
      kind: attachment,
      parent: { relationship: 'appStoreReviewDetail', id: detail },
      file: copy,
    };
    const before = attachments(sandbox, detail).length;
    const id = await upload(context, uploads, asset, () => api.next({ kind: 'reset_after' }));
    await copy.dispose();
    const writes = api.taken();
    expect(writes.map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 201', 'PATCH 200']);
    expect(writes.map(({ fault }) => fault)).toContain('reset_after');
    expect(attachments(sandbox, detail)).toHaveLength(before + 1);
    const pause = async () => {
      turn += 2_000;
    };
    expect((await settledOne(context, attachment, id, { pause })).state).toBe('COMPLETE');
  });

  // Reading back waits ten seconds before it believes that nothing happened.
  it.runIf(process.env['MODE'] === 'long').each([
    ['reservation loses its answer', 'reset_after', 'POST 201, PATCH 200'],
    ['commit never arrives', 'reset_before', 'POST 201, PATCH undefined, PATCH 200'],
  ] as const)(
    'whose %s is made all the same',
    async (_, kind, expected) => {
      const { sandbox, detail, api, context, uploads, copy } = await placeWithFaults();
      const parent = { relationship: 'appStoreReviewDetail', id: detail };
      const before = attachments(sandbox, detail).length;
      if (kind === 'reset_after') api.next({ kind });
      await upload(context, uploads, { kind: attachment, parent, file: copy }, () => {
        if (kind === 'reset_before') api.next({ kind });
      });
      await copy.dispose();
      expect(
        api
          .taken()
          .map(({ method, status }) => `${method} ${status}`)
          .join(', '),
      ).toBe(expected);
      expect(attachments(sandbox, detail)).toHaveLength(before + 1);
    },
    60_000,
  );

  it('goes on after kill -9 at every part, with no accepted part sent twice', async () => {
    const { sandbox, facts, detail, file, puts, requests } = await place({ latencyMs: 60 });
    const path = file(6 * part);
    let journalled: string[] = [];
    for (const until of [1, 3, 5]) {
      const child = start(facts, path, detail);
      await waitFor(() => accepted(facts).length >= until, child);
      child.kill('SIGKILL');
      await ended(child);
      // What it wrote down was really taken, and is never sent again.
      const before = puts().length;
      journalled = accepted(facts);
      expect(journalled.length).toBeGreaterThanOrEqual(until);
      expect(before).toBeGreaterThanOrEqual(journalled.length);
    }
    const sentBefore = puts().length;
    const id = await finish(start(facts, path, detail));
    expect(puts().length - sentBefore).toBe(6 - journalled.length);
    expect(attachments(sandbox, detail).map((one) => one.id)).toContain(id);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    expect(requests.filter(({ method }) => method === 'DELETE')).toHaveLength(0);
    expect(readdirSync(join(facts.stateDir, 'uploads'))).toEqual([]);
  }, 60_000);

  it('is reserved anew when the addresses have expired, and the old reservation goes away', async () => {
    const { sandbox, facts, detail, file, requests } = await place();
    const { context, uploads, close } = await uploadWorld(facts);
    closing.push(close);
    const copy = await uploads.files.copy(file(part + 1), context.signal);
    const asset = {
      kind: attachment,
      parent: { relationship: 'appStoreReviewDetail', id: detail },
      file: copy,
    };
    // An earlier run that reserved and was killed before the first part.
    const stop = new AbortController();
    const halted = { ...context, signal: stop.signal };
    const early = requests.length;
    const first = upload(halted, uploads, asset, () => stop.abort());
    await failureOf(first);
    const [old] = attachments(sandbox, detail).slice(-1);
    turn += 8 * 86_400_000;
    // Eight days later the token has run out as well.
    const later = await uploadWorld({ ...facts });
    closing.push(later.close);
    const skewed = { ...later.context };
    const id = await upload(skewed, later.uploads, asset);
    await copy.dispose();
    expect(id).not.toBe(old?.id);
    expect(sandbox.store.get('AppStoreReviewAttachment', old?.id ?? '')).toBeUndefined();
    const verbs = requests.slice(early).map(({ method, status }) => `${method} ${status}`);
    expect(verbs.filter((verb) => verb === 'POST 201')).toHaveLength(2);
    expect(verbs).toContain('DELETE 204');
  });

  it('of 200 MB costs little memory', async () => {
    expect(await peakOf(200 * 1024 * 1024)).toBeLessThan(250 * 1024);
  }, 60_000);

  it.runIf(process.env['MODE'] === 'long')(
    'of 4 GB costs at most 250 MB of memory',
    async () => {
      const peak = await peakOf(4 * 1024 ** 3);
      process.stderr.write(`peak of a 4 GB upload: ${Math.round(peak / 1024)} MB\n`);
      expect(peak).toBeLessThan(250 * 1024);
    },
    900_000,
  );
});

/** Kilobytes that a process needed at most to upload a sparse file of this size. */
async function peakOf(size: number): Promise<number> {
  const { facts, detail, file, sandbox } = await place();
  const path = file(10);
  truncateSync(path, size);
  const child = start(facts, path, detail);
  const said = await outputOf(child);
  expect(attachments(sandbox, detail).map((one) => one.id)).toContain(said['id']);
  return Number(said['peakKb']);
}

const main = fileURLToPath(new URL('upload-main.ts', import.meta.url));

function start(facts: ContextFacts, file: string, detail: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', main, JSON.stringify({ facts, file, detail })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

async function outputOf(child: ChildProcess): Promise<Record<string, unknown>> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said: unknown = JSON.parse(text);
  return isObject(said) ? { ...said } : {};
}

async function finish(child: ChildProcess): Promise<string> {
  return String((await outputOf(child))['id']);
}

/** Lines of the journal that tell of accepted parts. */
function accepted(facts: ContextFacts): string[] {
  const folder = join(facts.stateDir, 'uploads');
  try {
    const [name] = readdirSync(folder).filter((one) => one.endsWith('.jsonl'));
    if (name === undefined) return [];
    return readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"part"') && line.endsWith('}'));
  } catch {
    return [];
  }
}

async function waitFor(done: () => boolean, child: ChildProcess): Promise<void> {
  while (!done()) {
    if (child.exitCode !== null) throw new Error('The process ended before it was killed.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
