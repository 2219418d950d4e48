import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { digestOfState, Judge } from '../../src/guard/judge.ts';
import type { StepWords, Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { makeRig, type Rig, type RigOptions } from './rig.ts';
import { saidBy } from './said.ts';
import { catalog, never, writeOf } from './writes.ts';

const requests: RequestLog[] = [];
const rigs: Rig[] = [];
let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog, onRequest: (request) => requests.push(request) });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
});
afterAll(async () => {
  for (const rig of rigs) await rig.close();
  await client.close();
  await sandbox.close();
});
function rigOf(options: Omit<RigOptions, 'client'> = {}): Rig {
  const rig = makeRig({ client, ...options });
  rigs.push(rig);
  return rig;
}

const app = { id: teamIds.weather.app, name: 'Weather Now' };
const words: StepWords = { title: 'Rename the group', changes: [{ field: 'name', after: 'Chasers' }], app };
const rename = writeOf('betaGroups_updateInstance', {
  id: teamIds.groups.weatherExternal,
  attributes: { name: 'Chasers' },
});
const device = writeOf('devices_updateInstance', { id: 'D1', attributes: { status: 'DISABLED' } });
/** R1, and a place that text can leave by. */
const link = (): Write => {
  const [first] = sandbox.store.all('AppStoreVersionLocalization');
  return writeOf('appStoreVersionLocalizations_updateInstance', {
    id: first?.id ?? '',
    attributes: { supportUrl: 'https://example.com/help' },
  });
};

describe('what a step was planned on', () => {
  it('is the state alone, or the state and what was said of it', () => {
    const now = { digest: 'state' };
    const worded: Write = { ...rename, words };
    const renamed: Write = { ...rename, words: { ...words, title: 'Another title' } };
    expect(digestOfState(rename, now)).toBe('state');
    expect(digestOfState(worded, now)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOfState(worded, now)).toBe(digestOfState({ ...worded }, { digest: 'state' }));
    expect(digestOfState(worded, now)).not.toBe(digestOfState(renamed, now));
    expect(digestOfState(worded, now)).not.toBe(digestOfState(worded, { digest: 'other' }));
  });
});

describe('one look', () => {
  it('knows what the job has read, by type and id, and nothing else', () => {
    const judge = new Judge(rigOf().parts);
    const point = { type: 'appPricePoints', id: 'p1' };
    expect([...judge.look({ known: [point] }).known]).toEqual([['appPricePoints/p1', point]]);
    expect([...judge.look().known]).toEqual([]);
    expect([...judge.look({}).known]).toEqual([]);
  });

  it('at a step in words of its own reads what exists, and asks for no names', async () => {
    const { parts } = rigOf();
    const judge = new Judge(parts);
    requests.length = 0;
    await judge.present({ ...link(), words }, never, false, judge.look());
    const brief = requests.splice(0).length;
    await judge.present(link(), never, false, judge.look());
    const whole = requests.splice(0).length;
    expect(brief).toBe(1);
    expect(whole).toBeGreaterThan(1);
  });
});

describe('what the policy is asked', () => {
  it('says of objects of the team that they are, where no app is named, too', async () => {
    const { executor } = rigOf({ policy: { teamScope: 'deny' } });
    expect((await saidBy(() => executor.preview([device], never))).code).toBe('denied');
    const [step] = await executor.preview([rename], never);
    expect(step?.view).toMatchObject({ tier: 'R2', app: 'Weather Now' });
  });

  it('says of a step whose object is yet to be made which app it is for', async () => {
    const later: Write = { ...rename, words, later: { key: 'k' } };
    const other = { ...words, app: { id: teamIds.trail.app, name: 'Trail Mate' } };
    const { executor } = rigOf({ policy: { apps: [teamIds.weather.app], teamScope: 'deny' } });
    expect(await executor.preview([later], never)).toHaveLength(1);
    expect((await saidBy(() => executor.preview([{ ...later, words: other }], never))).code).toBe('denied');
  });
});

describe('text of other people', () => {
  it('raises what could carry it out, in the words of a job as well', async () => {
    const { executor, parts } = rigOf();
    const tiers = async () =>
      (await executor.preview([link(), { ...link(), words }], never)).map(({ view }) => view.tier);
    expect(await tiers()).toEqual(['R1', 'R1']);
    await parts.taint.add('customerReviews', 1);
    expect(await tiers()).toEqual(['R2', 'R2']);
  });

  it('is not needed where a value is cleared: that alone raises it', async () => {
    const [first] = [...sandbox.store.all('AppStoreVersionLocalization')].filter(
      ({ attributes }) => typeof attributes['promotionalText'] === 'string',
    );
    const say = (promotionalText: string | null): Write =>
      writeOf('appStoreVersionLocalizations_updateInstance', {
        id: first?.id ?? '',
        attributes: { promotionalText },
      });
    const steps = await rigOf().executor.preview([say('Rain, told in time'), say(null)], never);
    // Customers see it at once, of a version that is live, too.
    expect(steps.map(({ view }) => view.tier)).toEqual(['R2', 'R3']);
  });
});
