import { objectAt, stringAt } from '../../catalog/json.ts';
import { assetKindOf } from '../../catalog/uploads.ts';
import { AscError } from '../../client/errors.ts';
import type { StepResult, Write } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { readAppArchive } from '../archive/app-archive.ts';
import type { ToolContext } from '../context.ts';
import { type Asset, commitOf, type Delivered, deliver } from '../media/upload.ts';
import type { Uploads } from '../media/uploads.ts';
import type { Waiting } from '../until.ts';
import { change } from '../write/change.ts';
import { type Change, prepare } from '../write/prepare.ts';
import { resultsAnswer } from '../write/run.ts';
import { type Ending, sendWrites } from '../write/send.ts';
import { appOf, type Job, nameOf } from './job.ts';
import { isTaken, processed } from './processing.ts';
import { type Standing, standingOf } from './standing.ts';

/** A call of `asc_upload_build`, parsed. */
export interface UploadBuildCall {
  readonly file: string;
  readonly app?: string | undefined;
  readonly wait?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/**
 * Brings an .ipa or .pkg into App Store Connect and waits until Apple has made a build of it. Everything that can be
 * refused is looked at before a byte leaves. Bytes are sent at once, into an upload that can be deleted; the commit, with
 * which Apple begins and the build number is used up, is what a person agrees to. A second call goes on where the first
 * stopped, and makes no second build: the archive is known again by its checksum.
 */
export async function uploadBuild(
  context: ToolContext,
  call: UploadBuildCall,
  patience: Waiting = {},
): Promise<Answer | ApprovalRequest> {
  const uploads = await context.uploads();
  const file = await uploads.files.copy(call.file, context.signal);
  try {
    const archive = await readAppArchive(file);
    const app = await appOf(context, archive, call.app);
    const job: Job = { app, archive, file };
    const wait = call.wait !== false;
    const standing = await standingOf(context, job, Date.now());
    if (standing.kind === 'sent') {
      const did = `${nameOf(job)} was uploaded before, and nothing was sent now.`;
      return await processed(context, job, standing.upload, {
        wait: wait && call.dry_run !== true,
        patience,
        did,
      });
    }
    if (call.dry_run === true) return planned(job, standing.kind === 'begun');
    return await commit(context, job, { ...(await send(context, uploads, job, standing)), wait, patience });
  } finally {
    await file.dispose();
  }
}

/** Sends what is not with Apple yet. An upload whose addresses have run out is deleted and begun anew, once. */
async function send(
  context: ToolContext,
  uploads: Uploads,
  job: Job,
  standing: Exclude<Standing, { kind: 'sent' }>,
): Promise<Pick<Sent, 'asset' | 'upload' | 'delivered'>> {
  const once = async (
    upload: string,
    adopt?: string,
  ): Promise<Pick<Sent, 'asset' | 'upload' | 'delivered'>> => {
    const asset = assetOf(job, upload, adopt);
    let sent = 0;
    const delivered = await deliver(context, uploads, asset, (bytes) => {
      sent += bytes;
      context.progress(sent, job.file.size, `bytes of ${job.file.name}`);
    });
    return { asset, upload, delivered };
  };
  if (standing.kind === 'new') return once(await begin(context, job));
  try {
    return await once(standing.upload, standing.file);
  } catch (error) {
    if (!(error instanceof AscError) || error.code !== 'upload_expired') throw error;
    await change(context, 'delete', { operation: 'buildUploads_deleteInstance', id: standing.upload });
    return once(await begin(context, job));
  }
}

function assetOf({ file, archive }: Job, upload: string, adopt: string | undefined): Asset {
  return {
    kind: assetKindOf('BuildUploadFile'),
    parent: { relationship: 'buildUpload', id: upload },
    attributes: { assetType: 'ASSET', uti: archive.uti },
    file,
    adopt,
    single: true,
  };
}

function beginning({ app, archive }: Job): Change {
  return {
    operation: 'buildUploads_createInstance',
    attributes: {
      cfBundleShortVersionString: archive.version,
      cfBundleVersion: archive.build,
      platform: archive.platform,
    },
    relationships: { app: app.id },
  };
}

async function begin(context: ToolContext, job: Job): Promise<string> {
  const made = await change(context, 'create', beginning(job));
  const id = stringAt(objectAt(made, 'data'), 'id');
  if (id !== undefined) return id;
  throw new AscError({
    code: 'upload_failed',
    message: `The upload of ${nameOf(job)} was begun, and Apple did not say under which id.`,
    next: 'Call again: it goes on.',
    outcome: 'applied_unverified',
  });
}

/** What is left after the last byte. */
interface Sent {
  readonly asset: Asset;
  readonly upload: string;
  readonly delivered: Delivered;
  readonly wait: boolean;
  readonly patience: Waiting;
}

async function commit(
  context: ToolContext,
  job: Job,
  { asset, upload, delivered, wait, patience }: Sent,
): Promise<Answer | ApprovalRequest> {
  const ended = async (now: ToolContext): Promise<Answer> => {
    await delivered.end();
    return processed(now, job, upload, {
      wait,
      patience,
      did: `Uploaded ${nameOf(job)}, ${sizeOf(job)}, from ${job.file.name}.`,
    });
  };
  if (delivered.committed) return ended(context);
  const { app, archive } = job;
  const write: Write = {
    ...(await prepare(context, 'update', commitOf(asset, delivered.id))),
    // A file of a build upload leads neither to its upload nor to the app.
    within: {
      parent: { words: 'build', title: `${archive.version} (${archive.build}) ${archive.platform}` },
      app,
    },
  };
  const after: Ending = async (results, now) => {
    const [result] = results;
    // An answer that was lost: the state of the upload tells whether Apple has begun.
    if (result?.outcome !== 'applied' && !(mayHaveArrived(result) && (await isTaken(now, upload))))
      resultsAnswer([write], results);
    return ended(now);
  };
  return sendWrites(context, [write], after, {
    notes: [
      `All ${sizeOf(job)} of ${nameOf(job)} are with Apple. Only the commit waits: with it Apple makes the build.`,
      `Unwanted? asc_delete {"operation":"buildUploads_deleteInstance","id":"${upload}"}`,
    ],
  });
}

function mayHaveArrived(result: StepResult | undefined): boolean {
  return (
    result?.outcome === 'unknown' ||
    result?.outcome === 'applied_unverified' ||
    (result?.outcome === 'rejected' && result.error?.status === undefined)
  );
}

function planned(job: Job, begun: boolean): Answer {
  const { app, archive, file } = job;
  const { minimumOs } = archive;
  return {
    head: [
      `dry run: nothing was sent. Would upload ${nameOf(job)} to app ${app.id}.`,
      `${file.name}: ${sizeOf(job)}, ${archive.bundleId}${minimumOs === undefined ? '' : `, runs on ${minimumOs} and newer`}, MD5 ${file.md5}`,
      begun ? 'An earlier call began this upload; it goes on.' : 'The build number is free in this version.',
    ],
  };
}

function sizeOf({ file: { size } }: Job): string {
  return size < 100_000 ? `${size} bytes` : `${(size / 1_000_000).toFixed(1)} MB`;
}
