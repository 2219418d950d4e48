/**
 * Where data or power can leave: request attributes that take an address, a secret or public text. When the session
 * has shown text of other people, a write that sets one rises a tier. Source: the 51 such attributes of the API
 * document (4.4.1, 2026-07-15), read one by one.
 */
export interface Sink {
  readonly operations: RegExp;
  /** Attributes that make it one; absent: the operation itself does. */
  readonly attributes?: readonly string[];
}

export const sinks: readonly Sink[] = [
  { operations: /^webhooks_(create|update)Instance$/, attributes: ['url', 'secret'] },
  { operations: /^marketplaceWebhooks_(create|update)Instance$/, attributes: ['endpointUrl', 'secret'] },
  {
    operations: /^apps_updateInstance$/,
    attributes: ['subscriptionStatusUrl', 'subscriptionStatusUrlForSandbox'],
  },
  { operations: /^marketplaceSearchDetails_/, attributes: ['catalogUrl'] },
  {
    operations: /Localizations?(V2)?_(create|update)Instance$/,
    attributes: [
      'privacyPolicyUrl',
      'privacyChoicesUrl',
      'supportUrl',
      'marketingUrl',
      'tvOsPrivacyPolicy',
      'privacyPolicyText',
      'description',
      'promotionalText',
      'whatsNew',
      'name',
      'subtitle',
      'feedbackEmail',
    ],
  },
  { operations: /^(userInvitations|betaTesters|betaTesterInvitations)_createInstance$/ },
  { operations: /^users_updateInstance$/ },
  { operations: /^customerReviewResponses_createInstance$/ },
  { operations: /^buildBetaNotifications_createInstance$/ },
];

/** Whether a write with these attributes sends something to where others can take it. */
export function isSink(operationId: string, attributes: Readonly<Record<string, unknown>>): boolean {
  return sinks.some(
    (sink) =>
      sink.operations.test(operationId) &&
      (sink.attributes === undefined || sink.attributes.some((name) => attributes[name] !== undefined)),
  );
}
