import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestLog, Sandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { png } from './picture.ts';

/** A folder of screenshots as fastlane keeps it, and the root above it that a policy opens. */
export class MediaTree {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'asc-media-')));
  readonly folder = join(this.root, 'screenshots');

  constructor() {
    mkdirSync(this.folder);
  }

  put(locale: string, name: string, bytes: Buffer): string {
    mkdirSync(join(this.folder, locale), { recursive: true });
    const path = join(this.folder, locale, name);
    writeFileSync(path, bytes);
    return path;
  }

  /** `1.png`, `2.png`… of a locale, each with other bytes. */
  shots(locale: string, count: number, text = locale): void {
    for (let number = 1; number <= count; number++)
      this.put(locale, `${number}.png`, png(1320, 2868, `${text} ${number}`));
  }
}

/** The texts of Weather Now 3.2 in a locale; made when there are none. */
export function localizationOf({ store }: Sandbox, locale: string): Stored {
  const version = store.get('AppStoreVersion', teamIds.versions.weatherNext);
  for (const id of version === undefined ? [] : store.linked(version, 'appStoreVersionLocalizations')) {
    const text = store.get('AppStoreVersionLocalization', id);
    if (text?.attributes['locale'] === locale) return text;
  }
  return store.put(
    'AppStoreVersionLocalization',
    `a1b2c3d4-0000-4000-8000-${Buffer.from(locale.padEnd(6)).toString('hex')}`,
    { locale },
    { appStoreVersion: teamIds.versions.weatherNext },
  );
}

/** File names in a group of a locale in the order in which customers see them. */
export function placed(
  sandbox: Sandbox,
  locale: string,
  group = 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE',
): readonly string[] {
  const { store } = sandbox;
  return store.linked(localizationOf(sandbox, locale), 'placements').flatMap((id) => {
    const placement = store.get('AppAssetLibraryPlacement', id);
    if (placement?.attributes['placementGroup'] !== group) return [];
    const [image] = store.linked(placement, 'image');
    const [video] = store.linked(placement, 'video');
    const asset =
      store.get('AppAssetLibraryImage', image ?? '') ?? store.get('AppAssetLibraryVideo', video ?? '');
    return [String(asset?.attributes['fileName'])];
  });
}

/** Changes by method and path, ids left out, counted. */
export function counted(requests: readonly RequestLog[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path, status } of requests) {
    if (method === 'GET') continue;
    const what = `${method} ${path.replace(/\/[0-9a-f-]{36}.*$/, '/…')} ${status}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

/** The judge refuses every body of these two (see test/catalog/oracle.test.ts). */
export function judgeable({ method, path }: RequestLog): boolean {
  return (
    method !== 'PUT' &&
    !(method === 'POST' && /\/v1\/appAssetLibraryPlacement(s|OrderingRequests)$/.test(path))
  );
}
