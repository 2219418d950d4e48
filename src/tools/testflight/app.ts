import type { ToolContext } from '../context.ts';
import { type Reader, readOne, text } from '../document.ts';

/** The app that a call is about. */
export interface BetaApp {
  readonly id: string;
  readonly name: string;
  readonly primaryLocale: string;
}

/** The app for a name, bundle id or id. Throws `unknown_name` or `ambiguous_name`. */
export async function readApp(
  context: Reader & Pick<ToolContext, 'names' | 'catalog'>,
  given: string,
): Promise<BetaApp> {
  const { names, catalog, signal } = context;
  const id = await names.idOf(catalog.resource('App'), given, signal);
  const answer = await readOne(context, `/v1/apps/${id}`, { 'fields[apps]': 'name,primaryLocale' });
  const [app] = answer.data;
  return { id, name: text(app, 'name') ?? id, primaryLocale: text(app, 'primaryLocale') ?? 'en-US' };
}
