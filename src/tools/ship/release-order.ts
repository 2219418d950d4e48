import { refused } from '../refused.ts';
import type { Step } from './steps.ts';

/** When customers get an approved version. */
export interface ReleaseWanted {
  readonly release?: 'manual' | 'after_approval' | 'scheduled' | undefined;
  /** ISO date and time, for `scheduled` only. */
  readonly release_date?: string | undefined;
}

const releaseTypes = { manual: 'MANUAL', after_approval: 'AFTER_APPROVAL', scheduled: 'SCHEDULED' } as const;

/** Throws `illegal_arguments` where type and date do not go together, or the date is over. */
export function assertDate({ release, release_date: date }: ReleaseWanted): void {
  const given = date !== undefined;
  const problem =
    (release === 'scheduled') !== given
      ? 'scheduled wants release_date, and release_date wants scheduled.'
      : given && !(Date.parse(date) > Date.now())
        ? 'release_date is no date in the future; write it like 2027-01-31T09:00:00Z.'
        : undefined;
  if (problem === undefined) return;
  throw refused(problem);
}

/** The change of release type and date, where it is another one. */
export function releaseSteps(
  version: {
    readonly id: string;
    readonly releaseType?: string | undefined;
    readonly earliestReleaseDate?: string | undefined;
  },
  { release, release_date: date }: ReleaseWanted,
): readonly Step[] {
  if (release === undefined) return [];
  const wanted = releaseTypes[release];
  const otherDate = date !== undefined && Date.parse(version.earliestReleaseDate ?? '') !== Date.parse(date);
  if (version.releaseType === wanted && !otherDate) return [];
  const moment = date === undefined ? undefined : new Date(date).toISOString();
  return [
    {
      kind: 'update',
      change: {
        operation: 'appStoreVersions_updateInstance',
        id: version.id,
        attributes: {
          releaseType: wanted,
          ...(moment === undefined ? {} : { earliestReleaseDate: moment }),
        },
      },
      says: `release: ${wanted}${moment === undefined ? '' : ` ${moment}`}`,
    },
  ];
}
