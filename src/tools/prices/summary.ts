import { percentBetween, said } from './amount.ts';
import type { Point } from './points.ts';
import { rowsBy, rowText } from './rows.ts';
import type { Target } from './targets.ts';
import type { Timeline } from './timeline.ts';

/** What is said of a territory: from one price to another. */
interface Step {
  readonly territory: string;
  readonly says: string;
}

/** `EUR 29.99 → 32.99 (+10.0 %) · 25: AUT BEL …`, one line for all that are alike. */
export function changeLines(
  targets: readonly Target[],
  before: (territory: string) => Point['amount'] | undefined,
): readonly string[] {
  return lined(
    targets.map(({ territory, currency, wanted, to }) => {
      const from = before(territory);
      const change = from === undefined ? undefined : percentBetween(from, to.amount);
      const notes = [
        ...(change === undefined ? [] : [change]),
        ...(wanted === undefined ? [] : [`asked for ${said(wanted.round(4))}`]),
      ].join(', ');
      return {
        territory,
        says: `${currency} ${from === undefined ? 'none' : said(from)} → ${said(to.amount)}${notes === '' ? '' : ` (${notes})`}`,
      };
    }),
  );
}

/** Territories that follow the base to another price. */
export function followLines(
  follow: readonly { readonly line: Timeline; readonly to: Point }[],
): readonly string[] {
  return lined(
    follow.map(({ line, to }) => {
      const from = line.now?.amount;
      const change = from === undefined ? undefined : percentBetween(from, to.amount);
      return {
        territory: line.territory,
        says: `follows: ${line.now?.currency ?? ''} ${from === undefined ? 'none' : said(from)} → ${said(to.amount)}${change === undefined ? '' : ` (${change})`}`,
      };
    }),
  );
}

/** Planned changes in these territories that stay as they are. */
export function stayingLines(lines: readonly Timeline[], from: string): readonly string[] {
  return lined(
    lines.flatMap(({ territory, later }) =>
      later
        .filter(({ start }) => start !== undefined && start !== from)
        .map(({ start, currency, amount }) => ({
          territory,
          says: `stays planned: ${currency} ${said(amount)} from ${start ?? ''}`,
        })),
    ),
  );
}

function lined(steps: readonly Step[]): readonly string[] {
  return rowsBy(steps, ({ says }) => says).map(rowText);
}
