/** What the API knows of one version on its way to the App Store: all that the checks look at. Absent = empty at Apple. */
export interface VersionSnapshot {
  /** When it was read, milliseconds since 1970. */
  readonly now: number;
  readonly app: AppFacts;
  readonly version: VersionFacts;
  /** The version of this platform that customers have; absent on a first version. */
  readonly live?: LiveFacts | undefined;
  readonly build?: BuildFacts | undefined;
  /** The newest builds of the platform, newest first. */
  readonly builds: readonly BuildFacts[];
  readonly phased?: { readonly id: string; readonly state: string } | undefined;
  /** One for each locale of the version. */
  readonly texts: readonly TextFacts[];
  /** The app information that can be edited, or the live one where there is no other. */
  readonly info?: InfoFacts | undefined;
  readonly review?: ReviewFacts | undefined;
  /** Whether the app has a price schedule. */
  readonly priced: boolean;
  readonly territories: readonly TerritoryFacts[];
  /** Submissions of the platform that are not complete. */
  readonly submissions: readonly SubmissionFacts[];
  readonly products: readonly ProductFacts[];
}

export interface AppFacts {
  readonly id: string;
  readonly name: string;
  readonly primaryLocale: string;
  readonly contentRights?: string | undefined;
}

export interface VersionFacts {
  readonly id: string;
  readonly versionString: string;
  /** `IOS`, `MAC_OS`, `TV_OS`, `VISION_OS`. */
  readonly platform: string;
  /** `appVersionState`. */
  readonly state: string;
  readonly copyright?: string | undefined;
  readonly releaseType?: string | undefined;
  readonly earliestReleaseDate?: string | undefined;
}

export interface LiveFacts {
  readonly versionString: string;
  readonly texts: readonly { readonly locale: string; readonly whatsNew?: string | undefined }[];
}

export interface BuildFacts {
  readonly id: string;
  /** Build number, `CFBundleVersion`. */
  readonly number: string;
  /** `processingState`. */
  readonly state: string;
  readonly expired: boolean;
  readonly expires?: string | undefined;
  readonly uploaded?: string | undefined;
  /** Version of its train, `CFBundleShortVersionString`. */
  readonly train?: string | undefined;
  readonly platform?: string | undefined;
  readonly audience?: string | undefined;
  readonly usesNonExemptEncryption?: boolean | undefined;
  /** `appEncryptionDeclarationState` of the declaration that is linked. */
  readonly declaration?: { readonly id: string; readonly state: string } | undefined;
}

export interface TextFacts {
  readonly id: string;
  readonly locale: string;
  readonly description?: string | undefined;
  readonly keywords?: string | undefined;
  readonly whatsNew?: string | undefined;
  readonly promotionalText?: string | undefined;
  readonly supportUrl?: string | undefined;
  readonly marketingUrl?: string | undefined;
  readonly shots: readonly ShotSet[];
  readonly previews: readonly PreviewSet[];
  /** Assets placed from the App Asset Library, which replaces the sets (API 4.5.1). */
  readonly placements: readonly Placement[];
}

export interface Placement {
  readonly id: string;
  /** `placementType`: `APP_SCREENSHOT`, `APP_PREVIEW`… */
  readonly type: string;
  /** `placementGroup`: `IPHONE_DUO_PROFILE`. */
  readonly group: string;
  /** `AppAssetLibraryPlacementState`. */
  readonly state: string;
}

export interface ShotSet {
  readonly id: string;
  /** `screenshotDisplayType`. */
  readonly type: string;
  readonly shots: readonly Shot[];
}

export interface Shot {
  readonly id: string;
  readonly fileName: string;
  /** `assetDeliveryState.state`. */
  readonly state: string;
  readonly errors: readonly string[];
  readonly checksum?: string | undefined;
  /** Pixels. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export interface PreviewSet {
  readonly id: string;
  /** `previewType`. */
  readonly type: string;
  readonly previews: readonly {
    readonly id: string;
    readonly fileName: string;
    readonly state: string;
    readonly errors: readonly string[];
  }[];
}

export interface InfoFacts {
  readonly id: string;
  readonly state: string;
  readonly texts: readonly InfoText[];
  readonly primary?: string | undefined;
  readonly primarySubs: readonly string[];
  readonly secondary?: string | undefined;
  readonly secondarySubs: readonly string[];
  /** Age rating declaration: its id and the answers that were given. */
  readonly rating?:
    | { readonly id: string; readonly answers: { readonly [question: string]: unknown } }
    | undefined;
}

export interface InfoText {
  readonly id: string;
  readonly locale: string;
  readonly name?: string | undefined;
  readonly subtitle?: string | undefined;
  readonly privacyPolicyUrl?: string | undefined;
  readonly privacyChoicesUrl?: string | undefined;
}

export interface ReviewFacts {
  readonly id: string;
  readonly contactFirstName?: string | undefined;
  readonly contactLastName?: string | undefined;
  readonly contactPhone?: string | undefined;
  readonly contactEmail?: string | undefined;
  readonly demoAccountRequired: boolean;
  readonly demoAccountName?: string | undefined;
  /** Never the password itself. */
  readonly hasDemoPassword: boolean;
  readonly notes?: string | undefined;
}

export interface TerritoryFacts {
  readonly code: string;
  readonly available: boolean;
  readonly preOrder: boolean;
  readonly statuses: readonly string[];
}

export interface SubmissionFacts {
  readonly id: string;
  readonly state: string;
  /** The app version in it. */
  readonly versionId?: string | undefined;
  /** How many items it has, the version counted. */
  readonly items: number;
  /** Items that Apple rejected and nobody marked as resolved. */
  readonly rejected: readonly string[];
}

export interface ProductFacts {
  readonly id: string;
  readonly kind: 'inAppPurchases' | 'subscriptions';
  readonly name: string;
  readonly productId: string;
  readonly state: string;
}
