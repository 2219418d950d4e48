import { arrayAt, objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { dayMs } from '../days.ts';
import { type Answered, count, readList, type Thing, text } from '../document.ts';
import { stateOf } from '../release/choose.ts';
import { meaningOf } from '../release/states.ts';
import { sameNumber } from '../ship/app.ts';
import { nameOf as buildName, readBuilds } from '../testflight/builds.ts';
import { type Job, nameOf } from './job.ts';

/** What App Store Connect has of this very archive. */
export type Standing =
  /** Nothing. */
  | { readonly kind: 'new' }
  /** An upload that waits for its file, perhaps with a reservation for it. */
  | { readonly kind: 'begun'; readonly upload: string; readonly file?: string }
  /** All of it: processed, or on the way. */
  | { readonly kind: 'sent'; readonly upload: string };

/** Addresses of parts live about a week; an upload that is older is begun anew. */
const begunLives = 6 * dayMs;

/**
 * Looks for this build number in its train before anything is sent. Throws `build_number_taken` when another build has
 * it, `upload_under_way` when another file is on its way under it, `version_closed` when the version was approved.
 */
export async function standingOf(context: ToolContext, job: Job, now: number): Promise<Standing> {
  const { app, archive } = job;
  const [uploads, { builds }, versions] = await Promise.all([
    readList(context, `/v1/apps/${app.id}/buildUploads`, {
      'filter[cfBundleVersion]': archive.build,
      'filter[platform]': archive.platform,
      include: 'assetFile',
      'fields[buildUploads]':
        'cfBundleShortVersionString,cfBundleVersion,createdDate,uploadedDate,state,platform,assetFile,buildUploadFiles',
      'fields[buildUploadFiles]': 'fileName,fileSize,sourceFileChecksums,assetDeliveryState',
      limit: '200',
    }),
    readBuilds(
      context,
      app.id,
      { 'filter[version]': archive.build, 'filter[preReleaseVersion.platform]': archive.platform },
      50,
    ),
    readList(context, `/v1/apps/${app.id}/appStoreVersions`, {
      'filter[platform]': archive.platform,
      'fields[appStoreVersions]': 'versionString,appVersionState,platform',
      limit: '200',
    }),
  ]);
  const own = uploads.data.filter(
    (upload) =>
      text(upload, 'cfBundleVersion') === archive.build &&
      text(upload, 'platform') === archive.platform &&
      sameNumber(text(upload, 'cfBundleShortVersionString'), archive.version),
  );
  const sent = own.find(
    (upload) => stateOfUpload(upload) !== 'AWAITING_UPLOAD' && isSame(uploads.one(upload, 'assetFile'), job),
  );
  if (sent !== undefined) return { kind: 'sent', upload: sent.id };
  const [build] = builds.filter(
    (one) =>
      one.number === archive.build &&
      one.platform === archive.platform &&
      sameNumber(one.train, archive.version),
  );
  const going = own.find((upload) => ['PROCESSING', 'COMPLETE'].includes(stateOfUpload(upload)));
  if (build !== undefined || going !== undefined)
    throw taken(
      job,
      build === undefined ? stateOfUpload(going) : `${build.processing}${since(build.uploaded)}`,
      build === undefined ? nameOf(job) : buildName(build),
    );
  assertOpen(versions, job);
  return begun(
    context,
    job,
    own.filter((upload) => stateOfUpload(upload) === 'AWAITING_UPLOAD'),
    now,
  );
}

/** State of a build upload; an object in the API, not a word. */
export function stateOfUpload(upload: Thing | undefined): string {
  return stringAt(objectAt(upload?.attributes, 'state'), 'state') ?? '';
}

/** The upload that this file goes into, of those that wait. Throws `upload_under_way` when another file has all of them. */
async function begun(
  context: ToolContext,
  job: Job,
  waiting: readonly Thing[],
  now: number,
): Promise<Standing> {
  const fresh = waiting.filter(
    (upload) => !(now - Date.parse(text(upload, 'createdDate') ?? '') > begunLives),
  );
  let other: Thing | undefined;
  for (const upload of fresh.slice(0, 5)) {
    const files = await readList(context, `/v1/buildUploads/${upload.id}/buildUploadFiles`, {
      'fields[buildUploadFiles]': 'fileName,fileSize,assetType,sourceFileChecksums,assetDeliveryState',
    });
    const assets = files.data.filter((file) => text(file, 'assetType') === 'ASSET');
    const fitting = assets.find((file) => isSame(file, job));
    if (fitting !== undefined) return { kind: 'begun', upload: upload.id, file: fitting.id };
    if (assets.length === 0) return { kind: 'begun', upload: upload.id };
    other ??= upload;
  }
  if (other === undefined) return { kind: 'new' };
  throw new AscError({
    code: 'upload_under_way',
    message: `Another file is being uploaded as ${nameOf(job)}, begun${since(text(other, 'createdDate'))}.`,
    meaning: 'Nothing was sent. Two files under one build number would race for it.',
    next: `When nobody is sending it any more: ${callText('asc_delete', { operation: 'buildUploads_deleteInstance', id: other.id })}, then call again.`,
    outcome: 'not_sent',
  });
}

/** Whether Apple's file is the one at hand: by checksum, and by name and size where Apple tells none. */
function isSame(theirs: Thing | undefined, { file }: Job): boolean {
  if (theirs === undefined) return false;
  const sum = objectAt(objectAt(theirs.attributes, 'sourceFileChecksums'), 'file');
  const hash = stringAt(sum, 'hash')?.toLowerCase();
  if (hash !== undefined) return hash === (sum['algorithm'] === 'SHA_256' ? file.sha256 : file.md5);
  return text(theirs, 'fileName') === file.name && count(theirs, 'fileSize') === file.size;
}

function taken(job: Job, state: string, said: string): AscError {
  return new AscError({
    code: 'build_number_taken',
    message: `${job.app.name} has the build ${said} already: ${state}.`,
    meaning:
      'Nothing was sent. Apple takes a build number once in a version (90189), and this is another file.',
    next: 'Raise CFBundleVersion, build and export again. The same file under its old name needs no second upload.',
    outcome: 'not_sent',
  });
}

/** An approved version takes no more builds, nor does one below it (90062, 90186; reports read 2026-11-22). */
function assertOpen(versions: Answered, job: Job): void {
  const { app, archive } = job;
  const closed = versions.data.find(
    (version) =>
      text(version, 'platform') === archive.platform &&
      ['approved', 'live', 'past'].includes(meaningOf(stateOf(version)).phase) &&
      !isAbove(archive.version, text(version, 'versionString') ?? ''),
  );
  if (closed === undefined) return;
  throw new AscError({
    code: 'version_closed',
    message: `${app.name} ${cleanText(text(closed, 'versionString') ?? '', 40)} ${archive.platform} is ${stateOf(closed)}, and the archive is ${archive.version}.`,
    meaning: 'Nothing was sent. Apple takes builds only of versions above every approved one (90062, 90186).',
    next: 'Raise CFBundleShortVersionString, build and export again.',
    outcome: 'not_sent',
  });
}

/** Versions are compared number by number; 3.10 is above 3.9. */
function isAbove(version: string, other: string): boolean {
  const [left, right] = [version, other].map((one) => one.split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function since(date: string | undefined): string {
  return date === undefined ? '' : ` ${cleanText(date, 40)}`;
}

/** Apple's remarks of a kind: code and description, cleaned. */
export function remarks(
  upload: Thing | undefined,
  kind: 'errors' | 'warnings' | 'infos',
): readonly { readonly code: string; readonly description: string }[] {
  return arrayAt(objectAt(upload?.attributes, 'state'), kind).map((remark) => ({
    code: cleanText(stringAt(remark, 'code') ?? 'no code', 80),
    description: cleanText(stringAt(remark, 'description') ?? '', 400).replaceAll(/\s+/g, ' '),
  }));
}
