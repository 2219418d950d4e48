import type { RiskLevel } from './risk.ts';

/**
 * Where the classification is corrected, each with its reason. Reviewed by hand; a row that no operation matches fails
 * a test.
 */
export const riskOverrides: {
  readonly [operationId: string]: { readonly level: RiskLevel; readonly why: string };
} = {
  webhooks_createInstance: {
    level: 'credentials',
    why: 'Sends events of the app to an address outside Apple, with a secret of its own',
  },
  webhooks_updateInstance: {
    level: 'credentials',
    why: 'Can divert events of the app to another address, or change the secret',
  },
  betaTesters_deleteInstance: {
    level: 'customer',
    why: 'The person loses every beta of the team',
  },
};
