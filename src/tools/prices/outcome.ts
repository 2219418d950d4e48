import { AscError } from '../../client/errors.ts';
import type { StepResult, Write } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { pacificDay } from '../days.ts';
import { resultsAnswer } from '../write/run.ts';
import type { Draft } from './draft.ts';
import { nameOf } from './product.ts';
import { readPrices } from './read-prices.ts';
import { priceOn, timelines } from './timeline.ts';

/** What became of the plan, read back from Apple's own list; an error when it stopped on the way. */
export async function outcome(
  context: Pick<ToolContext, 'client' | 'signal'>,
  draft: Draft,
  writes: readonly Write[],
  results: readonly StepResult[],
): Promise<Answer> {
  const sent = results.filter(({ outcome: its }) => its === 'applied' || its === 'applied_unverified').length;
  const last = results.at(-1);
  const there = await shownBack(context, draft);
  // A schedule is one request: when its answer was lost, the list itself tells.
  const arrived =
    last?.outcome === 'unknown' && there?.missing.length === 0 && results.length === writes.length;
  if (sent === writes.length || arrived)
    return {
      head: [
        `applied: ${nameOf(draft.product)}, ${writes.length} ${writes.length === 1 ? 'request' : 'requests'}.`,
        ...(arrived ? ['The answer was lost, but the prices are there.'] : []),
        shownText(draft, there),
        ...draft.notes,
      ],
      data: draft.summary.join('\n'),
    };
  throw stopped(draft, writes, results, sent);
}

interface ShownBack {
  readonly missing: readonly string[];
}

/** Which of the new prices Apple's list does not show; `undefined` when it could not be read. */
async function shownBack(
  context: Pick<ToolContext, 'client' | 'signal'>,
  { product, targets, start, plan }: Draft,
): Promise<ShownBack | undefined> {
  const today = pacificDay();
  try {
    const { prices } = await readPrices(context, product);
    const lines = timelines(
      prices.filter((price) => plan === undefined || (price.plan ?? 'UPFRONT') === plan),
      today,
    );
    const now = new Map(lines.map((line) => [line.territory, priceOn(line, start ?? today)?.pointId]));
    return {
      missing: targets.flatMap(({ territory, to }) => (now.get(territory) === to.id ? [] : [territory])),
    };
  } catch (error) {
    if (error instanceof AscError) return undefined;
    throw error;
  }
}

function shownText({ targets }: Draft, there: ShownBack | undefined): string {
  if (there === undefined) return 'They could not be read back; asc_get_prices shows them.';
  return there.missing.length === 0
    ? `Read back: ${targets.length === 1 ? 'it is' : `all ${targets.length} are`} there.`
    : `Apple's list does not show ${there.missing.join(' ')} yet; asc_get_prices later.`;
}

function stopped(
  { product }: Draft,
  writes: readonly Write[],
  results: readonly StepResult[],
  sent: number,
): AscError {
  const failed = results.at(-1);
  const write = writes[results.length - 1];
  const why = failed === undefined || write === undefined ? undefined : reason(write, failed);
  return new AscError({
    code: why?.code ?? 'cancelled',
    message: `${nameOf(product)}: ${sent} of ${writes.length} requests were carried out, then it stopped${why === undefined ? '' : `: ${why.message}`}`,
    ...(why?.meaning === undefined ? {} : { meaning: why.meaning }),
    next: 'Make the same call again: it looks at what is there and sends only what is missing.',
    entries: why?.entries ?? [],
    ...(why?.outcome === undefined ? {} : { outcome: why.outcome }),
    ...(why?.status === undefined ? {} : { status: why.status }),
  });
}

/** The refusal of the one request at which it stopped, explained as any other. */
function reason(write: Write, failed: StepResult): AscError | undefined {
  try {
    resultsAnswer([write], [failed]);
    return undefined;
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
}
