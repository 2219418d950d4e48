import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect } from 'vitest';
import { documentFile, hasDocument } from '../support/document.ts';
import { addToClaudeCode } from './entries.ts';
import { partsOf, root } from './parts.ts';
import { assertCiSays, assertFlag, assertInCi, assertScript, assertTestsIn } from './scripts.ts';
import { approveByHand, choosePinByHand, setUpByFlags, setUpByHand } from './terminal-commands.ts';
import { exported, requests, says, serves, speaksMcp, startAsContained } from './ways.ts';
import type { World } from './world.ts';

/** What is done with the commands of a form. The first row that fits counts. */
export interface Runner {
  readonly fits: RegExp;
  /** What it has to do, or what of it is looked at. */
  readonly how: string;
  /** Why it is not run; absent where it is. */
  readonly notRun?: string;
  readonly run: (command: string, world: World, fitting: RegExpExecArray) => Promise<void> | void;
}

/** This program by its two names. */
const asc = (rest: string): RegExp => new RegExp(`^(?:asc-mcp|node dist/index\\.js)${rest}$`);

/** Every command that the pages show, and what becomes of it here. */
export const runners: readonly Runner[] = [
  // This program.
  { fits: asc(''), how: 'says initialize', run: speaksMcp },
  { fits: asc(' serve'), how: 'says initialize', run: speaksMcp },
  { fits: asc(' --sandbox.*'), how: 'says initialize', run: speaksMcp },
  {
    fits: /^(?:[A-Z_]+=\S+ )*(?:asc-mcp|node dist\/index\.js) serve --http .*$/,
    how: 'listens, ends on SIGTERM',
    run: serves(/MCP at http:\/\/127\.0\.0\.1:\d+\/mcp/, 0),
  },
  {
    fits: asc(' sandbox.*'),
    how: 'prints its keys, ends on SIGTERM',
    run: serves(/export ASC_SANDBOX_KEY=\S+/, null),
  },
  {
    fits: asc(' setup(?: --account \\S+ --client \\S+)?'),
    how: 'in a terminal, to the entry of a client',
    run: setUpByHand,
  },
  {
    fits: asc(' setup --key-file \\S+ --issuer-id \\S+ --yes'),
    how: "with the sandbox's key, to the entry of a client",
    run: setUpByFlags,
  },
  {
    fits: asc(' setup --print'),
    how: 'prints every entry',
    run: says(/# Claude Desktop: [\s\S]*# Zed: /),
  },
  { fits: asc(' doctor'), how: 'finds nothing that fails', run: says(/^ok {5}key: /m) },
  {
    fits: /^(?:npm run|asc-mcp) demo$/,
    how: 'what it runs once it is built: questions are answered',
    run: (_command, world) => says(/\d questions, \d+ calls, /)('asc-mcp demo', world),
  },
  { fits: asc(' approve'), how: 'in a terminal, nothing waits', run: approveByHand },
  { fits: asc(' approve --set-pin'), how: 'in a terminal', run: choosePinByHand },
  {
    fits: asc(' policy explain betaGroups_deleteInstance --app \\d+'),
    how: 'says R3',
    run: says(/^ask \(tier R3\)$/m),
  },
  {
    fits: asc(' policy explain appStoreVersions_updateInstance --app \\d+ --attr releaseType=MANUAL'),
    how: 'says R2',
    run: says(/^ask \(tier R2\)$/m),
  },
  {
    fits: asc(' policy explain <operation>'),
    how: 'for betaGroups_updateInstance',
    run: says(/^(?:ask|allow) \(tier R\d\)$/m, { '<operation>': 'betaGroups_updateInstance' }),
  },
  { fits: asc(' policy test'), how: 'a row a tier', run: says(/^R3 +subscriptions_deleteInstance/m) },
  { fits: asc(' audit verify'), how: 'the log is whole', run: says(/^The log is whole: \d/m) },
  { fits: asc(' audit show'), how: 'the log', run: says(/./) },
  { fits: asc(' toolsets'), how: 'a row an area', run: says(/^all +13\d\d /m) },
  {
    fits: asc(' catalog update <file>'),
    how: "with Apple's document; where that is not at hand, with a file that is none",
    run: hasDocument
      ? says(/1303 operations/, { '<file>': documentFile })
      : async (command, world) => {
          const { code, text } = await world.shell(command.replace('<file>', 'package.json'));
          expect([code, text]).toEqual([2, expect.stringMatching(/^asc-mcp: .*package\.json/)]);
        },
  },

  // Beside it.
  { fits: /^curl /, how: 'is answered by a server that runs here', run: requests },
  { fits: /^export /, how: 'as typed; later commands have it', run: exported },

  {
    fits: /^claude mcp add /,
    how: 'the same entry as the JSON on the page, and a client lists the tools of the server behind it',
    run: (command, world) =>
      addToClaudeCode(command, partsOf('README.md').find(({ kind }) => kind === 'json')?.text ?? '', world),
  },

  {
    fits: /^docker build -t \S+ \.$/,
    how: 'the Dockerfile is linted',
    notRun: 'needs a Docker daemon and images from a registry',
    run: () => expect(validate(readFileSync(`${root}Dockerfile`, 'utf8'))).toEqual([]),
  },
  {
    fits: /^docker run (.*) asc-mcp((?: \S+)*)$/,
    how: 'the server starts with what the container would give it',
    notRun: 'needs a Docker daemon',
    run: (_command, world, [, options = '', given = '']) => startAsContained(options, given, world),
  },

  // Of the project.
  {
    fits: /^npm link$/,
    how: 'into a folder of its own; `asc-mcp` then says its version',
    run: async (_command, world) => {
      const variables = { npm_config_prefix: `${world.home}/global` };
      const { code, text } = await world.shell(
        'npm link && "$npm_config_prefix/bin/asc-mcp" --version',
        variables,
      );
      expect(text).toMatch(/^\d+\.\d+\.\d+$/m);
      expect(code, text).toBe(0);
    },
  },
  {
    fits: /^npm ci$/,
    how: 'CI runs it first',
    notRun: 'installed what this test runs in',
    run: () => assertCiSays('npm ci '),
  },
  {
    fits: /^(?:npm (test)|npm run (lint|types|knip|imports|generated|package|conformance|test:e2e))$/,
    how: 'CI runs it; the programs and files that it names are there',
    notRun: 'is as long as the tests themselves, or runs them',
    run: (_command, _world, [, test = '', name = test]) => {
      assertScript(name);
      assertInCi(name);
    },
  },
  {
    fits: /^npm run (build|check)$/,
    how: 'its programs and files are there; CI runs the parts',
    notRun: 'made what the tests of the built server run, or runs them',
    run: (_command, _world, [, name = '']) => assertScript(name),
  },
  {
    fits: /^npm run (docs|catalog)(?: -- (?:<file>|FILE))?$/,
    how: 'its programs and files are there',
    notRun: 'writes into the checkout; `npm run generated` compares with what it would write, in CI',
    run: (_command, _world, [, name = '']) => {
      assertScript(name);
      assertInCi('generated');
    },
  },
  {
    fits: /^npm run format$/,
    how: 'its programs and files are there',
    notRun: 'writes into the checkout; `npm run lint` looks at the same, in CI',
    run: () => assertScript('format'),
  },
  {
    fits: /^npm run bench$/,
    how: 'its programs and files are there',
    notRun: 'takes minutes and a machine of its own; a test reads what it wrote last',
    run: () => assertScript('bench'),
  },
  {
    fits: /^(?:npm run )?(test:\w+)(?: -- (--\w+) (\S+))?$/,
    how: 'its programs and files are there, and it knows the flag',
    notRun: 'takes minutes to hours; `npm test` has a short form of faults and fuzz',
    run: (_command, _world, [, name = '', flag, value = '']) => {
      assertScript(name);
      if (flag !== undefined) assertFlag(name, flag, value);
    },
  },
  {
    fits: /^npx vitest run (\S+)(?: -u)?$/,
    how: 'tests are there',
    notRun: 'runs other tests',
    run: (_command, _world, [, folder = '']) => assertTestsIn(folder),
  },
  {
    fits: /^\.ci\/run$/,
    how: 'bash reads it',
    notRun: 'runs this test',
    run: async (_command, world) =>
      expect(await world.shell('bash -n .ci/run')).toEqual({ code: 0, text: '' }),
  },
];
