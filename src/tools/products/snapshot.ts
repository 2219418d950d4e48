import type { Product } from './find.ts';

/** A text of a version in one language. */
export interface ProductText {
  readonly id: string;
  readonly locale: string;
  readonly name: string;
  readonly description: string;
}

/** A product version (API 4.4.1 and later): what goes to review and holds the texts. */
export interface ProductVersion {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly texts: readonly ProductText[];
  readonly images: number;
}

/** The picture for the reviewer. */
export interface ReviewScreenshot {
  readonly id: string;
  /** `AWAITING_UPLOAD`, `UPLOAD_COMPLETE`, `COMPLETE` or `FAILED`. */
  readonly state: string;
  readonly reasons: readonly string[];
  readonly fileName: string;
  readonly fileSize: number | undefined;
  readonly md5: string | undefined;
  /** Pixels as `1320x2868`, once Apple has looked at it. */
  readonly pixels: string | undefined;
}

export interface Availability {
  readonly id: string;
  readonly newTerritories: boolean | undefined;
  readonly territories: ReadonlySet<string>;
}

/** A price that holds, or will. */
export interface PriceFact {
  readonly territory: string;
  readonly amount: string;
  /** `undefined` from the beginning on. */
  readonly startDate: string | undefined;
}

/** A product with everything that Apple asks for before it is reviewed. */
export interface ProductSnapshot {
  readonly app: { readonly id: string; readonly name: string; readonly primaryLocale: string };
  readonly product: Product;
  /** No product of this kind was ever approved in this app. */
  readonly first: boolean;
  readonly reviewNote: string | undefined;
  /** `CONSUMABLE`, … of in-app purchases. */
  readonly type: string | undefined;
  readonly period: string | undefined;
  readonly level: number | undefined;
  readonly familySharable: boolean | undefined;
  /** Newest first. */
  readonly versions: readonly ProductVersion[];
  /** Texts of the older form, on the product itself. */
  readonly oldTexts: readonly ProductText[];
  readonly screenshot: ReviewScreenshot | undefined;
  readonly availability: Availability | undefined;
  /** Of in-app purchases: where the price is set by hand and the others follow. */
  readonly base: string | undefined;
  readonly hasSchedule: boolean;
  readonly prices: readonly PriceFact[];
  readonly promoted: boolean;
  readonly images: number;
  /** Versions of the group, newest first; empty for in-app purchases. */
  readonly groupVersions: readonly ProductVersion[];
  /** Texts of the older form, on the group. */
  readonly oldGroupTexts: readonly ProductText[];
  /** Other subscriptions of the group that customers can buy, by level. */
  readonly siblings: readonly Product[];
}
