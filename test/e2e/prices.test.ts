import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { objectAt } from '../../src/catalog/json.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { addDays, pacificDay } from '../../src/tools/days.ts';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';

const { yearly, monthly } = teamIds.subscriptions;
const { trail } = teamIds;
const { themes } = teamIds.products;
const euro =
  'AUT BEL BGR BIH CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT MNE NLD PRT SRB SVK SVN XKS';

/** Machines that run everything at once are slow. */
const patience = { timeout: 180_000 };
let server: Running;
let asked: string[] = [];

async function start(beforeAnswer: () => void = () => undefined): Promise<void> {
  asked = [];
  server = await startServer({
    person: (question) => {
      asked.push(question.message);
      beforeAnswer();
      return agreeing(question);
    },
  });
}

/** `POST /v1/subscriptionPrices`, …; every request since the last look has to be legal. */
function writes(): { readonly what: string; readonly body: unknown }[] {
  const requests = server.taken();
  expect(faults(requests)).toEqual([]);
  return requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, status, body }) => ({ what: `${method} ${path} ${status}`, body }));
}

/** `DEU 29.99`, `TUR 1600.0 from 2026-12-12 kept`: every price of a subscription as Apple's side has it. */
function pricesOf({ store }: Sandbox, id: string): string[] {
  const subscription = store.get('Subscription', id);
  if (subscription === undefined) return [];
  return store
    .linked(subscription, 'prices')
    .flatMap((price) => {
      const stored = store.get('SubscriptionPrice', price);
      if (stored === undefined) return [];
      const [territory = ''] = store.linked(stored, 'territory');
      const [point = ''] = store.linked(stored, 'subscriptionPricePoint');
      const amount = store.get('SubscriptionPricePoint', point)?.attributes['customerPrice'];
      const { startDate, preserved } = stored.attributes;
      return `${territory} ${String(amount)}${startDate === undefined ? '' : ` from ${String(startDate)}`}${preserved === true ? ' kept' : ''}`;
    })
    .sort();
}

/** `USA 4.99`, `DEU 5.49 from 2026-12-01`: prices of a schedule, by hand or following. */
function scheduleOf(id: string, relationship: 'manualPrices' | 'automaticPrices'): string[] {
  const { store } = server.sandbox;
  const [resource, price, point, points] =
    id === trail.app
      ? (['AppPriceSchedule', 'AppPriceV2', 'appPricePoint', 'AppPricePointV3'] as const)
      : ([
          'InAppPurchasePriceSchedule',
          'InAppPurchasePrice',
          'inAppPurchasePricePoint',
          'InAppPurchasePricePoint',
        ] as const);
  const schedule = store.get(resource, id);
  if (schedule === undefined) return [];
  return store
    .linked(schedule, relationship)
    .flatMap((one) => {
      const stored = store.get(price, one);
      if (stored === undefined) return [];
      const [territory = ''] = store.linked(stored, 'territory');
      const [at = ''] = store.linked(stored, point);
      const amount = store.get(points, at)?.attributes['customerPrice'];
      const { startDate, endDate } = stored.attributes;
      return `${territory} ${String(amount)}${startDate ? ` from ${String(startDate)}` : ''}${endDate ? ` to ${String(endDate)}` : ''}`;
    })
    .sort();
}

describe('what changes nothing', patience, () => {
  beforeAll(() => start());
  afterAll(() => server.close());

  it('says what the yearly plan costs in every country: one call, four requests, few tokens', async () => {
    const { text, isError } = await server.call('asc_get_prices', { app: 'Weather Now', product: 'yearly' });
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    expect(requests.map(({ path }) => path)).toHaveLength(4);
    const cost = encode(text).length;
    console.info(`every country: ${cost} tokens, ${requests.length} requests`);
    expect(cost).toBeLessThanOrEqual(3_000);
    expect(text).toContain('175 territories on');
    expect(text).toContain(`EUR 29.99 (25.49) · 25: ${euro}\n`);
    expect(text).toContain('JPY 4500 (3825.00) · JPN\n');
    expect(text).toMatch(/Scheduled:\nfrom \d{4}-\d\d-\d\d: TRY 1200 → 1600 · TUR/);
  });

  it('shows an app in some territories, and two products side by side', async () => {
    const app = await server.call('asc_get_prices', {
      app: 'com.example.trailmate',
      territories: ['eurozone', 'Japan', 'us'],
    });
    expect(app.text).toContain('Base territory USA: 22 follow it, 1 are set by hand.');
    expect(app.text).toContain('EUR 4.99 (4.24) · 21: AUT BEL BGR CYP');
    expect(app.text).toContain('USD 4.99 (4.24) base · USA');
    const both = await server.call('asc_get_prices', {
      app: 'Weather Now',
      product: 'yearly',
      compare_with: 'com.example.weather.plus.monthly',
      territories: ['EUR'],
    });
    expect(both.text).toContain('EUR 29.99 : 2.99 (the longer one saves 16 %) · 25:');
    const wrong = await server.call('asc_get_prices', { app: 'Weather Now', product: 'hourly' });
    expect(wrong.text).toContain('subscription "Weather Plus weekly" (com.example.weather.plus.weekly)');
    const several = await server.call('asc_get_prices', { app: 'Weather Now', product: 'plus' });
    expect(several.text).toContain('4 products fit "plus"');
    const nowhere = await server.call('asc_get_prices', { app: 'Weather Now', territories: ['Germny'] });
    expect(nowhere.text).toContain('DEU (Germany)');
    expect(writes()).toEqual([]);
  });

  it('says who must consent where a rise is large', async () => {
    const { text } = await server.call('asc_set_prices', {
      app: 'Weather Now',
      product: 'monthly',
      territories: ['USA', 'DEU', 'Japan'],
      percent: 300,
      existing_subscribers: 'move',
      dry_run: true,
    });
    expect(text).toContain('Above 50 % and about USD 5 in 3 (DEU JPN USA): there each must consent');
  });

  it('refuses what cannot be meant, with the way out', async () => {
    const refused = async (args: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_set_prices', { app: 'Weather Now', ...args });
      expect(isError, text).toBe(true);
      return text;
    };
    expect(await refused({ product: 'yearly' })).toContain('Say the change in one way');
    expect(await refused({ product: 'yearly', amount: '9.99' })).toContain('Say the territories');
    expect(await refused({ product: 'yearly', percent: 10, amount: '9.99' })).toContain('in one way');
    expect(
      await refused({ product: 'yearly', amount: '33', territories: ['DEU'], existing_subscribers: 'keep' }),
    ).toContain('DEU EUR 33 (nearest: 32.99 or 34.99)');
    expect(await refused({ product: 'yearly', percent: -10, start_date: pacificDay() })).toContain(
      'at the earliest: this subscription was approved',
    );
    expect(await refused({ product: 'yearly', percent: -10, start_date: '2020-01-01' })).toContain('past');
    expect(await refused({ product: 'yearly', percent: -10, territories: ['Atlantis'] })).toContain(
      'unknown_territory',
    );
    expect(await refused({ percent: -10, existing_subscribers: 'keep' })).toContain('for subscriptions only');
    expect(writes()).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('what changes prices', patience, () => {
  afterEach(() => server.close());

  it('raises a plan by 10 % in the euro countries for new subscribers only, and nothing else', async () => {
    await start();
    const before = pricesOf(server.sandbox, yearly);
    const elsewhere = pricesOf(server.sandbox, monthly);
    const call = { app: 'Weather Now', product: 'yearly', percent: 10, territories: ['euro'] };
    const open = await server.call('asc_set_prices', call);
    expect(open.isError).toBe(true);
    expect(open.text).toContain('The price rises in 25 territories (AUT: EUR 29.99 → 32.99)');
    expect(writes()).toEqual([]);
    const done = await server.call('asc_set_prices', { ...call, existing_subscribers: 'keep' });
    expect(done, done.text).toMatchObject({ isError: false });
    expect(done.text).toContain('Read back: all 25 are there.');
    expect(asked).toHaveLength(1);
    const tomorrow = addDays(pacificDay(), 1);
    expect(asked[0]).toContain(
      `for new subscribers only: whoever subscribed before ${tomorrow} keeps the present price.`,
    );
    expect(asked[0]).toContain(`EUR 29.99 → 32.99 (+10.0 %, asked for 32.989) · 25: ${euro}`);
    expect(asked[0]).toContain("The price point nearest to today's price +10 %");
    expect(writes().map(({ what }) => what)).toEqual(
      Array.from({ length: 25 }, () => 'POST /v1/subscriptionPrices 201'),
    );
    // All 175 read back: what was is there, and 25 prices more.
    const after = pricesOf(server.sandbox, yearly);
    expect(after.filter((price) => !before.includes(price))).toEqual(
      euro.split(' ').map((code) => `${code} 32.99 from ${tomorrow} kept`),
    );
    expect(before.filter((price) => !after.includes(price))).toEqual([]);
    expect(pricesOf(server.sandbox, monthly)).toEqual(elsewhere);
    const again = await server.call('asc_set_prices', { ...call, existing_subscribers: 'keep' });
    expect(again.text).toContain('Nothing to do');
    expect(writes()).toEqual([]);
    // Another percentage for the same day takes the place of what is planned.
    const other = await server.call('asc_set_prices', {
      ...call,
      territories: ['DEU'],
      percent: 20,
      existing_subscribers: 'move',
    });
    expect(other.text).toContain('Takes away what is planned for that day in DEU.');
    expect(writes().map(({ what }) => what)).toEqual([
      `DELETE /v1/subscriptions/${yearly}/relationships/prices 204`,
      'POST /v1/subscriptionPrices 201',
    ]);
    expect(pricesOf(server.sandbox, yearly).filter((price) => price.startsWith('DEU'))).toEqual([
      'DEU 29.99',
      `DEU 35.99 from ${tomorrow}`,
    ]);
  });

  it('sets 175 territories with one question that can be read', async () => {
    await start();
    const call = {
      app: 'Weather Now',
      product: 'com.example.weather.plus.monthly',
      equalize_from: 'USA',
      amount: '4.99',
      existing_subscribers: 'move',
    };
    const shown = await server.call('asc_set_prices', { ...call, dry_run: true });
    expect(shown.text).toContain('175 × subscriptionPrices_createInstance');
    expect(writes()).toEqual([]);
    const done = await server.call('asc_set_prices', call);
    expect(done, done.text).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    expect(encode(asked[0] ?? '').length).toBeLessThanOrEqual(2_500);
    expect(asked[0]).toContain('175 changes (R3');
    expect(asked[0]).toContain('USD 2.99 → 4.99 (+66.9 %) · 109:');
    // Above 50 %, but by less than five dollars.
    expect(asked[0]).toContain('By size nobody has to consent (not above 50 % and about USD 5)');
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(175);
    expect(requests.filter(({ method }) => method === 'GET').length).toBeLessThanOrEqual(20);
    const tomorrow = addDays(pacificDay(), 1);
    const planned = pricesOf(server.sandbox, monthly).filter((price) => price.endsWith(tomorrow));
    expect(planned).toHaveLength(175);
    expect(planned).toContain(`JPN 750.0 from ${tomorrow}`);
  });

  it('keeps the plans of a subscription apart', async () => {
    await start();
    const call = { app: 'Weather Now', product: 'yearly', territories: ['DEU'] };
    const first = await server.call('asc_set_prices', { ...call, amount: '2.99', plan_type: 'MONTHLY' });
    expect(first.text).toContain('MONTHLY plan: 1 new price from');
    expect(first.text).toContain('EUR none → 2.99 · DEU');
    const open = await server.call('asc_set_prices', { ...call, percent: -10 });
    expect(open.text).toContain('has prices for UPFRONT and MONTHLY');
    const second = await server.call('asc_set_prices', { ...call, percent: -10, plan_type: 'UPFRONT' });
    expect(second.text).toContain('EUR 29.99 → 26.99 (−10.0 %, asked for 26.991) · DEU');
    expect(second.text).toContain('Lower in 1 territory: present subscribers get the lower price, too.');
    const tomorrow = addDays(pacificDay(), 1);
    expect(writes().map(({ body }) => objectAt(objectAt(body, 'data'), 'attributes'))).toEqual([
      { startDate: tomorrow, planType: 'MONTHLY' },
      { startDate: tomorrow, planType: 'UPFRONT' },
    ]);
    const shown = await server.call('asc_get_prices', call);
    expect(shown.text).toContain('UPFRONT EUR 29.99 (25.49) · DEU');
    expect(shown.text).toContain(`from ${tomorrow}: MONTHLY EUR 2.99 · DEU`);
  });

  it('carries over what an app schedule holds, and lets followers follow', async () => {
    await start();
    const later = addDays(pacificDay(), 2);
    const first = await server.call('asc_set_prices', {
      app: trail.app,
      territories: ['GBR'],
      amount: '5.99',
    });
    expect(first, first.text).toMatchObject({ isError: false });
    const second = await server.call('asc_set_prices', {
      app: trail.app,
      territories: ['Germany'],
      amount: '5.49',
      start_date: later,
    });
    expect(second, second.text).toMatchObject({ isError: false });
    expect(scheduleOf(trail.app, 'manualPrices')).toEqual([`DEU 5.49 from ${later}`, 'GBR 5.99', 'USA 4.99']);
    expect(scheduleOf(trail.app, 'automaticPrices')).toHaveLength(173);
    expect(scheduleOf(trail.app, 'automaticPrices')).toContain(`DEU 4.99 to ${later}`);
    const third = await server.call('asc_set_prices', { app: trail.app, amount: '3.99' });
    expect(third, third.text).toMatchObject({ isError: false });
    expect(asked.at(-1)).toContain('173 territories that follow the base USA change with it:');
    expect(asked.at(-1)).toContain('follows: JPY 750 → 600 (−20.0 %) · JPN');
    expect(scheduleOf(trail.app, 'manualPrices')).toEqual([`DEU 5.49 from ${later}`, 'GBR 5.99', 'USA 3.99']);
    expect(scheduleOf(trail.app, 'automaticPrices')).toContain('JPN 600.0');
    const sent = writes();
    expect(sent.map(({ what }) => what)).toEqual(Array(3).fill('POST /v1/appPriceSchedules 201'));
    expect(objectAt(objectAt(sent[2]?.body, 'data'), 'relationships')).toMatchObject({
      baseTerritory: { data: { id: 'USA' } },
      manualPrices: { data: [{ id: `${'$'}{USA-1}` }, { id: `${'$'}{GBR-1}` }, { id: `${'$'}{DEU-1}` }] },
    });
    // The same percentage again is the same job, not once more.
    const raise = { app: trail.app, territories: ['GBR'], percent: 10 };
    expect((await server.call('asc_set_prices', raise)).text).toContain('GBP 5.99 → 6.99');
    expect((await server.call('asc_set_prices', raise)).text).toContain('not once more: GBR');
    expect(writes()).toHaveLength(1);
  });

  it('takes the prices of a file that asc_get_prices saved', async () => {
    await start();
    const saved = await server.call('asc_get_prices', {
      app: 'Pocket Ledger',
      product: 'Paper themes',
      territories: ['DEU', 'FRA', 'CHE'],
      save_to: 'themes.csv',
    });
    expect(saved.text).toContain('Saved 3 rows to ');
    const file = join(server.downloads, 'themes.csv');
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[1]).toBe('CHE,Switzerland,CHF,2.99,2.54,,follows base,');
    writeFileSync(file, text.replace('EUR,2.99', 'EUR,3.49').replace('CHF,2.99', 'USD,3.49'));
    const call = { app: 'Pocket Ledger', product: 'Paper themes', csv: 'themes.csv' };
    const wrong = await server.call('asc_set_prices', call);
    expect(wrong.text).toContain('line 2: CHE sells in CHF, not in USD');
    writeFileSync(file, text.replace('EUR,2.99', 'EUR,3.49').replace('CHF,2.99', 'CHF,3.30'));
    const far = await server.call('asc_set_prices', call);
    expect(far.text).toContain('CHE CHF 3.3 (nearest: 3.29 or 3.49)');
    expect(writes()).toEqual([]);
    const done = await server.call('asc_set_prices', { ...call, nearest: true });
    expect(done, done.text).toMatchObject({ isError: false });
    expect(scheduleOf(themes, 'manualPrices')).toEqual(['CHE 3.29', 'DEU 3.49', 'USA 2.99']);
    expect(writes().map(({ what }) => what)).toEqual(['POST /v1/inAppPurchasePriceSchedules 201']);
  });

  it('sends nothing when somebody changed the schedule while a person was thinking', async () => {
    await start(() => {
      const { store } = server.sandbox;
      const schedule = store.get('AppPriceSchedule', trail.app);
      const price = store.put('AppPriceV2', 'somebody-else', { manual: true }, { territory: 'FRA' });
      if (schedule !== undefined)
        store.link(schedule, 'manualPrices', [...store.linked(schedule, 'manualPrices'), price.id]);
    });
    const { text, isError } = await server.call('asc_set_prices', { app: trail.app, amount: '5.99' });
    expect(isError).toBe(true);
    expect(text).toContain('STALE');
    expect(writes()).toEqual([]);
  });

  it('shows the page the summary and every one of 175 requests', async () => {
    asked = [];
    server = await startServer({
      environment: {
        BROWSER: `${process.execPath} ${new URL('../support/browser.mjs', import.meta.url).pathname} %s`,
      },
    });
    const call = server.call('asc_set_prices', {
      app: 'Weather Now',
      product: 'monthly',
      equalize_from: 'USA',
      amount: '3.29',
      existing_subscribers: 'keep',
    });
    const opened = join(server.downloads, 'opened.txt');
    for (let tries = 0; tries < 400 && !existsSync(opened); tries += 1) await pause(50);
    const url = readFileSync(opened, 'utf8');
    const shown = await fetch(url);
    const page = await shown.text();
    expect(page).toContain('Approve these 175 changes?');
    expect(page).toContain(`<li>EUR 2.99 → 3.29 (+10.0 %) · 25: ${euro}</li>`);
    expect(page.match(/id="step-\d+"/g)).toHaveLength(175);
    expect(page).toContain('territory');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: shown.headers.get('set-cookie')?.split(';')[0] ?? '',
        origin: new URL(url).origin,
      },
      body: new URLSearchParams({ csrf, answer: 'decline' }),
    });
    expect((await call).text).toContain('Nothing was changed');
    expect(writes()).toEqual([]);
  });
});
