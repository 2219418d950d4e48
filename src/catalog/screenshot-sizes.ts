/** Which screenshots fit which display: pixel sizes as Apple accepts them, upright; most also lying. */
export interface ScreenshotSize {
  readonly displayType: string;
  readonly device: string;
  /** Width and height in pixels. */
  readonly sizes: readonly (readonly [number, number])[];
  /** Width and height may be swapped. */
  readonly turnable: boolean;
  /** The app for Messages has a set of its own with the same sizes. */
  readonly messages: boolean;
  readonly source: string;
}

const fastlane = "fastlane's table of sizes, read 2026-11-22";
const both = { turnable: true, messages: true, source: fastlane } as const;
const fixed = { turnable: false, messages: false, source: fastlane } as const;

const screenshotSizes: readonly ScreenshotSize[] = [
  {
    displayType: 'APP_IPHONE_67',
    device: 'iPhone 6.9"',
    sizes: [
      [1260, 2736],
      [1290, 2796],
      [1320, 2868],
    ],
    ...both,
    source: `${fastlane}; 1284×2778 fails here (live reports)`,
  },
  {
    displayType: 'APP_IPHONE_65',
    device: 'iPhone 6.5"',
    sizes: [
      [1242, 2688],
      [1284, 2778],
    ],
    ...both,
  },
  {
    displayType: 'APP_IPHONE_61',
    device: 'iPhone 6.3"',
    sizes: [
      [1179, 2556],
      [1206, 2622],
    ],
    ...both,
  },
  {
    displayType: 'APP_IPHONE_58',
    device: 'iPhone 6.1" and 5.8"',
    sizes: [
      [1170, 2532],
      [1125, 2436],
      [1080, 2340],
    ],
    ...both,
  },
  { displayType: 'APP_IPHONE_55', device: 'iPhone 5.5"', sizes: [[1242, 2208]], ...both },
  { displayType: 'APP_IPHONE_47', device: 'iPhone 4.7"', sizes: [[750, 1334]], ...both },
  {
    displayType: 'APP_IPHONE_40',
    device: 'iPhone 4"',
    sizes: [
      [640, 1096],
      [640, 1136],
      [1136, 600],
      [1136, 640],
    ],
    ...both,
    turnable: false,
  },
  {
    displayType: 'APP_IPHONE_35',
    device: 'iPhone 3.5"',
    sizes: [
      [640, 920],
      [640, 960],
      [960, 600],
      [960, 640],
    ],
    ...fixed,
  },
  {
    displayType: 'APP_IPAD_PRO_3GEN_129',
    device: 'iPad 13"',
    sizes: [
      [2064, 2752],
      [2048, 2732],
    ],
    ...both,
  },
  {
    displayType: 'APP_IPAD_PRO_129',
    device: 'iPad Pro 12.9" (2nd generation)',
    sizes: [[2048, 2732]],
    ...both,
  },
  {
    displayType: 'APP_IPAD_PRO_3GEN_11',
    device: 'iPad 11"',
    sizes: [
      [1488, 2266],
      [1668, 2420],
      [1668, 2388],
      [1640, 2360],
    ],
    ...both,
  },
  { displayType: 'APP_IPAD_105', device: 'iPad 10.5"', sizes: [[1668, 2224]], ...both },
  {
    displayType: 'APP_IPAD_97',
    device: 'iPad 9.7"',
    sizes: [
      [768, 1004],
      [768, 1024],
      [1024, 748],
      [1024, 768],
      [1536, 2008],
      [1536, 2048],
      [2048, 1496],
      [2048, 1536],
    ],
    ...both,
    turnable: false,
  },
  {
    displayType: 'APP_DESKTOP',
    device: 'Mac',
    sizes: [
      [1280, 800],
      [1440, 900],
      [2560, 1600],
      [2880, 1800],
    ],
    ...fixed,
  },
  {
    displayType: 'APP_APPLE_TV',
    device: 'Apple TV',
    sizes: [
      [1920, 1080],
      [3840, 2160],
    ],
    ...fixed,
  },
  { displayType: 'APP_APPLE_VISION_PRO', device: 'Apple Vision Pro', sizes: [[3840, 2160]], ...fixed },
  { displayType: 'APP_WATCH_SERIES_3', device: 'Apple Watch Series 3', sizes: [[312, 390]], ...fixed },
  { displayType: 'APP_WATCH_SERIES_4', device: 'Apple Watch Series 4', sizes: [[368, 448]], ...fixed },
  { displayType: 'APP_WATCH_SERIES_7', device: 'Apple Watch Series 7', sizes: [[396, 484]], ...fixed },
  { displayType: 'APP_WATCH_SERIES_10', device: 'Apple Watch Series 10', sizes: [[416, 496]], ...fixed },
  {
    displayType: 'APP_WATCH_ULTRA',
    device: 'Apple Watch Ultra',
    sizes: [
      [410, 502],
      [422, 514],
    ],
    ...fixed,
  },
];

/** The row of a display type, also of its twin for Messages (`IMESSAGE_APP_IPHONE_67`). */
export function sizesOf(displayType: string): ScreenshotSize | undefined {
  const messages = displayType.startsWith('IMESSAGE_');
  const own = displayType.replace(/^IMESSAGE_/, '');
  return screenshotSizes.find((row) => row.displayType === own && (!messages || row.messages));
}

/** Whether a screenshot of this size is accepted for a display type. Unknown types accept nothing. */
export function fitsDisplay(displayType: string, width: number, height: number): boolean {
  const row = sizesOf(displayType);
  return (
    row?.sizes.some(
      ([w, h]) => (w === width && h === height) || (row.turnable && w === height && h === width),
    ) ?? false
  );
}

/** Display types that a screenshot of this size fits, the usual one first; several for 2048×2732 and 3840×2160. */
export function displayTypesFor(width: number, height: number): readonly string[] {
  return screenshotSizes
    .map((row) => row.displayType)
    .filter((displayType) => fitsDisplay(displayType, width, height));
}
