import { groupSizes, type PlacementGroup, placementGroups } from '../catalog/placement-groups.ts';
import { uuid } from './random.ts';
import type { Seeder } from './team-seeder.ts';

type Size = readonly [width: number, height: number];

/** Creative places of a version and of an event, with the sizes of their pictures (public clients, read 2026-11-22). */
const creative: readonly { readonly type: string; readonly sizes: readonly Size[] }[] = [
  {
    type: 'PRODUCT_PAGE_HEADER_ASSET',
    sizes: [
      [5244, 2950],
      [3840, 1646],
    ],
  },
  { type: 'APP_STORE_SEARCH_RESULTS_ASSET', sizes: [[5244, 2950]] },
  { type: 'EVENT_CARD_ASSET', sizes: [[1920, 1080]] },
  { type: 'EVENT_DETAILS_PAGE_ASSET', sizes: [[1080, 1920]] },
];

const shots = 'APP_SCREENSHOT';
const messages = 'IMESSAGE_APP_SCREENSHOT';
const films = 'APP_PREVIEW';
const most: Readonly<Record<string, number>> = { [shots]: 10, [messages]: 10, [films]: 3 };
const anyGroup = 'DEFAULT_PROFILE';

function twin(group: PlacementGroup): string {
  return `IMESSAGE_${group.group}`;
}

function idOf(kind: 'image' | 'video', [width, height]: Size): string {
  return uuid(`${kind} ${width}x${height}`);
}

/** The reference data of the App Asset Library: one object of parallel lists, as Apple's articles show it (2026-11-22). */
export function seedAssetSpecs(seeder: Seeder): void {
  const groups = placementGroups.flatMap(({ group, platform, displayClass, messages: both }) => [
    { placementProfileGroupId: group, platform, displayClassId: displayClass },
    ...(both
      ? [
          {
            placementProfileGroupId: `IMESSAGE_${group}`,
            platform: 'IMESSAGE_APP_STORE',
            displayClassId: displayClass,
          },
        ]
      : []),
  ]);
  const withMessages = placementGroups.filter((group) => group.messages);
  const mappings = (
    list: readonly PlacementGroup[],
    name: (group: PlacementGroup) => string,
    specs: (group: PlacementGroup) => readonly string[],
  ) => list.map((group) => ({ placementGroupId: name(group), specs: specs(group) }));
  const pictures = (group: PlacementGroup) => groupSizes(group).map((size) => idOf('image', size));
  const videos = (group: PlacementGroup) => group.previews.map((size) => idOf('video', size));
  const ordinary = ['APP_SCREENSHOTS_AND_PREVIEWS'];
  const filmed = placementGroups.filter(({ previews }) => previews.length > 0);
  const placementTypes = [
    {
      placementTypeId: shots,
      acceptsAssetCategories: ordinary,
      specMappings: mappings(placementGroups, ({ group }) => group, pictures),
    },
    {
      placementTypeId: messages,
      acceptsAssetCategories: ordinary,
      specMappings: mappings(withMessages, twin, pictures),
    },
    {
      placementTypeId: films,
      acceptsAssetCategories: ordinary,
      specMappings: mappings(filmed, ({ group }) => group, videos),
    },
    ...creative.map(({ type, sizes }) => ({
      placementTypeId: type,
      acceptsAssetCategories: ['CREATIVE_ASSETS'],
      specMappings: [{ placementGroupId: anyGroup, specs: sizes.map((size) => idOf('image', size)) }],
    })),
  ];
  const limits = (type: string) => ({
    placementType: type,
    groupLimits: [
      {
        groupIds:
          placementTypes
            .find(({ placementTypeId }) => placementTypeId === type)
            ?.specMappings.map(({ placementGroupId }) => placementGroupId) ?? [],
        maxCount: most[type] ?? 1,
      },
    ],
  });
  const page = [shots, messages, films];
  seeder.put('AppAssetLibraryRefDatum', '1', {
    features: [
      {
        featureId: 'APP_STORE_VERSIONS',
        placementPolicies: [...page, 'PRODUCT_PAGE_HEADER_ASSET', 'APP_STORE_SEARCH_RESULTS_ASSET'].map(
          limits,
        ),
      },
      { featureId: 'CUSTOM_PRODUCT_PAGES', placementPolicies: [shots, films].map(limits) },
      { featureId: 'PRODUCT_PAGE_OPTIMIZATIONS', placementPolicies: [shots, films].map(limits) },
      {
        featureId: 'IN_APP_EVENTS',
        placementPolicies: ['EVENT_CARD_ASSET', 'EVENT_DETAILS_PAGE_ASSET'].map(limits),
      },
    ],
    placementProfileGroups: [
      ...groups,
      { placementProfileGroupId: anyGroup, platform: 'ANY', displayClassId: 'DEFAULT' },
    ],
    imageSpecs: imageSpecs(placementTypes),
    videoSpecs: filmSpecs(filmed),
    placementTypes,
    displayClasses: displayClasses(),
  });
}

interface Mapped {
  readonly placementTypeId: string;
  readonly specMappings: readonly { readonly specs: readonly string[] }[];
}

function unique(sizes: readonly Size[]): readonly Size[] {
  return [...new Map(sizes.map((size) => [size.join('x'), size])).values()];
}

function imageSpecs(types: readonly Mapped[]): readonly object[] {
  const all = unique([...placementGroups.flatMap(groupSizes), ...creative.flatMap(({ sizes }) => sizes)]);
  return all.map((size) => {
    const [width, height] = size;
    const specId = idOf('image', size);
    return {
      specId,
      shortName: `i${width}x${height}a0`,
      dimensions: { minWidth: width, maxWidth: width, minHeight: height, maxHeight: height },
      compatiblePlacementTypes: types
        .filter(({ specMappings }) => specMappings.some(({ specs }) => specs.includes(specId)))
        .map(({ placementTypeId }) => placementTypeId),
      alphaAllowed: false,
      fileExtensions: ['.jpg', '.jpeg', '.png'],
      mimeTypes: ['image/jpeg', 'image/png'],
      maxFileSize: 524_288_000,
      universalAsset: false,
    };
  });
}

function filmSpecs(filmed: readonly PlacementGroup[]): readonly object[] {
  return unique(filmed.flatMap(({ previews }) => previews)).map((size) => {
    const [width, height] = size;
    return {
      specId: idOf('video', size),
      shortName: `v${width}x${height}`,
      dimensions: { minWidth: width, maxWidth: width, minHeight: height, maxHeight: height },
      compatiblePlacementTypes: [films],
      frameRates: [{ minFps: 23, maxFps: 30 }],
      duration: { min: 'PT15S', max: 'PT30S' },
      audioRequired: false,
      fileExtensions: ['.mov', '.m4v', '.mp4'],
      mimeTypes: ['video/quicktime', 'video/x-m4v', 'video/mp4'],
      maxFileSize: 524_288_000,
      universalAsset: false,
    };
  });
}

const families = [
  ['IPHONE', 'IPHONE'],
  ['IPAD', 'IPAD'],
  ['WATCH', 'APPLE_WATCH'],
] as const;

function displayClasses(): readonly object[] {
  return placementGroups
    .filter(({ displayClass }) => displayClass !== 'DEFAULT')
    .map((group) => ({
      displayClassId: group.displayClass,
      deviceFamily: families.find(([start]) => group.displayClass.startsWith(start))?.[1] ?? 'IPHONE',
      screenDimensions: groupSizes(group)
        .filter(([width, height]) => width > height)
        .map((size) => size.join('x')),
    }));
}
