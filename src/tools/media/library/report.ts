import type { Answer } from '../../answer.ts';
import { cleanText } from '../../clean.ts';
import type { MediaVersion } from '../version.ts';
import { heldUp, isPlacement, type PlaceWork } from './compare.ts';
import type { Leftover } from './leftovers.ts';
import type { LibraryFile, LibraryFiles } from './match.ts';

/** What a call found, and what it did. */
export interface Outcome {
  readonly version: MediaVersion;
  readonly files: LibraryFiles;
  readonly work: readonly PlaceWork[];
  readonly leftovers: readonly Leftover[];
}

/** At which end the answer is given: before anything, with nothing to do, or afterwards. */
export type Stage = 'planned' | 'same' | 'done';

const namesShown = 10;

function some(list: readonly string[]): string {
  const more = list.length > namesShown ? ` … and ${list.length - namesShown} more` : '';
  return list.slice(0, namesShown).join(' · ') + more;
}

export function report(outcome: Outcome, stage: Stage): Answer {
  const { version, files, work } = outcome;
  const left = work.filter((place) => stage !== 'planned' && heldUp(place).length > 0);
  const rows = work.map((place) => {
    const untouched = left.includes(place);
    const placed = place.order.filter((one) => !isPlacement(one)).length;
    return [
      place.locale,
      place.place.key,
      untouched ? 0 : placed,
      untouched ? 0 : place.remove.length,
      place.order.length - placed,
      untouched ? 'left as it was' : place.reorder ? 'ordered' : '',
    ] as const;
  });
  const sum = (column: 2 | 3 | 4): number => rows.reduce((all, row) => all + row[column], 0);
  const uploaded = [...files.values()].filter(
    ({ isNew, asset, refused }) =>
      isNew && (stage === 'planned' ? refused === undefined : asset !== undefined),
  ).length;
  const where = `in ${work.length} places of version ${version.versionString} (${version.platform}), App Asset Library`;
  const counts = (upload: string, place: string, remove: string): string =>
    `${upload} ${uploaded}, ${place} ${sum(2)}, ${remove} ${sum(3)}`;
  const summary = {
    planned: `dry run, nothing was changed: ${counts('would upload', 'place', 'remove')}, keep ${sum(4)} ${where}.`,
    same: `nothing to do: all ${sum(4)} files are placed ${where}.`,
    done: `synced: ${counts('uploaded', 'placed', 'removed')}, kept ${sum(4)} ${where}.`,
  };
  return {
    head: [summary[stage], ...notes(outcome, stage)],
    data: ['locale,place,placed,removed,kept,note', ...rows.map((row) => row.join(','))].join('\n'),
  };
}

/** What beside the numbers has to be known: refusals, waiting, guesses, what is left over. */
function notes({ files, leftovers }: Outcome, stage: Stage): readonly string[] {
  const all = [...files.values()];
  const refused = all.filter((one) => one.refused !== undefined);
  const waiting = stage === 'planned' ? [] : all.filter(({ processing }) => processing);
  const guessed = all.filter(({ byName }) => byName);
  return [
    ...(refused.length > 0
      ? [
          `Apple refused ${refused.length}: ${some(refused.map(refusal))}`,
          'Their places were left as they were. Correct these files and call again; the same bytes are not sent twice.',
        ]
      : []),
    ...(waiting.length > 0
      ? [`${waiting.length} are still being processed by Apple, and their places wait; call again later.`]
      : []),
    ...(guessed.length > 0
      ? [`Known by name and size only, uploaded by somebody else: ${some(guessed.map(nameOf))}`]
      : []),
    ...leftoverNotes(leftovers, stage),
  ];
}

function nameOf({ file }: LibraryFile): string {
  return `${file.locale}/${cleanText(file.name, 60)}`;
}

function refusal(one: LibraryFile): string {
  return `${nameOf(one)} (${one.file.place.key}): ${one.refused?.join('; ') || 'failed'}`;
}

function leftoverNotes(leftovers: readonly Leftover[], stage: Stage): readonly string[] {
  const named = (list: readonly Leftover[]): string =>
    some(list.map(({ asset }) => `${asset.title} (${asset.id}, ${asset.delivery.state})`));
  const deletable = leftovers.filter((one) => one.deletable);
  const reviewed = leftovers.filter((one) => !one.deletable);
  const placed = stage === 'planned' ? 'would be placed' : 'placed';
  return [
    ...(deletable.length > 0
      ? [`${placed} nowhere: ${named(deletable)}. delete_unplaced deletes them, after a person agreed.`]
      : []),
    ...(reviewed.length > 0
      ? [
          `${placed} nowhere, but reviewed once, so kept: ${named(reviewed)}. asc_update with "archived":true puts an approved one away.`,
        ]
      : []),
  ];
}
