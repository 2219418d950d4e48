import type { UploadFile } from '../../guard/upload-file.ts';
import { bytesOf } from './bytes.ts';
import { readIpa } from './ipa.ts';
import type { PlistEntries } from './plist.ts';
import { unreadable } from './refused.ts';
import { readPkg } from './xar.ts';
import { elementsNamed, type XmlElement } from './xml.ts';

/** What an archive says of the app in it. */
export interface AppArchive {
  /** Apple's name for the kind of file. */
  readonly uti: 'com.apple.ipa' | 'com.apple.pkg';
  readonly bundleId: string;
  /** `CFBundleShortVersionString`: what customers see, the train of the build. */
  readonly version: string;
  /** `CFBundleVersion`: the build number. */
  readonly build: string;
  readonly platform: 'IOS' | 'MAC_OS' | 'TV_OS' | 'VISION_OS';
  /** Absent where the archive does not tell without being unpacked. */
  readonly minimumOs?: string;
}

/** `CFBundleSupportedPlatforms`, in lower case, as Xcode writes it (2026-11-22). Simulators are not here. */
const platforms: Readonly<Record<string, AppArchive['platform']>> = {
  iphoneos: 'IOS',
  appletvos: 'TV_OS',
  xros: 'VISION_OS',
  macosx: 'MAC_OS',
};

/**
 * Reads bundle id, version, build number, platform and minimum system from an .ipa or .pkg, without unpacking it.
 * Throws `archive_not_readable` for everything that Apple could not read either, and for what is built to harm.
 */
export async function readAppArchive(
  file: Pick<UploadFile, 'handle' | 'size' | 'head'>,
): Promise<AppArchive> {
  const bytes = bytesOf(file.handle, file.size);
  const start = Buffer.from(file.head.subarray(0, 4)).toString('latin1');
  if (start === 'PK\u0003\u0004') return checked(fromPlist(await readIpa(bytes, wanted)));
  if (start === 'xar!') return checked(fromPackage(await readPkg(bytes)));
  throw unreadable('it begins neither as an .ipa nor as a .pkg does');
}

/** Everything that is read of an Info.plist. */
const wanted = [
  'CFBundleIdentifier',
  'CFBundleShortVersionString',
  'CFBundleSupportedPlatforms',
  'CFBundleVersion',
  'DTPlatformName',
  'LSMinimumSystemVersion',
  'MinimumOSVersion',
] as const;

function fromPlist(info: PlistEntries): AppArchive {
  const [name = ''] = [info.get('CFBundleSupportedPlatforms') ?? [], info.get('DTPlatformName') ?? []].flat();
  const platform = Object.hasOwn(platforms, name.toLowerCase()) ? platforms[name.toLowerCase()] : undefined;
  if (platform === undefined)
    throw unreadable(
      /simulator/i.test(name)
        ? 'it was built for a simulator'
        : 'its Info.plist does not say which system it is for (CFBundleSupportedPlatforms)',
    );
  const minimumOs = wordOf(info, 'MinimumOSVersion') ?? wordOf(info, 'LSMinimumSystemVersion');
  return {
    uti: 'com.apple.ipa',
    bundleId: wordOf(info, 'CFBundleIdentifier') ?? '',
    version: wordOf(info, 'CFBundleShortVersionString') ?? '',
    build: wordOf(info, 'CFBundleVersion') ?? '',
    platform,
    ...(minimumOs === undefined ? {} : { minimumOs }),
  };
}

function wordOf(info: PlistEntries, key: string): string | undefined {
  const value = info.get(key);
  return typeof value === 'string' ? value.trim() : undefined;
}

/** The app that the package installs is the bundle that lies in no other one. */
function fromPackage(documents: readonly XmlElement[]): AppArchive {
  const apps = documents
    .flatMap((document) => elementsNamed(document, 'bundle'))
    .flatMap(({ attributes }) => {
      const path = (attributes['path'] ?? '').replace(/^\.?\//, '').replace(/^Applications\//, '');
      return /^[^/]+\.app$/u.test(path) && attributes['CFBundleVersion'] !== undefined ? [attributes] : [];
    });
  const [app] = apps;
  if (app === undefined) throw unreadable('what describes the package names no app');
  const names = ['id', 'CFBundleShortVersionString', 'CFBundleVersion'];
  if (apps.some((other) => names.some((name) => other[name] !== app[name])))
    throw unreadable('it holds several apps, or says of one different things');
  const minimumOs = documents
    .flatMap((document) => elementsNamed(document, 'os-version'))
    .map(({ attributes }) => attributes['min'])
    .find((min) => min !== undefined);
  return {
    uti: 'com.apple.pkg',
    bundleId: app['id'] ?? '',
    version: app['CFBundleShortVersionString'] ?? '',
    build: app['CFBundleVersion'] ?? '',
    platform: 'MAC_OS',
    ...(minimumOs === undefined ? {} : { minimumOs }),
  };
}

/** Apple's forms: letters, digits, dots and hyphens; one to three whole numbers, at most 18 characters (2026-11-22). */
const identifier = /^[A-Za-z0-9.-]{1,155}$/;
const numbers = /^(?=.{1,18}$)\d+(\.\d+){0,2}$/;

function checked(archive: AppArchive): AppArchive {
  const { bundleId, version, build, minimumOs } = archive;
  if (!identifier.test(bundleId)) throw unreadable('its CFBundleIdentifier is missing or not one');
  for (const [key, value] of [
    ['CFBundleShortVersionString', version],
    ['CFBundleVersion', build],
  ] as const)
    if (!numbers.test(value))
      throw unreadable(
        `its ${key} is not one to three whole numbers with dots between them, which Apple refuses (90060)`,
      );
  if (minimumOs === undefined || /^\d+(\.\d+){0,2}$/.test(minimumOs)) return archive;
  const { minimumOs: _odd, ...rest } = archive;
  return rest;
}
