import { loadCatalog } from '../../src/catalog/index.ts';
import { arrayAt } from '../../src/catalog/json.ts';
import { phrasings } from '../../test/catalog/phrasings.ts';
import { count, median, milliseconds, timed } from '../numbers.ts';
import type { Row } from '../row.ts';
import { StdioClient } from '../stdio-client.ts';
import { tokensOf } from '../tokens.ts';
import type { World } from '../world.ts';

const mostListTokens = 8000;
const mostListTime = 1;
const mostFindTokens = 500;
const mostDescribeTokens = { median: 700, max: 2500 } as const;
const lists = [
  { what: 'an app of 2,000', operation: 'apps_getCollection', most: 20 },
  { what: 'a build of 2,000', operation: 'builds_getCollection', most: 35 },
] as const;

/** What a session pays in tokens, o200k: the tool list, a row of a list, an answer of the finder, a description. */
export async function measureCosts(world: World): Promise<readonly Row[]> {
  const client = await StdioClient.start(world.server);
  try {
    return [
      ...(await toolList(client)),
      ...(await listItems(client)),
      ...(await finding(client)),
      ...(await describing(client)),
    ];
  } finally {
    await client.close();
  }
}

async function toolList(client: StdioClient): Promise<readonly Row[]> {
  const tools = arrayAt(await client.request('tools/list'), 'tools');
  const tokens = tokensOf(JSON.stringify(tools));
  for (let index = 0; index < 200; index += 1) await client.request('tools/list');
  const times: number[] = [];
  for (let index = 0; index < 500; index += 1) times.push(await timed(() => client.request('tools/list')));
  return [
    {
      what: 'tools/list, warm',
      ours: milliseconds(median(times)),
      bar: `≤ ${mostListTime} ms`,
      met: median(times) <= mostListTime,
    },
    {
      what: `tools/list, ${tools.length} tools`,
      ours: `${count(tokens)} tokens`,
      bar: `≤ ${count(mostListTokens)}`,
      met: tokens <= mostListTokens,
    },
  ];
}

/** All pages of a list at default columns, frame and cursor of every answer included. */
async function listItems(client: StdioClient): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { what, operation, most } of lists) {
    let tokens = 0;
    let answers = 0;
    for (let cursor: string | undefined = ''; cursor !== undefined && answers < 100; answers += 1) {
      const next = cursor === '' ? {} : { cursor };
      const text = await client.call('asc_read', { operation, limit: 200, ...next });
      tokens += tokensOf(text);
      cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
    }
    const each = tokens / 2000;
    rows.push({
      what,
      ours: `${each.toFixed(1)} tokens`,
      result: `${answers} answers`,
      bar: `≤ ${most}`,
      met: each <= most,
    });
  }
  return rows;
}

async function finding(client: StdioClient): Promise<readonly Row[]> {
  const tokens: number[] = [];
  const times: number[] = [];
  for (const { say } of phrasings) {
    let text = '';
    times.push(
      await timed(async () => {
        text = await client.call('asc_find_operations', { query: say });
      }),
    );
    tokens.push(tokensOf(text));
  }
  const largest = Math.max(...tokens);
  return [
    {
      what: `finding, ${phrasings.length} questions`,
      ours: `median ${median(tokens)} tokens, most ${largest}`,
      result: milliseconds(median(times)),
      bar: `≤ ${mostFindTokens}`,
      met: largest <= mostFindTokens,
    },
  ];
}

async function describing(client: StdioClient): Promise<readonly Row[]> {
  const operations = loadCatalog().operationIds();
  const tokens: number[] = [];
  for (const operation of operations)
    tokens.push(tokensOf(await client.call('asc_describe_operation', { operation })));
  const largest = Math.max(...tokens);
  return [
    {
      what: `describing, ${count(operations.length)} operations`,
      ours: `median ${median(tokens)} tokens, most ${count(largest)}`,
      result: operations[tokens.indexOf(largest)] ?? '',
      bar: `≤ ${mostDescribeTokens.median}, ≤ ${count(mostDescribeTokens.max)}`,
      met: median(tokens) <= mostDescribeTokens.median && largest <= mostDescribeTokens.max,
    },
  ];
}
