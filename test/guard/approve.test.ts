import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import type { Plan } from '../../src/guard/plan.ts';
import type { PlanView } from '../../src/guard/types.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { answerText } from '../../src/tools/answer.ts';
import { ApprovalRequest } from '../../src/tools/approval-request.ts';
import { askPerson, type Form, type Person, takeReply } from '../../src/tools/approve.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { type Asked, agreeing, type FormAnswer, startServer } from '../support/server.ts';
import { makeRig, type Rig } from './rig.ts';
import { catalog, never, writeOf } from './writes.ts';

const requests: RequestLog[] = [];
let sandbox: Sandbox;
let client: ConnectedClient;
beforeAll(async () => {
  sandbox = await startSandbox({ catalog, onRequest: (request) => requests.push(request) });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

function sent(): RequestLog[] {
  return requests.splice(0).filter(({ method }) => method !== 'GET');
}

const rename = {
  operation: 'betaGroups_updateInstance',
  id: teamIds.groups.weatherExternal,
  attributes: { name: 'Insiders' },
};
const removal = { operation: 'betaGroups_deleteInstance', id: teamIds.groups.trailExternal };

/** A client of the stateless era that does what it likes. */
class Raw {
  readonly process: ServerProcess;
  readonly folder = mkdtempSync(join(tmpdir(), 'asc-raw-'));
  #id = 0;

  constructor() {
    const { keyId, issuerId, privateKey } = sandbox.credentials;
    const policy = join(this.folder, 'policy.json');
    writeFileSync(policy, '{"version":1,"approval":{"channels":["elicitation"]}}', { mode: 0o600 });
    this.process = new ServerProcess({
      environment: {
        HOME: this.folder,
        ASC_KEY_ID: keyId,
        ASC_ISSUER_ID: issuerId ?? '',
        ASC_PRIVATE_KEY: privateKey,
        ASC_BASE_URL: sandbox.url,
        ASC_STATE_DIR: join(this.folder, 'state'),
        ASC_POLICY: policy,
      },
    });
  }

  /** Calls a tool; `more` goes beside name and arguments. */
  async call(name: string, args: unknown, more: JsonObject = {}): Promise<JsonObject> {
    this.#id += 1;
    return this.process.request(this.#id, 'tools/call', {
      name,
      arguments: args,
      ...more,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
      },
    });
  }

  /** Asks for a change and gives the question. */
  async question(name: string, args: unknown): Promise<{ state: string; message: string }> {
    return questionIn(await this.call(name, args));
  }
}

function questionIn(answer: JsonObject): { state: string; message: string } {
  const result = objectAt(answer, 'result');
  const state = stringAt(result, 'requestState');
  const asked = objectAt(objectAt(result, 'inputRequests'), 'approval');
  const message = stringAt(objectAt(asked, 'params'), 'message');
  if (state === undefined || message === undefined)
    throw new Error(`It did not ask: ${JSON.stringify(answer).slice(0, 500)}`);
  return { state, message };
}

const reply = (state: string, content: unknown, action = 'accept'): JsonObject => ({
  requestState: state,
  inputResponses: { approval: { action, ...(content === undefined ? {} : { content }) } },
});
const apply = { decision: 'apply' };
/** What a refused call says; a protocol error counts, too. */
const said = (answer: JsonObject): string =>
  isObject(answer['error']) ? JSON.stringify(answer['error']) : resultText(answer).text;

const raws: Raw[] = [];
function raw(): Raw {
  const one = new Raw();
  raws.push(one);
  return one;
}
afterEach(async () => {
  for (const { process } of raws.splice(0)) await process.close();
});

describe('a raw client of 2026-07-28', () => {
  it('that answers our question changes what it was about, once', async () => {
    const server = raw();
    const { state, message } = await server.question('asc_update', rename);
    expect(message).toContain('Insiders');
    expect(sent()).toEqual([]);
    const done = await server.call('asc_update', rename, reply(state, apply));
    expect(resultText(done).text).toContain('applied: betaGroups_updateInstance');
    expect(sent().map(({ method }) => method)).toEqual(['PATCH']);
    // The same answer once more.
    expect(said(await server.call('asc_update', rename, reply(state, apply)))).toContain('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('that answers what nobody asked is asked', async () => {
    const server = raw();
    for (const content of [apply, { decision: 'apply_15_min' }, { code: 'ABCDEF' }, {}]) {
      const answer = await server.call('asc_update', rename, {
        inputResponses: { approval: { action: 'accept', content } },
      });
      expect(questionIn(answer).message).toContain('Insiders');
    }
    expect(sent()).toEqual([]);
  });

  it('that changes, cuts or invents the state gets nowhere', async () => {
    const server = raw();
    const { state } = await server.question('asc_update', rename);
    const middle = Math.floor(state.length / 2);
    const other = state[middle] === 'A' ? 'B' : 'A';
    for (const forged of [
      `${state.slice(0, middle)}${other}${state.slice(middle + 1)}`,
      state.slice(0, -4),
      `${state}AAAA`,
      Buffer.from(JSON.stringify({ plan: 'x', digest: 'y', call: 'z', at: 0 })).toString('base64url'),
      'x',
    ]) {
      const answer = await server.call('asc_update', rename, reply(forged, apply));
      expect(said(answer)).not.toContain('applied');
    }
    expect(sent()).toEqual([]);
  });

  it('that answers one question in the call of another changes neither', async () => {
    const server = raw();
    const one = await server.question('asc_update', rename);
    const other = { ...rename, attributes: { name: 'Somebody else' } };
    const two = await server.question('asc_update', other);
    for (const [args, state] of [
      [rename, two.state],
      [other, one.state],
    ] as const)
      expect(said(await server.call('asc_update', args, reply(state, apply)))).toContain('unknown_plan');
    // Nor in a call of another tool.
    expect(said(await server.call('asc_delete', removal, reply(one.state, apply)))).toContain('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('that brings the state of another process gets nowhere', async () => {
    const [one, two] = [raw(), raw()];
    const { state } = await one.question('asc_update', rename);
    expect(said(await two.call('asc_update', rename, reply(state, apply)))).not.toContain('applied');
    expect(sent()).toEqual([]);
  });

  it.each([
    ['without content', undefined],
    ['with {}', {}],
    ['with null', { decision: null }],
    ['with a list', { decision: ['apply'] }],
    ['with another case', { decision: 'APPLY' }],
    ['with true', { decision: true, apply: true, confirmed: true }],
  ])('that accepts %s is asked again, and after three times the plan is void', async (_, content) => {
    const server = raw();
    let { state } = await server.question('asc_update', rename);
    for (const turn of [1, 2, 3]) {
      const answer = await server.call('asc_update', rename, reply(state, content));
      if (turn < 3) ({ state } = questionIn(answer));
      else expect(said(answer)).toContain('three times without a valid choice');
    }
    const late = await server.call('asc_update', rename, reply(state, apply));
    expect(said(late)).toContain('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('that guesses codes voids the plan with the third', async () => {
    const server = raw();
    const { state, message } = await server.question('asc_delete', removal);
    const code = /Type (\w{6}) to do this/.exec(message)?.[1] ?? '';
    const guesses = ['AAAAAA', '', 'apply'].map((guess) => (guess === code ? 'BBBBBB' : guess));
    for (const guess of guesses) await server.call('asc_delete', removal, reply(state, { code: guess }));
    // Now even the right one is too late.
    expect(said(await server.call('asc_delete', removal, reply(state, { code })))).toContain('unknown_plan');
    expect(sent()).toEqual([]);
  });

  it('that sends right and wrong answers at the same time has one effect at most', async () => {
    const server = raw();
    const { state } = await server.question('asc_update', rename);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        server.call('asc_update', rename, reply(state, index % 2 === 0 ? apply : { decision: 'x' })),
      ),
    );
    expect(sent().length).toBeLessThanOrEqual(1);
  });

  it('sees no code but in the question, and none in the log', async () => {
    const server = raw();
    const { message } = await server.question('asc_delete', removal);
    const code = /Type (\w{6}) to do this/.exec(message)?.[1] ?? '';
    expect(code).toMatch(/^\w{6}$/);
    const status = await server.call('asc_status', {});
    expect(JSON.stringify(status)).toContain('R3');
    expect(JSON.stringify(status)).not.toContain(code);
    const folder = join(server.folder, 'state', 'audit');
    for (const file of readdirSync(folder))
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain(code);
    expect(server.process.stderr).not.toContain(code);
  });
});

describe.each(['new', 'old'] as const)('the %s client', (generation) => {
  /** Answers in turn; the last one again and again. */
  const inTurn = (...answers: readonly FormAnswer[]) => {
    const asked: Asked[] = [];
    return {
      asked,
      person: (question: Asked): FormAnswer => {
        asked.push(question);
        return answers[Math.min(asked.length, answers.length) - 1] ?? { action: 'cancel' };
      },
    };
  };

  it('with three wrong codes voids the plan; nothing leaves', async () => {
    const { person, asked } = inTurn({ action: 'accept', content: { code: '000000' } });
    const server = await startServer({ generation, person });
    const { text, isError } = await server.call('asc_delete', removal);
    expect([isError, asked.length]).toEqual([true, 3]);
    expect(text).toContain('answered three times without a valid choice');
    expect(server.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await server.call('asc_status')).text).not.toContain('pending');
    await server.close();
  });

  it('that corrects a wrong code gets through with the right one', async () => {
    let count = 0;
    const server = await startServer({
      generation,
      person: (question) => {
        count += 1;
        return count < 3 ? { action: 'accept', content: { code: '000000' } } : agreeing(question);
      },
    });
    const { text } = await server.call('asc_delete', removal);
    expect(text).toContain('applied: betaGroups_deleteInstance');
    expect(server.taken().filter(({ method }) => method !== 'GET').length).toBe(1);
    await server.close();
  });
});

describe('a question', () => {
  const forms: Form[] = [];
  const person = (rig: Rig, now: () => number, call = 'call'): Person<Form> => ({
    executor: rig.executor,
    call,
    signal: never,
    progress: () => {},
    now,
    elicitation: {
      usable: true,
      ask: (form) => {
        forms.push(form);
        return Promise.resolve(form);
      },
      distrust: () => {},
    },
    channels: {
      dialog: () => Promise.resolve({ kind: 'unavailable', why: 'none' }),
      offer: () => Promise.resolve({ page: true, terminal: true }),
      waitFor: () => Promise.resolve('waiting'),
      forget: () => {},
    },
  });

  async function planned(rig: Rig, id: string): Promise<Plan> {
    const submission = await rig.executor.submit([writeOf('betaGroups_deleteInstance', { id })], never);
    if (submission.kind !== 'plan') throw new Error('no plan');
    return submission.plan;
  }

  it('answered after the plan has run out changes nothing', async () => {
    const rig = makeRig({ client });
    const plan = await planned(rig, teamIds.groups.trailExternal);
    rig.advance(5 * 60_000);
    const state = { plan: plan.view.id, digest: plan.digest, call: 'call', at: 0 };
    const form = { action: 'accept', content: { code: plan.view.code } };
    await expect(
      takeReply(
        { state, form },
        person(rig, () => 0),
      ),
    ).rejects.toMatchObject({
      code: 'unknown_plan',
    });
    expect(sent()).toEqual([]);
    await rig.close();
  });

  it('says nothing of the code but where a person reads it', async () => {
    const rig = makeRig({ client });
    const plan = await planned(rig, teamIds.groups.trailExternal);
    const withCode = (code: string): PlanView => ({ ...plan.view, code });
    /** Everything a model can see of a plan. */
    const visible = async (code: string): Promise<string> => {
      const request = new ApprovalRequest({ ...plan, view: withCode(code) }, false);
      const asked = person(rig, () => 0);
      const answer = await askPerson(request, {
        ...asked,
        elicitation: { ...asked.elicitation, usable: false },
      });
      if ('asked' in answer) throw new Error('It asked.');
      return [answerText(answer, 'tag'), plan.digest, ...(await rig.executor.pending()).plans].join();
    };
    const first = await visible('AAAAAA');
    expect(await visible('BBBBBB')).toBe(first);
    expect(first).not.toContain('AAAAAA');
    await askPerson(
      new ApprovalRequest(plan, false),
      person(rig, () => 0),
    );
    expect(forms.at(-1)?.message).toContain(plan.view.code);
    await rig.close();
  });
});
