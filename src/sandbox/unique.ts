import type { Change } from './change.ts';
import { type ApiError, attributeError } from './errors.ts';
import { hasAttribute } from './relations.ts';

/** What may exist only once: the attributes together, within the object that `within` names (else in the team). */
interface NaturalKey {
  readonly attributes: readonly string[];
  readonly within?: string;
}

/** Read 2026-11-22 from public reports of refused duplicates; localizations are added below. */
const naturalKeys: Readonly<Record<string, NaturalKey>> = {
  AppPreviewSet: { attributes: ['previewType'], within: 'appStoreVersionLocalization' },
  AppScreenshotSet: { attributes: ['screenshotDisplayType'], within: 'appStoreVersionLocalization' },
  AppStoreVersion: { attributes: ['platform', 'versionString'], within: 'app' },
  BetaGroup: { attributes: ['name'], within: 'app' },
  BetaTester: { attributes: ['email'] },
  BundleId: { attributes: ['identifier'] },
  Device: { attributes: ['udid'] },
  InAppPurchaseV2: { attributes: ['productId'] },
  MerchantId: { attributes: ['identifier'] },
  PassTypeId: { attributes: ['identifier'] },
  Subscription: { attributes: ['productId'] },
  SubscriptionGroup: { attributes: ['referenceName'], within: 'app' },
  UserInvitation: { attributes: ['email'] },
};

/** 409 when an object of the same natural key is there already. */
export function duplicateErrors(change: Change): readonly ApiError[] {
  const key = naturalKeys[change.resource.name] ?? localeKey(change);
  if (key === undefined) return [];
  const last = key.attributes.at(-1) ?? '';
  if (change.object !== undefined && !key.attributes.some((name) => Object.hasOwn(change.attributes, name)))
    return [];
  const wanted = key.attributes.map((name) => valueIn(change, name));
  const parent = key.within === undefined ? undefined : parentOf(change, key.within);
  if (key.within !== undefined && parent === undefined) return [];
  const twin = [...change.store.all(change.resource.name)].find(
    (other) =>
      other.id !== change.object?.id &&
      key.attributes.every((name, index) => other.attributes[name] === wanted[index]) &&
      (key.within === undefined || change.store.linked(other, key.within).includes(parent ?? '')),
  );
  if (twin === undefined) return [];
  return [
    attributeError(
      'INVALID.DUPLICATE',
      last,
      `The ${last} '${String(wanted.at(-1))}' is used already by ${change.resource.type} '${twin.id}'.`,
    ),
  ];
}

/** A localization has a locale once within its parent, whichever relationship names that. */
function localeKey(change: Change): NaturalKey | undefined {
  if (!hasAttribute(change.resource, 'locale')) return undefined;
  for (const [name, value] of change.links)
    if (typeof value === 'string' && change.store.relationship(change.resource.name, name)?.many === false)
      return { attributes: ['locale'], within: name };
  return undefined;
}

function valueIn(change: Change, name: string): unknown {
  return Object.hasOwn(change.attributes, name) ? change.attributes[name] : change.object?.attributes[name];
}

function parentOf(change: Change, relationship: string): string | undefined {
  const sent = change.links.get(relationship);
  if (typeof sent === 'string') return sent;
  return change.object === undefined ? undefined : change.store.linked(change.object, relationship)[0];
}
