import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';

const { resources, operations, inlines } = loadCatalog().data;

test('a relationship leads to the generation that its name or its back link tells', () => {
  const link = (resource: string, name: string) => resources[resource]?.relationships?.[name];
  expect(link('GameCenterChallenge', 'leaderboardV2')).toBe('GameCenterLeaderboardV2');
  expect(link('GameCenterChallenge', 'leaderboard')).toBe('GameCenterLeaderboard!');
  expect(link('PromotedPurchase', 'inAppPurchaseV2')).toBe('InAppPurchaseV2');
  expect(link('InAppPurchaseVersion', 'inAppPurchase')).toBe('InAppPurchaseV2');
});

test('inline creates are known also where a body has only one kind of them', () => {
  expect(operations['inAppPurchaseOfferCodes_createInstance']?.body?.included).toBe(
    'InAppPurchaseOfferPriceInlineCreate',
  );
  expect(operations['appPriceSchedules_createInstance']?.body?.included).toBe(
    'AppPriceV2InlineCreate TerritoryInlineCreate',
  );
  expect(Object.keys(inlines)).toHaveLength(23);
});
