/**
 * The 175 storefronts of the App Store: alpha-3 code, currency, and how many units of the currency the sandbox takes
 * for one dollar. The rates are round numbers for plausible prices, not quotations. Codes and currencies agree
 * with what public clients list (November 2026); storefronts without a currency of their own sell in US dollars.
 */
interface Storefront {
  readonly code: string;
  readonly currency: string;
  readonly rate: number;
}

const own: Readonly<Record<string, readonly [currency: string, rate: number]>> = {
  ARE: ['AED', 4],
  AUS: ['AUD', 1.6],
  BRA: ['BRL', 6],
  CAN: ['CAD', 1.4],
  CHE: ['CHF', 1],
  CHL: ['CLP', 1000],
  CHN: ['CNY', 7],
  COL: ['COP', 4500],
  CZE: ['CZK', 25],
  DNK: ['DKK', 8],
  EGY: ['EGP', 50],
  GBR: ['GBP', 1],
  HKG: ['HKD', 8],
  HUN: ['HUF', 400],
  IDN: ['IDR', 16000],
  IND: ['INR', 100],
  ISR: ['ILS', 4],
  JPN: ['JPY', 150],
  KAZ: ['KZT', 500],
  KOR: ['KRW', 1400],
  MEX: ['MXN', 20],
  MYS: ['MYR', 5],
  NGA: ['NGN', 1600],
  NOR: ['NOK', 12],
  NZL: ['NZD', 1.8],
  PAK: ['PKR', 300],
  PER: ['PEN', 4],
  PHL: ['PHP', 60],
  POL: ['PLN', 5],
  QAT: ['QAR', 4],
  ROU: ['RON', 5],
  RUS: ['RUB', 100],
  SAU: ['SAR', 4],
  SGP: ['SGD', 1.4],
  SWE: ['SEK', 12],
  THA: ['THB', 35],
  TUR: ['TRY', 40],
  TWN: ['TWD', 32],
  TZA: ['TZS', 2500],
  VNM: ['VND', 25000],
  ZAF: ['ZAR', 20],
};

const euro = new Set(
  'AUT BEL BGR BIH CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT MNE NLD PRT SRB SVK SVN XKS'.split(
    ' ',
  ),
);

const codes =
  'AFG AGO AIA ALB ARE ARG ARM ATG AUS AUT AZE BEL BEN BFA BGR BHR BHS BIH BLR BLZ BMU BOL BRA BRB BRN BTN BWA CAN CHE CHL CHN CIV CMR COD COG COL CPV CRI CYM CYP CZE DEU DMA DNK DOM DZA ECU EGY ESP EST FIN FJI FRA FSM GAB GBR GEO GHA GMB GNB GRC GRD GTM GUY HKG HND HRV HUN IDN IND IRL IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KNA KOR KWT LAO LBN LBR LBY LCA LKA LTU LUX LVA MAC MAR MDA MDG MDV MEX MKD MLI MLT MMR MNE MNG MOZ MRT MSR MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRT PRY QAT ROU RUS RWA SAU SEN SGP SLB SLE SLV SRB STP SUR SVK SVN SWE SWZ SYC TCA TCD THA TJK TKM TON TTO TUN TUR TWN TZA UGA UKR URY USA UZB VCT VEN VGB VNM VUT XKS YEM ZAF ZMB ZWE';

/** All storefronts, sorted by code. */
export const storefronts: readonly Storefront[] = codes.split(' ').map((code) => {
  const [currency, rate] = own[code] ?? (euro.has(code) ? ['EUR', 1] : ['USD', 1]);
  return { code, currency, rate };
});

export const territoryCodes: readonly string[] = storefronts.map((storefront) => storefront.code);

const byCode = new Map(storefronts.map((storefront) => [storefront.code, storefront]));

/** A storefront by its alpha-3 code. Throws on one that the App Store does not have. */
export function storefront(code: string): Storefront {
  const found = byCode.get(code);
  if (found === undefined) throw new Error(`The App Store has no storefront ${code}.`);
  return found;
}

/**
 * What a price in dollars becomes in a storefront: with two decimals and ".99" where the currency is worth about as
 * much as a dollar, otherwise rounded to the steps that people there are used to.
 */
export function localPrice(dollars: number, { rate }: Storefront): string {
  if (dollars === 0) return '0.0';
  if (rate <= 1) return dollars.toFixed(2);
  if (rate < 3) return (Math.max(1, Math.round(dollars * rate)) - 0.01).toFixed(2);
  if (rate < 13) return (Math.max(1, Math.round(dollars * rate)) - 0.1).toFixed(1);
  const step = rate < 200 ? 10 : rate < 3000 ? 100 : 1000;
  return `${Math.max(step, Math.round((dollars * rate) / step) * step)}.0`;
}

/** The developer's part: 85 % in the small-business programme, 70 % without it. */
export function proceeds(price: string, share = 0.85): string {
  return (Number(price) * share).toFixed(2);
}
