import { AscError } from '../../client/errors.ts';
import { SignedDownloads } from '../../client/signed-download.ts';
import type { Sink } from '../../client/types.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { count, readList, text } from '../document.ts';
import { isPlainName } from '../files.ts';
import { type CiAction, hasFailed } from './diagnose.ts';
import type { CiRun } from './runs.ts';

/** A file that a run left. */
interface Artifact {
  readonly action: CiAction;
  readonly type: string;
  /** As somebody named it. */
  readonly fileName: string;
  readonly size: number;
  /** A secret. */
  readonly url: string;
}

/**
 * Saves the logs, or all artifacts, of the actions that failed, else of all actions: one file each, as it came. Lines
 * that say where. A file that did not come is said, and the others are kept.
 */
export async function saveArtifacts(
  context: ToolContext,
  run: CiRun,
  actions: readonly CiAction[],
  wanted: 'logs' | 'all',
): Promise<readonly string[]> {
  const failed = actions.filter(hasFailed);
  const found = await listArtifacts(context, failed.length > 0 ? failed : actions);
  const chosen = found.filter(({ type }) => wanted === 'all' || type === 'LOG_BUNDLE');
  if (chosen.length === 0)
    return [
      `no ${wanted === 'logs' ? 'logs' : 'artifacts'} to save: ${found.length === 0 ? 'the run left none, or Apple has deleted them' : `there are ${found.length} other artifacts`}`,
    ];
  const total = chosen.reduce((sum, { size }) => sum + size, 0);
  const lines: string[] = [];
  let before = 0;
  const downloads = new SignedDownloads(context.facts.origin);
  try {
    for (const artifact of chosen) {
      lines.push(
        await saveOne(context, downloads, run, artifact, (bytes) =>
          context.progress(before + bytes, total > 0 ? total : undefined, 'bytes saved'),
        ),
      );
      before += artifact.size;
    }
  } finally {
    await downloads.close();
  }
  return lines;
}

async function listArtifacts(
  context: ToolContext,
  actions: readonly CiAction[],
): Promise<readonly Artifact[]> {
  const lists = await Promise.all(
    actions.map(async (action) => {
      const found = await readList(context, `/v1/ciBuildActions/${action.id}/artifacts`, {});
      return found.data.flatMap((one): readonly Artifact[] => {
        const url = text(one, 'downloadUrl');
        if (url === undefined) return [];
        return [
          {
            action,
            type: text(one, 'fileType') ?? '',
            fileName: text(one, 'fileName') ?? '',
            size: count(one, 'fileSize') ?? 0,
            url,
          },
        ];
      });
    }),
  );
  return lists.flat();
}

async function saveOne(
  context: ToolContext,
  downloads: SignedDownloads,
  run: CiRun,
  artifact: Artifact,
  onProgress: (bytes: number) => void,
): Promise<string> {
  const file = await context.files.create(nameOf(run, artifact), true);
  const what = `${artifact.action.name}, ${cleanText(artifact.type, 40)}`;
  let bytes = 0;
  const take: Sink = (chunk) => {
    bytes += chunk.length;
    onProgress(bytes);
    return file.write(chunk);
  };
  try {
    await downloads.read(artifact.url, take, context.signal);
  } catch (error) {
    await file.discard();
    if (!(error instanceof AscError) || context.signal.aborted) throw error;
    return `not saved (${what}): ${error.message} ${error.next ?? ''}`.trim();
  }
  await file.finish();
  const short = artifact.size > 0 && bytes !== artifact.size ? `, though Apple said ${artifact.size}` : '';
  return `saved: ${file.path} (${what}, ${bytes} bytes${short})`;
}

/** `ci-213-Test-iOS-Logs.zip`; a name that cannot be a file's is replaced by what the file is. */
function nameOf(run: CiRun, { action, fileName, type }: Artifact): string {
  const stem = `ci-${run.number}-${action.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}`;
  const own = `${stem}-${fileName}`;
  return isPlainName(own) ? own : `${stem}-${type.replaceAll(/[^A-Z_]/g, '')}.zip`;
}
