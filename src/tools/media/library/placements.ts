import { objectAt, stringAt } from '../../../catalog/json.ts';
import type { ToolContext } from '../../context.ts';
import type { LibraryPlace } from './place-of.ts';

/** An asset on the page of a locale. Type, group and asset are fixed once it is made. */
export interface Placement {
  readonly id: string;
  readonly type: string;
  readonly group: string;
  /** Of the image or the video. */
  readonly asset: string;
  /** Apple's word; live answers know more of them than the document (`ACTIVE`, seen 2026-10-06). */
  readonly state: string;
}

/** Types that this tool looks after. */
const types = 'APP_SCREENSHOT,IMESSAGE_APP_SCREENSHOT,APP_PREVIEW';

/** The placements of a localization in the order in which customers see them, group by group. One request. */
export async function readPlacements(
  context: ToolContext,
  localization: string,
  verification = false,
): Promise<readonly Placement[]> {
  const { data } = await context.client.pages({
    method: 'GET',
    path: `/v1/appStoreVersionLocalizations/${localization}/placements`,
    query: {
      'filter[placementType]': types,
      'fields[appAssetLibraryPlacements]': 'placementType,placementGroup,state,image,video',
      'fields[appAssetLibraryImages]': 'state',
      'fields[appAssetLibraryVideos]': 'state',
      include: 'image,video',
      // The order has no attribute: only this sequence tells it.
      sort: 'placementGroupPosition',
      limit: '200',
    },
    maxItems: 2_000,
    signal: context.signal,
    verification,
  });
  return data.map((object) => {
    const attributes = objectAt(object, 'attributes');
    const links = objectAt(object, 'relationships');
    const asset = ['image', 'video'].map((name) => stringAt(objectAt(objectAt(links, name), 'data'), 'id'));
    return {
      id: stringAt(object, 'id') ?? '',
      type: stringAt(attributes, 'placementType') ?? '',
      group: stringAt(attributes, 'placementGroup') ?? '',
      asset: asset.find((id) => id !== undefined) ?? '',
      state: stringAt(attributes, 'state') ?? '',
    };
  });
}

/** Those in one place, in their order. */
export function inPlace(
  placements: readonly Placement[],
  { type, group }: LibraryPlace,
): readonly Placement[] {
  return placements.filter((one) => one.type === type && one.group === group);
}
