import { type Change, many, one } from './change.ts';
import { signedMessage } from './signing-ca.ts';
import type { Stored } from './store.ts';

/** Development profiles let a debugger in; those for the App Store do not. */
function entitlements(identifier: string, development: boolean): string {
  return dict([
    ['application-identifier', text(`SANDBOX001.${identifier}`)],
    ['com.apple.developer.team-identifier', text('SANDBOX001')],
    ['get-task-allow', development ? '<true/>' : '<false/>'],
  ]);
}

/**
 * The content of a .mobileprovision file in base64: a property list in a signed message, with the keys that Xcode and
 * codesign read (names as in files of Xcode 26, 2026-11-22).
 */
export function profileContent({ store }: Change, profile: Stored): string {
  const { name, uuid, profileType, createdDate, expirationDate } = profile.attributes;
  const identifier = String(one(store, profile, 'bundleId')?.attributes['identifier']);
  const devices = many(store, profile, 'devices').map((device) => text(String(device.attributes['udid'])));
  const list = dict([
    ['Name', text(String(name))],
    ['UUID', text(String(uuid))],
    ['TeamName', text('App Store Connect sandbox')],
    ['TeamIdentifier', array([text('SANDBOX001')])],
    ['AppIDName', text(identifier)],
    ['CreationDate', `<date>${second(createdDate)}</date>`],
    ['ExpirationDate', `<date>${second(expirationDate)}</date>`],
    [
      'DeveloperCertificates',
      array(
        many(store, profile, 'certificates').map(
          (certificate) => `<data>${String(certificate.attributes['certificateContent'])}</data>`,
        ),
      ),
    ],
    ...(devices.length > 0 ? ([['ProvisionedDevices', array(devices)]] as const) : []),
    ['Entitlements', entitlements(identifier, String(profileType).endsWith('_DEVELOPMENT'))],
    ['Version', '<integer>1</integer>'],
  ]);
  return signedMessage(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n${list}\n</plist>\n`,
  );
}

function second(moment: unknown): string {
  return String(moment).replace(/\.\d+(?=Z)/, '');
}

function text(value: string): string {
  return `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`;
}

function array(items: readonly string[]): string {
  return `<array>${items.join('')}</array>`;
}

function dict(entries: readonly (readonly [string, string])[]): string {
  return `<dict>\n${entries.map(([key, value]) => `<key>${key}</key>${value}`).join('\n')}\n</dict>`;
}
