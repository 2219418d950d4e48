import { describe, expect, it } from 'vitest';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { find, post, store } = bench();
const { weather } = teamIds;

/** `en-US APP_DESKTOP 1-now.png 2-radar.png`: what a version shows, language by language. */
function shown(version: Stored): string[] {
  const linked = (from: Stored, relationship: string, resource: string): Stored[] =>
    store()
      .linked(from, relationship)
      .flatMap((id) => store().get(resource, id) ?? []);
  return linked(version, 'appStoreVersionLocalizations', 'AppStoreVersionLocalization')
    .flatMap((text) =>
      linked(text, 'appScreenshotSets', 'AppScreenshotSet').map((set) =>
        [
          text.attributes['locale'],
          set.attributes['screenshotDisplayType'],
          ...linked(set, 'appScreenshots', 'AppScreenshot').map(({ attributes }) => attributes['fileName']),
        ].join(' '),
      ),
    )
    .sort();
}

describe('a new version', () => {
  it('comes with the texts and screenshots of the one before, without its release notes and previews', async () => {
    const before = find(
      'AppStoreVersion',
      (one) =>
        one.attributes['platform'] === 'MAC_OS' &&
        one.attributes['versionString'] === '3.1' &&
        store().linked(one, 'app')[0] === weather.app,
    );
    const { data, status } = await post(
      'appStoreVersions',
      { platform: 'MAC_OS', versionString: '3.2' },
      { app: ['apps', weather.app] },
    );
    expect(status).toBe(201);
    const made = find('AppStoreVersion', (one) => one.id === data['id']);
    expect(shown(before).length).toBeGreaterThan(0);
    expect(shown(made)).toEqual(shown(before));
    const texts = store()
      .linked(made, 'appStoreVersionLocalizations')
      .flatMap((id) => store().get('AppStoreVersionLocalization', id) ?? []);
    expect(texts.map(({ attributes }) => attributes['whatsNew'])).toEqual(texts.map(() => undefined));
    expect(texts.flatMap((text) => [...store().linked(text, 'appPreviewSets')])).toEqual([]);
    // Copies: what is done to them leaves the version that customers have alone.
    const [set = ''] = store().linked(texts[0] ?? made, 'appScreenshotSets');
    store().delete('AppScreenshotSet', set);
    expect(shown(before)).not.toEqual(shown(made));
  });
});
