import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { count, type Thing, text } from '../document.ts';
import { isLive } from '../release/choose.ts';
import { longestPause, phasedShare } from '../release/states.ts';
import { type AppVersions, described, numberOf } from './app.ts';
import { ambiguous, carryOut, wrongState } from './outcome.ts';
import { fitting, type VersionWanted } from './release-now.ts';

export type PhasedAction = 'pause' | 'resume' | 'complete';

/** What each action makes of a phased release, and from which states (App Store Connect help, 2026-11-22). */
const actions: {
  readonly [action in PhasedAction]: { readonly to: string; readonly from: string; readonly done: string };
} = {
  pause: { to: 'PAUSED', from: 'ACTIVE', done: 'paused' },
  resume: { to: 'ACTIVE', from: 'PAUSED', done: 'resumed' },
  complete: { to: 'COMPLETE', from: 'ACTIVE or PAUSED', done: 'completed: everyone gets it' },
};

/** Pauses, resumes or completes the phased release of the version that customers have. */
export async function controlPhased(
  context: ToolContext,
  app: AppVersions,
  call: VersionWanted,
  action: PhasedAction,
): Promise<Answer | ApprovalRequest> {
  const found = fitting(app, call).flatMap((version): readonly Phased[] => {
    const phased = app.versions.one(version, 'appStoreVersionPhasedRelease');
    return phased === undefined ? [] : [{ version, phased, state: text(phased, 'phasedReleaseState') ?? '' }];
  });
  const { to, from, done } = actions[action];
  // A finished one matters only where nothing else is under way.
  const underWay = found.filter(
    ({ version, state }) => isLive(version) && from.split(' or ').includes(state),
  );
  const [target] = underWay;
  if (target === undefined) return instead(app, found, action);
  if (underWay.length > 1)
    throw ambiguous(
      'phased releases',
      underWay.map(({ version }) => described(version)),
    );
  const { version, phased } = target;
  const says = `phased release of ${app.name} ${numberOf(version)} ${text(version, 'platform') ?? ''} ${done}${progress(target, action)}`;
  return carryOut(
    context,
    [
      {
        kind: 'update',
        change: {
          operation: 'appStoreVersionPhasedReleases_updateInstance',
          id: phased.id,
          attributes: { phasedReleaseState: to },
        },
        says,
      },
    ],
    async () => ({ head: [`done: ${says}`] }),
    call.dry_run,
  );
}

interface Phased {
  readonly version: Thing;
  readonly phased: Thing;
  readonly state: string;
}

function progress({ phased }: Phased, action: PhasedAction): string {
  if (action === 'complete') return '';
  const day = count(phased, 'currentDayNumber');
  const paused = count(phased, 'totalPauseDuration') ?? 0;
  const left = action === 'pause' ? `; ${Math.max(0, longestPause - paused)} days of pause are left` : '';
  return ` on day ${day ?? 0} of 7 (${phasedShare(day)} % of customers)${left}`;
}

/** Nothing is in the state that the action begins with: it is so already, or it cannot be. */
function instead(app: AppVersions, found: readonly Phased[], action: PhasedAction): Answer {
  const { to, from } = actions[action];
  const same = found.find(({ version, state }) => isLive(version) && state === to);
  const only = same ?? found[0];
  if (same !== undefined)
    return nothingToDo(`the phased release of ${app.name} ${described(same.version)} is ${to}`);
  throw wrongState(
    only === undefined
      ? `${app.name} has no phased release${found.length === 0 ? '' : ' under way'}.`
      : `The phased release of ${app.name} ${described(only.version)} is ${only.state}; ${action} wants ${from} on a version that is released.`,
    only?.state === 'COMPLETE'
      ? 'Everyone has it. To stop a bad version, ship a higher one.'
      : only === undefined
        ? 'asc_prepare_release with "phased":true makes one before the release.'
        : 'It begins by itself when the version is released.',
  );
}
