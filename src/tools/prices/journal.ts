import { isObject, jsonIn, stringAt } from '../../catalog/json.ts';
import { digestOf } from '../../guard/digest.ts';
import type { ToolContext } from '../context.ts';
import { dayMs } from '../days.ts';
import { ownFolder } from '../folders.ts';
import type { Target } from './targets.ts';

/** How long the same percentage of the same product counts as the same job, milliseconds. */
const sameJob = dayMs;

type World = Pick<ToolContext, 'files'>;

/** A percentage as a job that may be interrupted. */
export interface Job {
  readonly productId: string;
  readonly percent: number;
  /** As given, in any order. */
  readonly territories: readonly string[];
  readonly plan: string | undefined;
}

/** What a territory cost when the job began, and the price point that was chosen for it. */
export interface Chosen {
  readonly from: string;
  readonly point: string;
}

/** The file of a product's last job, hidden in the download folder. */
function fileOf({ productId }: Job): string {
  return `.asc-prices-${productId}.json`;
}

function keyOf({ percent, territories, plan }: Job): string {
  return digestOf({ percent, territories: [...territories].sort(), plan });
}

/**
 * What an earlier call of the same job chose, by territory. Ten per cent of a price that has just been raised is
 * another price: a job that was cut off, or is called twice, must not raise what it has raised already.
 */
export async function readJob(context: World, job: Job, now: number): Promise<ReadonlyMap<string, Chosen>> {
  const text = await (await ownFolder(context.files)).read(fileOf(job));
  const kept = text === undefined ? undefined : jsonIn(text);
  if (!isObject(kept) || kept['key'] !== keyOf(job)) return new Map();
  const at = Date.parse(stringAt(kept, 'at') ?? '');
  if (Number.isNaN(at) || now - at > sameJob || at > now + 60_000) return new Map();
  const chosen = isObject(kept['chosen']) ? kept['chosen'] : {};
  return new Map(
    Object.entries(chosen).flatMap(([territory, value]) => {
      const from = stringAt(value, 'from');
      const point = stringAt(value, 'point');
      return from === undefined || point === undefined ? [] : [[territory, { from, point }] as const];
    }),
  );
}

/** Remembers what a job chose, before anything is sent; one job for each product. */
export async function writeJob(
  context: World,
  job: Job,
  targets: readonly Target[],
  earlier: ReadonlyMap<string, Chosen>,
  from: (territory: string) => string | undefined,
  now: number,
): Promise<void> {
  const chosen = {
    ...Object.fromEntries(earlier),
    ...Object.fromEntries(
      targets.map(({ territory, to }) => [territory, { from: from(territory) ?? '', point: to.id }]),
    ),
  };
  const text = JSON.stringify({ key: keyOf(job), at: new Date(now).toISOString(), chosen });
  await (await ownFolder(context.files)).write(fileOf(job), `${text}\n`);
}
