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

const partPattern = /^(audit-\d{4}-\d{2}-\d{2}-\d+-([0-9a-f]+))(?:\.(\d+))?\.jsonl$/;
const headPattern = /^(audit-\d{4}-\d{2}-\d{2}-\d+-([0-9a-f]+))\.head\.json$/;

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
  const chain = (name: string, boot: string) => {
    const found = chains.get(name) ?? { boot, parts: [], hasHead: false };
    chains.set(name, found);
    return found;
  };
  for (const file of files) {
    const part = partPattern.exec(file);
    if (part !== null) chain(part[1] ?? '', part[2] ?? '').parts.push(Number(part[3] ?? '1'));
    const head = headPattern.exec(file);
    if (head !== null) chain(head[1] ?? '', head[2] ?? '').hasHead = true;
  }
  return [...chains]
    .map(([name, { boot, parts, hasHead }]) => ({
      name,
      boot,
      parts: parts.sort((a, b) => a - b),
      hasHead,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
