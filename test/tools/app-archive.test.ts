import { mkdtempSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AppArchive, readAppArchive } from '../../src/tools/archive/app-archive.ts';
import { failureOf } from '../client/support.ts';
import {
  binaryPlist,
  ipa,
  pkg,
  plistXml,
  type XarFile,
  xar,
  type ZipFile,
  zip,
} from '../support/app-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'asc-archive-'));

async function read(bytes: Buffer): Promise<AppArchive> {
  const path = join(folder, 'app');
  writeFileSync(path, bytes);
  const handle = await open(path);
  try {
    return await readAppArchive({ handle, size: bytes.length, head: bytes.subarray(0, 256) });
  } finally {
    await handle.close();
  }
}

async function refusal(bytes: Buffer): Promise<string> {
  const failure = await failureOf(read(bytes));
  expect(failure.code).toBe('archive_not_readable');
  expect(failure.outcome).toBe('not_sent');
  return failure.message;
}

const app = 'Payload/Weather.app';
const withPlist = (bytes: Buffer | string, more: readonly ZipFile[] = []): Buffer =>
  zip([{ name: `${app}/Info.plist`, bytes }, ...more]);

describe('what an archive says of its app', () => {
  it('reads an .ipa, its property list binary or XML', async () => {
    const expected = {
      uti: 'com.apple.ipa',
      bundleId: 'com.example.weather',
      version: '3.2',
      build: '3206',
      platform: 'IOS',
      minimumOs: '17.0',
    };
    expect(await read(ipa({}, 'binary'))).toEqual(expected);
    expect(await read(ipa({}, 'xml'))).toEqual(expected);
  });

  it('tells systems apart', async () => {
    expect((await read(ipa({ platform: 'AppleTVOS' }))).platform).toBe('TV_OS');
    expect((await read(ipa({ platform: 'XROS' }))).platform).toBe('VISION_OS');
    expect(await refusal(ipa({ platform: 'iPhoneSimulator' }))).toContain('built for a simulator');
    expect(await refusal(ipa({ platform: 'toString' }))).toContain('CFBundleSupportedPlatforms');
  });

  it('reads a .pkg: the app, not the helper in it', async () => {
    expect(await read(pkg())).toEqual({
      uti: 'com.apple.pkg',
      bundleId: 'com.example.weather',
      version: '3.2',
      build: '3206',
      platform: 'MAC_OS',
      minimumOs: '13.0',
    });
  });

  it('finds the directory of a large archive without reading the rest', async () => {
    const path = join(folder, 'large.ipa');
    const small = zip([
      { name: `${app}/Info.plist`, bytes: plistXml() },
      ...Array.from({ length: 5_000 }, (_, index) => ({ name: `${app}/level-${index}.bin`, bytes: 'x' })),
    ]);
    writeFileSync(path, small);
    const handle = await open(path);
    let reads = 0;
    const counted = {
      read: (buffer: Buffer, offset: number, length: number, position: number) => {
        reads += 1;
        return handle.read(buffer, offset, length, position);
      },
    };
    const file = { handle: Object.assign(Object.create(handle), counted), size: small.length, head: small };
    expect((await readAppArchive(file)).build).toBe('3206');
    expect(reads).toBeLessThan(20);
    await handle.close();
  });
});

describe('archives that are refused', () => {
  it('that are none, or cut', async () => {
    expect(await refusal(Buffer.from('hello, world'))).toContain('begins neither');
    expect(await refusal(ipa().subarray(0, -30))).toContain('no zip archive');
    expect(await refusal(pkg().subarray(0, 60))).toContain('no installer package');
    expect(await refusal(pkg().subarray(0, -120))).toMatch(/broken or too large|no installer package/);
  });

  it('with no app, several, or one twice', async () => {
    expect(await refusal(zip([{ name: 'Payload/readme.txt', bytes: 'x' }]))).toContain('no Payload/*.app');
    expect(
      await refusal(withPlist(plistXml(), [{ name: 'Payload/Other.app/Info.plist', bytes: plistXml() }])),
    ).toContain('there are 2 apps');
    expect(
      await refusal(withPlist(plistXml(), [{ name: `${app}/Info.plist`, bytes: plistXml({ build: '9' }) }])),
    ).toContain('or one twice');
  });

  it('with paths that climb, whatever they are called', async () => {
    for (const name of ['../../etc/passwd', '/etc/passwd', 'Payload\\..\\x', 'C:/x'])
      expect(await refusal(withPlist(plistXml(), [{ name, bytes: 'x' }]))).toContain('leads out of it');
  });

  it('with a property list that is a bomb, huge, encrypted or lies about its size', async () => {
    expect(await refusal(withPlist(Buffer.alloc(50_000_000)))).toContain('larger than any real one');
    const lie = { name: `${app}/Info.plist`, bytes: Buffer.alloc(50_000_000), says: { size: 2_000 } };
    expect(await refusal(zip([lie]))).toContain('broken');
    const locked = { name: `${app}/Info.plist`, bytes: plistXml(), says: { flags: 0x801 } };
    expect(await refusal(zip([locked]))).toContain('encrypted');
    const laughs = plistXml({ more: '<key>a</key><string>&lol;</string>' }).replace(
      'dtd">',
      'dtd" [<!ENTITY lol "ha"><!ENTITY lol2 "&lol;&lol;">]>',
    );
    expect(await refusal(withPlist(laughs))).toContain('broken');
    const deep = `<plist><dict>${'<array>'.repeat(100_000)}`;
    expect(await refusal(withPlist(deep))).toContain('broken');
  });

  it('with a binary property list that names itself, or leads outside', async () => {
    const own = binaryPlist([Buffer.from([0xd1, 1, 2]), Buffer.from([0x51, 0x41]), Buffer.from([0xa1, 2])]);
    expect(await refusal(withPlist(own))).toContain('CFBundleSupportedPlatforms');
    const outside = binaryPlist([Buffer.from([0xd1, 200, 201])]);
    expect(await refusal(withPlist(outside))).toContain('broken');
    const endless = binaryPlist([Buffer.from([0xdf, 0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]);
    expect(await refusal(withPlist(endless))).toContain('broken');
    expect(await refusal(withPlist(Buffer.from('bplist00')))).toContain('broken');
  });

  it('with numbers that Apple would not take', async () => {
    expect(await refusal(ipa({ version: '3.2-beta' }, 'xml'))).toContain('CFBundleShortVersionString');
    expect(await refusal(ipa({ build: '1.2.3.4' }, 'xml'))).toContain('CFBundleVersion');
    expect(await refusal(ipa({ build: '' }, 'xml'))).toContain('CFBundleVersion');
    expect(await refusal(ipa({ bundleId: 'com.example/../x' }, 'xml'))).toContain('CFBundleIdentifier');
  });

  it('with twice the same key', async () => {
    const twice = plistXml({ more: '<key>CFBundleVersion</key><string>1</string>' });
    expect(await refusal(withPlist(twice))).toContain('broken');
  });

  it('of installers without an app, with several, or with bombs', async () => {
    const info = (bundles: string): XarFile[] => [
      { name: 'PackageInfo', bytes: `<pkg-info>${bundles}</pkg-info>` },
    ];
    const bundle = (path: string, build: string): string =>
      `<bundle path="./${path}" id="com.example.x" CFBundleShortVersionString="1.0" CFBundleVersion="${build}"/>`;
    expect((await read(xar(info(bundle('X.app', '5'))))).build).toBe('5');
    expect(await refusal(xar(info('')))).toContain('names no app');
    expect(await refusal(xar([{ name: 'Payload', bytes: 'x' }]))).toContain('neither a Distribution');
    expect(await refusal(xar(info(bundle('X.app', '5') + bundle('Y.app', '6'))))).toContain('several apps');
    expect(await refusal(xar(info(`<a>${'x'.repeat(50_000_000)}</a>`)))).toContain('too large');
    const laughs = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>';
    expect(await refusal(xar([{ name: 'Distribution', bytes: laughs }]))).toContain('broken or too large');
  });
});
