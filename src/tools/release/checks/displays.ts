import { displayOf } from '../../../catalog/placement-groups.ts';
import { duo, requiredScreenshots } from '../../../catalog/required-screenshots.ts';
import { sizesOf } from '../../../catalog/screenshot-sizes.ts';
import type { Placement, TextFacts, VersionSnapshot } from '../snapshot.ts';
import { type Call, type Check, type Finding, ok, sources } from './check.ts';

const uploading = 'asc_sync_media';

/** Screenshots that a language shows on a display, in a set or placed from the library. */
function count(text: TextFacts, type: string): number {
  const inSet = text.shots.find((set) => set.type === type)?.shots.length ?? 0;
  return inSet + placedShots(text).filter(({ group }) => displayOf(group) === type).length;
}

function placedShots({ placements }: TextFacts): readonly Placement[] {
  return placements.filter(({ type }) => type.endsWith('APP_SCREENSHOT'));
}

/** Displays that a language has screenshots for. iPhone Duo is left out: no source says that every language needs it. */
function kinds(text: TextFacts | undefined): readonly string[] {
  if (text === undefined) return [];
  const inSets = text.shots.filter(({ shots }) => shots.length > 0).map(({ type }) => type);
  const placed = placedShots(text).flatMap(({ group }) => displayOf(group) ?? []);
  return [...new Set([...inSets, ...placed])].filter((type) => type !== duo);
}

/** Whether a language shows pictures of its own, or has begun to. */
function hasShots(text: TextFacts): boolean {
  return text.shots.length > 0 || placedShots(text).length > 0;
}

/** Brings a picture for a display, and leaves the others alone. */
function addShots({ app, version }: VersionSnapshot, locale: string, type: string): Call {
  return {
    tool: 'asc_sync_media',
    arguments: {
      app: app.id,
      version: version.versionString,
      platform: version.platform,
      files: [{ path: '<file.png>', locale, display_type: type }],
      keep_others: true,
    },
  };
}

/** A display as people call it. */
export function device(type: string): string {
  return type === duo ? 'iPhone Duo' : (sizesOf(type)?.device ?? type);
}

function primaryOf({ texts, app }: VersionSnapshot): TextFacts | undefined {
  return texts.find(({ locale }) => locale === app.primaryLocale);
}

/** The others beside the primary language, some with screenshots of their own and some without. */
function others({ texts, app }: VersionSnapshot): readonly TextFacts[] {
  return texts.filter(({ locale }) => locale !== app.primaryLocale);
}

/** Required displays that the primary language has none of; `when` says which rows of the table to look at. */
function lacking(snapshot: VersionSnapshot, when: (from: number | undefined) => boolean): readonly Finding[] {
  const text = primaryOf(snapshot);
  if (text === undefined) return ok;
  return requiredScreenshots
    .filter(
      ({ platform, anyOf, from }) =>
        platform === snapshot.version.platform &&
        when(from === undefined ? undefined : Date.parse(from)) &&
        anyOf.every((type) => count(text, type) === 0),
    )
    .map(({ anyOf }) => ({
      subject: text.locale,
      says: anyOf.map(device).join(' or '),
      fix: addShots(snapshot, text.locale, anyOf[0] ?? ''),
    }));
}

/** Which displays a language shows screenshots for, and which it must. */
export const displayChecks: readonly Check[] = [
  {
    id: 'media.screenshots_required',
    severity: 'blocker',
    title: 'Required screenshots are missing in the primary language',
    field: 'appScreenshotSets.screenshotDisplayType',
    where: uploading,
    source: sources.reports,
    test: (snapshot) => lacking(snapshot, (from) => from === undefined),
  },
  {
    id: 'media.screenshots_due',
    severity: 'warning',
    title: 'Screenshots that Apple requires from April 2027 are missing; it has not said the day',
    field: 'appAssetLibraryPlacements.placementGroup',
    where: uploading,
    source: sources.announced,
    test: (snapshot) => lacking(snapshot, (from) => from !== undefined && from <= snapshot.now),
  },
  {
    id: 'media.screenshots_soon',
    severity: 'note',
    title: 'Apple requires these screenshots from April 2027; until then a version passes without',
    field: 'appAssetLibraryPlacements.placementGroup',
    where: uploading,
    source: sources.announced,
    test: (snapshot) => lacking(snapshot, (from) => from !== undefined && from > snapshot.now),
  },
  {
    id: 'media.screenshots_missing',
    severity: 'blocker',
    title: 'A language with screenshots lacks a display that the primary one has',
    field: 'appScreenshotSets.screenshotDisplayType',
    where: uploading,
    source: sources.reports,
    test: (snapshot) =>
      others(snapshot)
        .filter(hasShots)
        .flatMap((text) =>
          kinds(primaryOf(snapshot))
            .filter((type) => count(text, type) === 0)
            .map((type) => ({
              subject: text.locale,
              says: device(type),
              fix: addShots(snapshot, text.locale, type),
            })),
        ),
  },
  {
    id: 'media.screenshots_borrowed',
    severity: 'note',
    title: 'A language has no screenshots and shows those of the primary one',
    field: 'appScreenshotSets',
    where: uploading,
    source: sources.help,
    test: (snapshot) =>
      others(snapshot)
        .filter((text) => !hasShots(text))
        .map((text) => ({
          subject: text.locale,
          fix: addShots(snapshot, text.locale, kinds(primaryOf(snapshot))[0] ?? 'APP_IPHONE_67'),
        })),
  },
];
