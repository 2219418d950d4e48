import { type Answer, say } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { listed } from '../listed.ts';
import { meaningOf } from './states.ts';
import type { PlatformStatus } from './status-facts.ts';
import { type Gathered, gatherStatus, mostApps } from './status-gather.ts';
import { platformLines, turnOf } from './status-text.ts';

/** A call of `asc_release_status`, parsed. */
export interface StatusCall {
  readonly app?: string | undefined;
  readonly platform?: string | undefined;
}

/** Platforms that are told in full; of more, those where somebody has to act come first. */
const toldInFull = 30;

/** Where every release stands, and whose turn it is. */
export async function releaseStatus(context: ToolContext, call: StatusCall): Promise<Answer> {
  const { catalog, names, signal } = context;
  const appId =
    call.app === undefined ? undefined : await names.idOf(catalog.resource('App'), call.app, signal);
  const gathered = await gatherStatus(context, appId);
  const platforms = gathered.platforms.filter(
    ({ platform }) => call.platform === undefined || platform === call.platform,
  );
  return statusAnswer({ ...gathered, platforms }, Date.now());
}

/** The answer for what was read at `now`, milliseconds since 1970. */
export function statusAnswer({ platforms, empty, complete }: Gathered, now: number): Answer {
  const urgent = { you: 0, Apple: 1, nobody: 2 } as const;
  const sorted =
    platforms.length <= toldInFull
      ? platforms
      : [...platforms].sort((a, b) => urgent[turnOf(a).who] - urgent[turnOf(b).who]);
  const told = sorted.slice(0, toldInFull);
  const rest = sorted.length - told.length;
  const notes = [
    ...(rest > 0 ? [`${rest} more platforms, not shown; give app.`] : []),
    ...(empty.length > 0 ? [`No versions or builds: ${few(empty)}`] : []),
    ...(complete ? [] : [`complete: false; the first ${mostApps} apps. Give app for another.`]),
  ];
  return {
    ...say(summary(platforms), ...told.flatMap((status) => platformLines(status, now)), ...notes),
    tail: nextSteps(told),
  };
}

function summary(platforms: readonly PlatformStatus[]): string {
  const of = (who: 'you' | 'Apple'): string =>
    few(
      platforms
        .filter((status) => turnOf(status).who === who)
        .map(({ app, platform }) => `${app.name} ${platform}`),
    );
  const apps = new Set(platforms.map(({ app }) => app.id)).size;
  return `${apps} app${apps === 1 ? '' : 's'} · you must act: ${of('you')} · Apple must act: ${of('Apple')}`;
}

function few(names: readonly string[]): string {
  if (names.length === 0) return 'nowhere';
  return listed(
    names.map((name) => cleanText(name, 60)),
    10,
  );
}

/** The full check, where a version can still be changed. */
function nextSteps(platforms: readonly PlatformStatus[]): readonly string[] {
  return platforms
    .flatMap(({ app, platform, next }) =>
      next
        .filter(({ state }) => meaningOf(state).phase === 'editable')
        .map(() => `asc_check_release ${JSON.stringify({ app: app.id, platform })}`),
    )
    .slice(0, 3);
}
