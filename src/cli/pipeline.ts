import { join, resolve } from 'node:path';
import { tightened } from '../guard/policy.ts';
import type { ServerFacts } from '../tools/context.ts';
import { jobs } from '../tools/registry.ts';
import type { Pipeline } from '../tools/run.ts';
import type { Parts } from './parts.ts';
import { complain } from './print.ts';

/** Who calls. Over stdin and stdout it is whoever started the server. */
export interface ClientName {
  readonly principal: string;
  /** It may not change anything, whatever the policy says. */
  readonly readOnly: boolean;
}

/** A client's own guard, on the parts that all share. What it saves lands where no other client reads. */
export async function pipelineFor(parts: Parts, { principal, readOnly }: ClientName): Promise<Pipeline> {
  const [{ createGuard }, { Files }] = await Promise.all([
    import('../guard/index.ts'),
    import('../tools/files.ts'),
  ]);
  const { config, catalog, client, names, uploads, reports, audit, shared, channels, secrets } = parts;
  const policy = tightened(parts.policy, { readOnly });
  const facts = { ...parts.facts, readOnly: policy.mode === 'read-only' };
  const { executor } = await createGuard({
    client,
    catalog,
    policy,
    principal,
    stateDir: config.stateDir,
    audit,
    keyId: facts.keyId ?? 'none',
    target: targetOf(facts),
    ...(facts.account === undefined ? {} : { account: facts.account }),
    ...(parts.otherClients === undefined ? {} : { others: parts.otherClients }),
    ...(shared === undefined ? {} : { shared }),
    ...(parts.foreignText === undefined ? {} : { foreignText: parts.foreignText(principal) }),
  });
  const downloads = resolve(policy.roots.download ?? config.downloadDir);
  const folder = principal.startsWith('http-') ? join(downloads, 'clients', principal) : downloads;
  return {
    forms: policy.approval.channels.includes('elicitation'),
    channels,
    context: {
      catalog,
      client,
      names,
      files: new Files(folder, policy.roots.upload),
      uploads,
      reports,
      facts,
      executor,
      jobs: jobs(facts.readOnly),
    },
    secrets,
    log: (line) => complain(`asc-mcp: ${line}`),
  };
}

/** Where changes go, in words for the person who agrees to them. */
function targetOf({ sandbox, account, keyId }: ServerFacts): string {
  if (sandbox) return 'Sandbox';
  return `Live account ${account === undefined ? '' : `"${account}" `}(key ${keyId ?? 'none'})`;
}
