import { valueCalled } from '../called.ts';
import { refused } from '../refused.ts';

/** A role of App Store Connect. */
interface Role {
  /** What people call it beside its own name, in small letters without blanks and marks. */
  readonly called: readonly string[];
  /** What it lets somebody do, in a few words. */
  readonly may: string;
}

/**
 * Roles of the team. Names: enum UserRole of the API document 4.5.1, 2026-10-06; what they may: Apple's help page "Role
 * permissions" and the names of the cloud roles, read 2026-11-22.
 */
export const roles: { readonly [role: string]: Role } = {
  ACCOUNT_HOLDER: { called: ['holder', 'owner'], may: 'everything, and signs agreements' },
  ADMIN: {
    called: ['administrator', 'admins'],
    may: 'nearly everything in all apps, people and keys included',
  },
  APP_MANAGER: { called: ['manager', 'appmanagers'], may: 'apps: prices, store texts, builds, releases' },
  DEVELOPER: { called: ['dev', 'developers', 'engineer'], may: 'development and delivery of apps' },
  MARKETING: { called: ['marketer'], may: 'marketing material and pictures' },
  CUSTOMER_SUPPORT: { called: ['support'], may: 'reads and answers reviews' },
  SALES: { called: [], may: 'sales, downloads, analytics' },
  FINANCE: {
    called: ['accounting', 'financial'],
    may: 'financial reports and tax forms, numbers of all apps',
  },
  ACCESS_TO_REPORTS: { called: ['reports'], may: 'reports, beside another role' },
  CREATE_APPS: { called: ['createapp'], may: 'makes new apps, beside another role' },
  CLOUD_MANAGED_APP_DISTRIBUTION: {
    called: ['clouddistribution', 'cloudmanageddistribution'],
    may: 'signs for distribution with certificates in the cloud',
  },
  CLOUD_MANAGED_DEVELOPER_ID: {
    called: ['clouddeveloperid'],
    may: 'signs with Developer ID in the cloud',
  },
  GENERATE_INDIVIDUAL_KEYS: { called: ['individualkeys', 'apikeys'], may: 'makes API keys of their own' },
};

/** Nobody is given this one by the API (facts of 2026-11-22). */
const notGiven = 'ACCOUNT_HOLDER';

/** Apple's names for what people wrote, each once and sorted. Throws `illegal_arguments` with the nearest known ones. */
export function rolesOf(given: readonly string[]): readonly string[] {
  return [...new Set(given.map(roleOf))].sort();
}

/** The same for roles that somebody is to have. Throws for the Account Holder's. */
export function givenRoles(given: readonly string[]): readonly string[] {
  const found = rolesOf(given);
  if (!found.includes(notGiven)) return found;
  throw refused(
    'Nobody becomes Account Holder by the API.',
    'The Account Holder hands over on developer.apple.com.',
  );
}

function roleOf(given: string): string {
  const values = Object.entries(roles).map(([role, { called }]) => [role, called] as const);
  return valueCalled(values, given, 'There is no role');
}
