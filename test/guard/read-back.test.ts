import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { presentState } from '../../src/guard/present.ts';
import { checkOf, settle } from '../../src/guard/read-back.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import {
  type Api,
  clientFor,
  type FaultProxy,
  hasFaultProxy,
  json,
  startApi,
  startFaultProxy,
} from '../client/support.ts';
import { catalog, never, noPauses, send, writeOf } from './writes.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog });
});
afterAll(() => sandbox.close());

/** A draft text that tests may change. */
function german(): string {
  const version = sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext);
  const ids = version === undefined ? [] : sandbox.store.linked(version, 'appStoreVersionLocalizations');
  return (
    ids.find(
      (id) => sandbox.store.get('AppStoreVersionLocalization', id)?.attributes['locale'] === 'de-DE',
    ) ?? ''
  );
}

const text = (value: string): Write =>
  writeOf('appStoreVersionLocalizations_updateInstance', {
    id: german(),
    attributes: { promotionalText: value },
  });

const group = (name: string): Write =>
  writeOf('betaGroups_createInstance', {
    attributes: { name, feedbackEnabled: true },
    relationships: { app: teamIds.weather.app },
  });

/** Writes that arrived at the sandbox since `from`. */
const arrived = (from: number): number =>
  sandbox.requests.slice(from).filter(({ method }) => method !== 'GET').length;

describe.skipIf(!hasFaultProxy)('a lost answer', () => {
  let proxy: FaultProxy;
  let client: ConnectedClient;
  beforeAll(async () => {
    proxy = await startFaultProxy(sandbox.url);
    client = createClient({ credentials: sandbox.credentials, baseUrl: proxy.url, random: () => 0 });
  });
  afterAll(async () => {
    await client.close();
    await proxy.close();
  });

  /** Looks, sends under a fault, settles. */
  async function under(fault: unknown, write: Write): Promise<StepResult & { readonly effects: number }> {
    const before = await presentState(client, catalog, write, never);
    const from = sandbox.requests.length;
    await proxy.faults([fault]);
    const error = await send(client, write);
    expect(['unknown', 'applied_unverified']).toContain(error?.outcome);
    const result = await settle(client, catalog, write, before, never, noPauses());
    return { ...result, effects: arrived(from) };
  }

  const faults = ['reset_after', 'garbage_json', 'empty_200', 'truncate', 'bad_content_length'];

  it.each(faults)('of a create is found as applied (%s)', async (fault) => {
    const result = await under(fault, group(`Lost ${fault}`));
    const stored = [...sandbox.store.all('BetaGroup')].filter(
      ({ attributes }) => attributes['name'] === `Lost ${fault}`,
    );
    expect(stored.length).toBe(1);
    expect(result).toMatchObject({ outcome: 'applied', id: stored[0]?.id, effects: 1 });
  });

  it.each(faults)('of a change is found as applied (%s)', async (fault) => {
    const result = await under(fault, text(`Neu ${fault}`));
    expect(result).toMatchObject({ outcome: 'applied', id: german(), effects: 1 });
  });

  it('of a delete is found as applied', async () => {
    expect(await send(client, group('To be deleted'))).toBeUndefined();
    const id = [...sandbox.store.all('BetaGroup')].at(-1)?.id ?? '';
    const result = await under('reset_after', writeOf('betaGroups_deleteInstance', { id }));
    expect(result).toMatchObject({ outcome: 'applied', evidence: 'The object is gone.', effects: 1 });
  });

  it('of relationship writes is found as applied', async () => {
    const testers = [...sandbox.store.all('BetaTester')].slice(0, 3).map(({ id }) => id);
    const on = { id: teamIds.groups.trailExternal, to: testers };
    const add = await under('reset_after', writeOf('betaGroups_betaTesters_createToManyRelationship', on));
    expect(add).toMatchObject({ outcome: 'applied', effects: 1 });
    const remove = await under('reset_after', writeOf('betaGroups_betaTesters_deleteToManyRelationship', on));
    expect(remove).toMatchObject({ outcome: 'applied', effects: 1 });
    const build = await under(
      'reset_after',
      writeOf('appStoreVersions_build_updateToOneRelationship', {
        id: teamIds.versions.weatherNext,
        to: teamIds.builds.missingCompliance,
      }),
    );
    expect(build).toMatchObject({ outcome: 'applied', effects: 1 });
  });

  it('of what never arrived is found as not sent, after ten seconds', async () => {
    const testers = [...sandbox.store.all('BetaTester')].slice(3, 5).map(({ id }) => id);
    for (const write of [
      group('Never came'),
      text('Kam nie an'),
      writeOf('betaGroups_deleteInstance', { id: teamIds.groups.weatherPublic }),
      writeOf('betaGroups_betaTesters_createToManyRelationship', {
        id: teamIds.groups.trailExternal,
        to: testers,
      }),
    ]) {
      const before = await presentState(client, catalog, write, never);
      const from = sandbox.requests.length;
      await proxy.faults(['reset_before']);
      await send(client, write);
      const pauses = noPauses();
      const result = await settle(client, catalog, write, before, never, pauses);
      expect([write.operation.id, result.outcome, arrived(from)]).toEqual([
        write.operation.id,
        'not_sent',
        0,
      ]);
      expect(pauses.slept).toEqual([2_000, 3_000, 5_000]);
    }
  });

  it('of a message that leaves no trace stays unknown, with the read that may tell', async () => {
    const result = await under(
      'reset_after',
      writeOf('buildBetaNotifications_createInstance', {
        relationships: { build: teamIds.builds.weatherNext },
      }),
    );
    expect(result).toMatchObject({
      outcome: 'unknown',
      evidence: 'The notification is a message; no operation reads it.',
      check: `asc_read {"operation":"builds_getInstance","id":"${teamIds.builds.weatherNext}"}`,
      effects: 1,
    });
  });

  it('is settled even when the first reads fail', async () => {
    const write = text('Trotzdem');
    const before = await presentState(client, catalog, write, never);
    await proxy.faults(['reset_after', { kind: 'status', status: 403 }]);
    await send(client, write);
    const result = await settle(client, catalog, write, before, never, noPauses());
    expect(result.outcome).toBe('unknown');
    const again = await settle(client, catalog, write, before, never, noPauses());
    expect(again.outcome).toBe('applied');
  });
});

describe('a 500 after the effect', () => {
  it('is settled as applied', async () => {
    const api = await startApi((request, response) => {
      void fetch(sandbox.url + request.url, {
        method: request.method,
        headers: {
          authorization: String(request.headers.authorization),
          ...(request.body === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === '' ? {} : { body: request.body }),
      }).then(async (answer) => {
        const body: unknown = answer.status === 204 ? {} : await answer.json();
        json(
          response,
          request.method === 'GET' ? body : { errors: [] },
          request.method === 'GET' ? answer.status : 500,
        );
      });
    });
    const client = createClient({ credentials: sandbox.credentials, baseUrl: api.url, random: () => 0 });
    const submit = writeOf('reviewSubmissions_createInstance', {
      attributes: { platform: 'IOS' },
      relationships: { app: teamIds.weather.app },
    });
    const outcomes: string[] = [];
    for (const write of [group('Five hundred'), text('Fünfhundert'), submit]) {
      const before = await presentState(client, catalog, write, never);
      const error = await send(client, write);
      expect(error?.outcome).toBe('unknown');
      outcomes.push((await settle(client, catalog, write, before, never, noPauses())).outcome);
    }
    expect(outcomes).toEqual(['applied', 'applied', 'applied']);
    await client.close();
    await api.close();
  });
});

describe('without a look before', () => {
  it('says that nothing fits, but never that something new is there', async () => {
    const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
    const known = sandbox.store.get('BetaGroup', teamIds.groups.weatherExternal);
    const old = group(String(known?.attributes['name']));
    const settled = await settle(client, catalog, old, undefined, never, noPauses());
    expect(settled).toMatchObject({ outcome: 'unknown', id: teamIds.groups.weatherExternal });
    const none = await settle(client, catalog, group('Nobody made it'), undefined, never, noPauses());
    expect(none.outcome).toBe('not_sent');
    await client.close();
  });

  it('costs one request when the look is brief', async () => {
    const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
    const requests = client.requestCount();
    const present = await presentState(client, catalog, group('Brief'), never, { brief: true });
    await presentState(client, catalog, text('Kurz'), never, { brief: true });
    expect(client.requestCount() - requests).toBe(2);
    expect(present.existingIds).toContain(teamIds.groups.weatherExternal);
    await client.close();
  });
});

describe('the read that would tell', () => {
  it.each([
    [group('x'), `asc_read {"operation":"apps_betaGroups_getToManyRelated","id":"${teamIds.weather.app}"}`],
    [
      writeOf('devices_createInstance', { attributes: { name: 'x', platform: 'IOS', udid: 'ABC' } }),
      'asc_read {"operation":"devices_getCollection","filter":{"udid":"ABC"}}',
    ],
    [
      writeOf('betaGroups_deleteInstance', { id: 'g1' }),
      'asc_read {"operation":"betaGroups_getInstance","id":"g1"}',
    ],
    [
      writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g1', to: ['t1'] }),
      'asc_read {"operation":"betaGroups_betaTesters_getToManyRelationship","id":"g1"}',
    ],
  ])('is a legal call', (write, expected) => {
    expect(checkOf(catalog, write)).toBe(expected);
  });
});

describe('whatever the object looks like', () => {
  let api: Api;
  let client: ConnectedClient;
  /** Body that the fake answers with, by path. */
  let answers: Record<string, unknown> = {};
  beforeAll(async () => {
    api = await startApi((request, response) => {
      const body = answers[request.url.split('?')[0] ?? ''];
      if (body === undefined) json(response, { errors: [{ status: '404', code: 'NOT_FOUND' }] }, 404);
      else json(response, body);
    });
    client = clientFor(api.url);
  });
  afterAll(async () => {
    await client.close();
    await api.close();
  });

  const names = ['description', 'keywords', 'promotionalText'] as const;
  const value = fc.constantFrom(null, '', 'a', 'b');
  const values = fc.record({ description: value, keywords: value, promotionalText: value });
  const empty = (one: unknown): boolean => one === null || one === '' || one === undefined;
  const same = (a: unknown, b: unknown): boolean => (empty(a) && empty(b)) || a === b;

  it('applied means that it has the values, not sent that nothing changed', async () => {
    const path = '/v1/appStoreVersionLocalizations/l1';
    const wanted = fc.record(
      { description: value, keywords: value, promotionalText: value },
      { requiredKeys: ['keywords'] },
    );
    await fc.assert(
      fc.asyncProperty(values, values, wanted, async (then, now, sent) => {
        const object = (attributes: unknown) => ({
          data: { type: 'appStoreVersionLocalizations', id: 'l1', attributes, relationships: {} },
        });
        const write = writeOf('appStoreVersionLocalizations_updateInstance', { id: 'l1', attributes: sent });
        answers = { [path]: object(then) };
        const before = await presentState(client, catalog, write, never, { brief: true });
        answers = { [path]: object(now) };
        const { outcome } = await settle(client, catalog, write, before, never, noPauses());
        const given = names.filter((name) => name in sent);
        const has = given.every((name) => same(now[name], sent[name]));
        expect(outcome === 'applied').toBe(has);
        if (outcome === 'not_sent') expect(given.every((name) => same(now[name], then[name]))).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('applied means that exactly one new object with the values is there', async () => {
    const path = '/v1/apps/a1/betaGroups';
    const groups = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('g1', 'g2', 'g3', 'g4'),
        name: fc.constantFrom('x', 'y'),
        feedbackEnabled: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    );
    await fc.assert(
      fc.asyncProperty(groups, groups, async (then, now) => {
        const list = (some: readonly { id: string; name: string; feedbackEnabled: boolean }[]) => ({
          data: some.map(({ id, ...attributes }) => ({ type: 'betaGroups', id, attributes })),
          links: { self: `${api.url}${path}` },
        });
        const write = writeOf('betaGroups_createInstance', {
          attributes: { name: 'x', feedbackEnabled: true },
          relationships: { app: 'a1' },
        });
        answers = { [path]: list(then) };
        const before = await presentState(client, catalog, write, never, { brief: true });
        answers = { [path]: list(now) };
        const { outcome, id } = await settle(client, catalog, write, before, never, noPauses());
        const fresh = now.filter((one) => one.name === 'x' && !then.some((old) => old.id === one.id));
        const [only] = fresh;
        expect(outcome).toBe(
          fresh.length === 0
            ? 'not_sent'
            : fresh.length === 1 && only?.feedbackEnabled
              ? 'applied'
              : 'unknown',
        );
        if (outcome === 'applied') expect(id).toBe(only?.id);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('links are compared as sets', async () => {
    const path = '/v1/betaGroups/g1/relationships/betaTesters';
    const ids = fc.uniqueArray(fc.constantFrom('t1', 't2', 't3'));
    const some = fc.uniqueArray(fc.constantFrom('t1', 't2', 't3'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(ids, ids, some, fc.boolean(), async (then, now, sent, adds) => {
        const list = (of: readonly string[]) => ({
          data: of.map((id) => ({ type: 'betaTesters', id })),
          links: { self: `${api.url}${path}` },
        });
        const write = writeOf(`betaGroups_betaTesters_${adds ? 'create' : 'delete'}ToManyRelationship`, {
          id: 'g1',
          to: sent,
        });
        const groupBody = { data: { type: 'betaGroups', id: 'g1', attributes: {} } };
        answers = { '/v1/betaGroups/g1': groupBody, [path]: list(then) };
        const before = await presentState(client, catalog, write, never, { brief: true });
        answers = { '/v1/betaGroups/g1': groupBody, [path]: list(now) };
        const { outcome } = await settle(client, catalog, write, before, never, noPauses());
        expect(outcome === 'applied').toBe(sent.every((id) => now.includes(id) === adds));
        if (outcome === 'not_sent')
          expect(sent.every((id) => then.includes(id) === now.includes(id))).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});
