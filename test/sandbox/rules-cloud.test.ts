import { describe, expect, it } from 'vitest';
import { arrayAt, objectAt, stringAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, sandbox, store, wait } = bench();
const { buildRuns, workflows } = teamIds;

/** The weather repository's branch or tag. */
function reference(name: string): string {
  const workflow = find('CiWorkflow', (one) => one.id === workflows.release);
  const [repository] = store().linked(workflow, 'repository');
  return find(
    'ScmGitReference',
    (one) => one.attributes['name'] === name && store().linked(one, 'repository')[0] === repository,
  ).id;
}

function workflowCalled(name: string): string {
  const release = find('CiWorkflow', (one) => one.id === workflows.release);
  const [product] = store().linked(release, 'product');
  return find(
    'CiWorkflow',
    (one) => one.attributes['name'] === name && store().linked(one, 'product')[0] === product,
  ).id;
}

const start = (workflow: string, source: string) =>
  post(
    'ciBuildRuns',
    {},
    { workflow: ['ciWorkflows', workflow], sourceBranchOrTag: ['scmGitReferences', source] },
  );

async function attributesOf(run: string): Promise<Readonly<Record<string, unknown>>> {
  return objectAt((await ask('GET', `/v1/ciBuildRuns/${run}`)).data, 'attributes');
}

describe('a run of Xcode Cloud', () => {
  it('waits, runs its actions and ends, by the clock', async () => {
    const made = await start(workflows.release, reference('main'));
    const run = String(made.data['id']);
    expect(objectAt(made.data, 'attributes')).toMatchObject({
      number: 215,
      executionProgress: 'PENDING',
      startReason: 'MANUAL',
      isPullRequestBuild: false,
    });
    wait(11_000);
    expect(await attributesOf(run)).toMatchObject({ executionProgress: 'RUNNING' });
    wait(60_000);
    expect(await attributesOf(run)).toMatchObject({
      executionProgress: 'COMPLETE',
      completionStatus: 'SUCCEEDED',
      finishedDate: '2026-11-22T12:01:00.000Z',
    });
    const actions = arrayAt((await ask('GET', `/v1/ciBuildRuns/${run}/actions`)).json, 'data');
    expect(actions.map((action) => objectAt(action, 'attributes')['name'])).toEqual(['Archive - iOS']);
  });

  it('leaves a build of the app where its archive is for distribution, and none otherwise', async () => {
    const run = String((await start(workflows.release, reference('main'))).data['id']);
    const builds = async (): Promise<readonly unknown[]> =>
      arrayAt((await ask('GET', `/v1/ciBuildRuns/${run}/builds`)).json, 'data');
    wait(30_000);
    expect(await builds()).toEqual([]);
    wait(31_000);
    const [build] = await builds();
    expect(objectAt(build, 'attributes')).toMatchObject({
      processingState: 'PROCESSING',
      buildAudienceType: 'APP_STORE_ELIGIBLE',
      uploadedDate: '2026-11-22T12:01:00.000Z',
    });
    wait(3_000);
    const id = stringAt(build, 'id') ?? '';
    const made = await ask(
      'GET',
      `/v1/builds/${id}?include=preReleaseVersion,buildBetaDetail,app,betaGroups`,
    );
    expect(objectAt(made.data, 'attributes')).toMatchObject({ processingState: 'VALID', version: '3211' });
    const included = arrayAt(made.json, 'included').map((one) => objectAt(one, 'attributes'));
    expect(included).toContainEqual(expect.objectContaining({ version: '3.2', platform: 'IOS' }));
    expect(included).toContainEqual(
      expect.objectContaining({
        internalBuildState: 'MISSING_EXPORT_COMPLIANCE',
        externalBuildState: 'MISSING_EXPORT_COMPLIANCE',
      }),
    );
    // No group has it by itself.
    expect(
      store().linked(
        find('Build', (one) => one.id === id),
        'betaGroups',
      ),
    ).toEqual([]);
    const before = store().count('Build');
    const pull = find('ScmPullRequest', (one) => one.attributes['number'] === 410);
    await post(
      'ciBuildRuns',
      {},
      {
        workflow: ['ciWorkflows', workflowCalled('Pull requests')],
        pullRequest: ['scmPullRequests', pull.id],
      },
    );
    wait(120_000);
    await attributesOf(run);
    expect(store().count('Build')).toBe(before);
  });

  it('fails where the branch is broken, and can be repeated', async () => {
    const pull = find('ScmPullRequest', (one) => one.attributes['number'] === 410);
    const workflow = workflowCalled('Pull requests');
    const made = await post(
      'ciBuildRuns',
      {},
      { workflow: ['ciWorkflows', workflow], pullRequest: ['scmPullRequests', pull.id] },
    );
    wait(61_000);
    const run = String(made.data['id']);
    expect(await attributesOf(run)).toMatchObject({
      completionStatus: 'FAILED',
      isPullRequestBuild: true,
      issueCounts: { errors: 1, testFailures: 2 },
    });
    const again = await post('ciBuildRuns', {}, { buildRun: ['ciBuildRuns', run] });
    expect(objectAt(again.data, 'attributes')).toMatchObject({
      number: 216,
      startReason: 'MANUAL_REBUILD',
      sourceCommit: objectAt(await attributesOf(run), 'sourceCommit'),
    });
  });

  it('begins only from what the start conditions name', async () => {
    const refused = async (workflow: string, source: string): Promise<string> => {
      const { errors, status } = await start(workflow, source);
      expect(status).toBe(409);
      return stringAt(errors[0], 'detail') ?? '';
    };
    expect(await refused(workflows.release, reference('v3.1.0'))).toBe(
      "The tag 'v3.1.0' is not associated with the workflow.",
    );
    expect(await refused(workflowCalled('Nightly'), reference('release/3.2'))).toBe(
      "The branch 'release/3.2' is not associated with the workflow.",
    );
    expect(await refused(workflows.release, reference('feature/old'))).toBe('The branch is deleted.');
    const { errors } = await post('ciBuildRuns', {}, { workflow: ['ciWorkflows', workflows.release] });
    expect(errors[0]?.['detail']).toBe('A build run needs a branch, a tag or a pull request.');
    await patch('ciWorkflows', workflows.release, { isEnabled: false });
    expect(await refused(workflows.release, reference('main'))).toBe('The workflow is disabled.');
  });

  it('keeps one start condition of a workflow', async () => {
    const none = { branchStartCondition: null, manualBranchStartCondition: null };
    expect((await patch('ciWorkflows', workflows.release, none)).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.REQUIRED /data/attributes/manualBranchStartCondition',
    ]);
    expect((await patch('ciWorkflows', workflows.release, { manualBranchStartCondition: null })).status).toBe(
      200,
    );
  });

  it('that was under way at the start ends as well', async () => {
    expect(await attributesOf(buildRuns.running)).toMatchObject({ executionProgress: 'RUNNING' });
    wait(6 * 60_000);
    expect(await attributesOf(buildRuns.running)).toMatchObject({ completionStatus: 'SUCCEEDED' });
  });
});

describe('an artifact', () => {
  /** The signed address of the logs of the run that failed. */
  async function address(): Promise<{ readonly url: URL; readonly size: unknown }> {
    const actions = arrayAt((await ask('GET', `/v1/ciBuildRuns/${buildRuns.failed}/actions`)).json, 'data');
    const test = actions.find((action) => objectAt(action, 'attributes')['actionType'] === 'TEST');
    const path = `/v1/ciBuildActions/${stringAt(test, 'id') ?? ''}/artifacts`;
    const [logs] = arrayAt((await ask('GET', path)).json, 'data');
    const { downloadUrl, fileSize } = objectAt(logs, 'attributes');
    return { url: new URL(String(downloadUrl)), size: fileSize };
  }

  it('downloads from its signed address, without a token and in time', async () => {
    const { url, size } = await address();
    const got = await fetch(url);
    const bytes = Buffer.from(await got.arrayBuffer());
    expect([got.status, bytes.length]).toEqual([200, size]);
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect((await fetch(url, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
    const other = new URL(url);
    other.searchParams.set('Expires', '1990000000');
    expect((await fetch(other)).status).toBe(403);
    wait(16 * 60_000);
    expect((await fetch(url)).status).toBe(403);
    expect(url.origin).toBe(sandbox().url);
  });
});

describe('reviews', () => {
  it('count as answered when the answer is on the store', async () => {
    const review = find('CustomerReview', (one) => store().linked(one, 'response').length === 0);
    const [app = ''] = [...store().all('App')]
      .filter((one) => store().linked(one, 'customerReviews').includes(review.id))
      .map(({ id }) => id);
    const answered = async (): Promise<boolean> => {
      const query = `/v1/apps/${app}/customerReviews?exists[publishedResponse]=true&limit=200`;
      const page = await ask('GET', query.replaceAll('[', '%5B').replaceAll(']', '%5D'));
      return arrayAt(page.json, 'data').some((one) => stringAt(one, 'id') === review.id);
    };
    const links = { review: ['customerReviews', review.id] } as const;
    await post('customerReviewResponses', { responseBody: 'Thank you.' }, links);
    expect(await answered()).toBe(false);
    wait(2_500);
    expect(await answered()).toBe(true);
  });
});
