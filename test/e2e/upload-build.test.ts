import { mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestLog, Sandbox } from '../../src/sandbox/index.ts';
import { settle } from '../../src/sandbox/later.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type AppFacts, ipa, pkg, zip } from '../support/app-archive.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';

const { app } = teamIds.weather;
const root = realpathSync(mkdtempSync(join(tmpdir(), 'asc-build-')));
const policy = { version: 1, roots: { upload: [root] } };
const began = Date.now();
/** Ten times as fast as ours: what takes Apple minutes is over at the second look. */
const clock = (): number => began + (Date.now() - began) * 10;

function file(name: string, bytes: Buffer): string {
  writeFileSync(join(root, name), bytes);
  return join(root, name);
}

const app32 = (build: string, more: AppFacts = {}): Buffer => ipa({ build, ...more });

describe('asc_upload_build', () => {
  let server: Running;
  const asked: string[] = [];
  let says: 'yes' | 'no' = 'yes';

  beforeAll(async () => {
    server = await startServer({
      policy,
      sandbox: { clock, uploadPartBytes: 1_000 },
      person: (question) => {
        asked.push(question.message);
        return says === 'yes' ? agreeing(question) : { action: 'accept', content: { decision: 'cancel' } };
      },
    });
  });
  afterAll(() => server.close());

  /** Calls, checks that every request was legal, and gives what was written. */
  async function upload(args: object): Promise<{ text: string; isError: boolean; writes: string[] }> {
    server.taken();
    asked.length = 0;
    const called = await server.call('asc_upload_build', { ...args });
    const taken = server.taken();
    expect(faults(taken.filter(({ method }) => method !== 'PUT'))).toEqual([]);
    expect(called.text).not.toMatch(/Signature|\/upload\//);
    return { ...called, writes: writesIn(taken) };
  }

  it('reads the archive, sends it, asks once, waits for the build; again it sends nothing', async () => {
    const path = file('Weather.ipa', app32('3206'));
    const dry = await upload({ file: path, dry_run: true });
    expect(dry.text.split('\n')).toEqual([
      `dry run: nothing was sent. Would upload Weather Now 3.2 (3206) IOS to app ${app}.`,
      expect.stringMatching(
        /^Weather\.ipa: \d+ bytes, com\.example\.weather, runs on 17\.0 and newer, MD5 [0-9a-f]{32}$/,
      ),
      'The build number is free in this version.',
    ]);
    expect(dry.writes).toEqual([]);

    const first = await upload({ file: path, app: 'Weather Now' });
    expect(first.isError, first.text).toBe(false);
    expect(first.writes).toEqual([
      'POST buildUploads',
      'POST buildUploadFiles',
      'PUT',
      'PUT',
      'PATCH buildUploadFiles',
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Change build upload file “Weather.ipa” of “Weather Now” “3.2 (3206) IOS”');
    expect(first.text).toMatch(/^Uploaded Weather Now 3\.2 \(3206\) IOS, \d+ bytes, from Weather\.ipa\./);
    expect(first.text).toMatch(/Apple has processed it: build [0-9a-f-]{36} is VALID\./);
    const next = /asc_distribute_build (\{.*\})/.exec(first.text)?.[1] ?? '{}';
    expect(JSON.parse(next)).toMatchObject({ app, build: '3206', version: '3.2', platform: 'IOS' });
    expect(first.text).toContain(
      `asc_prepare_release {"app":"${app}","build":"3206","version":"3.2","platform":"IOS"}`,
    );
    expect(readdirSync(join(server.downloads, 'state', 'uploads'))).toEqual([]);

    const again = await upload({ file: path });
    expect(again.text).toContain('was uploaded before, and nothing was sent now. Apple has processed it');
    expect(again.writes).toEqual([]);
  });

  it('gives what it says comes next to asc_distribute_build', async () => {
    const answer = await server.call('asc_distribute_build', {
      app: 'Weather Now',
      build: '3206',
      version: '3.2',
      platform: 'IOS',
      groups: ['Storm chasers'],
      encryption: false,
      dry_run: true,
    });
    expect(answer.isError, answer.text).toBe(false);
  });

  it('sends a .pkg as one', async () => {
    const path = file('Weather.pkg', pkg({ build: '3220' }));
    const answer = await upload({ file: path });
    expect(answer.text).toContain('Uploaded Weather Now 3.2 (3220) MAC_OS');
    const uti = server.sandbox.requests.findLast(({ path: to }) => to === '/v1/buildUploadFiles')?.body;
    expect(JSON.stringify(uti)).toContain('"uti":"com.apple.pkg"');
  });

  it('refuses before anything is sent what Apple would refuse', async () => {
    const cases: readonly (readonly [object, string, string])[] = [
      [
        { file: file('Other.ipa', app32('3204')) },
        'build_number_taken',
        'Weather Now has the build 3.2 (3204) IOS already: VALID',
      ],
      [
        { file: file('Zero.ipa', app32('3204', { version: '3.2.0' })) },
        'build_number_taken',
        'Raise CFBundleVersion',
      ],
      [
        { file: file('Old.ipa', app32('9000', { version: '3.1' })) },
        'version_closed',
        'Weather Now 3.1 IOS is READY_FOR_DISTRIBUTION, and the archive is 3.1.',
      ],
      [
        { file: file('Older.ipa', app32('9000', { version: '2.9.9' })) },
        'version_closed',
        'Raise CFBundleShortVersionString',
      ],
      [
        { file: file('New.ipa', app32('9000')), app: 'Pocket Ledger' },
        'wrong_app',
        'The archive is com.example.weather, and Pocket Ledger is com.example.ledger.',
      ],
      [
        { file: file('Nobody.ipa', app32('9000', { bundleId: 'com.example.nobody' })) },
        'unknown_app',
        'No app that this key can see has the bundle id com.example.nobody.',
      ],
      [{ file: file('Text.ipa', Buffer.from('no archive')) }, 'archive_not_readable', 'begins neither'],
      [{ file: '/etc/hosts' }, 'upload_not_allowed', 'lies outside'],
    ];
    for (const [args, code, part] of cases) {
      const answer = await upload(args);
      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(new RegExp(`^${code}: `));
      expect(answer.text).toContain(part);
      expect(answer.writes).toEqual([]);
    }
  });

  it('tells every error with what to do, and sends the same file no second time', async () => {
    const app = 'Payload/Weather.app';
    const info = '<plist><dict><key>CFBundleIdentifier</key><string>com.example.weather</string>';
    const plain = `${info}<key>CFBundleShortVersionString</key><string>3.2</string><key>CFBundleVersion</key><string>3230</string><key>CFBundleSupportedPlatforms</key><array><string>iPhoneOS</string></array></dict></plist>`;
    const path = file('NoIcon.ipa', zip([{ name: `${app}/Info.plist`, bytes: plain }]));
    const first = await upload({ file: path });
    expect(first.isError).toBe(true);
    expect(first.text).toContain(
      'build_refused: Apple could not make a build of Weather Now 3.2 (3230) IOS: 1 error.',
    );
    expect(first.text).toContain('- 90022: "Missing required icon file.');
    expect(first.text).toContain('Next: 1. put the complete icon, opaque, into the asset catalog');
    const again = await upload({ file: path });
    expect(again.text).toContain('- 90022');
    expect(again.writes).toEqual([]);

    server.sandbox.foretell('build', {
      outcome: 'failed',
      errors: [
        { code: '90683', description: 'Missing purpose string in Info.plist: NSCameraUsageDescription.' },
        { code: 'STATE_ERROR.VALIDATION_ERROR.91053', description: 'Missing API declaration.' },
        { code: '12345', description: 'Something new.' },
      ],
    });
    // A failed upload leaves its number free.
    const mended = await upload({ file: file('Mended.ipa', app32('3230')) });
    expect(mended.writes).toHaveLength(5);
    expect(mended.text).toContain(
      '- 90683: "Missing purpose string in Info.plist: NSCameraUsageDescription."',
    );
    expect(mended.text).toContain(
      'Next: 1. add the purpose string that is named to Info.plist. 2. complete the privacy manifest',
    );
    expect(mended.text).toContain('Read Apple’s mail to the team for the rest.');
  });

  it('asks again after a no, and sends no byte twice', async () => {
    const path = file('Declined.ipa', app32('3240'));
    says = 'no';
    const declined = await upload({ file: path, wait: false });
    says = 'yes';
    expect(declined.isError).toBe(true);
    expect(declined.writes.filter((write) => write.startsWith('PATCH'))).toEqual([]);
    const other = await upload({ file: file('Race.ipa', app32('3240', { text: 'another' })) });
    expect(other.text).toMatch(/^upload_under_way: .*Weather Now 3\.2 \(3240\) IOS/);
    expect(other.text).toContain('asc_delete {"operation":"buildUploads_deleteInstance"');
    expect(other.writes).toEqual([]);
    const agreed = await upload({ file: path, wait: false });
    expect(agreed.writes).toEqual(['PATCH buildUploadFiles']);
    expect(agreed.text).toContain('Apple is still processing it; that takes minutes');
    expect(agreed.text).toContain(
      `asc_testflight_status {"app":"${app}","platform":"IOS"} says when it is ready`,
    );
  });

  it('asks nobody where a person has written so into the policy', async () => {
    const quiet = await startServer({
      policy: {
        ...policy,
        rules: [{ effect: 'allow', ops: ['buildUploadFiles_*'], why: 'CI uploads what it has built' }],
      },
      sandbox: { clock },
    });
    const answer = await quiet.call('asc_upload_build', {
      file: file('Quiet.ipa', app32('3250')),
      wait: false,
    });
    expect(answer.isError, answer.text).toBe(false);
    expect(writesIn(quiet.taken())).toEqual([
      'POST buildUploads',
      'POST buildUploadFiles',
      'PUT',
      'PATCH buildUploadFiles',
    ]);
    await quiet.close();
  });
});

describe('asc_upload_build, killed', () => {
  it(
    'at every write, and called again: one build, no part twice',
    async () => {
      const path = file('Killed.ipa', app32('3260', { text: 'x'.repeat(100) }));
      const outcome = await killedAtEveryWrite({
        sandbox: { uploadPartBytes: 1_000 },
        server: { policy, person: agreeing },
        chain: async (server) => {
          succeeded(await server.call('asc_upload_build', { file: path, wait: false }));
        },
        endState,
        at: (write) => long || [1, 3, 5].includes(write),
      });
      expect(outcome.writes).toBe(5);
      expect(outcome.undisturbed).toEqual({
        uploads: ['COMPLETE'],
        files: ['COMPLETE Killed.ipa'],
        builds: ['3.2 3260 VALID'],
      });
      expect(outcome.survived.map(({ cutOff }) => cutOff.replace(/[0-9a-f-]{36}(\/\d)?/, '…'))).toEqual(
        long
          ? [
              'POST /v1/buildUploads',
              'POST /v1/buildUploadFiles',
              'PUT /upload/…',
              'PUT /upload/…',
              'PATCH /v1/buildUploadFiles/…',
            ]
          : ['POST /v1/buildUploads', 'PUT /upload/…', 'PATCH /v1/buildUploadFiles/…'],
      );
      for (const { endState: end, requests, cutOff } of outcome.survived) {
        expect(end, cutOff).toEqual(outcome.undisturbed);
        expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
        expect(writesIn(requests).filter((write) => write === 'POST buildUploads')).toHaveLength(1);
      }
    },
    long ? 300_000 : 90_000,
  );
});

function writesIn(requests: readonly RequestLog[]): string[] {
  return requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) =>
      method === 'PUT' ? 'PUT' : `${method} ${path.replace(/^\/v1\/([^/]+).*$/, '$1')}`,
    );
}

/** What became of the number 3260, an hour later. */
function endState({ store }: Sandbox): unknown {
  settle(store, Date.now() + 3_600_000);
  const uploads = [...store.all('BuildUpload')].filter(
    ({ attributes }) => attributes['cfBundleVersion'] === '3260',
  );
  const stateIn = (value: unknown): string =>
    typeof value === 'object' && value !== null && 'state' in value ? String(value.state) : '';
  return {
    uploads: uploads.map(({ attributes }) => stateIn(attributes['state'])),
    files: [...store.all('BuildUploadFile')]
      .filter(({ attributes }) => attributes['fileName'] === 'Killed.ipa')
      .map(
        ({ attributes }) => `${stateIn(attributes['assetDeliveryState'])} ${String(attributes['fileName'])}`,
      ),
    builds: [...store.all('Build')]
      .filter(({ attributes }) => attributes['version'] === '3260')
      .map((build) => {
        const [train = ''] = store.linked(build, 'preReleaseVersion');
        const { version } = store.get('PrereleaseVersion', train)?.attributes ?? {};
        return `${String(version)} 3260 ${String(build.attributes['processingState'])}`;
      }),
  };
}
