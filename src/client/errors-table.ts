/** One thing that Apple's answers can mean. The first row that fits one of the entries explains the whole answer. */
export interface ErrorMeaning {
  /** Prefix of Apple's code (codes go from general to special); absent: any code. */
  readonly code?: string;
  readonly status?: number | readonly number[];
  /** Has to match in title or detail. */
  readonly text?: RegExp;
  /** Only when Apple gave no detail. */
  readonly noDetail?: true;
  readonly meaning: string;
  readonly next: string;
  readonly source: string;
}

const FACTS = 'public reports and clients of the API, compiled 2026-11-22';
const DOCS = "Apple's documentation, read 2026-11-22";

/** Special rows first: the search stops at the first that fits. */
export const ERROR_MEANINGS: readonly ErrorMeaning[] = [
  // 403: four things that look alike
  {
    code: 'FORBIDDEN.REQUIRED_AGREEMENTS',
    meaning: 'An agreement of the team is missing or has expired. No role and no key can change that.',
    next: 'The Account Holder has to accept it on appstoreconnect.apple.com › Business (or developer.apple.com/account), then wait a few minutes.',
    source: FACTS,
  },
  {
    status: 403,
    text: /membership.{0,40}expired|program.{0,40}expired|expired.{0,40}membership/iu,
    meaning: 'The membership in the Apple Developer Program has expired.',
    next: 'The Account Holder has to renew it on developer.apple.com/account.',
    source: FACTS,
  },
  {
    status: 403,
    text: /agreement/iu,
    meaning: 'An agreement of the team is missing or has expired. No role and no key can change that.',
    next: 'The Account Holder has to accept it on appstoreconnect.apple.com › Business, then wait a few minutes.',
    source: FACTS,
  },
  {
    // Before the row on operations: some answers have the title of that one beside this detail.
    status: 403,
    text: /API key in use does not allow/iu,
    meaning: 'The role or the kind of this key does not allow this request.',
    next: 'Use a key with a wider role: Admin for users and analytics requests, App Manager for metadata and submission, Finance or Sales for reports. Individual keys cannot use reports or provisioning at all: those take a team key.',
    source: FACTS,
  },
  {
    status: 403,
    text: /does not allow '|given operation is not allowed|allowed operations? (?:is|are)/iu,
    meaning: 'This operation does not exist for this kind of object. It is not a question of roles.',
    next: 'Look for another way with asc_find_operations; the detail lists what Apple allows here.',
    source: FACTS,
  },
  {
    status: 403,
    noDetail: true,
    meaning: 'The role of this key is too narrow. Apple often says so with an empty detail.',
    next: "Use a key with a wider role (a key's role cannot be changed), or do this on the website.",
    source: FACTS,
  },
  {
    status: 403,
    meaning: 'The role of this key does not allow this request.',
    next: 'Use a key with a wider role: Admin for users and analytics requests, App Manager for metadata and submission, Finance or Sales for reports. Individual keys cannot use reports or provisioning at all.',
    source: DOCS,
  },
  // 401
  {
    status: 401,
    meaning:
      'Apple does not accept the token, even freshly signed: key id, issuer id and key file do not belong together, the key was revoked, or the clock of this computer is wrong.',
    next: 'Compare ASC_KEY_ID and ASC_ISSUER_ID with Users and Access › Integrations (an individual key has no issuer), check that the .p8 file is the one of this key id, and check the clock.',
    source: FACTS,
  },
  // 404
  {
    code: 'PATH_ERROR',
    meaning: 'There is no such path in the API.',
    next: 'Find the right one with asc_find_operations.',
    source: DOCS,
  },
  {
    status: 404,
    text: /no sales for the date|there were no sales/iu,
    meaning: 'The report is there and empty: nothing was sold on that date.',
    next: 'Take it as zero.',
    source: FACTS,
  },
  {
    status: 404,
    text: /not available yet|not yet available|report is not/iu,
    meaning:
      'Apple has not finished this report yet. Daily ones are ready about 5–8 a.m. Pacific on the next day.',
    next: 'Ask again later, or for an earlier date.',
    source: FACTS,
  },
  {
    status: 404,
    meaning:
      'There is no object with this id that this key can see. For a single related object it can simply mean that there is none.',
    next: 'Read the id again from its list. For an optional related object treat it as "none".',
    source: DOCS,
  },
  // 409 on submitting
  {
    code: 'STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION',
    meaning:
      'The item still belongs to another review submission, often a rejected one with unresolved issues. The detail names it.',
    next: 'Use that submission, or cancel it (canceled: true), wait until it is COMPLETE and add the item again.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR.FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION',
    meaning: 'The first in-app purchase of an app has to go with an app version.',
    next: 'Select it on the version page on appstoreconnect.apple.com and submit the version there; the API cannot.',
    source: DOCS,
  },
  {
    code: 'STATE_ERROR.FIRST_SUBSCRIPTION_MUST_BE_SUBMITTED_ON_VERSION',
    meaning: 'The first subscription of an app has to go with an app version.',
    next: 'Select it on the version page on appstoreconnect.apple.com and submit the version there; the API cannot.',
    source: DOCS,
  },
  {
    code: 'STATE_ERROR.SCREENSHOT_REQUIRED',
    meaning: 'Screenshots for a display size are missing; the end of the code names it.',
    next: 'Upload at least one screenshot of that size for each locale, then submit again.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS',
    meaning: 'Apple is still processing screenshots.',
    next: 'Wait until assetDeliveryState is COMPLETE for all of them, then try again.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR.ASSET_HAS_PLACEMENTS',
    meaning: 'The asset is still placed somewhere; Apple does not remove placements along with it.',
    next: 'Delete its placements first.',
    source: DOCS,
  },
  {
    code: 'STATE_ERROR.INVALID_ASSET_STATE',
    meaning: 'The asset is in a state that does not allow this: only an approved one can be archived.',
    next: 'Read its state. One that failed is deleted and uploaded anew; one that was never reviewed is deleted.',
    source: DOCS,
  },
  {
    code: 'STATE_ERROR.INVALID_STATE',
    text: /placement/iu,
    meaning: 'The page that the asset is placed on is under review or approved.',
    next: 'Place it on a version, page or event that is in preparation.',
    source: DOCS,
  },
  {
    code: 'STATE_ERROR',
    text: /already have such an entity/iu,
    meaning: 'There is one of this kind already, and only one is allowed.',
    next: 'Read the existing one and use it.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR',
    text: /auto-?notify (?:is )?already enabled/iu,
    meaning: 'Testers are notified by themselves already. Nothing is wrong.',
    next: 'Nothing to do.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR',
    text: /submit for review errors|not ready to be submitted|not in valid state/iu,
    meaning:
      'The submission is incomplete. Each associated error names one reason and the object it is about.',
    next: 'Fix every entry on the path that it names, then submit again. "Try again later" means: wait some minutes.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR.ENTITY_STATE_INVALID',
    meaning: 'The object is in a state in which this change is not allowed.',
    next: 'Read its state again; locked versions have to be withdrawn or replaced by a new one.',
    source: FACTS,
  },
  {
    code: 'STATE_ERROR',
    meaning: 'The object, or something that belongs to it, is not in a state that allows this.',
    next: 'Read its state, and every entry below, and fix them in turn.',
    source: DOCS,
  },
  // 409 with general codes, told apart by their words only
  {
    status: 409,
    text: /already have a current .{0,60}certificate|pending certificate request/iu,
    meaning: 'The team has as many certificates of this type as Apple allows.',
    next: 'Use the existing certificate, or revoke one that nobody needs.',
    source: FACTS,
  },
  {
    status: 409,
    text: /multiple profiles found with the name/iu,
    meaning: 'There is a profile of this name already.',
    next: 'Use it, delete it first, or choose another name.',
    source: FACTS,
  },
  {
    status: 409,
    text: /device with number .{0,80}already exists/iu,
    meaning: 'The device is registered in this team already.',
    next: 'Find it by its UDID and use it.',
    source: FACTS,
  },
  {
    status: 409,
    text: /already (?:been )?set\b/iu,
    meaning: 'The value was set before and cannot be set again. Usually nothing is wrong.',
    next: 'Read the object; when the value is right, go on.',
    source: FACTS,
  },
  // 409 on contents
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT',
    meaning: 'Another developer has this name or identifier already.',
    next: 'Choose another one.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE',
    meaning: 'There is an object with this value already in your account.',
    next: 'Read and use the existing one, or choose another value.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG',
    meaning: 'The value is longer than Apple allows for this attribute.',
    next: 'Shorten it (names and subtitles 30 characters, keywords 100, promotional text 170, texts 4,000).',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_CHARACTERS',
    meaning:
      'The value holds characters that Apple does not allow here (emoji, angle brackets and the like).',
    next: 'Remove them.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.REQUIRED',
    meaning: 'A required attribute is missing.',
    next: 'Fill the field that the entry names, on the object that the path names.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED',
    meaning:
      'This attribute cannot be written here: it is only for creating, unknown, or locked in this state.',
    next: 'Check its name with asc_describe_operation; a create-only value needs a new object.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.ATTRIBUTE',
    meaning: 'Apple does not accept the value of an attribute.',
    next: 'Correct the field that the entry names; asc_describe_operation lists what is allowed.',
    source: DOCS,
  },
  {
    code: 'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
    meaning: 'A required related object is missing.',
    next: 'Give its id in the relationship that the entry names.',
    source: DOCS,
  },
  {
    code: 'ENTITY_ERROR.RELATIONSHIP',
    meaning: 'The related object has the wrong type, app or state, or is linked already.',
    next: 'Read the related object again and check that it belongs to the same app and allows this.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.INCLUDED.INVALID_ID',
    meaning:
      'Objects created along with their parent need a temporary id: a name in braces after a dollar sign.',
    next: `Use ids such as \${price-1} in included and in the relationship.`,
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED',
    meaning: 'The price schedule has no manual price for its base territory.',
    next: 'Add one manual price for the base territory without dates.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.INVALID_START_DATE',
    meaning: 'A price date lies in the past, or the first interval leaves a gap before it.',
    next: 'Let the first entry start with null (or today, US Pacific time) and later ones in the future.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR.NOT_FOUND',
    meaning: 'An object that the body refers to does not exist here, such as a price point of another app.',
    next: 'List the price points (or objects) of this app again and use those ids.',
    source: FACTS,
  },
  {
    code: 'ENTITY_ERROR',
    meaning: 'Apple understood the request but does not accept its contents.',
    next: 'Correct the fields that the entries name.',
    source: DOCS,
  },
  {
    status: 409,
    meaning: 'The request conflicts with what exists already, or with a limit of the team.',
    next: 'Read what exists and use it, or change the request.',
    source: DOCS,
  },
  // 422
  {
    code: 'ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW',
    meaning: 'Another build of the same version is in beta review.',
    next: 'Wait for its result, or expire the older build.',
    source: FACTS,
  },
  {
    code: 'ENTITY_UNPROCESSABLE.INVALID_QC_STATE',
    meaning: 'The build has been submitted for beta review already, or cannot be submitted yet.',
    next: "Read the build's betaAppReviewSubmission; if there is none, wait some minutes and try again.",
    source: FACTS,
  },
  {
    status: 422,
    text: /cannot be assigned to this internal group|cannot add internal group to a build/iu,
    meaning: 'The internal group gets every build by itself.',
    next: 'Nothing to do: leave this group out.',
    source: FACTS,
  },
  {
    status: 422,
    meaning: 'The JSON is right but its shape, or the state of the object, is not.',
    next: 'Compare the body with asc_describe_operation and read the state of the object.',
    source: DOCS,
  },
  // 400
  {
    code: 'PARAMETER_ERROR.ILLEGAL',
    meaning: 'A query parameter is unknown, or not allowed for this path.',
    next: 'Leave it out and filter or sort the answer instead.',
    source: DOCS,
  },
  {
    code: 'PARAMETER_ERROR.REQUIRED',
    meaning: 'A required query parameter is missing.',
    next: 'Add the parameter that the entry names.',
    source: DOCS,
  },
  {
    code: 'PARAMETER_ERROR',
    text: /vendor number/iu,
    meaning: 'Reports are given by the vendor number of the team, and this one is not it.',
    next: 'Take it from App Store Connect → Payments and Financial Reports, top left: vendor_number, or ASC_VENDOR_NUMBER.',
    source: FACTS,
  },
  {
    code: 'PARAMETER_ERROR',
    meaning: 'A query parameter has a value that Apple does not accept.',
    next: 'Correct the parameter that the entry names; asc_describe_operation lists what is allowed.',
    source: DOCS,
  },
  {
    code: 'ENTITY_INVALID',
    meaning: 'Apple could not read the body as JSON of this operation.',
    next: 'Compare the body with asc_describe_operation.',
    source: DOCS,
  },
  {
    status: 400,
    meaning: 'Apple found the request malformed.',
    next: 'Compare it with asc_describe_operation.',
    source: DOCS,
  },
  // the rest, by status
  {
    status: 405,
    meaning: 'This path does not know this method.',
    next: 'Find the right operation with asc_find_operations.',
    source: DOCS,
  },
  {
    status: 406,
    meaning: 'The operation answers in another media type than was asked for.',
    next: 'Reports need application/a-gzip, metrics and diagnostic logs their own type; leave accept to asc_read.',
    source: FACTS,
  },
  {
    status: 408,
    meaning: 'Apple did not receive the request in time.',
    next: 'Try again.',
    source: DOCS,
  },
  {
    status: 410,
    meaning:
      'It is gone for good: an accepted invitation, or a report older than Apple keeps it (about a year).',
    next: 'Read the current list; for reports take a later date or a wider period.',
    source: FACTS,
  },
  { status: 413, meaning: 'The body is too large.', next: 'Split it into several requests.', source: DOCS },
  {
    status: 415,
    meaning: 'Apple does not accept the media type of the body.',
    next: 'Send JSON.',
    source: DOCS,
  },
  {
    status: 429,
    meaning:
      'The rate limit of this key is used up. Apple counts by the hour and, for some operations, by the minute.',
    next: 'Wait and ask again.',
    source: FACTS,
  },
  {
    status: [500, 502, 503, 504],
    meaning: 'App Store Connect failed, and it is usually over soon.',
    next: 'Try again in a minute; if it lasts, look at developer.apple.com/system-status.',
    source: FACTS,
  },
];
