import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import type { RequestLog } from '../../src/sandbox/index.ts';
import { faults, noting, type Running, startServer } from '../support/server.ts';

let server: Running;
let asked: string[] = [];

beforeAll(async () => {
  server = await startServer({
    flags: ['--toolsets', 'offers'],
    policy: { version: 1, limits: { writesPerHour: 2_000 } },
    person: noting((message) => asked.push(message)),
  });
});
afterAll(() => server.close());

/** Changes since the last look; every request is legal. */
function changes(): RequestLog[] {
  const requests = server.taken();
  expect(faults(requests)).toEqual([]);
  return requests.filter(({ method }) => method !== 'GET');
}

function writes(): string[] {
  return changes().map(({ method, path }) => `${method} ${path}`);
}

async function offers(args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call('asc_manage_offers', {
    app: 'Weather Now',
    product: 'com.example.weather.plus.yearly',
    ...args,
  });
  expect(isError, text).toBe(false);
  return text;
}

async function refused(args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call('asc_manage_offers', {
    app: 'Weather Now',
    product: 'com.example.weather.plus.yearly',
    ...args,
  });
  expect(isError, text).toBe(true);
  return text;
}

describe('asc_manage_offers', () => {
  it('takes a product by a part of its name, and says that a new offer has no codes yet', async () => {
    expect(await offers({ product: 'yearly', action: 'list', type: 'promotional' })).toContain('Half price');
    const text = await refused({
      action: 'create',
      type: 'offer_code',
      offer: 'Fair 2027',
      mode: 'FREE_TRIAL',
      duration: 'ONE_MONTH',
      customers: ['NEW'],
      count: 100,
    });
    expect(text).toContain('takes neither count nor save_to');
    expect(writes()).toEqual([]);
  });

  it('lists what there is, territories of the same terms on one line', async () => {
    const text = await offers({ action: 'list' });
    expect(text).toContain('introductory: FREE_TRIAL ONE_WEEK');
    expect(text).toContain('3 territories: ');
    expect(text).toContain('promotional "Half price for a year" (half_year): PAY_UP_FRONT ONE_YEAR; active');
    expect(text).toContain('win back "Come back before the storm season" (come_back_2)');
    expect(text).toContain('offer code "Radio campaign": PAY_UP_FRONT ONE_YEAR; for NEW, EXPIRED; active');
    expect(text).toContain('custom code RADIO50, 1000 times');
    expect(text).toContain('200 one-time codes PRODUCTION');
    const purchase = await offers({ app: 'Pocket Ledger', product: 'Paper themes', action: 'list' });
    expect(purchase).toContain('offer code "Paper day": for NON_SPENDER, CHURNED_SPENDER; active');
    expect(writes()).toEqual([]);
  });

  it('makes a promotional offer by percent, with a price a territory, once', async () => {
    asked = [];
    const call = {
      action: 'create',
      type: 'promotional',
      offer: 'Half a year at half price',
      code: 'half_again',
      mode: 'PAY_UP_FRONT',
      duration: 'SIX_MONTHS',
      price: '50%',
      territories: ['USA', 'DEU', 'JPN'],
    };
    const tried = await offers({ ...call, dry_run: true });
    expect(tried).toContain('50 % off 29.99 in USA is 14.995, nearest price 14.99');
    expect(writes()).toEqual([]);
    const text = await offers(call);
    expect(text).toContain('Create promotional offer “Half a year at half price” of “Weather Plus yearly”');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('14.99');
    const [made, ...others] = changes();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ method: 'POST', path: '/v1/subscriptionPromotionalOffers' });
    const included = objectAt(made, 'body')['included'];
    expect(included).toHaveLength(3);
    expect(JSON.stringify(included)).toContain(`"id":"${'$'}{price-USA}"`);
    expect(await offers(call)).toContain('already');
    expect(writes()).toEqual([]);
  });

  it('makes an introductory offer where there is none yet', async () => {
    asked = [];
    const call = {
      action: 'create',
      type: 'introductory',
      mode: 'FREE_TRIAL',
      duration: 'ONE_WEEK',
      territories: ['USA', 'FRA', 'ITA'],
    };
    const text = await offers(call);
    expect(text).toContain('there already, without end: 1 territories');
    expect(writes()).toEqual([
      'POST /v1/subscriptionIntroductoryOffers',
      'POST /v1/subscriptionIntroductoryOffers',
    ]);
    expect(asked).toHaveLength(1);
    expect(await offers(call)).toContain('Nothing to do');
    const other = { ...call, mode: 'PAY_AS_YOU_GO', duration: 'ONE_YEAR', price: '9.99' };
    expect(await offers({ ...other, territories: ['USA', 'ESP'] })).toContain(
      'left alone, other terms hold there: USA',
    );
    expect(writes()).toEqual(['POST /v1/subscriptionIntroductoryOffers']);
    const gone = await offers({ action: 'deactivate', type: 'introductory', territories: ['FRA', 'ITA'] });
    expect(gone).toContain('Delete 2 introductory offers');
    expect(writes()).toEqual([
      expect.stringMatching(/^DELETE \/v1\/subscriptions\/\d+\/relationships\/introductoryOffers$/),
    ]);
  });

  it('makes a free offer with codes without price points, and saves one-time codes to a private file', async () => {
    asked = [];
    const call = {
      action: 'create',
      type: 'offer_code',
      offer: 'Podcast',
      customers: ['NEW', 'EXPIRED', 'REPLACE_INTRO_OFFERS'],
      mode: 'FREE_TRIAL',
      duration: 'ONE_MONTH',
      territories: ['USA', 'GBR'],
    };
    await offers(call);
    const [made] = changes();
    const body = objectAt(made, 'body');
    expect(objectAt(objectAt(body, 'data'), 'attributes')).toMatchObject({
      offerEligibility: 'REPLACE_INTRO_OFFERS',
      customerEligibilities: ['NEW', 'EXPIRED'],
    });
    expect(body['included']).toHaveLength(2);
    expect(JSON.stringify(body['included'])).not.toContain('subscriptionPricePoint');
    const codes = { action: 'add_codes', offer: 'Podcast', count: 40, until: '2027-03-31' };
    const text = await offers({ ...codes, save_to: 'podcast.csv' });
    const path = /saved: (\S+podcast\.csv)/.exec(text)?.[1] ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(40);
    for (const line of lines.slice(1)) expect(text).not.toContain(line.split(',')[0]);
    expect(writes()).toEqual(['POST /v1/subscriptionOfferCodeOneTimeUseCodes']);
    const again = await offers({ ...codes, save_to: 'podcast-2.csv' });
    expect(again).toContain('was not made again');
    expect(writes()).toEqual([]);
    const custom = { action: 'add_codes', offer: 'Podcast', code: 'PODCAST30', count: 500 };
    expect(await offers(custom)).toContain('applied: Custom code PODCAST30, to be used 500 times');
    expect(await offers(custom)).toContain('Nothing to do');
    expect(writes()).toEqual(['POST /v1/subscriptionOfferCodeCustomCodes']);
    expect(await offers({ action: 'save_codes', offer: 'Podcast' })).toContain('saved: ');
    const off = { action: 'deactivate', offer: 'Podcast', code: 'PODCAST30' };
    expect(await offers(off)).toContain('Switch off the custom code PODCAST30');
    expect(await offers(off)).toContain('Nothing to do');
    expect(await offers({ action: 'deactivate', offer: 'Podcast' })).toContain('and all its codes, for good');
    expect(writes().map((write) => write.replace(/[^/]+$/, ''))).toEqual([
      'PATCH /v1/subscriptionOfferCodeCustomCodes/',
      'PATCH /v1/subscriptionOfferCodes/',
    ]);
    expect(asked).toHaveLength(5);
  });

  it('makes free win-back offers, and codes of an in-app purchase', async () => {
    const winBack = {
      action: 'create',
      type: 'win_back',
      offer: 'Come back free',
      code: 'back_free',
      mode: 'FREE_TRIAL',
      duration: 'ONE_MONTH',
      months: [6, 2, 12],
      start: '2026-12-01',
    };
    await offers(winBack);
    expect(stringAt(changes()[0], 'path')).toBe('/v1/winBackOffers');
    expect(
      await refused({ ...winBack, code: 'x', offer: 'x', mode: 'PAY_UP_FRONT', price: '4.99' }),
    ).toContain('The API has no place for the price of a win-back offer');
    await offers({
      app: 'Pocket Ledger',
      product: 'Paper themes',
      action: 'create',
      offer: 'Paper sale',
      customers: ['NON_SPENDER'],
      price: '0.99',
      territories: ['USA', 'DEU'],
    });
    expect(writes()).toEqual(['POST /v1/inAppPurchaseOfferCodes']);
  });

  it('refuses before anything is sent', async () => {
    const create = { action: 'create', type: 'promotional', offer: 'A', code: 'a', mode: 'PAY_UP_FRONT' };
    expect(await refused({ action: 'create' })).toContain('type is needed');
    expect(await refused({ ...create, duration: 'A_DECADE', price: '4.99' })).toContain('duration is one of');
    expect(await refused({ ...create, duration: 'ONE_YEAR' })).toContain('price is needed unless');
    expect(await refused({ ...create, duration: 'ONE_YEAR', price: '4.98' })).toContain(
      'nearest: 4.49, 4.99',
    );
    expect(await refused({ ...create, duration: 'ONE_YEAR', price: '4.99', territories: ['XXX'] })).toContain(
      'not sold in XXX',
    );
    expect(await refused({ ...create, mode: 'FREE_TRIAL', duration: 'ONE_MONTH x3' })).toContain(
      'only PAY_AS_YOU_GO has several periods',
    );
    expect(
      await refused({
        ...create,
        type: 'offer_code',
        customers: ['FRIENDS'],
        duration: 'ONE_YEAR',
        price: '4.99',
      }),
    ).toContain('customers are NEW, EXISTING, EXPIRED');
    expect(await refused({ action: 'add_codes', offer: 'Nobody', count: 3 })).toContain('"Radio campaign"');
    expect(await refused({ action: 'add_codes', offer: 'Radio campaign', count: 3 })).toContain(
      'until is needed',
    );
    expect(writes()).toEqual([]);
  });
});
