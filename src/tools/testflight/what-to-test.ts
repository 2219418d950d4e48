import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../release/document.ts';
import type { BetaApp } from './app.ts';
import type { BetaBuild } from './builds.ts';
import type { Step } from './distribute.ts';
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
  const answer = await readList(context, '/v1/betaBuildLocalizations', {
    'filter[build]': build.id,
    'fields[betaBuildLocalizations]': 'locale,whatsNew',
    limit: '200',
  });
  const rows = new Map(answer.data.map((row) => [text(row, 'locale') ?? '', row]));
  const locales = rows.size === 0 ? [app.primaryLocale] : [...rows.keys()];
  const texts =
    typeof wanted === 'string' ? locales.map((locale) => [locale, wanted] as const) : Object.entries(wanted);
  const steps = texts.flatMap(([locale, given]): readonly Step[] => {
    const row = rows.get(locale);
    const says = given.trim();
    if (row === undefined)
      return [
        {
          kind: 'create',
          change: {
            operation: 'betaBuildLocalizations_createInstance',
            attributes: { locale, whatsNew: says },
            relationships: { build: build.id },
          },
        },
      ];
    if (text(row, 'whatsNew')?.trim() === says) return [];
    return [
      {
        kind: 'update',
        change: {
          operation: 'betaBuildLocalizations_updateInstance',
          id: row.id,
          attributes: { whatsNew: says },
        },
      },
    ];
  });
  const left =
    typeof wanted === 'string' ? [] : [...rows.keys()].filter((locale) => wanted[locale] === undefined);
  return {
    steps,
    notes: left.length > 0 ? [`what to test: ${left.join(', ')} left as is`] : [],
  };
}

function assertShort(texts: Readonly<Record<string, string>>): void {
  for (const [locale, says] of Object.entries(texts)) {
    const length = [...says.trim()].length;
    if (length > 0 && length <= longestWhatToTest) continue;
    throw new AscError({
      code: 'illegal_arguments',
      message: `What to test (${cleanText(locale, 20)}) has ${length} characters; 1 to ${longestWhatToTest} are allowed.`,
      meaning: 'Nothing was changed.',
      next: 'Change the text and call again.',
      outcome: 'not_sent',
    });
  }
}
