import * as z from 'zod';
import type { Catalog } from '../catalog/index.ts';
import type { Search } from '../catalog/search.ts';
import { say } from './answer.ts';
import { defineTool } from './define.ts';

/** One index a catalogue, built on the first question; its tables are loaded then, too. */
const searches = new WeakMap<Catalog, Search>();

async function searchOf(catalog: Catalog): Promise<Search> {
  const known = searches.get(catalog);
  if (known !== undefined) return known;
  const { createSearch } = await import('../catalog/search.ts');
  const made = createSearch(catalog);
  searches.set(catalog, made);
  return made;
}

/** What scores under this share of the best is no reason to name the job that does it. */
const strongShare = 0.4;

/** Resources whose operations are listed beside a job. */
const besideJob = 3;

export const ascFindOperations = defineTool({
  name: 'asc_find_operations',
  title: 'Find operations',
  kind: 'read',
  openWorld: false,
  description:
    'Finds operations of the App Store Connect API for what you want to know or do, in plain words: apps, versions, builds, TestFlight, testers, reviews, in-app purchases, subscriptions, prices, sales, certificates, devices, Xcode Cloud, Game Center, users… Says so where the API has nothing and where it is done instead.',
  input: z.strictObject({
    query: z
      .string()
      .min(1)
      .max(500)
      .describe('Plain words: "phased rollout", "who tests my app", "price tier"'),
    kind: z.enum(['read', 'create', 'update', 'delete']).optional().describe('Only operations of this kind'),
  }),
  run: async ({ query, kind }, { catalog, jobs }) => {
    const [search, { renderSearch }, { jobLines, jobsFor }] = await Promise.all([
      searchOf(catalog),
      import('../catalog/search-text.ts'),
      import('./jobs.ts'),
    ]);
    const found = search.find(query, kind === undefined ? {} : { kind });
    const [most] = found.best;
    const fitting = jobsFor(
      jobs.filter((job) => kind === undefined || job.kind === kind),
      found.best.filter(({ score }) => score >= (most?.score ?? 0) * strongShare),
    );
    // Where a job does it all, few need its parts.
    const shown = fitting.length === 0 ? found : { ...found, groups: found.groups.slice(0, besideJob) };
    // What cannot be done is the answer; a job that comes near it is not.
    const lines = [...jobLines(fitting), renderSearch(shown)];
    return say((found.limit === undefined ? lines : lines.reverse()).join('\n'));
  },
});
