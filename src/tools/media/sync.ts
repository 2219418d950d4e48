import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import type { Waiting } from '../until.ts';
import { libraryOf } from './library/assets.ts';
import { syncLibrary } from './library/sync.ts';
import { filesOfTree, type MediaPath } from './local.ts';
import { syncSets } from './sync-sets.ts';
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
  readonly delete_unplaced?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** How long the call waits for Apple's judgement. */
const patience = 120_000;

/**
 * Makes the media of a version those of a folder. Everything is looked at before anything is changed; what is there
 * already stays, so that a second call has nothing to do, and one after a failure does the rest.
 */
export async function syncMedia(
  call: SyncCall,
  context: ToolContext,
  waiting: Waiting = {},
): Promise<Answer | ApprovalRequest> {
  const uploads = await context.uploads();
  const paths = await pathsOf(call, uploads);
  const version = await mediaVersion(context, call);
  assertLocales(paths, version);
  const wishes = {
    keepOthers: call.keep_others === true,
    dryRun: call.dry_run === true,
    deleteUnplaced: call.delete_unplaced === true,
  };
  const wait = { atMost: patience, ...waiting };
  const library = await libraryOf(context, version.app);
  return library === undefined
    ? syncSets(context, uploads, version, paths, wishes, wait)
    : syncLibrary(context, uploads, library, version, paths, wishes, wait);
}

async function pathsOf({ folder, files }: SyncCall, uploads: Uploads): Promise<readonly MediaPath[]> {
  if ((folder === undefined) === (files === undefined))
    throw refused('Give folder or files, one of them.', 'folder is a tree like screenshots/de-DE/1.png.');
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
