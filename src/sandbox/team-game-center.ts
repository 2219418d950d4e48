import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/**
 * Game Center of Trail Mate. The old resources (without versions) and the new ones (`V2`) show the same things under
 * the same ids, as the API does.
 */
export function seedGameCenter(seeder: Seeder): void {
  const detail = seeder.id('game center trail');
  const group = seeder.put('GameCenterGroup', seeder.id('game center group'), {
    referenceName: 'Northwind outdoors',
  });
  seeder.put(
    'GameCenterDetail',
    detail,
    { arcadeEnabled: false },
    { app: teamIds.trail.app, gameCenterGroup: group },
  );
  const image = (key: string): Record<string, unknown> => ({
    fileSize: 120_400,
    fileName: `${key.replaceAll(' ', '-')}.png`,
    imageAsset: seeder.image(key, 512, 512),
    assetDeliveryState: { state: 'COMPLETE', errors: [], warnings: [] },
  });
  const achievements = (
    [
      ['First hike', 'first_hike', 10],
      ['Ten summits', 'ten_summits', 50],
      ['Rain or shine', 'rain_or_shine', 25],
    ] as const
  ).map(([referenceName, key, points]) => {
    const id = seeder.id(`achievement ${key}`);
    const attributes = {
      referenceName,
      vendorIdentifier: `com.example.trailmate.${key}`,
      points,
      showBeforeEarned: true,
      repeatable: false,
      archived: false,
    };
    seeder.put('GameCenterAchievement', id, attributes, { gameCenterDetail: detail });
    const old = seeder.put(
      'GameCenterAchievementLocalization',
      seeder.id(`${id} old en`),
      {
        locale: 'en-US',
        name: referenceName,
        beforeEarnedDescription: 'Still ahead of you',
        afterEarnedDescription: 'You did it',
      },
      { gameCenterAchievement: id },
    );
    seeder.put('GameCenterAchievementImage', seeder.id(`${id} old image`), image(key), {
      gameCenterAchievementLocalization: old,
    });
    seeder.put(
      'GameCenterAchievementRelease',
      seeder.id(`${id} release`),
      { live: true },
      { gameCenterAchievement: id, gameCenterDetail: detail },
    );
    seeder.put('GameCenterAchievementV2', id, attributes, { gameCenterDetail: detail });
    const version = seeder.put(
      'GameCenterAchievementVersionV2',
      seeder.id(`${id} version`),
      { version: 1, state: 'LIVE' },
      { achievement: id },
    );
    const localization = seeder.put(
      'GameCenterAchievementLocalizationV2',
      seeder.id(`${id} en`),
      {
        locale: 'en-US',
        name: referenceName,
        beforeEarnedDescription: 'Still ahead of you',
        afterEarnedDescription: 'You did it',
      },
      { version },
    );
    seeder.put('GameCenterAchievementImageV2', seeder.id(`${id} image`), image(key), { localization });
    return id;
  });
  const leaderboards = (
    [
      ['Metres climbed', 'metres', 'DESC', 'INTEGER'],
      ['Fastest loop', 'loop', 'ASC', 'ELAPSED_TIME_SECOND'],
    ] as const
  ).map(([referenceName, key, scoreSortType, defaultFormatter]) => {
    const id = seeder.id(`leaderboard ${key}`);
    const attributes = {
      referenceName,
      vendorIdentifier: `com.example.trailmate.${key}`,
      defaultFormatter,
      submissionType: 'BEST_SCORE',
      scoreSortType,
      scoreRangeStart: '0',
      scoreRangeEnd: '100000',
      recurrenceStartDate: seeder.ago(100),
      recurrenceDuration: 'P7D',
      recurrenceRule: 'FREQ=WEEKLY;INTERVAL=1',
      archived: false,
      visibility: 'SHOW_FOR_ALL',
    };
    const text = {
      locale: 'en-US',
      name: referenceName,
      formatterSuffix: ' m',
      formatterSuffixSingular: ' m',
      description: 'A new round every week',
    };
    seeder.put('GameCenterLeaderboard', id, attributes, { gameCenterDetail: detail });
    const old = seeder.put('GameCenterLeaderboardLocalization', seeder.id(`${id} old en`), text, {
      gameCenterLeaderboard: id,
    });
    seeder.put('GameCenterLeaderboardImage', seeder.id(`${id} old image`), image(key), {
      gameCenterLeaderboardLocalization: old,
    });
    seeder.put(
      'GameCenterLeaderboardRelease',
      seeder.id(`${id} release`),
      { live: true },
      { gameCenterLeaderboard: id, gameCenterDetail: detail },
    );
    seeder.put('GameCenterLeaderboardV2', id, attributes, { gameCenterDetail: detail });
    const version = seeder.put(
      'GameCenterLeaderboardVersionV2',
      seeder.id(`${id} version`),
      { version: 1, state: 'LIVE' },
      { leaderboard: id },
    );
    const localization = seeder.put('GameCenterLeaderboardLocalizationV2', seeder.id(`${id} en`), text, {
      version,
    });
    seeder.put('GameCenterLeaderboardImageV2', seeder.id(`${id} image`), image(key), { localization });
    seeder.link(
      'GameCenterLeaderboardV2',
      id,
      'gameCenterScoreModerations',
      [1, 2, 3].map((rank) => {
        const player = seeder.put('GameCenterDetailPlayer', seeder.id(`${id} player ${rank}`), {
          nickname: ['Gämsbart', 'SummitSue', 'not_a_bot_123'][rank - 1],
          blocked: rank === 3,
          bundleId: teamIds.trail.bundleId,
        });
        return seeder.put(
          'GameCenterScoreModeration',
          seeder.id(`${id} score ${rank}`),
          {
            rank: String(rank),
            score: String(99_000 - rank * 8_000),
            submittedDate: seeder.ago(rank),
            blocked: rank === 3,
            preReleased: false,
          },
          { player },
        );
      }),
    );
    return id;
  });
  const set = seeder.id('leaderboard set');
  const attributes = { referenceName: 'Seasons', vendorIdentifier: 'com.example.trailmate.seasons' };
  seeder.put('GameCenterLeaderboardSet', set, attributes, {
    gameCenterDetail: detail,
    gameCenterLeaderboards: leaderboards,
  });
  seeder.put('GameCenterLeaderboardSetV2', set, attributes, {
    gameCenterDetail: detail,
    gameCenterLeaderboards: leaderboards,
  });
  const setVersion = seeder.put(
    'GameCenterLeaderboardSetVersionV2',
    seeder.id('set version'),
    { version: 1, state: 'LIVE' },
    { leaderboardSet: set },
  );
  seeder.put(
    'GameCenterLeaderboardSetLocalizationV2',
    seeder.id('set en'),
    { locale: 'en-US', name: 'Seasons' },
    { version: setVersion },
  );
  seeder.put(
    'GameCenterLeaderboardSetMemberLocalization',
    seeder.id('set member'),
    { name: 'Metres climbed', locale: 'en-US' },
    { gameCenterLeaderboardSet: set, gameCenterLeaderboard: leaderboards[0] ?? '' },
  );
  const challenge = seeder.put(
    'GameCenterChallenge',
    seeder.id('challenge'),
    {
      referenceName: 'Climb with a friend',
      vendorIdentifier: 'com.example.trailmate.challenge',
      archived: false,
      challengeType: 'LEADERBOARD',
      repeatable: true,
    },
    { gameCenterDetail: detail, leaderboardV2: leaderboards[0] ?? '' },
  );
  const challengeVersion = seeder.put(
    'GameCenterChallengeVersion',
    seeder.id('challenge version'),
    { version: 1, state: 'LIVE' },
    { challenge },
  );
  seeder.put(
    'GameCenterChallengeLocalization',
    seeder.id('challenge en'),
    { locale: 'en-US', name: 'Climb with a friend', description: 'Who climbs more in a week?' },
    { version: challengeVersion },
  );
  const activity = seeder.put(
    'GameCenterActivity',
    seeder.id('activity'),
    {
      referenceName: 'Hike together',
      vendorIdentifier: 'com.example.trailmate.together',
      playStyle: 'SYNCHRONOUS',
      minimumPlayersCount: 2,
      maximumPlayersCount: 6,
      supportsPartyCode: true,
      archived: false,
      properties: { season: 'autumn' },
    },
    {
      gameCenterDetail: detail,
      achievementsV2: achievements.slice(0, 1),
      leaderboardsV2: leaderboards.slice(0, 1),
    },
  );
  seeder.put(
    'GameCenterActivityVersion',
    seeder.id('activity version'),
    { version: 1, state: 'LIVE', fallbackUrl: 'https://www.example.com/together' },
    { activity },
  );
  const rules = (
    [
      ['Same pace', 'COMPATIBLE', 'abs(requests[0].properties.pace - requests[1].properties.pace) < 2'],
      ['Close by', 'DISTANCE', 'distance(requests[0].location, requests[1].location)'],
    ] as const
  ).map(([referenceName, type, expression]) =>
    seeder.put('GameCenterMatchmakingRule', seeder.id(`rule ${referenceName}`), {
      referenceName,
      description: `${referenceName}, please`,
      type,
      expression,
      weight: 1,
    }),
  );
  const team = seeder.put('GameCenterMatchmakingTeam', seeder.id('team'), {
    referenceName: 'Hikers',
    minPlayers: 2,
    maxPlayers: 6,
  });
  const ruleSet = seeder.put(
    'GameCenterMatchmakingRuleSet',
    seeder.id('rule set'),
    { referenceName: 'Hike together', ruleLanguageVersion: 1, minPlayers: 2, maxPlayers: 6 },
    { rules, teams: [team] },
  );
  seeder.put(
    'GameCenterMatchmakingQueue',
    seeder.id('queue'),
    { referenceName: 'Weekend', classicMatchmakingBundleIds: [teamIds.trail.bundleId] },
    { ruleSet },
  );
}
