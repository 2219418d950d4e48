import type { BuildFacts, VersionSnapshot } from '../snapshot.ts';
import { type Call, type Check, create, found, ok, read, sources, update } from './check.ts';

const choosing = 'appStoreVersions_build_updateToOneRelationship';

/** `1.2` and `1.2.0` are the same train (clients of the API, 2026-11-22). */
function sameTrain(a: string, b: string): boolean {
  return compareVersions(a, b) === 0;
}

/** Below zero when `a` is the lower version, part by part. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): number[] =>
    version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether Apple takes this build into this version. */
function usable(snapshot: VersionSnapshot, build: BuildFacts): boolean {
  return (
    build.state === 'VALID' &&
    !build.expired &&
    build.audience !== 'INTERNAL_ONLY' &&
    build.platform === snapshot.version.platform &&
    build.train !== undefined &&
    sameTrain(build.train, snapshot.version.versionString)
  );
}

/** Chooses the newest usable build, or shows the builds where there is none. */
function chooseBuild(snapshot: VersionSnapshot): Call {
  const best = snapshot.builds.find((build) => build.id !== snapshot.build?.id && usable(snapshot, build));
  if (best === undefined)
    return read('builds_getCollection', {
      filter: { app: snapshot.app.id },
      sort: ['-uploadedDate'],
      limit: 10,
    });
  return {
    tool: 'asc_update',
    arguments: { operation: choosing, id: snapshot.version.id, to: best.id },
  };
}

/** A check of the build that was chosen; without one only `build.chosen` speaks. */
function ofBuild(
  wrong: (build: BuildFacts, snapshot: VersionSnapshot) => string | undefined,
  fix: (build: BuildFacts, snapshot: VersionSnapshot) => Call = (_build, snapshot) => chooseBuild(snapshot),
): Check['test'] {
  return (snapshot) => {
    const { build } = snapshot;
    const says = build === undefined ? undefined : wrong(build, snapshot);
    return build === undefined || says === undefined
      ? ok
      : [{ subject: `build ${build.number}`, says, fix: fix(build, snapshot) }];
  };
}

const day = 86_400_000;

export const buildChecks: readonly Check[] = [
  {
    id: 'build.chosen',
    severity: 'blocker',
    title: 'No build is chosen',
    field: 'appStoreVersions.build',
    where: choosing,
    source: sources.reports,
    test: (snapshot) => found(snapshot.build === undefined, { fix: chooseBuild(snapshot) }),
  },
  {
    id: 'build.valid',
    severity: 'blocker',
    title: 'The build is not valid',
    field: 'builds.processingState',
    where: choosing,
    source: sources.document,
    test: ofBuild(({ state }) => (state === 'VALID' ? undefined : `is ${state}`)),
  },
  {
    id: 'build.expired',
    severity: 'blocker',
    title: 'The build has expired',
    field: 'builds.expired',
    where: choosing,
    source: sources.reports,
    test: ofBuild(({ expired }) => (expired ? 'has expired' : undefined)),
  },
  {
    id: 'build.expires_soon',
    severity: 'warning',
    title: 'The build expires within a week',
    field: 'builds.expirationDate',
    where: choosing,
    source: sources.reports,
    test: ofBuild(({ expired, expires }, { now }) => {
      const left = expires === undefined ? Number.NaN : Date.parse(expires) - now;
      return !expired && left < 7 * day ? `expires ${expires?.slice(0, 10) ?? ''}` : undefined;
    }),
  },
  {
    id: 'build.train',
    severity: 'blocker',
    title: 'The build belongs to another version',
    field: 'preReleaseVersions.version',
    where: choosing,
    source: sources.reports,
    test: ofBuild(({ train }, { version }) =>
      train === undefined || sameTrain(train, version.versionString)
        ? undefined
        : `is a build of ${train}, not of ${version.versionString}`,
    ),
  },
  {
    id: 'build.platform',
    severity: 'blocker',
    title: 'The build is for another platform',
    field: 'preReleaseVersions.platform',
    where: choosing,
    source: sources.document,
    test: ofBuild(({ platform }, { version }) =>
      platform === undefined || platform === version.platform ? undefined : `is for ${platform}`,
    ),
  },
  {
    id: 'build.audience',
    severity: 'blocker',
    title: 'The build is for internal testing only',
    field: 'builds.buildAudienceType',
    where: choosing,
    source: sources.reports,
    test: ofBuild(({ audience }) =>
      audience === 'INTERNAL_ONLY'
        ? 'was made for TestFlight internal testing only; only a new build helps'
        : undefined,
    ),
  },
  {
    id: 'build.export_answer',
    severity: 'blocker',
    title: 'The question about encryption has no answer',
    field: 'builds.usesNonExemptEncryption',
    where: 'builds_updateInstance',
    source: sources.reports,
    test: ofBuild(
      ({ usesNonExemptEncryption }) =>
        usesNonExemptEncryption === undefined
          ? 'does it use non-exempt encryption? The answer is final'
          : undefined,
      (build) => update('builds_updateInstance', build.id, { usesNonExemptEncryption: '<true or false>' }),
    ),
  },
  {
    id: 'build.declaration',
    severity: 'blocker',
    title: 'A build with encryption has no declaration',
    field: 'builds.appEncryptionDeclaration',
    where: 'builds_appEncryptionDeclaration_updateToOneRelationship',
    source: sources.document,
    test: ofBuild(
      ({ usesNonExemptEncryption, declaration }) =>
        usesNonExemptEncryption === true && declaration === undefined
          ? 'uses encryption that is not exempt; link an approved declaration'
          : undefined,
      (build) => ({
        tool: 'asc_update',
        arguments: {
          operation: 'builds_appEncryptionDeclaration_updateToOneRelationship',
          id: build.id,
          to: '<id of an approved declaration>',
        },
      }),
    ),
  },
  {
    id: 'build.declaration_state',
    severity: 'blocker',
    title: 'The encryption declaration is not approved',
    field: 'appEncryptionDeclarations.appEncryptionDeclarationState',
    where: 'appEncryptionDeclarations_createInstance',
    source: sources.document,
    test: ofBuild(
      ({ declaration }) =>
        declaration === undefined || declaration.state === 'APPROVED'
          ? undefined
          : `its declaration is ${declaration.state}`,
      (_build, { app }) => read('appEncryptionDeclarations_getCollection', { filter: { app: app.id } }),
    ),
  },
  {
    id: 'build.newer',
    severity: 'note',
    title: 'A newer build of this version is ready',
    field: 'appStoreVersions.build',
    where: choosing,
    source: sources.reports,
    test: (snapshot) => {
      const { build, builds } = snapshot;
      const newest = builds.find((candidate) => usable(snapshot, candidate));
      if (build === undefined || newest === undefined || newest.id === build.id) return ok;
      const newer = Date.parse(newest.uploaded ?? '') > Date.parse(build.uploaded ?? '');
      return found(newer, {
        subject: `build ${newest.number}`,
        says: `is newer than the chosen ${build.number}`,
        fix: chooseBuild({ ...snapshot, builds: [newest] }),
      });
    },
  },
  {
    id: 'build.processing',
    severity: 'note',
    title: 'A build of this version is still processing',
    field: 'builds.processingState',
    where: 'builds_getCollection',
    source: sources.reports,
    test: ({ builds, version, now }) =>
      builds
        .filter(
          ({ state, train, platform }) =>
            state === 'PROCESSING' &&
            train !== undefined &&
            sameTrain(train, version.versionString) &&
            platform === version.platform,
        )
        .map((build) => {
          const hours = Math.round((now - Date.parse(build.uploaded ?? '')) / 3_600_000);
          return {
            subject: `build ${build.number}`,
            ...(Number.isFinite(hours) ? { says: `processing for ${hours} h` } : {}),
            fix: read('builds_getInstance', { id: build.id, include: ['buildUpload'] }),
          };
        }),
  },
];

/** Makes a phased release for an update that has none. */
export function phase(versionId: string): Call {
  return create(
    'appStoreVersionPhasedReleases_createInstance',
    { phasedReleaseState: 'INACTIVE' },
    { appStoreVersion: versionId },
  );
}
