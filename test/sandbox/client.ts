import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import { isObject, type JsonObject } from '../../src/catalog/json.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Store } from '../../src/sandbox/store.ts';

/** Signs a token; `claims` replaces what a good one says (undefined leaves a claim out). */
export async function tokenOf(
  sandbox: Sandbox,
  claims: Record<string, unknown> = {},
  header: { kid?: string; key?: string; now?: number } = {},
): Promise<string> {
  const now = Math.floor((header.now ?? Date.now()) / 1000);
  const payload: JWTPayload = {
    iss: sandbox.credentials.issuerId,
    iat: now,
    exp: now + 600,
    aud: 'appstoreconnect-v1',
    ...claims,
  };
  for (const [name, value] of Object.entries(payload)) if (value === undefined) delete payload[name];
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: header.kid ?? sandbox.credentials.keyId, typ: 'JWT' })
    .sign(await importPKCS8(header.key ?? sandbox.credentials.privateKey, 'ES256'));
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: JsonObject;
  readonly data: JsonObject;
  readonly list: readonly JsonObject[];
  readonly errors: readonly JsonObject[];
  /** Codes and where they point, for short expectations. */
  readonly faults: readonly string[];
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** A plain client of one sandbox. `path` may be an absolute link. */
export async function clientOf(sandbox: Sandbox, now = Date.now()): Promise<Ask> {
  const token = await tokenOf(sandbox, {}, { now });
  return async (method, path, body, headers = {}) => {
    const response = await fetch(path.startsWith('http') ? path : sandbox.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text === '' ? {} : JSON.parse(text);
    const document = isObject(json) ? json : {};
    const { data } = document;
    const errors = Array.isArray(document['errors']) ? document['errors'].filter(isObject) : [];
    return {
      status: response.status,
      headers: response.headers,
      json: document,
      data: isObject(data) ? data : {},
      list: Array.isArray(data) ? data.filter(isObject) : [],
      errors,
      faults: errors.map((error) => {
        const source = isObject(error['source']) ? error['source'] : {};
        const at = source['pointer'] ?? source['parameter'];
        return `${error['status']} ${error['code']}${at === undefined ? '' : ` ${String(at)}`}`;
      }),
    };
  };
}

/** A small team: two apps, three versions, 120 builds, a group, a tester, reviews. */
export function smallTeam(store: Store): void {
  store.put('App', '1001', {
    name: 'Tide Table',
    bundleId: 'com.example.tides',
    sku: 'TIDES',
    primaryLocale: 'en-US',
  });
  store.put('App', '1002', {
    name: 'Night Sky',
    bundleId: 'com.example.sky',
    sku: 'SKY',
    primaryLocale: 'en-GB',
  });
  store.put('AppStoreVersion', 'v1', version('1.0', 'READY_FOR_DISTRIBUTION', '2026-01-01'), { app: '1001' });
  store.put('AppStoreVersion', 'v2', version('1.1', 'PREPARE_FOR_SUBMISSION', '2026-02-01'), { app: '1001' });
  store.put('AppStoreVersion', 'v3', version('1.0', 'PREPARE_FOR_SUBMISSION', '2026-03-01'), { app: '1002' });
  store.put(
    'AppStoreVersionLocalization',
    'l1',
    { locale: 'en-US', description: 'Tides' },
    { appStoreVersion: 'v1' },
  );
  store.put(
    'AppStoreVersionLocalization',
    'l3',
    { locale: 'en-US', description: 'Stars' },
    { appStoreVersion: 'v3' },
  );
  for (const train of ['1.9', '1.10'])
    store.put('PrereleaseVersion', `t${train}`, { version: train, platform: 'IOS' }, { app: '1001' });
  for (let number = 1; number <= 120; number++)
    store.put(
      'Build',
      `b${number}`,
      {
        version: String(number),
        uploadedDate: new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString(),
        expired: number <= 20,
        processingState: number % 4 === 0 ? 'PROCESSING' : 'VALID',
        usesNonExemptEncryption: number <= 60 ? false : null,
      },
      { app: '1001', preReleaseVersion: number <= 60 ? 't1.9' : 't1.10' },
    );
  store.put(
    'BetaGroup',
    'g1',
    { name: 'Friends', isInternalGroup: false },
    { app: '1001', builds: ['b1', 'b2'] },
  );
  store.put(
    'BetaTester',
    'p1',
    { firstName: 'Ada', lastName: 'L', email: 'ada@example.com' },
    { betaGroups: ['g1'] },
  );
  store.put('Territory', 'USA', { currency: 'USD' });
  for (let number = 1; number <= 5; number++)
    store.put('CustomerReview', `r${number}`, {
      rating: number,
      title: `Review ${number}`,
      createdDate: `2026-04-0${number}T00:00:00Z`,
    });
  const app = store.get('App', '1001');
  if (app !== undefined) store.link(app, 'customerReviews', ['r1', 'r2', 'r3', 'r4', 'r5']);
  store.put(
    'CustomerReviewResponseV1',
    'a1',
    { responseBody: 'Thanks', state: 'PUBLISHED' },
    { review: 'r1' },
  );
}

function version(versionString: string, appVersionState: string, day: string): Record<string, unknown> {
  return { platform: 'IOS', versionString, appVersionState, createdDate: `${day}T00:00:00Z` };
}
