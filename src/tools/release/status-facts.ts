/** What is known of an app on one platform, for `asc_release_status`. Absent = there is none. */
export interface PlatformStatus {
  readonly app: { readonly id: string; readonly name: string };
  readonly platform: string;
  readonly live?: VersionStatus | undefined;
  /** Versions on their way to the App Store. */
  readonly next: readonly VersionStatus[];
  /** Submissions that are not complete. */
  readonly submissions: readonly SubmissionStatus[];
  /** Builds in TestFlight, newest first. */
  readonly builds: readonly TestBuild[];
}

export interface VersionStatus {
  readonly id: string;
  readonly versionString: string;
  /** `appVersionState`. */
  readonly state: string;
  readonly releaseType?: string | undefined;
  readonly earliestReleaseDate?: string | undefined;
  readonly build?: ChosenBuild | undefined;
  readonly phased?: PhasedStatus | undefined;
}

export interface ChosenBuild {
  readonly number: string;
  readonly state: string;
  readonly expired: boolean;
  readonly usesNonExemptEncryption?: boolean | undefined;
}

export interface PhasedStatus {
  /** `INACTIVE`, `ACTIVE`, `PAUSED`, `COMPLETE`. */
  readonly state: string;
  /** From 1 to 7. */
  readonly day?: number | undefined;
  /** Days paused so far. */
  readonly paused?: number | undefined;
}

export interface SubmissionStatus {
  readonly id: string;
  readonly state: string;
  readonly submitted?: string | undefined;
  /** Kinds of its items that Apple rejected, e.g. `appStoreVersion 2.5`. */
  readonly rejected: readonly string[];
}

export interface TestBuild {
  readonly number: string;
  readonly train: string;
  /** `processingState`. */
  readonly state: string;
  readonly uploaded?: string | undefined;
  readonly expired: boolean;
  readonly internal?: string | undefined;
  readonly external?: string | undefined;
  /** `betaReviewState`. */
  readonly betaReview?: string | undefined;
  /** Why Apple refused the upload. */
  readonly errors: readonly string[];
}
