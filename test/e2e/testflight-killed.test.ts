import { expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { agreeing, faults } from '../support/server.ts';

const { builds, groups } = teamIds;

it('brings a build to testers once, at whichever change the server is killed', {
  timeout: 180_000,
}, async () => {
  const { undisturbed, writes, survived } = await killedAtEveryWrite({
    server: { person: agreeing },
    chain: async (server) => {
      succeeded(
        await server.call('asc_distribute_build', {
          app: 'Weather Now',
          build: '3203',
          groups: ['public beta'],
          what_to_test: { 'en-US': 'Does the radar load?', 'de-DE': 'Lädt das Radar?' },
          encryption: false,
        }),
      );
    },
    endState: ({ store }) => {
      const build = store.get('Build', builds.missingCompliance);
      if (build === undefined) throw new Error('The build is gone.');
      const texts = store.linked(build, 'betaBuildLocalizations').map((id) => {
        const { locale, whatsNew } = store.get('BetaBuildLocalization', id)?.attributes ?? {};
        return `${String(locale)}: ${String(whatsNew)}`;
      });
      const [review = ''] = store.linked(build, 'betaAppReviewSubmission');
      return {
        exempt: build.attributes['usesNonExemptEncryption'],
        texts: texts.sort(),
        inGroup: store.linked(build, 'betaGroups').includes(groups.weatherPublic),
        review: store.get('BetaAppReviewSubmission', review)?.attributes['betaReviewState'],
      };
    },
  });
  expect(undisturbed).toEqual({
    exempt: false,
    texts: ['de-DE: Lädt das Radar?', 'en-US: Does the radar load?'],
    inGroup: true,
    review: 'WAITING_FOR_REVIEW',
  });
  expect(writes).toBe(5);
  expect(survived.map(({ write }) => write)).toEqual([1, 2, 3, 4, 5]);
  for (const { cutOff, endState, requests } of survived) {
    expect(endState, cutOff).toEqual(undisturbed);
    expect(faults(requests), cutOff).toEqual([]);
    const creates = requests.filter(({ method, status }) => method === 'POST' && status < 400);
    expect(new Set(creates.map(({ path }) => path)).size, cutOff).toBe(creates.length);
  }
});
