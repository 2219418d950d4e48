import type { Call, Check } from '../../release/checks/check.ts';
import { openVersion, soldStates } from '../kinds.ts';
import type { ProductSnapshot, ProductText, ProductVersion } from '../snapshot.ts';

/** One thing that a product needs, or that a reviewer looks at. */
export type ProductCheck = Check<ProductSnapshot>;

/** Where the rows come from; each row names one of them. */
export const sources = {
  states: 'what READY_TO_SUBMIT needs: facts on product states, 2026-11-22',
  reports: 'answers of the API as clients report them, 2026-11-22',
  document: 'API document 4.5.1, 2026-10-06',
  help: "Apple's App Store Connect help, 2026-11-22",
  guidelines: 'App Review Guidelines 2.1 and 3.1, 2026-11-22',
} as const;

/** Customers can buy it, or could: its texts are approved, and nothing is missing for a first review. */
export function isSold({ product }: ProductSnapshot): boolean {
  return soldStates.has(product.state);
}

export function isSubscription({ product }: ProductSnapshot): boolean {
  return product.kind.name === 'subscription';
}

/** The version that goes to review next, else the newest. */
export function currentVersion({ versions }: ProductSnapshot): ProductVersion | undefined {
  return openVersion(versions) ?? versions[0];
}

/** Texts as customers would see them: of the version, else the older ones on the product. */
export function textsOf(snapshot: ProductSnapshot): readonly ProductText[] {
  const own = currentVersion(snapshot)?.texts ?? [];
  return own.length > 0 ? own : snapshot.oldTexts;
}

/** Texts of the group in the same sense; empty for in-app purchases. */
export function groupTextsOf({ groupVersions, oldGroupTexts }: ProductSnapshot): readonly ProductText[] {
  const version = openVersion(groupVersions) ?? groupVersions[0];
  return version !== undefined && version.texts.length > 0 ? version.texts : oldGroupTexts;
}

/**
 * The call that goes on with the product, in the form that works whether the tool is listed or not; `more` is what is
 * missing. `<…>` stands for what only a person knows.
 */
export function goOn(snapshot: ProductSnapshot, more: Readonly<Record<string, unknown>>): Call {
  const { app, product, type, period } = snapshot;
  return {
    tool: 'asc_create',
    arguments: {
      operation: 'asc_create_product',
      attributes: {
        app: app.id,
        kind: isSubscription(snapshot) ? 'SUBSCRIPTION' : (type ?? '<CONSUMABLE>'),
        product_id: product.productId,
        name: product.name,
        ...(isSubscription(snapshot)
          ? { group: product.group?.name ?? '<group>', period: period ?? '<period>' }
          : {}),
        ...more,
      },
    },
  };
}

/** Operation that changes a text, by where the text stands. */
export function textUpdate(snapshot: ProductSnapshot): string {
  const { version } = snapshot.product.kind;
  const own = currentVersion(snapshot)?.texts ?? [];
  return own.length > 0 ? version.textUpdate : version.textUpdate.replace('V2_', '_');
}
