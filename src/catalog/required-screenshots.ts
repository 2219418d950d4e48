/** Which screenshots Apple asks for before it takes a version, in the primary language. */
export interface RequiredScreenshots {
  readonly platform: string;
  /** Display types, any of which will do: others scale down from them. */
  readonly anyOf: readonly string[];
  /** The first day on which Apple may refuse a submission without; absent = already now. */
  readonly from?: string;
  readonly source: string;
}

const live = 'refusals and acceptances as clients of the API report them, 2026-11-22';

/** The display type of iPhone Duo: one place for both of its displays, most ten pictures. */
export const duo = 'APP_IPHONE_DUO';

export const requiredScreenshots: readonly RequiredScreenshots[] = [
  { platform: 'IOS', anyOf: ['APP_IPHONE_67', 'APP_IPHONE_65'], source: live },
  {
    platform: 'IOS',
    anyOf: [duo],
    from: '2027-04-01',
    source:
      "Apple's announcement of October 2026 (required from April 2027, no day said) as four public projects quote it; submissions without pass until then, read 2026-11-22",
  },
  { platform: 'MAC_OS', anyOf: ['APP_DESKTOP'], source: live },
  { platform: 'TV_OS', anyOf: ['APP_APPLE_TV'], source: live },
  { platform: 'VISION_OS', anyOf: ['APP_APPLE_VISION_PRO'], source: live },
];

/** What Apple certainly refuses a submission of this platform without: one of each list. */
export function requiredNow(platform: string): readonly (readonly string[])[] {
  return requiredScreenshots
    .filter((row) => row.platform === platform && row.from === undefined)
    .map(({ anyOf }) => anyOf);
}
