import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { type Thing, text } from '../document.ts';
import { stateOf } from '../release/choose.ts';
import { meaningOf } from '../release/states.ts';
import { type AppVersions, described, numberOf } from './app.ts';
import { ambiguous, carryOut, lookAgain, wrongState } from './outcome.ts';

/** Which version of an app is meant. */
export interface VersionWanted {
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** The versions of an app that fit what was said. */
export function fitting({ versions }: AppVersions, { version, platform }: VersionWanted): readonly Thing[] {
  return versions.data.filter(
    (one) =>
      (platform === undefined || text(one, 'platform') === platform) &&
      (version === undefined || numberOf(one) === version),
  );
}

const waiting = 'PENDING_DEVELOPER_RELEASE';
const released: ReadonlySet<string> = new Set(['PROCESSING_FOR_DISTRIBUTION', 'READY_FOR_DISTRIBUTION']);

/** Gives an approved version to customers. Only one that waits for it: Apple refuses any other. */
export async function releaseNow(
  context: ToolContext,
  app: AppVersions,
  call: VersionWanted,
): Promise<Answer | ApprovalRequest> {
  const versions = fitting(app, call);
  const ready = versions.filter((version) => stateOf(version) === waiting);
  const [version] = ready;
  if (version === undefined) return notWaiting(app, versions);
  if (ready.length > 1) throw ambiguous('versions', ready.map(described));
  const platform = text(version, 'platform') ?? '';
  const phased = app.versions.one(version, 'appStoreVersionPhasedRelease') !== undefined;
  const says = `${app.name} ${numberOf(version)} ${platform} released${phased ? ', in phases over 7 days' : ' to everyone'}`;
  return carryOut(
    context,
    [
      {
        kind: 'create',
        change: {
          operation: 'appStoreVersionReleaseRequests_createInstance',
          relationships: { appStoreVersion: version.id },
        },
        says,
      },
    ],
    async () => ({
      head: [`done: ${says}`],
      tail: [`It reaches the App Store within 24 hours. ${lookAgain(app.id, platform)}`],
    }),
    call.dry_run,
  );
}

function notWaiting(app: AppVersions, versions: readonly Thing[]): Answer {
  const [other] = versions.filter((version) => !released.has(stateOf(version)));
  const [done] = versions.filter((version) => released.has(stateOf(version)));
  if (other === undefined && done !== undefined)
    return nothingToDo(`${app.name} ${described(done)} is released; no version waits for it`);
  throw wrongState(
    `No version of ${app.name} waits for its release${other === undefined ? '' : `: ${described(other)}`}.`,
    other === undefined
      ? 'Prepare one with asc_prepare_release.'
      : `Only ${waiting} can be released. Now: ${meaningOf(stateOf(other)).next}.`,
  );
}
