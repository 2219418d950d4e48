import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { KeptReports } from '../../../src/tools/reports/kept.ts';
import { reportKinds } from '../../../src/tools/reports/kinds.ts';
import { readRows } from '../../../src/tools/reports/rows.ts';
import { Tally, totalOf } from '../../../src/tools/reports/tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'asc-tally-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function kept(text: string | Buffer): string {
  files += 1;
  const path = join(folder, `${files}.gz`);
  writeFileSync(path, gzipSync(text));
  return path;
}

const header =
  'SKU\tTitle\tProduct Type Identifier\tUnits\tDeveloper Proceeds\tCurrency of Proceeds\tCountry Code\tParent Identifier';
const rows = [
  'W\tWeather\t1F\t10.00\t0.00\tUSD\tUS\t ',
  'W.plus\tPlus\tIAY\t2.00\t2.54\tUSD\tUS\tW',
  'W.plus\tPlus\tIAY\t-1.00\t2.54\tUSD\tUS\tW',
  'W.plus\tPlus "big"\tIAY\t3.00\t2.10\tEUR\tDE\tW',
  'L\tLedger\t7F\t4.00\t0.00\tUSD\tUS\t ',
].join('\n');

async function tallied(groupBy: readonly string[], filter = {}, app?: { id: string; sku: string }) {
  const tally = new Tally({
    groupBy,
    measures: reportKinds.sales.measures,
    filter,
    app,
    appBy: 'sku',
  });
  await readRows(kept(`${header}\n${rows}\n`), { header: (names) => tally.begin(names, '2026-11-18') });
  return tally;
}

const lines = (tally: Tally) =>
  [...tally.groups.values()].map(({ key, sums, money }) => [
    key.join('|'),
    sums[0]?.text(),
    [...(money[5] ?? [])].map(([currency, sum]) => `${currency} ${sum.text(2)}`).join(' '),
  ]);

describe('adding up', () => {
  it('takes purchases to their app, money by currency, refunds with their sign', async () => {
    const tally = await tallied(['app']);
    expect(lines(tally)).toEqual([
      ['W', '14', 'USD 2.54 EUR 6.30'],
      ['L', '4', ''],
    ]);
    expect(tally.titles.get('W')).toBe('Weather');
    const total = totalOf(tally);
    expect(total.sums.map((sum) => sum.text())).toEqual(['18', '10', '0', '4', '4', '0']);
  });

  it('filters by value, app and dimension', async () => {
    expect(lines(await tallied(['day', 'territory'], { territory: 'de' }))).toEqual([
      ['2026-11-18|DE', '3', 'EUR 6.30'],
    ]);
    expect((await tallied([], {}, { id: '1', sku: 'L' })).counted).toBe(1);
  });

  it('finds columns by any spelling, and names what there is when there is none', async () => {
    expect(lines(await tallied(['country_code']))).toHaveLength(2);
    await expect(tallied(['colour'])).rejects.toThrow('This report has no "colour".');
  });
});

describe('reading rows', () => {
  const read = async (text: string | Buffer): Promise<string[]> => {
    const found: string[] = [];
    await readRows(kept(text), {
      header: (names) => {
        found.push(names.join('|'));
        return (cells) => found.push(cells.join('|'));
      },
    });
    return found;
  };

  it('leaves out totals, empty lines and what stands before the header', async () => {
    expect(await read('Report\n\nA\tB\tC\r\n1\t2\t3\r\n\r\nTotal_Rows\t1\n')).toEqual(['A|B|C', '1|2|3']);
  });

  it('reads commas with quotes, a byte order mark and a last line without an end', async () => {
    expect(await read('\uFEFFA,B,C\n1,"x, y",3')).toEqual(['A|B|C', '1|x, y|3']);
  });

  it('joins letters that are cut between pieces', async () => {
    const name = 'ä'.repeat(200_000);
    expect((await read(`A\tB\tC\n${name}\t2\t3\n`))[1]).toBe(`${name}|2|3`);
  });

  it('ends a bomb', async () => {
    await expect(read(Buffer.alloc(300 * 1024 * 1024))).rejects.toThrow();
  });
});

describe('what is kept', () => {
  it('is private, stands under its name only once it is whole, and remembers a true zero', async () => {
    const reports = new KeptReports({
      origin: 'http://127.0.0.1:1',
      keyId: 'K',
      stateDir: join(folder, 'state'),
    });
    const identity = ['SALES', 'DAILY', '2026-11-18'];
    expect(await reports.find(identity)).toBeUndefined();
    await expect(
      reports.keep(identity, async (sink) => {
        await sink(gzipSync('half'));
        throw new Error('cut off');
      }),
    ).rejects.toThrow('cut off');
    expect(await reports.find(identity)).toBeUndefined();
    await reports.keepNone(identity);
    expect(await reports.find(identity)).not.toHaveProperty('path');
    const { path = '' } = await reports.keep(identity, async (sink) => {
      await sink(gzipSync('whole'));
    });
    expect((await reports.find(identity))?.path).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await reports.keepNote(identity, ['a', 'b']);
    expect(await reports.note(identity)).toEqual(['a', 'b']);
    const other = new KeptReports({ origin: 'https://apple', keyId: 'K', stateDir: join(folder, 'state') });
    expect(await other.find(identity)).toBeUndefined();
  });
});
