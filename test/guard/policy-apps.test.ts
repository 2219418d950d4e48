import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectedClient } from '../../src/client/client.ts';
import { defaultPolicy, type Policy, type PolicyRule } from '../../src/guard/policy.ts';
import { PolicyError, withAppIds } from '../../src/guard/policy-file.ts';
import { type Api, clientFor, json, startApi } from '../client/support.ts';

const open: [Api, ConnectedClient][] = [];
afterEach(async () => {
  for (const [api, client] of open.splice(0)) {
    await client.close();
    await api.close();
  }
});

type App = readonly [id: string, name: string, bundleId?: string];
/** An account with these apps, and what it was asked. */
async function account(...apps: readonly App[]): Promise<{ client: ConnectedClient; asked: () => string[] }> {
  const api = await startApi((_request, response) =>
    json(response, {
      data: apps.map(([id, name, bundleId]) => ({ type: 'apps', id, attributes: { name, bundleId } })),
      links: {},
    }),
  );
  const client = clientFor(api.url);
  open.push([api, client]);
  return { client, asked: () => api.seen.map(({ url }) => decodeURIComponent(url)) };
}
const weather: App = ['1500000101', 'Weather Now', 'com.example.weather'];
const ledger: App = ['1500000202', 'Ledger', 'com.example.ledger'];
const naming = (...apps: string[]): Policy => ({ ...defaultPolicy, apps });
const deny = (...apps: string[]): PolicyRule => ({ effect: 'deny', ops: ['betaGroups_*'], apps });
const complaint = async (asking: Promise<unknown>): Promise<string> => {
  const error = await asking.catch((cause: unknown) => cause);
  return error instanceof PolicyError ? error.message : 'nothing';
};

describe('the apps of a policy', () => {
  it('become ids by name or bundle id, whole and in any case', async () => {
    const { client, asked } = await account(['1500000909', 'Without a bundle'], weather, ledger);
    const policy = await withAppIds(naming('weather NOW', 'com.Example.ledger', '1500000303'), client);
    expect(policy).toEqual({ ...defaultPolicy, apps: ['1500000101', '1500000202', '1500000303'] });
    expect(Object.isFrozen(policy)).toBe(true);
    expect(asked()).toEqual(['/v1/apps?fields[apps]=name,bundleId&limit=200']);
  });

  it('are not looked for where all are ids, or none are named', async () => {
    const { client, asked } = await account(weather);
    const ids = { ...naming('1500000303'), rules: [deny('1500000404')] };
    expect(await withAppIds(ids, client)).toBe(ids);
    expect(await withAppIds(defaultPolicy, client)).toBe(defaultPolicy);
    expect(asked()).toEqual([]);
  });

  it('are those of its rules, too; a rule for all apps stays one', async () => {
    const { client } = await account(weather, ledger);
    const forAll: PolicyRule = { effect: 'ask', ops: ['users_*'] };
    const policy = await withAppIds(
      { ...defaultPolicy, rules: [deny('Ledger', 'Weather Now'), forAll] },
      client,
    );
    expect(policy).toEqual({ ...defaultPolicy, rules: [deny('1500000202', '1500000101'), forAll] });
    expect('apps' in policy).toBe(false);
  });

  it('must be found, and only once', async () => {
    const { client } = await account(weather, ledger, ['1500000404', 'Ledger', 'com.example.other']);
    expect(await complaint(withAppIds(naming('Wether Now'), client))).toBe(
      'The policy names the app "Wether Now", but no app of this key has this name or bundle id. Write the app\'s id.',
    );
    expect(await complaint(withAppIds(naming('Ledger'), client))).toBe(
      'The policy names the app "Ledger", but 2 apps of this key have this name or bundle id. Write the app\'s id.',
    );
    expect(await complaint(withAppIds(naming('Weather'), client))).toContain('but no app');
    expect(await complaint(withAppIds(naming('w'.repeat(100)), client))).toContain(
      `the app "${'w'.repeat(80)}", but`,
    );
  });

  it('that are another account’s mean nothing here', async () => {
    const { client } = await account(ledger);
    const other = await account(weather);
    const others = () => Promise.resolve([other.client]);
    const policy = { ...naming('Weather Now'), rules: [deny('Weather Now', '1500000303')] };
    expect(await withAppIds(policy, client, others)).toMatchObject({
      apps: [],
      rules: [{ effect: 'deny', apps: ['1500000303'] }],
    });
    expect(await complaint(withAppIds(naming('Wether Now'), client, others))).toContain('but no app');
    // What both have is meant here.
    const both = await account(weather, ledger);
    expect(
      await withAppIds(naming('Ledger', 'Weather Now'), client, () => Promise.resolve([both.client])),
    ).toMatchObject({ apps: ['1500000202'] });
    // Who finds all of them here need not ask there.
    const asked = other.asked().length;
    expect(await withAppIds(naming('Ledger'), client, others)).toMatchObject({ apps: ['1500000202'] });
    expect(other.asked().length).toBe(asked);
  });
});
