import { isUpdate } from './app-versions.ts';
import { type Change, isoDate, one, ownerOf, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { later } from './later.ts';
import { oneDay } from './pace.ts';
import { releasedVersion, setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** Days 1 to 7 for 1, 2, 5, 10, 20, 50, 100 % (§7). */
const phasedDays = 7;
/** Days of pause in all, in however many pauses (App Store Connect help, 2026-11-22). */
const longestPause = 30;

/** Day 1, when the version has reached the App Store. */
export function beginPhase(store: Store, phased: Stored, now: number): void {
  setState(phased, 'ACTIVE');
  phased.attributes = {
    ...phased.attributes,
    startDate: isoDate(now),
    currentDayNumber: 1,
    totalPauseDuration: 0,
  };
  nextPhase(store, phased, now + oneDay);
}

/**
 * A day more each day, or a day of pause; after the seventh everybody has it. What happens when all days of pause are
 * used up is not documented (2026-11-22): here it goes on.
 */
export function nextPhase(store: Store, phased: Stored, due: number): void {
  later(store, due, () => {
    const state = stateOf(phased);
    if (state === 'PAUSED') {
      const paused = daysOf(phased, 'totalPauseDuration') + 1;
      phased.attributes['totalPauseDuration'] = paused;
      if (paused >= longestPause) setState(phased, 'ACTIVE');
    } else if (state === 'ACTIVE') {
      const day = daysOf(phased, 'currentDayNumber');
      if (day >= phasedDays) setState(phased, 'COMPLETE');
      else phased.attributes['currentDayNumber'] = day + 1;
    }
    if (['ACTIVE', 'PAUSED'].includes(stateOf(phased))) nextPhase(store, phased, due + oneDay);
  });
}

function daysOf(phased: Stored, name: string): number {
  return Number(phased.attributes[name] ?? 0);
}

/** §8a 12: created INACTIVE, before the release, for updates only, one per version. */
export function canBePhased(change: Change): readonly ApiError[] {
  const version = target(change, 'appStoreVersion', 'AppStoreVersion');
  const { phasedReleaseState = 'INACTIVE' } = change.attributes;
  if (version === undefined) return [];
  if (one(change.store, version, 'appStoreVersionPhasedRelease') !== undefined)
    return [relationshipError('appStoreVersion', 'The version has a phased release already.')];
  if (releasedVersion.has(stateOf(version)))
    return [relationshipError('appStoreVersion', 'The version is released; it is too late for phases.')];
  if (!isUpdate(change.store, version))
    return [relationshipError('appStoreVersion', 'The first version cannot be released in phases.')];
  return phasedReleaseState === 'INACTIVE' || phasedReleaseState === null
    ? []
    : [attributeError('INVALID', 'phasedReleaseState', 'A new phased release begins as INACTIVE.')];
}

/** §7: INACTIVE → ACTIVE ⇄ PAUSED → COMPLETE; COMPLETE is final (§9). */
const phases: Readonly<Record<string, readonly string[]>> = {
  INACTIVE: ['INACTIVE', 'ACTIVE'],
  ACTIVE: ['ACTIVE', 'PAUSED', 'COMPLETE'],
  PAUSED: ['PAUSED', 'ACTIVE', 'COMPLETE'],
  COMPLETE: [],
};

export function phaseFollows(change: Change): readonly ApiError[] {
  const { object, attributes } = change;
  const wanted = attributes['phasedReleaseState'];
  if (object === undefined || typeof wanted !== 'string') return [];
  const version = ownerOf(change.store, 'AppStoreVersion', 'appStoreVersionPhasedRelease', object);
  const begins = stateOf(object) === 'INACTIVE' && wanted === 'ACTIVE';
  const allowed = phases[stateOf(object)]?.includes(wanted) === true;
  if (wanted === 'PAUSED' && daysOf(object, 'totalPauseDuration') >= longestPause)
    return [
      apiError(
        409,
        'STATE_ERROR.ENTITY_STATE_INVALID',
        `The phased release was paused for ${longestPause} days in all and cannot be paused again.`,
        { pointer: '/data/attributes/phasedReleaseState' },
      ),
    ];
  if (allowed && !(begins && !releasedVersion.has(stateOf(version)))) return [];
  return [
    apiError(
      409,
      'STATE_ERROR.ENTITY_STATE_INVALID',
      `A phased release cannot go from ${stateOf(object)} to ${wanted}${begins ? ' before the version is released' : ''}.`,
      { pointer: '/data/attributes/phasedReleaseState' },
    ),
  ];
}

export function phaseBegins(change: Change, object: Stored): void {
  if (stateOf(object) === 'ACTIVE' && object.attributes['startDate'] === undefined)
    beginPhase(change.store, object, change.now);
}

export function phaseNotBegun(change: Change): readonly ApiError[] {
  const state = stateOf(change.object);
  return state === 'INACTIVE'
    ? []
    : [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          `A phased release in the state ${state} cannot be deleted; pause or complete it.`,
        ),
      ];
}
