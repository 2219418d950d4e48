/** Names of the audit log's files. Each server process writes its own chain, in one part or several. */

/** `audit-<day>-<pid>-<boot>`, what all files of a chain begin with. */
export function chainName(day: string, pid: number, boot: string): string {
  return `audit-${day}-${pid}-${boot}`;
}

export function partName(chain: string, part: number): string {
  return part === 1 ? `${chain}.jsonl` : `${chain}.${part}.jsonl`;
}

export function headName(chain: string): string {
  return `${chain}.head.json`;
}

/** One file of a chain: a part, or the head beside them. */
const pattern = /^(audit-\d{4}-\d{2}-\d{2}-\d+-([0-9a-f]+))(?:(\.head\.json)|(?:\.(\d+))?\.jsonl)$/;

export interface Chain {
  readonly name: string;
  readonly boot: string;
  /** Numbers of the parts that are there, in order. */
  readonly parts: readonly number[];
  readonly hasHead: boolean;
}

/** The chains that the files of a folder make up, oldest day first. */
export function chainsOf(files: readonly string[]): Chain[] {
  const chains = new Map<string, { boot: string; parts: number[]; hasHead: boolean }>();
  for (const file of files.toSorted()) {
    const [, name, boot, head, part = '1'] = pattern.exec(file) ?? [];
    if (name === undefined || boot === undefined) continue;
    const chain = chains.get(name) ?? { boot, parts: [], hasHead: false };
    chains.set(name, chain);
    if (head === undefined) chain.parts.push(Number(part));
    else chain.hasHead = true;
  }
  return [...chains].map(([name, { boot, parts, hasHead }]) => ({
    name,
    boot,
    parts: parts.sort((a, b) => a - b),
    hasHead,
  }));
}
