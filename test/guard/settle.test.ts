import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import type { Present } from '../../src/guard/present.ts';
import { checkOf, type Pauses, settle } from '../../src/guard/read-back.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type Links, list, object, one, startWorld, type World } from './world.ts';
import { catalog, never, noPauses, writeOf } from './writes.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.answers({}));

type Answers = Readonly<Record<string, JsonObject | number>>;
/** What was read before the write was sent. */
function seen(more: Partial<Present> = {}): Present {
  const nothing = { names: new Map(), changes: [], notes: [], links: new Map(), twins: [], digest: '' };
  return { targetMissing: false, ...nothing, ...more };
}
/** The object that a write changes, as it was. */
const was = (attributes: JsonObject, links: Readonly<Record<string, readonly string[]>> = {}): Present =>
  seen({ target: { id: 'x', title: 'x', attributes }, links: new Map(Object.entries(links)) });

function settled(
  write: Write,
  answers: Answers,
  then: Present | undefined,
  { pauses = noPauses(), signal = never }: { pauses?: Pauses; signal?: AbortSignal } = {},
): Promise<StepResult> {
  world.answers(answers);
  return settle(world.client, catalog, write, then, signal, pauses);
}
/** Outcome, and how it was found out. */
async function told(...given: Parameters<typeof settled>): Promise<readonly (string | undefined)[]> {
  const { outcome, evidence } = await settled(...given);
  return [outcome, evidence];
}

const path = '/v1/appStoreVersionLocalizations/x';
const text = (attributes: JsonObject): Write =>
  writeOf('appStoreVersionLocalizations_updateInstance', { id: 'x', attributes });
const textIs = (attributes: JsonObject): Answers => ({
  [path]: one(object('appStoreVersionLocalizations', 'x', attributes)),
});
const check = 'asc_read {"operation":"appStoreVersionLocalizations_getInstance","id":"x"}';

describe('a write whose answer was lost', () => {
  const write = text({ keywords: 'new' });

  it('is applied as soon as that shows, with what it is now', async () => {
    const pauses = noPauses();
    expect(
      await settled(write, textIs({ keywords: 'new' }), was({ keywords: 'old' }), { pauses }),
    ).toStrictEqual({
      outcome: 'applied',
      evidence: 'Reading it back shows what was sent.',
      id: 'x',
      body: { data: object('appStoreVersionLocalizations', 'x', { keywords: 'new' }) },
    });
    expect(pauses.slept).toEqual([]);
    expect(world.asked()).toEqual([path]);
  });

  it('is waited for: it may land late', async () => {
    const slept: number[] = [];
    const pauses: Pauses = {
      sleep: async (ms) => {
        slept.push(ms);
        if (slept.length === 2) world.answers(textIs({ keywords: 'new' }));
      },
    };
    const late = await told(write, textIs({ keywords: 'old' }), was({ keywords: 'old' }), { pauses });
    expect(late).toEqual(['applied', 'Reading it back shows what was sent.']);
    expect(slept).toEqual([2_000, 3_000]);
  });

  it('was not sent when four looks in ten seconds show all as before', async () => {
    const pauses = noPauses();
    expect(
      await settled(write, textIs({ keywords: 'old' }), was({ keywords: 'old' }), { pauses }),
    ).toStrictEqual({
      outcome: 'not_sent',
      evidence: 'Reading it back shows that nothing changed. Read four times in 10 s.',
      check,
    });
    expect(pauses.slept).toEqual([2_000, 3_000, 5_000]);
    expect(world.asked()).toEqual([path, path, path, path]);
  });

  it('stays unknown when neither shows, with the read that would tell', async () => {
    expect(await settled(write, textIs({ keywords: 'other' }), was({ keywords: 'old' }))).toStrictEqual({
      outcome: 'unknown',
      evidence: 'Reading it back shows neither the old nor the new keywords.',
      check,
    });
    expect(await told(write, {}, was({ keywords: 'old' }))).toEqual([
      'unknown',
      'The object is not there any more.',
    ]);
  });

  it('stays unknown when reading back fails; what is no failure of Apple’s goes on', async () => {
    const [outcome, evidence] = await told(write, { [path]: 401 }, was({ keywords: 'old' }));
    expect([outcome, evidence?.slice(0, 21)]).toEqual(['unknown', 'Reading back failed: ']);
    const broken: Pauses = { sleep: () => Promise.reject(new TypeError('A fault of ours.')) };
    await expect(settled(write, {}, undefined, { pauses: broken })).rejects.toThrow('A fault of ours.');
    const odd: Write = { ...write, path: '%' };
    Object.defineProperty(odd, 'body', {
      get: () => {
        throw new TypeError('Another fault.');
      },
    });
    await expect(settled(odd, {}, undefined)).rejects.toThrow('Another fault.');
  });

  it('is not waited for where nothing will ever tell', async () => {
    const pauses = noPauses();
    const ping = writeOf('webhookPings_createInstance', { relationships: { webhook: 'w' } });
    expect(await settled(ping, {}, undefined, { pauses })).toStrictEqual({
      outcome: 'unknown',
      evidence: 'The ping is a message; no operation reads it.',
      check: 'asc_read {"operation":"webhooks_getInstance","id":"w"}',
    });
    expect(await told(write, { [path]: 403 }, undefined, { pauses })).toEqual([
      'unknown',
      'No operation reads this object, or this key may not.',
    ]);
    const { id: _, ...nameless } = write;
    expect(await told(nameless, {}, undefined, { pauses })).toEqual([
      'unknown',
      'Nothing is known of this object.',
    ]);
    expect(pauses.slept).toEqual([]);
  });

  it('is read back no further when that is cancelled, whenever it is', async () => {
    const cancelled = { outcome: 'unknown', evidence: 'Reading back was cancelled.', check };
    const early = AbortSignal.abort();
    expect(await settled(write, textIs({ keywords: 'new' }), undefined, { signal: early })).toStrictEqual(
      cancelled,
    );
    expect(world.asked()).toEqual([]);
    // By the clock of the system: it has waited for some milliseconds of two seconds.
    const inPause = new AbortController();
    setTimeout(() => inPause.abort(), 30);
    world.answers(textIs({ keywords: 'old' }));
    const began = performance.now();
    expect(await settle(world.client, catalog, write, undefined, inPause.signal)).toStrictEqual(cancelled);
    expect(performance.now() - began).toBeLessThan(1_900);
    const inRead = new AbortController();
    const reading = settle(world.client, catalog, write, undefined, inRead.signal);
    inRead.abort();
    expect(await reading).toStrictEqual(cancelled);
    expect(performance.now() - began).toBeLessThan(1_900);
  });
});

describe('a delete', () => {
  const write = writeOf('appStoreVersionLocalizations_deleteInstance', { id: 'x' });

  it('is applied when the object is gone that was there', async () => {
    expect(await settled(write, {}, was({}))).toStrictEqual({
      outcome: 'applied',
      evidence: 'The object is gone.',
      id: 'x',
    });
    expect(await told(write, {}, undefined)).toEqual(['applied', 'The object is gone.']);
  });

  it('was not sent when the object is still there, or never was', async () => {
    const four = ' Read four times in 10 s.';
    expect(await told(write, textIs({}), was({}))).toEqual(['not_sent', `The object is still there.${four}`]);
    expect(await told(write, {}, seen({ targetMissing: true }))).toEqual([
      'not_sent',
      `The object was not there before, and it is not there now.${four}`,
    ]);
  });
});

describe('a change of several values', () => {
  const both = text({ keywords: 'new', description: 'new' });

  it('is applied when all that differed is as it was sent', async () => {
    const now = textIs({ keywords: 'new', description: 'new' });
    expect(await told(both, now, was({ keywords: 'old', description: 'new' }))).toEqual([
      'applied',
      'Reading it back shows what was sent.',
    ]);
    expect(await told(both, now, undefined)).toEqual(['applied', 'Reading it back shows what was sent.']);
  });

  it('that it had before is applied, and said to prove nothing', async () => {
    const same = { keywords: 'new', description: 'new' };
    expect(await settled(both, textIs(same), was(same))).toStrictEqual({
      outcome: 'applied',
      evidence: 'Reading it back shows the values that were sent; it had them before.',
      id: 'x',
      body: { data: object('appStoreVersionLocalizations', 'x', same) },
    });
  });

  it('that clears a value is applied when the value is not shown any more', async () => {
    const write = text({ keywords: null });
    expect((await told(write, textIs({}), was({ keywords: 'old' })))[0]).toBe('applied');
    expect((await told(write, textIs({ keywords: 'old' }), was({ keywords: 'old' })))[0]).toBe('not_sent');
  });

  it('is unclear when only some are as they were sent', async () => {
    const was_ = was({ keywords: 'old', description: 'old' });
    expect(await told(both, textIs({ keywords: 'new', description: 'old' }), was_)).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new description.',
    ]);
    expect(await told(both, textIs({ keywords: 'x', description: 'y' }), was_)).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new keywords, description.',
    ]);
    // Nobody looked before, so nothing is as it was.
    expect(await told(both, textIs({ keywords: 'x', description: 'new' }), undefined)).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new keywords.',
    ]);
  });

  it('is unclear when somebody else has changed what was so already', async () => {
    expect(
      await told(
        both,
        textIs({ keywords: 'new', description: 'theirs' }),
        was({ keywords: 'old', description: 'new' }),
      ),
    ).toEqual(['unknown', 'Something else changed description in the meantime.']);
  });
});

describe('a value that no answer shows', () => {
  const hook = (attributes: JsonObject): Write => writeOf('webhooks_updateInstance', { id: 'x', attributes });
  const hookIs = (attributes: JsonObject): Answers => ({
    '/v1/webhooks/x': one(object('webhooks', 'x', attributes)),
  });

  it('proves nothing alone, and is proved by what came with it', async () => {
    expect(await told(hook({ secret: 's' }), hookIs({ name: 'n' }), was({ name: 'n' }))).toEqual([
      'unknown',
      'Nothing shows secret.',
    ]);
    expect(await told(hook({ secret: 's', name: 'n' }), hookIs({ name: 'n' }), was({ name: 'o' }))).toEqual([
      'applied',
      'Reading it back shows what was sent (secret cannot be read).',
    ]);
    expect(await told(hook({ secret: 's', name: 'n' }), hookIs({ name: 'n' }), was({ name: 'n' }))).toEqual([
      'unknown',
      'Nothing shows secret.',
    ]);
    const pauses = noPauses();
    expect(await told(hook({}), hookIs({}), was({}), { pauses })).toEqual([
      'unknown',
      'Nothing shows the effect.',
    ]);
    expect(pauses.slept).toEqual([]);
  });

  it('counts where Apple shows it, though the API document does not', async () => {
    expect(await told(hook({ secret: 's' }), hookIs({ secret: 's' }), was({ secret: 'o' }))).toEqual([
      'applied',
      'Reading it back shows what was sent.',
    ]);
  });
});

describe('an order', () => {
  const submit = writeOf('nominations_updateInstance', { id: 'x', attributes: { submitted: true } });
  const nomination = (attributes: JsonObject): Answers => ({
    '/v1/nominations/x': one(object('nominations', 'x', attributes)),
  });
  const hidden = ['unknown', 'Nothing shows submitted.'];

  it('shows in the state that follows it', async () => {
    const draft = was({ state: 'DRAFT' });
    expect(await told(submit, nomination({ state: 'SUBMITTED' }), draft)).toEqual([
      'applied',
      'Reading it back shows what was sent.',
    ]);
    expect((await told(submit, nomination({ state: 'DRAFT' }), draft))[0]).toBe('not_sent');
    expect(await told(submit, nomination({ state: 'ARCHIVED' }), draft)).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new submitted.',
    ]);
  });

  it('shows nowhere without a state, now or before, and where it was carried out before', async () => {
    expect(await told(submit, nomination({}), was({ state: 'DRAFT' }))).toEqual(hidden);
    expect(await told(submit, nomination({ state: 'SUBMITTED' }), undefined)).toEqual(hidden);
    expect(await told(submit, nomination({ state: 'SUBMITTED' }), was({ state: 'SUBMITTED' }))).toEqual(
      hidden,
    );
    expect(await told(submit, nomination({ state: 'DRAFT' }), was({}))).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new submitted.',
    ]);
  });

  it('that is carried out late is not known to be missing while the state is old', async () => {
    const archive = writeOf('appAssetLibraryImages_updateInstance', {
      id: 'x',
      attributes: { archived: true },
    });
    const image = (state: string): Answers => ({
      '/v1/appAssetLibraryImages/x': one(object('appAssetLibraryImages', 'x', { state })),
    });
    const then = was({ state: 'COMPLETE' });
    expect((await told(archive, image('COMPLETE'), then))[0]).toBe('unknown');
    expect((await told(archive, image('ARCHIVED'), then))[0]).toBe('applied');
  });

  it('shows in the state inside of a state, the first that there is', async () => {
    const commit = writeOf('appPreviews_updateInstance', { id: 'x', attributes: { uploaded: true } });
    const preview = (attributes: JsonObject): Answers => ({
      '/v1/appPreviews/x': one(object('appPreviews', 'x', attributes)),
    });
    const waiting = was({ videoDeliveryState: { state: 'AWAITING_UPLOAD' } });
    const inside = (state: string): JsonObject => ({ videoDeliveryState: { state }, state: 'x' });
    expect((await told(commit, preview(inside('PROCESSING')), waiting))[0]).toBe('applied');
    expect((await told(commit, preview(inside('AWAITING_UPLOAD')), waiting))[0]).toBe('unknown');
    expect(await told(commit, preview({ videoDeliveryState: {} }), waiting)).toEqual([
      'unknown',
      'Nothing shows uploaded.',
    ]);
  });
});

describe('links of an object that is changed', () => {
  const version = (build: string): Write =>
    writeOf('appStoreVersions_updateInstance', { id: 'x', relationships: { build } });
  const versionIs = (links: Links, more: Answers = {}): Answers => ({
    '/v1/appStoreVersions/x': one(object('appStoreVersions', 'x', {}, links)),
    ...more,
  });
  const linkage = '/v1/appStoreVersions/x/relationships/build';

  it('are compared with what the object shows, else with what the linkage says', async () => {
    expect((await told(version('b'), versionIs({ build: ['builds', 'b'] }), was({}, { build: [] })))[0]).toBe(
      'applied',
    );
    expect(world.asked()).toEqual(['/v1/appStoreVersions/x?include=build']);
    expect((await told(version('b'), versionIs({ build: null }), was({}, { build: [] })))[0]).toBe(
      'not_sent',
    );
    const other = versionIs({}, { [linkage]: one(object('builds', 'c')) });
    expect(await told(version('b'), other, was({}, { build: ['a'] }))).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new build.',
    ]);
    expect(world.asked()).toContain(linkage);
    expect((await told(version('b'), other, undefined))[0]).toBe('unknown');
    const there = versionIs({}, { [linkage]: one(object('builds', 'b')) });
    expect(await told(version('b'), there, was({}, { build: ['b'] }))).toEqual([
      'applied',
      'Reading it back shows the values that were sent; it had them before.',
    ]);
  });

  it('are not seen where they may not be read, or what is made along has no id yet', async () => {
    const refused = { [linkage]: 403, '/v1/appStoreVersions/x/build': 403 };
    expect(await told(version('b'), versionIs({}, refused), undefined)).toEqual([
      'unknown',
      'Nothing shows build.',
    ]);
    expect(await told(version(`\${new}`), versionIs({ build: ['builds', 'b'] }), undefined)).toEqual([
      'unknown',
      'Nothing shows build.',
    ]);
  });

  it('to many are hidden where one of them is only made along, and read apart from what is shown', async () => {
    const license = (territories: readonly string[]): Write =>
      writeOf('endUserLicenseAgreements_updateInstance', { id: 'x', relationships: { territories } });
    const links: Links = { app: ['apps', '7'], territories: [['territories', 'DEU']] };
    const is = {
      '/v1/endUserLicenseAgreements/x': one(object('endUserLicenseAgreements', 'x', {}, links)),
      '/v1/endUserLicenseAgreements/x/territories': list([
        object('territories', 'DEU'),
        object('territories', 'FRA'),
      ]),
    };
    const one_ = was({}, { territories: ['DEU'] });
    expect((await told(license(['DEU', 'FRA']), is, one_))[0]).toBe('applied');
    expect(await told(license(['DEU', `\${new}`]), is, one_)).toEqual([
      'unknown',
      'Nothing shows territories.',
    ]);
  });

  it('to many are read in the linkage, whatever the object shows', async () => {
    const apps = '/v1/users/x/relationships/visibleApps';
    const user = writeOf('users_updateInstance', { id: 'x', relationships: { visibleApps: ['a', 'b'] } });
    const is = {
      '/v1/users/x': one(object('users', 'x', {}, { visibleApps: [['apps', 'a']] })),
      [apps]: list([object('apps', 'b'), object('apps', 'a')]),
    };
    expect((await told(user, is, was({}, { visibleApps: ['a'] })))[0]).toBe('applied');
    expect(world.asked()).toEqual(['/v1/users/x?include=visibleApps', `${apps}?limit=200`]);
  });
});

describe('a write of a relationship', () => {
  const testers = '/v1/betaGroups/x/relationships/betaTesters';
  const are = (...ids: readonly string[]): Answers => ({
    [testers]: list(ids.map((id) => object('betaTesters', id))),
  });
  const were = (...ids: readonly string[]): Present => was({}, { betaTesters: ids });
  const add = writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'x', to: ['a', 'b'] });
  const remove = writeOf('betaGroups_betaTesters_deleteToManyRelationship', { id: 'x', to: ['a', 'b'] });

  it('that adds is applied when all are in it', async () => {
    expect(await settled(add, are('c', 'b', 'a'), were('a', 'c'))).toStrictEqual({
      outcome: 'applied',
      evidence: 'All of them are in betaTesters now.',
      id: 'x',
    });
    expect(await told(add, are('a', 'b'), undefined)).toEqual([
      'applied',
      'All of them are in betaTesters now.',
    ]);
    expect(await told(add, are('a', 'b'), were('b', 'a'))).toEqual([
      'applied',
      'All of them are in betaTesters, as before.',
    ]);
    expect(await told(add, are('a'), were('a'))).toEqual([
      'not_sent',
      'betaTesters is as it was. Read four times in 10 s.',
    ]);
    expect(await told(add, are('a'), were())).toEqual(['unknown', '1 of 2 are as sent in betaTesters.']);
    expect(await told(add, are('a'), undefined)).toEqual(['unknown', '1 of 2 are as sent in betaTesters.']);
  });

  it('that removes is applied when none is in it', async () => {
    expect(await told(remove, are('c'), were('a', 'b', 'c'))).toEqual([
      'applied',
      'None of them is in betaTesters now.',
    ]);
    expect(await told(remove, are('c'), were('c'))).toEqual([
      'applied',
      'None of them is in betaTesters, as before.',
    ]);
    expect((await told(remove, are('a', 'b'), were('a', 'b')))[0]).toBe('not_sent');
    expect(await told(remove, are('a'), were('a', 'b'))).toEqual([
      'unknown',
      '1 of 2 are as sent in betaTesters.',
    ]);
  });

  it('that replaces is applied when these are all there is', async () => {
    const path_ = '/v1/appStoreVersions/x/relationships/build';
    const choose = writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'x', to: 'b' });
    const is = (id: string): Answers => ({ [path_]: one(object('builds', id)) });
    expect(await settled(choose, is('b'), was({}, { build: ['a'] }))).toStrictEqual({
      outcome: 'applied',
      evidence: 'Reading it back shows what was sent.',
      id: 'x',
    });
    expect((await told(choose, is('a'), was({}, { build: ['a'] })))[0]).toBe('not_sent');
    expect((await told(choose, is('c'), was({}, { build: ['a'] })))[0]).toBe('unknown');
    expect((await told(choose, is('a'), undefined))[0]).toBe('unknown');
    expect(await settled(choose, is('b'), was({}, { build: ['b'] }))).toStrictEqual({
      outcome: 'applied',
      evidence: 'Reading it back shows the values that were sent; it had them before.',
      id: 'x',
    });
  });

  it('is not traced where the relationship may not be read', async () => {
    const pauses = noPauses();
    expect(await told(add, { [testers]: 403 }, were(), { pauses })).toEqual([
      'unknown',
      'Nothing reads betaTesters of this object.',
    ]);
    expect(pauses.slept).toEqual([]);
  });
});

describe('a create', () => {
  const write = writeOf('betaGroups_createInstance', {
    attributes: { name: 'New', feedbackEnabled: true },
    relationships: { app: '7' },
  });
  const groups = (...some: readonly JsonObject[]): Answers => ({ '/v1/apps/7/betaGroups': list(some) });
  const group = (id: string, attributes: JsonObject): JsonObject => object('betaGroups', id, attributes);
  const knew = (...existingIds: readonly string[]): Present => seen({ existingIds });
  const fits = { name: 'New', feedbackEnabled: true };
  const groupCheck = 'asc_read {"operation":"apps_betaGroups_getToManyRelated","id":"7"}';

  it('is applied when one new object has appeared that has what was sent', async () => {
    const now = groups(group('old', fits), group('new', fits), group('x', { name: 'Theirs' }));
    expect(await settled(write, now, knew('old'))).toStrictEqual({
      outcome: 'applied',
      evidence: 'A new object has appeared that fits.',
      id: 'new',
      body: { data: group('new', fits) },
    });
    // Apple may write a key in its own way, and need not show every value.
    expect(await told(write, groups(group('new', { name: ' new ' })), knew())).toEqual([
      'unknown',
      'A new object has appeared, but with another name.',
    ]);
    expect((await told(write, groups(group('new', { name: 'New' })), knew()))[0]).toBe('applied');
    const spaced = writeOf('betaGroups_createInstance', {
      attributes: { name: ' New', feedbackEnabled: true },
      relationships: { app: '7' },
    });
    expect(await told(spaced, groups(group('new', { name: 'New', feedbackEnabled: false })), knew())).toEqual(
      ['unknown', 'A new object has appeared, but with another name, feedbackEnabled.'],
    );
  });

  it('was not sent when no new object has appeared in the whole list', async () => {
    const old = groups(group('old', fits), group('theirs', { name: 'Theirs' }));
    expect(await settled(write, old, knew('old'))).toStrictEqual({
      outcome: 'not_sent',
      evidence: 'No new object has appeared. Read four times in 10 s.',
      check: groupCheck,
    });
    const many = groups(...Array.from({ length: 2_001 }, (_, n) => group(`g${n}`, {})));
    expect(await told(write, many, knew())).toEqual([
      'unknown',
      'The list is too long to see whether it is new in it.',
    ]);
  });

  it('stays unknown when several may be it, or the one has other values', async () => {
    expect(await settled(write, groups(group('a', fits), group('b', fits)), knew())).toStrictEqual({
      outcome: 'unknown',
      evidence: '2 new objects fit; any of them may be it.',
      check: groupCheck,
    });
    expect(
      await settled(write, groups(group('a', { ...fits, feedbackEnabled: false })), knew()),
    ).toStrictEqual({
      outcome: 'unknown',
      evidence: 'A new object has appeared, but with another feedbackEnabled.',
      id: 'a',
      check: groupCheck,
    });
    expect(await told(write, { '/v1/apps/7/betaGroups': 403 }, knew())).toEqual([
      'unknown',
      'The list in which it would appear cannot be read.',
    ]);
  });

  it('that nobody looked before is at most known not to be there', async () => {
    const unseen = 'What was there before is not known, so nothing shows what is new.';
    expect(await settled(write, groups(group('a', fits), group('b', {})), undefined)).toStrictEqual({
      outcome: 'unknown',
      evidence: unseen,
      id: 'a',
      check: groupCheck,
    });
    expect(await settled(write, groups(group('a', fits), group('b', { name: 'NEW' })), seen())).toStrictEqual(
      {
        outcome: 'unknown',
        evidence: unseen,
        check: groupCheck,
      },
    );
    expect(await told(write, groups(group('b', {})), undefined)).toEqual([
      'not_sent',
      'No object is there that fits. Read four times in 10 s.',
    ]);
    const many = groups(...Array.from({ length: 2_001 }, (_, n) => group(`g${n}`, {})));
    expect(await told(write, many, undefined)).toEqual(['unknown', unseen]);
  });

  it('is not said to be missing when Apple spells its key otherwise, nor judged by a secret', async () => {
    const invite = writeOf('userInvitations_createInstance', {
      attributes: { email: 'Ann@Example.com', roles: ['SALES', 'FINANCE'] },
      relationships: {},
    });
    const invited = { email: 'ann@example.com', roles: ['FINANCE', 'SALES'] };
    expect(
      await told(invite, { '/v1/userInvitations': list([object('userInvitations', 'u', invited)]) }, knew()),
    ).toEqual(['unknown', 'A new object has appeared, but with another email.']);
    const hook = writeOf('webhooks_createInstance', {
      attributes: { name: 'n', url: 'https://example.com', secret: 's', enabled: true, eventTypes: [] },
      relationships: { app: '7' },
    });
    const there = { name: 'n', url: 'https://example.com', secret: '***', enabled: true, eventTypes: [] };
    expect(
      (await told(hook, { '/v1/apps/7/webhooks': list([object('webhooks', 'w', there)]) }, knew()))[0],
    ).toBe('applied');
  });

  it('is no change of a key that is no text', async () => {
    const codes = writeOf('subscriptionOfferCodeOneTimeUseCodes_createInstance', {
      attributes: { numberOfCodes: 5, expirationDate: '2026-12-31' },
      relationships: { offerCode: 'o' },
    });
    const now = (numberOfCodes: number): Answers => ({
      '/v1/subscriptionOfferCodes/o/oneTimeUseCodes': list([
        object('subscriptionOfferCodeOneTimeUseCodes', 'c', { numberOfCodes, expirationDate: '2026-12-31' }),
      ]),
    });
    expect((await told(codes, now(5), knew()))[0]).toBe('applied');
    expect((await told(codes, now(6), knew()))[0]).toBe('not_sent');
  });
});

describe('a create of a newer API', () => {
  it('is not traced where nothing is known of what it leaves', async () => {
    const ping = writeOf('webhookPings_createInstance', { relationships: { webhook: 'w' } });
    const newer: Write = { ...ping, operation: { ...ping.operation, id: 'newThings_createInstance' } };
    expect(await told(newer, {}, undefined)).toEqual(['unknown', 'Nothing lists what was created.']);
  });
});

describe('a create that takes the place of an older object', () => {
  const answer = writeOf('customerReviewResponses_createInstance', {
    attributes: { responseBody: 'New' },
    relationships: { review: 'r' },
  });
  const response = (attributes: JsonObject): JsonObject => object('customerReviewResponses', 'a', attributes);
  const now = (attributes: JsonObject): Answers => ({
    '/v1/customerReviews/r/response': one(response(attributes)),
  });
  const then = (attributes: JsonObject): Present =>
    seen({ existingIds: ['a'], twins: [response(attributes)] });

  it('is judged by the values, for the id stays', async () => {
    expect(await settled(answer, now({ responseBody: 'New' }), then({ responseBody: 'Old' }))).toStrictEqual({
      outcome: 'applied',
      evidence: 'Reading it back shows what was sent.',
      id: 'a',
      body: { data: response({ responseBody: 'New' }) },
    });
    expect((await told(answer, now({ responseBody: 'Old' }), then({ responseBody: 'Old' })))[0]).toBe(
      'not_sent',
    );
    expect(await told(answer, now({ responseBody: 'Other' }), then({ responseBody: 'Old' }))).toEqual([
      'unknown',
      'Reading it back shows neither the old nor the new responseBody.',
    ]);
    expect(await told(answer, now({ responseBody: 'New' }), then({ responseBody: 'New' }))).toEqual([
      'applied',
      'Reading it back shows the values that were sent; it had them before.',
    ]);
    expect(await told(answer, now({}), then({ responseBody: 'Old' }))).toEqual([
      'unknown',
      'Nothing shows responseBody.',
    ]);
  });

  it('is new where nothing stood before, and not sent where nothing stands', async () => {
    expect((await told(answer, now({ responseBody: 'New' }), seen({ existingIds: [] })))[0]).toBe('applied');
    expect(await told(answer, {}, seen({ existingIds: [] }))).toEqual([
      'not_sent',
      'No new object has appeared. Read four times in 10 s.',
    ]);
  });

  it('does not show the lists that it brings', async () => {
    const schedule = writeOf('appPriceSchedules_createInstance', {
      relationships: { app: '7', baseTerritory: 'USA', manualPrices: [`\${p}`] },
    });
    const there = object('appPriceSchedules', 'a');
    expect(
      await told(
        schedule,
        { '/v1/apps/7/appPriceSchedule': one(there) },
        seen({ existingIds: ['a'], twins: [there] }),
      ),
    ).toEqual(['unknown', 'Nothing shows baseTerritory, manualPrices.']);
  });
});

describe('the read that would tell', () => {
  const group = (relationships: Readonly<Record<string, string>>) =>
    writeOf('betaGroups_createInstance', { attributes: { name: 'n' }, relationships });
  const tester = (attributes: JsonObject) => writeOf('betaTesters_createInstance', { attributes });

  it.each([
    ['betaTesters_getCollection","filter":{"email":"a@example.com"}', tester({ email: 'a@example.com' })],
    ['betaTesters_getCollection"', tester({ email: 'a,b@example.com' })],
    ['betaTesters_getCollection"', tester({})],
    ['apps_betaGroups_getToManyRelated","id":"7"', group({ app: '7' })],
    [
      'appStoreVersions_build_getToOneRelationship","id":"v"',
      writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'v', to: 'b' }),
    ],
    ['nominations_getInstance","id":"n"', writeOf('nominations_updateInstance', { id: 'n', attributes: {} })],
    [
      'builds_getInstance","id":"b"',
      writeOf('buildBetaNotifications_createInstance', { relationships: { build: 'b' } }),
    ],
    [
      'appStoreVersions_getInstance","id":"v"',
      writeOf('appStoreVersionReleaseRequests_createInstance', { relationships: { appStoreVersion: 'v' } }),
    ],
    [
      'gameCenterLeaderboards_getInstance","id":"l"',
      writeOf('gameCenterLeaderboardSetMemberLocalizations_createInstance', {
        relationships: { gameCenterLeaderboard: 'l' },
      }),
    ],
    [
      'gameCenterLeaderboardSets_getInstance","id":"s"',
      writeOf('gameCenterLeaderboardSetMemberLocalizations_createInstance', {
        relationships: { gameCenterLeaderboardSet: 's' },
      }),
    ],
  ])('is asc_read {"operation":"%s}', (expected, write) => {
    expect(checkOf(catalog, write)).toBe(`asc_read {"operation":"${expected}}`);
  });

  it.each([
    ['the parent is only made along', group({ app: `\${app}` })],
    ['nothing reads the object', writeOf('subscriptionPrices_deleteInstance', { id: 'p' })],
    ['it is about nothing', writeOf('webhookPings_createInstance', { relationships: {} })],
  ])('is none where %s', (_, write) => {
    expect(checkOf(catalog, write)).toBeUndefined();
  });

  it('is that of the related objects where no operation reads the linkage, and none where neither does', () => {
    const add = writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g', to: ['t'] });
    const without = (...ids: readonly string[]): Catalog =>
      new Catalog({
        ...catalog.data,
        operations: Object.fromEntries(
          Object.entries(catalog.data.operations).filter(([id]) => !ids.includes(id)),
        ),
      });
    const linkage = 'betaGroups_betaTesters_getToManyRelationship';
    const related = 'betaGroups_betaTesters_getToManyRelated';
    expect(checkOf(catalog, add)).toBe(`asc_read {"operation":"${linkage}","id":"g"}`);
    expect(checkOf(without(linkage), add)).toBe(`asc_read {"operation":"${related}","id":"g"}`);
    expect(checkOf(without(linkage, related), add)).toBeUndefined();
  });
});
