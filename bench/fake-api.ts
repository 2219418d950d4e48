import { createServer, type ServerResponse } from 'node:http';
import { uuid } from '../src/sandbox/random.ts';

/**
 * The least that answers like App Store Connect: one app, lists of 2,000 apps and 2,000 builds by page, Apple's rate
 * header, any token. Fast on purpose, so that what is measured is not this. Runs as a process of its own and prints its
 * address; `/requests` tells how many requests came since it was asked last.
 */
const total = 2000;
const largestPage = 200;
/** The figures never sink: the benchmark asks more often than an hour allows. */
const rate = { 'content-type': 'application/json', 'x-rate-limit': 'user-hour-lim:3600;user-hour-rem:3500;' };

interface Item {
  readonly type: 'apps' | 'builds';
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const words = [
  'Weather',
  'Ledger',
  'Trail',
  'Recipe',
  'Chess',
  'Piano',
  'Budget',
  'Garden',
  'Photo',
  'Sleep',
];
const kinds = ['Now', 'Pro', 'Diary', 'for Kids', 'Studio', 'Timer', 'Planner', 'Lite', 'Companion', 'Coach'];
const states = ['PROCESSING', 'FAILED', 'INVALID', 'VALID', 'VALID', 'VALID', 'VALID', 'VALID', 'VALID'];

const lists: Readonly<Record<string, readonly Item[]>> = {
  '/v1/apps': Array.from({ length: total }, (_, index) => app(index)),
  '/v1/builds': Array.from({ length: total }, (_, index) => build(index)),
};
const oneApp = JSON.stringify({ data: withLinks(app(0), 'http://127.0.0.1'), links: { self: '' } });

let requests = 0;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  if (url.pathname === '/requests') {
    answer(response, JSON.stringify({ requests }));
    requests = 0;
    return;
  }
  requests += 1;
  const list = lists[url.pathname];
  answer(response, list === undefined ? oneApp : page(list, url));
});
server.keepAliveTimeout = 60_000;
// Whoever started it is gone, however that came about.
process.stdin.resume().on('end', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, { ...rate, 'content-length': Buffer.byteLength(body) }).end(body);
}

function page(list: readonly Item[], url: URL): string {
  const limit = Math.min(largestPage, Number(url.searchParams.get('limit') ?? 50));
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const end = start + limit;
  const next = new URL(url);
  next.searchParams.set('cursor', String(end));
  return JSON.stringify({
    data: list.slice(start, end).map((item) => withLinks(sparse(item, url), url.origin)),
    links: { self: url.href, ...(end < list.length ? { next: next.href } : {}) },
    meta: { paging: { total: list.length, limit } },
  });
}

function sparse(item: Item, url: URL): Item {
  const fields = url.searchParams.get(`fields[${item.type}]`)?.split(',');
  if (fields === undefined) return item;
  const kept = Object.entries(item.attributes).filter(([name]) => fields.includes(name));
  return { ...item, attributes: Object.fromEntries(kept) };
}

/** Every object of Apple's carries addresses, its relationships too. */
function withLinks(item: Item, origin: string) {
  const self = `${origin}/v1/${item.type}/${item.id}`;
  const related = (name: string) => ({
    links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` },
  });
  return {
    ...item,
    relationships: { betaGroups: related('betaGroups'), preReleaseVersion: related('preReleaseVersion') },
    links: { self },
  };
}

function app(index: number): Item {
  const name = `${words[index % 10] ?? ''} ${kinds[Math.floor(index / 10) % 10] ?? ''} ${Math.floor(index / 100) + 1}`;
  return {
    type: 'apps',
    id: String(1_500_000_007 + index * 48_611),
    attributes: {
      name,
      bundleId: `com.example.${name.toLowerCase().replaceAll(' ', '-')}`,
      sku: `SKU-${index}`,
      primaryLocale: 'en-US',
      isOrEverWasMadeForKids: false,
      contentRightsDeclaration: 'DOES_NOT_USE_THIRD_PARTY_CONTENT',
      streamlinedPurchasingEnabled: true,
    },
  };
}

function build(index: number): Item {
  const uploaded = new Date(Date.UTC(2026, 9, 1) - index * 5_417_000);
  const local = uploaded.toISOString().replace(/\.\d+Z$/, '-07:00');
  return {
    type: 'builds',
    id: uuid(`build ${index}`),
    attributes: {
      version: String(total - index),
      uploadedDate: local,
      expirationDate: local,
      expired: index > 500,
      minOsVersion: '16.0',
      iconAssetToken: { templateUrl: 'https://example.com/{w}x{h}.{f}', width: 1024, height: 1024 },
      processingState: states[(index * 7) % 9],
      buildAudienceType: 'APP_STORE_ELIGIBLE',
      usesNonExemptEncryption: false,
    },
  };
}
