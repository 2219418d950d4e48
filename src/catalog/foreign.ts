/**
 * Attributes that people outside the team, or other people in it, write freely: reviewers, testers, committers,
 * owners of webhook targets. Answers that hold one are marked as data. Source: the free-text attributes of the API
 * document (4.4.1, 2026-07-15), read one by one.
 */
export const foreignAttributes: { readonly [resource: string]: readonly string[] } = {
  CustomerReview: ['title', 'body', 'reviewerNickname'],
  CustomerReviewSummarization: ['text'],
  BetaFeedbackCrashSubmission: ['comment', 'email', 'deviceModel', 'osVersion', 'locale', 'timeZone'],
  BetaFeedbackScreenshotSubmission: ['comment', 'email', 'deviceModel', 'osVersion', 'locale', 'timeZone'],
  BetaCrashLog: ['logText'],
  BetaTester: ['firstName', 'lastName', 'email'],
  User: ['firstName', 'lastName', 'username'],
  UserInvitation: ['firstName', 'lastName', 'email'],
  Actor: ['userFirstName', 'userLastName', 'userEmail'],
  Device: ['name'],
  SandboxTesterV2: ['firstName', 'lastName', 'acAccountName'],
  CiBuildRun: ['sourceCommit', 'destinationCommit'],
  CiIssue: ['message', 'fileSource'],
  CiTestResult: ['className', 'name', 'message', 'fileSource'],
  CiArtifact: ['fileName'],
  ScmPullRequest: ['title', 'sourceBranchName', 'destinationBranchName', 'webUrl'],
  ScmGitReference: ['name', 'canonicalName'],
  ScmRepository: ['repositoryName', 'ownerName', 'httpCloneUrl', 'sshCloneUrl'],
  DiagnosticSignature: ['signature'],
  WebhookDelivery: ['response', 'errorMessage', 'request'],
  GameCenterPlayerAchievementSubmission: ['scopedPlayerId'],
  GameCenterDetailPlayer: ['nickname'],
  GameCenterScoreModeration: ['context'],
};

/**
 * Attributes whose values are secrets or open a door: they never leave the server in an answer. Source: the API
 * document (4.5.1, 2026-10-06) and the rule that signed URLs are secrets.
 */
export const secretAttributes: ReadonlySet<string> = new Set([
  'demoAccountPassword',
  'uploadOperations',
  'assetToken',
  'downloadUrl',
  'secret',
  'certificateContent',
  'profileContent',
  'AnalyticsReportSegment.url',
]);
