import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import type { RequestLog } from '../../src/sandbox/index.ts';
import { faults, type Running, startServer } from '../support/server.ts';
import { callsOf, inParallel, reads } from './walk.ts';

/** Breadth: each of the 826 reads through the built server, by a real client. */
describe('every read', () => {
  const catalog = loadCatalog();
  const operations = reads(catalog);
  const answers = new Map<string, string>();
  const errors: string[] = [];
  let server: Running;
  let requests: RequestLog[] = [];

  beforeAll(async () => {
    server = await startServer({ sandbox: { rate: { hourLimit: 1_000_000 } } });
    await inParallel(operations, async (operation) => {
      let last = 'there is no object to start from';
      for (const call of callsOf(server.sandbox.store, operation)) {
        const { text, isError } = await server.call('asc_read', call);
        if (!isError) {
          answers.set(operation.id, text);
          return;
        }
        last = text;
      }
      errors.push(`${operation.id}: ${last}`);
    });
    requests = server.taken();
  }, 120_000);
  afterAll(() => server.close());

  it('answers all 826 of them', () => {
    expect(errors).toEqual([]);
    expect(answers.size).toBe(826);
  });

  it('asked the API for each of them', () => {
    const asked = new Set(
      requests.map(({ method, path }) => catalog.route('GET', path)?.operation.id ?? method),
    );
    expect(operations.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([]);
    expect([...new Set(requests.map(({ method }) => method))]).toEqual(['GET']);
  });

  it('sent only requests that the independent judge calls legal', () => {
    expect(faults(requests)).toEqual([]);
  });

  it('never answers with more than 10,000 tokens', () => {
    const large = [...answers].map(([id, text]) => [id, encode(text).length] as const);
    large.sort(([, a], [, b]) => b - a);
    expect(large.filter(([, tokens]) => tokens > 10_000)).toEqual([]);
  });

  it('lets no secret out, neither into an answer nor into a file', () => {
    const canaries = secretsOf(server);
    expect(canaries.length).toBeGreaterThan(20);
    const files = readdirSync(server.downloads).map((name) => join(server.downloads, name));
    const texts = [
      ...answers,
      ...files
        .filter((path) => statSync(path).isFile())
        .map((path) => [path, readFileSync(path, 'utf8')] as const),
    ];
    const leaks = texts.flatMap(([where, text]) =>
      canaries.filter((canary) => text.includes(canary)).map((canary) => `${where}: ${canary.slice(0, 40)}`),
    );
    expect(leaks).toEqual([]);
  });
});

const secret = /^(demoAccountPassword|certificateContent|profileContent|assetToken|downloadUrl|secret)$/;

/** What the seeded team keeps secret: passwords, contents of certificates and profiles, addresses that open a door. */
function secretsOf(server: Running): string[] {
  const { store, credentials } = server.sandbox;
  const out = ['Tr0mbone-Harbour-42', 'Quiet-Lantern-77', credentials.privateKey.split('\n')[1] ?? ''];
  for (const name of store.catalog.resourceNames())
    for (const { attributes, resource } of store.all(name))
      for (const [key, value] of Object.entries(attributes)) {
        if (isSecret(resource, key) && typeof value === 'string' && value.length >= 12) out.push(value);
        if (key === 'uploadOperations' && Array.isArray(value))
          for (const operation of value)
            if (typeof operation === 'object' && operation !== null && 'url' in operation)
              out.push(String(operation.url));
      }
  // A token that the team's maker also used as a checksum proves nothing.
  const open = openTexts(server);
  return [...new Set(out)].filter((canary) => !open.includes(canary));
}

/** Everything that the team does not keep secret, as one text. */
function openTexts(server: Running): string {
  const { store } = server.sandbox;
  const texts: string[] = [];
  for (const name of store.catalog.resourceNames())
    for (const { attributes, resource } of store.all(name))
      for (const [key, value] of Object.entries(attributes))
        if (!isSecret(resource, key) && key !== 'uploadOperations') texts.push(JSON.stringify(value));
  return texts.join('\n');
}

function isSecret(resource: string, key: string): boolean {
  return secret.test(key) || (resource === 'AnalyticsReportSegment' && key === 'url');
}
