import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadCatalog } from '../../src/catalog/index.ts';
import { createClient } from '../../src/client/client.ts';
import { createGuard } from '../../src/guard/index.ts';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Answer, answerText } from '../../src/tools/answer.ts';
import { ApprovalRequest } from '../../src/tools/approval-request.ts';
import { ascPullMetadata } from '../../src/tools/asc-pull-metadata.ts';
import { ascPushMetadata } from '../../src/tools/asc-push-metadata.ts';
import type { ToolContext } from '../../src/tools/context.ts';
import type { AnyTool } from '../../src/tools/define.ts';
import { Files } from '../../src/tools/files.ts';
import { Names } from '../../src/tools/names.ts';

/** The metadata tools on the sandbox's demo team, Weather Now 3.2 in ten locales. */
export interface MetadataWorld {
  readonly sandbox: Sandbox;
  readonly context: ToolContext;
  /** The download folder and a folder that the policy allows to read. */
  readonly root: string;
  readonly uploads: string;
  pull(args?: Record<string, unknown>): Promise<string>;
  push(args?: Record<string, unknown>): Promise<string>;
  /** What the tool came back with, before it is text. */
  submit(args?: Record<string, unknown>): Promise<Answer | ApprovalRequest>;
  /** Requests since the last look. */
  taken(): RequestLog[];
  /** Called with each request once it was answered: where the world may move on by itself. */
  onAnswer(listen: (request: RequestLog) => void): void;
  /** Of them the changes, as `PATCH /v1/…` with the body's attributes. */
  writes(): readonly (readonly [string, unknown])[];
  read(path: string): string;
  write(path: string, text: string): void;
  close(): Promise<void>;
}

/** The folder that is used when no path is given. */
export const folder = 'com.example.weather/metadata';

/** Locales beside the six of the demo team. */
const moreLocales = ['it', 'nl-NL', 'sv', 'zh-Hans'];

/** As a call of the server has it: many requests listen to it at once. */
function callSignal(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}

export async function metadataWorld(): Promise<MetadataWorld> {
  const requests: RequestLog[] = [];
  let listener: (request: RequestLog) => void = () => {};
  const catalog = loadCatalog();
  const sandbox = await startSandbox({
    catalog,
    onRequest: (request) => {
      requests.push(request);
      listener(request);
    },
  });
  addLocales(sandbox);
  const client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url, random: () => 0 });
  const parent = mkdtempSync(join(tmpdir(), 'asc-metadata-'));
  const [root, uploads] = [join(parent, 'downloads'), join(parent, 'repository')];
  mkdirSync(root);
  mkdirSync(uploads);
  const { executor, audit } = await createGuard({
    client,
    catalog,
    policy: defaultPolicy,
    stateDir: join(parent, 'state'),
    keyId: 'ABCDE12345',
    target: 'The sandbox',
  });
  const context: ToolContext = {
    catalog,
    client,
    names: new Names(catalog, client),
    files: new Files(root, [uploads]),
    uploads: () => Promise.reject(new Error('no uploads here')),
    reports: () => Promise.reject(new Error('no reports here')),
    facts: { version: '1.0.0', sandbox: true, readOnly: false, origin: sandbox.url },
    executor,
    jobs: [],
    signal: callSignal(),
    progress: () => {},
  };
  const call = async (tool: AnyTool, args: Record<string, unknown>): Promise<string> => {
    const answer = await tool.call({ app: 'Weather Now', ...args }, { ...context, signal: callSignal() });
    if (answer instanceof ApprovalRequest)
      return `plan of ${answer.plan.steps.length}, ${answer.approved ? 'approved' : 'to approve'}`;
    return answerText(answer, 'tag');
  };
  const changes = (): RequestLog[] => requests.splice(0).filter(({ method }) => method !== 'GET');
  return {
    sandbox,
    context,
    root,
    uploads,
    pull: (args = {}) => call(ascPullMetadata, args),
    push: (args = {}) => call(ascPushMetadata, args),
    submit: (args = {}) => ascPushMetadata.call({ app: 'Weather Now', ...args }, context),
    taken: () => requests.splice(0),
    onAnswer: (listen) => {
      listener = listen;
    },
    writes: () => changes().map(({ method, path, body }) => [`${method} ${path}`, dataOf(body)] as const),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    close: async () => {
      await audit.close();
      await client.close();
      await sandbox.close();
    },
  };
}

function dataOf(body: unknown): unknown {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  if (typeof data !== 'object' || data === null) return undefined;
  if ('attributes' in data) return data.attributes;
  return 'relationships' in data ? data.relationships : undefined;
}

/** The version of Weather Now that is in preparation, and the app information with it. */
export function drafts(sandbox: Sandbox): { readonly version: string; readonly info: string } {
  const app = [...sandbox.store.all('App')].find(({ attributes }) => attributes['name'] === 'Weather Now');
  const own = (resource: string, state: string): string =>
    [...sandbox.store.all(resource)].find(
      (object) =>
        sandbox.store.linked(object, 'app')[0] === app?.id &&
        (object.attributes['appVersionState'] ?? object.attributes['state']) === state,
    )?.id ?? '';
  return {
    version: own('AppStoreVersion', 'PREPARE_FOR_SUBMISSION'),
    info: own('AppInfo', 'PREPARE_FOR_SUBMISSION'),
  };
}

/** A localization of the drafts: `localization(sandbox, 'AppInfoLocalization', 'de-DE')`. */
export function localization(
  sandbox: Sandbox,
  resource: 'AppInfoLocalization' | 'AppStoreVersionLocalization',
  locale: string,
): { id: string; attributes: Record<string, unknown> } | undefined {
  const { version, info } = drafts(sandbox);
  const [link, parent] =
    resource === 'AppInfoLocalization' ? ['appInfo', info] : ['appStoreVersion', version];
  return [...sandbox.store.all(resource)].find(
    (object) =>
      object.attributes['locale'] === locale && sandbox.store.linked(object, link ?? '')[0] === parent,
  );
}

function addLocales(sandbox: Sandbox): void {
  const { version, info } = drafts(sandbox);
  for (const [index, locale] of moreLocales.entries()) {
    const id = (kind: number): string => `0000000${kind}-0000-4000-8000-00000000000${index}`;
    sandbox.store.put(
      'AppInfoLocalization',
      id(1),
      { locale, name: 'Weather Now', subtitle: `Sky ${locale}` },
      { appInfo: info },
    );
    sandbox.store.put(
      'AppStoreVersionLocalization',
      id(2),
      { locale, description: `What the sky does, ${locale}.`, keywords: 'sky,rain', whatsNew: 'Faster.' },
      { appStoreVersion: version },
    );
  }
}
