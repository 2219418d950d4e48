import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import type { Store } from './store.ts';

/** What the reference data say; the same object that clients read. */
function catalogue(store: Store): unknown {
  for (const { attributes } of store.all('AppAssetLibraryRefDatum')) return attributes;
  return undefined;
}

/** A specification that a picture fits. */
interface Spec {
  readonly id: string;
  readonly alphaAllowed: boolean;
}

/** The specification that a picture of this size meets, among those of its category. */
export function specOf(store: Store, category: string, width: number, height: number): Spec | undefined {
  const types = arrayAt(catalogue(store), 'placementTypes')
    .filter((type) => arrayAt(type, 'acceptsAssetCategories').includes(category))
    .map((type) => stringAt(type, 'placementTypeId'));
  const found = arrayAt(catalogue(store), 'imageSpecs').find((spec) => {
    const { minWidth, maxWidth, minHeight, maxHeight } = objectAt(spec, 'dimensions');
    return (
      within(minWidth, width, maxWidth) &&
      within(minHeight, height, maxHeight) &&
      arrayAt(spec, 'compatiblePlacementTypes').some((type) => types.includes(String(type)))
    );
  });
  const id = stringAt(found, 'specId');
  return id === undefined
    ? undefined
    : { id, alphaAllowed: isObject(found) && found['alphaAllowed'] === true };
}

function within(least: unknown, value: number, most: unknown): boolean {
  return Number(least) <= value && value <= Number(most);
}

/** Whether a type and group go together, and which specifications and categories they take. */
export function placeOf(
  store: Store,
  placementType: string,
  placementGroup: string,
): { readonly specs: readonly unknown[]; readonly categories: readonly unknown[] } | undefined {
  const type = arrayAt(catalogue(store), 'placementTypes').find(
    (one) => stringAt(one, 'placementTypeId') === placementType,
  );
  const mapping = arrayAt(type, 'specMappings').find(
    (one) => stringAt(one, 'placementGroupId') === placementGroup,
  );
  return mapping === undefined
    ? undefined
    : { specs: arrayAt(mapping, 'specs'), categories: arrayAt(type, 'acceptsAssetCategories') };
}

/** How many assets a group of a surface holds; `undefined` where the feature has no such place. */
export function mostOf(
  store: Store,
  feature: string,
  placementType: string,
  placementGroup: string,
): number | undefined {
  const policy = arrayAt(
    arrayAt(catalogue(store), 'features').find((one) => stringAt(one, 'featureId') === feature),
    'placementPolicies',
  ).find((one) => stringAt(one, 'placementType') === placementType);
  const limit = arrayAt(policy, 'groupLimits').find((one) =>
    arrayAt(one, 'groupIds').includes(placementGroup),
  );
  return isObject(limit) ? Number(limit['maxCount']) : undefined;
}
