import { listed } from '../../listed.ts';
import { type Check, found, ok, sources } from './check.ts';

/** Pages of App Store Connect that the API has nothing for. */
export const websites = {
  privacy: (app: string) => `https://appstoreconnect.apple.com/apps/${app}/distribution/privacy`,
  agreements: 'https://appstoreconnect.apple.com/business',
  compliance: 'https://appstoreconnect.apple.com/business',
} as const;

/** Member states of the European Union, where the trader status is needed. */
const european = new Set(
  'AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE'.split(
    ' ',
  ),
);

export const websiteChecks: readonly Check[] = [
  {
    id: 'website.privacy_answers',
    severity: 'warning',
    title: 'A new app needs its App Privacy answers, which the API cannot see',
    field: 'App Privacy',
    where: 'App Store Connect → Apps → the app → App Privacy',
    source: sources.help,
    test: ({ live, app }) => found(live === undefined, { says: websites.privacy(app.id) }),
  },
  {
    id: 'website.agreements',
    severity: 'warning',
    title: 'Products can only be sold under the Paid Apps agreement, which the API cannot see',
    field: 'Agreements',
    where: 'App Store Connect → Business → Agreements (Account Holder)',
    source: sources.help,
    test: ({ products }) =>
      found(products.length > 0 && products.every(({ state }) => state !== 'APPROVED'), {
        says: websites.agreements,
      }),
  },
  {
    id: 'website.trader_status',
    severity: 'warning',
    title: 'The trader status keeps the app out of the European Union',
    field: 'territoryAvailabilities.contentStatuses',
    where: 'App Store Connect → Business → Compliance → Digital Services Act',
    source: sources.document,
    test: ({ territories }) => {
      const codes = territories
        .filter(({ statuses }) => statuses.some((status) => status.startsWith('TRADER_STATUS')))
        .map(({ code }) => code);
      return codes.length === 0 ? ok : [{ says: `${listed(codes, 5)}: ${websites.compliance}` }];
    },
  },
  {
    id: 'website.trader_new',
    severity: 'note',
    title: 'A new app in the European Union needs a trader status',
    field: 'Digital Services Act',
    where: 'App Store Connect → Business → Compliance → Digital Services Act',
    source: sources.help,
    test: ({ live, territories }) =>
      found(
        live === undefined && territories.some(({ code, available }) => available && european.has(code)),
        {
          says: websites.compliance,
        },
      ),
  },
];
