import { objectAt, stringAt } from '../../catalog/json.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { notSent } from '../refused.ts';
import type { Waiting } from '../until.ts';
import { change } from '../write/change.ts';
import { compareSet, type SetPlan, type Step } from './compare.ts';
import { type Delivery, settled } from './delivery.ts';
import { byPlace, type LocalMedia, lookAt, type MediaPath, videoType } from './local.ts';
import { type SetPlace, setOf } from './set-of.ts';
import { type MediaKind, previews, readFiles, readSets, screenshots } from './sets.ts';
import { type UploadJob, UploadRun } from './upload-run.ts';
import type { Uploads } from './uploads.ts';
import type { MediaVersion } from './version.ts';

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

/** Brings the older sets of screenshots and previews to the given files. */
export async function syncSets(
  context: ToolContext,
  uploads: Uploads,
  version: MediaVersion,
  paths: readonly MediaPath[],
  wishes: { readonly keepOthers: boolean; readonly dryRun: boolean },
  waiting: Waiting,
): Promise<Answer> {
  const files = await lookAt(context, uploads, paths, (wanted, file) =>
    setOf(wanted, file, version.platform),
  );
  const work = await compareAll(context, version, files, wishes.keepOthers);
  if (wishes.dryRun) return answer(version, work, 'planned');
  if (!work.some(({ plan, id }) => id === undefined || isChange(plan))) return answer(version, work, 'same');
  await fillAll(context, uploads, work);
  await judgeAll(context, work, waiting);
  await orderAll(context, work);
  return answer(version, work, 'done');
}

/** Every set that has local files, held against what is there. Sets without local files are left alone. */
async function compareAll(
  context: ToolContext,
  version: MediaVersion,
  files: readonly LocalMedia<SetPlace>[],
  keepOthers: boolean,
): Promise<SetWork[]> {
  const work: SetWork[] = [];
  for (const kind of [screenshots, previews]) {
    const ofKind = files.filter((file) => file.place.kind === kind);
    for (const locale of new Set(ofKind.map((file) => file.locale))) {
      const localization = version.localizations.get(locale) ?? '';
      const sets = await readSets(context, kind, localization);
      for (const [, local] of byPlace(ofKind.filter((file) => file.locale === locale))) {
        const display = local[0]?.place.key ?? '';
        const set = sets.find((one) => one.display === display);
        const plan = compareSet(kind, local, set?.files ?? [], keepOthers);
        if (plan.steps.length > kind.most)
          throw notSent(
            'set_full',
            `${locale} ${display} would hold ${plan.steps.length} files, and a set takes at most ${kind.most}.`,
            'Leave out keep_others, or give fewer files.',
          );
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

/** One set after the other, so that whatever stops the call leaves at most one of them half done. */
async function fillAll(context: ToolContext, uploads: Uploads, work: readonly SetWork[]): Promise<void> {
  const missing = work.map((set) => set.plan.steps.flatMap(stepJob(set)));
  const all = new UploadRun(
    context,
    uploads,
    missing.flatMap((jobs) => jobs.map(({ file }) => file.size)),
  );
  await all.guarded('the order was not set yet', async () => {
    for (const [index, set] of work.entries()) {
      await makeRoom(context, set);
      await all.send(missing[index] ?? []);
    }
  });
}

/** What sending a file of a set takes; its place in the order is filled when it is committed. */
function stepJob(set: SetWork): (step: Step, place: number) => UploadJob[] {
  return (step, place) => {
    if (step.kind !== 'upload') return [];
    const { file, adopt } = step;
    const mimeType = videoType(file.name);
    return [
      {
        file,
        adopt,
        asset: () => ({
          kind: set.kind.asset,
          parent: { relationship: set.kind.set, id: set.id ?? '' },
          ...(mimeType === undefined ? {} : { attributes: { mimeType } }),
        }),
        done: (id) => {
          set.order[place] = id;
        },
      },
    ];
  };
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
