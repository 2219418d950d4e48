import { nearestNames } from '../../catalog/search-nearest.ts';
import type { CiSource } from '../../catalog/start-conditions.ts';
import { AscError } from '../../client/errors.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { count, flag, readList, type Thing, text } from '../document.ts';

/** Where a run takes its source from. */
export interface Source {
  readonly kind: CiSource;
  readonly id: string;
  /** Branch or tag; of a pull request its branch. Cleaned. */
  readonly name: string;
  /** `branch "main"`, `pull request 410` */
  readonly says: string;
  /** Relationship of the new run. */
  readonly relationship: 'sourceBranchOrTag' | 'pullRequest';
}

/** What a call names. */
export interface SourceWanted {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly pull_request?: number | undefined;
}

/** References that are looked through: the API cannot filter them (facts §8h, 2026-11-22). */
const mostLookedAt = 5_000;

/** The branch, tag or pull request in a repository. Throws `unknown_name` with what is near. */
export async function findSource(
  context: ToolContext,
  repository: string,
  wanted: SourceWanted,
): Promise<Source> {
  if (wanted.pull_request !== undefined) return pullRequest(context, repository, wanted.pull_request);
  const kind = wanted.branch === undefined ? 'tag' : 'branch';
  const name = (wanted.branch ?? wanted.tag ?? '').trim();
  const canonical = `refs/${kind === 'tag' ? 'tags' : 'heads'}/${name}`;
  const found = await readList(
    context,
    `/v1/scmRepositories/${repository}/gitReferences`,
    { 'fields[scmGitReferences]': 'name,canonicalName,isDeleted,kind' },
    mostLookedAt,
  );
  const ofKind = found.data.filter((one) => text(one, 'kind') === kind.toUpperCase());
  const called = ofKind.filter((one) =>
    [text(one, 'name'), text(one, 'canonicalName')].some((own) => own === name || own === canonical),
  );
  const reference = called.find((one) => flag(one, 'isDeleted') !== true);
  if (reference !== undefined)
    return {
      kind,
      id: reference.id,
      name: cleanText(text(reference, 'name') ?? name, 120),
      says: `${kind} "${cleanText(name, 120)}"`,
      relationship: 'sourceBranchOrTag',
    };
  const names = ofKind.flatMap((one) => (flag(one, 'isDeleted') === true ? [] : (text(one, 'name') ?? [])));
  throw unknown(
    called.length > 0
      ? `The ${kind} "${cleanText(name, 120)}" was deleted.`
      : `The repository has no ${kind} "${cleanText(name, 120)}"${found.complete ? '' : ` among the ${mostLookedAt} that were looked at`}.`,
    nearestNames(names, name).map((one) => `"${cleanText(one, 80)}"`),
    callText('asc_read', { operation: 'scmRepositories_gitReferences_getToManyRelated', id: repository }),
  );
}

async function pullRequest(context: ToolContext, repository: string, number: number): Promise<Source> {
  const found = await readList(
    context,
    `/v1/scmRepositories/${repository}/pullRequests`,
    { 'fields[scmPullRequests]': 'number,isClosed,sourceBranchName' },
    mostLookedAt,
  );
  const pull = found.data.find((one) => count(one, 'number') === number);
  if (pull !== undefined && flag(pull, 'isClosed') !== true)
    return {
      kind: 'pullRequest',
      id: pull.id,
      name: cleanText(text(pull, 'sourceBranchName') ?? '', 120),
      says: `pull request ${number}`,
      relationship: 'pullRequest',
    };
  const open = (one: Thing): readonly string[] =>
    flag(one, 'isClosed') === true ? [] : [String(count(one, 'number') ?? '')];
  throw unknown(
    pull === undefined ? `There is no pull request ${number}.` : `Pull request ${number} is closed.`,
    found.data.flatMap(open).slice(0, 8),
    callText('asc_read', { operation: 'scmRepositories_pullRequests_getToManyRelated', id: repository }),
  );
}

function unknown(message: string, near: readonly string[], list: string): AscError {
  return new AscError({
    code: 'unknown_name',
    message,
    meaning: `Nothing was started.${near.length === 0 ? '' : ` There are: ${near.join(', ')}.`} What was just pushed appears after a minute.`,
    next: `${list} lists them.`,
    outcome: 'not_sent',
  });
}
