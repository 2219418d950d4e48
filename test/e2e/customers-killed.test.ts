import { expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { agreeing } from '../support/server.ts';

const { reviews, workflows } = teamIds;

it('answers each review once, at whichever answer the server is killed', { timeout: 180_000 }, async () => {
  const texts = { [reviews.injection]: 'Thank you.', [reviews.forgery]: 'We are looking into it.' };
  const replies = Object.entries(texts).map(([review, text]) => ({ review, text }));
  const answers = ({ store }: Sandbox): unknown =>
    Object.keys(texts).map((review) => {
      const stored = store.get('CustomerReview', review);
      return (stored === undefined ? [] : store.linked(stored, 'response')).map(
        (id) => store.get('CustomerReviewResponseV1', id)?.attributes['responseBody'],
      );
    });
  const { undisturbed, writes, survived } = await killedAtEveryWrite({
    server: { person: agreeing },
    chain: async (server) => {
      succeeded(await server.call('asc_reply_to_review', { replies }));
    },
    endState: answers,
  });
  expect(undisturbed).toEqual([['Thank you.'], ['We are looking into it.']]);
  expect(writes).toBe(2);
  for (const { cutOff, endState, requests } of survived) {
    expect(endState, cutOff).toEqual(undisturbed);
    // What was published before the accident is not published again.
    expect(requests.filter(({ method }) => method !== 'GET')).toHaveLength(2);
  }
});

it('starts a run of Xcode Cloud once when the server is killed with it', { timeout: 180_000 }, async () => {
  const { undisturbed, survived } = await killedAtEveryWrite({
    server: { person: agreeing, flags: ['--toolsets', 'xcode-cloud'] },
    chain: async (server) => {
      const call = { app: 'Weather Now', workflow: 'Release', branch: 'main' };
      succeeded(await server.call('asc_run_ci_build', call));
    },
    endState: ({ store }) => {
      const workflow = store.get('CiWorkflow', workflows.release);
      const runs = workflow === undefined ? [] : store.linked(workflow, 'buildRuns');
      return runs.filter((id) => store.get('CiBuildRun', id)?.attributes['startReason'] === 'MANUAL').length;
    },
  });
  expect(undisturbed).toBe(1);
  expect(survived.map(({ cutOff, endState }) => [cutOff, endState])).toEqual([['POST /v1/ciBuildRuns', 1]]);
});
