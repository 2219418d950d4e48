import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, readList, type Thing, text } from '../document.ts';
import { isFor, type OwnKey, ownKeys } from './keys.ts';
import type { Purpose } from './purposes.ts';

/** Objects of a kind that are looked at; teams have fewer. */
const most = 2_000;
/** Devices that come along with a profile; longer lists are read by themselves. */
const devicesAlong = 50;

/** A profile of the team. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly expires: number;
  readonly bundleId: string | undefined;
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
}

/** A certificate with the key for it that lies here. */
export interface OwnCertificate {
  readonly certificate: Thing;
  readonly key: OwnKey;
}

/** What the team has of what signing needs. */
export interface Found {
  /** The registered identifier; absent when there is none. */
  readonly bundleId: Thing | undefined;
  /** Types of the capabilities that it has. */
  readonly capabilities: ReadonlySet<string>;
  readonly certificates: readonly Thing[];
  readonly devices: readonly Thing[];
  readonly profiles: readonly Profile[];
  /** Our keys, by the kind of certificate that they were made for. */
  readonly keys: ReadonlyMap<string, readonly OwnKey[]>;
}

/** Four lists of the team and the folder of our keys: what everything is decided on. */
export async function look(
  context: ToolContext,
  identifier: string,
  purpose: Purpose | undefined,
): Promise<Found> {
  const [bundles, certificates, devices, profiles, keys] = await Promise.all([
    readList(context, '/v1/bundleIds', {
      'filter[identifier]': identifier,
      include: 'bundleIdCapabilities',
      'fields[bundleIds]': 'name,identifier,platform,bundleIdCapabilities',
      'fields[bundleIdCapabilities]': 'capabilityType',
      'limit[bundleIdCapabilities]': '50',
      limit: '200',
    }),
    readList(context, '/v1/certificates', { limit: '200' }, most),
    readList(
      context,
      '/v1/devices',
      { 'fields[devices]': 'name,udid,deviceClass,status,platform', limit: '200' },
      most,
    ),
    readProfiles(context),
    keysFor(context, purpose),
  ]);
  for (const list of [certificates, devices]) if (!list.complete) throw incomplete();
  // How Apple's filter compares is not documented; only the very identifier counts.
  const bundleId = bundles.data.find(
    (one) => text(one, 'identifier')?.toLowerCase() === identifier.toLowerCase(),
  );
  return {
    bundleId,
    capabilities: new Set(
      bundles.many(bundleId, 'bundleIdCapabilities').flatMap((one) => text(one, 'capabilityType') ?? []),
    ),
    certificates: certificates.data,
    devices: devices.data,
    profiles,
    keys,
  };
}

async function keysFor(
  { files }: ToolContext,
  purpose: Purpose | undefined,
): Promise<ReadonlyMap<string, readonly OwnKey[]>> {
  const types = purpose === undefined ? [] : [purpose.certificateType, ...purpose.alsoFits];
  return new Map(await Promise.all(types.map(async (type) => [type, await ownKeys(files, type)] as const)));
}

async function readProfiles(context: ToolContext): Promise<readonly Profile[]> {
  const answer = await readList(
    context,
    '/v1/profiles',
    {
      include: 'bundleId,certificates,devices',
      'fields[profiles]': 'name,profileType,profileState,expirationDate,bundleId,certificates,devices',
      'fields[bundleIds]': 'identifier',
      'fields[certificates]': 'displayName',
      'fields[devices]': 'udid',
      'limit[certificates]': '50',
      'limit[devices]': String(devicesAlong),
      limit: '200',
    },
    most,
  );
  if (!answer.complete) throw incomplete();
  return answer.data.map((one) => profileOf(answer, one));
}

function profileOf(answer: Answered, one: Thing): Profile {
  return {
    id: one.id,
    name: text(one, 'name') ?? one.id,
    type: text(one, 'profileType') ?? '',
    state: text(one, 'profileState') ?? '',
    expires: momentOf(one),
    bundleId: answer.ids(one, 'bundleId')[0],
    certificates: answer.ids(one, 'certificates'),
    devices: answer.ids(one, 'devices'),
  };
}

/** On half a list a second certificate would be asked for. */
function incomplete(): AscError {
  return new AscError({
    code: 'incomplete',
    message: 'The certificates, devices and profiles of the team could not be read to the end.',
    meaning: 'Nothing was changed: what is there already would be made a second time.',
    next: 'Call again.',
    outcome: 'not_sent',
  });
}

/** When a certificate or profile expires, milliseconds since 1970; 0 where Apple does not say. */
export function momentOf(thing: Thing): number {
  const moment = Date.parse(text(thing, 'expirationDate') ?? '');
  return Number.isNaN(moment) ? 0 : moment;
}

/** All devices of a profile; more than come along with the list are read by themselves. */
export async function devicesOfProfile(context: ToolContext, profile: Profile): Promise<readonly string[]> {
  if (profile.devices.length < devicesAlong) return profile.devices;
  const answer = await readList(
    context,
    `/v1/profiles/${profile.id}/devices`,
    {
      'fields[devices]': 'udid',
      limit: '200',
    },
    most,
  );
  return answer.data.map(({ id }) => id);
}

/** Certificates that sign for a purpose and have not expired, the longest-lived first. */
export function validCertificates({ certificates }: Found, purpose: Purpose, now: number): readonly Thing[] {
  return certificates
    .filter(
      (one) =>
        [purpose.certificateType, ...purpose.alsoFits].includes(text(one, 'certificateType') ?? '') &&
        one.attributes['activated'] !== false &&
        momentOf(one) > now,
    )
    .sort((a, b) => momentOf(b) - momentOf(a));
}

/** The longest-lived certificate whose key lies here. */
export function ownCertificate(found: Found, purpose: Purpose, now: number): OwnCertificate | undefined {
  const keys = [...found.keys.values()].flat();
  for (const certificate of validCertificates(found, purpose, now)) {
    const key = keys.find((one) => isFor(text(certificate, 'certificateContent'), one));
    if (key !== undefined) return { certificate, key };
  }
  return undefined;
}

/** A key that has been made and has no certificate yet: its request was never sent, or was refused. */
export function idleKey(found: Found, purpose: Purpose): OwnKey | undefined {
  return found.keys
    .get(purpose.certificateType)
    ?.find((key) => !found.certificates.some((one) => isFor(text(one, 'certificateContent'), key)));
}
