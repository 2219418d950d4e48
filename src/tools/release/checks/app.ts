import { listed } from '../../listed.ts';
import { type Check, found, ok, read, sources, update } from './check.ts';

/** `contentStatuses` that leave a territory as it should be (API document 4.5.1, 2026-10-06). */
const fine = new Set([
  'AVAILABLE',
  'AVAILABLE_FOR_PREORDER',
  'AVAILABLE_FOR_PREORDER_ON_DATE',
  'AVAILABLE_FOR_SALE_UNRELEASED_APP',
  'PREORDER_ON_UNRELEASED_APP',
  'PROCESSING_TO_AVAILABLE',
  'PROCESSING_TO_NOT_AVAILABLE',
  'PROCESSING_TO_PRE_ORDER',
  // Not wanted there: no obstacle.
  'CANNOT_SELL',
]);

export const appChecks: readonly Check[] = [
  {
    id: 'app.content_rights',
    severity: 'blocker',
    title: 'Nobody said whether the app shows content of third parties',
    field: 'apps.contentRightsDeclaration',
    where: 'apps_updateInstance',
    source: sources.reports,
    test: ({ app }) =>
      found(app.contentRights === undefined, {
        fix: update('apps_updateInstance', app.id, {
          contentRightsDeclaration: '<DOES_NOT_USE_THIRD_PARTY_CONTENT or USES_THIRD_PARTY_CONTENT>',
        }),
      }),
  },
  {
    id: 'app.price',
    severity: 'blocker',
    title: 'The app has no price',
    field: 'apps.appPriceSchedule',
    where: 'appPriceSchedules_createInstance',
    source: sources.reports,
    test: ({ priced, app }) =>
      found(!priced, {
        says: 'free is a price too: choose a point, then appPriceSchedules_createInstance',
        fix: read('apps_appPricePoints_getToManyRelated', { id: app.id, filter: { territory: 'USA' } }),
      }),
  },
  {
    id: 'app.availability',
    severity: 'blocker',
    title: 'The app is available nowhere',
    field: 'territoryAvailabilities.available',
    where: 'appAvailabilitiesV2_createInstance',
    source: sources.reports,
    test: ({ territories, app }) =>
      found(!territories.some(({ available, preOrder }) => available || preOrder), {
        says:
          territories.length === 0 ? 'appAvailabilitiesV2_createInstance with every territory' : undefined,
        fix: read('appAvailabilitiesV2_territoryAvailabilities_getToManyRelated', {
          id: app.id,
          include: ['territory'],
          all: true,
        }),
      }),
  },
  {
    id: 'app.territory_blocked',
    severity: 'warning',
    title: 'Something keeps the app from a territory',
    field: 'territoryAvailabilities.contentStatuses',
    where: 'App Store Connect → Apps → the app → Pricing and Availability; Business → Compliance',
    source: sources.document,
    test: ({ territories }) => {
      const byReason = new Map<string, string[]>();
      for (const { code, available, statuses } of territories)
        for (const status of statuses)
          if (available && !fine.has(status) && !status.startsWith('TRADER_STATUS'))
            byReason.set(status, [...(byReason.get(status) ?? []), code]);
      return [...byReason].map(([reason, codes]) => ({ subject: reason, says: listed(codes, 5) }));
    },
  },
  {
    id: 'app.pre_order',
    severity: 'note',
    title: 'The app is in pre-order, which ends for good with its release',
    field: 'territoryAvailabilities.preOrderEnabled',
    where: 'territoryAvailabilities_updateInstance',
    source: sources.reports,
    test: ({ territories }) => {
      const codes = territories.flatMap(({ code, preOrder }) => (preOrder ? [code] : []));
      return codes.length === 0 ? ok : [{ says: listed(codes, 5) }];
    },
  },
];
