/** What to do about a fault that Apple found in a build. */
interface Remedy {
  /** Codes of Apple's, as they stand in the upload's state, in mails (`ITMS-…`) or at the end of `STATE_ERROR.…`. */
  readonly codes: readonly number[];
  readonly todo: string;
  readonly source: string;
}

const reports = 'several public reports of refused uploads with the same code, read 2026-11-22';

/** By what has to be done. altool, Transporter, mails and the API all use these codes. */
const remedies: readonly Remedy[] = [
  {
    codes: [90062, 90186, 90478],
    todo: 'raise CFBundleShortVersionString: that version was approved already and takes no more builds',
    source: 'expo/eas-cli 3460, openfoodfacts/smooth-app 2176, read 2026-11-22',
  },
  {
    codes: [90061, 90189],
    todo: 'raise CFBundleVersion: this version has that build number, or a higher one',
    source: 'simonnilsson/ios-uploader 4, winebarrel/PagerCall 127, read 2026-11-22',
  },
  {
    codes: [90060],
    todo: 'make CFBundleShortVersionString one to three whole numbers with dots between them',
    source: reports,
  },
  {
    codes: [90053, 90054],
    todo: 'build with the bundle id of the app in App Store Connect',
    source: 'fastlane-old/deliver 347 and 440, read 2026-11-22',
  },
  {
    codes: [90022, 90023, 90032, 90236, 90717, 90905],
    todo: 'put the complete icon, opaque, into the asset catalog and name it in CFBundleIconName',
    source: 'NativeScript 9234, airsdk 2310 and several reports, read 2026-11-22',
  },
  { codes: [90892], todo: 'add the icon sizes that are named', source: 'asiliuk/BsuirScheduleApp 95, 2022' },
  {
    codes: [90683],
    todo: 'add the purpose string that is named to Info.plist',
    source: 'EvotecIT/PSPublishModule 624, read 2026-11-22',
  },
  {
    codes: [91053, 91061, 91065],
    todo: 'complete the privacy manifest (PrivacyInfo.xcprivacy) of the app or library that is named, or update it',
    source: 'digitalfabrik/integreat-app 2719 and several reports, read 2026-11-22',
  },
  {
    codes: [90034, 90035, 90161, 90237, 90238],
    todo: 'sign with a distribution certificate and an App Store profile of this app, then export again',
    source: 'electron-builder 4861 and several reports, read 2026-11-22',
  },
  {
    codes: [90046],
    todo: 'make entitlements, capabilities of the bundle id and profile agree',
    source: 'support.pega.com on ITMS errors, read 2026-11-22',
  },
  {
    codes: [90296],
    todo: 'switch on App Sandbox for every executable of the Mac app',
    source: 'electron/osx-sign 121, read 2026-11-22',
  },
  {
    codes: [90242],
    todo: 'set LSApplicationCategoryType in Info.plist',
    source: 'banjun/PhotoStudioPlayer 22, read 2026-11-22',
  },
  { codes: [90270], todo: 'export the package with Xcode, or make it with productbuild', source: reports },
  {
    codes: [90086, 90087, 90208],
    todo: 'build for devices only, for one minimum system in the app and its frameworks',
    source: reports,
  },
  {
    codes: [90534, 90725],
    todo: 'build with the released Xcode and SDK that Apple asks for now',
    source: reports,
  },
  {
    codes: [90338, 90809],
    todo: 'remove the API that Apple does not allow, also from libraries',
    source: reports,
  },
  {
    codes: [90474],
    todo: 'support all four orientations on iPad, or require full screen',
    source: reports,
  },
  {
    codes: [90626],
    todo: 'complete the texts of the Siri intents in every language',
    source: 'asiliuk/BsuirScheduleApp 95, 2022',
  },
];

const byCode = new Map(
  remedies.flatMap(({ codes, todo }) => codes.map((code) => [String(code), todo] as const)),
);

/** What to do about a code such as `90683` or `STATE_ERROR.VALIDATION_ERROR.90683`; `undefined` where it is not known. */
export function remedyFor(code: string): string | undefined {
  const number = /(?:^|\D)(9\d{4})$/.exec(code)?.[1];
  return number === undefined ? undefined : byCode.get(number);
}
