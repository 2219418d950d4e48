import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { flag, readList, type Thing, text } from '../document.ts';
import { sameNumber } from './app.ts';

/** A build that can go to the App Store. */
export interface Chosen {
  readonly id: string;
  readonly number: string;
  /** Nobody answered the question about encryption yet when absent. */
  readonly usesNonExemptEncryption: boolean | undefined;
}

export interface BuildWanted {
  readonly appId: string;
  readonly platform: string;
  /** The version that it is for. */
  readonly version: string;
  /** Build number, `3.2 (3204)`, id, or `latest valid`. */
  readonly build: string;
}

/** Builds that are looked at, newest first. */
const newest = 200;

/** The build that is meant, if it can be attached. Throws `no_build` with what there is. */
export async function chooseBuild(context: ToolContext, wanted: BuildWanted): Promise<Chosen> {
  const builds = await readList(
    context,
    '/v1/builds',
    {
      'filter[app]': wanted.appId,
      'filter[preReleaseVersion.platform]': wanted.platform,
      sort: '-uploadedDate',
      include: 'preReleaseVersion',
      'fields[builds]':
        'version,uploadedDate,expired,processingState,usesNonExemptEncryption,preReleaseVersion',
      'fields[preReleaseVersions]': 'version,platform',
      limit: String(newest),
    },
    newest,
  );
  const trainOf = (build: Thing): string => text(builds.one(build, 'preReleaseVersion'), 'version') ?? '';
  const own = builds.data
    .filter((build) => sameNumber(trainOf(build), wanted.version))
    .sort((a, b) => Date.parse(text(b, 'uploadedDate') ?? '') - Date.parse(text(a, 'uploadedDate') ?? ''));
  const latest = /^latest( valid)?$/i.test(wanted.build.trim());
  const number = /^[\d.]+ \((.+)\)$/.exec(wanted.build.trim())?.[1] ?? wanted.build.trim();
  const named = own.filter((build) => build.id === number || text(build, 'version') === number);
  const found = latest ? own.find(isValid) : named.find(isValid);
  if (found !== undefined)
    return {
      id: found.id,
      number: cleanText(text(found, 'version') ?? '', 40),
      usesNonExemptEncryption: flag(found, 'usesNonExemptEncryption'),
    };
  const other = builds.data.find((build) => build.id === number || text(build, 'version') === number);
  throw new AscError({
    code: 'no_build',
    message: latest
      ? `No build of ${wanted.version} on ${wanted.platform} is valid and not expired.`
      : `Build ${cleanText(number, 40)} cannot be attached to ${wanted.version}: ${whyNot(named[0], other, trainOf)}.`,
    meaning: `Nothing was changed. ${own.length === 0 ? 'That version has no builds here' : `Builds of it: ${own.slice(0, 8).map(stateOf).join(', ')}`}.`,
    next: 'Upload one, wait until it is VALID, or name another build.',
    outcome: 'not_sent',
  });
}

function isValid(build: Thing): boolean {
  return text(build, 'processingState') === 'VALID' && flag(build, 'expired') !== true;
}

function stateOf(build: Thing): string {
  const state = flag(build, 'expired') === true ? 'expired' : (text(build, 'processingState') ?? '');
  return `${cleanText(text(build, 'version') ?? '', 40)} ${state}`;
}

function whyNot(
  named: Thing | undefined,
  other: Thing | undefined,
  trainOf: (build: Thing) => string,
): string {
  if (named !== undefined)
    return flag(named, 'expired') === true
      ? 'it has expired'
      : `it is ${text(named, 'processingState') ?? ''}`;
  return other === undefined ? 'there is no such build' : `it is a build of ${cleanText(trainOf(other), 40)}`;
}
