import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { asUpdate, cannotChange, findExisting, saysDuplicate } from '../../src/guard/existing.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { catalog, never, send, writeOf } from './writes.ts';

let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

describe('what exists already', () => {
  const group = (name: string) =>
    writeOf('betaGroups_createInstance', {
      attributes: { name, publicLinkLimit: 77 },
      relationships: { app: teamIds.weather.app },
    });

  it('is found before the create, and after the refusal', async () => {
    const known = sandbox.store.get('BetaGroup', teamIds.groups.weatherExternal);
    const write = group(String(known?.attributes['name']));
    const found = await findExisting(client, catalog, write, never);
    expect(found?.id).toBe(teamIds.groups.weatherExternal);
    const refused = await send(client, write);
    expect(refused !== undefined && saysDuplicate(refused)).toBe(true);
    expect(await findExisting(client, catalog, group('Nobody'), never)).toBeUndefined();
  });

  it('is updated with what differs and nothing else', async () => {
    const known = sandbox.store.get('BetaGroup', teamIds.groups.weatherExternal);
    const write = group(String(known?.attributes['name']));
    const found = await findExisting(client, catalog, write, never);
    if (found === undefined) throw new Error('nothing found');
    const update = asUpdate(catalog, write, found);
    expect(update).toMatchObject({
      method: 'PATCH',
      path: `/v1/betaGroups/${teamIds.groups.weatherExternal}`,
      body: {
        data: { type: 'betaGroups', id: teamIds.groups.weatherExternal, attributes: { publicLinkLimit: 77 } },
      },
    });
    if (update !== undefined) expect(await send(client, update)).toBeUndefined();
    const again = await findExisting(client, catalog, write, never);
    expect(again && asUpdate(catalog, write, again)).toBeUndefined();
    expect(again && cannotChange(catalog, write, again)).toEqual([]);
  });

  it('is a localization by its locale, a version by its number and platform, a device by its identifier', async () => {
    const version = sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext);
    const texts = version === undefined ? [] : sandbox.store.linked(version, 'appStoreVersionLocalizations');
    const german = texts.find(
      (id) => sandbox.store.get('AppStoreVersionLocalization', id)?.attributes['locale'] === 'de-DE',
    );
    const device = [...sandbox.store.all('Device')][1];
    const found = await Promise.all(
      [
        writeOf('appStoreVersionLocalizations_createInstance', {
          attributes: { locale: 'de-DE' },
          relationships: { appStoreVersion: teamIds.versions.weatherNext },
        }),
        writeOf('appStoreVersions_createInstance', {
          attributes: { versionString: '3.2', platform: 'IOS' },
          relationships: { app: teamIds.weather.app },
        }),
        writeOf('appStoreVersions_createInstance', {
          attributes: { versionString: '3.2', platform: 'TV_OS' },
          relationships: { app: teamIds.weather.app },
        }),
        writeOf('devices_createInstance', {
          attributes: { name: 'other', platform: 'IOS', udid: device?.attributes['udid'] },
        }),
      ].map((write) => findExisting(client, catalog, write, never)),
    );
    expect(found.map((one) => one?.id)).toEqual([
      german,
      teamIds.versions.weatherNext,
      undefined,
      device?.id,
    ]);
  });

  it('is an open review submission, but not a finished one', async () => {
    const submission = (app: string) =>
      writeOf('reviewSubmissions_createInstance', {
        attributes: { platform: 'IOS' },
        relationships: { app },
      });
    const open = await findExisting(client, catalog, submission(teamIds.ledger.app), never);
    expect(open?.id).toBe(teamIds.submissions.ledgerWaiting);
  });

  it('says what an update cannot change', async () => {
    const product = sandbox.store.get('InAppPurchaseV2', teamIds.products.themes);
    const write = writeOf('inAppPurchasesV2_createInstance', {
      attributes: {
        name: 'Themes',
        productId: product?.attributes['productId'],
        inAppPurchaseType: 'CONSUMABLE',
      },
      relationships: { app: teamIds.ledger.app },
    });
    const found = await findExisting(client, catalog, write, never);
    expect(found?.id).toBe(teamIds.products.themes);
    expect(found && cannotChange(catalog, write, found)).toEqual(['inAppPurchaseType']);
  });

  it('is never guessed for what may exist several times', async () => {
    const run = writeOf('ciBuildRuns_createInstance', {
      relationships: { workflow: teamIds.workflows.release },
    });
    expect(await findExisting(client, catalog, run, never)).toBeUndefined();
  });
});

describe('refusals', () => {
  const refusal = (status: number, entries: { code: string; detail?: string }[]) =>
    saysDuplicate(new AscError({ code: 'x', message: 'x', status, entries }));

  it('say duplicate in any of their entries', () => {
    expect(
      refusal(409, [{ code: 'ENTITY_ERROR' }, { code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE' }]),
    ).toBe(true);
    expect(refusal(409, [{ code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT' }])).toBe(true);
    expect(
      refusal(409, [
        { code: 'ENTITY_ERROR', detail: "A device with number 'x' already exists on this team." },
      ]),
    ).toBe(true);
    expect(refusal(409, [{ code: 'STATE_ERROR', detail: 'You already have such an entity' }])).toBe(true);
    expect(
      refusal(409, [
        { code: 'STATE_ERROR', detail: "There is already an open reviewSubmission for this platform: 'x'." },
      ]),
    ).toBe(true);
  });

  it('do not where it is something else', () => {
    expect(refusal(409, [{ code: 'STATE_ERROR', detail: 'The version is in review.' }])).toBe(false);
    expect(refusal(409, [{ code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT' }])).toBe(
      false,
    );
    expect(refusal(500, [{ code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE' }])).toBe(false);
  });
});
