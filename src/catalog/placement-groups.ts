import { sizesOf } from './screenshot-sizes.ts';

type Size = readonly [width: number, height: number];

/**
 * Places for screenshots and previews in the App Asset Library, and what each was called in the older sets. The API
 * tells at run time which groups and sizes there are (`appAssetLibraryRefData`); this table only says what people and
 * file names call them, and which one is meant where the pixels fit several: the first.
 */
export interface PlacementGroup {
  /** `IPHONE_DUO_PROFILE`; its twin for Messages has `IMESSAGE_` before it. */
  readonly group: string;
  readonly platform: string;
  readonly displayClass: string;
  /** Of the older sets; absent for what only the library has. */
  readonly displayType?: string;
  /** Sizes of screenshots where no display type tells; each may also lie. */
  readonly sizes?: readonly Size[];
  /** Sizes of previews; none where the group takes none. */
  readonly previews: readonly Size[];
  /** The app for Messages has a group of its own. */
  readonly messages: boolean;
  readonly source: string;
}

/** Two public clients that printed the reference data. */
const live = 'reference data as printed by public clients on 2026-10-08 and 2026-10-09, read 2026-11-22';

const phone = { platform: 'IPHONE_APP_STORE', messages: true, source: live } as const;
const pad = { platform: 'IPAD_APP_STORE', messages: true, source: live } as const;
const watch = { platform: 'WATCH_APP_STORE', messages: false, previews: [], source: live } as const;
const whole = { displayClass: 'DEFAULT', messages: false, source: live } as const;

const tall: readonly Size[] = [
  [886, 1920],
  [1920, 886],
];
const classic: readonly Size[] = [
  [1080, 1920],
  [1920, 1080],
];
const padVideo: readonly Size[] = [
  [1200, 1600],
  [1600, 1200],
];

function row(
  group: string,
  displayType: string | undefined,
  more: Omit<PlacementGroup, 'group' | 'displayType' | 'displayClass'> & { readonly displayClass?: string },
): PlacementGroup {
  const name = group.replace(/_PROFILE$/, '');
  return {
    group,
    displayClass: name.startsWith('WATCH_') || name === 'IPHONE_DUO' ? name : `${name}_DISPLAY`,
    ...(displayType === undefined ? {} : { displayType }),
    ...more,
  };
}

export const placementGroups: readonly PlacementGroup[] = [
  row('IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE', 'APP_IPHONE_67', { ...phone, previews: tall }),
  row('IPHONE_DYNAMIC_ISLAND_MEDIUM_PROFILE', 'APP_IPHONE_61', { ...phone, previews: tall }),
  row('IPHONE_DUO_PROFILE', undefined, {
    ...phone,
    sizes: [
      [1398, 2034],
      [2007, 2853],
    ],
    previews: tall,
  }),
  row('IPHONE_FACE_ID_LARGE_PROFILE', 'APP_IPHONE_65', { ...phone, previews: tall }),
  row('IPHONE_FACE_ID_MEDIUM_PROFILE', 'APP_IPHONE_58', { ...phone, previews: tall }),
  row('IPHONE_HOME_BUTTON_LARGE_PROFILE', 'APP_IPHONE_55', { ...phone, previews: classic }),
  row('IPHONE_HOME_BUTTON_MEDIUM_PROFILE', 'APP_IPHONE_47', {
    ...phone,
    previews: [
      [750, 1334],
      [1334, 750],
    ],
  }),
  row('IPHONE_HOME_BUTTON_40_PROFILE', 'APP_IPHONE_40', { ...phone, previews: classic }),
  row('IPHONE_HOME_BUTTON_35_PROFILE', 'APP_IPHONE_35', { ...phone, previews: [], messages: false }),
  row('IPAD_13_PROFILE', 'APP_IPAD_PRO_3GEN_129', { ...pad, previews: padVideo }),
  row('IPAD_129_PROFILE', 'APP_IPAD_PRO_129', {
    ...pad,
    previews: [...padVideo, [900, 1200], [1200, 900]],
  }),
  row('IPAD_11_PROFILE', 'APP_IPAD_PRO_3GEN_11', { ...pad, previews: padVideo }),
  row('IPAD_105_PROFILE', 'APP_IPAD_105', { ...pad, previews: padVideo }),
  row('IPAD_97_PROFILE', 'APP_IPAD_97', {
    ...pad,
    previews: [
      [900, 1200],
      [1200, 900],
    ],
  }),
  row('WATCH_ULTRA_PROFILE', 'APP_WATCH_ULTRA', watch),
  row('WATCH_SERIES_10_PROFILE', 'APP_WATCH_SERIES_10', watch),
  row('WATCH_SERIES_7_PROFILE', 'APP_WATCH_SERIES_7', watch),
  row('WATCH_SERIES_4_PROFILE', 'APP_WATCH_SERIES_4', watch),
  row('WATCH_SERIES_3_PROFILE', 'APP_WATCH_SERIES_3', watch),
  row('MAC_PROFILE', 'APP_DESKTOP', { ...whole, platform: 'MAC_APP_STORE', previews: [[1920, 1080]] }),
  row('TV_PROFILE', 'APP_APPLE_TV', { ...whole, platform: 'TV_APP_STORE', previews: [[1920, 1080]] }),
  row('VISION_PRO_PROFILE', 'APP_APPLE_VISION_PRO', {
    ...whole,
    platform: 'VISION_PRO_APP_STORE',
    previews: [[3840, 2160]],
  }),
];

/** Sizes of the screenshots of a group, upright and lying. */
export function groupSizes({ displayType, sizes }: PlacementGroup): readonly Size[] {
  const known = displayType === undefined ? undefined : sizesOf(displayType);
  const upright = sizes ?? known?.sizes ?? [];
  if (known !== undefined && !known.turnable) return upright;
  return upright.flatMap(([width, height]): Size[] => [
    [width, height],
    [height, width],
  ]);
}

/**
 * What people call a group: itself, its display class, its older display type with or without `APP_`. With
 * `IMESSAGE_` before it the twin for Messages is meant.
 */
export function groupNamed(name: string): string | undefined {
  const upper = name.toUpperCase();
  const messages = upper.startsWith('IMESSAGE_');
  const own = messages ? upper.slice('IMESSAGE_'.length) : upper;
  const found = placementGroups.find(
    ({ group, displayClass }) =>
      group === own ||
      group === `${own}_PROFILE` ||
      (displayClass !== 'DEFAULT' && displayClass === own) ||
      displayOf(group) === own ||
      displayOf(group) === `APP_${own}`,
  );
  return found === undefined ? undefined : `${messages ? 'IMESSAGE_' : ''}${found.group}`;
}

/**
 * The display type of a group, under the name that a set of it has or would have: `APP_IPHONE_67`, and
 * `APP_IPHONE_DUO`, which Apple takes although its document does not list it (two clients, 2026-10-08).
 */
export function displayOf(group: string): string | undefined {
  const messages = group.startsWith('IMESSAGE_');
  const own = messages ? group.slice('IMESSAGE_'.length) : group;
  const row = placementGroups.find((one) => one.group === own);
  if (row === undefined) return undefined;
  return `${messages ? 'IMESSAGE_' : ''}${row.displayType ?? `APP_${row.displayClass}`}`;
}
