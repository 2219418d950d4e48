import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectedClient } from '../../src/client/client.ts';
import { type ReadRecord, readAudit } from '../../src/guard/audit-verify.ts';
import { waiting } from '../../src/guard/later.ts';
import { idOfStep } from '../../src/guard/step-references.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type Answer, type Api, clientFor, hurried, json, refusal, startApi } from '../client/support.ts';
import { makeRig, type Rig, type RigOptions } from './rig.ts';
import { saidOf } from './said.ts';
import { never, writeOf } from './writes.ts';

/** R1: one request, nothing is looked at before. */
const note = (text: string, id = 'detail-1'): Write =>
  writeOf('betaAppReviewDetails_updateInstance', { id, attributes: { notes: text } });
const uploaded = writeOf('appScreenshots_updateInstance', {
  id: 'shot-1',
  attributes: { uploaded: true, sourceFileChecksum: 'c' },
});

interface World {
  readonly api: Api;
  readonly client: ConnectedClient;
  readonly rig: Rig;
}
const worlds: World[] = [];
afterEach(async () => {
  for (const { api, client, rig } of worlds.splice(0)) {
    await client.close();
    await rig.close();
    await api.close();
  }
});

async function world(answer: Answer, options: Omit<RigOptions, 'client'> = {}): Promise<World> {
  const api = await startApi(answer);
  const client = clientFor(api.url, { clock: hurried });
  const made = { api, client, rig: makeRig({ client, ...options }) };
  worlds.push(made);
  return made;
}

async function results(
  { rig }: World,
  writes: readonly Write[],
  signal = never,
): Promise<readonly StepResult[]> {
  const submission = await rig.executor.submit(writes, signal);
  if (submission.kind === 'plan') throw new Error('It was not sent.');
  return submission.results;
}

/** What the log says of one event, without what every line has. */
async function logOf({ rig }: World): Promise<readonly unknown[]> {
  return (await readAudit(rig.auditFolder))
    .filter(({ kind }) => kind !== 'open')
    .map(
      ({
        at: _at,
        n: _n,
        mono: _mono,
        boot: _boot,
        pid: _pid,
        prev: _prev,
        hash: _hash,
        ...rest
      }: ReadRecord) => rest,
    );
}

const done = (response: ServerResponse, id = 'detail-1'): void =>
  json(response, { data: { type: 'betaAppReviewDetails', id, attributes: { notes: 'x' } } }, 200, {
    'x-request-id': 'REQ-1',
  });
const sentTo = ({ api }: World): string[] =>
  api.seen.map(({ method, url }) => `${method} ${url.split('?')[0]}`);

describe('a write that Apple answers', () => {
  it('is applied, with its status, its id and what came back', async () => {
    const where = await world((_request, response) => done(response, 'made-1'));
    expect(await results(where, [note('x')])).toStrictEqual([
      {
        outcome: 'applied',
        status: 200,
        body: { data: { type: 'betaAppReviewDetails', id: 'made-1', attributes: { notes: 'x' } } },
        id: 'made-1',
        requestId: 'REQ-1',
      },
    ]);
    expect(where.api.seen.map(({ body }) => JSON.parse(body))).toEqual([
      { data: { type: 'betaAppReviewDetails', id: 'detail-1', attributes: { notes: 'x' } } },
    ]);
  });

  it('is applied without any of these, where Apple says nothing', async () => {
    const where = await world((_request, response) => response.writeHead(204).end());
    expect(await results(where, [note('x')])).toStrictEqual([
      { outcome: 'applied', status: 204, id: 'detail-1' },
    ]);
    const create = writeOf('appScreenshotSets_createInstance', {
      attributes: { screenshotDisplayType: 'APP_IPHONE_67' },
      relationships: { appStoreVersionLocalization: 'l' },
    });
    expect(await results(where, [create])).toStrictEqual([{ outcome: 'applied', status: 204 }]);
  });

  it('is rejected, with what Apple said', async () => {
    const where = await world((_request, response) =>
      json(response, refusal(409, 'ENTITY_ERROR'), 409, { 'x-request-id': 'REQ-2' }),
    );
    const [result] = await results(where, [note('x')]);
    expect(result).toStrictEqual({
      outcome: 'rejected',
      status: 409,
      requestId: 'REQ-2',
      error: expect.objectContaining({ code: 'ENTITY_ERROR', status: 409 }),
    });
    expect(sentTo(where)).toEqual(['PATCH /v1/betaAppReviewDetails/detail-1']);
  });

  it('is logged before and after, by field and never by value', async () => {
    const where = await world((_request, response) => done(response));
    await results(where, [note('my secret note')]);
    expect(await logOf(where)).toEqual([
      {
        kind: 'intent',
        operation: 'betaAppReviewDetails_updateInstance',
        tier: 'R1',
        targets: ['detail-1'],
        bodySha256: '315f35ebe8e137bde2f650657605a776e72e243b3b4199daeebb9d18d4a05c61',
        fields: ['notes'],
      },
      {
        kind: 'outcome',
        operation: 'betaAppReviewDetails_updateInstance',
        tier: 'R1',
        targets: ['detail-1'],
        outcome: 'applied',
        status: 200,
        requestId: 'REQ-1',
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('is logged without a target, a status or a name of the request where there is none', async () => {
    const where = await world((_request, response) => response.destroy());
    const create = writeOf('appScreenshotSets_createInstance', {
      attributes: { screenshotDisplayType: 'APP_IPHONE_67' },
      relationships: { appStoreVersionLocalization: 'l' },
    });
    const [result] = await results(where, [create]);
    expect(result?.outcome).toBe('unknown');
    const log = await logOf(where);
    expect(log).toEqual([
      {
        kind: 'intent',
        operation: 'appScreenshotSets_createInstance',
        tier: 'R1',
        bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        fields: ['screenshotDisplayType'],
      },
      {
        kind: 'outcome',
        operation: 'appScreenshotSets_createInstance',
        tier: 'R1',
        outcome: 'unknown',
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('took as long as the log says', async () => {
    const where = await world((_request, response) => setTimeout(() => done(response), 80));
    await results(where, [note('x')]);
    const [, outcome] = (await readAudit(where.rig.auditFolder)).slice(1);
    expect(Number(outcome?.['durationMs'])).toBeGreaterThanOrEqual(75);
    expect(Number(outcome?.['durationMs'])).toBeLessThan(30_000);
    expect(Number.isInteger(outcome?.['durationMs'])).toBe(true);
  });
});

describe('several writes of one call', () => {
  it('go out in order, and what follows one that failed does not', async () => {
    const where = await world((request, response) =>
      request.url.endsWith('/second') ? json(response, refusal(409, 'STATE_ERROR'), 409) : done(response),
    );
    const outcomes = (
      await results(where, [note('a', 'first'), note('b', 'second'), note('c', 'third')])
    ).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['applied', 'rejected']);
    expect(sentTo(where)).toEqual([
      'PATCH /v1/betaAppReviewDetails/first',
      'PATCH /v1/betaAppReviewDetails/second',
    ]);
  });

  it('stop when the caller does, and say what was done', async () => {
    const stop = new AbortController();
    const where = await world((_request, response) => {
      response.on('finish', () => stop.abort());
      done(response);
    });
    const told = await results(where, [note('a', 'first'), note('b', 'second')], stop.signal);
    expect(told.length).toBe(1);
    expect(sentTo(where)).toEqual(['PATCH /v1/betaAppReviewDetails/first']);
    expect(await results(where, [note('a')], AbortSignal.abort())).toEqual([]);
    expect(where.api.seen.length).toBe(1);
  });

  it('go on after one that was carried out without a readable answer', async () => {
    const where = await world((request, response) => {
      if (request.method === 'GET') json(response, refusal(500, 'UNEXPECTED_ERROR'), 500);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":');
    });
    const told = await results(where, [note('a', 'first'), note('b', 'second')]);
    expect(told.map(({ outcome }) => outcome)).toEqual(['applied_unverified', 'applied_unverified']);
    expect(told[0]?.error?.outcome).toBe('applied_unverified');
  });

  it('are under way as long as they are, and no longer', async () => {
    const seen: number[] = [];
    const where: World = await world((request, response) => {
      seen.push(where.rig.executor.underWay);
      if (request.url.endsWith('/lost')) response.destroy();
      else done(response);
    });
    expect(where.rig.executor.underWay).toBe(0);
    await Promise.all([results(where, [note('a')]), results(where, [note('b')])]);
    expect(where.rig.executor.underWay).toBe(0);
    expect(Math.max(...seen)).toBeGreaterThan(0);
    expect(seen.every((count) => count === 1 || count === 2)).toBe(true);
    await results(where, [note('c', 'lost')]);
    expect(where.rig.executor.underWay).toBe(0);
  });
});

describe('a write that needs the id of what the one before it makes', () => {
  const set = writeOf('appScreenshotSets_createInstance', {
    attributes: { screenshotDisplayType: 'APP_IPHONE_67' },
    relationships: { appStoreVersionLocalization: 'l' },
  });
  const shot = writeOf('appScreenshots_createInstance', {
    attributes: { fileName: '1.png', fileSize: 9 },
    relationships: { appScreenshotSet: idOfStep(1) },
  });
  const made = (type: string, id: string): unknown => ({ data: { type, id, attributes: {} } });
  const api =
    (listed: number): Answer =>
    (request, response) => {
      if (request.method === 'GET' && listed === 200) json(response, { data: [], links: {} });
      else if (request.method === 'GET') json(response, refusal(listed, 'FORBIDDEN_ERROR'), listed);
      else if (request.url.startsWith('/v1/appScreenshotSets'))
        json(response, made('appScreenshotSets', 'set-1'), 201);
      else json(response, made('appScreenshots', 'shot-1'), 201);
    };

  it.each([200, 403])('gets it, once what stands beside it was looked at (%i)', async (listed) => {
    const where = await world(api(listed));
    const told = await results(where, [set, shot]);
    expect(told.map(({ outcome, id }) => `${outcome} ${id}`)).toEqual(['applied set-1', 'applied shot-1']);
    expect(sentTo(where)).toEqual([
      'POST /v1/appScreenshotSets',
      'GET /v1/appScreenshotSets/set-1/appScreenshots',
      'POST /v1/appScreenshots',
    ]);
    expect(where.api.seen[2]?.body).toContain(
      '"appScreenshotSet":{"data":{"type":"appScreenshotSets","id":"set-1"}}',
    );
    expect(await logOf(where)).toMatchObject([
      {},
      {},
      { kind: 'intent', operation: 'appScreenshots_createInstance' },
      {},
    ]);
  });

  it('is not sent when there is none, and the first is told', async () => {
    const where = await world((_request, response) => response.writeHead(204).end());
    const told = await results(where, [set, shot]);
    expect(told).toStrictEqual([
      { outcome: 'applied', status: 204 },
      { outcome: 'not_sent', error: expect.objectContaining({ code: 'missing_step' }) },
    ]);
    expect(sentTo(where)).toEqual(['POST /v1/appScreenshotSets']);
    expect((await logOf(where)).length).toBe(2);
  });

  it('that a job of its own tells is asked for; what it was before is read where it is an order', async () => {
    const words = { title: 'Finish', changes: [], app: { id: '7', name: 'Weather Now' } };
    const order: Write = {
      ...writeOf('appScreenshots_updateInstance', { id: '<shot>', attributes: { uploaded: true } }),
      words,
      later: waiting(async () => ({ '<shot>': 'shot-9' })),
    };
    const where = await world(api(403));
    expect((await results(where, [set, order])).map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
    ]);
    expect(sentTo(where)).toEqual([
      'POST /v1/appScreenshotSets',
      // Under its mark there is nothing; under its id there is.
      ...sentTo(where).filter((line) => line.startsWith('GET') && !line.includes('shot-9')),
      'GET /v1/appScreenshots/shot-9',
      'PATCH /v1/appScreenshots/shot-9',
    ]);
    const change: Write = {
      ...writeOf('appScreenshots_updateInstance', { id: '<shot>', attributes: { sourceFileChecksum: 'c' } }),
      words,
      later: waiting(async () => ({ '<shot>': 'shot-9' })),
    };
    const other = await world(api(403));
    await results(other, [change]);
    expect(sentTo(other)).toEqual(['PATCH /v1/appScreenshots/shot-9']);
  });

  it('is a fault of ours when the job breaks', async () => {
    const broken: Write = {
      ...writeOf('appScreenshots_updateInstance', { id: '<shot>', attributes: { sourceFileChecksum: 'c' } }),
      later: waiting(() => Promise.reject(new TypeError('broken'))),
    };
    const where = await world(api(200));
    await expect(results(where, [broken])).rejects.toThrow('broken');
    expect(sentTo(where)).toEqual([]);
  });
});

describe('a write whose answer is lost', () => {
  /** Loses the answer to the first write; reads show this note. */
  const losing =
    (notes: string): Answer =>
    (request, response) => {
      if (request.method === 'GET')
        json(response, { data: { type: 'betaAppReviewDetails', id: 'detail-1', attributes: { notes } } });
      else response.destroy();
    };

  it('is applied when it can be seen', async () => {
    const where = await world(losing('x'));
    const [result] = await results(where, [note('x')]);
    expect(result).toMatchObject({ outcome: 'applied', evidence: expect.any(String) });
    expect(result?.error?.outcome).toBe('unknown');
    expect(sentTo(where)[0]).toBe('PATCH /v1/betaAppReviewDetails/detail-1');
    expect(where.api.seen.filter(({ method }) => method !== 'GET').length).toBe(1);
  });

  it('is unknown when it cannot, and the read that would tell is named', async () => {
    const where = await world((request, response) => {
      if (request.method === 'GET') json(response, refusal(500, 'UNEXPECTED_ERROR'), 500);
      else response.destroy();
    });
    const [result] = await results(where, [note('x')]);
    expect(result).toMatchObject({ outcome: 'unknown', check: expect.stringContaining('detail-1') });
    expect(where.api.seen.filter(({ method }) => method !== 'GET').length).toBe(1);
  });

  it('is looked for even when the caller has stopped', async () => {
    const stop = new AbortController();
    const where = await world((request, response) => {
      if (request.method !== 'GET') {
        stop.abort();
        setTimeout(() => response.destroy(), 20);
        return;
      }
      json(response, { data: { type: 'betaAppReviewDetails', id: 'detail-1', attributes: { notes: 'x' } } });
    });
    const [result] = await results(where, [note('x')], stop.signal);
    expect(result).toMatchObject({ outcome: 'applied' });
  });

  it('is given up after its time', async () => {
    const where = await world(
      (request, response) => {
        if (request.method === 'GET') losing('x')(request, response, 0);
      },
      { writeDeadlineMs: 60 },
    );
    const [result] = await results(where, [note('x')]);
    expect(result).toMatchObject({ outcome: 'applied' });
    expect(result?.error?.code).toBe('timeout');
  });

  it('that was applied without a readable answer is told by what is there', async () => {
    const where = await world((request, response) => {
      if (request.method === 'GET') losing('x')(request, response, 0);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{');
    });
    expect((await results(where, [note('x')]))[0]).toMatchObject({ outcome: 'applied' });
  });

  it('was an order: what was there before is read before, and told apart from what it did', async () => {
    const state = (deliveryState: string) => ({
      data: {
        type: 'appScreenshots',
        id: 'shot-1',
        attributes: { sourceFileChecksum: 'c', assetDeliveryState: { state: deliveryState } },
      },
    });
    let sent = false;
    const where = await world((request, response) => {
      if (request.method === 'GET') json(response, state(sent ? 'UPLOAD_COMPLETE' : 'AWAITING_UPLOAD'));
      else {
        sent = true;
        response.destroy();
      }
    });
    const [result] = await results(where, [uploaded]);
    expect(result).toMatchObject({ outcome: 'applied' });
    expect(sentTo(where).slice(0, 2)).toEqual([
      'GET /v1/appScreenshots/shot-1',
      'PATCH /v1/appScreenshots/shot-1',
    ]);
    const again = await world((request, response) => {
      if (request.method === 'GET') json(response, state('UPLOAD_COMPLETE'));
      else response.destroy();
    });
    expect((await results(again, [uploaded]))[0]?.outcome).toBe('unknown');
  });

  it('is sent even when what was there before cannot be read', async () => {
    const where = await world((request, response) => {
      if (request.method === 'GET') json(response, refusal(403, 'FORBIDDEN_ERROR'), 403);
      else done(response, 'shot-1');
    });
    expect((await results(where, [uploaded]))[0]?.outcome).toBe('applied');
  });
});

describe('a write that cannot be logged', () => {
  it('any more once it was sent is told all the same', async () => {
    const where: World = await world((_request, response) => {
      rmSync(where.rig.auditFolder, { recursive: true });
      done(response);
    });
    expect((await results(where, [note('x')]))[0]?.outcome).toBe('applied');
  });

  it('is not sent, and says why', async () => {
    const where = await world((_request, response) => done(response));
    const broken = makeRig({ client: where.client, auditFolder: '/dev/null/audit' });
    const error = await broken.executor.submit([note('x')], never).catch((caught) => caught);
    expect(saidOf(error)).toEqual({
      code: 'audit_unavailable',
      message: 'The audit log cannot be written, so nothing is changed.',
      meaning: 'Every change is logged before it is sent. Reading goes on.',
      next: 'Free the disk or make the state folder writable (asc-mcp audit verify says what is wrong), then call again.',
      outcome: 'not_sent',
    });
    expect(error.cause.message).toContain('/dev/null/audit cannot be written');
    expect(where.api.seen).toEqual([]);
  });

  it('never reached Apple when there was no connection', async () => {
    const where = await world((_request, response) => done(response));
    await where.api.close();
    const [result] = await results(where, [note('x')]);
    expect(result?.outcome).toBe('not_sent');
    expect(Object.keys(result ?? {}).sort()).toEqual(['error', 'outcome']);
    expect(await logOf(where)).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', outcome: 'not_sent' }]);
  });
});
