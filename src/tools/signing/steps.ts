import { mostSteps } from '../../guard/plan.ts';
import { idOfStep } from '../../guard/step-references.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { dayMs } from '../days.ts';
import { text } from '../document.ts';
import { refused } from '../refused.ts';
import type { Step } from '../write/prepare.ts';
import { finishedOnWebsite, capabilities as known } from './capabilities.ts';
import { chosenDevices, deviceStep, fits, newDevices } from './device-steps.ts';
import type { NewDevice } from './devices.ts';
import { newKey, requestFor } from './keys.ts';
import { devicesOfProfile, type Found, idleKey, momentOf, ownCertificate, type Profile } from './look.ts';
import { chooseName, chosenName } from './profile-names.ts';
import type { Purpose } from './purposes.ts';
import type { SigningCall } from './setup.ts';

/** All that decides what is to be sent. */
export interface Wanted {
  readonly call: SigningCall;
  readonly purpose: Purpose | undefined;
  readonly capabilities: readonly string[];
  /** Of the file. */
  readonly devices: readonly NewDevice[];
  readonly found: Found;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is to be sent, and what is said beside it. */
export interface Planned {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  readonly found: Found;
  /** Absent where no profile is asked for, or not yet. */
  readonly profileName: string | undefined;
}

/** What expires sooner is reported, and made anew when asked. */
export const soonDays = 30;
/** Steps for the certificate and for the profile with its predecessor. */
const besideDevices = 3;

/** The steps in an order in which each has what it needs; what an earlier one makes is named by its number. */
export async function planned(context: ToolContext, wanted: Wanted): Promise<Planned> {
  const { call, purpose, found } = wanted;
  const steps: Step[] = [];
  const notes: string[] = [];
  const add = (step: Step): string => idOfStep(steps.push(step));
  // Who only asks registers nothing.
  const registers = purpose !== undefined || wanted.capabilities.length > 0 || call.name !== undefined;
  const bundleId = found.bundleId?.id ?? (registers ? add(bundleIdStep(call)) : '');
  const missing = wanted.capabilities.filter((type) => !found.capabilities.has(type));
  for (const type of missing) add(capabilityStep(bundleId, type));
  notes.push(...capabilityNotes(missing, found));
  const { fresh, later } = newDevices(wanted, mostSteps - steps.length - besideDevices, notes);
  const registered = fresh.map((device) => ({ device, id: add(deviceStep(device)) }));
  if (later > 0) {
    notes.push(`${later} more devices do not fit into one plan of ${mostSteps}: make the same call again`);
    return { steps, notes, found, profileName: undefined };
  }
  if (purpose === undefined) return { steps, notes, found, profileName: undefined };
  const certificate = await certificateFor(context, wanted, purpose, add, notes);
  const chosen = await chosenName(context.files, call.bundle_id, purpose.profileType);
  const { name, standing } = profileFor(wanted, purpose, certificate, chosen);
  if (call.dry_run !== true) await chooseName(context.files, call.bundle_id, purpose.profileType, name);
  const devices =
    purpose.deviceClasses === undefined
      ? undefined
      : [
          ...chosenDevices(wanted, purpose.deviceClasses),
          ...registered.filter(({ device }) => fits(device, purpose)).map(({ id }) => id),
        ];
  if (devices?.length === 0)
    throw refused(
      `A profile of the type ${purpose.profileType} needs devices, and none is registered that fits.`,
      'Give devices_csv with columns UDID, name, platform.',
    );
  const why =
    standing === undefined
      ? undefined
      : await flawOf(context, wanted, standing, { certificate, devices, missing });
  if (standing !== undefined && why === undefined) return { steps, notes, found, profileName: name };
  if (standing !== undefined) {
    notes.push(
      `profile "${cleanText(name, 60)}" is deleted and made anew, because ${why ?? ''}: profiles cannot be changed; the new one has another UUID, apps on devices keep running`,
    );
    add({ kind: 'delete', change: { operation: 'profiles_deleteInstance', id: standing.id } });
  }
  add({
    kind: 'create',
    change: {
      operation: 'profiles_createInstance',
      attributes: { name, profileType: purpose.profileType },
      relationships: {
        bundleId,
        certificates: [certificate],
        ...(devices === undefined ? {} : { devices }),
      },
    },
  });
  return { steps, notes, found, profileName: name };
}

function bundleIdStep({ bundle_id: identifier, name }: SigningCall): Step {
  return {
    kind: 'create',
    change: {
      operation: 'bundleIds_createInstance',
      attributes: {
        identifier,
        // Apple takes letters, digits and blanks in the name only (facts of 2026-11-22).
        name: name ?? identifier.replaceAll(/[^A-Za-z0-9]+/g, ' ').trim(),
        platform: 'UNIVERSAL',
      },
    },
  };
}

function capabilityStep(bundleId: string, capabilityType: string): Step {
  const settings = known[capabilityType]?.settings;
  return {
    kind: 'create',
    change: {
      operation: 'bundleIdCapabilities_createInstance',
      attributes: { capabilityType, ...(settings === undefined ? {} : { settings }) },
      relationships: { bundleId },
    },
  };
}

function capabilityNotes(missing: readonly string[], { profiles, bundleId }: Found): string[] {
  const open = missing.filter((type) => finishedOnWebsite.has(type));
  const used = profiles.filter((profile) => bundleId !== undefined && profile.bundleId === bundleId.id);
  return [
    ...(open.length > 0
      ? [`${open.join(', ')}: which group, container or merchant is chosen on developer.apple.com only`]
      : []),
    ...(missing.length > 0 && used.length > 0
      ? [
          `a new capability makes the ${used.length} profiles of this identifier invalid; make the others anew with this tool as well`,
        ]
      : []),
  ];
}

/** The id of the certificate: one whose key lies here, else of the step that asks for a new one. */
async function certificateFor(
  context: ToolContext,
  { call, found, now }: Wanted,
  purpose: Purpose,
  add: (step: Step) => string,
  notes: string[],
): Promise<string> {
  const own = ownCertificate(found, purpose, now);
  const expires = own === undefined ? 0 : momentOf(own.certificate);
  if (own !== undefined && (call.renew !== true || expires > now + soonDays * dayMs))
    return own.certificate.id;
  const others = found.certificates.filter(
    (one) => text(one, 'certificateType') === purpose.certificateType && momentOf(one) > now,
  ).length;
  if (others > 0 && own === undefined)
    notes.push(
      `the team has ${others} valid ${purpose.certificateType} certificate${others === 1 ? '' : 's'} whose key is not in signing/${purpose.certificateType}, so it takes a new one, and Apple gives out few`,
    );
  return add({
    kind: 'create',
    change: {
      operation: 'certificates_createInstance',
      attributes: {
        certificateType: purpose.certificateType,
        csrContent: await requestText(context, call, found, purpose),
      },
    },
  });
}

/** A key of ours that waits for its certificate goes first: a call that was cut off has left it. */
async function requestText(
  { files }: ToolContext,
  call: SigningCall,
  found: Found,
  purpose: Purpose,
): Promise<string> {
  const idle = idleKey(found, purpose);
  if (idle === undefined && call.dry_run === true)
    return '(a key pair and its request are made when this runs)';
  const taken = found.keys.get(purpose.certificateType) ?? [];
  return requestFor(idle ?? (await newKey(files, purpose.certificateType, taken)));
}

/** The name of the profile, and the one that has it now. */
function profileFor(
  { call, found }: Wanted,
  purpose: Purpose,
  certificate: string,
  chosen: string | undefined,
): { readonly name: string; readonly standing: Profile | undefined } {
  const same = found.profiles.filter(
    ({ type, bundleId }) =>
      type === purpose.profileType && bundleId !== undefined && bundleId === found.bundleId?.id,
  );
  const usual = `${call.bundle_id.replaceAll(/[^\w.-]/g, '')} ${call.use ?? ''}`;
  const [only] = same;
  const name =
    call.profile_name ??
    chosen ??
    (
      same.find((one) => one.name === usual) ??
      same.find((one) => one.state === 'ACTIVE' && one.certificates.includes(certificate)) ??
      (same.length === 1 ? only : undefined)
    )?.name ??
    usual;
  const standing = found.profiles.find((one) => one.name === name);
  if (standing !== undefined && !same.includes(standing))
    throw refused(
      `The name "${cleanText(name, 60)}" belongs to a profile of another kind or identifier (${standing.type}).`,
      'Give another profile_name.',
    );
  return { name, standing };
}

/** Why a profile cannot stay; `undefined` when it can. */
async function flawOf(
  context: ToolContext,
  { call, now }: Wanted,
  profile: Profile,
  wanted: {
    readonly certificate: string;
    readonly devices: readonly string[] | undefined;
    readonly missing: readonly string[];
  },
): Promise<string | undefined> {
  if (profile.expires <= now) return 'it has expired';
  if (profile.state !== 'ACTIVE') return `it is ${profile.state}`;
  if (wanted.missing.length > 0) return 'the capabilities change';
  if (!profile.certificates.includes(wanted.certificate)) return 'the certificate is not in it';
  if (call.renew === true && profile.expires <= now + soonDays * dayMs)
    return `it expires within ${soonDays} days`;
  if (wanted.devices === undefined) return undefined;
  const has = new Set(await devicesOfProfile(context, profile));
  const more = wanted.devices.filter((id) => !has.has(id)).length;
  const fewer = [...has].filter((id) => wanted.devices?.includes(id) !== true).length;
  return more + fewer === 0 ? undefined : `its devices change (${more} more, ${fewer} fewer)`;
}
