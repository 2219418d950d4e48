/**
 * What belongs to the team and to no single app, by resource. Read off the API document 4.5.1 and Apple's help pages
 * on users, signing and Game Center groups, 2026-11-22.
 */
export const teamResources: ReadonlySet<string> = new Set([
  'User',
  'UserInvitation',
  'Device',
  'Certificate',
  'BundleId',
  'BundleIdCapability',
  'Profile',
  'MerchantId',
  'PassTypeId',
  'SandboxTesterV2',
  'SandboxTestersClearPurchaseHistoryRequestV2',
  'AlternativeDistributionDomain',
  'MarketplaceWebhook',
  // Several apps play in one group; matchmaking belongs to the team as a whole.
  'GameCenterGroup',
  'GameCenterMatchmakingQueue',
  'GameCenterMatchmakingRuleSet',
  'GameCenterMatchmakingRuleSetTest',
  'GameCenterMatchmakingRule',
  'GameCenterMatchmakingTeam',
]);

/** Made without a link to an app, these belong to the team: a tester in no group, a key for all apps. */
export const teamWithoutApp: ReadonlySet<string> = new Set([
  'betaTesters_createInstance',
  'alternativeDistributionKeys_createInstance',
]);

/** Objects of several apps, and the relationship that lists them. Only where it lists one app is the app told. */
export const sharedResources: { readonly [resource: string]: string } = {
  BetaTester: 'apps',
  Nomination: 'relatedApps',
};

/** Creates that name their app by bundle id in this attribute. */
export const bundleIdAttributes: { readonly [operationId: string]: string } = {
  gameCenterLeaderboardEntrySubmissions_createInstance: 'bundleId',
  gameCenterPlayerAchievementSubmissions_createInstance: 'bundleId',
};

/** What all apps use: no way to an app leads through it. */
export const commonResources: readonly string[] = [
  'Actor',
  'AppCategory',
  'AppKeyword',
  'Territory',
  'AppPricePointV3',
  'InAppPurchasePricePoint',
  'SubscriptionPricePoint',
  'ScmProvider',
  'ScmRepository',
  'ScmGitReference',
  'ScmPullRequest',
  'CiXcodeVersion',
  'CiMacOsVersion',
];

/** Writes whose app the API does not tell; refused where a policy names apps. A test keeps this table complete. */
export const untold: { readonly [operationId: string]: string } = {
  appClipAdvancedExperienceImages_createInstance:
    'The image is made without a link; an experience takes it later.',
  appClipAdvancedExperienceImages_updateInstance: 'An image has no link back to its experience.',
  betaAppClipInvocations_createInstance: 'The API does not tell which build a build bundle belongs to.',
  betaAppClipInvocations_updateInstance: 'An invocation has no link back to its build bundle.',
  betaAppClipInvocations_deleteInstance: 'An invocation has no link back to its build bundle.',
  betaAppClipInvocationLocalizations_createInstance: 'An invocation has no link back to its build bundle.',
  betaAppClipInvocationLocalizations_updateInstance: 'A localization has no link back to its invocation.',
  betaAppClipInvocationLocalizations_deleteInstance: 'A localization has no link back to its invocation.',
};
