import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockRunners } from './blocks.ts';
import { type Part, pages, partsOf } from './parts.ts';
import { runners } from './runners.ts';
import { scriptOf } from './scripts.ts';
import { World } from './world.ts';

/** What becomes of a part: how it is run or looked at, and by what. */
interface Planned {
  readonly part: Part;
  readonly how: string;
  readonly notRun: string | undefined;
  readonly run: (world: World) => Promise<void> | void;
}

function planned(part: Part): Planned | undefined {
  if (part.kind !== 'command') {
    const row = blockRunners.find(({ kind, fits }) => kind === part.kind && fits.test(part.text));
    return row && { part, how: row.how, notRun: row.notRun, run: (world) => row.run(part, world) };
  }
  for (const { fits, how, notRun, run } of runners) {
    const fitting = fits.exec(part.text);
    if (fitting !== null) return { part, how, notRun, run: (world) => run(part.text, world, fitting) };
  }
  return undefined;
}

const parts = pages.flatMap(partsOf);
/** What a part is when it is run: this program has two names, and a script is what it runs once it is built. */
const meant = ({ kind, text }: Part): string =>
  `${kind} ${(text === 'npm run demo' ? scriptOf('demo').replace('npm run build && ', '') : text).replace(/^node dist\/index\.js/, 'asc-mcp')}`;
/** The same command is run once, however often it is shown. */
const once = [...new Map(parts.toReversed().map((part) => [meant(part), part])).values()].toReversed();
const plans = once.flatMap((part) => planned(part) ?? []);
const firstLine = ({ kind, text }: Part): string => {
  const [line = '', more] = text.trimEnd().split('\n');
  return `${kind === 'command' ? '' : `${kind}: `}${line}${more === undefined ? '' : ' …'}`;
};

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

describe('what the pages show', () => {
  it('has a runner, every command and every block', () => {
    expect(
      once.filter((part) => planned(part) === undefined).map((part) => [part.page, firstLine(part)]),
    ).toEqual([]);
  });

  it('leaves no runner without a command', () => {
    const used = (fits: RegExp, kind: string): boolean =>
      once.some((part) => (part.kind === 'command') === (kind === 'command') && fits.test(part.text));
    expect([
      ...runners.filter(({ fits }) => !used(fits, 'command')),
      ...blockRunners.filter(({ fits, kind }) => !used(fits, kind)),
    ]).toEqual([]);
  });
});

/** One test each; what is only looked at has its reason in its name. */
const tests = (of: readonly Planned[]) =>
  of.map((plan) => [plan.part.page, firstLine(plan.part), plan.how, plan.notRun ?? '', plan] as const);

it.each(tests(plans.filter(({ notRun }) => notRun === undefined)))(
  'run: %s: %s (%s)',
  async (_page, _line, _how, _why, { run }) => run(world),
);

it.each(tests(plans.filter(({ notRun }) => notRun !== undefined)))(
  'only looked at: %s: %s (%s; it %s)',
  async (_page, _line, _how, _why, { run }) => run(world),
);
