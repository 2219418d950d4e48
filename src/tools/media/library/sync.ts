import { objectAt, stringAt } from '../../../catalog/json.ts';
import type { Answer } from '../../answer.ts';
import { ApprovalRequest } from '../../approval-request.ts';
import type { ToolContext } from '../../context.ts';
import { notSent } from '../../refused.ts';
import type { Waiting } from '../../until.ts';
import { change } from '../../write/change.ts';
import { resultsAnswer } from '../../write/run.ts';
import { settled } from '../delivery.ts';
import { byPlace, lookAt, type MediaPath } from '../local.ts';
import { UploadRun } from '../upload-run.ts';
import type { Uploads } from '../uploads.ts';
import type { MediaVersion } from '../version.ts';
import { category, libraryImages, libraryVideos, readAssets, readStates, referenceName } from './assets.ts';
import { comparePlace, heldUp, isChange, isPlacement, type PlaceWork } from './compare.ts';
import { deletesOf, leftoversOf } from './leftovers.ts';
import { type LibraryFile, type LibraryFiles, matchFiles } from './match.ts';
import { placeOf } from './place-of.ts';
import { inPlace, readPlacements } from './placements.ts';
import { type Outcome, report, type Stage } from './report.ts';
import { readSpecs } from './specs.ts';

interface Wishes {
  readonly keepOthers: boolean;
  readonly dryRun: boolean;
  readonly deleteUnplaced: boolean;
}

/**
 * Brings the placements of a version to the given files. Each content is uploaded once, into the app's library, and
 * placed wherever it is wanted. Nothing of a page changes before all of its new files have passed Apple's processing.
 */
export async function syncLibrary(
  context: ToolContext,
  uploads: Uploads,
  library: string,
  version: MediaVersion,
  paths: readonly MediaPath[],
  wishes: Wishes,
  waiting: Waiting,
): Promise<Answer | ApprovalRequest> {
  const specs = await readSpecs(context);
  const local = await lookAt(context, uploads, paths, (wanted, file) =>
    placeOf(specs, wanted, file, version.platform),
  );
  const assets = await readAssets(context, library);
  const files = matchFiles(local, assets);
  const work: PlaceWork[] = [];
  for (const locale of new Set(local.map((file) => file.locale))) {
    const localization = version.localizations.get(locale) ?? '';
    const there = await readPlacements(context, localization);
    for (const [, group] of byPlace(local.filter((file) => file.locale === locale))) {
      const [first] = group;
      if (first === undefined) continue;
      const { place } = first;
      const at = { locale, localization, place };
      work.push(comparePlace(at, group, files, inPlace(there, place), wishes.keepOthers));
    }
  }
  assertRoom(work);
  const leftovers = leftoversOf(assets, files, work);
  const outcome: Outcome = { version, files, work, leftovers };
  if (wishes.dryRun) return report(outcome, 'planned');
  const stage: Stage = work.some(isChange) ? 'done' : 'same';
  await send(context, uploads, library, outcome, waiting);
  const answer = report(outcome, stage);
  return wishes.deleteUnplaced ? cleared(context, outcome, answer) : answer;
}

function assertRoom(work: readonly PlaceWork[]): void {
  const full = work.find(({ order, place }) => order.length > place.most);
  if (full !== undefined)
    throw notSent(
      'place_full',
      `${full.locale} ${full.place.key} would hold ${full.order.length} files, and takes at most ${full.place.most}.`,
      'Leave out keep_others, or give fewer files.',
    );
}

async function send(
  context: ToolContext,
  uploads: Uploads,
  library: string,
  { files, work }: Outcome,
  waiting: Waiting,
): Promise<void> {
  const missing = [...files.values()].filter(
    ({ asset, refused }) => asset === undefined && refused === undefined,
  );
  const run = new UploadRun(
    context,
    uploads,
    missing.map(({ file }) => file.size),
  );
  await run.guarded('not all of it is placed yet', async () => {
    await run.send(
      missing.map((one) => ({
        file: one.file,
        adopt: one.adopt,
        asset: () => ({
          kind: one.file.place.media.asset,
          parent: { relationship: 'assetLibrary', id: library },
          attributes: { category, referenceName: referenceName(one.file) },
        }),
        done: (id) => {
          one.asset = id;
          one.processing = true;
        },
      })),
    );
    await judge(context, library, files, waiting);
    const places = work.filter((place) => isChange(place) && heldUp(place).length === 0);
    for (const [done, place] of places.entries()) {
      context.progress(
        run.bytes + done,
        run.bytes + places.length,
        `${done} of ${places.length} places in order`,
      );
      await arrange(context, place);
    }
  });
}

/** Waits until Apple has processed every file of this call, or the time is up. */
async function judge(
  context: ToolContext,
  library: string,
  files: LibraryFiles,
  waiting: Waiting,
): Promise<void> {
  for (const media of [libraryImages, libraryVideos]) {
    const open = new Map<string, LibraryFile>();
    for (const one of files.values())
      if (one.processing && one.asset !== undefined && one.file.place.media === media)
        open.set(one.asset, one);
    if (open.size === 0) continue;
    const { failed, done } = media.asset.state;
    const judged = await settled(
      context,
      media.asset,
      () => readStates(context, library, media, [...open.keys()]),
      waiting,
    );
    for (const [id, one] of open) {
      const delivery = judged.get(id);
      one.processing = delivery === undefined || ![...done, ...failed].includes(delivery.state);
      if (delivery !== undefined && failed.includes(delivery.state)) one.refused = delivery.reasons;
    }
  }
}

/** Placements that go are deleted first, for a full place takes no new ones; new ones come last, then all are ordered. */
async function arrange(
  context: ToolContext,
  { place, localization, remove, order }: PlaceWork,
): Promise<void> {
  const surface = { appStoreVersionLocalization: localization };
  for (const id of remove)
    await change(context, 'delete', { operation: 'appAssetLibraryPlacements_deleteInstance', id });
  const wanted: string[] = [];
  for (const one of order) {
    if (isPlacement(one)) {
      wanted.push(one.id);
      continue;
    }
    const made = await change(context, 'create', {
      operation: 'appAssetLibraryPlacements_createInstance',
      attributes: { placementType: place.type, placementGroup: place.group },
      relationships: { [place.media.name]: one.asset ?? '', ...surface },
    });
    wanted.push(stringAt(objectAt(made, 'data'), 'id') ?? '');
  }
  const now = inPlace(await readPlacements(context, localization, true), place).map(({ id }) => id);
  // Somebody placed a file meanwhile: it keeps its place at the end, because an order names every placement.
  const all = [...wanted.filter((id) => now.includes(id)), ...now.filter((id) => !wanted.includes(id))];
  if (all.every((id, index) => id === now[index])) return;
  await change(context, 'create', {
    operation: 'appAssetLibraryPlacementOrderingRequests_createInstance',
    attributes: { placementGroup: place.group },
    relationships: { orderedPlacements: all, ...surface },
  });
}

/** Deletes what no page uses any more, as one plan that a person sees: nothing brings an asset back. */
async function cleared(
  context: ToolContext,
  { leftovers, work }: Outcome,
  answer: Answer,
): Promise<Answer | ApprovalRequest> {
  // A place that was left as it was still uses its assets.
  const used = new Set(work.filter((place) => heldUp(place).length > 0).flatMap(({ remove }) => remove));
  const writes = await deletesOf(
    context,
    leftovers.filter(({ asset }) => !asset.placements.some((id) => used.has(id))),
  );
  if (writes.length === 0) return answer;
  const submission = await context.executor.submit(writes, context.signal);
  if (submission.kind === 'plan')
    return new ApprovalRequest(submission.plan, submission.approved, answer.head);
  const { head } = resultsAnswer(writes, submission.results);
  return { ...answer, head: [...answer.head, `${writes.length} unplaced deleted: ${head.join(' ')}`] };
}
