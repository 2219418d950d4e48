import type { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { notSent, refused } from '../refused.ts';
import { type Found, findingsOf, lineOf } from '../release/check.ts';
import { checks } from '../release/checks/index.ts';
import type { VersionSnapshot } from '../release/snapshot.ts';

/** Blockers that one error spells out; `asc_check_release` lists the rest. */
const shown = 15;

/** Throws `not_ready` with what Apple would refuse the version for. Checks that are passed over must exist. */
export function assertReady(snapshot: VersionSnapshot, ignored: readonly string[]): void {
  const known = new Set(checks.map(({ id }) => id));
  const unknown = ignored.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw refused(
      `There is no check ${unknown.map((id) => JSON.stringify(cleanText(id, 60))).join(', ')}.`,
      'ignore_checks takes the ids that a refusal names, like "text.whats_new_missing".',
    );
  const blockers = findingsOf(snapshot).filter(
    ({ check }) => check.severity === 'blocker' && !ignored.includes(check.id),
  );
  if (blockers.length > 0) throw notReady(snapshot, blockers);
}

function notReady({ app, version }: VersionSnapshot, blockers: readonly Found[]): AscError {
  const rest = blockers.length - shown;
  return notSent(
    'not_ready',
    [
      `${cleanText(app.name, 60)} ${cleanText(version.versionString, 40)} has ${blockers.length} blocker${blockers.length === 1 ? '' : 's'}:`,
      ...blockers.slice(0, shown).map(lineOf),
      ...(rest > 0 ? [`and ${rest} more: asc_check_release ${JSON.stringify({ app: app.id })}`] : []),
    ].join('\n'),
    'Put these right and call again; "ignore_checks":["id"] passes over one that a person knows to be wrong.',
  );
}
