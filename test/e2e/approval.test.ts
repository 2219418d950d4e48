import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type Running, startServer } from '../support/server.ts';

/** Claude Desktop as it was in 2026: no forms, no terminal; a browser opens. The "browser" here writes down the address. */
const opened = (running: Running): string => join(running.downloads, 'opened.txt');

const running: Running[] = [];
afterAll(async () => {
  for (const server of running) await server.close();
});

async function start(): Promise<Running> {
  const server = await startServer({
    environment: {
      BROWSER: `${process.execPath} ${new URL('../support/browser.mjs', import.meta.url).pathname} %s`,
    },
  });
  running.push(server);
  return server;
}

async function addressOf(server: Running): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    if (existsSync(opened(server))) return readFileSync(opened(server), 'utf8');
    await pause(50);
  }
  throw new Error('No browser was opened.');
}

/** Does in a browser's stead what a person does: look, type, press a button. */
async function answer(
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ page: string; result: string }> {
  const shown = await fetch(url);
  const page = await shown.text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const cookie = shown.headers.get('set-cookie')?.split(';')[0] ?? '';
  const posted = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, origin: new URL(url).origin },
    body: new URLSearchParams({ csrf, ...fields }),
  });
  return { page, result: await posted.text() };
}

const group = {
  operation: 'betaGroups_createInstance',
  attributes: { name: 'Friends' },
  relationships: { app: 'Weather Now' },
};

test('without forms, the page opens by itself; one approval there and the call is done', async () => {
  const server = await start();
  const call = server.call('asc_create', group);
  const url = await addressOf(server);
  const { page, result } = await answer(url, { answer: 'approve', pin: '246813', repeat: '246813' });
  expect(page).toContain('Create beta group');
  expect(page).toContain('Friends');
  expect(page).toContain('Weather Now');
  expect(result).toContain('Approved');
  const { text, isError } = await call;
  expect(isError, text).toBe(false);
  expect(text).toContain('applied: betaGroups_createInstance');
  expect(
    server
      .taken()
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path),
  ).toEqual(['/v1/betaGroups']);
  // Neither the address nor the PIN ever reaches the model or the log of the client.
  expect(text).not.toContain('127.0.0.1');
  expect(server.stderr()).not.toContain('127.0.0.1');
});

test('a person who declines on the page: nothing is sent, and the answer says who said no', async () => {
  const server = await start();
  const call = server.call('asc_create', group);
  const url = await addressOf(server);
  await answer(url, { answer: 'decline' });
  const { text, isError } = await call;
  expect(isError).toBe(true);
  expect(text).toContain('Nothing was changed');
  expect(server.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
});
