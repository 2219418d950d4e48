import { objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { compareSet, type SetPlan } from './compare.ts';
import { filesOfTree, groupBySet, type LocalMedia, lookAt, type MediaPath, videoType } from './local.ts';
import { type MediaKind, previews, readFiles, readSets, screenshots } from './sets.ts';
import { change, type Delivery, settled, upload, type Waiting } from './upload.ts';
import type { Uploads } from './uploads.ts';
import { type MediaVersion, mediaVersion, type VersionWanted } from './version.ts';

export interface SyncCall extends VersionWanted {
  readonly folder?: string | undefined;
  readonly files?:
    | readonly {
        readonly path: string;
        readonly locale: string;
        readonly display_type?: string | undefined;
      }[]
    | undefined;
  readonly keep_others?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Uploads at a time; each of them may send several parts. */
const parallelFiles = 4;
/** How long the call waits for Apple's judgement. */
const patience = 120_000;

/** A set as it is and as it shall be. */
interface SetWork {
  readonly kind: MediaKind;
  readonly locale: string;
  readonly localization: string;
  readonly display: string;
  /** Absent until it is made. */
  id: string | undefined;
  readonly plan: SetPlan;
  /** Ids in the wanted order; places of uploads are filled as they are committed. */
  readonly order: (string | undefined)[];
  failed: readonly string[];
  waiting: number;
}

/**
 * Makes the media of a version those of a folder. Everything is looked at before anything is changed; what is there
 * already stays, so that a second call has nothing to do, and one after a failure does the rest.
 */
export async function syncMedia(
  call: SyncCall,
  context: ToolContext,
  waiting: Waiting = {},
): Promise<Answer> {
  const uploads = await context.uploads();
  const paths = await pathsOf(call, uploads);
  const version = await mediaVersion(context, call);
  assertLocales(paths, version);
  const files = await lookAt(context, uploads, paths, version.platform);
  const work = await compareAll(context, version, files, call.keep_others === true);
  if (call.dry_run === true) return answer(version, work, 'planned');
  if (!work.some(({ plan, id }) => id === undefined || isChange(plan))) return answer(version, work, 'same');
  await fillAll(context, uploads, work);
  await judgeAll(context, work, { atMost: patience, ...waiting });
  await orderAll(context, work);
  return answer(version, work, 'done');
}

async function pathsOf({ folder, files }: SyncCall, uploads: Uploads): Promise<readonly MediaPath[]> {
  if ((folder === undefined) === (files === undefined))
    throw new AscError({
      code: 'illegal_arguments',
      message: 'Give folder or files, one of them.',
      meaning: 'Nothing was changed.',
      next: 'folder is a tree like screenshots/de-DE/1.png.',
      outcome: 'not_sent',
    });
  if (folder !== undefined) return filesOfTree(uploads, folder);
  return (files ?? []).map(({ path, locale, display_type: display }) => ({ path, locale, display }));
}

function assertLocales(paths: readonly MediaPath[], version: MediaVersion): void {
  const missing = [...new Set(paths.map(({ locale }) => locale))].filter(
    (locale) => !version.localizations.has(locale),
  );
  if (missing.length === 0) return;
  throw new AscError({
    code: 'unknown_locale',
    message: `Version ${version.versionString} has no texts in ${missing.slice(0, 10).join(', ')}. It has ${[...version.localizations.keys()].join(', ')}.`,
    meaning: 'Pictures hang on the texts of a locale. Nothing was changed.',
    next: `asc_create {"operation":"appStoreVersionLocalizations_createInstance","attributes":{"locale":${JSON.stringify(missing[0]?.slice(0, 20))}},"relationships":{"appStoreVersion":"${version.id}"}}, or rename the folder.`,
    outcome: 'not_sent',
  });
}

/** Every set that has local files, held against what is there. Sets without local files are left alone. */
async function compareAll(
  context: ToolContext,
  version: MediaVersion,
  files: readonly LocalMedia[],
  keepOthers: boolean,
): Promise<SetWork[]> {
  const work: SetWork[] = [];
  for (const kind of [screenshots, previews]) {
    const ofKind = files.filter((file) => file.kind === kind);
    for (const locale of new Set(ofKind.map((file) => file.locale))) {
      const localization = version.localizations.get(locale) ?? '';
      const sets = await readSets(context, kind, localization);
      for (const [, local] of groupBySet(ofKind.filter((file) => file.locale === locale))) {
        const display = local[0]?.display ?? '';
        const set = sets.find((one) => one.display === display);
        const plan = compareSet(kind, local, set?.files ?? [], keepOthers);
        if (plan.steps.length > kind.most)
          throw new AscError({
            code: 'set_full',
            message: `${locale} ${display} would hold ${plan.steps.length} files, and a set takes at most ${kind.most}.`,
            meaning: 'Nothing was changed.',
            next: 'Leave out keep_others, or give fewer files.',
            outcome: 'not_sent',
          });
        const order = plan.steps.map((step) => (step.kind === 'keep' ? step.id : undefined));
        work.push({ kind, locale, localization, display, id: set?.id, plan, order, failed: [], waiting: 0 });
      }
    }
  }
  return work;
}

function isChange({ remove, steps, reorder }: SetPlan): boolean {
  return remove.length > 0 || reorder || steps.some(({ kind }) => kind === 'upload');
}

/** How far all uploads of a call are. */
interface Tally {
  readonly files: number;
  readonly total: number;
  done: number;
  bytes: number;
}

/** One set after the other, so that whatever stops the call leaves at most one of them half done. */
async function fillAll(context: ToolContext, uploads: Uploads, work: readonly SetWork[]): Promise<void> {
  const sizes = work.flatMap(({ plan }) =>
    plan.steps.flatMap((step) => (step.kind === 'upload' ? [step.file.size] : [])),
  );
  const tally = { files: sizes.length, total: sizes.reduce((a, b) => a + b, 0), done: 0, bytes: 0 };
  try {
    for (const set of work) {
      await makeRoom(context, set);
      await fill(context, uploads, set, tally);
    }
  } catch (error) {
    throw stopped(error, tally);
  }
}

/** A set that is missing is made, files that go are deleted: a full set takes no new ones. */
async function makeRoom(context: ToolContext, set: SetWork): Promise<void> {
  for (const id of set.plan.remove)
    await change(context, 'delete', { operation: `${set.kind.files}_deleteInstance`, id });
  if (set.id !== undefined) return;
  const made = await change(context, 'create', {
    operation: `${set.kind.sets}_createInstance`,
    attributes: { [set.kind.display]: set.display },
    relationships: { appStoreVersionLocalization: set.localization },
  });
  set.id = stringAt(objectAt(made, 'data'), 'id') ?? '';
}

/** Uploads what is missing, a few at a time. The first failure lets those under way end and stops the rest. */
async function fill(context: ToolContext, uploads: Uploads, set: SetWork, tally: Tally): Promise<void> {
  const waiting = set.plan.steps.flatMap((step, place) => (step.kind === 'upload' ? [{ step, place }] : []));
  let failure: unknown;
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined && failure === undefined; task = waiting.shift()) {
      const { step, place } = task;
      try {
        set.order[place] = await uploadOne(context, uploads, set, step.file, step.adopt, (more) => {
          tally.bytes += more;
          context.progress(tally.bytes, tally.total, `${tally.done} of ${tally.files} files`);
        });
        tally.done += 1;
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: parallelFiles }, worker));
  if (failure !== undefined) throw failure;
}

async function uploadOne(
  context: ToolContext,
  uploads: Uploads,
  set: SetWork,
  wanted: LocalMedia,
  adopt: string | undefined,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const file = await uploads.files.copy(wanted.path, context.signal);
  try {
    if (file.sha256 !== wanted.sha256)
      throw new AscError({
        code: 'file_changed',
        message: `${wanted.locale}/${wanted.name} changed since it was looked at.`,
        next: 'Wait until whatever writes it is done, and call again.',
      });
    const mimeType = videoType(file.name);
    return await upload(
      context,
      uploads,
      {
        kind: set.kind.asset,
        parent: { relationship: set.kind.set, id: set.id ?? '' },
        ...(mimeType === undefined ? {} : { attributes: { mimeType } }),
        file,
        adopt,
      },
      onBytes,
    );
  } finally {
    await file.dispose();
  }
}

function stopped(failure: unknown, { done, files }: Tally): unknown {
  if (!(failure instanceof AscError)) return failure;
  return new AscError({
    code: failure.code,
    message: `Stopped after ${done} of ${files} uploads: ${failure.message}`,
    meaning: 'What was uploaded stays; the order was not set yet.',
    next: `${failure.next ?? ''} Call asc_sync_media again with the same arguments: it does the rest.`.trim(),
    entries: failure.entries,
    ...(failure.status === undefined ? {} : { status: failure.status }),
    ...(failure.outcome === undefined ? {} : { outcome: failure.outcome }),
  });
}

/** Waits until Apple has judged every file of the changed sets. */
async function judgeAll(context: ToolContext, work: readonly SetWork[], waiting: Waiting): Promise<void> {
  for (const kind of [screenshots, previews]) {
    const sets = work.filter((set) => set.kind === kind && isChange(set.plan));
    if (sets.length === 0) continue;
    const judged = await settled(
      context,
      kind.asset,
      async () => {
        const all = new Map<string, unknown>();
        for (const set of sets)
          for (const [id, file] of await readFiles(context, kind, set.id ?? '')) all.set(id, file);
        return all;
      },
      waiting,
    );
    for (const set of sets) report(set, judged);
  }
}

function report(set: SetWork, judged: ReadonlyMap<string, Delivery>): void {
  const { failed, done } = set.kind.asset.state;
  const bad: string[] = [];
  for (const [place, id] of set.order.entries()) {
    const delivery = judged.get(id ?? '');
    if (delivery === undefined || done.includes(delivery.state)) continue;
    if (!failed.includes(delivery.state)) set.waiting += 1;
    else {
      const step = set.plan.steps[place];
      const name = step?.kind === 'upload' ? step.file.name : 'a file that was there';
      bad.push(`${set.locale}/${name} (${set.display}): ${delivery.reasons.join('; ') || 'failed'}`);
    }
  }
  set.failed = bad;
}

/** Puts the files of each changed set into their order, where they are not in it by themselves. */
async function orderAll(context: ToolContext, work: readonly SetWork[]): Promise<void> {
  for (const set of work.filter(({ plan }) => isChange(plan))) {
    const now = [...(await readFiles(context, set.kind, set.id ?? '')).keys()];
    const wanted = set.order.flatMap((id) => (id === undefined ? [] : [id]));
    // Somebody added a file meanwhile: it keeps its place at the end, because an order names every file.
    const all = [...wanted.filter((id) => now.includes(id)), ...now.filter((id) => !wanted.includes(id))];
    if (all.length === now.length && all.every((id, index) => id === now[index])) continue;
    await change(context, 'update', {
      operation: `${set.kind.sets}_${set.kind.files}_replaceToManyRelationship`,
      id: set.id ?? '',
      to: all,
    });
  }
}

function answer(version: MediaVersion, work: readonly SetWork[], how: 'planned' | 'same' | 'done'): Answer {
  const sum = (count: (set: SetWork) => number): number => work.reduce((all, set) => all + count(set), 0);
  const uploaded = (set: SetWork): number => set.plan.steps.filter(({ kind }) => kind === 'upload').length;
  const kept = (set: SetWork): number => set.plan.steps.length - uploaded(set);
  const removed = (set: SetWork): number => set.plan.remove.length;
  const failed = work.flatMap((set) => set.failed);
  const open = sum(({ waiting }) => waiting);
  const where = `in ${work.length} sets of version ${version.versionString} (${version.platform})`;
  const [up, gone, same] = [sum(uploaded), sum(removed), sum(kept)];
  const summary = {
    planned: `dry run, nothing was changed: would upload ${up}, remove ${gone}, keep ${same} ${where}.`,
    same: `nothing to do: all ${same} files are there ${where}.`,
    done: `synced: uploaded ${up}, removed ${gone}, kept ${same} ${where}.`,
  };
  const rows = work.map((set) => [set.locale, set.display, uploaded(set), removed(set), kept(set)].join(','));
  return {
    head: [
      summary[how],
      ...(failed.length > 0
        ? [
            `Apple refused ${failed.length}: ${failed.slice(0, 10).join(' · ')}`,
            'Correct these files and call again: what was refused is replaced.',
          ]
        : []),
      ...(open > 0 ? [`${open} are still being processed by Apple; call again later to see.`] : []),
    ],
    data: ['locale,display,uploaded,removed,kept', ...rows].join('\n'),
  };
}
