import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { connectRedis, type RedisConnection } from '../../src/redis/connection.ts';
import { faultOf } from '../../src/redis/faults.ts';
import { forgets } from '../../src/redis/state.ts';
import { portOf } from '../support/port.ts';

import { startPipe, startRedis, startTls, type TestRedis } from '../support/redis.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');
const open: RedisConnection[] = [];
const others: TestRedis[] = [];
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  for (const other of others) other.close();
  redis?.close();
});

const told: string[] = [];
async function connected(url: string): Promise<RedisConnection> {
  const made = await connectRedis(url, (message) => told.push(message));
  open.push(made);
  return made;
}
async function another(...flags: readonly string[]): Promise<TestRedis> {
  const made = await startRedis(flags);
  if (made === undefined) throw new Error('no Redis');
  others.push(made);
  return made;
}

const store = (connection: RedisConnection): Promise<string> =>
  connection.run(`return redis.call('SET', KEYS[1], ARGV[1])`, ['x'], ['y']).then(
    () => 'stored',
    (error: unknown) => (error instanceof AscError ? error.message : String(error)),
  );
/** Asks until the answer is this one. */
async function until(ask: () => Promise<string>, wanted: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await ask()) === wanted) return;
    await pause(50);
  }
  expect(await ask()).toBe(wanted);
}
const cannot = (says: string): string =>
  `Redis ${says}, and the plans, the rate budget and the limits of all servers are kept there.`;

describe.skipIf(redis === undefined)('Redis', () => {
  it('that dies is told once, and used again when it is back', async () => {
    const mortal = await another();
    const connection = await connected(mortal.url);
    expect(await store(connection)).toBe('stored');
    told.length = 0;
    await mortal.kill();
    await until(() => store(connection), cannot('does not answer'));
    expect(await connection.check()).toMatchObject({ word: 'away' });
    for (let calls = 0; calls < 5; calls += 1) await store(connection);
    expect(told).toEqual([
      'Redis does not answer. Reading goes on, nothing is changed. Start Redis or correct ASC_REDIS_URL; without the variable one server keeps its state in memory.',
    ]);
    await mortal.again();
    await until(() => store(connection), 'stored');
    expect(await connection.check()).toBeUndefined();
  });

  it('that is silent costs one wait, not one for each call', async () => {
    const pipe = await startPipe(redis?.port ?? 0);
    const connection = await connected(`redis://127.0.0.1:${pipe.port}`);
    pipe.stall(true);
    const began = performance.now();
    expect(await store(connection)).toBe(cannot('does not answer'));
    expect(performance.now() - began).toBeGreaterThan(1_900);
    const next = performance.now();
    for (let calls = 0; calls < 10; calls += 1) expect(await store(connection)).toContain('does not answer');
    expect(performance.now() - next).toBeLessThan(1_500);
    pipe.stall(false);
    await until(() => store(connection), 'stored');
    await connection.close();
    await pipe.close();
  });

  it('that is full says so, and takes more when there is room again', async () => {
    const small = await another('--maxmemory', '100kb', '--maxmemory-policy', 'noeviction');
    const connection = await connected(small.url);
    expect(await store(connection)).toBe(cannot('is full'));
    expect(await connection.check()).toMatchObject({ word: 'full' });
    small.command('CONFIG', 'SET', 'maxmemory', '100mb');
    expect(await store(connection)).toBe('stored');
    expect(await forgets(connection)).toBeUndefined();
    small.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await forgets(connection)).toBe(
      'Redis may throw away plans and limits when it is full (maxmemory-policy allkeys-lru); set it to noeviction.',
    );
  });

  it('that became a replica is left for the one that took its place', async () => {
    const [first, second] = [await another(), await another()];
    const pipe = await startPipe(first.port);
    const connection = await connected(`redis://127.0.0.1:${pipe.port}`);
    expect(await store(connection)).toBe('stored');
    first.command('REPLICAOF', '127.0.0.1', String(second.port));
    // The name leads to the new primary; the old one keeps the connections that it has.
    pipe.lead(second.port, 'kept');
    expect(await store(connection)).toBe(cannot('is a replica and takes no changes'));
    expect(told.at(-1)).toContain('Let ASC_REDIS_URL lead to the primary.');
    await until(() => store(connection), 'stored');
    expect(second.command('DBSIZE').trim()).toBe('1');
    await connection.close();
    await pipe.close();
  });

  it.each([
    ['a wrong password', 'redis://:wrong-horse@127.0.0.1:PORT'],
    ['no password', 'redis://127.0.0.1:PORT'],
    ['another user', 'redis://nobody:staple@127.0.0.1:PORT'],
  ])('with %s is told at once, without it', async (_what, address) => {
    const locked = await another('--requirepass', 'staple');
    const began = performance.now();
    const error: unknown = await connectRedis(address.replace('PORT', String(locked.port)), () => {}).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'shared_state_unavailable',
      message: cannot('refuses the user or password of ASC_REDIS_URL'),
    });
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(JSON.stringify(error)).not.toContain('wrong-horse');
  });

  it('whose user may do less than is needed is told', async () => {
    const strict = await another();
    strict.command('ACL', 'SETUSER', 'asc', 'on', '>pw', '~asc:*', '+@connection', '+ping', '+get');
    const connection = await connected(`redis://asc:pw@127.0.0.1:${strict.port}`);
    expect(await store(connection)).toBe(cannot('does not let this user run what is needed'));
    strict.command('ACL', 'SETUSER', 'asc', '+eval', '+@read', '+@write', '+info');
    expect(await store(connection)).toBe('stored');
  });
});

describe.skipIf(redis === undefined)('rediss://', () => {
  it('ends with a certificate that is not trusted', async () => {
    const tls = await startTls(redis?.port ?? 0);
    const error = await connectRedis(tls.url, () => {}).catch((reason: unknown) => reason);
    await tls.close();
    expect(error).toMatchObject({
      message: cannot('shows a certificate that is not trusted here'),
      next: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('ends with a Redis that speaks no TLS', async () => {
    // Redis itself hangs up without a word; what answers in plain text is told apart.
    const plain = createServer((socket) => socket.end('-ERR what?\r\n').on('error', () => undefined));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const error = await connectRedis(`rediss://localhost:${portOf(plain.address())}`, () => {}).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ message: cannot('does not speak TLS') });
    plain.close();
  });
});

describe('what Redis answers', () => {
  it.each([
    ['MISCONF Redis is configured to save RDB snapshots', 'read-only'],
    ['NOREPLICAS Not enough good replicas to write.', 'read-only'],
    ['MASTERDOWN Link with MASTER is down', 'read-only'],
    ['LOADING Redis is loading the dataset in memory', 'loading'],
    ['BUSY Redis is busy running a script.', 'loading'],
    ['getaddrinfo ENOTFOUND redis.example.com', 'away'],
    ['anything else', 'away'],
  ])('%s is %s', (message, word) => {
    expect(faultOf(new Error(message)).word).toBe(word);
  });
});
