import { inflateRawSync } from 'node:zlib';
import { type Change, isoDate, one, type Rules, target } from './change.ts';
import { type ApiError, apiError, attributeError } from './errors.ts';
import { later } from './later.ts';
import { putBuild, sameTrain } from './new-build.ts';
import { type Fault, foretold } from './outcomes.ts';
import { uuid } from './random.ts';
import { stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/**
 * From an upload to a build: AWAITING_UPLOAD, with the commit of its file PROCESSING, then COMPLETE with a build that is
 * processed for a while longer, or FAILED with Apple's codes. Facts §5 (builds) and §7; codes from public reports of
 * altool and the API (read 2026-11-22). How long it takes is this sandbox's own: minutes and hours at Apple.
 */
export const buildUploadRules: Rules = {
  buildUploads_createInstance: { before: numberIsFree, after: begun },
  buildUploads_deleteInstance: { before: isNoBuild },
  buildUploadFiles_createInstance: { before: oneAsset, after: fileOf },
};

const judging = 2_000;

function isState(upload: Stored, ...states: readonly string[]): boolean {
  const { state } = upload.attributes;
  return (
    typeof state === 'object' && state !== null && 'state' in state && states.includes(String(state.state))
  );
}

/** A number is taken once in a train (tuist 7917: 409 DUPLICATE; tramlinehq/store-quirks 1), none in a closed one (90186). */
function numberIsFree(change: Change): readonly ApiError[] {
  const { store, attributes } = change;
  const app = target(change, 'app', 'App');
  const { cfBundleVersion, cfBundleShortVersionString, platform } = attributes;
  if (app === undefined) return [];
  for (const id of store.linked(app, 'appStoreVersions')) {
    const version = store.get('AppStoreVersion', id);
    if (version?.attributes['platform'] !== platform || !closed.has(stateOf(version))) continue;
    if (sameTrain(version?.attributes['versionString'], cfBundleShortVersionString))
      return [
        apiError(
          409,
          'STATE_ERROR.VALIDATION_ERROR.90186',
          `Invalid Pre-Release Train. The train version '${String(cfBundleShortVersionString)}' is closed for new build submissions`,
        ),
      ];
  }
  for (const build of store.all('Build')) {
    if (build.attributes['version'] !== cfBundleVersion || one(store, build, 'app')?.id !== app.id) continue;
    const train = one(store, build, 'preReleaseVersion')?.attributes;
    if (train?.['platform'] === platform && sameTrain(train?.['version'], cfBundleShortVersionString))
      return [
        attributeError(
          'INVALID.DUPLICATE',
          'cfBundleVersion',
          `The bundle version must be higher than the previously uploaded version: '${String(cfBundleVersion)}'.`,
        ),
      ];
  }
  return [];
}

/** Approved versions take no more builds. */
const closed: ReadonlySet<string> = new Set([
  'READY_FOR_DISTRIBUTION',
  'REPLACED_WITH_NEW_VERSION',
  'PENDING_DEVELOPER_RELEASE',
  'PENDING_APPLE_RELEASE',
  'PROCESSING_FOR_DISTRIBUTION',
  'ACCEPTED',
]);

function begun(change: Change, upload: Stored): void {
  upload.attributes = { ...upload.attributes, createdDate: isoDate(change.now) };
  delete upload.attributes['uploadedDate'];
  setState(upload, 'AWAITING_UPLOAD');
}

function isNoBuild({ object }: Change): readonly ApiError[] {
  if (object === undefined || isState(object, 'AWAITING_UPLOAD', 'FAILED')) return [];
  return [
    apiError(
      409,
      'STATE_ERROR.ENTITY_STATE_INVALID',
      'The upload is being processed, or has become a build.',
    ),
  ];
}

/** The relationship says one asset file; a second of the same type is refused until the first is gone. */
function oneAsset(change: Change): readonly ApiError[] {
  const { store, attributes } = change;
  const upload = target(change, 'buildUpload', 'BuildUpload');
  if (upload === undefined) return [];
  if (!isState(upload, 'AWAITING_UPLOAD'))
    return [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'The upload takes no more files.')];
  const twin = store
    .linked(upload, 'buildUploadFiles')
    .some((id) => store.get('BuildUploadFile', id)?.attributes['assetType'] === attributes['assetType']);
  return twin
    ? [attributeError('INVALID.DUPLICATE', 'assetType', 'The upload has a file of this type already.')]
    : [];
}

function fileOf(change: Change, file: Stored): void {
  const { store } = change;
  const upload = target(change, 'buildUpload', 'BuildUpload');
  if (upload === undefined) return;
  store.link(upload, 'buildUploadFiles', [...store.linked(upload, 'buildUploadFiles'), file.id]);
  if (file.attributes['assetType'] === 'ASSET') store.link(upload, 'assetFile', file.id);
}

function setState(upload: Stored, state: string, errors: readonly Fault[] = []): void {
  upload.attributes = { ...upload.attributes, state: { state, errors, warnings: [], infos: [] } };
}

/**
 * The file of an upload is committed. `bytes` are its content where this sandbox has kept it, `torn` that it is not
 * what its checksum says.
 */
export function processBuild(
  { store, now }: Change,
  file: Stored,
  bytes: Uint8Array | undefined,
  torn: boolean,
): void {
  if (file.attributes['assetType'] !== 'ASSET') return;
  const owner = [...store.pointing('BuildUpload', 'buildUploadFiles', file.id)][0];
  const upload = store.get('BuildUpload', owner ?? '');
  if (upload === undefined) return;
  const told = foretold(store, 'build', { id: upload.id, at: now, app: appOf(store, upload) });
  const failed = told?.outcome === 'failed' ? (told.errors ?? [unusable]) : undefined;
  const faults = failed ?? [
    ...(torn ? [{ code: 'CHECKSUM_MISMATCH', description: 'The bytes are not those of the checksum.' }] : []),
    ...(bytes === undefined ? [] : contentFaults(store, upload, bytes)),
  ];
  upload.attributes = { ...upload.attributes, uploadedDate: isoDate(now) };
  setState(upload, 'PROCESSING');
  later(store, now + judging, () => {
    if (faults.length > 0) setState(upload, 'FAILED', faults);
    else becomeBuild(store, upload, now + judging, told?.outcome !== 'invalid');
  });
}

/** What an upload that was told to fail says where nobody said why. */
const unusable: Fault = { code: '90171', description: 'The archive cannot be used.' };

function becomeBuild(store: Store, upload: Stored, now: number, valid: boolean): void {
  setState(upload, 'COMPLETE');
  const app = appOf(store, upload);
  const { cfBundleVersion, cfBundleShortVersionString, platform } = upload.attributes;
  if (app === undefined) return;
  const id = uuid(`build of ${upload.id}`);
  const archive = {
    app,
    version: cfBundleShortVersionString,
    number: cfBundleVersion,
    platform,
    audience: 'APP_STORE_ELIGIBLE',
  };
  putBuild(store, id, archive, now, valid);
  store.link(upload, 'build', id);
}

function appOf(store: Store, upload: Stored): string | undefined {
  return one(store, upload, 'app')?.id ?? [...store.pointing('App', 'buildUploads', upload.id)][0];
}

/** What Apple finds in an .ipa, as far as its plain names and an XML Info.plist tell; of a .pkg nothing is looked at. */
function contentFaults(store: Store, upload: Stored, bytes: Uint8Array): readonly Fault[] {
  const file = Buffer.from(bytes);
  const start = file.toString('latin1', 0, 4);
  if (start === 'xar!') return [];
  if (start !== 'PK\u0003\u0004')
    return [{ code: '90171', description: 'The archive is neither an .ipa nor a .pkg.' }];
  const entries = entriesOf(file);
  const faults: Fault[] = [];
  if (!entries.some(({ name }) => /^Payload\/[^/]+\.app\/(?:Assets\.car|AppIcon[^/]*\.png)$/.test(name)))
    faults.push({
      code: '90022',
      description:
        "Missing required icon file. The bundle does not contain an app icon for iPhone of exactly '120x120' pixels.",
    });
  const info = entries.find(({ name }) => /^Payload\/[^/]+\.app\/Info\.plist$/.test(name));
  const plist = info === undefined ? '' : info.text();
  for (const [key, expected] of [
    ['CFBundleIdentifier', bundleIdOf(store, upload)],
    ['CFBundleShortVersionString', upload.attributes['cfBundleShortVersionString']],
    ['CFBundleVersion', upload.attributes['cfBundleVersion']],
  ] as const) {
    const said = new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(plist)?.[1];
    if (said !== undefined && said !== expected)
      faults.push({
        code: key === 'CFBundleIdentifier' ? '90054' : '90055',
        description: `This bundle is invalid. The value for key ${key} [${said}] is not that of the upload [${String(expected)}].`,
      });
  }
  return faults;
}

function bundleIdOf(store: Store, upload: Stored): unknown {
  const app = appOf(store, upload);
  return store.get('App', app ?? '')?.attributes['bundleId'];
}

interface Entry {
  readonly name: string;
  text(): string;
}

/** The directory of a zip archive, found from its end; enough to see what is called how. */
function entriesOf(file: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  const end = file.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0) return [];
  for (let at = file.readUInt32LE(end + 16); at + 46 <= end; ) {
    const lengths = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    const [name = 0, extra = 0, comment = 0] = lengths;
    const [packed, from] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 42)];
    entries.push({
      name: file.toString('utf8', at + 46, at + 46 + name),
      text: () => {
        const data = from + 30 + file.readUInt16LE(from + 26) + file.readUInt16LE(from + 28);
        return inflateRawSync(file.subarray(data, data + packed)).toString('utf8');
      },
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}
