import type { Guide } from '../guides.ts';

/** Sources: Apple's guides, release notes up to 4.5.1 and live reports, collected 2026-11-22. */
export const pricingGuide: Guide = {
  title: 'Prices and availability',
  description: 'Price points, base territory, and how apps, in-app purchases and subscriptions differ',
  text: () => `# Prices and availability

\`asc_get_prices\` shows every territory in one answer, \`asc_set_prices\` does all of the following in one plan; the operations are for what they do not.

A price is a *price point*: an amount that Apple offers in a territory (three letters: USA, DEU, JPN). One may only choose among them. A price of 0.0 is free.

**Apps.** \`apps_appPricePoints_getToManyRelated\` with \`filter.territory\` finds the point; \`appPriceSchedules_createInstance\` sets the schedule: a base territory whose price Apple converts for all others, and manual prices for those that should differ. It replaces the whole schedule, so read \`appPriceSchedules_manualPrices_getToManyRelated\` first and send again what should stay.

**In-app purchases.** The same with \`inAppPurchasesV2_pricePoints_getToManyRelated\` and \`inAppPurchasePriceSchedules_createInstance\`; it replaces the schedule, too.

**Subscriptions** have no schedule: one \`subscriptionPrices_createInstance\` for each territory. \`subscriptionPricePoints_equalizations_getToManyRelated\` gives the points that match one price in the other 174. Set availability first. After approval a change needs a start date in the future (tomorrow at the earliest). With \`preserveCurrentPrice: true\` present subscribers keep their price; without it they move, and a rise needs notice or consent: that cannot be called back once it has begun.

**Where it is sold.** Apps: \`apps_appAvailabilityV2_getToOneRelated\`, and for each territory \`territoryAvailabilities_updateInstance\`. To take an app off sale means false for all of them; there is no other way. contentStatuses says what blocks a territory.

Start dates are days of the Pacific time zone. All changes of money are asked of a person before they are sent.
`,
};
