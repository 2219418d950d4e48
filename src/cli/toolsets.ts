import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';
import type { Policy } from '../guard/policy.ts';
import type { AnyTool } from '../tools/define.ts';
import { generalTools, jobs, jobsOf, tools, usable } from '../tools/registry.ts';
import { print } from './print.ts';

/** Typed tools as the server takes them: which there are, and what to say about those that there are not. */
export interface Toolsets {
  readonly toolsets: readonly string[];
  readonly typed?: () => Promise<readonly AnyTool[]>;
  readonly disabled: (name: string, args: unknown) => Promise<string | undefined>;
}

/**
 * The areas of the flag, the environment or else the policy file. Their names are checked at once, the tools are made
 * when somebody lists or calls them. Throws `ConfigError` for an area that there is not.
 */
export async function toolsetsOf(config: Config, policy: Policy): Promise<Toolsets> {
  const readOnly = policy.mode === 'read-only';
  const chosen = await known(config.toolsets ?? policy.toolsets ?? []);
  const toolsets = () => import('../tools/toolsets/index.ts');
  const catalog = async () => (await import('../catalog/index.ts')).loadCatalog(config.catalogFile);
  return {
    toolsets: chosen,
    disabled: async (name, args) =>
      (await toolsets()).disabledJob([...jobs(readOnly), ...jobs(false), ...tools], name, readOnly, args) ??
      (await toolsets()).disabledTool(await catalog(), name, readOnly),
    ...(chosen.length === 0
      ? {}
      : {
          typed: async () => {
            const made = [
              ...jobsOf(chosen),
              ...(await toolsets()).typedTools(await catalog(), generalTools, chosen),
            ];
            return usable(made, readOnly);
          },
        }),
  };
}

async function known(names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { areaName, areas, everything } = await import('../catalog/toolsets.ts');
  const all = [...areas.map(({ name }) => name), everything];
  for (const name of names.map(areaName)) {
    if (all.includes(name)) continue;
    const { nearestNames } = await import('../catalog/search-nearest.ts');
    const [nearest] = nearestNames(all, name);
    throw new ConfigError(
      `There is no toolset "${name.slice(0, 60)}".${nearest === undefined ? '' : ` Do you mean ${nearest}?`} There are: ${all.join(', ')}.`,
    );
  }
  return names.map(areaName);
}

/** Prints the areas, with what their tools cost in a list. */
export async function printToolsets(catalogFile: string | undefined): Promise<void> {
  for (const line of toolsetLines(await toolsetRows(catalogFile))) print(line);
  print();
  print('Start with --toolsets testflight,builds (or ASC_TOOLSETS, or "toolsets" in the policy file).');
}

/** The areas as a table for a terminal. */
export function toolsetLines(rows: readonly ToolsetRow[]): readonly string[] {
  return [
    `${'toolset'.padEnd(26)}${'tools'.padStart(5)}  ${'tokens'.padStart(8)}  what it is about`,
    ...rows.map(
      ({ name, title, tools, tokens }) =>
        `${name.padEnd(26)}${String(tools).padStart(5)}  ${tokens.padStart(8)}  ${title}`,
    ),
  ];
}

/** One row for each area and one for all. */
export interface ToolsetRow {
  readonly name: string;
  readonly title: string;
  readonly tools: number;
  /** An estimate: `~13.7k`. */
  readonly tokens: string;
}

/** The areas with the number of their tools and the estimated cost of listing them. */
export async function toolsetRows(catalogFile?: string): Promise<readonly ToolsetRow[]> {
  const [{ areas, everything }, { loadCatalog }, { typedTools }, { listingOf }, { roughTokens }] =
    await Promise.all([
      import('../catalog/toolsets.ts'),
      import('../catalog/index.ts'),
      import('../tools/toolsets/index.ts'),
      import('../tools/define.ts'),
      import('../catalog/search-text.ts'),
    ]);
  const catalog = loadCatalog(catalogFile);
  return [...areas, { name: everything, title: 'Every operation' }].map(({ name, title }) => {
    const tools = [...jobsOf([name]), ...typedTools(catalog, generalTools, [name])];
    const tokens = roughTokens(JSON.stringify(tools.map(listingOf)));
    return { name, title, tools: tools.length, tokens: rounded(tokens) };
  });
}

/** An estimate is not more exact than this. */
function rounded(tokens: number): string {
  return tokens < 1_000
    ? `~${Math.round(tokens / 10) * 10}`
    : `~${(tokens / 1_000).toFixed(tokens < 10_000 ? 1 : 0)}k`;
}
