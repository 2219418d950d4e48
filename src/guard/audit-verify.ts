/** Reading the audit log, and finding out whether anybody has touched it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject, jsonIn, stringAt, strings } from '../catalog/json.ts';
import { systemCode } from '../client/system-code.ts';
import { type Chain, chainsOf, headName, partName } from './audit-files.ts';
import { type AuditHead, chainHash, genesis, type KeptHead } from './audit-record.ts';
import { canonical } from './digest.ts';

/** A place where the log is not as it was written. */
export interface AuditProblem {
  readonly file: string;
  /** From 1; absent when a whole file is meant. */
  readonly line?: number;
  readonly what: string;
}

export interface AuditVerdict {
  readonly ok: boolean;
  readonly chains: number;
  readonly records: number;
  /** First bad line of each chain. */
  readonly problems: readonly AuditProblem[];
  /** What is odd, but explained by a process that ended in the middle of a write. */
  readonly notes: readonly string[];
}

/** A record as it was read; fields of newer versions are kept. */
export type ReadRecord = JsonObject & { readonly at: string; readonly kind: string };

/**
 * Checks every chain of the folder: an edited, swapped, inserted or missing line, a cut end, a missing file. It cannot
 * find a log that somebody has written anew from its first line on together with its head: who can do that acts as
 * the owner of the files. `kept` are heads that were kept elsewhere, read before the files are: with them that is found,
 * too, and a tail that was cut off together with its head.
 */
export async function verifyAudit(folder: string, kept: readonly KeptHead[] = []): Promise<AuditVerdict> {
  const chains = chainsOf(await filesOf(folder));
  const problems: AuditProblem[] = [];
  const notes: string[] = [];
  const hashes = new Map<string, readonly string[]>();
  const seen: { by: string; reference: string }[] = [];
  for (const chain of chains) {
    const result = await verifyChain(folder, chain);
    hashes.set(chain.name, result.hashes);
    seen.push(...result.seen.map((reference) => ({ by: partName(chain.name, 1), reference })));
    if (result.problem !== undefined) problems.push(result.problem);
    if (result.note !== undefined) notes.push(result.note);
  }
  for (const { by, reference } of seen) {
    const [name = '', n = '', hash = ''] = reference.split(' ');
    const known = hashes.get(name);
    if (known === undefined)
      problems.push({ file: partName(name, 1), what: `is missing; it was there when ${by} was opened` });
    else if (known[Number(n) - 1] !== hash && !problems.some(({ file }) => file.startsWith(name)))
      problems.push({
        file: partName(name, 1),
        line: Number(n),
        what: `is not what it was when ${by} was opened`,
      });
  }
  for (const head of kept) {
    const problem = differenceFrom(head, hashes.get(head.chain));
    if (problem !== undefined && !problems.some(({ file }) => file.startsWith(head.chain)))
      problems.push(problem);
  }
  return {
    ok: problems.length === 0,
    chains: chains.length,
    records: [...hashes.values()].reduce((sum, { length }) => sum + length, 0),
    problems,
    notes,
  };
}

/** All records of the folder that can be read, oldest first. Does not judge them. */
export async function readAudit(folder: string): Promise<ReadRecord[]> {
  const texts = await Promise.all(
    chainsOf(await filesOf(folder)).flatMap(({ name, parts }) =>
      parts.map((part) => readFile(join(folder, partName(name, part)), 'utf8')),
    ),
  );
  const records = texts.flatMap((text) => text.split('\n').flatMap(recordOf));
  return records.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The head that a head file holds. */
export function readHead(text: string | undefined): AuditHead | undefined {
  const value = jsonIn(text ?? '');
  if (!isObject(value)) return undefined;
  const { n, h } = value;
  if (typeof n !== 'number' || typeof h !== 'string') return undefined;
  return text === `${canonical({ n, h })}\n` ? { n, h } : undefined;
}

/** What a head that was kept elsewhere says against the chain. */
function differenceFrom(
  { chain, n, h, here }: KeptHead,
  hashes: readonly string[] | undefined,
): AuditProblem | undefined {
  const file = partName(chain, 1);
  if (hashes === undefined)
    return here ? { file, what: `is missing; Redis knows it up to record ${n}` } : undefined;
  if (hashes.length < n)
    return { file, what: `ends at record ${hashes.length}; Redis knows it up to record ${n}` };
  return hashes[n - 1] === h ? undefined : { file, line: n, what: 'is not what Redis knows of it' };
}

interface ChainResult {
  /** Hashes of the good records, in order. */
  readonly hashes: readonly string[];
  readonly seen: readonly string[];
  readonly problem?: AuditProblem;
  readonly note?: string;
}

async function verifyChain(folder: string, chain: Chain): Promise<ChainResult> {
  const hashes: string[] = [];
  const seen: string[] = [];
  let prev = genesis(chain.boot);
  let last = { file: partName(chain.name, 1), line: 0 };
  const bad = (file: string, line: number | undefined, what: string): ChainResult => ({
    hashes,
    seen,
    problem: { file, ...(line === undefined ? {} : { line }), what },
  });

  for (const [index, part] of chain.parts.entries()) {
    const file = partName(chain.name, part);
    if (part !== index + 1) return bad(partName(chain.name, index + 1), undefined, 'is missing');
    const bytes = await readFile(join(folder, file));
    const text = bytes.toString('utf8');
    // Broken UTF-8 reads as U+FFFD, which a line may hold by right.
    if (!Buffer.from(text).equals(bytes)) return bad(file, undefined, 'is not text any more');
    const lines = text.split('\n');
    const rest = lines.pop();
    for (const [at, line] of lines.entries()) {
      const fault = lineFault(line, hashes.length + 1, chain.boot, prev);
      if (fault !== undefined) return bad(file, at + 1, fault);
      const record = jsonIn(line);
      prev = stringAt(record, 'hash') ?? '';
      hashes.push(prev);
      if (isObject(record)) seen.push(...strings(record['seen']));
      last = { file, line: at + 1 };
    }
    if (rest !== '') return bad(file, lines.length + 1, 'is not a whole line');
  }

  const headFile = headName(chain.name);
  const text = chain.hasHead ? await readFile(join(folder, headFile), 'utf8') : undefined;
  const head = readHead(text);
  if (head === undefined) {
    if (text !== undefined || hashes.length > 1)
      return bad(headFile, undefined, text === undefined ? 'is missing' : 'is not a head of a log');
    return { hashes, seen, note: `${chain.name}: ended before its first head was written.` };
  }
  if (head.n > hashes.length)
    return bad(last.file, last.line + 1, `is missing: the log ends at record ${hashes.length} of ${head.n}`);
  if (head.n < 1 || hashes[head.n - 1] !== head.h)
    return bad(headFile, undefined, `does not fit record ${head.n}`);
  if (hashes.length - head.n > 1)
    return bad(last.file, last.line, `stands behind the end of the log at record ${head.n}`);
  return hashes.length === head.n
    ? { hashes, seen }
    : {
        hashes,
        seen,
        note: `${chain.name}: its process is writing, or ended before it had written the head of its last record.`,
      };
}

function lineFault(line: string, n: number, boot: string, prev: string): string | undefined {
  const record = jsonIn(line);
  if (!isObject(record)) return 'is not a record';
  // One value has one text: a changed space, a doubled key or another spelling of a number is a change, too.
  if (canonical(record) !== line) return 'was edited';
  const { hash, ...fields } = record;
  if (fields['n'] !== n) return `is record ${String(fields['n'])} where record ${n} belongs`;
  if (fields['boot'] !== boot) return 'belongs to another log';
  if (fields['prev'] !== prev) return 'does not follow the line before it';
  return hash === chainHash(prev, fields) ? undefined : 'was edited';
}

function recordOf(line: string): ReadRecord[] {
  const record = jsonIn(line);
  const at = stringAt(record, 'at');
  const kind = stringAt(record, 'kind');
  return isObject(record) && at !== undefined && kind !== undefined ? [{ ...record, at, kind }] : [];
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
