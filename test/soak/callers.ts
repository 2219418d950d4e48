import { setTimeout as pause } from 'node:timers/promises';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import type { Called, Running } from '../support/server.ts';

/** What came of all calls. */
export interface Tally {
  calls: number;
  errors: number;
  unknown: number;
  readonly writes: { drafts: number; plans: number };
  /** The first texts of each kind of error, by code. */
  readonly codes: Map<string, number>;
}

export const newTally = (): Tally => ({
  calls: 0,
  errors: 0,
  unknown: 0,
  writes: { drafts: 0, plans: 0 },
  codes: new Map(),
});

const reads: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['asc_read', { operation: 'apps_getCollection', include: ['builds'], limit: 50 }],
  ['asc_read', { operation: 'apps_builds_getToManyRelated', id: 'Weather Now', limit: 20 }],
  ['asc_read', { operation: 'apps_customerReviews_getToManyRelated', id: 'Weather Now', limit: 100 }],
  ['asc_read', { operation: 'builds_getCollection', all: true, columns: ['version', 'processingState'] }],
  ['asc_status', {}],
  ['asc_find_operations', { query: 'phased release pause' }],
  ['asc_describe_operation', { operation: 'builds_getCollection' }],
  ['asc_release_status', {}],
  ['asc_testflight_status', { app: 'Weather Now' }],
];

/**
 * One caller, call after call until `goesOn` says no: seven reads of ten, two drafts, one change that a person agrees
 * to. Each write has a number of its own in its body, so that a second arrival would be seen.
 */
export async function runCaller(
  which: number,
  server: Running,
  tally: Tally,
  random: () => number,
  goesOn: () => boolean,
  /** Milliseconds between two calls. */
  rest: number,
): Promise<void> {
  let number = 0;
  const note = ({ text, isError }: Called): Called => {
    tally.calls += 1;
    if (isError) {
      tally.errors += 1;
      const code = /^[A-Za-z_.0-9]+/.exec(text)?.[0] ?? 'other';
      tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
    }
    if (/outcome unknown|unknown:/i.test(text)) tally.unknown += 1;
    return { text, isError };
  };
  while (goesOn()) {
    await pause(rest);
    const dice = random();
    number += 1;
    const mark = `soak ${which} ${number}`;
    if (dice < 0.7) {
      const [name, args] = reads[Math.floor(random() * reads.length)] ?? ['asc_status', {}];
      note(await server.call(name, { ...args }));
    } else if (dice < 0.9) {
      tally.writes.drafts += 1;
      note(
        await server.call('asc_update', {
          operation: 'appStoreVersionLocalizations_updateInstance',
          id: 'Weather Now/3.2/en-US',
          attributes: { keywords: mark },
        }),
      );
    } else if (dice < 0.95) {
      tally.writes.plans += 1;
      note(
        await server.call('asc_create', {
          operation: 'betaGroups_createInstance',
          attributes: { name: mark },
          relationships: { app: teamIds.weather.app },
        }),
      );
    } else {
      tally.writes.plans += 1;
      note(
        await server.call('asc_update', {
          operation: 'betaGroups_updateInstance',
          id: teamIds.groups.weatherPublic,
          attributes: { name: mark },
        }),
      );
    }
  }
}
