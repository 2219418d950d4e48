/** Small real .ipa and .pkg files, byte by byte, as Xcode and productbuild lay them out. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** What an app says of itself; what is left out is as in a plain iPhone app. */
export interface AppFacts {
  readonly bundleId?: string;
  readonly version?: string;
  readonly build?: string;
  readonly platform?: string;
  readonly minimumOs?: string;
  /** Further entries of the Info.plist, as XML. */
  readonly more?: string;
  /** Makes the bytes differ. */
  readonly text?: string;
  /** Names of further files in the app. */
  readonly files?: readonly string[];
}

const usual = {
  bundleId: 'com.example.weather',
  version: '3.2',
  build: '3206',
  platform: 'iPhoneOS',
  minimumOs: '17.0',
};

export function plistXml(facts: AppFacts = {}): string {
  const { bundleId, version, build, platform, minimumOs } = { ...usual, ...facts };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleIdentifier</key><string>${bundleId}</string>
<key>CFBundleShortVersionString</key><string>${version}</string>
<key>CFBundleVersion</key><string>${build}</string>
<key>CFBundleSupportedPlatforms</key><array><string>${platform}</string></array>
<key>MinimumOSVersion</key><string>${minimumOs}</string>
<key>UIDeviceFamily</key><array><integer>1</integer></array>
<key>CFBundleIcons</key><dict><key>CFBundleVersion</key><string>not this one</string></dict>
${facts.more ?? ''}</dict></plist>
`;
}

/** The same in the binary form, which is what Xcode puts into an app. */
function plistBinary(facts: AppFacts = {}): Buffer {
  const { bundleId, version, build, platform, minimumOs } = { ...usual, ...facts };
  const words = ['CFBundleIdentifier', bundleId, 'CFBundleShortVersionString', version];
  words.push('CFBundleVersion', build, 'MinimumOSVersion', minimumOs, 'CFBundleSupportedPlatforms', platform);
  // Object 0 is the dictionary, 1 the list of platforms, then the words; the display name is in UTF-16.
  const keys = [2, 4, 6, 8, 10, 12];
  const values = [3, 5, 7, 9, 1, 13];
  const wide = Buffer.from('Wétter ☂', 'utf16le').swap16();
  const objects = [
    Buffer.from([0xd0 | keys.length, ...keys, ...values]),
    Buffer.from([0xa1, 11]),
    ...words.map((word) => plistWord(word)),
    plistWord('CFBundleDisplayName'),
    Buffer.concat([Buffer.from([0x60 | (wide.length / 2)]), wide]),
  ];
  return binaryPlist(objects);
}

function plistWord(word: string): Buffer {
  const bytes = Buffer.from(word, 'latin1');
  const head = bytes.length < 15 ? [0x50 | bytes.length] : [0x5f, 0x10, bytes.length];
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A binary property list of these objects; the first is the top. */
export function binaryPlist(objects: readonly Buffer[]): Buffer {
  const offsets = Buffer.alloc(objects.length * 2);
  let at = 8;
  for (const [index, object] of objects.entries()) {
    offsets.writeUInt16BE(at, index * 2);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer.set([2, 1], 6);
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  return Buffer.concat([Buffer.from('bplist00'), ...objects, offsets, trailer]);
}

/** A file in a zip archive. `says` overrides what the directory says of it. */
export interface ZipFile {
  readonly name: string;
  readonly bytes: Buffer | string;
  readonly says?: { readonly size?: number; readonly flags?: number };
}

export function zip(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, says } of files) {
    const plain = Buffer.from(bytes);
    const packed = deflateRawSync(plain);
    const title = Buffer.from(name);
    // Version, flags, method, time and date, checksum, sizes, lengths of name and extra.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(says?.flags ?? 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0x5b76, 8);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(says?.size ?? plain.length, 18);
    common.writeUInt16LE(title.length, 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, title, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, rest, title]));
    bodies.push(body);
    at += body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, central, Buffer.from('PK\u0005\u0006'), end]);
}

/** An .ipa with an app, an extension in it, and an icon. */
export function ipa(facts: AppFacts = {}, form: 'xml' | 'binary' = 'binary'): Buffer {
  const app = 'Payload/Weather.app';
  return zip([
    { name: `${app}/Assets.car`, bytes: `icons ${facts.text ?? ''}` },
    ...(facts.files ?? []).map((name) => ({ name: `${app}/${name}`, bytes: name })),
    {
      name: `${app}/PlugIns/Widget.appex/Info.plist`,
      bytes: plistXml({ bundleId: 'com.example.weather.widget', build: '1' }),
    },
    { name: `${app}/Info.plist`, bytes: form === 'xml' ? plistXml(facts) : plistBinary(facts) },
    { name: `${app}/Weather`, bytes: Buffer.alloc(2_000, 7) },
  ]);
}

/** A file in a xar archive; a folder has files. */
export interface XarFile {
  readonly name: string;
  readonly bytes?: Buffer | string;
  readonly files?: readonly XarFile[];
}

export function xar(files: readonly XarFile[]): Buffer {
  const heap: Buffer[] = [Buffer.alloc(20)];
  let at = 20;
  let id = 0;
  const entry = ({ name, bytes, files: inside }: XarFile): string => {
    id += 1;
    const head = `<file id="${id}"><name>${name}</name>`;
    if (inside !== undefined) return `${head}<type>directory</type>${inside.map(entry).join('')}</file>`;
    const plain = Buffer.from(bytes ?? '');
    const packed = deflateSync(plain);
    heap.push(packed);
    at += packed.length;
    return `${head}<type>file</type><data><length>${packed.length}</length><offset>${at - packed.length}</offset><size>${plain.length}</size><encoding style="application/x-gzip"/></data></file>`;
  };
  const listed = files.map(entry).join('');
  const toc = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><xar><toc><checksum style="sha1"><offset>0</offset><size>20</size></checksum>${listed}</toc></xar>`,
  );
  const packed = deflateSync(toc);
  const header = Buffer.alloc(28);
  header.write('xar!', 0, 'latin1');
  header.writeUInt16BE(28, 4);
  header.writeUInt16BE(1, 6);
  header.writeBigUInt64BE(BigInt(packed.length), 8);
  header.writeBigUInt64BE(BigInt(toc.length), 16);
  header.writeUInt32BE(1, 24);
  return Buffer.concat([header, packed, ...heap]);
}

/** A product archive for the Mac App Store, with a helper app inside of the app. */
export function pkg(facts: AppFacts = {}): Buffer {
  const { bundleId, version, build, minimumOs } = { ...usual, minimumOs: '13.0', ...facts };
  const bundles = (start: string): string =>
    [
      `<bundle path="${start}Weather.app" id="${bundleId}" CFBundleShortVersionString="${version}" CFBundleVersion="${build}"/>`,
      `<bundle path="${start}Weather.app/Contents/Library/Helper.app" id="${bundleId}.helper" CFBundleShortVersionString="1.0" CFBundleVersion="7"/>`,
    ].join('');
  return xar([
    {
      name: 'Distribution',
      bytes: `<?xml version="1.0" encoding="utf-8"?><installer-gui-script minSpecVersion="2"><pkg-ref id="${bundleId}"><bundle-version>${bundles('')}</bundle-version></pkg-ref><product id="${bundleId}" version="${version}"/><allowed-os-versions><os-version min="${minimumOs}"/></allowed-os-versions></installer-gui-script>`,
    },
    {
      name: 'Weather.pkg',
      files: [
        {
          name: 'PackageInfo',
          bytes: `<pkg-info identifier="${bundleId}" version="${version}" install-location="/Applications">${bundles('./')}<payload numberOfFiles="12" installKBytes="40"/></pkg-info>`,
        },
        { name: 'Payload', bytes: Buffer.alloc(3_000, facts.text ?? 'p') },
      ],
    },
  ]);
}
