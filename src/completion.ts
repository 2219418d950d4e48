import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Catalog } from './catalog/index.ts';
import { AscError } from './client/errors.ts';
import { promptNamed } from './prompts/run.ts';
import { spaceOf } from './resources/browser.ts';
import { type Candidate, CandidateFinder, type Candidates, mostValues } from './resources/candidates.ts';
import { uriOf } from './resources/uri.ts';
import type { Pipeline } from './tools/run.ts';

/** What is completed: an argument of a prompt, or the variable of a template. */
export type Completed = { readonly prompt: string } | { readonly template: string };

/** Values for what was typed, best first. */
export interface Completion {
  [key: string]: unknown;
  values: string[];
  total?: number;
  hasMore: boolean;
}

/** Characters of a typed text that are looked at. */
const longest = 200;

const finders = new WeakMap<Pipeline, CandidateFinder>();

/**
 * Values that can be used as they are: ids for templates, names for prompts. A failure of the API is no failure here:
 * somebody is typing, and nothing is offered.
 */
export async function complete(
  what: Completed,
  argument: { readonly name: string; readonly value: string },
  given: Readonly<Record<string, string>>,
  pipeline: Pipeline,
  signal: AbortSignal,
): Promise<Completion> {
  const typed = argument.value.slice(0, longest);
  const { catalog } = pipeline.context;
  if ('template' in what) {
    if (what.template === operationsTemplate) return listed(operationsLike(catalog, typed));
    const resource = resourceAt(catalog, what.template);
    if (argument.name !== 'id' || resource === undefined) return listed([]);
    return offered(await candidates(pipeline, resource, typed, given, signal), ({ id }) => id);
  }
  const completes = promptNamed(what.prompt).arguments.find(({ name }) => name === argument.name)?.completes;
  if (completes === undefined) return listed([]);
  if ('values' in completes)
    return listed(completes.values.filter((value) => value.startsWith(typed.toLowerCase())));
  const { resource } = completes;
  const found = await candidates(pipeline, resource, typed, given, signal);
  return offered(found, ({ id, names }) => (named.has(resource) ? (names[0] ?? id) : id));
}

/** Resources that an argument of a prompt calls by name; others by id (`USA`). */
const named: ReadonlySet<string> = new Set([
  'App',
  'AppStoreVersion',
  'BetaGroup',
  'Build',
  'BundleId',
  'InAppPurchaseV2',
]);

const operationsTemplate = 'asc://operations/{id}';

function resourceAt(catalog: Catalog, template: string): string | undefined {
  const space = spaceOf(catalog);
  const operation = space.templates.find(({ path }) => uriOf(path) === template);
  if (operation === undefined)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such template.');
  return space.owner(operation)?.name;
}

async function candidates(
  pipeline: Pipeline,
  resource: string,
  typed: string,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Candidates> {
  let finder = finders.get(pipeline);
  if (finder === undefined) {
    finder = new CandidateFinder(spaceOf(pipeline.context.catalog), pipeline.context.client);
    finders.set(pipeline, finder);
  }
  try {
    return await finder.find(resource, typed, given, signal);
  } catch (error) {
    if (error instanceof AscError) return { found: [], complete: true };
    throw error;
  }
}

function offered({ found, complete: whole }: Candidates, show: (candidate: Candidate) => string): Completion {
  const values = [...new Set(found.map(show))];
  return {
    values: values.slice(0, mostValues),
    ...(whole ? { total: values.length } : {}),
    hasMore: !whole || values.length > mostValues,
  };
}

function listed(values: readonly string[]): Completion {
  return {
    values: values.slice(0, mostValues),
    total: values.length,
    hasMore: values.length > mostValues,
  };
}

/** Ids of operations that hold every word typed: `apps build` → `apps_builds_getToManyRelated`. */
function operationsLike(catalog: Catalog, typed: string): readonly string[] {
  const words = typed.toLowerCase().split(/[\s_]+/);
  const fitting = catalog.operationIds().filter((id) => {
    const lower = id.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  const rank = (id: string): number => (id.toLowerCase().startsWith(typed.toLowerCase()) ? 0 : 1);
  return fitting.sort((a, b) => rank(a) - rank(b) || a.length - b.length);
}
