import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrayAt, objectAt, stringAt } from '../../src/catalog/json.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { faults, type Running, startServer } from '../support/server.ts';

const calls: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
  [
    'release_version',
    { app: 'Weather Now', version: '3.2' },
    [teamIds.versions.weatherNext, 'PREPARE_FOR_SUBMISSION'],
  ],
  ['release_version', { app: teamIds.ledger.bundleId }, [teamIds.versions.ledgerNext, 'Pocket Ledger']],
  ['triage_reviews', { app: 'Weather Now', rating: '1' }, ['THIEVES', '<foreign-']],
  [
    'weekly_numbers',
    { vendor_number: teamIds.vendorNumber },
    ['WEATHER-NOW', '### Proceeds by currency\nCurrency,'],
  ],
  [
    'start_beta',
    { app: 'Weather Now', group: 'Storm chasers' },
    [teamIds.groups.weatherExternal, 'IN_BETA_TESTING'],
  ],
  ['set_up_signing', { bundle_id: 'com.example.weather' }, ['BUNDLE', teamIds.certificates.expiring]],
  [
    'price_product',
    { app: 'Pocket Ledger', price: '4.99' },
    [teamIds.products.receipts, 'appPrices: 1 of 1'],
  ],
  [
    'why_build_stuck',
    { app: 'Weather Now', build: '3203' },
    [teamIds.builds.missingCompliance, 'MISSING_EXPORT_COMPLIANCE'],
  ],
];

describe.each(['old', 'new'] as const)('prompts for a client of the %s generation', (generation) => {
  let server: Running;

  beforeAll(async () => {
    server = await startServer({ generation });
  });
  afterAll(() => server.close());

  it('are listed with their arguments', async () => {
    const { prompts } = await server.client.listPrompts();
    expect(prompts).toHaveLength(7);
    expect(prompts.map(({ name }) => name)).toContain('why_build_stuck');
    expect(prompts[0]?.arguments?.map(({ name, required }) => [name, required])).toEqual([
      ['app', true],
      ['version', false],
    ]);
  });

  it.each(calls)('%s %j fills itself from the account', async (name, args, expected) => {
    server.taken();
    const text = await prompt(server, name, args);
    for (const part of expected) expect(text).toContain(part);
    expect(text).not.toContain('could not be read');
    expect(encode(text).length).toBeLessThan(6_000);
    const requests = server.taken();
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(faults(requests)).toEqual([]);
  });

  it('complete the app by name, and what belongs to it once it is given', async () => {
    const complete = async (
      name: string,
      argument: string,
      value: string,
      given?: Record<string, string>,
    ) => {
      const { completion } = await server.client.complete({
        ref: { type: 'ref/prompt', name },
        argument: { name: argument, value },
        ...(given === undefined ? {} : { context: { arguments: given } }),
      });
      return completion.values;
    };
    expect(await complete('release_version', 'app', 'wea')).toEqual(['Weather Now']);
    expect(await complete('release_version', 'version', '3.', { app: 'Weather Now' })).toEqual([
      '3.2',
      '3.1',
      '3.0',
    ]);
    expect(await complete('start_beta', 'group', 'st', { app: 'Weather Now' })).toEqual(['Storm chasers']);
    expect(await complete('triage_reviews', 'rating', '')).toEqual(['1', '2', '3', '4', '5']);
    expect(await complete('price_product', 'territory', 'JP')).toEqual(['JPN']);
    expect(await complete('price_product', 'price', '4')).toEqual([]);
  });

  it('say what to correct: an unknown app, argument or prompt, a missing argument', async () => {
    await expect(prompt(server, 'release_version', { app: 'Wether Now' })).rejects.toThrow(
      /Nearest: "Weather Now"/,
    );
    await expect(prompt(server, 'release_version', { app: 'Weather Now', ver: '1' })).rejects.toThrow(
      'Known: app, version.',
    );
    await expect(prompt(server, 'release_version', {})).rejects.toThrow('needs the argument app');
    await expect(prompt(server, 'nonsense', {})).rejects.toThrow('Prompts: release_version');
  });

  it('without a vendor number the weekly numbers say where it stands', async () => {
    expect(await prompt(server, 'weekly_numbers', {})).toContain('ASC_VENDOR_NUMBER');
  });
});

async function prompt(server: Running, name: string, args: Record<string, string>): Promise<string> {
  const result: unknown = await server.client.getPrompt({ name, arguments: args });
  const [message] = arrayAt(result, 'messages');
  return stringAt(objectAt(message, 'content'), 'text') ?? '';
}
