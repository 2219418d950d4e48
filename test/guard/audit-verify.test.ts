import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import { chainHash, genesis, type KeptHead, permitted } from '../../src/guard/audit-record.ts';
import { readAudit, readHead, verifyAudit } from '../../src/guard/audit-verify.ts';
import { canonical } from '../../src/guard/digest.ts';

const folders: string[] = [];
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const name = 'audit-2026-11-22-7-abc';
const log = `${name}.jsonl`;
const headFile = `${name}.head.json`;

interface Chain {
  readonly lines: readonly string[];
  readonly hashes: readonly string[];
}
/** A chain as a server writes it, of as many records. `change` alters a record before it is sealed. */
function chainOf(
  count: number,
  change: (record: Record<string, unknown>, n: number) => void = () => undefined,
  boot = 'abc',
): Chain {
  const lines: string[] = [];
  const hashes: string[] = [];
  let prev = genesis(boot);
  for (let n = 1; n <= count; n++) {
    const record: Record<string, unknown> = {
      kind: n === 1 ? 'open' : 'intent',
      n,
      at: `2026-11-22T10:00:0${n % 10}.000Z`,
      boot,
      prev,
    };
    change(record, n);
    const hash = chainHash(String(record['prev']), record);
    lines.push(canonical({ ...record, hash }));
    hashes.push(hash);
    prev = hash;
  }
  return { lines, hashes };
}

/** A folder with this chain, its head at the end of it unless it is said otherwise. */
function folderOf({ lines, hashes }: Chain, head: string | undefined = headOf(hashes)): string {
  const folder = mkdtempSync(join(tmpdir(), 'asc-verify-'));
  folders.push(folder);
  writeFileSync(join(folder, log), lines.map((line) => `${line}\n`).join(''));
  if (head !== '') writeFileSync(join(folder, headFile), head);
  return folder;
}
const headOf = (hashes: readonly string[], n = hashes.length): string =>
  `${canonical({ n, h: hashes[n - 1] })}\n`;
const problems = async (folder: string): Promise<unknown> => (await verifyAudit(folder)).problems;

describe('a chain as it was written', () => {
  it('is right, in one part or several', async () => {
    const chain = chainOf(4);
    const folder = folderOf(chain);
    const right = { ok: true, chains: 1, records: 4, problems: [], notes: [] };
    expect(await verifyAudit(folder)).toEqual(right);
    writeFileSync(
      join(folder, log),
      chain.lines
        .slice(0, 1)
        .map((line) => `${line}\n`)
        .join(''),
    );
    writeFileSync(
      join(folder, `${name}.2.jsonl`),
      chain.lines
        .slice(1)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(await verifyAudit(folder)).toEqual(right);
    unlinkSync(join(folder, log));
    expect(await problems(folder)).toStrictEqual([{ file: log, what: 'is missing' }]);
  });

  it('is right without any log, and nothing else hides a folder that cannot be read', async () => {
    expect(await verifyAudit('/nonexistent/audit')).toEqual({
      ok: true,
      chains: 0,
      records: 0,
      problems: [],
      notes: [],
    });
    await expect(verifyAudit('/dev/null')).rejects.toThrow('ENOTDIR');
  });
});

describe('an end that was kept elsewhere', () => {
  const chain = chainOf(4);
  const told = async (n: number, h: string | undefined, more: Partial<KeptHead> = {}): Promise<unknown> =>
    (await verifyAudit(folderOf(chain), [{ chain: name, n, h: h ?? '', here: true, ...more }])).problems;

  it('is that of the log, or of some record before', async () => {
    expect(await told(4, chain.hashes[3])).toEqual([]);
    expect(await told(1, chain.hashes[0])).toEqual([]);
  });

  it('finds a log that was written anew, cut off together with its head, or taken away', async () => {
    expect(await told(3, 'another')).toEqual([{ file: log, line: 3, what: 'is not what Redis knows of it' }]);
    expect(await told(5, 'e')).toEqual([
      { file: log, what: 'ends at record 4; Redis knows it up to record 5' },
    ]);
    const other = 'audit-2026-11-22-8-def';
    expect(await told(2, 'x', { chain: other })).toEqual([
      { file: `${other}.jsonl`, what: 'is missing; Redis knows it up to record 2' },
    ]);
    // A log that was written into another folder is missed there.
    expect(await told(2, 'x', { chain: other, here: false })).toEqual([]);
  });

  it('says nothing of a log that is found bad without it', async () => {
    const folder = folderOf({ ...chain, lines: chain.lines.with(1, 'nonsense') });
    const kept = { n: 4, h: chain.hashes[3] ?? '', here: true };
    const { problems: found } = await verifyAudit(folder, [
      { ...kept, chain: name },
      { ...kept, chain: 'audit-2026-11-22-8-def' },
    ]);
    expect(found).toEqual([
      { file: log, line: 2, what: 'is not a record' },
      { file: 'audit-2026-11-22-8-def.jsonl', what: 'is missing; Redis knows it up to record 4' },
    ]);
  });
});

describe('a line', () => {
  const { lines, hashes } = chainOf(4);
  const verdict = async (line: number, text: string): Promise<unknown> =>
    problems(folderOf({ lines: lines.with(line - 1, text), hashes }));
  const at = (line: number, what: string): unknown => [{ file: log, line, what }];
  const third = lines[2] ?? '';

  it('that is no record, or was edited, is found', async () => {
    expect(await verdict(3, 'nonsense')).toEqual(at(3, 'is not a record'));
    expect(await verdict(3, '[]')).toEqual(at(3, 'is not a record'));
    expect(await verdict(3, '')).toEqual(at(3, 'is not a record'));
    expect(await verdict(3, third.replace(':', ': '))).toEqual(at(3, 'was edited'));
    expect(await verdict(3, third.replace('"intent"', '"denied"'))).toEqual(at(3, 'was edited'));
    expect(await verdict(1, (lines[0] ?? '').replace('"open"', '"start"'))).toEqual(at(1, 'was edited'));
  });

  it('in another place is found', async () => {
    expect(await verdict(2, third)).toEqual(at(2, 'is record 3 where record 2 belongs'));
    expect(await verdict(3, lines[1] ?? '')).toEqual(at(3, 'is record 2 where record 3 belongs'));
    const { lines: foreign } = chainOf(4, undefined, 'def');
    expect(await verdict(3, foreign[2] ?? '')).toEqual(at(3, 'belongs to another log'));
    const loose = chainOf(4, (record, n) => {
      if (n === 3) record['prev'] = 'elsewhere';
    });
    expect(await problems(folderOf(loose))).toEqual(at(3, 'does not follow the line before it'));
    const first = chainOf(2, (record, n) => {
      if (n === 1) record['prev'] = genesis('def');
    });
    expect(await problems(folderOf(first))).toEqual(at(1, 'does not follow the line before it'));
  });

  it('that was sealed with another hash is found', async () => {
    const record: JsonObject = JSON.parse(third);
    expect(await verdict(3, canonical({ ...record, hash: hashes[1] }))).toEqual(at(3, 'was edited'));
    expect(await verdict(3, canonical({ ...record, hash: undefined }))).toEqual(at(3, 'was edited'));
  });

  it('that was cut off, or is no text any more, is found', async () => {
    const folder = folderOf({ lines, hashes });
    const text = `${lines.slice(0, 3).join('\n')}\n${(lines[3] ?? '').slice(0, 9)}`;
    writeFileSync(join(folder, log), text);
    expect(await problems(folder)).toEqual(at(4, 'is not a whole line'));
    writeFileSync(
      join(folder, log),
      Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.from([0xff, 0x0a])]),
    );
    expect(await problems(folder)).toEqual([{ file: log, what: 'is not text any more' }]);
  });
});

describe('the end of a chain', () => {
  const chain = chainOf(4);
  const { hashes } = chain;
  const verdict = async (head: string | undefined, of: Chain = chain): Promise<unknown> => {
    const { problems: found, notes, ok } = await verifyAudit(folderOf(of, head));
    expect(ok).toBe(found.length === 0);
    return [...found, ...notes];
  };

  it('needs its head, which is just as it was written', async () => {
    expect(await verdict('')).toEqual([{ file: headFile, what: 'is missing' }]);
    for (const head of [
      '{}\n',
      'x',
      headOf(hashes).trimEnd(),
      headOf(hashes).replace(':', ': '),
      `${canonical({ n: '4', h: hashes[3] })}\n`,
      `${canonical({ n: 4, h: 4 })}\n`,
      `${canonical({ n: 4, h: hashes[3], x: 1 })}\n`,
      '[4]\n',
    ])
      expect([head, await verdict(head)]).toEqual([
        head,
        [{ file: headFile, what: 'is not a head of a log' }],
      ]);
  });

  it('may lack its head with the first record only', async () => {
    expect(await verdict('', chainOf(1))).toEqual([`${name}: ended before its first head was written.`]);
    expect(await verdict('', chainOf(0))).toEqual([`${name}: ended before its first head was written.`]);
    expect(await verdict('', chainOf(2))).toEqual([{ file: headFile, what: 'is missing' }]);
    expect(await verdict('x', chainOf(1))).toEqual([{ file: headFile, what: 'is not a head of a log' }]);
  });

  it('is missed when lines are cut off', async () => {
    const missing = (line: number, of: number): unknown => [
      { file: log, line, what: `is missing: the log ends at record ${line - 1} of ${of}` },
    ];
    expect(await verdict(headOf(hashes), { lines: chain.lines.slice(0, 3), hashes })).toEqual(missing(4, 4));
    expect(await verdict(headOf(hashes), { lines: [], hashes })).toEqual(missing(1, 4));
  });

  it('fits its head', async () => {
    const fits = (n: number): unknown => [{ file: headFile, what: `does not fit record ${n}` }];
    expect(await verdict(`${canonical({ n: 4, h: hashes[2] })}\n`)).toEqual(fits(4));
    expect(await verdict(`${canonical({ n: 0, h: 'x' })}\n`)).toEqual(fits(0));
    expect(await verdict(`${canonical({ n: -1, h: 'x' })}\n`)).toEqual(fits(-1));
    expect(await verdict(`${canonical({ n: 3, h: hashes[3] })}\n`)).toEqual(fits(3));
  });

  it('may be one record ahead of its head, and no more', async () => {
    expect(await verdict(headOf(hashes, 3))).toEqual([
      `${name}: its process is writing, or ended before it had written the head of its last record.`,
    ]);
    expect(await verdict(headOf(hashes, 2))).toEqual([
      { file: log, line: 4, what: 'stands behind the end of the log at record 2' },
    ]);
  });
});

describe('what an opening line has seen', () => {
  const other = 'audit-2026-11-23-8-def';
  /** A second chain that saw the first at this record. */
  function seenBy(folder: string, ...references: readonly string[]): string {
    const chain = chainOf(
      1,
      (record) => {
        record['seen'] = references;
      },
      'def',
    );
    writeFileSync(join(folder, `${other}.jsonl`), `${chain.lines[0]}\n`);
    writeFileSync(join(folder, `${other}.head.json`), headOf(chain.hashes));
    return folder;
  }

  it('is there still, as it was', async () => {
    const chain = chainOf(4);
    const folder = seenBy(folderOf(chain), `${name} 3 ${chain.hashes[2]}`);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, chains: 2, records: 5 });
  });

  it('is missed when it is gone, or written anew', async () => {
    const chain = chainOf(4);
    const folder = seenBy(folderOf(chain), `${name} 3 ${chain.hashes[1]}`);
    expect(await problems(folder)).toEqual([
      { file: log, line: 3, what: `is not what it was when ${other}.jsonl was opened` },
    ]);
    unlinkSync(join(folder, log));
    unlinkSync(join(folder, headFile));
    expect(await problems(folder)).toEqual([
      { file: log, what: `is missing; it was there when ${other}.jsonl was opened` },
    ]);
  });

  it('is not told twice of a log that is wrong anyway', async () => {
    const chain = chainOf(4);
    const broken = folderOf({ ...chain, lines: chain.lines.with(1, 'x') });
    expect(await problems(seenBy(broken, `${name} 3 ${chain.hashes[2]}`))).toEqual([
      { file: log, line: 2, what: 'is not a record' },
    ]);
  });
});

describe('the records of a folder', () => {
  it('are read oldest first, whatever chain they are of; what is none is passed over', async () => {
    const chain = chainOf(3);
    const folder = folderOf(chain);
    const other = chainOf(1, (record) => {
      record['at'] = '2026-11-22T10:00:01.500Z';
      record['kind'] = 'start';
    });
    writeFileSync(
      join(folder, 'audit-2026-11-21-8-def.jsonl'),
      `${other.lines[0]}\nnonsense\n{"at":"2026-11-22T09:00:00.000Z"}\n{"kind":"x"}\n[]\n`,
    );
    writeFileSync(join(folder, 'notes.txt'), 'x');
    expect((await readAudit(folder)).map(({ at, kind }) => `${at.slice(17, 23)} ${kind}`)).toEqual([
      '01.000 open',
      '01.500 start',
      '02.000 intent',
      '03.000 intent',
    ]);
    expect(await readAudit('/nonexistent/audit')).toEqual([]);
  });

  it('has a head that is read as it stands, or not', () => {
    expect(readHead('{"h":"x","n":1}\n')).toEqual({ n: 1, h: 'x' });
    for (const text of [undefined, '', '{"n":1,"h":"x"}\n', '{"h":"x","n":1}', 'x'])
      expect(readHead(text)).toBeUndefined();
  });
});

describe('what a line may hold', () => {
  const full = {
    kind: 'outcome',
    principal: 'p',
    client: 'claude',
    clientVersion: '2',
    account: 'a',
    tool: 'asc_change',
    operation: 'betaGroups_updateInstance',
    app: '1',
    targets: ['g'],
    tier: 'R2',
    rule: 'tier R2',
    policyHash: 'h',
    plan: 'i',
    digest: 'd',
    bodySha256: 'b',
    fields: ['name'],
    step: 1,
    steps: 2,
    channel: 'page',
    requestId: 'r',
    status: 200,
    outcome: 'applied',
    verified: 'read',
    durationMs: 0,
    reason: 'because',
  } as const;

  it('is every field that has a name here, and no other', () => {
    expect(permitted(full)).toEqual(full);
    const sneaky = { ...full, body: 'x', token: 'y', toString: 'z' };
    expect(permitted(sneaky)).toEqual(full);
    expect(permitted({ kind: 'start' })).toEqual({ kind: 'start' });
  });

  it('is cut, of the right kind, and clean', () => {
    expect(permitted({ kind: 'plan', rule: 'x'.repeat(300) })['rule']).toHaveLength(255);
    expect(
      permitted({ kind: 'plan', targets: Array.from({ length: 300 }, () => 'x') })['targets'],
    ).toHaveLength(200);
    expect(permitted({ kind: 'plan', targets: ['https://x.example/?t=1', 'b  c'] })['targets']).toEqual([
      '[left out]',
      'b c',
    ]);
    const odd: JsonObject = {
      status: '200',
      durationMs: Number.NaN,
      steps: Number.POSITIVE_INFINITY,
      rule: 7,
      fields: 'name',
      targets: [1, 'a', null],
    };
    expect(permitted({ kind: 'plan', ...odd })).toEqual({ kind: 'plan', targets: ['a'] });
  });

  it.each(['-----BEGIN EC', 'eyJhbGciOiJFU', 'ftp://x', 'asc+x.y-z://x', 'a@b.co', 'key.p8', 'KEY.P8 x'])(
    'is never %j',
    (text) => {
      expect(permitted({ kind: 'plan', rule: `see ${text}` })['rule']).toBe('[left out]');
    },
  );

  it.each(['eyJshort', 'a@b', 'at 10:30', 'x.p80', 'a // b', 'BEGIN'])('may be %j', (text) => {
    expect(permitted({ kind: 'plan', rule: text })['rule']).toBe(text);
  });

  it('is bound to the line before it', () => {
    expect(genesis('abc')).toBe('7d5937d9b9bddcdc5a583bcd1876d2c85f5c53de3f140d3607fe08b794cd1bb4');
    expect(chainHash('abc', { n: 1 })).toBe(
      '2d7adc9c661b9b7c0227607423d93e1e20196aa352be9ed90062ef707b4eb6de',
    );
    expect(chainHash('abd', { n: 1 })).not.toBe(chainHash('abc', { n: 1 }));
  });
});
