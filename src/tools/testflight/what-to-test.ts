import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import { refused } from '../refused.ts';
import type { Step } from '../ship/steps.ts';
import type { BetaApp } from './app.ts';
import type { BetaBuild } from './builds.ts';
import type { Answered } from './encryption.ts';
import { longestWhatToTest } from './states.ts';

/**
 * What testers shall look at: one text for every locale that the build has, or one for each named. Apple makes the rows
 * by itself, so they are changed where they differ, and made only where they are missing (2026-11-22).
 */
export async function whatToTestSteps(
  context: ToolContext,
  app: BetaApp,
  build: BetaBuild,
  wanted: string | Readonly<Record<string, string>> | undefined,
): Promise<Answered> {
  if (wanted === undefined) return { steps: [], notes: [] };
  assertShort(typeof wanted === 'string' ? { what_to_test: wanted } : wanted);
  const rows = await rowsOf(context, build);
  const locales = rows.size === 0 ? [app.primaryLocale] : [...rows.keys()];
  const texts =
    typeof wanted === 'string' ? locales.map((locale) => [locale, wanted] as const) : Object.entries(wanted);
  const steps = texts.flatMap(([locale, given]): readonly Step[] => {
    const row = rows.get(locale);
    const says = given.trim();
    return text(row, 'whatsNew')?.trim() === says ? [] : [rowStep(build, locale, row?.id, says)];
  });
  const left =
    typeof wanted === 'string' ? [] : [...rows.keys()].filter((locale) => wanted[locale] === undefined);
  return {
    steps,
    notes: left.length > 0 ? [`what to test: ${left.join(', ')} left as is`] : [],
  };
}

/**
 * Release notes as what to test, where testers would be told nothing: in every row that is empty, or in a first row
 * where Apple has made none. Texts that somebody wrote stay.
 */
export async function untoldSteps(
  context: ToolContext,
  app: Pick<BetaApp, 'primaryLocale'>,
  build: BetaBuild,
  notes: ReadonlyMap<string, string>,
): Promise<readonly Step[]> {
  const rows = await rowsOf(context, build);
  const locales = rows.size === 0 ? [app.primaryLocale] : [...rows.keys()];
  return locales.flatMap((locale): readonly Step[] => {
    const row = rows.get(locale);
    const says = notes.get(locale) ?? notes.get(app.primaryLocale);
    return says === undefined || text(row, 'whatsNew') !== undefined
      ? []
      : [rowStep(build, locale, row?.id, says)];
  });
}

async function rowsOf(context: ToolContext, build: BetaBuild): Promise<ReadonlyMap<string, Thing>> {
  const answer = await readList(context, '/v1/betaBuildLocalizations', {
    'filter[build]': build.id,
    'fields[betaBuildLocalizations]': 'locale,whatsNew',
    limit: '200',
  });
  return new Map(answer.data.map((row) => [text(row, 'locale') ?? '', row]));
}

function rowStep(build: BetaBuild, locale: string, row: string | undefined, whatsNew: string): Step {
  const says = `what to test ${cleanText(locale, 20)}, ${[...whatsNew].length} characters`;
  return row === undefined
    ? {
        kind: 'create',
        change: {
          operation: 'betaBuildLocalizations_createInstance',
          attributes: { locale, whatsNew },
          relationships: { build: build.id },
        },
        says,
      }
    : {
        kind: 'update',
        change: {
          operation: 'betaBuildLocalizations_updateInstance',
          id: row,
          attributes: { whatsNew },
        },
        says,
      };
}

function assertShort(texts: Readonly<Record<string, string>>): void {
  for (const [locale, says] of Object.entries(texts)) {
    const length = [...says.trim()].length;
    if (length > 0 && length <= longestWhatToTest) continue;
    throw refused(
      `What to test (${cleanText(locale, 20)}) has ${length} characters; 1 to ${longestWhatToTest} are allowed.`,
      'Change the text and call again.',
    );
  }
}
