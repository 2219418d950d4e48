/**
 * What people call things, and what the API calls them. The API document has no prose, so this table is the only
 * place where "release notes" and `appStoreVersionLocalizations.whatsNew` meet.
 *
 * - `say`: words or phrases, lower case (plurals are found by themselves, and so are a word or two in between);
 * - `means`: resources (the first part of an operation id) or single operations, best first;
 * - `terms`: further words to look for among the names of attributes, filters and values.
 *
 * Sources: menu words of App Store Connect, Xcode and the developer website, words of fastlane and of public
 * questions; read 2026-11.
 */
export interface Synonym {
  /** Separated by commas. */
  readonly say: string;
  readonly means: readonly string[];
  readonly terms?: string;
}

export const synonyms: readonly Synonym[] = [
  // Apps and what the store says about them
  {
    say: 'bundle id, bundle identifier, app id, app identifier, explicit app id',
    means: ['bundleIds'],
  },
  {
    say: 'app with bundle id, app named, find app, all apps, which apps, what apps',
    means: ['apps_getCollection'],
  },
  {
    say: 'sku, primary language, primary locale, content rights, third-party content',
    means: ['apps'],
    terms: 'primary locale content rights',
  },
  {
    say: "app name, app's name, name of the app, title of the app, subtitle, privacy policy, privacy url, user privacy choices",
    means: ['appInfoLocalizations'],
    terms: 'name subtitle privacy policy',
  },
  {
    say: 'app information, app info, general information',
    means: ['appInfos', 'appInfoLocalizations'],
  },
  {
    say: 'category, genre, app category, subgenre',
    means: ['appCategories', 'appInfos_updateInstance'],
  },
  {
    say: 'subcategory, subcategories',
    means: ['appCategories_subcategories_getToManyRelated', 'appCategories_getCollection'],
  },
  {
    say: 'primary category, secondary category',
    means: [
      'appInfos_primaryCategory_getToOneRelated',
      'appInfos_secondaryCategory_getToOneRelated',
      'appInfos',
    ],
  },
  {
    say: 'change category, set category, change app category, set primary category',
    means: ['appInfos_updateInstance'],
  },
  {
    say: 'age rating, content rating, parental rating, kids category, age suitability, loot box, gambling content, violence, made for kids, questionnaire',
    means: ['ageRatingDeclarations', 'appInfos_ageRatingDeclaration_getToOneRelated'],
  },
  {
    say: 'age rating per country, territory age rating, regional age rating, age rating in',
    means: ['appInfos_territoryAgeRatings_getToManyRelated'],
  },
  {
    say: 'eula, licence agreement, license agreement, terms of use, end user licence, terms of service',
    means: ['endUserLicenseAgreements', 'apps_endUserLicenseAgreement_getToOneRelated'],
  },
  { say: 'tag, app tag, store tag', means: ['appTags'], terms: 'visible in app store' },
  { say: 'android, google play, play store', means: ['androidToIosAppMappingDetails'] },
  {
    say: 'country, countries, region, storefront, market, territory, worldwide',
    means: [],
    terms: 'territory territories',
  },
  {
    say: 'currency, currencies, list of countries, all storefronts, country code',
    means: ['territories_getCollection'],
  },
  {
    say: 'language, translation, translate, localize, localise, locale, polish, arabic, hindi, russian, swedish, danish, norwegian, finnish, greek, hebrew, thai, vietnamese, ukrainian, czech, german, french, spanish, italian, japanese, chinese, korean, dutch, turkish, portuguese, english',
    means: [],
    terms: 'localization locale',
  },

  // Versions
  {
    say: 'version, release, app version, store version, new version of the app, live version, current version, next version',
    means: ['appStoreVersions'],
  },
  {
    say: 'versions of the app, version history, all versions, is live, live right now, status of the app, in review, ready for sale, app status, waiting for review',
    means: ['apps_appStoreVersions_getToManyRelated'],
    terms: 'app version state',
  },
  {
    say: "what's new, whats new, release notes, release note, changelog, change log, update text",
    means: ['appStoreVersionLocalizations'],
    terms: 'whats new',
  },
  {
    say: 'description, store description, app description, description of the app, promotional text, promo text, keywords, search keyword, support url, marketing url, metadata, store listing, listing, product page text, store text',
    means: ['appStoreVersionLocalizations'],
    terms: 'description keywords promotional text',
  },
  {
    say: 'languages of the version, languages does the version, localization of the version, localization to the version, version localization, language to the version',
    means: ['appStoreVersionLocalizations', 'appStoreVersions_appStoreVersionLocalizations_getToManyRelated'],
  },
  {
    say: 'copyright, release type, scheduled release, release date, earliest release date, manual release, automatic release, schedule the release, version number, version string, release automatically, release manually',
    means: ['appStoreVersions_updateInstance', 'appStoreVersions'],
    terms: 'earliest release date release type',
  },
  {
    say: 'attach build, attach a build, attach the build, select build, select a build, choose a build, pick a build, build of the version, build to the version, build for the version, change the build, swap the build, build is selected',
    means: ['appStoreVersions_build_updateToOneRelationship', 'appStoreVersions_build_getToOneRelated'],
  },
  {
    say: 'release the version, release the approved, release now, release this version, go live, push live, pending developer release, publish the version, release the app, release it',
    means: ['appStoreVersionReleaseRequests'],
  },
  {
    say: 'phased release, phased rollout, staged rollout, gradual rollout, staged release, gradual release, rollout, roll out, percentage of users, 7-day release, release to all users, everyone at once',
    means: ['appStoreVersionPhasedReleases', 'appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated'],
  },
  {
    say: 'demo account, demo user, demo password, review notes, notes for the reviewer, notes for review, sign-in information, review contact, reviewer, contact for app review, app review information, login for app review, contact phone',
    means: ['appStoreReviewDetails'],
  },
  {
    say: 'review attachment, file for app review, attachment for app review, attach a file, attachment, document for the reviewer',
    means: ['appStoreReviewAttachments'],
  },
  {
    say: 'routing, geojson, routing app, coverage file, navigation app',
    means: ['routingAppCoverages'],
  },

  // App Review
  {
    say: 'submit, submission, review submission, submit for review, send to review, send for review, app review, put in review',
    means: ['reviewSubmissions', 'reviewSubmissionItems'],
  },
  {
    say: 'submit the app, submit app, submit my app, submit the version, send the app to apple, submit to app store, submit version',
    means: [
      'reviewSubmissions_updateInstance',
      'reviewSubmissions_createInstance',
      'reviewSubmissionItems_createInstance',
    ],
  },
  {
    say: 'is ready, ready to ship, ready to submit, ready for review, ready to release, what blocks the release, is missing for review',
    means: ['apps_reviewSubmissions_getToManyRelated', 'reviewSubmissions_createInstance'],
  },
  {
    say: 'cancel the submission, cancel submission, cancel review, withdraw from review, remove from review, back from review, pull from review, developer reject, reject the binary, withdraw the submission',
    means: ['reviewSubmissions_updateInstance'],
  },
  {
    say: 'rejected, rejection, unresolved issues, app rejected, was rejected, review status, status of the review',
    means: ['reviewSubmissions_getCollection', 'apps_reviewSubmissions_getToManyRelated'],
  },
  {
    say: 'review submission item, submission item, items in the submission, add to the submission, item from the submission, to a submission, to a review submission, add to review, remove from submission',
    means: ['reviewSubmissionItems', 'reviewSubmissions_items_getToManyRelated'],
  },

  // Pictures and films
  {
    say: 'screenshot, store screenshots, screen shot, app screenshots, iphone screenshots, ipad screenshots',
    means: ['appScreenshots', 'appScreenshotSets'],
  },
  {
    say: 'screenshot set, display type, screenshot size, screenshots of a localization, screenshots by device',
    means: ['appScreenshotSets', 'appStoreVersionLocalizations_appScreenshotSets_getToManyRelated'],
  },
  {
    say: 'reorder screenshots, order of screenshots, screenshot order, sort screenshots, move screenshot',
    means: ['appScreenshotSets_appScreenshots_replaceToManyRelationship'],
  },
  {
    say: 'app preview, preview video, store video, trailer, app video, poster frame, preview frame',
    means: ['appPreviews', 'appPreviewSets'],
  },
  {
    say: 'reorder previews, previews in order, order of previews',
    means: ['appPreviewSets', 'appPreviewSets_appPreviews_replaceToManyRelationship'],
  },
  {
    say: 'asset library, media library, library, library asset',
    means: ['appAssetLibraries', 'apps_assetLibrary_getToOneRelated'],
  },
  {
    say: 'library image, image in the library, image into the asset library, library picture, image to the asset library',
    means: ['appAssetLibraryImages', 'appAssetLibraries_images_getToManyRelated'],
  },
  {
    say: 'library video, video in the library, videos of the asset library, video to the asset library',
    means: ['appAssetLibraryVideos', 'appAssetLibraries_videos_getToManyRelated'],
  },
  {
    say: 'placement, place an asset, place an image, asset on the product page, asset placement',
    means: ['appAssetLibraryPlacements'],
  },
  {
    say: 'reorder placements, order of placements, placement order, sort placements',
    means: ['appAssetLibraryPlacementOrderingRequests'],
  },
  {
    say: 'image used, video used, asset used, where used',
    means: [
      'appAssetLibraryImages_placements_getToManyRelated',
      'appAssetLibraryVideos_placements_getToManyRelated',
    ],
  },
  {
    say: 'placement types, reference data, ref data, asset specifications, allowed image sizes',
    means: ['appAssetLibraryRefData'],
  },

  // Custom pages, experiments, events
  {
    say: 'custom product page, custom page, cpp, custom store page, landing page',
    means: ['appCustomProductPages', 'appCustomProductPageVersions', 'appCustomProductPageLocalizations'],
  },
  {
    say: 'deep link of the custom page, custom product page deep link',
    means: ['appCustomProductPageVersions'],
  },
  {
    say: 'text of a custom page, text of a custom product page, custom page localization, translate the custom page, keywords to a custom product page, keywords of a custom page',
    means: ['appCustomProductPageLocalizations'],
  },
  {
    say: 'a/b test, ab test, a/b testing, split test, experiment, product page optimization, product page optimisation, ppo, store experiment, product page test, product page experiment',
    means: ['appStoreVersionExperimentsV2'],
  },
  {
    say: 'treatment, variant of the product page, test variant, alternative icon',
    means: ['appStoreVersionExperimentTreatments'],
  },
  {
    say: 'translate a treatment, treatment localization, treatment screenshots',
    means: ['appStoreVersionExperimentTreatmentLocalizations'],
  },
  {
    say: 'winner, winning treatment, apply the treatment, promote the treatment, apply treatment',
    means: ['appStoreVersionPromotions_createInstance'],
  },
  {
    say: 'in-app event, in app event, app event, event, live event, event badge',
    means: ['appEvents'],
  },
  {
    say: 'event text, translate event, translate an in-app event, event description, event name',
    means: ['appEventLocalizations'],
  },
  {
    say: 'event card, event picture, event image, event screenshot, event details page image',
    means: ['appEventScreenshots'],
  },
  {
    say: 'event video, event clip, event film, video for the event, video clip',
    means: ['appEventVideoClips'],
  },

  // App Clips
  { say: 'app clip, clip, appclip', means: ['appClips', 'appClipDefaultExperiences'] },
  {
    say: 'default app clip experience, default experience, default app clip',
    means: ['appClipDefaultExperiences'],
  },
  {
    say: 'app clip card, clip card, app clip subtitle, clip card subtitle',
    means: ['appClipDefaultExperienceLocalizations'],
  },
  {
    say: 'app clip header, header image, app clip image, clip header, app clip card image',
    means: ['appClipHeaderImages'],
  },
  {
    say: 'advanced experience, advanced app clip experience, app clip link, app clip code, nfc, place card, clip url',
    means: ['appClipAdvancedExperiences', 'appClips_appClipAdvancedExperiences_getToManyRelated'],
  },
  {
    say: 'app clip invocation, invocation url, test an app clip, testing an app clip, launch experience in testflight',
    means: ['betaAppClipInvocations'],
  },
  {
    say: 'associated domain, domain status, app clip domain, domain cache, domain debug',
    means: [
      'buildBundles_appClipDomainDebugStatus_getToOneRelated',
      'buildBundles_appClipDomainCacheStatus_getToOneRelated',
    ],
  },

  // Builds
  {
    say: 'build, binary, binaries, uploaded build, latest build, build number, processing build, stuck build, builds of the app',
    means: ['builds'],
    terms: 'processing state',
  },
  {
    say: 'list builds, processing state, latest builds, still processing, find build, recent builds, which builds',
    means: ['builds_getCollection'],
  },
  {
    say: 'expire a build, expire the build, expire build, stop testing a build, expire',
    means: ['builds_updateInstance'],
    terms: 'expired',
  },
  {
    say: 'ipa, pkg, upload a build, upload build, upload the binary, build upload, upload an app, altool, transporter',
    means: ['buildUploads', 'buildUploadFiles'],
  },
  {
    say: 'download size, app size, install size, file size of the app, how big, megabytes, size of the app',
    means: ['buildBundles_buildBundleFileSizes_getToManyRelated'],
  },
  {
    say: 'uses no encryption, no encryption, uses encryption, exempt encryption, export compliance of a build, missing compliance, missing export compliance',
    means: ['builds_updateInstance'],
    terms: 'uses non exempt encryption',
  },
  {
    say: 'encryption, encryption declaration, encryption documents, ccats, french encryption',
    means: ['appEncryptionDeclarations', 'appEncryptionDeclarationDocuments'],
  },
  {
    say: 'export compliance',
    means: ['builds_updateInstance', 'appEncryptionDeclarations_getCollection', 'appEncryptionDeclarations'],
    terms: 'uses non exempt encryption',
  },
  {
    say: 'certificate expire, expiring certificate, expired certificate, certificate run out, certificate expiration, certificate about to expire, certificate valid until',
    means: ['certificates_getCollection'],
  },
  {
    say: 'profile expire, expiring profile, expired profile, profile run out, provisioning profile expire',
    means: ['profiles_getCollection'],
  },
  {
    say: 'encryption declaration to a build, encryption declaration of the build, compliance to a build',
    means: [
      'builds_appEncryptionDeclaration_updateToOneRelationship',
      'builds_appEncryptionDeclaration_getToOneRelated',
    ],
  },
  {
    say: 'icon of a build, app icon, build icon, icons of the build',
    means: ['builds_icons_getToManyRelated'],
  },
  {
    say: 'prerelease, pre-release, pre release version, version train, train, testflight version, beta version',
    means: ['preReleaseVersions'],
  },

  // TestFlight
  { say: 'testflight, test flight, beta, beta test, beta testing', means: [], terms: 'beta' },
  {
    say: 'tester group, beta group, test group, testflight group, external group, internal group, group of testers, external testers, internal testers, testing group',
    means: ['betaGroups'],
  },
  {
    say: 'public link, public testflight link, join link, testflight link, tester limit',
    means: ['betaGroups_updateInstance', 'betaGroups'],
    terms: 'public link limit enabled',
  },
  {
    say: 'joined through the public link, joined by the public link, public link usage, joined via link, public link statistics',
    means: ['betaGroups_publicLinkUsages_getMetrics'],
  },
  {
    say: 'tester, beta tester, testflight user, who tests, who is testing, testing our app',
    means: ['betaTesters'],
  },
  {
    say: 'add tester, add a tester, add testers, invite tester, invite to the beta, to the beta, new tester, invite to testflight',
    means: [
      'betaTesters_createInstance',
      'betaTesterInvitations_createInstance',
      'betaGroups_betaTesters_createToManyRelationship',
    ],
  },
  {
    say: 'tester to a group, testers to a group, tester to the group, testers to the group, add tester to group',
    means: [
      'betaGroups_betaTesters_createToManyRelationship',
      'betaTesters_betaGroups_createToManyRelationship',
    ],
  },
  {
    say: 'from the beta, out of the beta, leave the beta, tester from a group, testers out of a group, tester from the group, testers from a group, testers out of the group, tester out of',
    means: [
      'betaGroups_betaTesters_deleteToManyRelationship',
      'betaTesters_betaGroups_deleteToManyRelationship',
    ],
  },
  {
    say: 'testers in the group, testers of the group, testers in a group, members of the group, group members',
    means: ['betaGroups_betaTesters_getToManyRelated', 'betaTesters_getCollection'],
  },
  {
    say: 'testflight invitation, resend the invitation, resend invitation, reinvite, re-invite, invite again, tester invitation, invitation mail',
    means: ['betaTesterInvitations'],
  },
  {
    say: 'build to a group, build to a beta group, build to the group, build to testers, distribute a build, distribute the build, build to external testers, ship to testers, build to internal testers',
    means: ['betaGroups_builds_createToManyRelationship', 'builds_betaGroups_createToManyRelationship'],
  },
  {
    say: 'build from a group, build from the group, build from testers, build from a beta group',
    means: ['betaGroups_builds_deleteToManyRelationship', 'builds_betaGroups_deleteToManyRelationship'],
  },
  {
    say: 'individual tester, single tester, tester to a build, testers to a build, one tester',
    means: ['builds_individualTesters_createToManyRelationship', 'builds_individualTesters_getToManyRelated'],
  },
  {
    say: 'what to test, test notes, test information, beta release notes, testflight notes, testing notes',
    means: ['betaBuildLocalizations'],
    terms: 'whats new',
  },
  {
    say: 'beta review, beta app review, testflight review, submit for beta review, approved the beta, beta approval, submit build',
    means: ['betaAppReviewSubmissions'],
  },
  {
    say: 'contact for beta review, person for beta review, beta review contact, beta review information, beta review details, testflight demo account, beta demo account',
    means: ['betaAppReviewDetails'],
  },
  {
    say: 'notify testers, tell testers, inform testers, testers about the build, testers about the new build, notification to testers',
    means: ['buildBetaNotifications'],
  },
  {
    say: 'auto notify, automatic notification, auto-notify, notify automatically, automatically notify, build state, external build state, internal build state, beta state, testflight status, state of a build',
    means: ['buildBetaDetails', 'builds_buildBetaDetail_getToOneRelated'],
    terms: 'auto notify enabled',
  },
  {
    say: 'beta app description, beta description, feedback email, feedback e-mail, testflight description, test information of the app',
    means: ['betaAppLocalizations'],
  },
  {
    say: 'beta licence, beta license, testflight licence, testflight license, testflight licence agreement, beta eula, beta licence agreement',
    means: ['betaLicenseAgreements'],
  },
  {
    say: 'tester feedback, beta feedback, screenshot feedback, feedback from testers, feedback screenshot, feedback',
    means: ['betaFeedbackScreenshotSubmissions', 'apps_betaFeedbackScreenshotSubmissions_getToManyRelated'],
  },
  {
    say: 'crash, crash feedback, beta crash, crash report, testflight crashes, crash submission',
    means: ['betaFeedbackCrashSubmissions', 'apps_betaFeedbackCrashSubmissions_getToManyRelated'],
  },
  {
    say: 'crash log, stack trace, stacktrace, backtrace, beta crash log',
    means: ['betaFeedbackCrashSubmissions_crashLog_getToOneRelated', 'betaCrashLogs_getInstance'],
  },
  {
    say: 'tester usage, tester activity, sessions per tester, use the app most, active testers, sessions, tester engagement, usage of testers, inactive testers',
    means: [
      'apps_betaTesterUsages_getMetrics',
      'betaGroups_betaTesterUsages_getMetrics',
      'betaTesters_betaTesterUsages_getMetrics',
    ],
  },
  {
    say: 'build usage, installs of a build, build statistics, beta build metrics, installs of the beta build, installs and crashes, beta installs',
    means: ['builds_betaBuildUsages_getMetrics'],
  },
  {
    say: 'recruit, recruitment, recruiting testers, tester criteria, tester requirements, recruitment criteria, join criteria',
    means: ['betaRecruitmentCriteria', 'betaRecruitmentCriterionOptions'],
  },
  {
    say: 'device criteria, possible criteria, criteria options, recruitment options',
    means: ['betaRecruitmentCriterionOptions_getCollection'],
  },

  // In-app purchases
  {
    say: 'iap, in-app purchase, in app purchase, inapp, consumable, non-consumable, non-renewing, one-time purchase, product, coins, purchase',
    means: ['inAppPurchasesV2', 'apps_inAppPurchasesV2_getToManyRelated'],
    terms: 'in app purchase',
  },
  {
    say: 'price of an in-app purchase, price of an iap, iap price, price of the iap, in-app purchase price, price of a product, price for the in-app purchase, price of a consumable, price of the in-app purchase',
    means: ['inAppPurchasePriceSchedules'],
  },
  {
    say: 'iap availability, sell the iap, sell the in-app purchase, in-app purchase be bought, availability of an in-app purchase, in-app purchase available',
    means: ['inAppPurchaseAvailabilities', 'inAppPurchasesV2_inAppPurchaseAvailability_getToOneRelated'],
  },
  {
    say: 'iap display name, in-app purchase display name, in-app purchase description, iap name, iap localization, translate the in-app purchase, localize an in-app purchase',
    means: ['inAppPurchaseLocalizationsV2'],
  },
  {
    say: 'iap review screenshot, review screenshot of an in-app purchase, review screenshot for an in-app purchase, in-app purchase screenshot, in-app purchase review screenshot',
    means: [
      'inAppPurchaseAppStoreReviewScreenshots',
      'inAppPurchasesV2_appStoreReviewScreenshot_getToOneRelated',
    ],
  },
  {
    say: 'promotional image, iap image, image of an in-app purchase, in-app purchase image, image for the in-app purchase',
    means: ['inAppPurchaseImagesV2'],
  },
  {
    say: 'promoted purchase, promote an in-app purchase, promoted in-app purchase, promoted iap, promote a subscription, product on the product page, promote',
    means: ['promotedPurchases', 'apps_promotedPurchases_getToManyRelated'],
  },
  {
    say: 'order of promoted, reorder promoted, sort promoted',
    means: ['apps_promotedPurchases_replaceToManyRelationship'],
  },
  {
    say: 'hosted content, iap content, downloadable content, content of an in-app purchase',
    means: ['inAppPurchaseContents', 'inAppPurchasesV2_content_getToOneRelated'],
  },
  {
    say: 'submit an in-app purchase, submit the in-app purchase, submit an iap, submit the iap, in-app purchase for review',
    means: ['reviewSubmissionItems_createInstance', 'inAppPurchaseSubmissions_createInstance'],
  },
  {
    say: "in-app purchase's metadata, in-app purchase version, iap version, version of an in-app purchase, version of the iap",
    means: ['inAppPurchaseVersions'],
  },
  {
    say: 'offer code for an in-app purchase, offer codes for an in-app purchase, iap offer code, offer code for a consumable',
    means: ['inAppPurchaseOfferCodes', 'inAppPurchasesV2_offerCodes_getToManyRelated'],
  },

  // Subscriptions
  {
    say: 'subscription, auto-renewable, auto renewable, auto-renewing, membership plan, monthly plan, yearly plan, paywall',
    means: ['subscriptions'],
  },
  {
    say: 'subscription group, group of subscriptions, paywall group, subscription groups',
    means: ['subscriptionGroups', 'apps_subscriptionGroups_getToManyRelated'],
  },
  {
    say: 'subscriptions in a group, subscriptions of the group, subscriptions of the app, list subscriptions, all subscriptions',
    means: ['subscriptionGroups_subscriptions_getToManyRelated', 'subscriptionGroups'],
  },
  {
    say: 'group display name, name of the subscription group, subscription group name, translate the subscription group, localize the subscription group',
    means: ['subscriptionGroupLocalizationsV2'],
  },
  {
    say: 'subscription price, price of a subscription, price of the subscription, yearly price, monthly price, price increase, raise the price, existing subscribers, subscribers, grandfather, preserve price, annual price, subscription costs, old price',
    means: ['subscriptionPrices'],
    terms: 'preserve current price',
  },
  {
    say: 'subscription cost, prices of the subscription, prices of a subscription, current subscription price, what a subscription costs, subscription costs',
    means: ['subscriptions_prices_getToManyRelated'],
  },
  {
    say: 'planned price change, scheduled price change, cancel price change, pending price change',
    means: ['subscriptionPrices_deleteInstance', 'subscriptions_prices_deleteToManyRelationship'],
  },
  {
    say: 'free trial, trial, introductory offer, intro offer, introductory price, intro price, pay up front, first month free',
    means: ['subscriptionIntroductoryOffers', 'subscriptions_introductoryOffers_getToManyRelated'],
  },
  {
    say: 'promotional offer, promo offer, retention offer, signed offer',
    means: ['subscriptionPromotionalOffers', 'subscriptions_promotionalOffers_getToManyRelated'],
  },
  {
    say: 'win-back, win back, winback, lapsed subscribers, churned, former subscribers, bring back subscribers',
    means: ['winBackOffers', 'subscriptions_winBackOffers_getToManyRelated'],
  },
  {
    say: 'offer code, promo code, promotional code, coupon, voucher, redeem code, discount code, redemption code, gift code',
    means: ['subscriptionOfferCodes', 'inAppPurchaseOfferCodes', 'subscriptions_offerCodes_getToManyRelated'],
  },
  {
    say: 'one-time code, one-time use code, one time codes, single-use code, generate codes, one-time codes',
    means: ['subscriptionOfferCodeOneTimeUseCodes', 'inAppPurchaseOfferCodeOneTimeUseCodes'],
  },
  {
    say: 'codes as csv, download the codes, download codes, codes as a file, the one-time use codes, values of the codes',
    means: [
      'subscriptionOfferCodeOneTimeUseCodes_values_getToOneRelated',
      'inAppPurchaseOfferCodeOneTimeUseCodes_values_getToOneRelated',
    ],
  },
  {
    say: 'custom code, custom offer code, vanity code, memorable code',
    means: ['subscriptionOfferCodeCustomCodes', 'inAppPurchaseOfferCodeCustomCodes'],
  },
  {
    say: 'grace period, billing grace, billing retry, failed payment, billing grace period',
    means: ['subscriptionGracePeriods', 'apps_subscriptionGracePeriod_getToOneRelated'],
  },
  {
    say: 'subscription level, group level, upgrade and downgrade, subscription rank, level order, family sharing, subscription duration, subscription period, billing period',
    means: ['subscriptions_updateInstance', 'subscriptions'],
    terms: 'group level family sharable subscription period',
  },
  {
    say: 'subscription display name, subscription name, subscription description, translate the subscription, localize the subscription, subscription localization, localize a subscription',
    means: ['subscriptionLocalizationsV2'],
  },
  {
    say: 'subscription available, subscription availability, availability of the subscription, plan availability, subscription in all countries, sell the subscription',
    means: ['subscriptionPlanAvailabilities', 'subscriptions_planAvailabilities_getToManyRelated'],
  },
  {
    say: 'review screenshot for a subscription, review screenshot of a subscription, subscription review screenshot, review screenshot for the subscription, subscription screenshot',
    means: [
      'subscriptionAppStoreReviewScreenshots',
      'subscriptions_appStoreReviewScreenshot_getToOneRelated',
    ],
  },
  {
    say: 'submit the subscription, submit a subscription, subscription for review',
    means: ['reviewSubmissionItems_createInstance', 'subscriptionSubmissions_createInstance'],
  },
  {
    say: 'subscription image, image of a subscription, image for the subscription',
    means: ['subscriptionImagesV2'],
  },
  {
    say: 'equalize, equalise, equivalent price, equalization, equivalent prices in other countries, price parity, purchasing power',
    means: [
      'subscriptionPricePoints_equalizations_getToManyRelated',
      'appPricePointsV3_equalizations_getToManyRelated',
      'inAppPurchasePricePoints_equalizations_getToManyRelated',
    ],
  },
  {
    say: 'price tier of a subscription, price tiers of a subscription, subscription price point, price points of a subscription, price points of the subscription',
    means: ['subscriptions_pricePoints_getToManyRelated', 'subscriptionPricePoints'],
  },
  {
    say: 'price tier of an in-app purchase, price points of an in-app purchase, price points of the in-app purchase, price points for the in-app purchase',
    means: ['inAppPurchasesV2_pricePoints_getToManyRelated', 'inAppPurchasePricePoints'],
  },

  // The app's own price and availability
  {
    say: "price of the app, app price, make the app free, app cost, paid app, price schedule, app free, price change, sale price, cost of the app, app be free, free app, price of my app, app's price",
    means: ['appPriceSchedules', 'apps_appPriceSchedule_getToOneRelated'],
  },
  {
    say: 'price tier, price point, app price point, price list, possible prices, available prices',
    means: ['apps_appPricePoints_getToManyRelated', 'appPricePointsV3'],
    terms: 'price points',
  },
  {
    say: 'base country, base territory, base price, base region',
    means: ['appPriceSchedules_baseTerritory_getToOneRelated'],
  },
  {
    say: 'app available, availability, available in, offer the app, sell the app, app in all countries, all territories, where is the app sold, new territories',
    means: [
      'appAvailabilitiesV2',
      'territoryAvailabilities',
      'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
      'apps_appAvailabilityV2_getToOneRelated',
    ],
  },
  {
    say: 'remove from sale, removed from sale, take off the store, unpublish, pull the app, stop selling, app from sale, take down, delist',
    means: ['territoryAvailabilities_updateInstance', 'territoryAvailabilities'],
  },
  {
    say: 'pre-order, preorder, pre order',
    means: ['territoryAvailabilities', 'appAvailabilitiesV2', 'endAppAvailabilityPreOrders'],
  },
  {
    say: 'up for pre-order, offer as pre-order, start a pre-order, put on pre-order, enable pre-order, pre-order date',
    means: ['territoryAvailabilities_updateInstance', 'appAvailabilitiesV2_createInstance'],
  },
  {
    say: 'end the pre-order, end pre-order, finish pre-order, publish the pre-order',
    means: ['endAppAvailabilityPreOrders'],
  },

  // Customer reviews
  {
    say: 'customer review, user review, one-star, five-star, star reviews, star rating, app reviews, store reviews, latest reviews, complaints, ratings, what do users say, reviews',
    means: ['customerReviews', 'apps_customerReviews_getToManyRelated'],
  },
  {
    say: 'unanswered reviews, not answered, without a reply, without response, not replied, unreplied',
    means: ['apps_customerReviews_getToManyRelated'],
    terms: 'published response',
  },
  {
    say: 'reviews of version, reviews of the version, reviews for version, reviews of a version',
    means: ['appStoreVersions_customerReviews_getToManyRelated'],
  },
  {
    say: 'app store server notification, server notification, server notification url, notification url of the app, subscription status url',
    means: ['apps_updateInstance', 'apps_getInstance'],
    terms: 'subscription status url',
  },
  {
    say: 'which ios versions, ios versions of users, os versions, operating system versions, devices our users have, which devices do users have',
    means: [
      'analyticsReportRequests_reports_getToManyRelated',
      'apps_analyticsReportRequests_getToManyRelated',
    ],
  },
  {
    say: 'how many subscribers, number of subscribers, subscriber count, subscribers do we have, count of subscribers',
    means: ['salesReports_getCollection'],
  },
  {
    say: 'reply to review, reply to a review, reply, answer to a review, answer a review, respond, developer response, review response, our answer, response to a review, respond to customer',
    means: ['customerReviewResponses'],
  },
  {
    say: 'review summary, summary of reviews, summarize reviews, summary of what users say, ai summary, review summarization',
    means: ['apps_customerReviewSummarizations_getToManyRelated'],
  },

  // Reports
  {
    say: 'sales, sales report, revenue, earnings, earn, earned, units sold, trends, sales and trends, income, money, make last week, turnover, mrr',
    means: ['salesReports'],
  },
  {
    say: 'downloads, installs, how many downloads, first-time downloads, redownloads',
    means: ['salesReports', 'analyticsReportRequests'],
  },
  {
    say: 'renewals, cancellations, churn, subscriber report, subscription report, subscription events, active subscribers, subscriber numbers, refund, refunds, refunded',
    means: ['salesReports'],
  },
  {
    say: 'finance, financial report, finance report, proceeds, payout, payment report, fiscal month, paid by apple, payments',
    means: ['financeReports'],
  },
  {
    say: 'analytics, app analytics, engagement, impressions, page views, conversion rate, retention, usage statistics, analytics report, active devices',
    means: [
      'analyticsReportRequests',
      'analyticsReports',
      'analyticsReportRequests_reports_getToManyRelated',
    ],
  },
  {
    say: 'request analytics, one-time snapshot, ongoing reports, order analytics',
    means: ['analyticsReportRequests'],
  },
  {
    say: 'report segment, segment, download the analytics, report file',
    means: ['analyticsReportInstances_segments_getToManyRelated', 'analyticsReportSegments'],
  },
  {
    say: 'report instance, instances of a report, daily instances',
    means: ['analyticsReports_instances_getToManyRelated', 'analyticsReportInstances'],
  },

  // Performance
  {
    say: 'performance, launch time, startup time, hang rate, hangs, memory use, memory, battery, energy, disk writes, scroll hitches, power and performance, metrickit, terminations, performance metrics',
    means: ['apps_perfPowerMetrics_getToManyRelated', 'builds_perfPowerMetrics_getToManyRelated'],
    terms: 'perf power metrics',
  },
  {
    say: 'diagnostic, diagnostic signature, disk write diagnostics, hang diagnostics, hang report',
    means: ['builds_diagnosticSignatures_getToManyRelated', 'diagnosticSignatures_logs_getToManyRelated'],
  },
  {
    say: 'diagnostic log, log of a hang, call stack, hang log',
    means: ['diagnosticSignatures_logs_getToManyRelated'],
  },
  {
    say: 'performance overview, performance summary, performance at a glance',
    means: ['apps_performanceOverviews_getToManyRelated'],
  },

  // Xcode Cloud
  { say: 'xcode cloud, cloud build, ci, continuous integration, pipeline', means: [], terms: 'ci' },
  {
    say: 'xcode cloud build, start a build, trigger a build, build run, ci run, cloud build, run the workflow, rebuild, ci build, start the workflow, last run, nightly build',
    means: ['ciBuildRuns', 'ciWorkflows_buildRuns_getToManyRelated', 'ciProducts_buildRuns_getToManyRelated'],
  },
  {
    say: 'workflow, ci workflow, xcode cloud workflow, start condition',
    means: ['ciWorkflows', 'ciProducts_workflows_getToManyRelated'],
  },
  {
    say: 'build action, steps of a build, ci action, steps of a run, actions of a run',
    means: ['ciBuildActions', 'ciBuildRuns_actions_getToManyRelated'],
  },
  {
    say: 'test result, failed tests, failing tests, unit tests, ci tests',
    means: ['ciBuildActions_testResults_getToManyRelated', 'ciTestResults'],
  },
  {
    say: 'compiler warnings, compiler errors, build errors, build warnings, build issues, ci issues, compile error, why did the build fail, analyzer warnings',
    means: ['ciBuildActions_issues_getToManyRelated', 'ciIssues'],
  },
  {
    say: 'artifact, build artifacts, build log, xcarchive, result bundle, build product',
    means: ['ciBuildActions_artifacts_getToManyRelated', 'ciArtifacts'],
  },
  {
    say: 'branch, git branch, git tag, git reference, branches and tags',
    means: ['scmRepositories_gitReferences_getToManyRelated', 'scmGitReferences'],
  },
  {
    say: 'pull request, merge request, pr, open pull requests',
    means: ['scmRepositories_pullRequests_getToManyRelated', 'scmPullRequests'],
  },
  {
    say: 'git repository, repository, repo, connected repositories, source code',
    means: ['scmRepositories'],
  },
  {
    say: 'github, gitlab, bitbucket, source control, source control provider, version control, scm provider',
    means: ['scmProviders'],
  },
  { say: 'xcode version, xcode versions', means: ['ciXcodeVersions'] },
  { say: 'macos version, mac os version, macos image', means: ['ciMacOsVersions'] },
  { say: 'xcode cloud product, cloud product, ci product, xcode cloud data', means: ['ciProducts'] },

  // People
  {
    say: 'user, team member, member of the team, colleague, coworker, people on the team, team, employee, developer account user, who has access',
    means: ['users'],
  },
  {
    say: 'role, permission, access rights, app manager, make admin, change role, someone admin',
    means: ['users_updateInstance', 'users'],
    terms: 'roles',
  },
  {
    say: 'invite a user, invite user, invite a colleague, invite to the team, user invitation, pending invitation, invitation, invited, add to the team, invite someone, new team member, not accepted',
    means: ['userInvitations'],
  },
  {
    say: 'apps can this person see, apps a user can see, visible apps, access to apps, user to one app, app access, access to one app, apps of a user',
    means: ['users_visibleApps_getToManyRelated', 'users_visibleApps_replaceToManyRelationship'],
  },
  { say: 'actor, who did, performed by, who submitted', means: ['actors'] },

  // Certificates, identifiers, profiles
  { say: 'register a bundle id, app identifiers, identifiers, new app id', means: ['bundleIds'] },
  {
    say: 'capability, entitlement, push notifications, push notification, apple pay capability, sign in with apple, icloud, app groups, app service, healthkit, siri, universal links',
    means: ['bundleIdCapabilities', 'bundleIds_bundleIdCapabilities_getToManyRelated'],
  },
  {
    say: 'certificate, signing certificate, distribution certificate, development certificate, csr, signing identity, code signing, p12, push certificate',
    means: ['certificates'],
  },
  {
    say: 'udid, device, test device, iphone device, register a device, registered devices, add a device',
    means: ['devices'],
  },
  {
    say: 'provisioning profile, provisioning, mobileprovision, ad hoc, ad-hoc, development profile, signing profile, distribution profile',
    means: ['profiles'],
  },
  {
    say: 'devices in the profile, devices of the profile, devices in a profile',
    means: ['profiles_devices_getToManyRelated'],
  },
  { say: 'merchant, merchant id, apple pay, merchant identifier', means: ['merchantIds'] },
  {
    say: 'pass type, wallet, wallet pass, passbook, pass type id, pass type identifier',
    means: ['passTypeIds'],
  },

  // Game Center
  { say: 'game center, gamecenter', means: [], terms: 'game center' },
  {
    say: 'turn on game center, enable game center, game center on, set up game center, game center settings',
    means: ['gameCenterDetails', 'apps_gameCenterDetail_getToOneRelated'],
  },
  {
    say: 'game center for a version, game center on a version, game center version, game center to a version',
    means: ['gameCenterAppVersions'],
  },
  {
    say: 'achievement, trophy, achievement points',
    means: ['gameCenterAchievementsV2', 'gameCenterDetails_gameCenterAchievementsV2_getToManyRelated'],
  },
  {
    say: 'achievement icon, achievement image, achievement picture',
    means: ['gameCenterAchievementImagesV2'],
  },
  {
    say: 'translate an achievement, achievement text, achievement title, achievement description, achievement name, localize an achievement',
    means: ['gameCenterAchievementLocalizationsV2'],
  },
  {
    say: 'achievement to a player, grant an achievement, award an achievement, achievement progress, player achievement',
    means: ['gameCenterPlayerAchievementSubmissions'],
  },
  {
    say: 'leaderboard, high score list, ranking, highscore',
    means: ['gameCenterLeaderboardsV2', 'gameCenterDetails_gameCenterLeaderboardsV2_getToManyRelated'],
  },
  {
    say: 'leaderboard set, set of leaderboards, leaderboards into a set',
    means: [
      'gameCenterLeaderboardSetsV2',
      'gameCenterLeaderboardSetsV2_gameCenterLeaderboards_createToManyRelationship',
    ],
  },
  {
    say: 'translate a leaderboard, leaderboard name, leaderboard title, localize a leaderboard, leaderboard text',
    means: ['gameCenterLeaderboardLocalizationsV2'],
  },
  {
    say: 'leaderboard image, leaderboard icon, leaderboard picture',
    means: ['gameCenterLeaderboardImagesV2'],
  },
  {
    say: 'submit a score, post a score, score to a leaderboard, player score, new score, score from the server',
    means: ['gameCenterLeaderboardEntrySubmissions'],
  },
  {
    say: 'cheat, cheater, cheating, score moderation, remove a score, fake score, moderate scores, hide a score',
    means: [
      'gameCenterScoreModerations',
      'gameCenterLeaderboardsV2_gameCenterScoreModerations_getToManyRelated',
    ],
  },
  {
    say: 'block a player, ban a player, unblock a player, block player',
    means: ['gameCenterDetailPlayers'],
  },
  {
    say: 'blocked players, banned players, blocked player list',
    means: ['gameCenterDetails_blockedPlayers_getToManyRelated'],
  },
  {
    say: 'game center group, leaderboards between games, between two games, shared leaderboards, share achievements',
    means: ['gameCenterGroups'],
  },
  { say: 'challenge, game center challenge', means: ['gameCenterChallenges'] },
  {
    say: 'activity, game center activity, party code, multiplayer activity',
    means: ['gameCenterActivities'],
  },
  {
    say: 'matchmaking, match making, matchmaking rule, rule set, multiplayer matching',
    means: ['gameCenterMatchmakingRuleSets', 'gameCenterMatchmakingRules'],
  },
  { say: 'matchmaking queue, players wait, queue', means: ['gameCenterMatchmakingQueues'] },
  {
    say: 'wait in the queue, matchmaking wait, queue size, matchmaking requests, how long do players wait, waiting time of players',
    means: [
      'gameCenterMatchmakingQueues_matchmakingRequests_getMetrics',
      'gameCenterMatchmakingQueues_matchmakingQueueSizes_getMetrics',
    ],
  },
  {
    say: 'test a rule set, try out a rule set, try a rule set, matchmaking test, try out a matchmaking rule set, test matchmaking',
    means: ['gameCenterMatchmakingRuleSetTests'],
  },

  // Webhooks
  {
    say: 'webhook, callback url, push events, notification url, http callback',
    means: ['webhooks', 'apps_webhooks_getToManyRelated'],
  },
  { say: 'ping the webhook, test the webhook, test webhook, webhook ping', means: ['webhookPings'] },
  {
    say: 'redeliver, webhook delivery, resend the webhook, retry webhook, failed delivery',
    means: ['webhookDeliveries', 'webhooks_deliveries_getToManyRelated'],
  },

  // Sandbox accounts
  {
    say: 'sandbox tester, sandbox account, sandbox user, sandbox apple id, sandbox',
    means: ['sandboxTestersV2'],
  },
  {
    say: 'purchase history, clear purchases, reset purchases, clear history',
    means: ['sandboxTestersClearPurchaseHistoryRequestV2'],
  },
  {
    say: 'renewal rate, renewal speed, speed up renewals, interrupted purchase, interrupt purchases',
    means: ['sandboxTestersV2_updateInstance'],
  },

  // Alternative distribution
  {
    say: 'alternative marketplace, alternative marketplaces, altstore, alternative distribution, sideload, sideloading, dma, third-party store, eu distribution, notarization',
    means: ['alternativeDistributionPackages', 'alternativeDistributionKeys'],
  },
  {
    say: 'distribution domain, web distribution, from my website, domains can distribute, distribute from website, register a domain',
    means: ['alternativeDistributionDomains'],
  },
  {
    say: 'distribution key, key for alternative, marketplace key',
    means: ['alternativeDistributionKeys'],
  },
  {
    say: 'distribution package, alternative distribution package, marketplace package',
    means: [
      'alternativeDistributionPackages',
      'appStoreVersions_alternativeDistributionPackage_getToOneRelated',
    ],
  },
  {
    say: 'package variant, variants of a package, variants of a distribution package',
    means: [
      'alternativeDistributionPackageVersions_variants_getToManyRelated',
      'alternativeDistributionPackageVariants',
    ],
  },
  {
    say: 'package delta, delta update',
    means: [
      'alternativeDistributionPackageVersions_deltas_getToManyRelated',
      'alternativeDistributionPackageDeltas',
    ],
  },
  { say: 'marketplace search, marketplace catalog, catalog url', means: ['marketplaceSearchDetails'] },

  // Background assets, accessibility, nominations
  {
    say: 'background asset, asset pack, background download, on-demand resources, managed assets',
    means: ['backgroundAssets', 'apps_backgroundAssets_getToManyRelated'],
  },
  {
    say: 'version of an asset pack, asset pack version, new asset pack version, version of a background asset',
    means: ['backgroundAssetVersions'],
  },
  {
    say: 'voiceover, accessibility, accessibility label, dark interface, larger text, captions, reduced motion, voice control, accessibility nutrition label, sufficient contrast',
    means: ['accessibilityDeclarations', 'apps_accessibilityDeclarations_getToManyRelated'],
  },
  {
    say: 'nominate, nomination, featured, featuring, get featured, app of the day, editorial',
    means: ['nominations'],
  },

  // What people say when they do not know the word
  {
    say: 'norway, denmark, finland, belgium, ireland, portugal, greece, hungary, romania, israel, saudi arabia, egypt, south africa, argentina, chile, colombia, indonesia, thailand, vietnam, malaysia, singapore, philippines, taiwan, hong kong, new zealand, usa, germany, france, japan, china, korea, turkey, brazil, india, russia, spain, italy, canada, mexico, australia, poland, netherlands, sweden, switzerland, austria, ukraine, united states, united kingdom, europe',
    means: [],
    terms: 'territory',
  },
  {
    say: 'pictures, store pictures, store images, ipad pictures, iphone pictures, ipad images, iphone images, store graphics',
    means: ['appScreenshots', 'appScreenshotSets'],
  },
  { say: 'product page, store page', means: ['appStoreVersionLocalizations', 'appCustomProductPages'] },
  {
    say: 'left the company, leaves the company, take away access, remove access, lose access, quit, laid off, no longer works, offboard',
    means: ['users_deleteInstance', 'users_updateInstance', 'users'],
  },
  {
    say: 'onboard, joins the team, joined the company, new hire, new colleague, give access, get access, grant access',
    means: ['userInvitations_createInstance', 'users_updateInstance'],
  },
  {
    say: 'log in, login to, sign in, log into, can see the account, admin, admins, administrator, access, account access, has access, staff',
    means: ['users'],
  },
  {
    say: 'not available to external testers, not available to testers, testers cannot install, testers do not see, cannot install the build, not visible to testers, build missing, missing in testflight, build available to, build not available, stuck in testflight, ready to test',
    means: [
      'builds_buildBetaDetail_getToOneRelated',
      'buildBetaDetails_getCollection',
      'betaAppReviewSubmissions_getCollection',
    ],
  },
  {
    say: 'text shown to testers, text for testers, note to testers, tell testers what, testers should test, notes for testers, instructions for testers',
    means: ['betaBuildLocalizations'],
  },
  {
    say: 'thank, apologize, say sorry, write back, get back to the reviewer, answer the customer, say thank you',
    means: ['customerReviewResponses_createInstance'],
  },
  {
    say: 'complain, complaint, hate, love, unhappy users, unhappy customers, angry users, user feedback, customer feedback, what users think, opinions, praise, bad reviews, negative reviews, stars',
    means: ['customerReviews', 'apps_customerReviews_getToManyRelated'],
  },
  {
    say: 'how did we do, how are we doing, best selling, sell best, how much did we, sold, top country, gross, how many copies, copies sold, units, best country',
    means: ['salesReports'],
  },
  {
    say: 'pay us, paid to us, apple pays, apple pay us, pay out, payday, money from apple, royalties, bank transfer, settlement',
    means: ['financeReports', 'salesReports'],
  },
  {
    say: 'visitors, traffic, saw our product page, saw our app, saw our page, views of the product page, product page views, where do users come from, acquisition, funnel, users a day, daily users, active users, crash rate, deletions, uninstalls',
    means: [
      'analyticsReportRequests',
      'apps_analyticsReportRequests_getToManyRelated',
      'analyticsReportRequests_reports_getToManyRelated',
    ],
  },
  {
    say: 'slow, slower, laggy, freeze, freezes, sluggish, drains the battery, faster, speed of the app, regression, stutter, responsive, overheat',
    means: [
      'apps_perfPowerMetrics_getToManyRelated',
      'builds_perfPowerMetrics_getToManyRelated',
      'apps_performanceOverviews_getToManyRelated',
    ],
  },
  {
    say: 'ship it, to everybody, to everyone, to all customers, for everyone, 100 percent, all users at once, rest of the users',
    means: ['appStoreVersionPhasedReleases_updateInstance', 'appStoreVersionReleaseRequests_createInstance'],
  },
  {
    say: 'stop the release, stop the update, hold the release, hold back the release, bad release',
    means: ['appStoreVersionPhasedReleases_updateInstance'],
  },
  {
    say: 'update notes, patch notes, version notes, notes of the update, what changed, news of the version',
    means: ['appStoreVersionLocalizations'],
    terms: 'whats new',
  },
  {
    say: 'ship, launch, put it in the store, bring it to the store, upload to the store',
    means: ['reviewSubmissions', 'appStoreVersionReleaseRequests'],
  },
  {
    say: 'privacy page, privacy link, privacy statement, privacy notice',
    means: ['appInfoLocalizations'],
    terms: 'privacy policy url',
  },
  {
    say: 'help page, support page, support link, support website, marketing page link',
    means: ['appStoreVersionLocalizations'],
    terms: 'support url marketing url',
  },
  {
    say: 'age limit, how old, minimum age, suitable for children, for children, adults only, mature, kids',
    means: ['ageRatingDeclarations', 'appInfos_ageRatingDeclaration_getToOneRelated'],
  },
  {
    say: 'discount, cheaper, percent off, % off, half price, reduced price, special price, deal',
    means: ['subscriptionIntroductoryOffers', 'subscriptionPromotionalOffers', 'subscriptionOfferCodes'],
  },
  {
    say: 'first months, first three months, first month, first year, first week, try for free, free week, free month, new subscribers',
    means: ['subscriptionIntroductoryOffers'],
  },
  {
    say: 'subscription with a code, cheaper with a code, discount with a code, code for students, codes for, with a code, influencer code, campaign code',
    means: [
      'subscriptionOfferCodes_createInstance',
      'subscriptionOfferCodeCustomCodes_createInstance',
      'inAppPurchaseOfferCodes_createInstance',
    ],
  },
  {
    say: 'cancelled subscribers, people who cancelled, get customers back, former customers, come back',
    means: ['winBackOffers'],
  },
  {
    say: 'card failed, failed card, keep access, expired card, days of grace, declined card, card declined, payment fails, payment failed, cannot be charged, billing problem, billing issue, credit card',
    means: ['subscriptionGracePeriods'],
  },
  {
    say: 'gems, credits, tokens pack, unlock, lifetime, remove ads, pack, pro upgrade, tip jar, season pass',
    means: ['inAppPurchasesV2'],
  },
  {
    say: 'do we sell, what we sell, our products, list products, products of the app, things to buy',
    means: ['apps_inAppPurchasesV2_getToManyRelated', 'apps_subscriptionGroups_getToManyRelated'],
  },
  {
    say: 'state of the subscription, subscription state, status of the subscription, subscription missing metadata, subscription status, subscription approved',
    means: [
      'subscriptions_getInstance',
      'subscriptionGroups_subscriptions_getToManyRelated',
      'subscriptions',
    ],
  },
  {
    say: 'cents, dollar, euro, usd, eur, cost, price, pricing, expensive, charge',
    means: ['appPriceSchedules', 'subscriptionPrices', 'inAppPurchasePriceSchedules'],
    terms: 'price',
  },
  {
    say: 'unavailable, not available, unavailable in, not sold in, sold in, block in, hide the app, hide in, geo-block, bring back, sell in',
    means: [
      'territoryAvailabilities',
      'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
      'appAvailabilitiesV2',
    ],
  },
  {
    say: 'orders before launch, order before release, reserve the app, before it is released',
    means: ['territoryAvailabilities', 'appAvailabilitiesV2'],
    terms: 'pre order enabled',
  },
  {
    say: 'iphone, ipad, apple watch, vision pro, apple tv, new phone, test phone, my mac',
    means: ['devices'],
  },
  {
    say: 'allow apple pay, enable apple pay, turn on apple pay, apple pay for the identifier, apple pay for the app id, permission for the identifier, allow push, enable icloud, enable sign in',
    means: ['bundleIdCapabilities_createInstance'],
  },
  {
    say: 'signing, sign the app, codesign, signing error, signing files, signing assets',
    means: ['certificates', 'profiles'],
  },
  {
    say: 'two icons, compare icons, which icon, icon test, against each other, compare screenshots, which screenshots work, variants, better converting, test icons, test screenshots',
    means: ['appStoreVersionExperimentsV2', 'appStoreVersionExperimentTreatments'],
  },
  {
    say: 'campaign, campaign page, page for, marketing campaign, audience page, special page, facebook, instagram, google ads',
    means: ['appCustomProductPages'],
  },
  {
    say: 'competition, season, premiere, sale event, summer sale, store event, holiday event, tournament, limited time',
    means: ['appEvents'],
  },
  {
    say: 'my server, our server, my backend, our backend, slack, push to my server, tell my server, inform my server, real-time events, call my endpoint, endpoint',
    means: ['webhooks'],
  },
  {
    say: 'events to our server, deliver the events, did apple deliver, event history, delivery log, webhook log, webhook history, events delivered, events arrive, events reach',
    means: ['webhooks_deliveries_getToManyRelated'],
  },
  {
    say: 'sandbox user bought, sandbox purchases, what the sandbox user bought, buy again in sandbox, forget purchases, purchases of a sandbox account, purchases of the tester',
    means: ['sandboxTestersClearPurchaseHistoryRequestV2'],
  },
  {
    say: 'app on altstore, on altstore, epic store, epic games store, other stores, other app stores, outside the app store, aptoide, setapp',
    means: ['alternativeDistributionPackages', 'alternativeDistributionKeys'],
  },
  {
    say: 'after installing, content after install, large downloads, big files, extra content, downloadable assets, download later, asset packs',
    means: ['backgroundAssets', 'apps_backgroundAssets_getToManyRelated', 'backgroundAssetVersions'],
  },
  {
    say: 'reviewer login, login for the reviewer, login of the demo account, test login, password for apple, demo login, reviewer account, credentials for review',
    means: [
      'appStoreReviewDetails_updateInstance',
      'appStoreReviewDetails_createInstance',
      'appStoreReviewDetails',
    ],
  },
  {
    say: 'encryption question, cryptography, encryption compliance, answer export compliance, itsappusesnonexemptencryption',
    means: ['builds_updateInstance', 'appEncryptionDeclarations'],
    terms: 'uses non exempt encryption',
  },
  {
    say: 'is broken, broken, nobody should install, should not be installed, stop people installing, broken build, bad build, faulty build, pull the build, withdraw the build, retire a build, block the build',
    means: ['builds_updateInstance'],
    terms: 'expired',
  },
  {
    say: 'signed up, joined, sign ups, came through the link, open link, via the link',
    means: ['betaGroups_publicLinkUsages_getMetrics', 'betaGroups'],
  },
  {
    say: 'last night, green, red build, did ci pass, build failed, build status, pipeline status, ci status, broke the build',
    means: [
      'ciBuildRuns_getInstance',
      'ciProducts_buildRuns_getToManyRelated',
      'ciWorkflows_buildRuns_getToManyRelated',
    ],
  },
  {
    say: 'main branch, on xcode cloud, the branch, run ci, run the pipeline, start ci, start xcode cloud, build the branch, run the tests',
    means: ['ciBuildRuns_createInstance'],
  },
  {
    say: 'today tab, on the front page, app of the week, story in the store, editors, app store editors, app store feature, feature our app, pitch, promotion by apple, recommend our app',
    means: ['nominations'],
  },
  {
    say: 'screen reader, blind users, deaf users, dark mode, large text, subtitles for the deaf, colour blind, disabilities',
    means: ['accessibilityDeclarations', 'apps_accessibilityDeclarations_getToManyRelated'],
  },
  {
    say: 'recurring leaderboard, weekly leaderboard, daily leaderboard, best players, top players',
    means: ['gameCenterLeaderboardsV2'],
    terms: 'recurrence',
  },
  {
    say: 'multiplayer, find opponents, opponent, lobby',
    means: ['gameCenterMatchmakingQueues', 'gameCenterMatchmakingRuleSets', 'gameCenterActivities'],
  },
];
