import { AscError } from '../../client/errors.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import type { AppArchive } from '../archive/app-archive.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, readOne, text } from '../document.ts';

/** One archive on its way into one app. */
export interface Job {
  readonly app: { readonly id: string; readonly name: string };
  readonly archive: AppArchive;
  /** A private copy, open. */
  readonly file: UploadFile;
}

/** `Weather Now 3.2 (3206) IOS`. */
export function nameOf({ app, archive }: Pick<Job, 'app' | 'archive'>): string {
  return `${app.name} ${archive.version} (${archive.build}) ${archive.platform}`;
}

/** The app that the archive belongs to, by its bundle id. Throws `unknown_app`, or `wrong_app` when another was named. */
export async function appOf(
  context: ToolContext,
  { bundleId }: AppArchive,
  given: string | undefined,
): Promise<Job['app']> {
  const { names, catalog, signal } = context;
  const [found, named] = await Promise.all([
    readList(context, '/v1/apps', { 'filter[bundleId]': bundleId, 'fields[apps]': 'name,bundleId' }),
    given === undefined ? undefined : names.idOf(catalog.resource('App'), given, signal),
  ]);
  // What the filter matches is not documented.
  const own = found.data.find((app) => text(app, 'bundleId') === bundleId);
  if (named !== undefined && own?.id !== named) {
    const [other] = (await readOne(context, `/v1/apps/${named}`, { 'fields[apps]': 'name,bundleId' })).data;
    throw new AscError({
      code: 'wrong_app',
      message: `The archive is ${bundleId}, and ${cleanText(text(other, 'name') ?? named, 60)} is ${cleanText(text(other, 'bundleId') ?? 'another app', 160)}.`,
      meaning: 'Nothing was sent. A build belongs to the app of its bundle id.',
      next:
        own === undefined
          ? 'Give the archive of that app.'
          : `Leave out app to upload it to ${cleanText(text(own, 'name') ?? '', 60)}, or give another file.`,
      outcome: 'not_sent',
    });
  }
  if (own === undefined)
    throw new AscError({
      code: 'unknown_app',
      message: `No app that this key can see has the bundle id ${bundleId}.`,
      meaning: 'Nothing was sent. Apps are made on the website only, before the first upload.',
      next: 'A person makes it on https://appstoreconnect.apple.com/apps, then call again; or give the archive of another app.',
      outcome: 'not_sent',
    });
  return { id: own.id, name: cleanText(text(own, 'name') ?? own.id, 60) };
}
