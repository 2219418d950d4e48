import { meaningOf } from '../states.ts';
import { compareVersions, phase } from './build.ts';
import { type Check, found, ok, remove, sources, update } from './check.ts';

const operation = 'appStoreVersions_updateInstance';

/** Only there does the reviewer say why. */
const resolution = 'App Store Connect → Apps → the app → App Review (the reviewer writes only there)';

export const versionChecks: readonly Check[] = [
  {
    id: 'version.rejected',
    severity: 'warning',
    title: 'The version was rejected',
    field: 'appStoreVersions.appVersionState',
    where: resolution,
    source: sources.reports,
    test: ({ version }) =>
      found(version.state === 'REJECTED' || version.state === 'METADATA_REJECTED', {
        says: version.state,
      }),
  },
  {
    id: 'version.binary',
    severity: 'blocker',
    title: 'Apple refused the binary',
    field: 'appStoreVersions.appVersionState',
    where: 'appStoreVersions_build_updateToOneRelationship',
    source: sources.document,
    test: ({ version }) =>
      found(version.state === 'INVALID_BINARY', { says: 'upload a corrected build and choose it' }),
  },
  {
    id: 'version.number_form',
    severity: 'blocker',
    title: 'The version number is not of the form 1.2.3',
    field: 'appStoreVersions.versionString',
    where: operation,
    source: sources.help,
    test: ({ version }) =>
      found(!/^\d{1,9}(\.\d{1,9}){0,2}$/.test(version.versionString), {
        fix: update(operation, version.id, { versionString: '<three numbers at most, e.g. 1.2.3>' }),
      }),
  },
  {
    id: 'version.number_higher',
    severity: 'blocker',
    title: 'The version number is not above the live one',
    field: 'appStoreVersions.versionString',
    where: operation,
    source: sources.help,
    test: ({ version, live }) =>
      found(live !== undefined && compareVersions(version.versionString, live.versionString) <= 0, {
        says: `${live?.versionString ?? ''} is live`,
        fix: update(operation, version.id, { versionString: `<above ${live?.versionString ?? ''}>` }),
      }),
  },
  {
    id: 'version.copyright',
    severity: 'blocker',
    title: 'The copyright is empty',
    field: 'appStoreVersions.copyright',
    where: operation,
    source: sources.reports,
    test: ({ version, now }) =>
      found(version.copyright === undefined, {
        fix: update(operation, version.id, { copyright: `${year(now)} <owner>` }),
      }),
  },
  {
    id: 'version.copyright_year',
    severity: 'warning',
    title: 'The copyright is not of this year',
    field: 'appStoreVersions.copyright',
    where: operation,
    source: sources.help,
    test: ({ version, now }) => {
      const { copyright } = version;
      if (copyright === undefined || copyright.includes(String(year(now)))) return ok;
      return [{ fix: update(operation, version.id, { copyright: withYear(copyright, year(now)) }) }];
    },
  },
  {
    id: 'version.copyright_sign',
    severity: 'note',
    title: 'The copyright has a © that the App Store adds itself',
    field: 'appStoreVersions.copyright',
    where: operation,
    source: sources.help,
    test: ({ version }) =>
      found(/©|\(c\)/i.test(version.copyright ?? ''), {
        fix: update(operation, version.id, {
          copyright: (version.copyright ?? '').replaceAll(/\s*(?:©|\(c\))\s*/gi, ''),
        }),
      }),
  },
  {
    id: 'version.release_type',
    severity: 'warning',
    title: 'Nothing says when the version is released',
    field: 'appStoreVersions.releaseType',
    where: operation,
    source: sources.document,
    test: ({ version }) =>
      found(version.releaseType === undefined, {
        fix: update(operation, version.id, { releaseType: 'MANUAL' }),
      }),
  },
  {
    id: 'version.release_automatic',
    severity: 'note',
    title: 'The version goes live as soon as it is approved',
    field: 'appStoreVersions.releaseType',
    where: operation,
    source: sources.document,
    test: ({ version }) =>
      found(version.releaseType === 'AFTER_APPROVAL', {
        fix: update(operation, version.id, { releaseType: 'MANUAL' }),
      }),
  },
  {
    id: 'version.release_date',
    severity: 'blocker',
    title: 'A scheduled release has no date',
    field: 'appStoreVersions.earliestReleaseDate',
    where: operation,
    source: sources.document,
    test: ({ version }) =>
      found(version.releaseType === 'SCHEDULED' && version.earliestReleaseDate === undefined, {
        fix: update(operation, version.id, { earliestReleaseDate: '<2027-01-31T09:00:00Z, whole hours>' }),
      }),
  },
  {
    id: 'version.release_date_past',
    severity: 'blocker',
    title: 'The release date has passed',
    field: 'appStoreVersions.earliestReleaseDate',
    where: operation,
    source: sources.reports,
    test: ({ version, now }) =>
      found(
        version.releaseType === 'SCHEDULED' &&
          version.earliestReleaseDate !== undefined &&
          Date.parse(version.earliestReleaseDate) <= now,
        {
          says: version.earliestReleaseDate,
          fix: update(operation, version.id, { earliestReleaseDate: '<a later date and hour>' }),
        },
      ),
  },
  {
    id: 'version.release_date_unused',
    severity: 'note',
    title: 'A release date is set but nothing waits for it',
    field: 'appStoreVersions.earliestReleaseDate',
    where: operation,
    source: sources.document,
    test: ({ version }) =>
      found(version.earliestReleaseDate !== undefined && version.releaseType !== 'SCHEDULED', {
        says: `${version.earliestReleaseDate ?? ''} with ${version.releaseType ?? 'no release type'}`,
        fix: update(operation, version.id, { releaseType: 'SCHEDULED' }),
      }),
  },
  {
    id: 'version.phased_first',
    severity: 'blocker',
    title: 'A first version cannot be released in phases',
    field: 'appStoreVersionPhasedReleases.phasedReleaseState',
    where: 'appStoreVersionPhasedReleases_deleteInstance',
    source: sources.reports,
    test: ({ live, phased }) =>
      phased === undefined || live !== undefined
        ? ok
        : [{ fix: remove('appStoreVersionPhasedReleases_deleteInstance', phased.id) }],
  },
  {
    id: 'version.phased_off',
    severity: 'note',
    title: 'The update goes to everybody at once, not in phases',
    field: 'appStoreVersions.appStoreVersionPhasedRelease',
    where: 'appStoreVersionPhasedReleases_createInstance',
    source: sources.document,
    test: ({ live, phased, version }) =>
      found(live !== undefined && phased === undefined, { fix: phase(version.id) }),
  },
  {
    id: 'version.phased_state',
    severity: 'warning',
    title: 'The phased release will not start by itself',
    field: 'appStoreVersionPhasedReleases.phasedReleaseState',
    where: 'appStoreVersionPhasedReleases_updateInstance',
    source: sources.document,
    test: ({ phased, version }) =>
      phased === undefined ||
      meaningOf(version.state).phase !== 'editable' ||
      ['INACTIVE', 'ACTIVE'].includes(phased.state)
        ? ok
        : [
            {
              says: `it is ${phased.state}`,
              fix: update('appStoreVersionPhasedReleases_updateInstance', phased.id, {
                phasedReleaseState: 'INACTIVE',
              }),
            },
          ],
  },
];

function year(now: number): number {
  return new Date(now).getUTCFullYear();
}

/** The same owner with this year: ranges keep their beginning. */
function withYear(copyright: string, now: number): string {
  const years = [...copyright.matchAll(/\b(?:19|20)\d\d\b/g)];
  const last = years.at(-1);
  if (last === undefined) return `${now} ${copyright}`;
  return `${copyright.slice(0, last.index)}${now}${copyright.slice(last.index + 4)}`;
}
