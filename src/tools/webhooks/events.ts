import { valueCalled } from '../called.ts';

/** Events and what people call them, in small letters without blanks and marks. Names: enum WebhookEventType of the API document 4.5.1, 2026-10-06. */
const events: { readonly [event: string]: readonly string[] } = {
  ALTERNATIVE_DISTRIBUTION_PACKAGE_AVAILABLE_UPDATED: ['alternativedistributionpackageavailable'],
  ALTERNATIVE_DISTRIBUTION_PACKAGE_VERSION_CREATED: ['alternativedistributionpackageversion'],
  ALTERNATIVE_DISTRIBUTION_TERRITORY_AVAILABILITY_UPDATED: ['alternativedistributionterritories'],
  APP_STORE_VERSION_APP_VERSION_STATE_UPDATED: [
    'appversionstate',
    'versionstate',
    'appreview',
    'review',
    'reviewstate',
    'appstate',
  ],
  BACKGROUND_ASSET_VERSION_APP_STORE_RELEASE_STATE_UPDATED: ['backgroundassetappstorerelease'],
  BACKGROUND_ASSET_VERSION_EXTERNAL_BETA_RELEASE_STATE_UPDATED: ['backgroundassetexternalbeta'],
  BACKGROUND_ASSET_VERSION_INTERNAL_BETA_RELEASE_CREATED: ['backgroundassetinternalbeta'],
  BACKGROUND_ASSET_VERSION_STATE_UPDATED: ['backgroundassetstate', 'backgroundassets'],
  BETA_FEEDBACK_CRASH_SUBMISSION_CREATED: ['crashfeedback', 'betacrash', 'crashes'],
  BETA_FEEDBACK_SCREENSHOT_SUBMISSION_CREATED: ['screenshotfeedback', 'betafeedback', 'screenshots'],
  BUILD_BETA_DETAIL_EXTERNAL_BUILD_STATE_UPDATED: ['externalbuildstate', 'betastate', 'betareview'],
  BUILD_UPLOAD_STATE_UPDATED: [
    'builduploadstate',
    'buildupload',
    'buildprocessing',
    'buildprocessed',
    'processing',
    'builds',
    'uploads',
  ],
};

/** Apple's names for what people wrote, each once and sorted; `all` is every one. Throws with the nearest known ones. */
export function eventsOf(given: readonly string[]): readonly string[] {
  return [
    ...new Set(
      given.flatMap((one) => (one.trim().toLowerCase() === 'all' ? Object.keys(events) : [eventOf(one)])),
    ),
  ].sort();
}

function eventOf(given: string): string {
  return valueCalled(Object.entries(events), given, 'There is no event', ['all', ...Object.keys(events)]);
}
