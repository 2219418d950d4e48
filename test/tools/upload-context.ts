import { join } from 'node:path';
import { loadCatalog } from '../../src/catalog/index.ts';
import { createClient } from '../../src/client/client.ts';
import type { Credentials } from '../../src/client/types.ts';
import { createGuard } from '../../src/guard/index.ts';
import { defaultPolicy, type Policy } from '../../src/guard/policy.ts';
import type { ToolContext } from '../../src/tools/context.ts';
import { Files } from '../../src/tools/files.ts';
import { Uploads } from '../../src/tools/media/uploads.ts';
import { Names } from '../../src/tools/names.ts';
import { KeptReports } from '../../src/tools/reports/kept.ts';

/** What a context for uploads is made of; plain data, so that it can be handed to another process. */
export interface ContextFacts {
  readonly origin: string;
  readonly credentials: Credentials;
  /** Folder that may be uploaded from. */
  readonly root: string;
  readonly stateDir: string;
}

export interface UploadWorld {
  readonly facts: ContextFacts;
  readonly context: ToolContext;
  readonly uploads: Uploads;
  close(): Promise<void>;
}

/** The real parts, put together as the server does it. */
export async function uploadWorld(facts: ContextFacts, policy: Policy = defaultPolicy): Promise<UploadWorld> {
  const catalog = loadCatalog();
  const { origin, credentials, root, stateDir } = facts;
  const client = createClient({ credentials, baseUrl: origin, random: () => 0 });
  const { executor, audit } = await createGuard({
    client,
    catalog,
    policy,
    stateDir,
    keyId: credentials.keyId,
    target: 'The sandbox',
  });
  const uploads = new Uploads({ origin, roots: [root], stateDir, own: [] });
  const context: ToolContext = {
    catalog,
    client,
    names: new Names(catalog, client),
    files: new Files(join(root, 'downloads')),
    facts: { version: '1.0.0', sandbox: true, readOnly: false, origin },
    executor,
    jobs: [],
    uploads: async () => uploads,
    reports: async () => new KeptReports({ origin, keyId: credentials.keyId, stateDir }),
    signal: new AbortController().signal,
    progress: () => {},
  };
  return {
    facts,
    context,
    uploads,
    close: async () => {
      await uploads.engine.close();
      await client.close();
      await audit.close();
    },
  };
}
