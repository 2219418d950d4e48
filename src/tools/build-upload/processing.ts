import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, readOne, type Thing, text } from '../document.ts';
import { readGroups } from '../testflight/groups.ts';
import { type Pace, until, type Waiting } from '../until.ts';
import { type Job, nameOf } from './job.ts';
import { remedyFor } from './meanings.ts';
import { remarks, stateOfUpload } from './standing.ts';

const pace: Pace = { first: 1_000, longest: 10_000 };
/** Apple takes minutes, sometimes an hour; few clients wait that long for an answer. */
const usualPatience = 120_000;

/** What became of an upload whose file is committed. */
interface Seen {
  readonly upload: Thing;
  readonly build: Thing | undefined;
}

/**
 * Looks until Apple has judged the build, or the time is up. The answer tells what it is, every warning, and what comes
 * next; throws `build_refused` with every error when Apple made no build of it.
 */
export async function processed(
  context: ToolContext,
  job: Job,
  upload: string,
  how: { readonly wait: boolean; readonly patience: Waiting; readonly did: string },
): Promise<Answer> {
  const { signal, progress } = context;
  const { seen, waited } = await until(
    { signal, pace, ...how.patience, atMost: how.wait ? (how.patience.atMost ?? usualPatience) : 0 },
    async () => {
      const found = await look(context, upload);
      if (found === undefined) throw gone(job, upload);
      return found;
    },
    (found) => verdictOn(found) !== undefined,
    (_, passed) =>
      progress(
        job.file.size + Math.round(passed) + 1,
        undefined,
        `Apple is processing ${nameOf(job)}, ${Math.round(passed / 1000)} s`,
      ),
  );
  const verdict = verdictOn(seen);
  if (verdict === 'refused') throw refused(job, seen);
  return verdict === 'valid' ? ready(context, job, seen, how.did) : later(job, seen, how.did, waited);
}

/** What Apple made of the file; `undefined` while it is still at it. */
function verdictOn({ upload, build }: Seen): 'valid' | 'refused' | undefined {
  const state = stateOfUpload(upload);
  const processing = text(build, 'processingState') ?? 'PROCESSING';
  if (state === 'FAILED' || ['INVALID', 'FAILED'].includes(processing)) return 'refused';
  return state === 'COMPLETE' && processing === 'VALID' ? 'valid' : undefined;
}

async function look(context: ToolContext, id: string): Promise<Seen | undefined> {
  const answer: Answered = await readOne(context, `/v1/buildUploads/${id}`, {
    include: 'build',
    'fields[buildUploads]': 'state,uploadedDate,build',
    'fields[builds]': 'version,processingState',
  });
  const [upload] = answer.data;
  return upload === undefined ? undefined : { upload, build: answer.one(upload, 'build') };
}

/** Whether Apple has begun to look at the file: the sign that a commit whose answer was lost did arrive. */
export async function isTaken(context: ToolContext, id: string): Promise<boolean> {
  const seen = await look(context, id);
  return ['PROCESSING', 'COMPLETE', 'FAILED'].includes(stateOfUpload(seen?.upload));
}

async function ready(context: ToolContext, job: Job, seen: Seen, did: string): Promise<Answer> {
  const { app, archive } = job;
  const groups = await readGroups(context, app.id);
  const named = groups.filter(({ allBuilds }) => !allBuilds).slice(0, 3);
  const automatic = groups.filter(({ allBuilds }) => allBuilds);
  const build = { app: app.id, build: archive.build, version: archive.version, platform: archive.platform };
  return {
    head: [
      `${did} Apple has processed it: build ${seen.build?.id ?? ''} is VALID.`,
      ...(automatic.length > 0
        ? [
            `${automatic.length} internal group${automatic.length === 1 ? '' : 's'} with all builds can test it now.`,
          ]
        : []),
      ...remarkLines(seen.upload),
    ],
    tail: [
      ...(named.length === 0
        ? []
        : [callText('asc_distribute_build', { ...build, groups: named.map(({ id }) => id) })]),
      callText('asc_prepare_release', build),
    ],
  };
}

function later(job: Job, seen: Seen, did: string, waited: number): Answer {
  const { app, archive } = job;
  const seconds = Math.round(waited / 1000);
  return {
    head: [
      `${did} Apple is still processing it${seconds === 0 ? '' : ` after ${seconds} s`}; that takes minutes, sometimes an hour. Nothing is left to do here.`,
      ...remarkLines(seen.upload),
    ],
    tail: [
      `${callText('asc_testflight_status', { app: app.id, platform: archive.platform })} says when it is ready; asc_upload_build with the same file waits on and sends nothing again.`,
    ],
  };
}

/** Warnings and remarks, one a line, with what to do where that is known. */
function remarkLines(upload: Thing): readonly string[] {
  const lines = [
    ...remarks(upload, 'warnings').map((remark) => ({ ...remark, kind: 'warning' })),
    ...remarks(upload, 'infos').map((remark) => ({ ...remark, kind: 'note' })),
  ].map(({ kind, code, description }) => {
    const todo = remedyFor(code);
    return `${kind} ${code}: "${description}"${todo === undefined ? '' : ` → ${todo}`}`;
  });
  return lines.length <= 20 ? lines : [...lines.slice(0, 20), `and ${lines.length - 20} more`];
}

function refused(job: Job, { upload, build }: Seen): AscError {
  const errors = remarks(upload, 'errors');
  const todo = [...new Set(errors.flatMap(({ code }) => remedyFor(code) ?? []))];
  const unknown = errors.some(({ code }) => remedyFor(code) === undefined);
  return new AscError({
    code: 'build_refused',
    message: `Apple could not make a build of ${nameOf(job)}${errors.length === 0 ? ' and gives no reason here' : `: ${errors.length} error${errors.length === 1 ? '' : 's'}`}.`,
    entries: errors.map(({ code, description }) => ({ code, detail: description })),
    meaning:
      build === undefined
        ? 'The file arrived whole; what is in it was refused. The same file would be refused again.'
        : `The build ${build.id} is ${text(build, 'processingState') ?? ''}: its number is used up.`,
    next: [
      ...todo.map((what, index) => `${index + 1}. ${what}.`),
      ...(unknown || errors.length === 0 ? ['Read Apple’s mail to the team for the rest.'] : []),
      errors.length === 0 && build === undefined
        ? `Where it was Apple's own fault, ${callText('asc_delete', { operation: 'buildUploads_deleteInstance', id: upload.id })} lets the same file be sent again.`
        : 'Then raise CFBundleVersion, export and upload the new file.',
    ].join(' '),
    outcome: 'rejected',
  });
}

function gone(job: Job, upload: string): AscError {
  return new AscError({
    code: 'upload_gone',
    message: `The upload ${upload} of ${nameOf(job)} is not there any more.`,
    meaning: 'Somebody deleted it meanwhile.',
    next: 'Call again to begin anew.',
  });
}
