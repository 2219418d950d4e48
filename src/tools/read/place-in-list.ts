/** Where to go on within what one call read: after so many objects of what this cursor of Apple's gave. */
export interface PlaceInList {
  readonly cursor?: string;
  readonly count: number;
}

/** `37~cursor`; without a cursor of Apple's the list's beginning is meant. */
export function placeCursor({
  cursor = '',
  count,
}: {
  readonly cursor?: string | undefined;
  readonly count: number;
}): string {
  return `${count}~${cursor}`;
}

/** What a cursor of ours says; one of Apple's own, or none, begins with the first object. */
export function placeOf(given: string | undefined): PlaceInList {
  if (given === undefined) return { count: 0 };
  const groups = /^(?<count>\d{1,5})~(?<inner>.*)$/.exec(given)?.groups;
  if (groups === undefined) return { cursor: given, count: 0 };
  const inner = groups['inner'] ?? '';
  return { count: Number(groups['count']), ...(inner === '' ? {} : { cursor: inner }) };
}
