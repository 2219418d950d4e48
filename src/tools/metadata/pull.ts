import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { compare, nextKnown } from './compare.ts';
import { type Live, type LiveRequest, readLive } from './live.ts';
import { assertSameApp, placeOf } from './place.ts';
import { digest, knownFor } from './pulled.ts';
import { counted, nameOf, namesListed } from './show.ts';
import { localesOf } from './texts.ts';

export interface PullCall extends LiveRequest {
  readonly path?: string | undefined;
  readonly on_conflict?: 'local' | 'live' | undefined;
}

/** Where texts go when no path is given: a folder of the app; other platforms than iOS have their own. */
export function defaultPath({ app, version }: Live): string {
  return `${app.bundleId}/metadata${version.platform === 'IOS' ? '' : `-${version.platform.toLowerCase()}`}`;
}

/** Brings files up to what App Store Connect has. What was edited here and not sent yet stays. */
export async function pullMetadata(context: ToolContext, call: PullCall): Promise<Answer> {
  const live = await readLive(context, call);
  const path = call.path ?? defaultPath(live);
  const place = await placeOf(context.files, path);
  const [there, pulled] = await Promise.all([place.read(), place.pulled()]);
  assertSameApp(pulled, live.app, path);
  const local = there?.texts ?? new Map<string, string>();
  const known = knownFor(pulled, live.version);
  const differences = compare(local, live.texts, known);
  const texts = new Map([...live.texts, ...local]);
  const conflicts: string[] = [];
  const kept: string[] = [];
  const next = nextKnown(local, live.texts, known, []);
  for (const [key, text] of live.texts) if (!local.has(key)) next.set(key, { base: digest(text) });
  for (const { key, kind, live: theirs } of differences) {
    const take = kind === 'live' || (kind === 'conflict' && call.on_conflict === 'live');
    if (take && live.texts.has(key)) {
      texts.set(key, theirs);
      next.set(key, { base: digest(theirs) });
    } else if (kind === 'conflict' && call.on_conflict === undefined) conflicts.push(key);
    else {
      kept.push(key);
      // The person looked at both and chose: from now on only a newer change is a conflict.
      if (kind === 'conflict') next.set(key, { base: digest(theirs) });
    }
  }
  context.signal.throwIfAborted();
  const written = await place.write(texts, local);
  await place.remember({
    app: live.app.id,
    version: live.version.id,
    platform: live.version.platform,
    texts: next,
  });
  const onlyHere = [...localesOf(local)].filter((locale) => !live.locales.has(locale));
  const again = {
    app: live.app.id,
    version: live.version.versionString,
    platform: live.version.platform,
    path,
  };
  return {
    head: [
      `pulled: ${nameOf(live)}, ${counted(live.locales.size, 'locale')}: ${[...live.locales].join(', ')}`,
      `${counted(texts.size, 'text')}, ${counted(written, 'file')} written, ${place.kind === 'tree' ? 'folder' : 'file'} ${path}`,
      ...(kept.length > 0 ? [`kept as they are here, not sent yet: ${namesListed(kept)}`] : []),
      ...(conflicts.length > 0
        ? [
            `changed on both sides, left as they are here: ${namesListed(conflicts)}; "on_conflict":"live" takes Apple's`,
          ]
        : []),
      ...(onlyHere.length > 0 ? [`only here: ${onlyHere.join(', ')}`] : []),
      ...((there?.unknown.length ?? 0) > 0 ? [`not a known text: ${namesListed(there?.unknown ?? [])}`] : []),
    ],
    tail: [
      `Edit the ${place.kind === 'tree' ? '.txt files' : 'file'}, then: asc_push_metadata ${JSON.stringify(again)}`,
    ],
  };
}
