/**
 * What the public API cannot do. Asked for one of these, the server says so and where it is done instead, rather than
 * offering something that only looks like it.
 *
 * A row matches when one of its `asked` phrases stands in the question. `nearest` are operations that come close.
 * Sources: the API document 4.5.1 (no such operation), Apple's help pages and release notes, answers of the API that
 * public projects recorded; read 2026-11.
 */
export interface Limit {
  /** Phrases, separated by commas. */
  readonly asked: string;
  readonly says: string;
  /** Where it is done, by the words of the menus. */
  readonly where: string;
  readonly nearest?: readonly string[];
  readonly source: string;
}

const document = 'API document 4.5.1: no operation, 2026-11';
const help = 'App Store Connect Help, 2026-11';

export const limits: readonly Limit[] = [
  {
    asked:
      'create app, create new app, create app record, new app record, make new app, add new app, register new app, add app, set up new app, create app in app store connect, app record',
    says: 'The API cannot create an app record.',
    where: 'App Store Connect → Apps → + → New App (https://appstoreconnect.apple.com/apps)',
    nearest: ['bundleIds_createInstance', 'apps_getCollection'],
    source: `${document}; the API answers 403 "does not allow CREATE"`,
  },
  {
    asked:
      'delete app, remove app from account, delete app record, remove app record, restore deleted app, restore removed app',
    says: 'The API cannot delete or restore an app record.',
    where: 'App Store Connect → Apps → the app → App Information → Additional Information → Remove App',
    nearest: ['territoryAvailabilities_updateInstance'],
    source: document,
  },
  {
    asked:
      'transfer app, app transfer, move app to another account, transfer ownership, hand over app, accept transfer',
    says: 'The API cannot transfer an app to another account.',
    where:
      'App Store Connect → Apps → the app → App Information → Additional Information → Transfer App (Account Holder)',
    source: document,
  },
  {
    asked:
      'app privacy, privacy answers, privacy label, privacy nutrition label, nutrition label, data collection, privacy details, data types collected, privacy questionnaire, data usage, data safety',
    says: 'App privacy answers (the privacy label) are not in the API; the privacy policy URL is.',
    where: 'App Store Connect → Apps → the app → App Privacy',
    nearest: ['appInfoLocalizations_updateInstance'],
    source: `${document} (no appDataUsages)`,
  },
  {
    asked:
      'resolution center, resolution centre, rejection reason, why rejected, why was rejected, why was app rejected, why was version rejected, why did apple reject, why we rejected, what did reviewer, reviewer message, reviewer said, reviewer say, message from reviewer, message from app review, reply to reviewer, answer reviewer, reviewer write, guideline violation, rejection message, reason for rejection, reason of rejection',
    says: "The reviewer's message and replies to it are not in the API; it gives only states.",
    where: 'App Store Connect → Apps → the app → App Review → the submission → messages',
    nearest: ['reviewSubmissions_getCollection', 'reviewSubmissions_items_getToManyRelated'],
    source: document,
  },
  {
    asked: 'appeal, app review board, expedited review, expedite review, speed up review, faster review',
    says: 'The API cannot file an appeal or ask for an expedited review.',
    where: 'https://developer.apple.com/contact/app-store/ (Account Holder, Admin or App Manager)',
    nearest: ['reviewSubmissions_getCollection'],
    source: document,
  },
  {
    asked:
      'api key, create api key, revoke api key, issuer id, p8 key, new key for api, rotate key, key role',
    says: 'The API cannot list, create or revoke API keys.',
    where: 'App Store Connect → Users and Access → Integrations → App Store Connect API',
    source: document,
  },
  {
    asked:
      'in-app purchase key, server api key, storekit key, subscription key, shared secret, app-specific shared secret',
    says: 'In-app purchase keys and shared secrets are not in this API.',
    where: 'App Store Connect → Users and Access → Integrations → In-App Purchase',
    source: document,
  },
  {
    asked:
      'agreement, paid apps agreement, sign agreement, accept agreement, paid applications, contract, program license, agreements',
    says: 'The API neither shows nor accepts agreements; a missing one shows only as a 403 error.',
    where: 'App Store Connect → Business → Agreements (Account Holder)',
    source: document,
  },
  {
    asked: 'tax, tax form, tax category, vat, w-9, w-8ben, tax information',
    says: 'Tax forms and tax categories are not in the API.',
    where:
      'App Store Connect → Business → Tax Forms; category: the app → Pricing and Availability → Tax Category',
    source: document,
  },
  {
    asked: 'bank, bank account, banking, iban, banking information, payout account',
    says: 'Bank accounts are not in the API.',
    where: 'App Store Connect → Business → Bank Accounts',
    source: document,
  },
  {
    asked: 'trader status, dsa, digital services act, trader, trader information, eu trader',
    says: 'The EU trader status cannot be read or declared through the API; it shows only as a reason in contentStatuses.',
    where: 'App Store Connect → Business → Compliance → Digital Services Act',
    nearest: ['appAvailabilitiesV2_territoryAvailabilities_getToManyRelated'],
    source: document,
  },
  {
    asked: 'vendor number, vendor id',
    says: 'The vendor number that reports need is not in the API.',
    where: 'App Store Connect → Payments and Financial Reports (top left), or Sales and Trends → Reports',
    nearest: ['salesReports_getCollection', 'financeReports_getCollection'],
    source: help,
  },
  {
    asked: 'transaction tax report, tax report, withholding',
    says: 'The transaction tax report is not in the API.',
    where: 'App Store Connect → Payments and Financial Reports → Transaction Tax',
    nearest: ['financeReports_getCollection'],
    source: `${document}; reportType has FINANCIAL and FINANCE_DETAIL only`,
  },
  {
    asked: 'delete device, remove device, delete registered device, unregister device, reset device list',
    says: 'A device can be disabled but not deleted.',
    where: 'developer.apple.com → Certificates, Identifiers & Profiles → Devices, once per membership year',
    nearest: ['devices_updateInstance'],
    source: `${document} (devices have no DELETE)`,
  },
  {
    asked:
      'create sandbox tester, create sandbox account, add sandbox tester, new sandbox tester, delete sandbox tester, remove sandbox tester, delete sandbox account, create sandbox user, new sandbox account, create sandbox apple account, add sandbox account, sandbox password',
    says: 'Sandbox testers can be listed and changed, but not created or deleted.',
    where: 'App Store Connect → Users and Access → Sandbox → Test Accounts → +',
    nearest: ['sandboxTestersV2_getCollection', 'sandboxTestersV2_updateInstance'],
    source: document,
  },
  {
    asked:
      'first in-app purchase, first subscription, first iap, in-app purchase to version, iap to version, subscription to version, attach in-app purchase, attach subscription, in-app purchase with version, attach iap',
    says: "An app's first in-app purchase or subscription must be submitted with a version, and only the website can join them.",
    where: 'App Store Connect → Apps → the app → the version → In-App Purchases and Subscriptions',
    nearest: ['reviewSubmissionItems_createInstance'],
    source: `${help}; the API answers 409 FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION`,
  },
  {
    asked:
      'refund customer, give refund, issue refund, refund purchase, refund order, grant refund, refund user, refund request, approve refund, decline refund, money back, refund',
    says: 'Nobody but Apple refunds a purchase; refunds show as negative units in sales reports.',
    where:
      'The customer asks at https://reportaproblem.apple.com; single orders: App Store Server API (another API)',
    nearest: ['salesReports_getCollection'],
    source: help,
  },
  {
    asked:
      "transaction history, receipt of customer, download receipt, customer receipt, look up order, order id, verify receipt, validate receipt, subscription status of customer, customer's subscription, customer purchases, extend renewal, extend subscription",
    says: "A single customer's purchases are not in this API but in the App Store Server API.",
    where: 'https://developer.apple.com/documentation/appstoreserverapi with an in-app purchase key',
    nearest: ['salesReports_getCollection'],
    source: document,
  },
  {
    asked: 'change sku, rename sku, edit sku, update sku, new sku',
    says: "An app's SKU can never be changed.",
    where: 'nowhere; it is fixed when the app record is created',
    nearest: ['apps_getInstance'],
    source: `${help}; not in AppUpdateRequest`,
  },
  {
    asked:
      'change product id, rename product id, reuse product id, edit product id, change in-app purchase type, change product identifier',
    says: 'A product id can neither be changed nor used again, not even after deletion.',
    where: 'nowhere; create a product with another id',
    nearest: ['inAppPurchasesV2_createInstance', 'subscriptions_createInstance'],
    source: help,
  },
  {
    asked: 'symbolicate, symbolication, dsym, upload dsym, download dsym, symbolicated crash, symbols',
    says: 'Crash logs come as they are: the API neither symbolicates them nor offers dSYM files.',
    where: 'Xcode → Window → Organizer → Crashes, with the archive of the build',
    nearest: [
      'betaFeedbackCrashSubmissions_crashLog_getToOneRelated',
      'builds_diagnosticSignatures_getToManyRelated',
    ],
    source: document,
  },
  {
    asked:
      'app store crashes, production crashes, crash reports from app store, crashes from app store, crashes in production, crash logs of customers, crash logs from customers',
    says: 'Crash logs of store customers are not in the API; it has TestFlight crashes, hang and disk-write diagnostics, and counts in analytics reports.',
    where: 'Xcode → Window → Organizer → Crashes',
    nearest: [
      'apps_betaFeedbackCrashSubmissions_getToManyRelated',
      'builds_diagnosticSignatures_getToManyRelated',
      'apps_perfPowerMetrics_getToManyRelated',
    ],
    source: document,
  },
  {
    asked:
      'promo code for app, promo codes for app, app promo code, generate promo code, promo codes for version, free copy of app, request promo code, promo codes for reviewers, promo codes for press',
    says: 'Promo codes of an app are not in the API; offer codes of in-app purchases and subscriptions are.',
    where: 'App Store Connect → Apps → the app → Promo Codes → Generate',
    nearest: ['subscriptionOfferCodes_createInstance', 'inAppPurchaseOfferCodes_createInstance'],
    source: document,
  },
  {
    asked:
      'change app icon, replace app icon, upload app icon, new app icon, update app icon, set app icon, upload icon',
    says: 'The icon of an app comes with its build; the API only reads it.',
    where: 'Xcode → the asset catalog of the app, then a new build and version',
    nearest: ['builds_icons_getToManyRelated'],
    source: `${document} (builds_icons only reads)`,
  },
  {
    asked: 'app bundle, create app bundle, bundle of apps, bundle several apps',
    says: 'App bundles (several apps at one price) are not in the API.',
    where: 'App Store Connect → Apps → + → New App Bundle',
    source: document,
  },
  {
    asked:
      'rollback, roll back, revert to old version, restore old version, go back to previous version, downgrade version, revert version, previous binary',
    says: 'A released version cannot be rolled back; pause the phased release, or ship a higher version.',
    where: 'nowhere; customers get the highest version that was released',
    nearest: ['appStoreVersionPhasedReleases_updateInstance', 'appStoreVersions_createInstance'],
    source: help,
  },
  {
    asked: 'download ipa, download binary, download build, get ipa, export ipa, download apk',
    says: 'A binary that was uploaded cannot be downloaded again.',
    where: 'nowhere for uploads; builds of Xcode Cloud keep their artifacts',
    nearest: ['ciBuildActions_artifacts_getToManyRelated'],
    source: document,
  },
  {
    asked: 'delete build, remove build from app store connect, delete uploaded build',
    says: 'A build cannot be deleted, only expired; an upload that did not become a build can be deleted.',
    where: 'App Store Connect → Apps → the app → TestFlight → the build → Expire Build',
    nearest: ['builds_updateInstance', 'buildUploads_deleteInstance'],
    source: `${document} (builds have no DELETE)`,
  },
  {
    asked:
      'create xcode cloud product, set up xcode cloud, enable xcode cloud, first workflow, connect repository, connect github, connect gitlab, grant repository access, add repository to xcode cloud',
    says: 'Setting up Xcode Cloud for an app and connecting a repository are not in the API; more workflows are.',
    where: 'Xcode → Integrate → Create Workflow, or App Store Connect → the app → Xcode Cloud → Get Started',
    nearest: ['ciProducts_getCollection', 'ciWorkflows_createInstance'],
    source: `${document} (ciProducts have no POST)`,
  },
  {
    asked:
      'cancel xcode cloud build, cancel ci build, stop xcode cloud build, cancel build run, abort build run, stop running build, cancel running build, cancel workflow run, stop ci build',
    says: 'A running Xcode Cloud build cannot be cancelled through the API.',
    where: 'App Store Connect → the app → Xcode Cloud → Builds → the build → Cancel Build',
    nearest: ['ciBuildRuns_getInstance', 'ciWorkflows_updateInstance'],
    source: document,
  },
  {
    asked:
      'xcode cloud environment variable, environment variable, workflow secret, xcode cloud secret, xcode cloud compute hours, xcode cloud usage, compute hours',
    says: 'Environment variables, secrets and the compute hours used of Xcode Cloud are not in the API.',
    where: 'App Store Connect → the app → Xcode Cloud → Settings, or the workflow editor in Xcode',
    nearest: ['ciWorkflows_getInstance'],
    source: document,
  },
  {
    asked:
      'app group, create app group, icloud container, create icloud container, attach app group, associate merchant id, associate app group, app groups',
    says: 'App groups and iCloud containers cannot be created or attached through the API; their capabilities can be switched on.',
    where: 'developer.apple.com → Certificates, Identifiers & Profiles → Identifiers',
    nearest: ['bundleIdCapabilities_createInstance'],
    source: document,
  },
  {
    asked:
      'apns key, push key, apns auth key, musickit key, weatherkit key, devicecheck key, sign in with apple key, apple push key',
    says: 'Keys for services such as push notifications (.p8) are not in the API; certificates are.',
    where: 'developer.apple.com → Certificates, Identifiers & Profiles → Keys',
    nearest: ['certificates_createInstance'],
    source: document,
  },
  {
    asked:
      'account holder, change account holder, transfer account holder, new account holder, change legal entity, company name, membership, renew membership, membership expire, developer name, seller name',
    says: 'The Account Holder, the legal entity and the membership are not in the API.',
    where: 'https://developer.apple.com/account → Membership details',
    nearest: ['users_getCollection'],
    source: document,
  },
  {
    asked:
      'last sign in, last signed in, never signed in, never logged in, last login, last logged in, sign-in history, login history, inactive users, last active, when did they sign in',
    says: 'The API does not tell when somebody last signed in; it tells who has not accepted an invitation yet.',
    where: 'nowhere in the API; open invitations are the nearest to it',
    nearest: ['userInvitations_getCollection', 'users_getCollection'],
    source: `${document}; users have names, roles and visible apps only`,
  },
  {
    asked: 'two-factor, two factor, password of user, reset password, apple account password, 2fa',
    says: 'Passwords and two-factor settings of Apple Accounts are not in the API.',
    where: 'https://account.apple.com',
    source: document,
  },
  {
    asked: 'rate limit, quota, rate limits, requests left',
    says: 'No operation tells the rate limit; every answer carries it in a header.',
    where: 'asc_status shows what is left of the hour and the minute',
    source: 'X-Rate-Limit header of the API, 2026-11',
  },
  {
    asked: 'system status, apple outage, is app store connect down, service status, outage',
    says: "Apple's service status is not in the API.",
    where: 'https://developer.apple.com/system-status/',
    source: document,
  },
  {
    asked:
      'delete customer review, remove customer review, delete review, remove review, report review, report customer review, flag review, reset rating, reset ratings, delete bad review',
    says: "A customer's review can be answered, but neither removed, reported nor can ratings be reset through the API.",
    where:
      'App Store Connect → Apps → the app → Ratings and Reviews → Report a Concern; reset: on the version page',
    nearest: ['customerReviewResponses_createInstance'],
    source: document,
  },
  {
    asked:
      'average rating, rating average, number of ratings, how many ratings, star average, overall rating',
    says: 'The average rating and the number of ratings are not in the API; written reviews are.',
    where: 'App Store Connect → Apps → the app → Ratings and Reviews',
    nearest: ['apps_customerReviews_getToManyRelated'],
    source: document,
  },
  {
    asked: 'search ads, apple ads, ad campaign, ads campaign, keyword bid, ad spend',
    says: 'Campaigns belong to the Apple Ads API, not to this one.',
    where: 'https://ads.apple.com',
    source: document,
  },
  {
    asked:
      'search ranking, keyword ranking, top charts, chart position, competitor, search volume, keyword popularity',
    says: 'Charts, search ranks and keyword popularity are not in the API.',
    where: 'the App Store itself, or a market research service',
    nearest: ['analyticsReportRequests_createInstance'],
    source: document,
  },
  {
    asked: 'notarize, notarise, notarytool, notarization log, mac notarization, notarize mac app',
    says: 'Notarization of Mac software has an API of its own (notarytool).',
    where: 'xcrun notarytool submit FILE --key … --key-id … --issuer …',
    nearest: ['alternativeDistributionPackages_createInstance'],
    source: document,
  },
  {
    asked: 'developer id certificate, create developer id',
    says: 'Developer ID certificates are made by the Account Holder on the web; the API lists them.',
    where: 'developer.apple.com → Certificates, Identifiers & Profiles → Certificates → + → Developer ID',
    nearest: ['certificates_getCollection'],
    source: help,
  },
];
