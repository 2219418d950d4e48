import { listed } from '../../listed.ts';
import { create, found, ok, read, update } from '../../release/checks/check.ts';
import { goOn, isSold, isSubscription, type ProductCheck, sources } from './product-check.ts';

/** Territories named on one line. */
const shown = 12;

export const moneyChecks: readonly ProductCheck[] = [
  {
    id: 'price.missing',
    severity: 'blocker',
    title: 'The product has no price',
    field: 'inAppPurchases.iapPriceSchedule, subscriptions.prices',
    where: 'inAppPurchasePriceSchedules_createInstance, subscriptionPrices_createInstance',
    source: sources.states,
    test: (snapshot) => found(!snapshot.hasSchedule, { fix: goOn(snapshot, { price: '<4.99>' }) }),
  },
  {
    id: 'price.base',
    severity: 'blocker',
    title: 'The base territory has no price of its own from now on',
    field: 'inAppPurchasePriceSchedules.manualPrices',
    where: 'inAppPurchasePriceSchedules_createInstance',
    source: sources.reports,
    test: (snapshot) => {
      const { hasSchedule, base, prices, product } = snapshot;
      if (isSubscription(snapshot) || !hasSchedule || base === undefined) return ok;
      const own = prices.filter(({ territory }) => territory === base || territory === '');
      return found(own.length === 0, {
        subject: base,
        fix: read('inAppPurchasesV2_pricePoints_getToManyRelated', {
          id: product.id,
          filter: { territory: base },
        }),
      });
    },
  },
  {
    id: 'price.territories',
    severity: 'warning',
    title: 'It is to be sold where it has no price',
    field: 'subscriptions.prices',
    where: 'subscriptionPrices_createInstance',
    source: sources.reports,
    test: (snapshot) => {
      const { availability, prices, hasSchedule } = snapshot;
      if (!isSubscription(snapshot) || availability === undefined || !hasSchedule) return ok;
      const priced = new Set(prices.map(({ territory }) => territory));
      const without = [...availability.territories].filter((code) => !priced.has(code));
      const anchor = prices.find(({ territory }) => territory === 'USA') ?? prices[0];
      return found(without.length > 0, {
        says: `${without.length}: ${listed(without, shown)}`,
        fix: isSold(snapshot)
          ? read('subscriptions_prices_getToManyRelated', { id: snapshot.product.id })
          : goOn(snapshot, {
              price: anchor === undefined ? '<4.99>' : `${anchor.amount} ${anchor.territory}`,
            }),
      });
    },
  },
  {
    id: 'price.starts_later',
    severity: 'warning',
    title: 'The only price begins later',
    field: 'subscriptions.prices.startDate',
    where: 'subscriptionPrices_createInstance',
    source: sources.reports,
    test: (snapshot) => {
      const { prices, product } = snapshot;
      const now = new Set(
        prices.filter(({ startDate }) => startDate === undefined).map(({ territory }) => territory),
      );
      const later = prices.filter(({ territory }) => !now.has(territory));
      return found(!isSold(snapshot) && later.length > 0, {
        says: listed(
          [...new Set(later.map(({ territory, startDate }) => `${territory} from ${startDate ?? ''}`))],
          shown,
        ),
        fix: read(
          isSubscription(snapshot)
            ? 'subscriptions_prices_getToManyRelated'
            : 'inAppPurchasePriceSchedules_manualPrices_getToManyRelated',
          { id: product.id },
        ),
      });
    },
  },
  {
    id: 'availability.missing',
    severity: 'blocker',
    title: 'It is not said where the product is sold',
    field: 'inAppPurchases.inAppPurchaseAvailability, subscriptions.planAvailabilities',
    where: 'inAppPurchaseAvailabilities_createInstance, subscriptionPlanAvailabilities_createInstance',
    source: sources.states,
    test: (snapshot) =>
      found(snapshot.availability === undefined, {
        fix: goOn(snapshot, { territories: ['<USA>'] }),
      }),
  },
  {
    id: 'availability.nowhere',
    severity: 'warning',
    title: 'The product is sold in no territory',
    field: 'availableTerritories',
    where: 'inAppPurchaseAvailabilities_createInstance, subscriptionPlanAvailabilities_updateInstance',
    source: sources.document,
    test: (snapshot) =>
      found(snapshot.availability?.territories.size === 0, {
        fix: goOn(snapshot, { territories: ['<USA>'] }),
      }),
  },
  {
    id: 'availability.new_territories',
    severity: 'note',
    title: 'It will not be sold in territories that Apple adds',
    field: 'availableInNewTerritories',
    where: 'inAppPurchaseAvailabilities_createInstance, subscriptionPlanAvailabilities_updateInstance',
    source: sources.document,
    test: (snapshot) => {
      const { availability, product } = snapshot;
      if (availability === undefined || availability.newTerritories !== false) return ok;
      return [
        {
          fix: isSubscription(snapshot)
            ? update('subscriptionPlanAvailabilities_updateInstance', availability.id, {
                availableInNewTerritories: true,
              })
            : create(
                'inAppPurchaseAvailabilities_createInstance',
                { availableInNewTerritories: true },
                { inAppPurchase: product.id, availableTerritories: [...availability.territories] },
              ),
        },
      ];
    },
  },
  {
    id: 'subscription.period',
    severity: 'blocker',
    title: 'The subscription has no period',
    field: 'subscriptions.subscriptionPeriod',
    where: 'subscriptions_updateInstance',
    source: sources.help,
    test: (snapshot) =>
      found(isSubscription(snapshot) && snapshot.period === undefined, {
        fix: update('subscriptions_updateInstance', snapshot.product.id, {
          subscriptionPeriod: '<ONE_MONTH>',
        }),
      }),
  },
  {
    id: 'subscription.level',
    severity: 'warning',
    title: 'The subscription has no level in its group',
    field: 'subscriptions.groupLevel',
    where: 'subscriptions_updateInstance',
    source: sources.help,
    test: (snapshot) =>
      found(isSubscription(snapshot) && snapshot.level === undefined, {
        says: 'the level decides what is an upgrade; 1 gives most',
        fix: update('subscriptions_updateInstance', snapshot.product.id, { groupLevel: 1 }),
      }),
  },
];
