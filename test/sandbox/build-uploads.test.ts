import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { arrayAt, isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { type AppFacts, ipa, zip } from '../support/app-archive.ts';
import type { Reply } from './client.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, remove, sandbox, wait } = bench();
const { app } = teamIds.weather;

const numbers = (build: string, version = '3.2') => ({
  cfBundleShortVersionString: version,
  cfBundleVersion: build,
  platform: 'IOS',
});

const begin = (build: string, version?: string) =>
  post('buildUploads', numbers(build, version), { app: ['apps', app] });

const idOf = ({ data }: Reply): string => stringAt(data, 'id') ?? '';

/** Reserves, sends and commits a file; ids of upload and file. */
async function send(bytes: Buffer, build: string, md5?: string) {
  const upload = idOf(await begin(build));
  const reply = await post(
    'buildUploadFiles',
    { fileName: 'a.ipa', fileSize: bytes.length, assetType: 'ASSET', uti: 'com.apple.ipa' },
    { buildUpload: ['buildUploads', upload] },
  );
  const [operation] = arrayAt(objectAt(reply.data, 'attributes'), 'uploadOperations');
  await fetch(stringAt(operation, 'url') ?? '', {
    method: 'PUT',
    body: Uint8Array.from(bytes),
    headers: { 'content-type': 'application/octet-stream' },
  });
  const file = idOf(reply);
  const hash = md5 ?? createHash('md5').update(bytes).digest('hex');
  const committed = await patch('buildUploadFiles', file, {
    uploaded: true,
    sourceFileChecksums: { file: { hash, algorithm: 'MD5' } },
  });
  expect(committed.status).toBe(200);
  return { upload, file };
}

async function stateOf(upload: string) {
  const { json: body } = await ask('GET', `/v1/buildUploads/${upload}?include=build`);
  const state = objectAt(objectAt(objectAt(body, 'data'), 'attributes'), 'state');
  const [build] = arrayAt(body, 'included');
  return {
    state: state['state'],
    codes: arrayAt(state, 'errors').map((error) => stringAt(error, 'code')),
    build: isObject(build) ? objectAt(build, 'attributes')['processingState'] : undefined,
  };
}

describe('build uploads', () => {
  it('become builds: AWAITING_UPLOAD, PROCESSING, COMPLETE, then VALID and without an answer to encryption', async () => {
    const begun = idOf(await begin('3210'));
    expect(await stateOf(begun)).toEqual({ state: 'AWAITING_UPLOAD', codes: [], build: undefined });
    const { upload, file } = await send(ipa({ build: '3206' }), '3206');
    expect(await stateOf(upload)).toEqual({ state: 'PROCESSING', codes: [], build: undefined });
    const builds = `/v1/builds?filter[app]=${app}&filter[version]=3206&include=preReleaseVersion,buildBetaDetail`;
    expect(arrayAt((await ask('GET', builds)).json, 'data')).toEqual([]);
    wait(2_000);
    expect(await stateOf(upload)).toEqual({ state: 'COMPLETE', codes: [], build: 'PROCESSING' });
    wait(2_000);
    expect(await stateOf(upload)).toEqual({ state: 'COMPLETE', codes: [], build: 'VALID' });
    const { json: body } = await ask('GET', builds);
    expect(JSON.stringify(body)).toContain('"version":"3.2","platform":"IOS"');
    expect(JSON.stringify(body)).toContain('MISSING_EXPORT_COMPLIANCE');
    const { json: read } = await ask('GET', `/v1/buildUploadFiles/${file}`);
    expect(objectAt(objectAt(objectAt(read, 'data'), 'attributes'), 'sourceFileChecksums')).toEqual({
      file: {
        hash: createHash('md5')
          .update(ipa({ build: '3206' }))
          .digest('hex'),
        algorithm: 'MD5',
      },
    });
    expect((await remove('buildUploads', upload)).status).toBe(409);
    expect((await remove('buildUploads', begun)).status).toBe(204);
  });

  it('take a number once, and none in an approved version', async () => {
    expect((await begin('3204')).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE /data/attributes/cfBundleVersion',
    ]);
    expect((await begin('3204', '3.2.0')).status).toBe(409);
    expect((await begin('3204', '3.3')).status).toBe(201);
    expect((await begin('9000', '3.1')).faults).toEqual(['409 STATE_ERROR.VALIDATION_ERROR.90186']);
  });

  it('take one asset, and nothing once it is there', async () => {
    const { upload } = await send(ipa({ build: '3206' }), '3206');
    const again = () =>
      post(
        'buildUploadFiles',
        { fileName: 'b.ipa', fileSize: 5, assetType: 'ASSET', uti: 'com.apple.ipa' },
        { buildUpload: ['buildUploads', upload] },
      );
    expect((await again()).faults).toEqual(['409 STATE_ERROR.ENTITY_STATE_INVALID']);
  });

  it('fail with codes: no icon, other numbers than were said, another app, torn bytes, no archive', async () => {
    const end = async (bytes: Buffer, build: string, md5?: string) => {
      const { upload } = await send(bytes, build, md5);
      wait(2_000);
      return stateOf(upload);
    };
    const failed = (...codes: string[]) => ({ state: 'FAILED', codes, build: undefined });
    const info = (facts: AppFacts) => ipa(facts, 'xml');
    const empty = zip([{ name: 'Payload/A.app/A', bytes: 'x' }]);
    expect(await end(empty, '3301')).toEqual(failed('90022'));
    expect(await end(info({ build: '1' }), '3302')).toEqual(failed('90055'));
    expect(await end(info({ build: '3303', bundleId: 'com.example.other' }), '3303')).toEqual(
      failed('90054'),
    );
    expect(await end(ipa(), '3304', 'd41d8cd98f00b204e9800998ecf8427e')).toEqual(failed('CHECKSUM_MISMATCH'));
    expect(await end(Buffer.from('hello'), '3305')).toEqual(failed('90171'));
    sandbox().foretell('build', {
      outcome: 'failed',
      errors: [{ code: '90683', description: 'Missing purpose string.' }],
    });
    expect(await end(ipa({ build: '3306' }), '3306')).toEqual(failed('90683'));
    // What failed leaves its number.
    expect(await end(ipa({ build: '3306' }), '3306')).toMatchObject({ state: 'COMPLETE' });
    // What Apple finds only while processing is told by the build, not by its upload.
    sandbox().foretell('build', { outcome: 'invalid', app });
    expect(await end(ipa({ build: '3307' }), '3307')).toMatchObject({ state: 'COMPLETE' });
    sandbox().advance(10_000);
    const invalid = find('Build', ({ attributes }) => attributes['version'] === '3307');
    expect(invalid.attributes['processingState']).toBe('INVALID');
  });
});

describe('pictures of testers', () => {
  it('are read from their signed address, without a token, for a while', async () => {
    const { json: body } = await ask('GET', `/v1/apps/${app}/betaFeedbackScreenshotSubmissions?limit=1`);
    const [first] = arrayAt(body, 'data');
    const [shot] = arrayAt(objectAt(first, 'attributes'), 'screenshots');
    const url = stringAt(shot, 'url') ?? '';
    expect(url.startsWith(`${sandbox().url}/feedback/`)).toBe(true);
    const picture = await fetch(url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await fetch(url, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
    expect((await fetch(`${url}0`)).status).toBe(403);
    wait(2 * 86_400_000);
    expect((await fetch(url)).status).toBe(403);
  });
});
