import { type Change, many, one, type Rule, type Rules } from './change.ts';
import { type ApiError, apiError, attributeError } from './errors.ts';
import { stateOf } from './states.ts';
import type { Stored } from './store.ts';

/** Game Center. Facts §8m: live things are archived, not deleted (2026-11-22). */
const notLive: Rule = { before: archiveInstead };

export const gameCenterRules: Rules = {
  gameCenterDetails_createInstance: { before: oneDetail },
  gameCenterDetails_challengesMinimumPlatformVersions_replaceToManyRelationship: { before: versionsAreLive },
  gameCenterAchievements_createInstance: { before: achievementFits },
  gameCenterAchievementsV2_createInstance: { before: achievementFits },
  gameCenterAchievements_updateInstance: { before: pointsFit },
  gameCenterAchievementsV2_updateInstance: { before: pointsFit },
  gameCenterAchievements_deleteInstance: notLive,
  gameCenterAchievementsV2_deleteInstance: notLive,
  gameCenterLeaderboards_deleteInstance: notLive,
  gameCenterLeaderboardsV2_deleteInstance: notLive,
  gameCenterLeaderboardSets_deleteInstance: notLive,
  gameCenterLeaderboardSetsV2_deleteInstance: notLive,
  gameCenterActivities_deleteInstance: notLive,
  gameCenterChallenges_deleteInstance: notLive,
  gameCenterAchievementVersionsV2_createInstance: {
    before: oneDraft('achievement'),
    after: number('achievement'),
  },
  gameCenterLeaderboardVersionsV2_createInstance: {
    before: oneDraft('leaderboard'),
    after: number('leaderboard'),
  },
  gameCenterLeaderboardSetVersionsV2_createInstance: {
    before: oneDraft('leaderboardSet'),
    after: number('leaderboardSet'),
  },
  gameCenterActivityVersions_createInstance: { before: oneDraft('activity'), after: number('activity') },
  gameCenterChallengeVersions_createInstance: { before: oneDraft('challenge'), after: number('challenge') },
};

const live: ReadonlySet<string> = new Set(['LIVE', 'REPLACED_WITH_NEW_VERSION', 'PENDING_RELEASE']);

function isLive(change: Change, object: Stored): boolean {
  const { store } = change;
  for (const name of ['versions', 'releases'])
    if (store.relationship(object.resource, name) !== undefined)
      for (const other of many(store, object, name))
        if (live.has(stateOf(other)) || other.attributes['live'] === true) return true;
  return false;
}

function archiveInstead(change: Change): readonly ApiError[] {
  const { object } = change;
  return object !== undefined && isLive(change, object)
    ? [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          `The ${change.resource.type} '${object.id}' has been live and cannot be deleted. Archive it instead.`,
        ),
      ]
    : [];
}

function oneDetail(change: Change): readonly ApiError[] {
  const app = change.store.get('App', String(change.links.get('app')));
  return one(change.store, app, 'gameCenterDetail') === undefined
    ? []
    : [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'Game Center is on for this app already.')];
}

function versionsAreLive(change: Change): readonly ApiError[] {
  const ids = change.links.get('challengesMinimumPlatformVersions');
  const wrong = (Array.isArray(ids) ? ids : []).find(
    (id) => stateOf(change.store.get('AppStoreVersion', String(id))) !== 'READY_FOR_DISTRIBUTION',
  );
  return wrong === undefined
    ? []
    : [
        apiError(
          409,
          'ENTITY_ERROR.RELATIONSHIP.INVALID.MIN_CHALLENGES_VERSION_MUST_BE_LIVE',
          `The version '${wrong}' is not live.`,
          { pointer: '/data' },
        ),
      ];
}

/** An achievement has up to 100 points, all of an app together up to 1,000. */
function pointsFit(change: Change): readonly ApiError[] {
  const { points } = change.attributes;
  return typeof points === 'number' && (points < 1 || points > 100)
    ? [attributeError('INVALID', 'points', 'An achievement has 1 to 100 points.')]
    : [];
}

function achievementFits(change: Change): readonly ApiError[] {
  const errors = [...pointsFit(change)];
  const { vendorIdentifier } = change.attributes;
  if (
    [...change.store.all(change.resource.name)].some(
      (other) => other.attributes['vendorIdentifier'] === vendorIdentifier,
    )
  )
    errors.push(
      attributeError(
        'INVALID.DUPLICATE',
        'vendorIdentifier',
        `'${String(vendorIdentifier)}' is used already.`,
      ),
    );
  return errors;
}

function parentOf(change: Change, name: string): Stored | undefined {
  const to = change.store.relationship(change.resource.name, name)?.to;
  return to === undefined ? undefined : change.store.get(to, String(change.links.get(name)));
}

/** §7: PREPARE… ACCEPTED PENDING_RELEASE LIVE; one version in preparation. */
function oneDraft(name: string): (change: Change) => readonly ApiError[] {
  return (change) => {
    const parent = parentOf(change, name);
    const draft =
      parent && many(change.store, parent, 'versions').find((version) => !live.has(stateOf(version)));
    return draft === undefined
      ? []
      : [
          apiError(
            409,
            'STATE_ERROR.ENTITY_STATE_INVALID',
            `There is a version in the state ${stateOf(draft)} already: '${draft.id}'.`,
          ),
        ];
  };
}

function number(name: string): (change: Change, version: Stored) => void {
  return (change, version) => {
    const parent = parentOf(change, name);
    if (parent !== undefined) version.attributes['version'] = many(change.store, parent, 'versions').length;
  };
}
