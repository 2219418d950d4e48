import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withToolsTable } from '../../scripts/tools-table.ts';
import { loadCatalog } from '../../src/catalog/index.ts';
import { checks } from '../../src/tools/release/checks/index.ts';
import { pages } from '../docs/parts.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const lines = (file: string): number => read(file).trimEnd().split('\n').length;
const all = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found ?? '')),
];

/** A heading's address, as GitHub makes it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

/** What the built command says of itself. `npm test` builds it first. */
const help = (...command: string[]): string =>
  execFileSync(process.execPath, [join(root, 'dist/index.js'), ...command, '--help'], { encoding: 'utf8' });

describe('README', () => {
  const readme = read('README.md');

  it('has at most 300 lines, and the two commands first', () => {
    expect(lines('README.md')).toBeLessThanOrEqual(300);
    const blocks = all(readme, /```bash\n([\s\S]*?)\n```/g);
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('says of API, checks and size what they are', () => {
    const { operations } = loadCatalog().data;
    const methods = Object.values(operations).map(({ method }) => method);
    const reads = methods.filter((method) => method === 'GET').length;
    for (const figure of [
      `${methods.length.toLocaleString('en')} operations`,
      `all ${reads} GET operations`,
      `all ${methods.length - reads} write operations`,
      // The next ten may come without a word.
      `over ${Math.floor(checks.length / 10) * 10} checks`,
    ])
      expect(readme.replaceAll(/\s+/g, ' ')).toContain(figure);
    // The table of tools has the figure of the tool's own description.
    expect(readme.match(/\bover \d+ checks/gi)?.map((each) => each.toLowerCase())).toEqual([
      `over ${Math.floor(checks.length / 10) * 10} checks`,
      `over ${Math.floor(checks.length / 10) * 10} checks`,
    ]);
    const size = /^\| install size \| ([\d.]+ MB) /m.exec(read('bench/RESULTS.md'))?.[1];
    expect(read('docs/architecture.md')).toContain(`| ${size} in all, `);
  });

  it('has the table of tools that the registry makes', () => {
    expect(withToolsTable(readme)).toBe(readme);
  });
});

describe('docs/configuration.md', () => {
  const configuration = read('docs/configuration.md');

  it('names every variable of the configuration, and no other', () => {
    const known = all(read('src/config.ts'), /'(ASC_[A-Z_]+)'/g);
    expect(all(configuration, /\b(ASC_[A-Z_]+)\b/g).sort()).toEqual(known.sort());
  });

  it('names every command and every flag of serve', () => {
    const commands = all(help(), /^ {2}(\w+) /gm).filter((name) => name !== 'help');
    for (const command of commands) expect(configuration).toContain(`asc-mcp ${command}`);
    const flags = all(help('serve'), /^ {2}(--[\w-]+)/gm);
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags) expect(configuration).toContain(`| \`${flag}`);
  });
});

describe('the flags of setup', () => {
  it('are all in docs/configuration.md', () => {
    const flags = all(help('setup'), /^ {2}(--[\w-]+)/gm);
    expect(flags).toContain('--print');
    for (const flag of flags) expect(read('docs/configuration.md')).toContain(`| \`${flag}`);
  });
});

describe('docs/http.md', () => {
  it('names every metric, and no other', () => {
    const known = all(read('src/http/metrics.ts'), /name: '(asc_\w+)'/g);
    expect(all(read('docs/http.md'), /^\| `(asc_\w+)` \|/gm)).toEqual(known);
  });
});

describe('AGENTS', () => {
  it('has at most 80 lines', () => {
    expect(lines('AGENTS.md')).toBeLessThanOrEqual(80);
  });

  it('names rooms and files that exist', () => {
    for (const path of all(read('AGENTS.md'), /`((?:src|scripts|test)\/[\w./-]*)`/g))
      if (!path.includes('asc-verb-noun')) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });
});

describe.each(pages)('%s', (document) => {
  const text = read(document);

  it('links to files and headings that exist', () => {
    for (const link of all(text, /\]\((?!https?:)([^)]+)/g)) {
      const [file = '', heading] = link.split('#');
      const path = file === '' ? document : join(dirname(document), file);
      expect([link, existsSync(join(root, path))]).toEqual([link, true]);
      if (heading !== undefined) expect(all(read(path), /^#+ (.*)$/gm).map(anchor)).toContain(heading);
    }
  });

  it('names no place that only one machine has', () => {
    // A path of somebody's computer, or an address of a private registry. registry.ts is a file of ours.
    expect(text).not.toMatch(/(?:^|[\s"'`(=])\/(?:work|root|home|tmp|Users)\//m);
    expect(text).not.toMatch(
      /_authToken|npmrc|registry\.(?!ts\b)|\.\.\/shared|localhost:\d|artifactory|verdaccio/i,
    );
  });
});
