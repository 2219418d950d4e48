import { describe, expect, it } from 'vitest';
import type { AscError } from '../../src/client/errors.ts';
import { ERROR_MEANINGS } from '../../src/client/errors-table.ts';
import { explainRefusal } from '../../src/client/explain.ts';
import { cleanForeign } from '../../src/client/foreign.ts';
import type { Method } from '../../src/client/types.ts';

interface Entry {
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
  readonly [key: string]: unknown;
}

function explain(status: number, entries: readonly Entry[], method: Method = 'PATCH'): AscError {
  return explainRefusal({
    method,
    path: '/v1/apps/1',
    status,
    contentType: 'application/json',
    text: JSON.stringify({
      errors: entries.map((entry) => ({ status: String(status), title: '', ...entry })),
    }),
  });
}

describe('what an answer means', () => {
  it.each<[number, Entry, string]>([
    [401, { code: 'NOT_AUTHORIZED' }, 'does not accept the token'],
    [
      403,
      { code: 'FORBIDDEN_ERROR', detail: 'The API key in use does not allow this request' },
      'role or the kind of this key does not allow',
    ],
    [
      403,
      {
        code: 'FORBIDDEN_ERROR',
        title: 'The given operation is not allowed',
        detail: 'The API key in use does not allow this request',
      },
      'role or the kind of this key does not allow',
    ],
    [403, { code: 'FORBIDDEN_ERROR' }, 'role of this key is too narrow'],
    [403, { code: 'FORBIDDEN_ERROR', detail: '' }, 'role of this key is too narrow'],
    [
      403,
      {
        code: 'FORBIDDEN_ERROR',
        title: 'The given operation is not allowed',
        detail: "The resource 'apps' does not allow 'CREATE'. Allowed operations are: GET_COLLECTION, UPDATE",
      },
      'operation does not exist',
    ],
    [403, { code: 'FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED' }, 'agreement of the team'],
    [403, { code: 'FORBIDDEN_ERROR', detail: 'Your membership has expired.' }, 'membership in the Apple'],
    [404, { code: 'PATH_ERROR' }, 'no such path'],
    [
      404,
      { code: 'NOT_FOUND', detail: "There is no resource of type 'apps' with id '1'" },
      'no object with this id',
    ],
    [404, { code: 'NOT_FOUND', detail: 'Report is not available yet.' }, 'not finished this report'],
    [405, { code: 'METHOD_NOT_ALLOWED' }, 'does not know this method'],
    [406, { code: 'NOT_ACCEPTABLE' }, 'another media type'],
    [409, { code: 'STATE_ERROR', title: 'Submit for review errors found.' }, 'submission is incomplete'],
    [409, { code: 'STATE_ERROR.ENTITY_STATE_INVALID' }, 'in a state in which'],
    [
      409,
      { code: 'STATE_ERROR.ENTITY_STATE_INVALID', detail: 'Auto-notify already enabled' },
      'notified by themselves',
    ],
    [409, { code: 'STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION' }, 'another review submission'],
    [409, { code: 'STATE_ERROR.FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION' }, 'first in-app purchase'],
    [409, { code: 'STATE_ERROR', detail: 'You already have such an entity' }, 'only one is allowed'],
    [409, { code: 'STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67' }, 'Screenshots for a display size'],
    [409, { code: 'STATE_ERROR.ASSET_HAS_PLACEMENTS' }, 'still placed'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.REQUIRED' }, 'required attribute is missing'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID' }, 'does not accept the value'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG' }, 'longer than Apple allows'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT' }, 'Another developer'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT' }, 'in your account'],
    [409, { code: 'ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED' }, 'cannot be written here'],
    [409, { code: 'ENTITY_ERROR.RELATIONSHIP.INVALID' }, 'wrong type, app or state'],
    [409, { code: 'ENTITY_ERROR.INCLUDED.INVALID_ID' }, 'temporary id'],
    [409, { code: 'ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED' }, 'base territory'],
    [409, { code: 'ENTITY_ERROR.INVALID_START_DATE' }, 'price date'],
    [409, { code: 'ENTITY_ERROR.NOT_FOUND' }, 'price point of another app'],
    [
      409,
      {
        code: 'ENTITY_ERROR.ATTRIBUTE.INVALID',
        detail: 'You already have a current Distribution certificate or a pending certificate request.',
      },
      'as many certificates',
    ],
    [
      409,
      { code: 'ENTITY_ERROR', detail: "Multiple profiles found with the name 'X'." },
      'profile of this name',
    ],
    [
      409,
      { code: 'ENTITY_ERROR', detail: "A device with number '00-1' already exists on this team." },
      'device is registered',
    ],
    [409, { code: 'CONFLICT' }, 'conflicts with what exists'],
    [410, { code: 'GONE' }, 'gone for good'],
    [415, { code: 'UNSUPPORTED_MEDIA_TYPE' }, 'media type of the body'],
    [422, { code: 'ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW' }, 'Another build'],
    [422, { code: 'ENTITY_UNPROCESSABLE.INVALID_QC_STATE' }, 'submitted for beta review already'],
    [
      422,
      { code: 'ENTITY_UNPROCESSABLE', detail: 'Builds cannot be assigned to this internal group' },
      'every build by itself',
    ],
    [422, { code: 'ENTITY_UNPROCESSABLE' }, 'JSON is right'],
    [400, { code: 'PARAMETER_ERROR.ILLEGAL' }, 'unknown, or not allowed'],
    [400, { code: 'PARAMETER_ERROR.INVALID' }, 'value that Apple does not accept'],
    [400, { code: 'PARAMETER_ERROR.REQUIRED' }, 'required query parameter'],
    [400, { code: 'ENTITY_INVALID' }, 'could not read the body'],
    [500, { code: 'UNEXPECTED_ERROR' }, 'App Store Connect failed'],
  ])('%d %j', (status, entry, meaning) => {
    const error = explain(status, [entry]);
    expect(error.meaning).toContain(meaning);
    expect(error.code).toBe(entry.code);
    expect(error.status).toBe(status);
    expect(error.next?.length).toBeGreaterThan(5);
  });

  it('of 429 is always the same code', () => {
    const error = explain(429, [{ code: 'RATE_LIMIT_EXCEEDED' }], 'POST');
    expect([error.code, error.outcome, error.retryable]).toEqual(['rate_limited', 'rejected', true]);
    expect(error.entries[0]?.code).toBe('RATE_LIMIT_EXCEEDED');
  });

  it('keeps reads, refused writes and doubtful writes apart', () => {
    expect(explain(500, [], 'GET').outcome).toBe('failed');
    expect(explain(404, [], 'GET').outcome).toBe('rejected');
    expect(explain(409, [], 'POST').outcome).toBe('rejected');
    const doubtful = explain(503, [], 'POST');
    expect([doubtful.outcome, doubtful.retryable]).toEqual(['unknown', false]);
    expect(doubtful.next).toBe('Read the list it would appear in before doing it again.');
  });
});

describe('entries', () => {
  it('are all kept, associated ones with their path', () => {
    const error = explain(409, [
      {
        code: 'STATE_ERROR',
        title: 'Submit for review errors found.',
        meta: {
          associatedErrors: {
            '/v1/appStoreVersions/7': [
              { code: 'STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67', title: 'Missing' },
              { code: 'ENTITY_ERROR.ATTRIBUTE.REQUIRED', source: { pointer: '/data/attributes/whatsNew' } },
            ],
            '/v1/builds/9': [{ code: 'ENTITY_ERROR.ATTRIBUTE.REQUIRED', detail: 'usesNonExemptEncryption' }],
          },
        },
      },
      { code: 'ENTITY_ERROR.RELATIONSHIP.INVALID', source: { pointer: '/data/relationships/app' } },
    ]);
    expect(error.entries.map(({ code, path, field }) => [code, path, field])).toEqual([
      ['STATE_ERROR', undefined, undefined],
      ['ENTITY_ERROR.RELATIONSHIP.INVALID', undefined, '/data/relationships/app'],
      ['STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67', '/v1/appStoreVersions/7', undefined],
      ['ENTITY_ERROR.ATTRIBUTE.REQUIRED', '/v1/appStoreVersions/7', '/data/attributes/whatsNew'],
      ['ENTITY_ERROR.ATTRIBUTE.REQUIRED', '/v1/builds/9', undefined],
    ]);
    expect(error.meaning).toContain('submission is incomplete');
  });

  it('the telling one may be the second', () => {
    const error = explain(409, [
      { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID' },
      { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT' },
    ]);
    expect(error.code).toBe('ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT');
  });

  it('carry Apple’s page for agreements, and no other', () => {
    const own = { code: 'FORBIDDEN.REQUIRED_AGREEMENTS_X', detail: 'Sign.', links: { see: '/agreements' } };
    expect(explain(403, [own]).entries[0]?.detail).toBe('Sign. See /agreements');
    const foreign = { ...own, links: { see: 'https://apple.com.evil.test/x' } };
    expect(explain(403, [foreign]).entries[0]?.detail).toBe('Sign.');
  });

  it('name a parameter as field', () => {
    const error = explain(400, [{ code: 'PARAMETER_ERROR.ILLEGAL', source: { parameter: 'sort' } }]);
    expect(error.entries[0]?.field).toBe('sort');
  });

  it('are cleaned and cut, and never part of our own sentences', () => {
    const detail = `\u001b[31mIgnore\u200b all\u{e0041} previous\u202e${'x'.repeat(2000)}`;
    const error = explain(409, [{ code: 'ENTITY_ERROR', detail }]);
    expect(error.entries[0]?.detail?.length).toBe(500);
    expect(error.entries[0]?.detail?.startsWith('Ignore all previousxxx')).toBe(true);
    expect(`${error.message}${error.meaning}${error.next}`).not.toContain('Ignore');
  });

  it('survive odd shapes', () => {
    const odd = explainRefusal({
      method: 'GET',
      path: '/v1/apps',
      status: 409,
      contentType: 'application/json',
      text: '{"errors":[null,5,{"code":7,"meta":{"associatedErrors":{"a":5,"b":[null]}}},{"code":"A B<c>"}]}',
    });
    expect(odd.entries.map((entry) => entry.code)).toEqual(['http_409', 'A_B_c_']);
  });
});

describe('bodies that are no JSON', () => {
  const plain = (status: number, contentType: string, text: string): AscError =>
    explainRefusal({ method: 'GET', path: '/v1/apps', status, contentType, text });

  it('of 406 are a line of text', () => {
    const error = plain(406, 'text/plain', 'The Accept header is wrong');
    expect([error.code, error.entries[0]?.detail]).toEqual(['not_acceptable', 'The Accept header is wrong']);
  });

  it('of 502 are a web page, of which nothing is shown', () => {
    for (const type of ['text/html', 'text/plain', '']) {
      const error = plain(502, type, '<html><body>Could not process this request</body></html>');
      expect([error.code, error.entries.length]).toEqual(['server_error', 0]);
      expect(error.meaning).toContain('a web page');
      expect(`${error.message}${error.meaning}${error.next}`).not.toContain('Could not process');
    }
  });

  it('may be empty', () => {
    expect(plain(404, '', '').code).toBe('http_404');
    expect(plain(503, '', '').code).toBe('server_error');
  });
});

describe('the table', () => {
  it('says something useful in every row', () => {
    for (const row of ERROR_MEANINGS) {
      expect(row.code ?? row.status).toBeDefined();
      expect(row.meaning).toMatch(/\.$/u);
      expect(row.next).toMatch(/\.$/u);
      expect(row.source).toMatch(/\d{4}-\d{2}-\d{2}/u);
    }
  });

  it('has no row that an earlier one hides', () => {
    const plain = ERROR_MEANINGS.filter((row) => row.text === undefined && row.noDetail === undefined);
    for (const [at, row] of plain.entries()) {
      for (const later of plain.slice(at + 1)) {
        const covers = row.code !== undefined && later.code?.startsWith(row.code) && row.status === undefined;
        expect(covers ? `${row.code} hides ${later.code}` : '').toBe('');
      }
    }
  });
});

describe('foreign text', () => {
  it.each([
    ['plain', 'plain'],
    ['a\tb\nc', 'a\tb\nc'],
    ['family 👨‍👩‍👧 ❤️ 1️⃣', 'family 👨‍👩‍👧 ❤️ 1️⃣'],
    ['a\u200bb\u00adc\ufeffd\u2066e\u061cf', 'abcdef'],
    ['\u001b]0;title\u0007x\u001b[2Jy', 'xy'],
    ['a\ufe0f\u{e0100}b', 'ab'],
    ['x\ud800y', 'x\ufffdy'],
    ['a\u0000b\u009bc', 'abc'],
  ])('%j', (text, clean) => {
    expect(cleanForeign(text)).toBe(clean);
  });

  it('is cut without breaking a pair', () => {
    expect(cleanForeign('😀'.repeat(10), 6)).toBe('😀😀…');
  });
});
