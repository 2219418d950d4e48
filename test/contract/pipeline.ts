import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog } from '../../src/catalog/index.ts';
import { createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import type { Credentials } from '../../src/client/types.ts';
import { createGuard } from '../../src/guard/index.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import type { OtherChannels } from '../../src/tools/approve.ts';
import { Files } from '../../src/tools/files.ts';
import { Names } from '../../src/tools/names.ts';
import { jobs, tools } from '../../src/tools/registry.ts';
import { type Pipeline, runTool } from '../../src/tools/run.ts';
import { type Called, textOf } from '../support/server.ts';

/** No way to a person but the client. */
const noOtherChannels: OtherChannels = {
  dialog: () => Promise.resolve({ kind: 'unavailable', why: 'there is none' }),
  offer: () => Promise.resolve({ page: false, terminal: false }),
  waitFor: () => Promise.resolve('waiting'),
  forget: () => {},
};

/** A client that shows no forms. */
const nobody = {
  usable: false,
  ask: () => Promise.reject(new Error('Nobody can be asked.')),
  distrust: () => {},
};

/** The pipeline of the server without a process around it, towards an API at `baseUrl`. */
export interface Direct {
  call(tool: string, args?: Record<string, unknown>): Promise<Called>;
  /** What went to the log. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** A key that was never usable. */
export const noKey = new AscError({
  code: 'no_key',
  message: 'There is no App Store Connect API key: ASC_KEY_ID is not set.',
  meaning: 'Nothing can be asked of Apple without a key.',
  next: 'Set ASC_KEY_ID and restart.',
  outcome: 'not_sent',
});

export async function direct(credentials: Credentials | AscError, baseUrl: string): Promise<Direct> {
  const catalog = loadCatalog();
  const client = createClient({ credentials, baseUrl, random: () => 0 });
  const log: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'asc-direct-'));
  const { executor } = await createGuard({
    client,
    catalog,
    policy: defaultPolicy,
    stateDir: join(folder, 'state'),
    keyId: 'ABCDE12345',
    target: 'The sandbox',
  });
  const pipeline: Pipeline = {
    channels: noOtherChannels,
    forms: true,
    context: {
      catalog,
      client,
      names: new Names(catalog, client),
      files: new Files(join(folder, 'downloads')),
      uploads: () => Promise.reject(new Error('no uploads here')),
      reports: () => Promise.reject(new Error('no reports here')),
      facts: { version: '1.0.0', sandbox: false, readOnly: false, origin: baseUrl },
      executor,
      jobs: jobs(false),
    },
    secrets: [],
    log: (line) => log.push(line),
  };
  return {
    call: async (name, args = {}) => {
      const tool = tools.find((candidate) => candidate.name === name);
      if (tool === undefined) throw new Error(`There is no tool ${name}.`);
      const { signal } = new AbortController();
      return textOf(await runTool(tool, args, pipeline, { signal, progress: () => {}, elicitation: nobody }));
    },
    log,
    close: () => client.close(),
  };
}
