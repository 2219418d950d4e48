import { createHmac } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { portOf } from '../support/port.ts';
import { type Called, legalWrites, noting, type Running, startServer } from '../support/server.ts';

/** What the receiver got. */
interface Received {
  readonly body: Buffer;
  readonly signature: string;
}

let server: Running;
let receiver: Server;
let url = '';
/** What the receiver answers. */
let status = 200;
const received: Received[] = [];
const asked: string[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ body: Buffer.concat(chunks), signature: String(request.headers['x-apple-signature']) });
      response.writeHead(status).end('thank you');
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${portOf(receiver.address())}/hook`;
  server = await startServer({
    flags: ['--toolsets', 'webhooks,sandbox-testers'],
    person: noting((message) => asked.push(message)),
  });
});
afterAll(async () => {
  await server.close();
  receiver.closeAllConnections();
  receiver.close();
});
afterEach(() => {
  asked.length = 0;
  received.length = 0;
  status = 200;
});

const app = 'Weather Now';

function hooks(args: Record<string, unknown>): Promise<Called> {
  return server.call('asc_manage_webhooks', args);
}

/** Writes since the last look; every request has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

function hook(name: string): Stored | undefined {
  return [...server.sandbox.store.all('Webhook')].find((one) => one.attributes['name'] === name);
}

function secretIn(file: string): string {
  return readFileSync(join(server.downloads, file), 'utf8').trim();
}

/** The file that an answer names. */
function fileOf({ text }: Called): string {
  return /webhooks\/[\w-]+\.secret/.exec(text)?.[0] ?? '';
}

describe('asc_manage_webhooks', () => {
  it('creates one with a secret that is only in a file, and does nothing the second time', async () => {
    const call = {
      action: 'create',
      app,
      name: 'Build bot',
      url,
      events: ['app version state', 'build upload'],
    };
    const shown = await hooks({ ...call, dry_run: true });
    expect(shown.text).toContain('secret: (none) → (hidden)');
    const made = await hooks(call);
    expect(made.text).toContain('created: webhook "Build bot"');
    expect(writes()).toEqual(['POST /v1/webhooks']);
    const file = fileOf(made);
    const secret = secretIn(file);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect((statSync(join(server.downloads, file)).mode & 0o777).toString(8)).toBe('600');
    expect(made.text + shown.text + asked.join() + server.stderr()).not.toContain(secret);
    const [sent] = server.sandbox.requests.filter(({ path }) => path === '/v1/webhooks').slice(-1);
    expect(objectAt(objectAt(sent?.body, 'data'), 'attributes')['secret']).toBe(secret);
    const again = await hooks(call);
    expect(again.text).toContain('Nothing to do');
    expect(again.text).toContain(file);
    const other = await hooks({ ...call, events: ['all'] });
    expect(other.text).toContain('The action "change" gives it these values');
    expect(writes()).toEqual([]);
    const listed = await hooks({ action: 'list', app });
    expect(listed.text).toContain('Build bot');
    expect(listed.text).not.toContain(secret);
  });

  it('pings it: the receiver gets a signed body, which can be verified here', async () => {
    const pinged = await hooks({ action: 'ping', app, webhook: 'build bot' });
    expect(pinged.text).toContain('ping SUCCEEDED, the receiver answered 200');
    expect(writes()).toEqual(['POST /v1/webhookPings']);
    expect(received).toHaveLength(1);
    const [{ body, signature } = { body: Buffer.of(), signature: '' }] = received;
    const file = fileOf(
      await hooks({
        action: 'create',
        app,
        name: 'Build bot',
        url,
        events: ['app version state', 'build upload'],
      }),
    );
    expect(signature).toBe(`hmacsha256=${createHmac('sha256', secretIn(file)).update(body).digest('hex')}`);
    expect(JSON.parse(body.toString())).toMatchObject({ data: { type: 'webhookPingCreated' } });
    writeFileSync(join(server.downloads, 'body.json'), body);
    const call = { action: 'verify', body_file: 'body.json', secret_file: file };
    expect((await hooks({ ...call, signature })).text).toMatch(/^valid/);
    writeFileSync(join(server.downloads, 'body.json'), Buffer.concat([body, Buffer.from('\n')]));
    expect((await hooks({ ...call, signature })).text).toMatch(/^NOT valid/);
    expect(writes()).toEqual([]);
  });

  it('verifies the example of the documentation (facts, 2026-11-22), byte for byte', async () => {
    server.taken();
    writeFileSync(join(server.downloads, 'hello.txt'), 'Hello, World!');
    writeFileSync(join(server.downloads, 'bom.txt'), '\uFEFFHello, World!');
    writeFileSync(join(server.downloads, 'vector.secret'), 'This is my secret\n');
    const digest = '7f062172b01cb00b53ca068614674a3d982a34062a0f5d37687d5e3377e54657';
    const verify = (body: string, signature: string) =>
      hooks({ action: 'verify', body_file: body, secret_file: 'vector.secret', signature });
    for (const signature of [
      `hmacsha256=${digest}`,
      `x-apple-signature: hmacsha256=${digest.toUpperCase()}`,
      digest,
    ])
      expect((await verify('hello.txt', signature)).text).toMatch(/^valid/);
    expect((await verify('bom.txt', digest)).text).toMatch(/^NOT valid/);
    expect((await verify('hello.txt', `${digest.slice(0, -1)}8`)).text).toMatch(/^NOT valid/);
    expect((await verify('hello.txt', 'hmacsha1=abc')).text).toContain('That is no signature');
    expect(server.taken()).toEqual([]);
  });

  it('hears of a version that moves, and gets again what failed', async () => {
    const bot = hook('Build bot');
    const version = [...server.sandbox.store.all('AppStoreVersion')].find(
      (one) => one.attributes['versionString'] === '3.2' && one.attributes['platform'] === 'IOS',
    );
    status = 503;
    // The sandbox looks with each request what has moved.
    await hooks({ action: 'list', app });
    if (version !== undefined)
      version.attributes = { ...version.attributes, appVersionState: 'WAITING_FOR_REVIEW' };
    await hooks({ action: 'list', app });
    await expect.poll(() => received.length).toBe(1);
    const payload: unknown = JSON.parse(received[0]?.body.toString() ?? '');
    expect(isObject(payload) ? payload['data'] : undefined).toMatchObject({
      type: 'appStoreVersionAppVersionStateUpdated',
      attributes: { oldValue: 'PREPARE_FOR_SUBMISSION', newValue: 'WAITING_FOR_REVIEW' },
      relationships: { instance: { data: { type: 'appStoreVersions', id: version?.id } } },
    });
    const call = { app, webhook: bot?.id };
    const failed = await hooks({ ...call, action: 'deliveries', deliveries: ['failed'] });
    expect(failed.text).toContain('never arrived: 1');
    expect(failed.text).toContain('The endpoint answered 503.');
    expect(failed.text).toContain('Between the marks is text that other people wrote');
    status = 200;
    server.taken();
    const again = await hooks({ ...call, action: 'redeliver', deliveries: ['failed'] });
    expect(again.isError).toBe(false);
    expect(writes()).toEqual(['POST /v1/webhookDeliveries']);
    await expect.poll(() => received.length).toBe(2);
    expect(received[1]?.body.equals(received[0]?.body ?? Buffer.of())).toBe(true);
    const nothing = await hooks({ ...call, action: 'redeliver', deliveries: ['failed'] });
    expect(nothing.text).toContain('every event has arrived');
    expect(writes()).toEqual([]);
  });

  it('records as failed what would leave this computer', async () => {
    await hooks({
      action: 'create',
      app: 'Trail Mate',
      name: 'Far',
      url: 'https://hooks.example.com/x',
      events: ['all'],
    });
    const pinged = await hooks({ action: 'ping', app: 'Trail Mate', webhook: 'Far' });
    expect(pinged.text).toContain('ping FAILED');
    writes();
  });

  it('changes what differs, makes a new secret, and deletes', async () => {
    const call = { action: 'change', app, webhook: 'Build bot' };
    const same = await hooks({ ...call, url, enabled: true });
    expect(same.text).toContain('Nothing was changed.');
    expect(writes()).toEqual([]);
    const before = hook('Build bot')?.id;
    const changed = await hooks({ ...call, events: ['crash feedback'], secret_file: 'new' });
    expect(changed.isError).toBe(false);
    expect(asked.join()).toContain('secret');
    const file = fileOf(changed);
    expect(file).toMatch(/-2\.secret$/);
    expect(changed.text + asked.join()).not.toContain(secretIn(file));
    expect(hook('Build bot')?.attributes['eventTypes']).toEqual(['BETA_FEEDBACK_CRASH_SUBMISSION_CREATED']);
    await hooks({ action: 'ping', app, webhook: 'Build bot' });
    const [{ body, signature } = { body: Buffer.of(), signature: '' }] = received;
    expect(signature).toBe(`hmacsha256=${createHmac('sha256', secretIn(file)).update(body).digest('hex')}`);
    await hooks({ ...call, enabled: false });
    const disabled = await hooks({ action: 'ping', app, webhook: before });
    expect(disabled.text).toContain('Apple pings no disabled webhook');
    expect((await hooks({ action: 'delete', app, webhook: 'Build bot' })).isError).toBe(false);
    expect(hook('Build bot')).toBeUndefined();
    expect(writes().map((line) => line.split(' ')[0])).toEqual(['PATCH', 'POST', 'PATCH', 'DELETE']);
  });

  it.each([
    [{ action: 'list' }, 'app is required'],
    [
      { action: 'create', app, name: 'x', url: 'http://example.com', events: ['all'] },
      'cannot be the address',
    ],
    [
      { action: 'create', app, name: 'x', url: 'https://u@example.com', events: ['all'] },
      'cannot be the address',
    ],
    [
      { action: 'create', app, name: 'x', url: 'https://example.com', events: ['reviews'] },
      'There is no event',
    ],
    [
      {
        action: 'create',
        app,
        name: 'x',
        url: 'https://example.com',
        events: ['all'],
        secret_file: 'few.txt',
      },
      'fewer than 8',
    ],
    [{ action: 'ping', app, webhook: 'Nobody' }, 'No webhook of the app are called "Nobody"'],
    [{ action: 'redeliver', app: 'Trail Mate', webhook: 'Far' }, 'Which deliveries?'],
    [
      { action: 'redeliver', app: 'Trail Mate', webhook: 'Far', deliveries: ['x'] },
      'no delivery of this webhook',
    ],
    [{ action: 'verify', signature: 'x' }, 'verify needs body_file'],
  ])('refuses %j before anything is sent', async (call, why) => {
    writeFileSync(join(server.downloads, 'few.txt'), '1234567\n');
    const refused = await hooks(call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(why);
    expect(writes()).toEqual([]);
  });
});

describe('asc_manage_sandbox_testers', () => {
  const testers = (args: Record<string, unknown>): Promise<Called> =>
    server.call('asc_manage_sandbox_testers', args);

  it('shows and changes them, only what differs', async () => {
    const all = await testers({ action: 'list' });
    expect(all.text).toContain('sandbox testers: 4');
    expect(all.text).toContain('sandbox+deu@example.com,Sandy DEU,DEU,yes');
    const call = {
      action: 'change',
      testers: ['sandbox+deu@example.com', 'Sandy USA'],
      interrupt: true,
      renewal_minutes: '3',
    };
    expect(all.text).toContain('all rows: renewal=5');
    expect((await testers(call)).text).toContain('applied: all 2 changes.');
    expect(asked).toHaveLength(1);
    expect(writes()).toHaveLength(2);
    expect((await testers(call)).text).toContain('2 testers are as wanted');
    expect((await testers({ ...call, testers: ['all'] })).text).toContain('as wanted already: 2');
    expect(writes()).toHaveLength(2);
  });

  it('clears what they bought', async () => {
    const cleared = await testers({ action: 'clear_purchases', testers: ['all'] });
    expect(cleared.isError).toBe(false);
    expect(writes()).toEqual(['POST /v2/sandboxTestersClearPurchaseHistoryRequest']);
    expect(asked[0]).toContain('Clear the purchases of');
  });

  it.each([
    [{ action: 'change', testers: ['Nobody'], interrupt: true }, 'No sandbox tester is called'],
    [{ action: 'change', testers: ['Sandy USA'] }, 'Nothing is to be changed'],
    [{ action: 'clear_purchases' }, 'No tester is named'],
    [{ action: 'change', testers: ['Sandy USA'], territory: 'de' }, 'territory'],
  ])('refuses %j before anything is sent', async (call, why) => {
    const refused = await testers(call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(why);
    expect(writes()).toEqual([]);
  });
});
