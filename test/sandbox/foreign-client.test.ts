import { AppStoreConnectClient } from '@rage-against-the-pixel/app-store-connect-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';

/** The sandbox must satisfy people who never saw its code: a published client of the API runs against it. */
describe('the published client of rage-against-the-pixel', () => {
  let sandbox: Sandbox;
  let api: AppStoreConnectClient['api'];
  let baseUrl: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ apps: 70, rate: { hourLimit: 10_000 } });
    const { keyId, issuerId, privateKey } = sandbox.credentials;
    ({ api } = new AppStoreConnectClient({ privateKeyId: keyId, issuerId, privateKey }));
    baseUrl = sandbox.url;
  });
  afterAll(() => sandbox.close());

  it('lists apps', async () => {
    const { data, error } = await api.Apps.appsGetCollection({
      baseUrl,
      query: { limit: 10, 'fields[apps]': ['name', 'bundleId'] },
    });
    expect(error).toBeUndefined();
    expect(data?.data).toHaveLength(10);
    expect(data?.data[0]?.attributes?.bundleId).toMatch(/^com\./);
  });

  it('walks builds and reviews by page', async () => {
    const { data: first } = await api.Apps.appsGetCollection({ baseUrl });
    const app = first?.data[0]?.id ?? '';
    const builds = await walk(async (cursor) => {
      const query = { 'filter[app]': [app], limit: 3, ...cursor };
      const { data } = await api.Builds.buildsGetCollection({ baseUrl, query });
      return data;
    });
    expect(new Set(builds).size).toBe(
      [...sandbox.store.all('Build')].filter((build) => sandbox.store.linked(build, 'app')[0] === app).length,
    );
    expect(builds.length).toBeGreaterThan(3);
    const reviews = await walk(async (cursor) => {
      const { data } = await api.Apps.appsCustomerReviewsGetToManyRelated({
        baseUrl,
        path: { id: app },
        query: { limit: 50, sort: ['-createdDate'], ...cursor },
      });
      return data;
    });
    const owner = sandbox.store.get('App', app);
    expect(owner && new Set(reviews).size).toBe(
      owner && sandbox.store.linked(owner, 'customerReviews').length,
    );
    expect(reviews.length).toBeGreaterThan(50);
  });

  it('reads a version with what belongs to it', async () => {
    const [version] = sandbox.store.all('AppStoreVersion');
    const { data, error } = await api.AppStoreVersions.appStoreVersionsGetInstance({
      baseUrl,
      path: { id: version?.id ?? '' },
      query: { include: ['build', 'appStoreVersionLocalizations'] },
    });
    expect(error).toBeUndefined();
    expect(data?.data.attributes?.versionString).toBe(version?.attributes['versionString']);
    expect(data?.included?.map(({ type }) => type)).toContain('appStoreVersionLocalizations');
  });

  it('understands the errors', async () => {
    const { error, response } = await api.Apps.appsGetInstance({ baseUrl, path: { id: 'none' } });
    expect(response?.status).toBe(404);
    expect(error).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });
});

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly links: { readonly next?: string };
}

async function walk(get: (cursor: object) => Promise<Page | undefined>): Promise<string[]> {
  const ids: string[] = [];
  let cursor = {};
  for (let pages = 0; pages < 100; pages++) {
    const page = await get(cursor);
    ids.push(...(page?.data ?? []).map(({ id }) => id));
    const next = page?.links.next;
    if (next === undefined) return ids;
    cursor = { cursor: new URL(next).searchParams.get('cursor') };
  }
  throw new Error('The pages do not end.');
}
