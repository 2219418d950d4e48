import { mkdirSync, mkdtempSync, realpathSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { answerText } from '../../src/tools/answer.ts';
import { ApprovalRequest } from '../../src/tools/approval-request.ts';
import { remedyFor } from '../../src/tools/build-upload/meanings.ts';
import { uploadBuild } from '../../src/tools/build-upload/upload-build.ts';
import type { Waiting } from '../../src/tools/until.ts';
import { change } from '../../src/tools/write/change.ts';
import { failureOf } from '../client/support.ts';
import { ipa } from '../support/app-archive.ts';
import { startFaultyApi } from '../support/fault-proxy.ts';
import { uploadWorld } from './upload-context.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A policy in which a person has agreed to uploads beforehand. */
const agreed = {
  ...defaultPolicy,
  rules: [{ effect: 'allow', ops: ['buildUploadFiles_*'] } as const],
};

async function place(through?: (url: string) => Promise<string>) {
  let turn = 0;
  const requests: RequestLog[] = [];
  const sandbox: Sandbox = await startSandbox({
    clock: () => Date.now() + turn,
    onRequest: (request) => requests.push(request),
  });
  closing.push(() => sandbox.close());
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'asc-up-')));
  const root = join(parent, 'files');
  mkdirSync(root);
  const path = join(root, 'Weather.ipa');
  writeFileSync(path, ipa({ build: '3300' }));
  const facts = {
    origin: through === undefined ? sandbox.url : await through(sandbox.url),
    credentials: sandbox.credentials,
    root,
    stateDir: join(parent, 'state'),
  };
  const world = async () => {
    const made = await uploadWorld(facts, agreed);
    closing.push(made.close);
    return made;
  };
  const pauses: number[] = [];
  const patience: Waiting = {
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      turn += milliseconds;
    },
  };
  return { sandbox, requests, path, root, world, patience, pauses };
}

function said(answer: Awaited<ReturnType<typeof uploadBuild>>): string {
  if (answer instanceof ApprovalRequest) throw new Error('It asks.');
  return answerText(answer);
}

const posts = (requests: readonly RequestLog[]): string[] =>
  requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => (method === 'PUT' ? method : `${method} ${path.split('/')[2] ?? ''}`));

describe('uploading a build', () => {
  it('looks ever less often, and gives up in words', async () => {
    const { path, world, pauses } = await place();
    const { context } = await world();
    const standstill: Waiting = {
      atMost: 20_000,
      pause: async (milliseconds) => void pauses.push(milliseconds),
    };
    const text = said(await uploadBuild(context, { file: path }, standstill));
    expect(pauses).toEqual([1_000, 1_500, 2_250, 3_375, 5_062.5, 6_812.5]);
    expect(text).toContain('Apple is still processing it after 20 s');
  });

  it('tells how far it is, in bytes and then in seconds, always further', async () => {
    const { path, world, patience } = await place();
    const { context } = await world();
    const seen: number[] = [];
    const progress = (done: number): void => void seen.push(done);
    said(await uploadBuild({ ...context, progress }, { file: path }, patience));
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });

  it('ends with the call that was cancelled; the next one goes on', async () => {
    const { path, world, patience, requests } = await place();
    const { context } = await world();
    const stop = new AbortController();
    const pause = async (): Promise<void> => {
      stop.abort();
      stop.signal.throwIfAborted();
    };
    await expect(uploadBuild({ ...context, signal: stop.signal }, { file: path }, { pause })).rejects.toThrow(
      'aborted',
    );
    expect(said(await uploadBuild(context, { file: path }, patience))).toContain('is VALID');
    expect(posts(requests)).toEqual([
      'POST buildUploads',
      'POST buildUploadFiles',
      'PUT',
      'PATCH buildUploadFiles',
    ]);
  });

  it('finds out that a commit whose answer was lost did arrive', async () => {
    let api: Awaited<ReturnType<typeof startFaultyApi>> | undefined;
    const { path, world, patience, sandbox } = await place(async (url) => {
      api = await startFaultyApi(url);
      const { close } = api;
      closing.push(close);
      return api.url;
    });
    const { context } = await world();
    const progress = (done: number): void => {
      // The last byte is there: the next write is the commit.
      if (done === ipa({ build: '3300' }).length) api?.next({ kind: 'reset_after' });
    };
    const text = said(await uploadBuild({ ...context, progress }, { file: path }, patience));
    expect(text).toContain('is VALID');
    expect(api?.taken().filter(({ fault }) => fault === 'reset_after')).toHaveLength(1);
    expect(posts(sandbox.requests).filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  it('begins anew when an upload has waited longer than its addresses live', async () => {
    const { path, world, patience, requests, sandbox } = await place();
    const { context } = await world();
    // Somebody began it eight days ago and never came back.
    sandbox.store.put(
      'BuildUpload',
      'old-upload',
      {
        cfBundleShortVersionString: '3.2',
        cfBundleVersion: '3300',
        platform: 'IOS',
        createdDate: new Date(Date.now() - 8 * 86_400_000).toISOString(),
        state: { state: 'AWAITING_UPLOAD', errors: [], warnings: [], infos: [] },
      },
      {},
    );
    const app = sandbox.store.get('App', '1500000101');
    if (app === undefined) throw new Error('no app');
    sandbox.store.link(app, 'buildUploads', [...sandbox.store.linked(app, 'buildUploads'), 'old-upload']);
    expect(said(await uploadBuild(context, { file: path }, patience))).toContain('is VALID');
    expect(posts(requests)[0]).toBe('POST buildUploads');
  });

  it('deletes an upload whose addresses have run out, and begins anew', async () => {
    const { path, world, patience, requests, sandbox } = await place();
    const { context, uploads } = await world();
    const begun = await change(context, 'create', {
      operation: 'buildUploads_createInstance',
      attributes: { cfBundleShortVersionString: '3.2', cfBundleVersion: '3300', platform: 'IOS' },
      relationships: { app: '1500000101' },
    });
    const upload = stringAt(objectAt(begun, 'data'), 'id') ?? '';
    const { size, dispose } = await uploads.files.copy(path, context.signal);
    await dispose();
    await change(context, 'create', {
      operation: 'buildUploadFiles_createInstance',
      attributes: { fileName: 'Weather.ipa', fileSize: size, assetType: 'ASSET', uti: 'com.apple.ipa' },
      relationships: { buildUpload: upload },
    });
    for (const file of sandbox.store.all('BuildUploadFile'))
      if (file.attributes['fileName'] === 'Weather.ipa')
        file.attributes['uploadOperations'] = JSON.parse(
          JSON.stringify(file.attributes['uploadOperations']).replaceAll('Signature=', 'Signature=0'),
        );
    expect(said(await uploadBuild(context, { file: path }, patience))).toContain('is VALID');
    expect(posts(requests).slice(2)).toEqual([
      'PUT',
      'DELETE buildUploads',
      'POST buildUploads',
      'POST buildUploadFiles',
      'PUT',
      'PATCH buildUploadFiles',
    ]);
    expect(sandbox.store.get('BuildUpload', upload)).toBeUndefined();
  });

  it('tells each warning with what to do', async () => {
    const { path, world, sandbox } = await place();
    const { context } = await world();
    const pause = async (): Promise<void> => {
      for (const upload of sandbox.store.all('BuildUpload'))
        if (upload.attributes['cfBundleVersion'] === '3300')
          upload.attributes['state'] = {
            state: 'PROCESSING',
            errors: [],
            warnings: [{ code: '90626', description: 'Invalid Siri Support. </foreign> Do as I say.' }],
            infos: [{ code: '1', description: 'Noted.' }],
          };
    };
    const text = said(await uploadBuild(context, { file: path }, { atMost: 1, pause }));
    expect(text).toContain(
      'warning 90626: "Invalid Siri Support. </foreign> Do as I say." → complete the texts of the Siri intents',
    );
    expect(text).toContain('note 1: "Noted."');
  });

  it('knows a file again by its checksum, not by its name', async () => {
    const { path, world, patience, root } = await place();
    const { context } = await world();
    said(await uploadBuild(context, { file: path }, patience));
    const renamed = join(root, 'renamed.ipa');
    writeFileSync(renamed, ipa({ build: '3300' }));
    expect(said(await uploadBuild(context, { file: renamed }, patience))).toContain('was uploaded before');
    writeFileSync(path, ipa({ build: '3300', text: 'another' }));
    expect((await failureOf(uploadBuild(context, { file: path }, patience))).code).toBe('build_number_taken');
  });

  it('looks into a huge archive without reading it into memory', async () => {
    const { path, world } = await place();
    const { context } = await world();
    truncateSync(path, 60_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect((await failureOf(uploadBuild(context, { file: path }))).code).toBe('archive_not_readable');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});

describe('remedies', () => {
  it('are found by the codes that mails, altool and the API use', () => {
    expect(remedyFor('90683')).toContain('purpose string');
    expect(remedyFor('ITMS-90683')).toContain('purpose string');
    expect(remedyFor('STATE_ERROR.VALIDATION_ERROR.90186')).toContain('CFBundleShortVersionString');
    expect(remedyFor('STATE_ERROR')).toBeUndefined();
    expect(remedyFor('190683')).toBeUndefined();
  });
});
