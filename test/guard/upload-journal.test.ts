import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UploadJournal } from '../../src/guard/upload-journal.ts';
import { openFilesIn } from './open-files.ts';

const identity = {
  origin: 'http://127.0.0.1:1',
  resource: 'AppScreenshot',
  parent: 'set-1',
  fileName: 'secret-project.png',
  sha256: 'ab'.repeat(32),
};
const layout = [
  { offset: 0, length: 10 },
  { offset: 10, length: 5 },
];

describe('the journal of an upload', () => {
  it('remembers the reservation and the accepted parts, privately, and forgets them at the end', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'asc-journal-')), 'uploads');
    const first = await UploadJournal.open(folder, identity);
    expect(first.reservation).toBeUndefined();
    await first.begin('res-1');
    expect(openFilesIn(folder)).toEqual([]);
    expect([...first.accepted(layout)]).toEqual([]);
    first.accept(1);

    const [name = ''] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).not.toMatch(/http|secret-project/);
    // A process that was killed while it wrote.
    appendFileSync(join(folder, name), '{"par');

    const second = await UploadJournal.open(folder, identity);
    expect(second.reservation).toBe('res-1');
    expect([...second.accepted(layout)]).toEqual([1]);
    await second.end();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts nothing when the file is cut otherwise, or is another file', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'asc-journal-')), 'uploads');
    const first = await UploadJournal.open(folder, identity);
    await first.begin('res-1');
    first.accepted(layout);
    first.accept(0);
    const other = await UploadJournal.open(folder, { ...identity, sha256: 'cd'.repeat(32) });
    expect(other.reservation).toBeUndefined();
    const again = await UploadJournal.open(folder, identity);
    expect([...again.accepted([{ offset: 0, length: 15 }])]).toEqual([]);
    expect([...(await UploadJournal.open(folder, identity)).accepted([{ offset: 0, length: 15 }])]).toEqual(
      [],
    );
  });

  it('forgets what is older than a month', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'asc-journal-')), 'uploads');
    await (await UploadJournal.open(folder, identity)).begin('res-1');
    const [name = ''] = readdirSync(folder);
    const old = Date.now() / 1000 - 31 * 86_400;
    utimesSync(join(folder, name), old, old);
    expect((await UploadJournal.open(folder, identity)).reservation).toBeUndefined();
  });

  it('forgets nothing else: what is no journal stays, however old', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-journal-'));
    const stem = '0'.repeat(32);
    const others = [`${stem}.jsonl.bak`, `a${stem}.jsonl`, 'notes.txt'];
    const old = Date.now() / 1000 - 31 * 86_400;
    for (const name of [...others, `${stem}.jsonl`]) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), old, old);
    }
    // It leads nowhere, so nobody knows how old it is.
    symlinkSync(join(folder, 'nowhere'), join(folder, `${'1'.repeat(32)}.jsonl`));
    await UploadJournal.open(folder, identity);
    expect(readdirSync(folder).sort()).toEqual([`${'1'.repeat(32)}.jsonl`, ...others].sort());
  });

  it('counts nothing when as many parts are cut at other places', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-journal-'));
    const journal = await UploadJournal.open(folder, identity);
    await journal.begin('res-1');
    journal.accepted(layout);
    journal.accept(0);
    const moved = [
      { offset: 0, length: 5 },
      { offset: 5, length: 10 },
    ];
    expect([...journal.accepted(moved)]).toEqual([]);
  });

  it('stays private when another process has ended it in between', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-journal-'));
    const journal = await UploadJournal.open(folder, identity);
    await journal.begin('res-1');
    await (await UploadJournal.open(folder, identity)).end();
    journal.accept(0);
    const [name = ''] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
});
