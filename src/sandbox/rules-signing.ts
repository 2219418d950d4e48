import { randomUUID } from 'node:crypto';
import { type Change, isoDate, many, type Rules, target, targets } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { profileContent } from './profile-content.ts';
import { issue, judgeRequest } from './signing-ca.ts';
import type { Stored } from './store.ts';

/** Certificates, devices, identifiers, profiles. Facts §2 (provisioning 409s), §8g (2026-11-22). */
export const signingRules: Rules = {
  certificates_createInstance: { before: certificateFits, after: certify },
  certificates_deleteInstance: { after: (change, object) => invalidate(change, 'certificates', object) },
  devices_createInstance: {
    before: (change) => [...udidFits(change), ...hasPlace(change)],
    after: classify,
  },
  bundleIds_createInstance: { before: identifierFits },
  bundleIds_deleteInstance: { before: notInUse },
  bundleIdCapabilities_createInstance: { before: oneOfKind, after: invalidateOfBundle },
  bundleIdCapabilities_updateInstance: { after: invalidateOfBundle },
  bundleIdCapabilities_deleteInstance: { after: invalidateOfBundle },
  profiles_createInstance: { before: profileFits, after: provision },
};

const year = 365 * 86_400_000;

const identity = 2;
/** Valid certificates that a team may have of a type; §8g: 2–3 per type. Others are not limited here. */
const certificateLimits: Readonly<Record<string, number>> = {
  DISTRIBUTION: 3,
  IOS_DISTRIBUTION: 3,
  MAC_APP_DISTRIBUTION: identity,
  MAC_INSTALLER_DISTRIBUTION: identity,
  DEVELOPMENT: 10,
  IOS_DEVELOPMENT: identity,
  MAC_APP_DEVELOPMENT: identity,
};

function certificateFits(change: Change): readonly ApiError[] {
  const { store, now, attributes, links } = change;
  const type = String(attributes['certificateType']);
  // §8g: not creatable by the API, according to the documentation.
  if (type.startsWith('DEVELOPER_ID'))
    return [
      apiError(403, 'FORBIDDEN_ERROR', `Certificates of the type ${type} cannot be created with the API.`),
    ];
  const needed = type.startsWith('PASS_TYPE_ID')
    ? 'passTypeId'
    : type.startsWith('APPLE_PAY')
      ? 'merchantId'
      : '';
  if (needed !== '' && typeof links.get(needed) !== 'string')
    return [
      apiError(
        409,
        'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
        `You must provide a value for the relationship '${needed}' with this request`,
        { pointer: `/data/relationships/${needed}` },
      ),
    ];
  const judged = judgeRequest(String(attributes['csrContent']));
  if ('fault' in judged) return [attributeError('INVALID', 'csrContent', judged.fault)];
  const valid = [...store.all('Certificate')].filter(
    (certificate) =>
      certificate.attributes['certificateType'] === type &&
      Date.parse(String(certificate.attributes['expirationDate'])) > now,
  );
  const word = type.includes('DISTRIBUTION') ? 'Distribution' : 'Development';
  return valid.length < (certificateLimits[type] ?? Number.POSITIVE_INFINITY)
    ? []
    : [
        apiError(
          409,
          'CONFLICT',
          `You already have a current ${word} certificate or a pending certificate request.`,
        ),
      ];
}

/** A real certificate for the key of the request: DER, a year, signed by the sandbox. */
function certify({ attributes, now }: Change, certificate: Stored): void {
  const judged = judgeRequest(String(attributes['csrContent']));
  if ('fault' in judged) return;
  const type = String(attributes['certificateType']);
  const kind = type.includes('DISTRIBUTION') ? 'Distribution' : 'Development';
  const displayName = 'Northwind Apps Ltd';
  const name = `${kind === 'Distribution' || type.includes('DEVELOPMENT') ? `Apple ${kind}` : type}: ${displayName}`;
  const { content, serialNumber } = issue(judged.key, {
    commonName: name,
    organization: displayName,
    from: now,
    until: now + year,
  });
  certificate.attributes = {
    ...certificate.attributes,
    name,
    displayName,
    serialNumber,
    certificateContent: content,
    expirationDate: isoDate(now + year),
    activated: true,
    ...(type.startsWith('MAC') ? { platform: 'MAC_OS' } : type.startsWith('IOS') ? { platform: 'IOS' } : {}),
  };
}

/** A profile holds a year, and no longer than its certificates (facts §8g; expiry of certificates 2026-11-22). */
function provision(change: Change, profile: Stored): void {
  const { store, now } = change;
  const ends = many(store, profile, 'certificates').map((certificate) =>
    Date.parse(String(certificate.attributes['expirationDate'])),
  );
  const type = String(profile.attributes['profileType']);
  profile.attributes = {
    ...profile.attributes,
    uuid: randomUUID(),
    platform: type.startsWith('MAC') ? 'MAC_OS' : 'IOS',
    profileState: 'ACTIVE',
    expirationDate: isoDate(Math.min(now + year, ...ends)),
  };
  profile.attributes['profileContent'] = profileContent(change, profile);
}

/** Profiles that stand on something that is gone cannot be used any more (risk.json, 2026-11-22). */
function invalidate({ store }: Change, relationship: 'certificates' | 'bundleId', object: Stored): void {
  for (const profile of store.all('Profile'))
    if (store.linked(profile, relationship).includes(object.id))
      profile.attributes['profileState'] = 'INVALID';
}

/** A changed capability makes the profiles of the App ID invalid (risk.json, 2026-11-22). */
function invalidateOfBundle(change: Change, capability: Stored): void {
  const { store } = change;
  const bundle =
    target(change, 'bundleId', 'BundleId') ??
    [...store.all('BundleId')].find((one) =>
      store.linked(one, 'bundleIdCapabilities').includes(capability.id),
    );
  if (bundle !== undefined) invalidate(change, 'bundleId', bundle);
}

/** Apple tells from the UDID what it is; a Mac by its platform. */
function classify({ attributes }: Change, device: Stored): void {
  const mac = attributes['platform'] === 'MAC_OS';
  device.attributes = {
    ...device.attributes,
    deviceClass: mac ? 'MAC' : 'IPHONE',
    model: mac ? 'Mac' : 'iPhone',
    status: 'ENABLED',
  };
}

/** §8g: 100 devices of a class in a membership year. */
const devicesOfClass = 100;

function hasPlace({ store, attributes }: Change): readonly ApiError[] {
  const deviceClass = attributes['platform'] === 'MAC_OS' ? 'MAC' : 'IPHONE';
  const same = [...store.all('Device')].filter((device) => device.attributes['deviceClass'] === deviceClass);
  return same.length < devicesOfClass
    ? []
    : [
        apiError(
          409,
          'CONFLICT',
          `Your team has reached the maximum number of registered ${deviceClass} devices.`,
        ),
      ];
}

/** Two forms are in use: 40 hexadecimal digits, and 8 with 16 behind a hyphen. Macs have UUIDs. */
function udidFits(change: Change): readonly ApiError[] {
  const { udid } = change.attributes;
  if (typeof udid !== 'string') return [];
  if (!/^([0-9A-F]{40}|[0-9A-F]{8}-[0-9A-F]{16}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12})$/i.test(udid))
    return [attributeError('INVALID', 'udid', `'${udid}' is not a device ID.`)];
  return [...change.store.all('Device')].some((device) => device.attributes['udid'] === udid)
    ? [
        attributeError(
          'INVALID.DUPLICATE',
          'udid',
          `A device with number '${udid}' already exists on this team.`,
        ),
      ]
    : [];
}

function identifierFits(change: Change): readonly ApiError[] {
  const { identifier } = change.attributes;
  return typeof identifier === 'string' && !/^[A-Za-z0-9.-]+(\.\*)?$|^\*$/.test(identifier)
    ? [
        attributeError(
          'INVALID.INVALID_CHARACTERS',
          'identifier',
          `'${identifier}' has characters that a bundle ID cannot have.`,
        ),
      ]
    : [];
}

/** A bundle ID that profiles or an app stand on stays. */
function notInUse(change: Change): readonly ApiError[] {
  const { store, object } = change;
  if (object === undefined) return [];
  const used = (['profiles', 'app'] as const).filter((name) => many(store, object, name).length > 0);
  return used.length === 0
    ? []
    : [
        apiError(
          409,
          'CONFLICT',
          `The bundle ID '${String(object.attributes['identifier'])}' cannot be deleted: it is used by ${used.join(' and ')}.`,
        ),
      ];
}

function oneOfKind(change: Change): readonly ApiError[] {
  const { capabilityType } = change.attributes;
  const bundle = target(change, 'bundleId', 'BundleId');
  return bundle !== undefined &&
    many(change.store, bundle, 'bundleIdCapabilities').some(
      (capability) => capability.attributes['capabilityType'] === capabilityType,
    )
    ? [
        attributeError(
          'INVALID.DUPLICATE',
          'capabilityType',
          `The bundle ID has the capability ${String(capabilityType)} already.`,
        ),
      ]
    : [];
}

/** §8g: devices for development and ad hoc only; certificates of the right kind; names once. */
function profileFits(change: Change): readonly ApiError[] {
  const { store, now, attributes, links } = change;
  const { name } = attributes;
  const type = String(attributes['profileType']);
  const errors: ApiError[] = [];
  if ([...store.all('Profile')].some((profile) => profile.attributes['name'] === name))
    errors.push(
      attributeError('INVALID.DUPLICATE', 'name', `Multiple profiles found with the name '${String(name)}'.`),
    );
  const listed = links.get('devices');
  const count = Array.isArray(listed) ? listed.length : 0;
  const development = type.endsWith('_DEVELOPMENT');
  if (development || type.endsWith('_ADHOC')) {
    if (count === 0)
      errors.push(relationshipError('devices', `A profile of the type ${type} needs devices.`));
  } else if (count > 0)
    errors.push(relationshipError('devices', `A profile of the type ${type} takes no devices.`));
  for (const device of targets(change, 'devices', 'Device'))
    if (device.attributes['status'] === 'DISABLED')
      errors.push(relationshipError('devices', `The device '${device.id}' is disabled.`));
  for (const certificate of targets(change, 'certificates', 'Certificate')) {
    const kind = String(certificate.attributes['certificateType']);
    const expired = Date.parse(String(certificate.attributes['expirationDate'])) <= now;
    const fits = development ? kind.endsWith('DEVELOPMENT') : /DISTRIBUTION|DEVELOPER_ID/.test(kind);
    if (expired)
      errors.push(relationshipError('certificates', `The certificate '${certificate.id}' has expired.`));
    else if (!fits)
      errors.push(
        relationshipError('certificates', `A profile of the type ${type} takes no ${kind} certificate.`),
      );
  }
  return errors;
}
