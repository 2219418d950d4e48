import { cleanText } from '../clean.ts';
import { type Thing, text } from '../document.ts';
import { refused } from '../refused.ts';
import type { Step } from '../write/prepare.ts';
import type { NewDevice } from './devices.ts';
import type { Purpose } from './purposes.ts';
import type { Wanted } from './steps.ts';

/** Devices of the file that the team does not have; those that it has but disabled are told. */
export function newDevices(
  { devices, found }: Wanted,
  room: number,
  notes: string[],
): { readonly fresh: readonly NewDevice[]; readonly later: number } {
  const known = new Map(found.devices.map((one) => [text(one, 'udid')?.toLowerCase() ?? '', one]));
  const fresh = devices.filter(({ udid }) => !known.has(udid.toLowerCase()));
  const disabled = devices.filter(({ udid }) => text(known.get(udid.toLowerCase()), 'status') === 'DISABLED');
  if (disabled.length > 0)
    notes.push(
      `disabled, so left out: ${disabled.map(({ udid }) => known.get(udid.toLowerCase())?.id ?? '').join(', ')} (asc_update devices_updateInstance {"status":"ENABLED"} enables one)`,
    );
  if (fresh.length > 0)
    notes.push(`devices cannot be deleted: each of the ${fresh.length} new ones takes a place for a year`);
  return { fresh: fresh.slice(0, room), later: Math.max(0, fresh.length - room) };
}

export function deviceStep({ udid, name, platform }: NewDevice): Step {
  return {
    kind: 'create',
    change: { operation: 'devices_createInstance', attributes: { udid, name, platform } },
  };
}

/** Of a new device only its platform is known; Apple finds out what it is. */
export function fits({ platform }: NewDevice, { deviceClasses }: Purpose): boolean {
  return (platform === 'MAC_OS') === (deviceClasses?.includes('MAC') === true);
}

/** Registered devices that go into the profile: those named and those of the file, else all that fit. */
export function chosenDevices(
  { call, found, devices }: Wanted,
  classes: readonly string[],
): readonly string[] {
  const fitting = found.devices.filter(
    (one) => text(one, 'status') !== 'DISABLED' && classes.includes(text(one, 'deviceClass') ?? ''),
  );
  if (call.devices === undefined) return fitting.map(({ id }) => id);
  const listed = new Set(devices.map(({ udid }) => udid.toLowerCase()));
  const named = call.devices.map((name) => deviceNamed(name, fitting, classes));
  const filed = fitting.filter((one) => listed.has(text(one, 'udid')?.toLowerCase() ?? ''));
  return [...new Set([...named, ...filed].map(({ id }) => id))];
}

function deviceNamed(given: string, devices: readonly Thing[], classes: readonly string[]): Thing {
  const same = given.trim().toLowerCase();
  const found = devices.filter(
    (one) =>
      one.id === given.trim() ||
      text(one, 'udid')?.toLowerCase() === same ||
      text(one, 'name')?.toLowerCase() === same,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw refused(
    `${found.length === 0 ? 'No' : String(found.length)} enabled devices are called ${JSON.stringify(cleanText(given, 60))} (${classes.join(', ')}).`,
    `${found.length === 0 ? 'List them with asc_read {"operation":"devices_getCollection"}' : `Give the id: ${found.map(({ id }) => id).join(', ')}`}.`,
  );
}
