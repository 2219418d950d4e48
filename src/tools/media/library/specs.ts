import { arrayAt, objectAt, stringAt } from '../../../catalog/json.ts';
import { AscError } from '../../../client/errors.ts';
import type { ToolContext } from '../../context.ts';

/** Placements that are kept in order: what this tool looks after. Header and search pictures are left alone. */
export type PlacementType = 'APP_SCREENSHOT' | 'IMESSAGE_APP_SCREENSHOT' | 'APP_PREVIEW';

interface Size {
  readonly least: readonly [number, number];
  readonly most: readonly [number, number];
}

/** What a group takes as one type. */
interface GroupSpec {
  readonly group: string;
  readonly platform: string;
  readonly sizes: readonly Size[];
  /** Files of a version in the group; absent where versions have no such place. */
  readonly most: number | undefined;
}

/** The library's reference data, as far as screenshots and previews of versions need them. */
export class LibrarySpecs {
  readonly #types: ReadonlyMap<string, readonly GroupSpec[]>;

  constructor(types: ReadonlyMap<string, readonly GroupSpec[]>) {
    this.#types = types;
  }

  /** Groups of a version that take a type, on any platform. */
  groups(type: PlacementType): readonly GroupSpec[] {
    return (this.#types.get(type) ?? []).filter(({ most }) => most !== undefined);
  }

  /** Groups that take a picture of this size. */
  fitting(type: PlacementType, width: number, height: number): readonly GroupSpec[] {
    return this.groups(type).filter((group) => fits(group, width, height));
  }
}

export function fits({ sizes }: GroupSpec, width: number, height: number): boolean {
  return sizes.some(
    ({ least, most }) => least[0] <= width && width <= most[0] && least[1] <= height && height <= most[1],
  );
}

/** `1290×2796, 2796×1290`: for people whose file does not fit. */
export function sizesText({ sizes }: GroupSpec): string {
  return sizes.map(({ least }) => least.join('×')).join(', ');
}

/**
 * Reads which groups, sizes and limits there are now: Apple adds devices to this list without a new version of the API
 * (Apple's article on asset specifications, read 2026-11-22). One request.
 */
export async function readSpecs(context: ToolContext): Promise<LibrarySpecs> {
  const { body } = await context.client.request({
    method: 'GET',
    path: '/v1/appAssetLibraryRefData',
    query: {
      'fields[appAssetLibraryRefData]': 'features,placementProfileGroups,imageSpecs,placementTypes',
    },
    signal: context.signal,
  });
  const attributes = arrayAt(body, 'data').map((one) => objectAt(one, 'attributes'));
  const all = (name: string): readonly unknown[] => attributes.flatMap((one) => arrayAt(one, name));
  const platforms = new Map(
    all('placementProfileGroups').map((one) => [
      stringAt(one, 'placementProfileGroupId') ?? '',
      stringAt(one, 'platform') ?? '',
    ]),
  );
  const sizes = new Map(all('imageSpecs').map((one) => [stringAt(one, 'specId') ?? '', sizeOf(one)]));
  const policies = all('features')
    .filter((one) => stringAt(one, 'featureId') === 'APP_STORE_VERSIONS')
    .flatMap((one) => arrayAt(one, 'placementPolicies'));
  const types = all('placementTypes').map((one) => {
    const type = stringAt(one, 'placementTypeId') ?? '';
    const limits = policies
      .filter((policy) => stringAt(policy, 'placementType') === type)
      .flatMap((policy) => arrayAt(policy, 'groupLimits'));
    const groups = arrayAt(one, 'specMappings').map((mapping): GroupSpec => {
      const group = stringAt(mapping, 'placementGroupId') ?? '';
      const limit = limits.find((each) => arrayAt(each, 'groupIds').includes(group));
      const { maxCount } = objectAt({ limit }, 'limit');
      return {
        group,
        platform: platforms.get(group) ?? '',
        sizes: arrayAt(mapping, 'specs').flatMap((id) => sizes.get(String(id)) ?? []),
        most: typeof maxCount === 'number' ? maxCount : undefined,
      };
    });
    return [type, groups] as const;
  });
  if (types.length === 0)
    throw new AscError({
      code: 'no_specifications',
      message: 'Apple named no places for screenshots and previews.',
      meaning: 'Nothing was changed. The reference data of the App Asset Library came back empty.',
      next: 'asc_read {"operation":"appAssetLibraryRefData_getCollection"} shows what Apple says.',
      outcome: 'not_sent',
    });
  return new LibrarySpecs(new Map(types));
}

function sizeOf(spec: unknown): Size {
  const { minWidth, maxWidth, minHeight, maxHeight } = objectAt(spec, 'dimensions');
  return {
    least: [Number(minWidth), Number(minHeight)],
    most: [Number(maxWidth), Number(maxHeight)],
  };
}
