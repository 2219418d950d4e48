import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { assertFillable, type Fill, filled, isMark, waiting, withAskedIds } from '../../src/guard/later.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { idOfStep } from '../../src/guard/step-references.ts';
import type { StepResult, StepWords, Write } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { makeRig, type Rig, type RigOptions } from './rig.ts';
import { saidBy } from './said.ts';
import { catalog, never, writeOf } from './writes.ts';

const { weather, groups } = teamIds;
const app = { id: weather.app, name: 'Weather Now' };
const mark = '<group>';
const requests: RequestLog[] = [];
const rigs: Rig[] = [];
let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog, onRequest: (request) => requests.push(request) });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
});
beforeEach(() => {
  requests.length = 0;
});
afterAll(async () => {
  for (const rig of rigs) await rig.close();
  await client.close();
  await sandbox.close();
});

const words: StepWords = { title: 'Rename the group', changes: [{ field: 'name', after: 'Chasers' }], app };

/** A group is made, and the same plan renames it. */
function steps(name: string, fill: Fill): readonly Write[] {
  return [
    writeOf('betaGroups_createInstance', { attributes: { name }, relationships: { app: weather.app } }),
    {
      ...writeOf('betaGroups_updateInstance', { id: mark, attributes: { name: `${name} ${mark}` } }),
      words,
      later: waiting(fill),
    },
  ];
}

const made: Fill = async (earlier) => ({ [mark]: earlier[0]?.id ?? '' });

async function agreed(
  options: Omit<RigOptions, 'client'>,
  writes: readonly Write[],
): Promise<readonly StepResult[]> {
  const rig = makeRig({ client, ...options });
  rigs.push(rig);
  const submission = await rig.executor.submit(writes, never);
  if (submission.kind === 'done') return submission.results;
  expect(submission.plan.view.steps[1]).toMatchObject({
    title: 'Rename the group',
    app: 'Weather Now',
    changes: [{ field: 'name', after: 'Chasers' }],
  });
  await rig.executor.approved(submission.plan, 'dialog', false);
  return (await rig.executor.apply(submission.plan.view.id, never)).results;
}

const sent = (): string[] =>
  requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('a mark', () => {
  it.each<[string, boolean]>([
    ['<price point USA>', true],
    ['<a>', true],
    ['<A9 .:->', true],
    [`<${'a'.repeat(80)}>`, true],
    [`<${'a'.repeat(81)}>`, false],
    ['<>', false],
    ['<a', false],
    ['a>', false],
    ['x<a>', false],
    ['<a>x', false],
    ['<a/b>', false],
  ])('%j: %j', (text, is) => {
    expect(isMark(text)).toBe(is);
  });

  it('is filled wherever an id stands: in the path, in links, in links of objects that are made along', () => {
    const rename = writeOf('betaGroups_updateInstance', { id: mark });
    const body = {
      data: {
        id: mark,
        type: mark,
        attributes: { id: mark },
        relationships: {
          builds: { data: [{ type: 'builds', id: mark }, { type: 'builds', id: 'known' }, null] },
        },
      },
      included: [{ id: 7, note: null }],
    };
    const write: Write = { ...rename, path: `/v1/betaGroups/${mark}/builds`, body };
    expect(filled(write, { [mark]: 'a-1._~=' })).toEqual({
      ...rename,
      path: '/v1/betaGroups/a-1._~=/builds',
      id: 'a-1._~=',
      body: {
        data: {
          id: 'a-1._~=',
          type: mark,
          attributes: { id: mark },
          relationships: {
            builds: { data: [{ type: 'builds', id: 'a-1._~=' }, { type: 'builds', id: 'known' }, null] },
          },
        },
        included: [{ id: 7, note: null }],
      },
    });
  });

  it('adds neither id nor body to a write that has none', () => {
    const { id: _id, body: _body, ...bare } = writeOf('betaGroups_updateInstance', { id: mark });
    expect(Object.keys(filled(bare, { [mark]: '1' })).sort()).toEqual(['method', 'operation', 'path']);
  });

  it('takes nothing for an id that could lead elsewhere or is too long', async () => {
    const write = writeOf('betaGroups_updateInstance', { id: mark });
    expect(filled(write, { [mark]: 'x'.repeat(255) }).id).toHaveLength(255);
    for (const id of ['x'.repeat(256), ' 1', '1 ', '1/', '/1', 'é'])
      expect(await saidBy(() => filled(write, { [mark]: id }))).toEqual({
        code: 'missing_id',
        message: 'The id of <group> could not be told, so the step was not sent.',
        next: 'Make the call again; it goes on with what is there.',
        outcome: 'not_sent',
      });
  });
});

describe('what fills a step', () => {
  const write = writeOf('betaGroups_updateInstance', { id: mark });

  it('is asked with the steps before it; a write without marks stays as it is', async () => {
    expect(await withAskedIds(write, [], never)).toBe(write);
    const asked: unknown[] = [];
    const fill: Fill = async (earlier, signal) => {
      asked.push(earlier, signal);
      return { [mark]: '42' };
    };
    const earlier: StepResult[] = [{ outcome: 'applied', id: '1' }];
    expect(await withAskedIds({ ...write, later: waiting(fill) }, earlier, never)).toEqual({
      ...write,
      path: '/v1/betaGroups/42',
      id: '42',
      body: { data: { type: 'betaGroups', id: '42' } },
    });
    expect(asked).toEqual([earlier, never]);
  });

  it('is known in the process that planned it', async () => {
    const known: Write = { ...write, later: waiting(made) };
    const foreign: Write = { ...write, later: { key: 'of another process' } };
    expect(() => assertFillable([])).not.toThrow();
    expect(() => assertFillable([write, known])).not.toThrow();
    const said = {
      code: 'planned_elsewhere',
      message:
        'Another server, or this one before a restart, made this plan, and only that one can carry it out.',
      meaning: 'Nothing was changed.',
      next: 'Make the call again; it plans anew.',
      outcome: 'not_sent',
    };
    expect(await saidBy(() => assertFillable([write, known, foreign]))).toEqual(said);
    expect(await saidBy(() => withAskedIds(foreign, [], never))).toEqual(said);
  });

  it('is forgotten when four thousand newer ones wait', () => {
    const first: Write = { ...write, later: waiting(made) };
    const second: Write = { ...write, later: waiting(made) };
    for (let newer = 0; newer < 3_998; newer++) waiting(made);
    expect(() => assertFillable([first, second])).not.toThrow();
    waiting(made);
    expect(() => assertFillable([first])).toThrow('made this plan');
    expect(() => assertFillable([second])).not.toThrow();
  });
});

describe('a step that waits for an id', () => {
  it('gets ids in path and links, and nothing else of it is filled in', () => {
    expect(isMark('<price point USA>')).toBe(true);
    expect(isMark('<b onclick="">')).toBe(false);
    const write = writeOf('betaGroups_updateInstance', { id: mark, attributes: { name: mark } });
    expect(filled({ ...write, later: waiting(made) }, { [mark]: '42' })).toEqual({
      ...write,
      path: '/v1/betaGroups/42',
      id: '42',
      body: { data: { type: 'betaGroups', id: '42', attributes: { name: mark } } },
    });
    for (const id of ['', '4/2', '..%2f', mark])
      expect(() => filled(write, { [mark]: id })).toThrow('could not be told');
    expect(() => filled(write, {})).toThrow('could not be told');
  });

  it('is shown with its plan, and sent with what the step before made', async () => {
    const results = await agreed({}, steps('Gale', made));
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(sent()).toEqual(['POST /v1/betaGroups', `PATCH /v1/betaGroups/${results[0]?.id}`]);
    expect(sandbox.store.get('BetaGroup', results[0]?.id ?? '')?.attributes['name']).toBe('Gale <group>');
  });

  it('is not sent when the id cannot be told; what was done before is still said', async () => {
    const results = await agreed(
      {},
      steps('Squall', async () => {
        throw new AscError({ code: 'no_price_point', message: 'There is none.' });
      }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'not_sent']);
    expect(results[1]?.error?.code).toBe('no_price_point');
    expect(sent()).toEqual(['POST /v1/betaGroups']);
  });

  it('is held against the policy once more, by what it really is', async () => {
    const policy = {
      ...defaultPolicy,
      rules: [
        {
          effect: 'deny' as const,
          ops: ['betaGroups_updateInstance'],
          apps: [teamIds.trail.app],
        },
      ],
    };
    const results = await agreed(
      { policy },
      steps('Breeze', async () => ({ [mark]: groups.trailExternal })),
    );
    expect(results[1]).toMatchObject({ outcome: 'not_sent', error: { code: 'denied' } });
    expect(sent()).toEqual(['POST /v1/betaGroups']);
  });

  it('needs nobody to wait for where it names what the step before makes: words alone are plain data', async () => {
    const [first] = steps('Mizzle', made);
    if (first === undefined) throw new Error('There are two.');
    const second: Write = {
      ...writeOf('betaGroups_betaTesters_createToManyRelationship', {
        id: groups.weatherExternal,
        to: [idOfStep(1)],
      }),
      words,
    };
    expect(JSON.parse(JSON.stringify(second))).toMatchObject({ words });
    const results = await agreed({}, [first, second]);
    // A group is no tester: Apple says no to the very id that step 1 made.
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'rejected']);
    const [, link] = requests.filter(({ method }) => method === 'POST');
    expect(link?.body).toEqual({ data: [{ type: 'betaTesters', id: results[0]?.id }] });
  });

  it('does not hide that what exists already has moved: its words are no look', async () => {
    const rig = makeRig({ client });
    rigs.push(rig);
    const { executor } = rig;
    const rename: Write = {
      ...writeOf('betaGroups_updateInstance', {
        id: groups.weatherExternal,
        attributes: { name: 'Chasers' },
      }),
      words,
    };
    const [first, second] = steps('Sleet', made);
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const planned = async () => {
      const submission = await executor.submit([first, second, rename], never);
      if (submission.kind === 'done') throw new Error('A person has to be asked.');
      await executor.approved(submission.plan, 'dialog', false);
      return executor.apply(submission.plan.view.id, never);
    };
    const group = sandbox.store.get('BetaGroup', groups.weatherExternal);
    const approve = executor.approved.bind(executor);
    executor.approved = async (...given) => {
      if (group !== undefined) group.attributes = { ...group.attributes, name: 'By somebody else' };
      return approve(...given);
    };
    await expect(planned()).rejects.toMatchObject({ code: 'STALE', outcome: 'not_sent' });
    expect(sent()).toEqual([]);
    executor.approved = approve;
    const { results } = await planned();
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
  });

  it('is left to the process that planned it, which alone can tell the id', async () => {
    const [first, second] = steps('Drizzle', made);
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const { executor } = makeRig({ client });
    const copied: Write = { ...second, later: { key: 'of another process' } };
    const submission = await executor.submit([first, copied], never);
    if (submission.kind === 'done') throw new Error('A person has to be asked.');
    await executor.approved(submission.plan, 'dialog', false);
    await expect(executor.apply(submission.plan.view.id, never)).rejects.toMatchObject({
      code: 'planned_elsewhere',
    });
    expect(sent()).toEqual([]);
  });
});
