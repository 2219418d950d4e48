/**
 * Territories by name and by group. Codes: ISO 3166-1 (alpha-3, alpha-2), with Apple's XKS for Kosovo; the 175
 * storefronts as public clients list them (2026-11-22). Currencies are not here: they come with Apple's answers.
 */
const pairs =
  'AFG:AF AGO:AO AIA:AI ALB:AL ARE:AE ARG:AR ARM:AM ATG:AG AUS:AU AUT:AT AZE:AZ BEL:BE BEN:BJ BFA:BF BGR:BG BHR:BH BHS:BS BIH:BA BLR:BY BLZ:BZ BMU:BM BOL:BO BRA:BR BRB:BB BRN:BN BTN:BT BWA:BW CAN:CA CHE:CH CHL:CL CHN:CN CIV:CI CMR:CM COD:CD COG:CG COL:CO CPV:CV CRI:CR CYM:KY CYP:CY CZE:CZ DEU:DE DMA:DM DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ESP:ES EST:EE FIN:FI FJI:FJ FRA:FR FSM:FM GAB:GA GBR:GB GEO:GE GHA:GH GMB:GM GNB:GW GRC:GR GRD:GD GTM:GT GUY:GY HKG:HK HND:HN HRV:HR HUN:HU IDN:ID IND:IN IRL:IE IRQ:IQ ISL:IS ISR:IL ITA:IT JAM:JM JOR:JO JPN:JP KAZ:KZ KEN:KE KGZ:KG KHM:KH KNA:KN KOR:KR KWT:KW LAO:LA LBN:LB LBR:LR LBY:LY LCA:LC LKA:LK LTU:LT LUX:LU LVA:LV MAC:MO MAR:MA MDA:MD MDG:MG MDV:MV MEX:MX MKD:MK MLI:ML MLT:MT MMR:MM MNE:ME MNG:MN MOZ:MZ MRT:MR MSR:MS MUS:MU MWI:MW MYS:MY NAM:NA NER:NE NGA:NG NIC:NI NLD:NL NOR:NO NPL:NP NRU:NR NZL:NZ OMN:OM PAK:PK PAN:PA PER:PE PHL:PH PLW:PW PNG:PG POL:PL PRT:PT PRY:PY QAT:QA ROU:RO RUS:RU RWA:RW SAU:SA SEN:SN SGP:SG SLB:SB SLE:SL SLV:SV SRB:RS STP:ST SUR:SR SVK:SK SVN:SI SWE:SE SWZ:SZ SYC:SC TCA:TC TCD:TD THA:TH TJK:TJ TKM:TM TON:TO TTO:TT TUN:TN TUR:TR TWN:TW TZA:TZ UGA:UG UKR:UA URY:UY USA:US UZB:UZ VCT:VC VEN:VE VGB:VG VNM:VN VUT:VU XKS:XK YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW';

/** Alpha-3 → alpha-2. */
export const territories: ReadonlyMap<string, string> = new Map(
  pairs.split(' ').map((pair) => {
    const [long = '', short = ''] = pair.split(':');
    return [long, short];
  }),
);

/** A group by the countries in it. What a currency groups (`EUR`, `euro`) is asked of Apple's own list instead. */
interface Group {
  readonly names: readonly string[];
  readonly codes: string;
  readonly source: string;
  readonly date: string;
}

export const groups: readonly Group[] = [
  {
    names: ['eurozone', 'euro area', 'euro zone'],
    codes: 'AUT BEL BGR CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT NLD PRT SVK SVN',
    source: 'European Central Bank, members of the euro area; Bulgaria since January 2026',
    date: '2026-11-22',
  },
  {
    names: ['eu', 'european union'],
    codes:
      'AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE',
    source: 'European Union, its 27 member countries',
    date: '2026-11-22',
  },
];

/** Currencies by the words that people use for the places where they pay in them. */
export const currencyWords: Readonly<Record<string, string>> = {
  euro: 'EUR',
  euros: 'EUR',
  'euro countries': 'EUR',
  dollar: 'USD',
  'us dollar': 'USD',
};

/** Words for every territory that there is. */
export const everywhere: ReadonlySet<string> = new Set(['all', 'everywhere', 'world', 'worldwide', '*']);

/** Names that English has beside the ones of the Unicode data. */
export const otherNames: Readonly<Record<string, string>> = {
  america: 'USA',
  'united states of america': 'USA',
  us: 'USA',
  uk: 'GBR',
  'great britain': 'GBR',
  britain: 'GBR',
  england: 'GBR',
  holland: 'NLD',
  korea: 'KOR',
  'czech republic': 'CZE',
  turkey: 'TUR',
  china: 'CHN',
  'hong kong': 'HKG',
  macau: 'MAC',
  uae: 'ARE',
};
