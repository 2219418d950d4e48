import type { Risk } from './risk.ts';

/**
 * Where the classification is corrected, each with its reason. Reviewed by hand; a row that no operation matches fails
 * a test.
 */
export const riskOverrides: { readonly [operationId: string]: Partial<Risk> } = {
  // Diverting events that a team relies on is worse than adding a receiver.
  webhooks_updateInstance: {
    when: [
      { attr: 'url', present: true, level: 'credentials' },
      { attr: 'secret', present: true, level: 'credentials' },
    ],
  },
  // Only the commit of its file makes a build of it and uses the number up; until then it can be deleted.
  buildUploads_createInstance: {
    level: 'draft',
    why: 'Reserves an upload; nothing happens until its file is committed',
  },
  // A nomination says in `state` whether it was sent, so the rule on `submitted` never fits; deleting counts as withdrawing.
  nominations_deleteInstance: { when: [] },
  // Mail goes out when something is added ("on add"); these take it away.
  betaGroups_betaTesters_deleteToManyRelationship: { sendsEmail: false },
  betaGroups_builds_deleteToManyRelationship: { sendsEmail: false },
  betaTesters_betaGroups_deleteToManyRelationship: { sendsEmail: false },
  betaTesters_builds_deleteToManyRelationship: { sendsEmail: false },
  builds_betaGroups_deleteToManyRelationship: { sendsEmail: false },
  builds_individualTesters_deleteToManyRelationship: { sendsEmail: false },
  // The sandbox address of purchase notifications diverts data as the live one does.
  apps_updateInstance: {
    when: [
      { attr: 'bundleId', present: true, level: 'irreversible' },
      { attr: 'subscriptionStatusUrl', present: true, level: 'money' },
      { attr: 'subscriptionStatusUrlForSandbox', present: true, level: 'money' },
    ],
  },
  // The product ID is used up with the product, also when that is deleted again.
  inAppPurchasesV2_createInstance: { also: ['irreversible'] },
  subscriptions_createInstance: { also: ['irreversible'] },
};
