import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { readConfig } from '../../src/config.ts';
import { parsePolicy } from '../../src/guard/policy-file.ts';
import { callTool, useConfiguration } from './entries.ts';
import { type Part, pageText, root } from './parts.ts';
import type { World } from './world.ts';

/** What is done with a block that is no command, or with JSON in a line. The first row that fits counts. */
export interface BlockRunner {
  readonly kind: string;
  readonly fits: RegExp;
  readonly how: string;
  readonly notRun?: string;
  readonly run: (part: Part, world: World) => Promise<void> | void;
}

const readsAsPolicy = (text: string): void => {
  expect(parsePolicy(text, loadCatalog()).rules.length).toBeGreaterThan(0);
};

export const blockRunners: readonly BlockRunner[] = [
  {
    kind: 'json',
    fits: /"mcpServers"/,
    how: 'setup reads the entry, and a real client lists the tools of the server behind it',
    run: ({ text }, world) => useConfiguration(text, world),
  },
  { kind: 'json', fits: /^\{\s*"version": 1,/, how: 'as a policy', run: ({ text }) => readsAsPolicy(text) },
  {
    kind: 'json',
    fits: /^\{"effect"/,
    how: 'as a rule of a policy',
    run: ({ text }) => readsAsPolicy(`{"version": 1, "rules": [${text}]}`),
  },
  {
    kind: 'json',
    fits: /^\{"status":"not ready"/,
    how: 'the test of faults of Redis gets the same answer',
    notRun: 'needs a Redis that is away',
    run: ({ text }) =>
      expect(readFileSync(`${root}test/e2e/redis-faults.test.ts`, 'utf8')).toContain(`503 ${text}`),
  },
  {
    kind: 'json',
    fits: /^asc_\w+ \{/,
    how: 'a client calls it',
    run: ({ text }, world) => callTool(text, world),
  },
  {
    kind: 'mermaid',
    fits: /^flowchart /,
    how: 'every line is a box, or an arrow between boxes',
    notRun: 'draws in a browser only',
    run: ({ text }) => {
      const box = String.raw`\w+(?:\["[^"]+"\]|\{"[^"]+"\})?`;
      const line = new RegExp(`^ {2}${box}(?: --(?: "[^"]+" --)?> ${box})+$`);
      for (const row of text.trimEnd().split('\n').slice(1)) expect(row).toMatch(line);
    },
  },
  {
    kind: 'nginx',
    fits: /^server \{/,
    how: 'it leads to the port of serve --http, keeps Host, holds nothing back',
    notRun: 'needs nginx and a certificate',
    run: ({ text }) => {
      for (const directive of [
        `proxy_pass http://127.0.0.1:${readConfig({}, {}).http.port};`,
        'proxy_set_header Host $host;',
        'proxy_buffering off;',
      ])
        expect(text).toContain(`    ${directive}\n`);
    },
  },
  {
    kind: 'text',
    fits: /^toolset +tools +tokens/,
    how: '`npm run generated` compares it',
    notRun: 'is what a command prints',
    run: ({ page }) => expect(pageText(page)).toContain('<!-- toolsets:start -->\n```text'),
  },
  {
    kind: 'text',
    fits: /^com\.example\.\w+\/metadata\//,
    how: 'each file stands in a table of the page',
    notRun: 'is a tree of files',
    run: ({ page, text }) => {
      for (const [name] of text.matchAll(/(?<![\w/-])[a-z_]+(?:\/[a-z_]+)?\.txt/g))
        expect(pageText(page)).toContain(`\`${name}\``);
    },
  },
];
