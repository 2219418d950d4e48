import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { notAsked } from '../refused.ts';
import type { BetaApp } from '../testflight/app.ts';
import { type BetaBuild, nameOf, readBuilds } from '../testflight/builds.ts';

/** Builds that are looked at. */
const lookedAt = 50;

/**
 * The build that figures are asked of. Expired ones count: what is in the store is mostly older than TestFlight's 90 days.
 * `latest` is the newest for iOS unless a platform is given, because most diagnostics are of iOS.
 */
export async function measuredBuild(
  context: ToolContext,
  app: BetaApp,
  given: string,
  platform: string | undefined,
): Promise<BetaBuild> {
  const latest = given.toLowerCase() === 'latest';
  const { builds } = await readBuilds(context, app.id, latest ? {} : { 'filter[version]': given }, lookedAt);
  const wanted = platform?.toUpperCase();
  const fitting = builds.filter(
    (build) =>
      (latest || build.number === given) &&
      build.processing === 'VALID' &&
      (wanted === undefined || build.platform === wanted),
  );
  const build = latest
    ? (fitting.find((one) => one.platform === (wanted ?? 'IOS')) ?? fitting[0])
    : fitting[0];
  if (build !== undefined && (latest || fitting.length === 1)) return build;
  if (build !== undefined)
    throw notAsked(
      'ambiguous_name',
      `${fitting.length} builds fit: ${fitting.slice(0, 8).map(nameOf).join(', ')}.`,
      'Add the platform: "filter":{"platform":"IOS"}.',
    );
  throw notAsked(
    'unknown_name',
    `${cleanText(app.name, 60)} has no valid build ${JSON.stringify(cleanText(given, 40))}.`,
    `asc_read ${JSON.stringify({ operation: 'builds_getCollection', filter: { app: app.id }, sort: '-uploadedDate', limit: 10 })} lists the newest.`,
  );
}
